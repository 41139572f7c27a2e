package store

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"maps"
	"slices"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// ImportPeople reads people, one JSON object a line (NDJSON), plain or gzip, and sets their attributes and tags:
//
//	{"id":"ana","attributes":{"country":"HR","registered":"2026-05-03"},"tags":["beta"]}
//
// id is required. Attributes are read as the properties of ImportEvents are; attributes that the person has and the line does not name stay as they are.
// A text is a date only where the attribute is declared one: declare it before the import. A line is refused as a whole, under the same rules. Options, errors
// and Imported are those of ImportEvents.
func (s *Store) ImportPeople(ctx context.Context, r io.Reader, o *ImportOptions) (Imported, error) {
	view := s.View()
	declared := func(name string) (value.Kind, bool) {
		d, ok := view.DeclaredAttribute(name)
		return d.Kind, ok
	}
	return runImport(ctx, r, o, &peopleBatch{store: s, decoder: newPersonDecoder(declared)})
}

// peopleBatch gathers people.
type peopleBatch struct {
	store   *Store
	decoder *personDecoder
	people  []person
	lines   []int64 // where they stand
}

func (b *peopleBatch) take(number int64, line []byte) error {
	p, err := b.decoder.decode(line)
	if err != nil {
		return err
	}
	b.people, b.lines = append(b.people, p), append(b.lines, number)
	return nil
}

func (b *peopleBatch) commit(im *importer) error {
	defer func() {
		clear(b.people)
		b.people, b.lines = b.people[:0], b.lines[:0]
	}()
	switch err := b.together(); {
	case err == nil:
		im.out.Committed += int64(len(b.people))
		return nil
	case errors.Is(err, ErrFull), errors.Is(err, ErrJournal): // it is about no line, but about the store
		b.store.refuse(err)
		im.out.Lines = im.committed
		return err
	}
	// The store refuses somebody: one by one, each line by itself.
	for i, p := range b.people {
		if err := b.store.SetAttributes(p.id, p.attributes); err != nil {
			if im.options.OnBad == Stop {
				im.out.Lines = b.lines[i]
			}
			if err := im.refuse(b.lines[i], err); err != nil {
				return err
			}
			continue
		}
		for _, tag := range p.tags {
			if _, err := b.store.TagPeople(tag, p.id); err != nil {
				im.out.Lines = b.lines[i] - 1
				return fmt.Errorf("store: line %d: tag %s: %w", b.lines[i], strict.Quote(tag), err)
			}
		}
		im.out.Committed++
	}
	return nil
}

// together commits the batch as one change: all or none, and counts no refusal, since each line is then tried by itself. Its tags come last, since one tagging of many costs much less than many of one.
func (b *peopleBatch) together() error {
	var c Changes
	tags := make(map[string][]string)
	for _, p := range b.people {
		c.SetAttributes(p.id, p.attributes)
		for _, tag := range p.tags {
			tags[tag] = append(tags[tag], p.id)
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(tags)) {
		c.TagPeople(tag, tags[tag]...)
	}
	_, err := b.store.attempt(c.list...)
	return err
}

// person is what a line says of a person.
type person struct {
	id         string
	attributes people.Attributes
	tags       []string
}

// personDecoder reads the line of a person.
type personDecoder struct {
	lineScanner
	declared func(string) (value.Kind, bool)
}

func newPersonDecoder(declared func(string) (value.Kind, bool)) *personDecoder {
	d := &personDecoder{declared: declared}
	d.fields = fieldNames{personID: "id", personAttributes: "attributes", personTags: "tags"}
	d.texts.seed = maphash.MakeSeed()
	return d
}

// The fields of the line of a person.
const (
	personID = iota
	personAttributes
	personTags
)

// decode reads a line. The error says which field is wrong.
func (d *personDecoder) decode(line []byte) (person, error) {
	if err := d.open(line); err != nil {
		return person{}, err
	}
	var p person
	var has fieldSet
	for first := true; ; first = false {
		name, more, err := d.field(first)
		if err != nil {
			return person{}, err
		}
		if !more {
			break
		}
		field := d.fields.find(name)
		if field < 0 {
			return person{}, d.fields.unknown(name)
		}
		if !has.add(field) {
			return person{}, wrong(d.fields[field], "given twice")
		}
		switch field {
		case personID:
			var text []byte
			if text, err = d.wantText(); err == nil {
				p.id = string(text)
				err = checkName(p.id, MaxIDBytes)
			}
			if err != nil {
				err = &FieldError{"id", err}
			}
		case personAttributes:
			p.attributes, err = d.attributes()
		case personTags:
			if p.tags, err = d.textList(); err == nil {
				err = checkTags(p.tags)
			}
			if err != nil {
				err = &FieldError{"tags", err}
			}
		}
		if err != nil {
			return person{}, err
		}
	}
	if err := d.close(); err != nil {
		return person{}, err
	}
	if !has.has(personID) {
		return person{}, wrong("id", "missing")
	}
	return p, nil
}

// attributes reads the object of the attributes.
func (d *personDecoder) attributes() (people.Attributes, error) {
	if !d.next('{') {
		return nil, &FieldError{"attributes", d.mistyped("an object")}
	}
	attributes := make(people.Attributes)
	for first := true; ; first = false {
		text, more, err := d.field(first)
		if err != nil {
			return nil, err
		}
		if !more {
			return attributes, nil
		}
		name := d.texts.string(text)
		if err := checkName(name, MaxNameBytes); err != nil {
			return nil, wrong("attributes", "name: %w", err)
		}
		if _, twice := attributes[name]; twice {
			return nil, wrong("attributes."+strict.Name(name), "given twice")
		}
		kind, _ := d.declared(name)
		v, err := d.value(kind)
		if err == nil {
			err = checkContent(v)
		}
		if err != nil {
			return nil, &FieldError{"attributes." + strict.Name(name), err}
		}
		attributes[name] = v
	}
}

// checkTags holds the rules of the names of tags.
func checkTags(tags []string) error {
	for i, tag := range tags {
		if err := checkName(tag, MaxNameBytes); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return nil
}
