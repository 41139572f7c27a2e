package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// block is what stands between two fences of the README: of a question the whole, else each line by itself.
type block struct {
	info string
	text string
}

func readme(t *testing.T) (blocks []block) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	for _, found := range regexp.MustCompile("(?ms)^```(\\w[^\n]*)\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		blocks = append(blocks, block{found[1], strings.TrimSpace(found[2])})
	}
	return blocks
}

// asked makes a question of a part of one.
func asked(info, part string) string {
	const staff = `"saved":[{"name":"Staff","where":{"tag":"staff"}}],`
	switch info {
	case "json predicate":
		return `{` + staff + `"segment":{"where":` + part + `}}`
	case "json selector":
		return `{"metrics":{"metric":"events","events":[` + part + `]}}`
	case "json timeframe":
		return `{"metrics":{"metric":"events","events":[{}],"timeframe":` + part + `}}`
	}
	return part
}

// Every piece of JSON in the README is read and answered, on data that has all the names in it: with no warning of something unknown.
func TestReadmeIsTrue(t *testing.T) {
	ctx := context.Background()
	o, err := parse(append(data(), "-"))
	require.NoError(t, err)
	lines := 0
	for _, b := range readme(t) {
		if slices.Contains([]string{"sh", "csv", "markdown"}, b.info) { // see TestReadmeAnswers
			continue
		}
		parts := strings.Split(b.text, "\n")
		if b.info == "json" {
			parts = []string{b.text}
		}
		for _, part := range parts {
			lines++
			s, err := load(ctx, o, os.Stderr)
			require.NoError(t, err)
			switch b.info {
			case "ndjson people":
				done, err := s.ImportPeople(ctx, strings.NewReader(part), nil)
				require.NoError(t, err)
				require.EqualValues(t, 1, done.Committed)
				continue
			case "ndjson events":
				done, err := s.ImportEvents(ctx, strings.NewReader(part), nil)
				require.NoError(t, err)
				require.EqualValues(t, 1, done.Committed)
				continue
			}
			require.Contains(t, []string{"json", "json predicate", "json selector", "json timeframe"}, b.info)
			q, err := readQuestion("-", strings.NewReader(asked(b.info, part)))
			require.NoError(t, err, part)
			a, err := q.answer(ctx, s, o)
			require.NoError(t, err, part)
			for _, warning := range a.Header().Warnings {
				require.Equal(t, store.WarnNotByRegistration, warning.Code, "%s: %s", part, warning.Text)
			}
			var out strings.Builder
			require.NoError(t, a.Write(&out, o.format, o.by))
			require.NotEmpty(t, out.String())
		}
	}
	require.Greater(t, lines, 50, "the README's blocks were not found")
}

// The errors that the README shows are what the program says.
func TestReadmeErrors(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, _, window := called(`{"funnel":{"steps":[{},{}],"window":"0s"}}`, append(data(), "-")...)
	require.Contains(t, string(text), strings.TrimPrefix(window, "query: -: "))

	events := filepath.Join(t.TempDir(), "events.ndjson")
	good := strings.Repeat(`{"person":"ana","event":"x","time":"2017-02-03T00:00:00Z"}`+"\n", 16)
	require.NoError(t, os.WriteFile(events, []byte(good+`{"person":"ana","event":"x","time":"2017-02-03"}`), 0o644))
	_, _, line := called(`{"segment":{}}`, "-events", events, "-")
	require.Contains(t, string(text), "query: "+strings.TrimPrefix(line, "query: "+filepath.Dir(events)+string(filepath.Separator)))
}

// A command in the README prints the block behind it.
func TestReadmeAnswers(t *testing.T) {
	blocks, commands := readme(t), 0
	for i, b := range blocks {
		if b.info != "sh" {
			continue
		}
		commands++
		words := strings.Fields(b.text)
		require.Equal(t, "query", words[0])
		last := len(words) - 1
		words[last] = filepath.Join("testdata", words[last])
		status, out, stderr := called("", append(data(), words[1:]...)...)
		require.Zero(t, status, stderr)
		require.Equal(t, strings.TrimSpace(out), blocks[i+1].text)
	}
	require.Equal(t, 2, commands)
}

// Nothing of the language is left out of the README: every operator, predicate, metric and granularity, and every field, stands in an example.
func TestReadmeIsWhole(t *testing.T) {
	var all strings.Builder
	for _, b := range readme(t) {
		all.WriteString(b.text + "\n")
	}
	var words []string
	for _, op := range []value.Op{
		value.OpExists, value.OpMissing, value.OpIs, value.OpIsNot, value.OpIn, value.OpNotIn, value.OpLess, value.OpAtMost, value.OpMore, value.OpAtLeast,
		value.OpBetween, value.OpContains, value.OpNotContains, value.OpStartsWith, value.OpNotStartsWith, value.OpEndsWith, value.OpNotEndsWith,
		value.OpBefore, value.OpOn, value.OpAfter, value.OpLastDays, value.OpMoreDaysAgo,
	} {
		words = append(words, `"op": "`+string(op)+`"`)
	}
	for _, m := range metrics.Metrics() {
		if m != metrics.People { // which only differs from events by its word
			words = append(words, `"metric": "`+string(m)+`"`)
		}
	}
	for _, u := range metrics.Units() {
		words = append(words, `"`+string(u)+`"`)
	}
	for _, field := range []string{
		"version", "saved", "segment", "metrics", "funnel", "name", "where",
		"all", "any", "not", "attribute", "tag", "tags_any", "tags_all", "did", "first", "last", "count", "days", "in", "near", "side", "values", "fold",
		"event", "events", "property", "last_days", "week", "from", "to", "since", "until",
		"metric", "per", "segments", "timeframe", "every", "eligible_from", "breakdown", "top", "location", "week_start",
		"steps", "window", "policy", "strict_increase",
	} {
		words = append(words, `"`+field+`":`)
	}
	for _, w := range words {
		require.Contains(t, all.String(), w)
	}
}
