package store

import (
	"time"

	"github.com/footfall-go/footfall/people/value"
)

// Event is something that a person did.
type Event struct {
	Person     string     // the caller's ID of the person: 1 to MaxIDBytes bytes of UTF-8
	Name       string     // what happened, 1 to MaxNameBytes bytes of UTF-8
	Time       time.Time  // when; kept to the millisecond, rounded down; years 1 to 9999
	ID         string     // optional: unique per person; a repeat is ignored
	Properties []Property // in any order; a name at most once
}

// Property is a typed fact about an event.
type Property struct {
	Name  string
	Value value.Value
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
