package metrics

import (
	"fmt"
	"slices"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// warnings are what there is to say of the report beside what its header says by itself. The header has looked for dropped events with the
// bounded timeframe; one with an open end begins before them.
func (p *plan) warnings() []store.Warning {
	q := p.query
	ws := p.view.Warnings(q.Events...)
	if b := q.Breakdown; b != nil && !p.hasProperty(b.Property) {
		ws = append(ws, store.Warning{Code: store.WarnUnknownProperty, Subject: b.Property,
			Text: fmt.Sprintf("no data has brought the property \"%s\" of these events yet: everything is in (none)", b.Property)})
	}
	if q.EligibleFrom != "" {
		if a, _ := p.attribute(q.EligibleFrom); !slices.Contains(a.Kinds, value.Day) && !slices.Contains(a.Kinds, value.Time) {
			ws = append(ws, store.Warning{Code: store.WarnUnknownAttribute, Subject: q.EligibleFrom,
				Text: fmt.Sprintf("nobody has a date or date-time in the attribute \"%s\" yet: nobody is eligible", q.EligibleFrom)})
		}
	}
	if p.lists {
		ws = append(ws, store.Warning{Code: store.WarnList, Subject: q.Breakdown.Property,
			Text: fmt.Sprintf("the property \"%s\" holds lists: an event counts in the series of each of its elements, so the series add up to more than the events", q.Breakdown.Property)})
	}
	ws = append(ws, p.view.DroppedWarnings(q.Timeframe.Span(p.frame, p.weekStart))...)
	ws = append(ws, p.notByRegistration()...)
	return ws
}

func (p *plan) hasProperty(name string) bool {
	for _, e := range p.query.Events {
		if len(e.Events) == 0 && p.view.HasProperty("", name) {
			return true
		}
		for _, event := range e.Events {
			if p.view.HasProperty(event, name) {
				return true
			}
		}
	}
	return false
}

// notByRegistration warns of audiences that may hold people who could not act yet in the earlier buckets. Only the whole audience can: who
// is active or acting could.
func (p *plan) notByRegistration() []store.Warning {
	q := p.query
	if !q.Metric.IsRatio() || q.Per != Whole || q.EligibleFrom != "" {
		return nil
	}
	warning := func(name, who string) store.Warning {
		return store.Warning{Code: store.WarnNotByRegistration, Subject: name, Text: fmt.Sprintf(
			"%s of %s may count people who had not registered yet: choose a segment by registration date, or count from registration "+
				"(EligibleFrom, in JSON eligible_from)", q.Metric, who)}
	}
	if len(p.evaluated) == 0 && p.audiences[0].IsEmpty() {
		return nil
	}
	if len(p.evaluated) == 0 {
		return []store.Warning{warning("everyone", "everyone")}
	}
	var ws []store.Warning
	for _, e := range p.evaluated {
		if e.People.IsEmpty() {
			continue // nobody is counted, early or not
		}
		if !boundedAbove(e.Segment.Where, p.view.RegistrationAttribute()) {
			name := e.Segment.Name
			if name == "" {
				name = e.Segment.String()
			}
			ws = append(ws, warning(name, fmt.Sprintf("segment \"%s\"", name)))
		}
	}
	return ws
}

// boundedAbove reports whether a top-level AND bounds a date or date-time attribute from above: the registration date, or any where none is
// named.
func boundedAbove(p segment.Predicate, registration string) bool {
	switch p := p.(type) {
	case segment.All:
		return slices.ContainsFunc(p, func(one segment.Predicate) bool { return boundedAbove(one, registration) })
	case segment.Attribute:
		return (registration == "" || p.Name == registration) && boundsDate(p.Test)
	}
	return false
}

func boundsDate(t value.Test) bool {
	switch t.Op {
	case value.OpIs, value.OpIn, value.OpBetween, value.OpLess, value.OpAtMost, value.OpBefore, value.OpOn:
		return len(t.Args) > 0 && !slices.ContainsFunc(t.Args, func(v value.Value) bool { return v.Kind() != value.Day && v.Kind() != value.Time })
	}
	return false
}
