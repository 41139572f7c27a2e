package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/ask"
)

// one is on one line, and says all of what.
func requireOneLine(t *testing.T, stderr string, what ...string) {
	t.Helper()
	require.True(t, strings.HasPrefix(stderr, "query: ") && strings.HasSuffix(stderr, "\n"), stderr)
	require.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
	for _, w := range what {
		require.Contains(t, stderr, w)
	}
}

func TestRefusedCommandLines(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		says []string
	}{
		{"nothing", nil, []string{"no question"}},
		{"no question", data(), []string{"no question"}},
		{"no data", []string{"-"}, []string{"-people", "-events"}},
		{"two questions", append(data(), "a.json", "b.json"), []string{"a.json", "b.json"}},
		{"a flag too late", append(data(), "a.json", "-skip"), []string{"-skip", "flags stand before"}},
		{"unknown flag", append(data(), "-nope", "-"), []string{"-nope"}},
		{"format", append(data(), "-format", "xml", "-"), []string{"-format", `"xml"`, "text, markdown, csv, svg or json"}},
		{"clock", append(data(), "-clock", "yesterday", "-"), []string{"-clock", `"yesterday"`}},
		{"clock without an offset", append(data(), "-clock", "2026-05-04T15:00:00", "-"), []string{"-clock", `"2026-05-04T15:00:00"`}},
		{"location", append(data(), "-location", "Mars", "-"), []string{"-location", `"Mars"`}},
		{"type", append(data(), "-attribute", "a=day", "-"), []string{"-attribute", `"a=day"`, `"day"`}},
		{"no type", append(data(), "-property", "a", "-"), []string{"-property", `"a"`, "NAME=TYPE"}},
		{"no name", append(data(), "-property", "=date", "-"), []string{"-property", `"=date"`, "NAME=TYPE"}},
		{"ids", append(data(), "-ids", "-2", "-"), []string{"-ids", "-2"}},
		{"ids of another kind", append(data(), "-ids", "all", "-"), []string{"-ids", `"all"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, out, stderr := called(`{"segment":{}}`, c.args...)
			require.Equal(t, 2, status, stderr)
			require.Empty(t, out)
			requireOneLine(t, stderr, c.says...)
		})
	}
}

func TestRefusedQuestions(t *testing.T) {
	steps := func(n int) string { return strings.TrimSuffix(strings.Repeat(`{},`, n), ",") }
	for _, c := range []struct {
		name, question string
		says           []string
	}{
		{"empty", ``, []string{"not valid JSON"}},
		{"no JSON", `segment`, []string{"not valid JSON"}},
		{"cut off", `{"segment":`, []string{"not valid JSON"}},
		{"trailing bytes", `{"segment":{}} x`, []string{"not valid JSON", "'x'"}},
		{"null", `{"segment":null}`, []string{"segment", "null"}},
		{"none of the three", `{"saved":[]}`, []string{"segment, metrics and funnel"}},
		{"two of the three", `{"segment":{},"metrics":{"metric":"events","events":[{}]}}`, []string{"2 of segment, metrics and funnel"}},
		{"unknown field", `{"segmnt":{}}`, []string{`"segmnt"`}},
		{"wrong case", `{"Segment":{}}`, []string{`"Segment"`, `"segment"`}},
		{"repeated field", `{"segment":{},"segment":{}}`, []string{"segment", "repeated"}},
		{"newer version", `{"version":2,"segment":{}}`, []string{"version", "2"}},
		{"newer version inside", `{"segment":{"version":2}}`, []string{"segment.version", "2"}},
		{"too deep", `{"segment":{"where":` + strings.Repeat(`{"not":`, 40) + `{"tag":"x"}` + strings.Repeat(`}`, 40) + `}}`, []string{"deep"}},
		{"too long", `{"segment":{"name":"` + strings.Repeat("x", ask.MaxBytes) + `"}}`, []string{"1048576 bytes"}},
		{"wrong case in a predicate", `{"segment":{"where":{"attribute":"a","Op":"is","values":[1]}}}`, []string{"segment.where", `"Op"`, `"op"`}},
		{"unknown operator", `{"segment":{"where":{"attribute":"a","op":"like","values":["x"]}}}`, []string{"segment.where", `"a"`, `"like"`}},
		{"no such predicate", `{"segment":{"where":{"country":"HR"}}}`, []string{"segment.where"}},
		{"empty tags", `{"segment":{"where":{"tags_any":[]}}}`, []string{"segment.where", "tags_any"}},
		{"wrong type for a declared attribute", `{"segment":{"where":{"attribute":"birthday","op":"is","values":["May"]}}}`, []string{`"birthday"`, "date", "May"}},
		{"unknown saved segment", `{"segment":{"where":{"segment":"Staff"}}}`, []string{`"Staff"`}},
		{"unknown saved segment of metrics", `{"metrics":{"metric":"events","events":[{}],"segments":[{"where":{"segment":"Staff"}}]}}`, []string{`"Staff"`}},
		{"unknown saved segment of a funnel", `{"funnel":{"steps":[{},{}],"window":"1d","segments":[{"where":{"segment":"Staff"}}]}}`, []string{`"Staff"`}},
		{"saved without a name", `{"saved":[{"where":{"tag":"x"}}],"segment":{}}`, []string{"saved[0]", "name"}},
		{"saved in a cycle", `{"saved":[{"name":"A","where":{"segment":"A"}}],"segment":{}}`, []string{"saved[0]", `"A"`}},
		{"no steps", `{"funnel":{"window":"15m"}}`, []string{"steps"}},
		{"0 steps", `{"funnel":{"steps":[],"window":"15m"}}`, []string{"steps", "0 given"}},
		{"1 step", `{"funnel":{"steps":[{}],"window":"15m"}}`, []string{"steps", "1 given"}},
		{"8 steps", `{"funnel":{"steps":[` + steps(8) + `],"window":"15m"}}`, []string{"steps", "8 given"}},
		{"no window", `{"funnel":{"steps":[{},{}]}}`, []string{"funnel", "window"}},
		{"window 0", `{"funnel":{"steps":[{},{}],"window":"0m"}}`, []string{"funnel.window", `"0m"`}},
		{"negative window", `{"funnel":{"steps":[{},{}],"window":"-15m"}}`, []string{"funnel.window", `"-15m"`}},
		{"a number as window", `{"funnel":{"steps":[{},{}],"window":900}}`, []string{"funnel.window", "900"}},
		{"3 segments", `{"funnel":{"steps":[{},{}],"window":"15m","segments":[` + steps(3) + `]}}`, []string{"segments", "3 given"}},
		{"unknown policy", `{"funnel":{"steps":[{},{}],"window":"15m","policy":"Entry"}}`, []string{"funnel.policy", `"Entry"`}},
		{"unknown metric", `{"metrics":{"metric":"Events","events":[{}]}}`, []string{"metrics.metric", `"Events"`}},
		{"unknown granularity", `{"metrics":{"metric":"events","events":[{}],"every":["weekly"]}}`, []string{"metrics.every[0]", `"weekly"`}},
		{"5 events", `{"metrics":{"metric":"events","events":[` + steps(5) + `]}}`, []string{"events", "5 given"}},
		{"5 segments", `{"metrics":{"metric":"events","events":[{}],"segments":[` + steps(5) + `]}}`, []string{"segments", "5 given"}},
		{"no date", `{"metrics":{"metric":"events","events":[{}],"timeframe":{"from":"2026-02-30"}}}`, []string{"metrics.timeframe.from", `"2026-02-30"`}},
		{"empty timeframe", `{"metrics":{"metric":"events","events":[{}],"timeframe":{"from":"2026-05-02","to":"2026-05-01"}}}`, []string{"metrics.timeframe.to", "2026-05-01"}},
		{"location", `{"metrics":{"metric":"events","events":[{}],"location":"Mars"}}`, []string{"location", `"Mars"`}},
		{"too many buckets", `{"metrics":{"metric":"events","events":[{}],"every":["hour"],"timeframe":{"from":"0001-01-01"}}}`, []string{"bucket"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, out, stderr := called(c.question, append(data(), "-")...)
			require.Equal(t, 1, status, stderr)
			require.Empty(t, out)
			requireOneLine(t, stderr, append(c.says, "query: -: ")...)
		})
	}
}

func TestRefusedFiles(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		return path
	}
	const good = `{"person":"ana","event":"x","time":"2026-05-01T00:00:00Z"}` + "\n"
	packed := string(zipped(t, []byte(strings.Repeat(good, 100))))
	gone := filepath.Join(dir, "gone")
	for _, c := range []struct {
		name string
		args []string
		says []string
	}{
		{"no question file", append(data(), gone), []string{gone, "no such file"}},
		{"question is a directory", append(data(), dir), []string{dir, "directory"}},
		{"no people", []string{"-people", gone, "-"}, []string{gone, "no such file"}},
		{"no events", []string{"-events", gone, "-"}, []string{gone, "no such file"}},
		{"events are a directory", []string{"-events", dir, "-"}, []string{dir, "directory"}},
		{"truncated gzip", []string{"-events", put("cut.gz", packed[:len(packed)-9]), "-"}, []string{"cut.gz", "unexpected EOF"}},
		{"broken gzip", []string{"-events", put("broken.gz", packed[:20]+"xxxx"+packed[24:]), "-"}, []string{"broken.gz"}},
		{"no JSON", []string{"-events", put("text", good+"hello\n"), "-"}, []string{"text:2:"}},
		{"wrong case", []string{"-events", put("case", good+`{"Person":"ana"}`), "-"}, []string{"case:2:", `"Person"`, `"person"`}},
		{"people as events", []string{"-events", put("swapped", `{"id":"ana","attributes":{}}`), "-"}, []string{"swapped:1:", `"attributes"`}},
		{"time without an offset", []string{"-events", put("time", strings.Replace(good, "Z", "", 1)), "-"}, []string{"time:1:", "time", `"2026-05-01T00:00:00"`}},
		{"empty ID", []string{"-people", put("empty", `{"id":""}`), "-"}, []string{"empty:1:", "id"}},
		{"null", []string{"-people", put("null", `{"id":"ana","attributes":{"a":null}}`), "-"}, []string{"null:1:", "attributes.a"}},
		{"declared otherwise", append(data(), "-attribute", "country=integer", "-"), []string{"people.ndjson:1:", "attributes.country", `"HR"`}},
		{"property declared otherwise", append(data(), "-property", "plan=date", "-"), []string{"events.ndjson:4:", "properties.plan", `"single"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, out, stderr := called(`{"segment":{}}`, c.args...)
			require.Equal(t, 1, status, stderr)
			require.Empty(t, out)
			requireOneLine(t, stderr, c.says...)
		})
	}

	t.Run("left out where asked", func(t *testing.T) {
		path := put("some", "{}\n"+good+"hello\n")
		status, out, stderr := called(`{"segment":{}}`, "-skip", "-events", path, "-")
		require.Zero(t, status, stderr)
		require.Contains(t, out, "ana")
		requireOneLine(t, stderr, path, "2 of 3 lines left out", "line 1")
	})
}
