package people

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/footfall-go/footfall/people/strict"
)

// ErrExport is an export that cannot be made as it is asked for; the text names the option and its value.
var ErrExport = errors.New("people: bad export")

// ExportFormat is what Set.Export writes of each person.
type ExportFormat uint8

const (
	// ExportText is one ID a line, for other programs. A backslash is doubled, and what would end a line or is a control character stands as
	// an escape of Go (\n, \x00, \u2028), so that there are as many lines as people and two people never have one line.
	ExportText ExportFormat = iota

	// ExportCSV is comma-separated values (RFC 4180, lines ending in \n) for spreadsheets: a first line of heads, id and then the attributes,
	// in the end tags; then a line a person. Absent is an empty cell, a date is 2026-05-03, a date-time 2026-05-03T10:00:00Z, a list and the
	// tags a JSON list. No cell can run as a formula: an apostrophe stands in front of a text that begins with = + - @ (also after spaces, or
	// full-width), a tab, a line end or an apostrophe. Numbers stay numbers. An empty text cannot be told from an absent one.
	ExportCSV

	// ExportNDJSON is a JSON object a line, as Store.ImportPeople of package store reads it:
	// {"id":"ana","attributes":{"age":34,"registered":"2026-05-03"},"tags":["beta"]}. Absent attributes are left out. It is exact: what is
	// imported has the same IDs, texts, numbers, lists and tags, and the same dates and date-times where the attribute is declared one before.
	ExportNDJSON
)

// String is the format's name: "text", "csv", "ndjson".
func (f ExportFormat) String() string {
	if f > ExportNDJSON {
		return fmt.Sprintf("ExportFormat(%d)", uint8(f))
	}
	return [...]string{"text", "csv", "ndjson"}[f]
}

// ExportOptions say what Set.Export writes. The zero ExportOptions are the IDs as text.
type ExportOptions struct {
	Format ExportFormat
	// Attributes are those to write, in this order, each once. One that nobody has is absent of everybody: no error. ExportText takes none.
	Attributes []string
	// AllAttributes is all that anybody of the view has, by name, in place of Attributes.
	AllAttributes bool
	// Tags adds the tags of each person, by name.
	Tags bool
}

// check reports options that do not go together.
func (o ExportOptions) check() error {
	switch {
	case o.Format > ExportNDJSON:
		return fmt.Errorf("%w: format: %v", ErrExport, o.Format)
	case o.AllAttributes && len(o.Attributes) > 0:
		return fmt.Errorf("%w: attributes: %d named, and all asked for as well", ErrExport, len(o.Attributes))
	case o.Format == ExportText && (o.AllAttributes || o.Tags || len(o.Attributes) > 0):
		return fmt.Errorf("%w: format: %v has IDs only, neither attributes nor tags", ErrExport, o.Format)
	}
	for i, name := range o.Attributes {
		if !utf8.ValidString(name) {
			return fmt.Errorf("%w: attributes[%d]: %s is not valid UTF-8", ErrExport, i, strict.Quote(name))
		}
		if slices.Contains(o.Attributes[:i], name) {
			return fmt.Errorf("%w: attributes[%d]: %s stands twice", ErrExport, i, strict.Quote(name))
		}
	}
	return nil
}

// Export writes the people of the set in order of number, with what the set's view knows of them: all of them, but for those without a name
// (see View.Nameless), of whom there is nothing to write. nil are the zero options. To write an older set with what is known by now, Carry it first. An empty set writes nothing, or the heads of CSV.
//
// It holds 64 KiB and one person, however many there are, and calls Write with whole lines, about 64 KiB at a time. The view is immutable, so
// any number of exports may run beside a writer, each with a Writer of its own.
//
// written is how many people the Writer has taken whole, on an error too. Errors: ErrExport, before anything is written; the Writer's; the
// context's, which is asked about every 64 KiB; value errors for what is not valid UTF-8, which a store lets nobody have.
func (s Set) Export(ctx context.Context, w io.Writer, o *ExportOptions) (written int64, err error) {
	if o == nil {
		o = &ExportOptions{}
	}
	if err := o.check(); err != nil {
		return 0, err
	}
	e := exporter{view: s.view, format: o.Format, tags: o.Tags, names: o.Attributes}
	if s.view != nil {
		e.resolve(o.AllAttributes)
	}
	out := lines{to: w}
	if err := e.heads(&out); err != nil {
		return 0, err
	}
	for n := range s.Numbers() {
		if s.view.unnamed.has(n) {
			continue
		}
		if len(out.buffer) >= exportBuffer {
			if err := ctx.Err(); err != nil {
				return out.written, err
			}
			if err := out.flush(); err != nil {
				return out.written, err
			}
		}
		if err := e.person(&out, n); err != nil {
			return out.written, err
		}
	}
	if err := ctx.Err(); err != nil {
		return out.written, err
	}
	return out.written, out.flush()
}

// exportBuffer is about how many bytes go into one Write.
const exportBuffer = 64 << 10

// lines gathers lines and counts those that the writer took whole.
type lines struct {
	to      io.Writer
	buffer  []byte
	ends    []int // in the buffer, of the lines of people
	written int64
}

// end ends the line of a person.
func (l *lines) end() { l.ends = append(l.ends, len(l.buffer)) }

func (l *lines) flush() error {
	if len(l.buffer) == 0 {
		return nil
	}
	n, err := l.to.Write(l.buffer)
	if err == nil && n < len(l.buffer) {
		err = io.ErrShortWrite
	}
	for _, end := range l.ends {
		if end <= n {
			l.written++
		}
	}
	l.buffer, l.ends = l.buffer[:0], l.ends[:0]
	return err
}
