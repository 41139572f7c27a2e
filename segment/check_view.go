package segment

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/footfall-go/footfall/people/strict"
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
	look := library{view: v, loaded: map[string]Segment{}}
	whole, err := look.expand(s)
	if err != nil {
		return nil, err
	}
	if err := look.suits(s); err != nil {
		return nil, err
	}
	return warnings(v, time.Monday, whole), nil
}

// suits checks the tests of a segment that can be written out, and of the saved ones that it uses, against the declared types of the view. The error is a
// *FieldError.
func (l *library) suits(seg Segment) error {
	if wrong := l.misfit(seg.Where); wrong != nil {
		return &FieldError{Segment: seg.Name, Field: wrong.field, Err: wrong.err}
	}
	return nil
}

func (l *library) misfit(where Predicate) *misplaced {
	v := l.view
	for p, field := range places(where) {
		switch p := p.(type) {
		case Attribute:
			if d, declared := v.DeclaredAttribute(p.Name); declared {
				if err := p.Test.Suits(d.Kind); err != nil {
					return &misplaced{field, fmt.Errorf("attribute %s: %w", strict.Quote(p.Name), value.Bare(err))}
				}
			}
		case Did:
			if p.Near == nil {
				break
			}
			if d, declared := v.DeclaredAttribute(p.Near.Attribute); declared && d.Kind != value.Time {
				text := fmt.Sprintf("attribute %s: near asks for a %v, declared is %v", strict.Quote(p.Near.Attribute), value.Time, d.Kind)
				return &misplaced{field + ".near", said{text, value.ErrKind}}
			}
		case Saved:
			seg, err := l.load(string(p))
			if err != nil {
				return &misplaced{field, err}
			}
			if wrong := l.misfit(seg.Where); wrong != nil {
				return wrong.in(string(p), field+".segment")
			}
		}
		if event, _, ok := behaviour(p); ok {
			var inner *store.FieldError
			if errors.As(v.Suits(event), &inner) {
				return &misplaced{field + "." + selectorField(p) + "." + inner.Field, inner.Err}
			}
		}
	}
	return nil
}

// selectorField is the field that holds the selector of a Did, First or Last.
func selectorField(p Predicate) string {
	switch p.(type) {
	case First:
		return "first"
	case Last:
		return "last"
	}
	return "did"
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

// warnings are what there is to say of a segment that is written out, each once, in the order of the definition.
func warnings(v *store.View, weekStart time.Weekday, whole Segment) []store.Warning {
	list := []store.Warning{} // never nil: in JSON a list
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
			add(store.Warning{Code: store.WarnUnknownAttribute, Subject: name, Text: fmt.Sprintf("nobody has the attribute \"%s\" yet", name)})
		}
	}
	tag := func(name string) {
		if _, ok := v.People().Tagged(name); !ok {
			add(store.Warning{Code: store.WarnUnknownTag, Subject: name, Text: fmt.Sprintf("there is no tag \"%s\" yet", name)})
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
		for _, w := range v.DroppedWarnings(in.Span(v.Frame(), weekStart)) {
			add(w)
		}
	}
	return list
}
