package segment

import (
	"slices"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Match reports whether a person of these attributes, tags and events meets the predicate (nil: everyone does). It is a pure function, needs no
// store, and is what Evaluate answers for everyone at once. The log is one person's, in any order; who the events say they are of is not looked
// at. Times are cut to the millisecond, as a store keeps them. Weeks start on Monday.
//
// The predicate is one that passes Check. A Saved is met by nobody, because there is nothing to look its name up in: Expand writes saved segments out.
//
// Cost: the log once for every Did, First and Last.
func Match(p Predicate, a people.Attributes, tags []string, log []store.Event, f value.Frame) bool {
	return MatchWeeks(p, a, tags, log, f, time.Monday)
}

// MatchWeeks is Match with weeks that start on another day than Monday.
func MatchWeeks(p Predicate, a people.Attributes, tags []string, log []store.Event, f value.Frame, weekStart time.Weekday) bool {
	one := person{a, tags, log, f, weekStart}
	return p == nil || one.meets(p)
}

// person is somebody to be judged.
type person struct {
	attributes people.Attributes
	tags       []string
	log        []store.Event
	frame      value.Frame
	weekStart  time.Weekday
}

func (one *person) meets(p Predicate) bool {
	switch p := p.(type) {
	case All:
		return !slices.ContainsFunc(p, func(q Predicate) bool { return !one.meets(q) })
	case Any:
		return slices.ContainsFunc(p, one.meets)
	case Not:
		return !one.meets(p.Of)
	case Attribute:
		return p.Test.Match(one.attributes[p.Name], one.frame)
	case Tag:
		return one.tagged(string(p))
	case TaggedAny:
		return slices.ContainsFunc(p, one.tagged)
	case TaggedAll:
		return !slices.ContainsFunc(p, func(tag string) bool { return !one.tagged(tag) })
	case Did:
		return one.did(p)
	case First:
		return one.outermost(p.Event, p.In, func(t, first int64) bool { return t < first })
	case Last:
		return one.outermost(p.Event, p.In, func(t, last int64) bool { return t > last })
	}
	return false
}

func (one *person) tagged(tag string) bool { return slices.Contains(one.tags, tag) }

func (one *person) did(d Did) bool {
	span := d.In.Span(one.frame, one.weekStart)
	if d.Near != nil {
		span = d.Near.narrow(span, one.attributes[d.Near.Attribute])
	}
	count := 0
	days := map[value.Date]bool{}
	for i := range one.log {
		e := &one.log[i]
		if t := e.Time.UnixMilli(); span.Has(t) && d.Event.Match(e, one.frame) {
			count++
			days[value.DateOf(time.UnixMilli(t), location(one.frame))] = true
		}
	}
	return d.holds(count, len(days), one.frame)
}

// outermost reports whether the event that comes out first by the order lies in the timeframe.
func (one *person) outermost(event store.Selector, in store.Timeframe, before func(t, best int64) bool) bool {
	var best int64
	found := false
	for i := range one.log {
		e := &one.log[i]
		if !event.Match(e, one.frame) {
			continue
		}
		if t := e.Time.UnixMilli(); !found || before(t, best) {
			best, found = t, true
		}
	}
	return found && in.Span(one.frame, one.weekStart).Has(best)
}

// holds judges the two numbers of a Did.
func (d Did) holds(count, days int, f value.Frame) bool {
	if d.Count.IsZero() {
		if count == 0 {
			return false
		}
	} else if !d.Count.Match(value.Of(count), f) {
		return false
	}
	return d.Days.IsZero() || d.Days.Match(value.Of(days), f)
}

// narrow cuts a span to what is near the attribute's value; the empty Span where that is not a date-time.
func (n *Near) narrow(s store.Span, attribute value.Value) store.Span {
	at, ok := attribute.Time()
	if !ok {
		return store.Span{}
	}
	const day = int64(24 * time.Hour / time.Millisecond)
	low, high := at.UnixMilli(), at.UnixMilli()
	if n.Side != After {
		low -= int64(n.Days) * day
	}
	if n.Side != Before {
		high += int64(n.Days) * day
	}
	return store.Span{From: max(s.From, low), To: min(s.To, high+1)} // both ends in: a Span leaves out its To
}

func location(f value.Frame) *time.Location {
	if f.Location == nil {
		return time.UTC
	}
	return f.Location
}
