package report_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

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
				{"می\u200cخواهم", "11", "ok"},
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

// oneCell is how a name stands in a table, without the padding.
func oneCell(t require.TestingT, name string) string {
	var b bytes.Buffer
	require.NoError(t, report.Table{Columns: []report.Column{{Name: "x"}}, Rows: [][]string{{name + "."}}}.WriteText(&b))
	lines := strings.Split(b.String(), "\n")
	require.Len(t, lines, 4, "head, rule, row and the end: %q", b.String())
	return strings.TrimSuffix(lines[2], ".")
}

// requireHarmless checks that a text holds nothing that a terminal obeys or hides, and that the name can be read out of it again.
func requireHarmless(t require.TestingT, name, text string) {
	require.True(t, utf8.ValidString(text))
	for _, r := range text {
		require.True(t, strconv.IsGraphic(r) || r == '\u200c' || r == '\u200d', "%U of %q stands in the table", r, name)
	}
	if strings.Contains(text, "…") {
		return // cut, perhaps
	}
	back, err := strconv.Unquote(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`)
	require.NoError(t, err, "%q", text)
	require.Equal(t, name, back, "two names must not have one text")
}

func TestEveryRuneInACell(t *testing.T) {
	for _, plane := range [][2]rune{{0, 0x3400}, {0xA4D0, 0xAC10}, {0xD7A0, 0xD7FF}, {0xE000, 0xE010}, {0xF8F0, 0x10200}, {0x1F000, 0x1FB00}, {0xE0000, 0xE0200}, {0x10FFF0, 0x10FFFF}} {
		for r := plane[0]; r <= plane[1]; r++ {
			for _, name := range []string{string(r), "a" + string(r) + "b", "字" + string(r) + "🎉"} {
				requireHarmless(t, name, oneCell(t, name))
			}
		}
	}
}

func FuzzTableText(f *testing.F) {
	for _, seed := range []string{"", "plain", "a\\nb", "\x1b[2J", "\u202e", "👨‍👩‍👧‍👦", "🇭🇷🇭", "\xff", "e\u0301", strings.Repeat("長", 40)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) { requireHarmless(t, name, oneCell(t, name)) })
}

func TestLongCellsLoseTheirMiddle(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"as wide as allowed":     {strings.Repeat("a", 48), strings.Repeat("a", 48)},
		"one more":               {strings.Repeat("a", 49), strings.Repeat("a", 24) + "…" + strings.Repeat("a", 23)},
		"wide ones":              {strings.Repeat("長", 25), strings.Repeat("長", 12) + "…" + strings.Repeat("長", 11)},
		"never within an escape": {strings.Repeat("\x01", 49), strings.Repeat(`\x01`, 6) + "…" + strings.Repeat(`\x01`, 5)},
		"never within an emoji":  {strings.Repeat("👩🏽", 25), strings.Repeat("👩🏽", 12) + "…" + strings.Repeat("👩🏽", 11)},
	} {
		t.Run(name, func(t *testing.T) {
			got := write(t, report.Table{Columns: []report.Column{{Name: "x"}}, Rows: [][]string{{c.in}}})
			require.Equal(t, c.want, strings.Split(got, "\n")[2])
		})
	}
	require.Equal(t, 48, report.MaxCellWidth)
	long := strings.Repeat("note ", 40) + "."
	require.Contains(t, write(t, report.Table{Title: long, Notes: []string{long}}), long+"\n\n"+long, "title and notes are whole")
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
