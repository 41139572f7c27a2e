package store

import (
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
	return strict.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes, and nothing else: unknown, repeated and wrong-case names, null, "event" beside "events", an empty list of
// events and whatever Check refuses are errors that name the field. Each is ErrInvalid, and where the form is wrong the error of package strict that says
// how. On an error the receiver is as it was. (json.Unmarshal reports what is no JSON at all by itself, before this is called.)
func (s *Selector) UnmarshalJSON(data []byte) error {
	var (
		event  *string
		events *[]string
		where  Condition
	)
	if err := strict.Object(data, "selector",
		strict.Field{Name: "event", Into: &event},
		strict.Field{Name: "events", Into: &events},
		strict.Field{Name: "where", Into: strict.One(&where, decodeCondition)}); err != nil {
		return strict.Also(err, ErrInvalid)
	}
	out := Selector{Where: where}
	switch {
	case event != nil && events != nil:
		return &strict.Error{What: "selector", Err: invalid{errors.New("event and events: give one of them")}}
	case event != nil:
		out.Events = []string{*event}
	case events != nil && len(*events) == 0:
		return &strict.Error{What: "selector", Path: "events", Err: invalid{errors.New("an empty list: leave it out to select every event")}}
	case events != nil:
		out.Events = *events
	}
	if err := out.Check(); err != nil {
		return misread("selector", err)
	}
	*s = out
	return nil
}

// decodeCondition reads a condition; its form is told by the first of the names that tell the forms apart.
func decodeCondition(data []byte) (Condition, error) {
	names, err := strict.Names(data, "")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		switch name {
		case "property":
			var t PropertyTest
			err := strict.Object(data, "",
				strict.Field{Name: "property", Into: &t.Property},
				strict.Field{Name: "op", Into: &t.Test.Op, Required: true},
				strict.Field{Name: "values", Into: &t.Test.Args},
				strict.Field{Name: "fold", Into: &t.Test.Fold})
			if len(t.Test.Args) == 0 {
				t.Test.Args = nil
			}
			return t, err
		case "all":
			var of []Condition
			err := strict.Object(data, "", strict.Field{Name: name, Into: strict.Each(&of, decodeCondition)})
			return All(of), err
		case "any":
			var of []Condition
			err := strict.Object(data, "", strict.Field{Name: name, Into: strict.Each(&of, decodeCondition)})
			return Any(of), err
		case "not":
			var of Condition
			err := strict.Object(data, "", strict.Field{Name: name, Into: strict.One(&of, decodeCondition)})
			return Not{of}, err
		}
	}
	for _, name := range names {
		if meant := strict.Meant(name, []string{"property", "all", "any", "not"}); meant != "" {
			return nil, fmt.Errorf("%w %s (did you mean %q?)", strict.ErrUnknown, strict.Quote(name), meant)
		}
	}
	return nil, fmt.Errorf("%w: a condition has one of property, all, any, not", strict.ErrMissing)
}

// conditionJSON writes a Condition.
type conditionJSON struct{ Condition }

func (c conditionJSON) MarshalJSON() ([]byte, error) {
	switch c := c.Condition.(type) {
	case PropertyTest:
		return strict.Marshal(struct {
			Property string        `json:"property"`
			Op       value.Op      `json:"op"`
			Values   []value.Value `json:"values,omitempty"`
			Fold     bool          `json:"fold,omitempty"`
		}{c.Property, c.Test.Op, c.Test.Args, c.Test.Fold})
	case All:
		return strict.Marshal(map[string][]conditionJSON{"all": boxed(c)})
	case Any:
		return strict.Marshal(map[string][]conditionJSON{"any": boxed(c)})
	case Not:
		return strict.Marshal(map[string]conditionJSON{"not": {c.Of}})
	}
	return nil, fmt.Errorf("store: a %T is no condition", c.Condition)
}

func boxed(cs []Condition) []conditionJSON {
	out := make([]conditionJSON, len(cs))
	for i, c := range cs {
		out[i] = conditionJSON{c}
	}
	return out
}
