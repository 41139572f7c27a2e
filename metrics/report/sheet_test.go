package report_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/metrics/report"
)

// hostileTable has every hostile name in a column of names and among numbers.
func hostileTable() report.Table {
	t := report.Table{
		Title:   "Top | songs\n<b> & *stars*",
		Columns: []report.Column{{Name: "=name|"}, {Name: "plays", Right: true}, {Name: "change", Right: true}},
		Notes:   []string{"- not a list in a list", "2026. not a number in one", "Warning: <b>&\nsee https://example.org"},
	}
	for _, name := range hostileNames() {
		t.Rows = append(t.Rows, []string{name, "12", "-5"})
	}
	t.Rows = append(t.Rows, nil, []string{"-5", "1200", "+12.5%"}, []string{"+1;=2", "1e3", "-1+cmd"}, []string{" \u00a0=x", "", "@y"}, []string{"＝z", "0.5", "n/a"})
	return t
}

func markdownOf(t require.TestingT, table report.Table) string {
	var b bytes.Buffer
	require.NoError(t, table.WriteMarkdown(&b))
	return b.String()
}

func csvOf(t require.TestingT, table report.Table) string {
	var b bytes.Buffer
	require.NoError(t, table.WriteCSV(&b))
	return b.String()
}

func TestMarkdownAndCSVGolden(t *testing.T) {
	plain := report.Table{
		Title:   "Funnel by people",
		Columns: []report.Column{{Name: "Step"}, {Name: "People", Right: true}, {Name: "Of first", Right: true}},
		Rows:    [][]string{{"1. Registration", "1200", "100.0%"}, {"2. Watch video, 登録", "300", "25.0%"}, nil, {"Unfinished", "900", ""}},
		Notes:   []string{"3 people may still go on"},
	}
	for name, table := range map[string]report.Table{"plain": plain, "hostile": hostileTable(), "notes_only": {Notes: []string{"no events"}}, "nothing": {}} {
		t.Run(name, func(t *testing.T) {
			goldenFile(t, "table_"+name+".md", markdownOf(t, table))
			goldenFile(t, "table_"+name+".csv", csvOf(t, table))
		})
	}
}

func TestSheetsRefuseARowThatDoesNotFit(t *testing.T) {
	table := report.Table{Columns: make([]report.Column, 2), Rows: [][]string{nil, {"a", "b"}, {"a"}}}
	var b bytes.Buffer
	require.ErrorIs(t, table.WriteMarkdown(&b), report.ErrTable)
	require.ErrorIs(t, table.WriteCSV(&b), report.ErrTable)
	require.Zero(t, b.Len())
	table.Rows = nil
	require.ErrorIs(t, table.WriteMarkdown(brokenWriter{}), errBroken)
	require.ErrorIs(t, table.WriteCSV(brokenWriter{}), errBroken)
	require.NoError(t, report.Table{}.WriteMarkdown(brokenWriter{}))
	require.NoError(t, report.Table{}.WriteCSV(brokenWriter{}))
}

// anyName draws texts out of what breaks tables, sheets and pictures.
func anyName() *rapid.Generator[string] {
	pieces := append(hostileNames(), "=", "+", "-", "@", "\t", "\r", "\n", "|", `\`, "`", "<", ">", "&", `"`, "'", ";", ",", " ", "1", "e", "%", "*", "_", "\u2028", "]]>", "-->", "_x_", "www.x", "://", "\ufffe")
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.SampledFrom([]string{";", " ", "=", "-", "@", "\t", "|"}), rapid.String()), 0, 6).Draw(t, "pieces"), "")
	})
}

// runs reports what a spreadsheet could run: a cell, or what stands behind a separator within one, that begins with a sign of a formula.
func runs(cell string) bool {
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
		part = strings.TrimLeftFunc(part, unicode.IsSpace)
		if part != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(part)[0]) {
			return true
		}
	}
	return false
}

func TestNoCellOfACSVRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(anyName(), 4, 4).Draw(t, "names")
		got := csvOf(t, report.Table{Columns: []report.Column{{Name: names[0]}, {Name: names[1], Right: true}}, Rows: [][]string{{names[2], names[3]}}})
		require.Equal(t, 2, strings.Count(got, "\n"), "a row is a line: %q", got)
		records, err := csv.NewReader(strings.NewReader(got)).ReadAll()
		require.NoError(t, err)
		require.Len(t, records, 2)
		for i, record := range records {
			require.Len(t, record, 2)
			for j, cell := range record {
				if i == 1 && j == 1 && strings.Trim(cell, "+-0123456789.e%") == "" && !strings.ContainsAny(cell[min(1, len(cell)):], "+") {
					continue // perhaps a number, in a column of numbers
				}
				require.False(t, runs(cell), "%q", cell)
			}
		}
	})
}

func TestNumbersOfACSVStayNumbers(t *testing.T) {
	for cell, want := range map[string]string{
		"-5": "-5", "+5": "+5", "-12.5%": "-12.5%", "1e3": "1e3", "-1e-3": "-1e-3", "12.5% (1/8)": "12.5% (1/8)", "": "",
		"-": "'-", "+": "'+", "-5-5": "'-5-5", "-5e": "'-5e", "--5": "'--5", "-.5": "'-.5", "-5.": "'-5.", "-5%%": "'-5%%", "-0x1": "'-0x1", "-1 ": "'-1 ", "+1+1": "'+1+1",
	} {
		t.Run(cell, func(t *testing.T) {
			records, err := csv.NewReader(strings.NewReader(csvOf(t, report.Table{Columns: []report.Column{{Name: "n", Right: true}, {Name: "x"}}, Rows: [][]string{{cell, "-5"}}}))).ReadAll()
			require.NoError(t, err)
			require.Equal(t, []string{want, "'-5"}, records[1], "in a column of names, -5 is a name")
		})
	}
}

// TestMarkdownCellsStayCells reads the rows as GitHub does: a pipe behind a backslash is none.
func TestMarkdownCellsStayCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(anyName(), 4, 4).Draw(t, "names")
		got := markdownOf(t, report.Table{Columns: []report.Column{{Name: names[0]}, {Name: names[1]}}, Rows: [][]string{{names[2], names[3]}}})
		rows := strings.Split(got, "\n")
		require.Len(t, rows, 4, "%q", got)
		for _, row := range rows[:3] {
			pipes := 0
			for i := 0; i < len(row); i++ {
				switch row[i] {
				case '\\':
					require.Less(t, i+1, len(row))
					require.Contains(t, "\\`*_[]|~#$:.", row[i+1:i+2], "%q escapes what needs none", row)
					i++
				case '|':
					pipes++
				case '<', '>', '`', '*', '[', ']', '@':
					require.Fail(t, "not escaped", "%q: %q", row, row[i])
				}
			}
			require.Equal(t, 3, pipes, "%q", row)
		}
	})
}
