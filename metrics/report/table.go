package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrTable says that a row of a table is not as long as its columns.
var ErrTable = errors.New("report: row does not fit the columns")

// MaxCellWidth is the most terminal columns that a cell or the head of a column takes in text; what is longer loses its middle to "…". Titles and
// notes are not cut. JSON never is.
const MaxCellWidth = 48

// columnGap stands between two columns.
const columnGap = "  "

// Table is a report as rows of text, ready to be written. The zero Table writes nothing.
type Table struct {
	Title   string     // a line above; empty: none
	Columns []Column   // none: title and notes only
	Rows    [][]string // each as long as Columns; a nil row is a rule
	Notes   []string   // lines below: warnings, what is partial
}

// Column is the head of a column. Numbers stand right.
type Column struct {
	Name  string
	Right bool // aligned to the right, head and cells
}

// WriteText writes the table for a terminal, aligned by display width: East Asian wide characters and emoji take two columns, marks none. Of names it
// shows as escapes what a terminal would obey or hide: control characters, line ends, changes of the writing direction, invisible characters, bytes that are
// not UTF-8; a backslash is doubled. Cells wider than MaxCellWidth lose their middle. Lines have no trailing spaces, and the whole ends in a
// line end.
//
// ErrTable names the first row that does not fit, and then nothing is written; else the error is the writer's. It makes one call of Write.
func (t Table) WriteText(w io.Writer) error {
	if err := t.check(); err != nil {
		return err
	}
	var b bytes.Buffer
	if t.Title != "" {
		writeLine(&b, shown(glyphs(t.Title)))
	}
	if len(t.Columns) > 0 {
		if t.Title != "" {
			b.WriteByte('\n')
		}
		t.writeGrid(&b)
	}
	if len(t.Notes) > 0 {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		for _, note := range t.Notes {
			writeLine(&b, shown(glyphs(note)))
		}
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := w.Write(b.Bytes())
	return err
}

// check reports the first row that does not fit the columns.
func (t Table) check() error {
	for i, row := range t.Rows {
		if row != nil && len(row) != len(t.Columns) {
			return fmt.Errorf("%w: row %d has %d cells for %d columns", ErrTable, i, len(row), len(t.Columns))
		}
	}
	return nil
}

// cell is a text as it will stand.
type cell struct {
	text  string
	width int
}

func makeCell(s string) cell {
	gs := cut(glyphs(s), MaxCellWidth)
	return cell{text: shown(gs), width: width(gs)}
}

// writeGrid writes heads, a rule and rows.
func (t Table) writeGrid(b *bytes.Buffer) {
	head := make([]cell, len(t.Columns))
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = makeCell(c.Name)
		widths[i] = head[i].width
	}
	rows := make([][]cell, len(t.Rows))
	for i, row := range t.Rows {
		if row == nil {
			continue
		}
		rows[i] = make([]cell, len(row))
		for j, text := range row {
			rows[i][j] = makeCell(text)
			widths[j] = max(widths[j], rows[i][j].width)
		}
	}
	rule := make([]cell, len(widths))
	for i, n := range widths {
		rule[i] = cell{text: strings.Repeat("-", n), width: n}
	}
	t.writeRow(b, head, widths)
	t.writeRow(b, rule, widths)
	for _, row := range rows {
		if row == nil {
			row = rule
		}
		t.writeRow(b, row, widths)
	}
}

func (t Table) writeRow(b *bytes.Buffer, row []cell, widths []int) {
	var line strings.Builder
	for i, c := range row {
		if i > 0 {
			line.WriteString(columnGap)
		}
		pad := strings.Repeat(" ", widths[i]-c.width)
		if t.Columns[i].Right {
			line.WriteString(pad + c.text)
		} else {
			line.WriteString(c.text + pad)
		}
	}
	writeLine(b, line.String())
}

func writeLine(b *bytes.Buffer, line string) {
	b.WriteString(strings.TrimRight(line, " "))
	b.WriteByte('\n')
}
