package report_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics/report"
)

var update = flag.Bool("update", false, "write the golden files of tables anew")

// golden compares with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func write(t *testing.T, table report.Table) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, table.WriteText(&b))
	return b.String()
}

func TestWriteTextGolden(t *testing.T) {
	step := []report.Column{{Name: "Step"}, {Name: "People", Right: true}, {Name: "Of first", Right: true}}
	tables := map[string]report.Table{
		"funnel": {
			Title:   "Funnel by people",
			Columns: step,
			Rows: [][]string{
				{"Registration", "1200", "100.0%"},
				{"Watch video", "300", "25.0%"},
				{"Payment for full video", "7", "0.6%"},
				nil,
				{"Unfinished", "1193", ""},
			},
			Notes: []string{"3 people may still go on", "dropped before 2026-05-03"},
		},
		"no_rows":    {Title: "Nobody", Columns: step},
		"notes_only": {Notes: []string{"no events"}},
		"nothing":    {},
		"wide": {
			Columns: step,
			Rows: [][]string{
				{"登録", "1", "ok"},
				{"회원가입", "2", "ok"},
				{"ｶﾀｶﾅ half", "3", "ok"},
				{"e\u0301te\u0301 décomposé", "4", "ok"},
				{"👩🏽 signs up 🎉", "5", "ok"},
				{"👨‍👩‍👧‍👦 family", "6", "ok"},
				{"🇭🇷 Croatia", "7", "ok"},
				{"❤️ liked", "8", "ok"},
				{"ไทย ภาษา", "9", "ok"},
				{"हिन्दी", "10", "ok"},
				{"می‌خواهم", "11", "ok"},
			},
		},
		"hostile": {
			Title:   "Title\n\x1b[2Jcleared",
			Columns: []report.Column{{Name: "Na\tme"}, {Name: "People", Right: true}},
			Rows: [][]string{
				{"two\nlines", "1"},
				{"return\rover", "1"},
				{"\x1b]0;owned\x07\x1b[31mred\x1b[0m", "1"},
				{"\u009b31mC1", "1"},
				{"abc\u202etxt.exe", "1"},
				{"\u2066isolate\u2069 \u200fmark", "1"},
				{"zero\u200bwidth ad\u200dmin \ufeffbom", "1"},
				{"line\u2028sep\u2029 soft\u00adhyphen", "1"},
				{"\xff\xfe not UTF-8 \xe2\x82", "1"},
				{`literal \n and \x1b`, "1"},
				{"\u0301starts with a mark", "1"},
				{"z" + strings.Repeat("\u0300", 14), "1"},
				{"tags \U000e0041 filler\u3164 cgj\u034f", "1"},
				{"nul\x00 del\x7f", "1"},
				{"  spaces  ", "1"},
				{"", ""},
				{strings.Repeat("long ", 40), "1"},
				{strings.Repeat("長", 60), "1"},
				{strings.Repeat("\x00", 60), "1"},
			},
			Notes: []string{"a note\nwith \u202e"},
		},
	}
	for name, table := range tables {
		t.Run(name, func(t *testing.T) { golden(t, name, write(t, table)) })
	}
}

func TestWriteTextKeepsOneLinePerRow(t *testing.T) {
	for r := rune(0); r <= 0x10FFFF; r++ {
		if r == 0x3000 {
			r = 0x1D000 // the rest of the plane is letters; keep the test short
		}
		got := write(t, report.Table{Columns: []report.Column{{Name: "x"}}, Rows: [][]string{{"a" + string(r) + "b"}}})
		require.Equal(t, 3, strings.Count(got, "\n"), "rune %U", r)
		for _, c := range got {
			require.False(t, c < ' ' && c != '\n' || c >= 0x7f && c < 0xa0, "rune %U lets %U through", r, c)
		}
		if r == 0x1F000 {
			r = 0xE0000
		}
		if r == 0xE0200 {
			break
		}
	}
}

func TestWriteTextRefusesARowThatDoesNotFit(t *testing.T) {
	var b bytes.Buffer
	err := report.Table{Columns: make([]report.Column, 2), Rows: [][]string{nil, {"a", "b"}, {"a"}}}.WriteText(&b)
	require.ErrorIs(t, err, report.ErrTable)
	require.ErrorContains(t, err, "row 2 has 1 cells for 2 columns")
	require.Zero(t, b.Len())
}

type brokenWriter struct{}

var errBroken = errors.New("broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestWriteTextHandsOnTheWritersError(t *testing.T) {
	require.ErrorIs(t, report.Table{Title: "x"}.WriteText(brokenWriter{}), errBroken)
	require.NoError(t, report.Table{}.WriteText(brokenWriter{}))
}
