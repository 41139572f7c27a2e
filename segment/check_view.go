package segment

import (
	"fmt"
	"slices"
	"time"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// CheckOn checks a segment against a view, with the saved segments that it uses, and evaluates nothing.
//
// What definitions bring has to be there and fit: besides the errors of Check and Expand (ErrNoSegment, ErrCycle), a test that cannot hold for the declared
// type of its attribute or property, or a Near on an attribute that is declared other than date-time, is value.ErrKind. What data brings may come
// later: an event, property, attribute or tag that the view has not seen is a warning. So is a range that begins before the newest day before which
// events were dropped, by the view's clock and location and weeks from Monday.
func (s Segment) CheckOn(v *store.View) ([]store.Warning, error) {
	whole, err := Expand(v, s)
	if err != nil {
		return nil, err
	}
	if err := suits(v, whole); err != nil {
		return nil, err
	}
	return warnings(v, v.Frame(), time.Monday, whole), nil
}

// suits checks the tests of a segment that is written out against the declared types of the view.
func suits(v *store.View, whole Segment) error {
	bad := func(kind, name string, err error) error {
		return &FieldError{whole.Name, "where", fmt.Errorf("%s %q: %w", kind, name, err)}
	}
	for p := range parts(whole.Where) {
		if a, ok := p.(Attribute); ok {
			if d, declared := v.DeclaredAttribute(a.Name); declared {
				if err := a.Test.Suits(d.Kind); err != nil {
					return bad("attribute", a.Name, err)
				}
			}
		}
		if d, ok := p.(Did); ok && d.Near != nil {
			if a, declared := v.DeclaredAttribute(d.Near.Attribute); declared && a.Kind != value.Time {
				return bad("attribute", d.Near.Attribute, fmt.Errorf("%w: near asks for a %v, declared is %v", value.ErrKind, value.Time, a.Kind))
			}
		}
		if event, _, ok := behaviour(p); ok {
			for _, t := range tests(event.Where) {
				if kind, declared := v.DeclaredProperty(t.Property); declared {
					if err := t.Test.Suits(kind); err != nil {
						return bad("property", t.Property, err)
					}
				}
			}
		}
	}
	return nil
}

// behaviour gives what a predicate asks of events, if it does.
func behaviour(p Predicate) (event store.Selector, in store.Timeframe, ok bool) {
	switch p := p.(type) {
	case Did:
		return p.Event, p.In, true
	case First:
		return p.Event, p.In, true
	case Last:
		return p.Event, p.In, true
	}
	return store.Selector{}, store.Timeframe{}, false
}

// tests are the property tests within a condition.
func tests(c store.Condition) []store.PropertyTest {
	var inner []store.Condition
	switch c := c.(type) {
	case store.PropertyTest:
		return []store.PropertyTest{c}
	case store.All:
		inner = c
	case store.Any:
		inner = c
	case store.Not:
		return tests(c.Of)
	}
	var found []store.PropertyTest
	for _, c := range inner {
		found = append(found, tests(c)...)
	}
	return found
}

// warnings are what there is to say of a segment that is written out, each once, in the order of the definition.
func warnings(v *store.View, f value.Frame, weekStart time.Weekday, whole Segment) []store.Warning {
	var list []store.Warning
	add := func(w store.Warning) {
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	var known map[string]bool
	attribute := func(name string) {
		if known == nil {
			known = map[string]bool{}
			for _, a := range v.People().AttributeNames() {
				known[a.Name] = a.People > 0
			}
		}
		if !known[name] {
			add(store.Warning{Code: store.WarnUnknownAttribute, Subject: name, Text: fmt.Sprintf("nobody has the attribute %q yet", name)})
		}
	}
	tag := func(name string) {
		if _, ok := v.People().Tagged(name); !ok {
			add(store.Warning{Code: store.WarnUnknownTag, Subject: name, Text: fmt.Sprintf("there is no tag %q yet", name)})
		}
	}
	for p := range parts(whole.Where) {
		switch p := p.(type) {
		case Attribute:
			attribute(p.Name)
		case Tag:
			tag(string(p))
		case TaggedAny:
			for _, name := range p {
				tag(name)
			}
		case TaggedAll:
			for _, name := range p {
				tag(name)
			}
		}
		event, in, ok := behaviour(p)
		if !ok {
			continue
		}
		for _, w := range v.Warnings(event) {
			add(w)
		}
		if d, ok := p.(Did); ok && d.Near != nil {
			attribute(d.Near.Attribute)
		}
		if _, did := p.(Did); !did {
			in = store.Timeframe{} // the first and the last are taken from the whole log
		}
		for _, w := range v.DroppedWarnings(in.Span(f, weekStart)) {
			add(w)
		}
	}
	return list
}
