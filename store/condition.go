package store

import (
	"fmt"
	"slices"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// Condition is a condition on the properties of an event: a PropertyTest (made by If), All, Any or Not. The set is closed, so that any engine can
// switch over it. Conditions are the values themselves, not pointers to them.
type Condition interface{ condition() }

// PropertyTest holds where the property's value meets the test. An event without the property has an absent value, which only value.Missing meets.
// JSON: {"property":"genre","op":"is","values":["rock"]}, with "fold":true for the case-blind forms.
type PropertyTest struct {
	Property string
	Test     value.Test
}

// All holds where every one of its conditions does. With none it holds for every event. JSON: {"all":[...]}.
type All []Condition

// Any holds where at least one of its conditions does. With none it holds for no event. JSON: {"any":[...]}.
type Any []Condition

// Not holds where its operand does not: plain logical negation. Around a test, other than value.Missing, of a property that an event does not have it
// holds. JSON: {"not":{...}}.
type Not struct{ Of Condition }

func (PropertyTest) condition() {}
func (All) condition()          {}
func (Any) condition()          {}
func (Not) condition()          {}

// If is the condition that a property meets a test: store.If("genre", value.Is("rock")).
func If(property string, t value.Test) PropertyTest { return PropertyTest{property, t} }

// both joins the conditions of a constructor: all of them must hold.
func both(where []Condition) Condition {
	switch len(where) {
	case 0:
		return nil
	case 1:
		return where[0]
	}
	return All(slices.Clone(where))
}

// meets reports whether an event meets a condition; nil is no condition. What Check refuses (a pointer, a type from outside) is met by nothing.
func meets(c Condition, e *Event, f value.Frame) bool {
	switch c := c.(type) {
	case nil:
		return true
	case PropertyTest:
		return c.Test.Match(e.Property(c.Property), f)
	case All:
		for _, c := range c {
			if !meets(c, e, f) {
				return false
			}
		}
		return true
	case Any:
		for _, c := range c {
			if meets(c, e, f) {
				return true
			}
		}
		return false
	case Not:
		return !meets(c.Of, e, f)
	}
	return false
}

// sameCondition reports whether two conditions are the same definition; nil and empty lists are alike.
func sameCondition(a, b Condition) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case PropertyTest:
		b, ok := b.(PropertyTest)
		return ok && a.Property == b.Property && a.Test.Op == b.Test.Op && a.Test.Fold == b.Test.Fold && slices.Equal(a.Test.Args, b.Test.Args)
	case All:
		b, ok := b.(All)
		return ok && slices.EqualFunc(a, b, sameCondition)
	case Any:
		b, ok := b.(Any)
		return ok && slices.EqualFunc(a, b, sameCondition)
	case Not:
		b, ok := b.(Not)
		return ok && sameCondition(a.Of, b.Of)
	}
	return false
}

// cloneCondition copies a condition of any depth.
func cloneCondition(c Condition) Condition {
	switch c := c.(type) {
	case PropertyTest:
		c.Test.Args = slices.Clone(c.Test.Args)
		return c
	case All:
		return All(cloneConditions(c))
	case Any:
		return Any(cloneConditions(c))
	case Not:
		return Not{cloneCondition(c.Of)}
	}
	return c
}

func cloneConditions(cs []Condition) []Condition {
	cs = slices.Clone(cs)
	for i, c := range cs {
		cs[i] = cloneCondition(c)
	}
	return cs
}

// size is how much JSON a definition makes: what Check accepts has to read back, so it counts what package strict counts.
type size struct{ nodes int }

// add counts nodes at a depth of objects and lists.
func (s *size) add(nodes, depth int) error {
	if depth > strict.MaxDepth {
		return over("nested deeper than %d objects and lists", strict.MaxDepth)
	}
	if s.nodes += nodes; s.nodes > strict.MaxNodes {
		return over("more than %d objects, lists and scalars", strict.MaxNodes)
	}
	return nil
}

// checkCondition checks a condition whose JSON stands at a depth, and counts it. The depth also ends a condition that holds itself.
func checkCondition(c Condition, depth int, s *size) error {
	if err := s.add(1, depth); err != nil {
		return &FieldError{"", err}
	}
	switch c := c.(type) {
	case nil:
		return wrong("", "no condition")
	case PropertyTest:
		return checkPropertyTest(c, depth, s)
	case All:
		return checkConditions("all", c, depth, s)
	case Any:
		return checkConditions("any", c, depth, s)
	case Not:
		if err := checkCondition(c.Of, depth+1, s); err != nil {
			return under("not", err)
		}
		return nil
	}
	return wrong("", "a %T is no condition: PropertyTest, All, Any and Not are, not pointers to them", c)
}

func checkConditions(field string, cs []Condition, depth int, s *size) error {
	if err := s.add(1, depth+1); err != nil {
		return &FieldError{field, err}
	}
	for i, c := range cs {
		if err := checkCondition(c, depth+2, s); err != nil {
			return under(fmt.Sprintf("%s[%d]", field, i), err)
		}
	}
	return nil
}

func checkPropertyTest(c PropertyTest, depth int, s *size) error {
	if err := checkName(c.Property, MaxNameBytes); err != nil {
		return &FieldError{"property", err}
	}
	if err := c.Test.Check(); err != nil {
		return wrong("", "property %s: %w", strict.Quote(c.Property), value.Bare(err))
	}
	nodes, deepest := 2, depth // the property and the operator
	if c.Test.Fold {
		nodes++
	}
	if len(c.Test.Args) > 0 {
		nodes, deepest = nodes+1, depth+1
		for _, v := range c.Test.Args {
			if k := v.Kind(); k == value.Day || k == value.Time { // {"date":"2026-05-03"}
				nodes, deepest = nodes+1, depth+2
			}
			nodes++
		}
	}
	if err := s.add(nodes, deepest); err != nil {
		return &FieldError{"", err}
	}
	return nil
}
