package store

import (
	"errors"
	"fmt"
	"maps"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// SetAttributes sets some attributes of a person, who is made where new; other attributes stay. A declared attribute refuses a value of another type with
// value.ErrKind. No attributes at all make the person known.
func (s *Store) SetAttributes(person string, a people.Attributes) error {
	_, err := s.commit(change{op: opSetAttributes, person: person, attributes: a})
	return err
}

// RemoveAttributes takes attributes from a person and reports how many there were.
func (s *Store) RemoveAttributes(person string, names ...string) (int, error) {
	out, err := s.commit(change{op: opRemoveAttributes, person: person, names: names})
	return out.removed, err
}

// DeclareAttribute fixes the type of an attribute: values of another type are refused from now on, and an import reads texts as that type. value.ErrKind where
// people hold another type already.
func (s *Store) DeclareAttribute(name string, d people.Declaration) error {
	_, err := s.commit(change{op: opDeclareAttribute, name: name, declare: d})
	return err
}

// DeclareProperty fixes the type of a property, of whatever event. value.ErrKind where events hold another type already.
func (s *Store) DeclareProperty(name string, kind value.Kind) error {
	_, err := s.commit(change{op: opDeclareProperty, name: name, declare: people.Declaration{Kind: kind}})
	return err
}

func (s *Store) checkAttributes(person string, a people.Attributes) error {
	if err := checkID("person", person); err != nil {
		return err
	}
	for _, name := range sortedNames(a) {
		if err := checkName(name, MaxNameBytes); err != nil {
			return wrong("attributes", "name: %w", err)
		}
		err := checkContent(a[name])
		if d, ok := s.now.people.Declared(name); ok && err == nil {
			_, err = d.Accept(a[name])
		}
		if err != nil {
			return &FieldError{"attributes." + strict.Name(name), err}
		}
	}
	return nil
}

var errUnknownKind = errors.New("no such type")

func (s *Store) checkDeclareAttribute(c *change) error {
	if err := checkID("attribute", c.name); err != nil {
		return err
	}
	if c.declare.Kind == value.None || c.declare.Kind > value.Texts {
		return &FieldError{"kind", errUnknownKind}
	}
	for _, a := range s.now.people.View().AttributeNames() {
		if a.Name != c.name {
			continue
		}
		for _, k := range a.Kinds {
			if k != c.declare.Kind && !(k == value.Int && c.declare.Kind == value.Float) {
				return &FieldError{"attributes." + strict.Name(c.name), fmt.Errorf("declared %s, but people hold %s: %w", c.declare.Kind, k, value.ErrKind)}
			}
		}
	}
	return nil
}

func (s *Store) checkDeclareProperty(c *change, fresh bool) error {
	if err := checkID("property", c.name); err != nil {
		return err
	}
	kind := c.declare.Kind
	if kind == value.None || kind > value.Texts {
		return &FieldError{"kind", errUnknownKind}
	}
	if code, ok := s.now.names.propertyCode[c.name]; ok && fresh {
		for _, sh := range s.now.names.shapes {
			for _, sl := range sh.slots {
				if k := sl.storage.kind(); sl.property == code && k != kind && !(k == value.Int && kind == value.Float) {
					return &FieldError{"properties." + strict.Name(c.name), fmt.Errorf("declared %s, but events hold %s: %w", kind, k, value.ErrKind)}
				}
			}
		}
	}
	return nil
}

func (s *Store) applyDeclareProperty(c *change) {
	if s.now.declared[c.name] == c.declare.Kind {
		return
	}
	declared := maps.Clone(s.now.declared)
	if declared == nil {
		declared = map[string]value.Kind{}
	}
	declared[c.name] = c.declare.Kind
	s.now.declared = declared
	s.now.position++
}
