package people

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/footfall-go/footfall/people/value"
)

// exporter writes the lines of people.
type exporter struct {
	view    *View
	format  ExportFormat
	tags    bool
	names   []string
	columns []*column // of the names; nil: nobody has it

	cells  []string
	row    bytes.Buffer
	record *csv.Writer
}

// resolve finds the columns, once for everybody.
func (e *exporter) resolve(all bool) {
	if all {
		for _, a := range e.view.AttributeNames() {
			if a.People > 0 {
				e.names = append(e.names, a.Name)
			}
		}
	}
	for _, name := range e.names {
		e.columns = append(e.columns, e.view.column(name))
	}
}

// heads writes the first line of CSV.
func (e *exporter) heads(out *lines) error {
	if e.format != ExportCSV {
		return nil
	}
	e.record = csv.NewWriter(&e.row)
	e.cells = append(e.cells[:0], "id")
	for _, name := range e.names {
		e.cells = append(e.cells, withoutFormula(name))
	}
	if e.tags {
		e.cells = append(e.cells, "tags")
	}
	return e.writeRecord(out)
}

// person writes the line of a person.
func (e *exporter) person(out *lines, n Number) error {
	id := string(e.view.ids.text(uint32(n)))
	var err error
	switch e.format {
	case ExportText:
		out.buffer = append(appendLine(out.buffer, id), '\n')
	case ExportCSV:
		err = e.csv(out, id, n)
	case ExportNDJSON:
		out.buffer, err = e.ndjson(out.buffer, id, n)
	}
	if err == nil {
		out.end()
	}
	return err
}

func (e *exporter) value(i int, n Number) value.Value {
	if e.columns[i] == nil {
		return value.Value{}
	}
	return e.columns[i].get(n)
}

func (e *exporter) csv(out *lines, id string, n Number) error {
	e.cells = append(e.cells[:0], withoutFormula(id))
	for i := range e.columns {
		cell, err := csvCell(e.value(i, n))
		if err != nil {
			return err
		}
		e.cells = append(e.cells, cell)
	}
	if e.tags {
		list, err := appendList(nil, e.view.TagsOf(n))
		if err != nil {
			return err
		}
		e.cells = append(e.cells, string(list))
	}
	return e.writeRecord(out)
}

func (e *exporter) writeRecord(out *lines) error {
	e.row.Reset()
	if err := e.record.Write(e.cells); err != nil {
		return err
	}
	e.record.Flush()
	out.buffer = append(out.buffer, e.row.Bytes()...)
	return e.record.Error()
}

// csvCell is a value as a cell: as an import spells it, but for texts, which stand bare.
func csvCell(v value.Value) (string, error) {
	switch v.Kind() {
	case value.None:
		return "", nil
	case value.Text:
		text, _ := v.Text()
		return withoutFormula(text), nil
	case value.Texts:
		texts, _ := v.Texts()
		list, err := appendList(nil, texts)
		return string(list), err
	case value.Day, value.Time:
		return v.String(), nil
	}
	text, err := v.AppendJSON(nil)
	return string(text), err
}

// formulaStarts are what a spreadsheet takes for the start of a formula or of another cell; the full-width forms are equal to them in some
// East Asian settings. The apostrophe is one so that a text that has it already is told from one that was given it.
const formulaStarts = "=+-@\t\r\n'＝＋－＠"

func withoutFormula(text string) string {
	bare := strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) && !strings.ContainsRune(formulaStarts, r) })
	if bare != "" && strings.IndexAny(bare, formulaStarts) == 0 {
		return "'" + text
	}
	return text
}

func (e *exporter) ndjson(line []byte, id string, n Number) ([]byte, error) {
	line, err := value.Of(id).AppendJSON(append(line, `{"id":`...))
	if err != nil {
		return line, err
	}
	if len(e.columns) > 0 {
		line = append(line, `,"attributes":{`...)
		first := true
		for i, name := range e.names {
			v := e.value(i, n)
			if v.IsZero() {
				continue
			}
			if !first {
				line = append(line, ',')
			}
			first = false
			if line, err = value.Of(name).AppendJSON(line); err != nil {
				return line, err
			}
			if line, err = appendImported(append(line, ':'), v); err != nil {
				return line, err
			}
		}
		line = append(line, '}')
	}
	if e.tags {
		if line, err = appendList(append(line, `,"tags":`...), e.view.TagsOf(n)); err != nil {
			return line, err
		}
	}
	return append(line, "}\n"...), nil
}

// appendImported writes a value as imports read it: dates and date-times are texts, lists are bare.
func appendImported(line []byte, v value.Value) ([]byte, error) {
	switch v.Kind() {
	case value.Day, value.Time:
		return value.Of(v.String()).AppendJSON(line)
	case value.Texts:
		texts, _ := v.Texts()
		return appendList(line, texts)
	}
	return v.AppendJSON(line)
}

// appendList writes a JSON list of texts.
func appendList(line []byte, texts []string) ([]byte, error) {
	line = append(line, '[')
	for i, text := range texts {
		if i > 0 {
			line = append(line, ',')
		}
		var err error
		if line, err = value.Of(text).AppendJSON(line); err != nil {
			return line, err
		}
	}
	return append(line, ']'), nil
}

// appendLine writes an ID so that it is one line and can be told from every other.
func appendLine(line []byte, id string) []byte {
	for id != "" {
		r, size := utf8.DecodeRuneInString(id)
		switch {
		case r == '\\':
			line = append(line, `\\`...)
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError && size == 1:
			quoted := strconv.QuoteToASCII(id[:size])
			line = append(line, quoted[1:len(quoted)-1]...)
		default:
			line = append(line, id[:size]...)
		}
		id = id[size:]
	}
	return line
}
