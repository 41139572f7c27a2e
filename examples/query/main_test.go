package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what is printed to testdata")

// data are the flags for the data beside this test.
func data() []string {
	return []string{
		"-people", filepath.Join("testdata", "people.ndjson"),
		"-events", filepath.Join("testdata", "events.ndjson"),
		"-attribute", "registered=date-time", "-attribute", "birthday=date", "-location", "Europe/Zagreb",
	}
}

// called runs the program.
func called(stdin string, args ...string) (status int, stdout, stderr string) {
	var out, complaint bytes.Buffer
	status = command(context.Background(), args, strings.NewReader(stdin), &out, &complaint)
	return status, out.String(), complaint.String()
}

func TestOutput(t *testing.T) {
	for _, question := range []string{"segment", "metrics", "funnel"} {
		for format, ext := range map[string]string{"text": ".txt", "markdown": ".md", "csv": ".csv", "svg": ".svg", "json": ".out.json"} {
			if question == "segment" && format == "svg" {
				continue
			}
			t.Run(question+" as "+format, func(t *testing.T) {
				status, got, stderr := called("", append(data(), "-format", format, filepath.Join("testdata", question+".json"))...)
				require.Zero(t, status, stderr)
				require.Empty(t, stderr)
				got = regexp.MustCompile(`"zone_data": "[^"]*"`).ReplaceAllString(got, `"zone_data": "of this machine"`)
				golden := filepath.Join("testdata", question+ext)
				if *update {
					require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
				}
				want, err := os.ReadFile(golden)
				require.NoError(t, err)
				require.Equal(t, string(want), got)
			})
		}
	}
}

// The same answer whether the files are plain or gzip, and the question a file or standard input.
func TestInputForms(t *testing.T) {
	dir := t.TempDir()
	packed := data()
	for i, arg := range packed {
		if filepath.Ext(arg) != ".ndjson" {
			continue
		}
		plain, err := os.ReadFile(arg)
		require.NoError(t, err)
		packed[i] = filepath.Join(dir, filepath.Base(arg)+".gz")
		require.NoError(t, os.WriteFile(packed[i], zipped(t, plain), 0o644))
	}
	question, err := os.ReadFile(filepath.Join("testdata", "funnel.json"))
	require.NoError(t, err)
	_, plain, _ := called("", append(data(), filepath.Join("testdata", "funnel.json"))...)
	status, gzipped, stderr := called(string(question), append(packed, "-")...)
	require.Zero(t, status, stderr)
	require.Equal(t, plain, gzipped)
}

func zipped(t *testing.T, plain []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(plain)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

func TestIDs(t *testing.T) {
	const clock = "Clock: 2026-05-12 19:00, Europe/Zagreb"
	for _, c := range []struct {
		ids  string
		want []string // lines below the size
	}{
		{"0", []string{"", "5 more are not listed", clock}},
		{"2", []string{"ana", "ben", "", "3 more are not listed", clock}},
		{"5", []string{"ana", "ben", "cleo", "dan", "eva", "", clock}},
		{"-1", []string{"ana", "ben", "cleo", "dan", "eva", "", clock}},
	} {
		t.Run(c.ids, func(t *testing.T) {
			status, out, stderr := called(`{"segment":{}}`, append(data(), "-ids", c.ids, "-")...)
			require.Zero(t, status, stderr)
			lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
			require.Equal(t, append([]string{"everyone", "", "5 people", "--------"}, c.want...), lines)
		})
	}
}

// The clock and the location decide what "in the last days" is.
func TestClockAndLocation(t *testing.T) {
	const today = `{"segment":{"where":{"did":{"event":"Registration"},"in":{"last_days":1}}}}`
	for _, c := range []struct {
		name, clock, location, first string
	}{
		{"by the newest event", "", "UTC", "1 person"},
		{"by another clock", "2026-05-03T23:00:00Z", "UTC", "1 person"},
		{"the next day elsewhere", "2026-05-03T23:00:00Z", "Europe/Zagreb", "0 people"},
		{"long after", "2027-01-01T00:00:00Z", "UTC", "0 people"},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := append(data(), "-location", c.location)
			if c.clock != "" {
				args = append(args, "-clock", c.clock)
			}
			status, out, stderr := called(today, append(args, "-")...)
			require.Zero(t, status, stderr)
			require.Contains(t, out, "\n"+c.first+"\n")
		})
	}
}

// A funnel's two views, each by itself; without -by both are printed, and a picture is of people.
func TestBy(t *testing.T) {
	question := filepath.Join("testdata", "funnel.json")
	printed := func(args ...string) string {
		status, out, stderr := called("", append(append(data(), args...), question)...)
		require.Zero(t, status, stderr)
		return out
	}
	people, events := printed("-by", "people"), printed("-by", "events")
	require.True(t, strings.HasPrefix(people, "Funnel by people"))
	require.True(t, strings.HasPrefix(events, "Funnel by events"))
	require.Equal(t, printed(), people+"\n"+events)
	require.Equal(t, printed("-format", "markdown"), printed("-format", "markdown", "-by", "people")+"\n"+printed("-format", "markdown", "-by", "events"))
	require.Equal(t, printed("-format", "svg"), printed("-format", "svg", "-by", "people"))
	require.Contains(t, printed("-format", "svg", "-by", "events"), "<title>1. Registration, Croatia: ")
	require.NotEqual(t, printed("-format", "svg"), printed("-format", "svg", "-by", "events"))
}

// What a spreadsheet gets: the heads and a number a row, and no cell that runs.
func TestCSV(t *testing.T) {
	events := filepath.Join(t.TempDir(), "events.ndjson")
	require.NoError(t, os.WriteFile(events, []byte(`{"person":"=cmd()","event":"+x","time":"2026-05-03T10:00:00Z"}`), 0o600))
	for question, want := range map[string]string{
		`{"segment":{}}`: "id\n'=cmd()\n",
		`{"metrics":{"metric":"engagement","events":[{"event":"+x"}],"every":["day"],"timeframe":{"from":"2026-05-03","to":"2026-05-03"}}}`: "by,start,end,partial,segment,event,count,of,value\n" +
			"total,2026-05-03T00:00:00Z,2026-05-04T00:00:00Z,false,everyone,'+x,1,1,1\n" +
			"day,2026-05-03T00:00:00Z,2026-05-04T00:00:00Z,true,everyone,'+x,1,1,1\n",
	} {
		status, out, stderr := called(question, "-events", events, "-format", "csv", "-")
		require.Zero(t, status, stderr)
		require.Equal(t, want, out)
	}
}

// No data is read for a picture that cannot be.
func TestNoPictureOfASegment(t *testing.T) {
	status, out, stderr := called(`{"segment":{}}`, "-events", "nowhere", "-format", "svg", "-")
	require.Equal(t, 2, status)
	require.Empty(t, out)
	require.Equal(t, "query: -format svg: a segment has no picture, metrics and funnels have; see -help\n", stderr)
}

func TestHelp(t *testing.T) {
	status, out, stderr := called("", "-help")
	require.Zero(t, status)
	require.Empty(t, stderr)
	require.True(t, strings.HasPrefix(out, "Usage: query "), out)
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	names := regexp.MustCompile(`(?m)^  (-[a-z]+) `).FindAllStringSubmatch(out, -1)
	require.Len(t, names, 11)
	for _, name := range names {
		require.Regexp(t, "`"+name[1]+"[ `]", string(text), "the README says nothing of %s", name[1])
	}
}
