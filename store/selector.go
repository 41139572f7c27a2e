package store

import (
	"github.com/footfall-go/footfall/people/value"
)

// Selector says which events: one name, any of several, or any event (no names); and under which condition on their properties. The zero
// Selector is any event. It is plain data; its JSON is {"events":["Song Played"],"where":{...}} (or "event" for a single one; {} for any).
type Selector struct {
	Events []string  // names; none: any event
	Where  Condition // nil: no condition
}

// On selects one event: store.On("Song Played", store.If("genre", value.Is("rock"))). Several conditions must all hold.
func On(event string, where ...Condition) Selector { panic("todo") }

// OnAny selects any of several events.
func OnAny(events []string, where ...Condition) Selector { panic("todo") }

// OnEvery selects every event.
func OnEvery(where ...Condition) Selector { panic("todo") }

// Condition is a condition on the properties of an event: If, All, Any, Not. The set is closed, so that any engine can switch over it.
type Condition interface{ condition() }

// PropertyTest holds where the property's value meets the test.  JSON: {"property":"genre","op":"is","values":["rock"]}
type PropertyTest struct {
	Property string
	Test     value.Test
}

// All holds where all do (none: holds), Any where one does (none: does not), Not where its operand does not. JSON: {"all":[...]}, {"any":[...]}, {"not":...}.
type (
	All []Condition
	Any []Condition
	Not struct{ Of Condition }
)

func (PropertyTest) condition() {}
func (All) condition()          {}
func (Any) condition()          {}
func (Not) condition()          {}

// If is the condition that a property meets a test.
func If(property string, t value.Test) PropertyTest { return PropertyTest{property, t} }

// Match reports whether the event meets the selector. It is a pure function.
func (s Selector) Match(e *Event, f value.Frame) bool { panic("todo") }

// Check reports what is wrong with a selector by itself; the error names the field.
func (s Selector) Check() error { panic("todo") }

// String is the selector in plain English: "Song Played where genre is rock and length is more than 300", "any event".
func (s Selector) String() string { panic("todo") }

// Equal reports whether two selectors are the same definition.
func (s Selector) Equal(o Selector) bool { panic("todo") }

func (s Selector) MarshalJSON() ([]byte, error)     { panic("todo") }
func (s *Selector) UnmarshalJSON(data []byte) error { panic("todo") }
