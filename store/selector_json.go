package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// MarshalJSON writes the selector as its type says. A selector that Check refuses is an error: it could not be read back.
func (s Selector) MarshalJSON() ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	var out struct {
		Event  string         `json:"event,omitempty"`
		Events []string       `json:"events,omitempty"`
		Where  *conditionJSON `json:"where,omitempty"`
	}
	if len(s.Events) == 1 {
		out.Event = s.Events[0]
	} else {
		out.Events = s.Events
	}
	if s.Where != nil {
		out.Where = &conditionJSON{s.Where}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes, and nothing else: unknown, repeated and wrong-case names, null, "event" beside "events", an empty list of
// events and whatever Check refuses are errors that name the field. On an error the receiver is as it was.
func (s *Selector) UnmarshalJSON(data []byte) error {
	var (
		event  string
		events []string
		where  conditionJSON
	)
	err := strict.Object(data, "selector",
		strict.Field{Name: "event", Into: &event},
		strict.Field{Name: "events", Into: &events},
		strict.Field{Name: "where", Into: &where})
	if err != nil {
		return err
	}
	names, err := strict.Names(data, "selector")
	if err != nil {
		return err
	}
	out := Selector{Events: events, Where: where.Condition}
	for _, name := range names {
		switch {
		case name == "event" && events != nil:
			return errors.New("selector: event and events: give one of them")
		case name == "event":
			out.Events = []string{event}
		case name == "events" && len(events) == 0:
			return errors.New("selector: events: an empty list: leave it out to select every event")
		}
	}
	if err := out.Check(); err != nil {
		return fmt.Errorf("selector: %w", err)
	}
	*s = out
	return nil
}

// conditionJSON carries a Condition through encoding/json, which cannot decode into an interface.
type conditionJSON struct{ Condition }

func (c conditionJSON) MarshalJSON() ([]byte, error) {
	switch c := c.Condition.(type) {
	case PropertyTest:
		return json.Marshal(struct {
			Property string        `json:"property"`
			Op       value.Op      `json:"op"`
			Values   []value.Value `json:"values,omitempty"`
			Fold     bool          `json:"fold,omitempty"`
		}{c.Property, c.Test.Op, c.Test.Args, c.Test.Fold})
	case All:
		return json.Marshal(map[string][]conditionJSON{"all": boxed(c)})
	case Any:
		return json.Marshal(map[string][]conditionJSON{"any": boxed(c)})
	case Not:
		return json.Marshal(map[string]conditionJSON{"not": {c.Of}})
	}
	return nil, fmt.Errorf("store: a %T is no condition", c.Condition)
}

func (c *conditionJSON) UnmarshalJSON(data []byte) error {
	names, err := strict.Names(data, "condition")
	if err != nil {
		return err
	}
	for _, name := range names { // the first name that tells the forms apart
		switch name {
		case "property":
			var t PropertyTest
			if err := strict.Object(data, "condition",
				strict.Field{Name: "property", Into: &t.Property, Required: true},
				strict.Field{Name: "op", Into: &t.Test.Op, Required: true},
				strict.Field{Name: "values", Into: &t.Test.Args},
				strict.Field{Name: "fold", Into: &t.Test.Fold}); err != nil {
				return err
			}
			if len(t.Test.Args) == 0 {
				t.Test.Args = nil
			}
			c.Condition = t
			return nil
		case "all", "any":
			var of []conditionJSON
			if err := strict.Object(data, "condition", strict.Field{Name: name, Into: &of}); err != nil {
				return err
			}
			if name == "all" {
				c.Condition = All(unboxed(of))
			} else {
				c.Condition = Any(unboxed(of))
			}
			return nil
		case "not":
			var of conditionJSON
			if err := strict.Object(data, "condition", strict.Field{Name: "not", Into: &of}); err != nil {
				return err
			}
			c.Condition = Not{of.Condition}
			return nil
		}
	}
	return fmt.Errorf("condition: one of the fields property, all, any, not is missing")
}

func boxed(cs []Condition) []conditionJSON {
	out := make([]conditionJSON, len(cs))
	for i, c := range cs {
		out[i] = conditionJSON{c}
	}
	return out
}

func unboxed(cs []conditionJSON) []Condition {
	out := make([]Condition, len(cs))
	for i, c := range cs {
		out[i] = c.Condition
	}
	return out
}
