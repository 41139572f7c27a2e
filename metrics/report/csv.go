package report

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"unicode"
)

// WriteCSV writes the heads and the rows as comma-separated values (RFC 4180, lines ending in \n, UTF-8 without a byte order mark). Rules, the
// title and the notes are left out, so that the first line is the heads and every other one a row. Nothing is cut. A table without columns writes
// nothing.
//
// Names are shown as WriteText shows them, with \n, \t, \u202e and the like for what is not to be seen, so that a row is a line; for exact names
// there is the JSON of a report.
//
// No cell can run as a formula in a spreadsheet. Where a text begins with =, +, - or @ (their full-width forms and spaces before them included), an
// apostrophe stands in front, which spreadsheets take as "this is text"; also behind a semicolon within a text, where a spreadsheet of a country with
// decimal commas would begin a new cell. Of a column that is Right, a cell that is a number and nothing else, such as -5, +12.5% or 1e3, stays
// as it is; in other columns -5 is a name.
//
// ErrTable names the first row that does not fit, and then nothing is written; else the error is the writer's. It makes one call of Write.
func (t Table) WriteCSV(w io.Writer) error {
	if err := t.check(); err != nil {
		return err
	}
	if len(t.Columns) == 0 {
		return nil
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	record := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		record[i] = withoutFormula(shown(glyphs(c.Name)))
	}
	_ = out.Write(record) // into memory: cannot fail, and Error below would say so
	for _, row := range t.Rows {
		if row == nil {
			continue
		}
		for i, text := range row {
			if t.Columns[i].Right && isNumber(text) {
				record[i] = text
			} else {
				record[i] = withoutFormula(shown(glyphs(text)))
			}
		}
		_ = out.Write(record)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// formulaStarts are what a spreadsheet may take for the start of a formula. The full-width forms are equal to them in some East Asian settings.
const formulaStarts = "=+-@＝＋－＠"

// withoutFormula puts an apostrophe before each formula of a text, at its start or behind a semicolon. Tabs and line ends, which separate cells
// elsewhere, are escaped by then.
func withoutFormula(s string) string {
	var b strings.Builder
	fresh := true // at the start of what may be a cell
	var blanks int
	for i, r := range s {
		switch {
		case fresh && strings.ContainsRune(formulaStarts, r):
			b.WriteString("'" + s[i-blanks:i])
			b.WriteRune(r)
			fresh, blanks = false, 0
		case fresh && unicode.IsSpace(r):
			blanks += len(string(r))
		default:
			b.WriteString(s[i-blanks : i])
			b.WriteRune(r)
			fresh, blanks = r == ';', 0
		}
	}
	b.WriteString(s[len(s)-blanks:])
	return b.String()
}

// isNumber reports a plain decimal number, which may have a sign, an exponent and a percent sign: what a spreadsheet reads as a number and cannot run.
func isNumber(s string) bool {
	s = strings.TrimSuffix(s, "%")
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	whole, s := digits(s)
	if !whole {
		return false
	}
	if strings.HasPrefix(s, ".") {
		if whole, s = digits(s[1:]); !whole {
			return false
		}
	}
	if strings.HasPrefix(s, "e") {
		s = strings.TrimPrefix(strings.TrimPrefix(s[1:], "-"), "+")
		if whole, s = digits(s); !whole {
			return false
		}
	}
	return s == ""
}

// digits takes the digits in front of a text off; some says whether there are any.
func digits(s string) (some bool, rest string) {
	rest = strings.TrimLeft(s, "0123456789")
	return len(rest) < len(s), rest
}
