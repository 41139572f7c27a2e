package store

import (
	"context"
	"hash/maphash"
	"io"
	"strings"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// ImportEvents reads events, one JSON object a line (NDJSON), plain or gzip, and appends them in batches:
//
//	{"person":"ana","event":"Song Played","time":"2026-05-03T10:00:00+02:00","id":"e1","properties":{"genre":"rock","length":215}}
//
// person, event and time (RFC 3339 with an offset) are required, id and properties are not. A property is a text, a number (an integer where it has
// neither fraction nor exponent, else a float), a boolean or a list of texts; one that is declared is read as declared when the import begins. A line is
// refused where it is not exactly that: another name or another case of it, a name twice, null (an absent property is left out), an object or a mixed
// list as a value, an integer outside 64 bits, text that is not UTF-8; and where the event is one that Append refuses. Blank lines are skipped.
//
// The errors are a *LineError where OnBad is Stop and a line was refused; ErrUnreadable where the input broke off, was no gzip after all, had a line over
// MaxLineBytes or more than MaxBytes (these two are ErrLimit as well); the context's, seen between lines but not within a Read that waits; ErrInvalid for
// the options; and an error of the store itself. Whichever it is, Imported says how far it came, and what was committed stays.
//
// Memory is bounded by the batch: some 10 MiB. Whatever the lines hold, an import never asks for more than 1 KiB for each of their bytes, what is kept of them included, and 16 MiB. Appends of others go
// in between batches.
func (s *Store) ImportEvents(ctx context.Context, r io.Reader, o *ImportOptions) (Imported, error) {
	view := s.View()
	return runImport(ctx, r, o, &eventBatch{store: s, decoder: newEventDecoder(view.DeclaredProperty)})
}

// eventBatch gathers events. The slices are used again for every batch: Append keeps nothing of them.
type eventBatch struct {
	store      *Store
	decoder    *eventDecoder
	events     []Event
	lines      []int64    // where the events stand
	properties []Property // of all the events, back to back
}

func (b *eventBatch) take(number int64, line []byte) error {
	var e Event
	start := len(b.properties)
	properties, err := b.decoder.decode(line, &e, b.properties)
	if err != nil {
		return err
	}
	b.properties = properties
	e.Properties = properties[start:len(properties):len(properties)]
	b.events, b.lines = append(b.events, e), append(b.lines, number)
	return nil
}

func (b *eventBatch) commit(im *importer) error {
	if len(b.events) == 0 {
		return nil
	}
	defer func() { b.events, b.lines, b.properties = b.events[:0], b.lines[:0], b.properties[:0] }()
	add := b.store.AppendEach
	if im.options.OnBad == Stop {
		add = b.store.Append // all or none, so that nothing after the refused line goes in
	}
	done, err := add(b.events...)
	im.count(done)
	if err == nil {
		return nil
	}
	bad := eventErrors(err)
	if len(bad) == 0 { // it is about no event, but about the store
		im.out.Lines = im.committed
		return err
	}
	if im.options.OnBad == GoOn {
		for _, e := range bad {
			_ = im.refuse(b.lines[e.Index], e.Err) // nil under GoOn
		}
		return nil
	}
	first := bad[0]
	for _, e := range bad {
		if e.Index < first.Index {
			first = e
		}
	}
	im.out.Lines = im.committed
	if first.Index > 0 {
		done, err := b.store.Append(b.events[:first.Index]...)
		im.count(done)
		if err != nil {
			return err
		}
	}
	im.out.Lines = b.lines[first.Index]
	return im.refuse(im.out.Lines, first.Err)
}

func (im *importer) count(a Appended) {
	im.out.Committed += int64(a.Added)
	im.out.Repeated += int64(a.Repeated)
}

// eventDecoder reads the line of an event.
type eventDecoder struct {
	lineScanner
	names    map[string]propertyName // seen so far, at most maxNamesKept
	declared func(string) (value.Kind, bool)
}

// propertyName is a name with the kind that is declared of it, None where none is.
type propertyName struct {
	name string
	kind value.Kind
}

// maxNamesKept bounds the names that a decoder remembers; more than these cost an allocation each.
const maxNamesKept = 4096

func newEventDecoder(declared func(string) (value.Kind, bool)) *eventDecoder {
	d := &eventDecoder{names: make(map[string]propertyName), declared: declared}
	d.fields = fieldNames{eventPerson: "person", eventName: "event", eventTime: "time", eventID: "id", eventProperties: "properties"}
	d.texts.seed = maphash.MakeSeed()
	return d
}

// decode reads a line into e, but for its properties, which it appends to the given slice. The error says which field is wrong.
func (d *eventDecoder) decode(line []byte, e *Event, properties []Property) ([]Property, error) {
	if err := d.open(line); err != nil {
		return nil, err
	}
	var has fieldSet
	for first := true; ; first = false {
		name, more, err := d.field(first)
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		field := d.fields.find(name)
		if field < 0 {
			return nil, d.fields.unknown(name)
		}
		if !has.add(field) {
			return nil, wrong(d.fields[field], "given twice")
		}
		switch field {
		case eventProperties:
			properties, err = d.properties(properties)
			if err != nil {
				return nil, err
			}
			continue
		}
		text, err := d.wantText()
		if err == nil && len(text) == 0 {
			err = errEmpty
		}
		if err == nil {
			switch field {
			case eventPerson:
				e.Person = d.texts.string(text)
			case eventName:
				e.Name = d.texts.string(text)
			case eventTime:
				e.Time, err = parseInstant(text)
			case eventID:
				e.ID = string(text)
			}
		}
		if err != nil {
			return nil, &FieldError{d.fields[field], err}
		}
	}
	if err := d.close(); err != nil {
		return nil, err
	}
	for _, field := range []int{eventPerson, eventName, eventTime} {
		if !has.has(field) {
			return nil, wrong(d.fields[field], "missing")
		}
	}
	return properties, nil
}

// properties reads the object of the properties.
func (d *eventDecoder) properties(properties []Property) ([]Property, error) {
	if !d.next('{') {
		return nil, &FieldError{"properties", d.mistyped("an object")}
	}
	for first := true; ; first = false {
		text, more, err := d.field(first)
		if err != nil {
			return nil, err
		}
		if !more {
			return properties, nil
		}
		p := d.property(text)
		v, err := d.value(p.kind)
		if err != nil {
			return nil, &FieldError{"properties." + strict.Name(p.name), err}
		}
		properties = append(properties, Property{p.name, v})
	}
}

// property gives a property's name and declared kind.
func (d *eventDecoder) property(text []byte) propertyName {
	if p, ok := d.names[string(text)]; ok {
		return p
	}
	p := propertyName{name: string(text)}
	p.kind, _ = d.declared(p.name)
	if len(d.names) < maxNamesKept && len(text) <= MaxNameBytes {
		d.names[p.name] = p
	}
	return p
}

// fieldNames are the names of a line's object.
type fieldNames []string

// The fields of the line of an event.
const (
	eventPerson = iota
	eventName
	eventTime
	eventID
	eventProperties
)

func (f fieldNames) find(name []byte) int {
	for i := range f {
		if f[i] == string(name) {
			return i
		}
	}
	return -1
}

// unknown is the error that a name is none of these.
func (f fieldNames) unknown(name []byte) error {
	for _, known := range f {
		if strings.EqualFold(known, string(name)) {
			return wrong("", "unknown field %s (did you mean %q?)", strict.Quote(name), known)
		}
	}
	return wrong("", "unknown field %s (known: %s)", strict.Quote(name), strings.Join(f, ", "))
}

// fieldSet is which fields a line has had.
type fieldSet uint8

func (s *fieldSet) add(field int) bool {
	had := s.has(field)
	*s |= 1 << field
	return !had
}

func (s fieldSet) has(field int) bool { return s>>field&1 == 1 }
