package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// Event is something that a person did.
type Event struct {
	Person     string     // the caller's ID of the person: 1 to MaxIDBytes bytes of UTF-8
	Name       string     // what happened, 1 to MaxNameBytes bytes of UTF-8
	Time       time.Time  // when; kept to the millisecond, rounded down; years 1 to 9999, by UTC
	ID         string     // optional: unique per person; a repeat is ignored; at most MaxIDBytes bytes of UTF-8
	Properties []Property // in any order; a name at most once; at most MaxProperties
}

// Property is a typed fact about an event.
type Property struct {
	Name  string      // 1 to MaxNameBytes bytes of UTF-8
	Value value.Value // never absent: an event without the fact has no such Property
}

// Prop makes a Property: store.Prop("genre", "rock").
func Prop[T string | bool | int | int64 | float64 | value.Date | time.Time | []string](name string, v T) Property {
	return Property{Name: name, Value: value.Of(v)}
}

// Property gives the value of a property, absent where the event has none of that name.
func (e *Event) Property(name string) value.Value {
	for i := range e.Properties {
		if e.Properties[i].Name == name {
			return e.Properties[i].Value
		}
	}
	return value.Value{}
}

// The first and the last second of the years 1 to 9999, UTC.
const (
	firstSecond = -62_135_596_800
	lastSecond  = 253_402_300_799
)

// Check reports the first thing that is wrong with an event by itself, as a *FieldError: an empty or overlong person, name or property name, text
// that is not UTF-8, the zero Time or a year outside 1 to 9999, too many properties, one that stands twice, and a value that value.Check refuses,
// is absent, or is over MaxTextBytes. Append makes this check of every event. It allocates nothing for an event that is fine and has up to 16
// properties.
func (e *Event) Check() error {
	if err := checkName(e.Person, MaxIDBytes); err != nil {
		return &FieldError{"person", err}
	}
	if err := checkName(e.Name, MaxNameBytes); err != nil {
		return &FieldError{"event", err}
	}
	if s := e.Time.Unix(); s < firstSecond || s > lastSecond {
		return wrong("time", "%d seconds from 1970: %w", s, value.ErrYear)
	}
	if e.Time.IsZero() {
		return wrong("time", "not given")
	}
	if e.ID != "" {
		if err := checkName(e.ID, MaxIDBytes); err != nil {
			return &FieldError{"id", err}
		}
	}
	if len(e.Properties) > MaxProperties {
		return &FieldError{"properties", over("%d of them, at most %d", len(e.Properties), MaxProperties)}
	}
	for i := range e.Properties {
		p := &e.Properties[i]
		if err := checkName(p.Name, MaxNameBytes); err != nil {
			return wrong(fmt.Sprintf("properties[%d]", i), "name: %w", err)
		}
		if err := checkContent(p.Value); err != nil {
			return &FieldError{"properties." + strict.Name(p.Name), err}
		}
	}
	if name, twice := repeatedName(e.Properties); twice {
		return wrong("properties."+strict.Name(name), "given twice")
	}
	return nil
}

// checkContent holds the rules of a value that comes in, of a property as of an attribute.
func checkContent(v value.Value) error {
	if v.IsZero() {
		return fmt.Errorf("absent value: leave it out")
	}
	if _, _, text := v.Raw(); len(text) > MaxTextBytes {
		return over("%s of %d bytes, at most %d", v.Kind(), len(text), MaxTextBytes)
	}
	return v.Check()
}

// repeatedName finds a name that stands twice. Few properties are compared pair by pair, which costs less than any table.
func repeatedName(ps []Property) (string, bool) {
	if len(ps) <= 16 {
		for i := 1; i < len(ps); i++ {
			for j := range i {
				if ps[i].Name == ps[j].Name {
					return ps[i].Name, true
				}
			}
		}
		return "", false
	}
	seen := make(map[string]struct{}, len(ps))
	for i := range ps {
		if _, ok := seen[ps[i].Name]; ok {
			return ps[i].Name, true
		}
		seen[ps[i].Name] = struct{}{}
	}
	return "", false
}

// CompareTied is the order of two events of one person and one time, as far as it does not depend on the steps of a funnel: events without an ID
// before those with one, IDs by bytes, then the name by bytes, then the properties in order of their names, each by name and value (value.Compare),
// fewer before more. It is 0 exactly for events that no report can tell apart. It allocates only for events of more than 16 properties.
func CompareTied(a, b *Event) int {
	if c := strings.Compare(a.ID, b.ID); c != 0 { // "" is before every other ID
		return c
	}
	if c := strings.Compare(a.Name, b.Name); c != 0 {
		return c
	}
	var roomA, roomB [16]Property
	pa, pb := byName(a.Properties, roomA[:0]), byName(b.Properties, roomB[:0])
	for i := range min(len(pa), len(pb)) {
		if c := strings.Compare(pa[i].Name, pb[i].Name); c != 0 {
			return c
		}
		if c := value.Compare(pa[i].Value, pb[i].Value); c != 0 {
			return c
		}
	}
	return len(pa) - len(pb)
}

// byName gives the properties in order of their names: themselves where they already are, else sorted into room.
func byName(ps, room []Property) []Property {
	order := func(a, b Property) int { return strings.Compare(a.Name, b.Name) }
	if slices.IsSortedFunc(ps, order) {
		return ps
	}
	room = append(room, ps...)
	slices.SortFunc(room, order)
	return room
}
