package people

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// Attributes are a person's attributes by name. The JSON is an object of values, as package value writes them.
type Attributes map[string]value.Value

// maxAttributeNodes bounds attributes that are read, wider than a definition: each text of a list counts.
const maxAttributeNodes = 1 << 20

// UnmarshalJSON reads an object of values strictly, in place of what a holds: null, a name twice and what is not the JSON of a value are
// errors of packages strict and value that name the attribute. On an error a is untouched.
func (a *Attributes) UnmarshalJSON(data []byte) error {
	var read map[string]value.Value
	if err := (strict.Limits{Nodes: maxAttributeNodes}).Value(data, "attributes", &read); err != nil {
		return err
	}
	*a = read
	return nil
}

// Declaration is what is declared of an attribute.
type Declaration struct {
	Kind    value.Kind // its type: another one is refused
	Indexed bool       // keep a B-tree of (value, person), for narrow ranges; of texts it serves equality; a list of texts cannot have one
}

// Accept gives the value that an attribute so declared keeps for v: v itself, or the float that an integer exactly is where floats are
// declared. Any other value is an error that wraps value.ErrKind and names both types. A Declaration without a kind accepts every value;
// the absent value is never one.
func (d Declaration) Accept(v value.Value) (value.Value, error) {
	if v.Kind() != value.None && (d.Kind == value.None || v.Kind() == d.Kind) {
		return v, nil
	}
	if i, ok := v.Int(); ok && d.Kind == value.Float {
		if f := float64(i); f < math.MaxInt64 && int64(f) == i { // the float next to MaxInt64 is above it
			return value.Of(f), nil
		}
		return value.Value{}, fmt.Errorf("%w: integer %d is not exactly a float, and float is declared", value.ErrKind, i)
	}
	return value.Value{}, fmt.Errorf("%w: %s given, %s declared", value.ErrKind, v.Kind(), d.Kind)
}

// Declare fixes an attribute's kind, and says whether it is indexed; a later declaration replaces an earlier one. The error wraps
// value.ErrKind where people hold another kind, and names the attribute, that kind and their number; where the declaration has no kind; and
// where a list of texts is to be indexed. Building an index costs about a microsecond a person.
func (r *Registry) Declare(attribute string, d Declaration) error {
	if d.Kind == value.None || d.Kind > value.Texts {
		return fmt.Errorf("%w: attribute %s is declared without a type", value.ErrKind, strict.Quote(attribute))
	}
	if d.Indexed && d.Kind == value.Texts {
		return fmt.Errorf("%w: attribute %s: a %s cannot be indexed", value.ErrKind, strict.Quote(attribute), d.Kind)
	}
	if c := r.column(attribute); c != nil {
		if err := c.misfits(d); err != nil {
			return err
		}
		if c.declared && c.declaration == d {
			return nil
		}
	}
	c := r.write(attribute)
	had := c.declared && c.declaration.Indexed && c.declaration.Kind == d.Kind
	c.declared, c.declaration = true, d
	switch {
	case !d.Indexed:
		c.index = nil
	case !had:
		c.index = newTree(r.free)
		c.reindex()
	}
	return nil
}

// Set gives a person's attribute a value in place of the one it has. The caller has checked value and kind. The absent value removes it.
func (r *Registry) Set(n Number, attribute string, v value.Value) {
	if v.IsZero() {
		r.Remove(n, attribute)
		return
	}
	if r.named(n) {
		r.write(attribute).set(n, v, r.epoch)
	}
}

// Remove makes a person's attribute absent and reports whether it was there.
func (r *Registry) Remove(n Number, attribute string) bool {
	c := r.column(attribute)
	if c == nil {
		return false
	}
	p := c.cells.page(n)
	if p == nil {
		return false
	}
	if kind, _ := p.at(n.cell()); kind == value.None {
		return false
	}
	r.write(attribute).remove(n, r.epoch)
	return true
}

// write is the attribute's column for writing, made where there is none.
func (r *Registry) write(attribute string) *column {
	r.last = nil
	if r.listed != r.epoch {
		r.columns = slices.Clone(r.columns)
		r.listed = r.epoch
	}
	i, ok := r.columnIndex(attribute)
	if !ok {
		c := &column{stamp: r.epoch, name: attribute, texts: newTable()}
		r.columns = slices.Insert(r.columns, i, c)
		r.touched = append(r.touched, c)
		return c
	}
	if c := r.columns[i]; c.stamp == r.epoch {
		return c
	}
	c := *r.columns[i]
	c.stamp = r.epoch
	c.shown, c.kept = nil, nil // else what is written would be there twice, also when the views are let go
	r.columns[i] = &c
	r.touched = append(r.touched, &c)
	return &c
}

func (s *state) columnIndex(attribute string) (int, bool) {
	return slices.BinarySearchFunc(s.columns, attribute, func(c *column, name string) int { return strings.Compare(c.name, name) })
}

// column is the attribute's column for reading, or nil.
func (s *state) column(attribute string) *column {
	if i, ok := s.columnIndex(attribute); ok {
		return s.columns[i]
	}
	return nil
}
