package store_test

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// naive is the slow twin of a Store: maps and loops, written from the rules.
type naive struct {
	people   map[string]*naivePerson // by ID of their own; those without a name by "?0", "?1" ...
	alias    map[string]string       // alias -> ID of its own
	tags     map[string]bool
	redacted int
	dropped  value.Date
	location *time.Location
}

type naivePerson struct {
	events []store.Event
	attrs  map[string]value.Value
	tags   map[string]bool
}

func newNaive(loc *time.Location) *naive {
	return &naive{people: map[string]*naivePerson{}, alias: map[string]string{}, tags: map[string]bool{}, location: loc}
}

func (n *naive) clone() *naive {
	c := newNaive(n.location)
	c.dropped, c.redacted = n.dropped, n.redacted
	for id, p := range n.people {
		q := &naivePerson{attrs: map[string]value.Value{}, tags: map[string]bool{}, events: slices.Clone(p.events)}
		for k, v := range p.attrs {
			q.attrs[k] = v
		}
		for k := range p.tags {
			q.tags[k] = true
		}
		c.people[id] = q
	}
	for k, v := range n.alias {
		c.alias[k] = v
	}
	for k := range n.tags {
		c.tags[k] = true
	}
	return c
}

func (n *naive) who(id string) string {
	if own, ok := n.alias[id]; ok {
		return own
	}
	return id
}

func (n *naive) person(id string) *naivePerson {
	id = n.who(id)
	if n.people[id] == nil {
		n.people[id] = &naivePerson{attrs: map[string]value.Value{}, tags: map[string]bool{}}
	}
	return n.people[id]
}

// add reports whether the event counts.
func (n *naive) add(e store.Event) bool {
	p := n.person(e.Person)
	e.Person = ""
	ms := time.Duration(e.Time.Nanosecond()) % time.Millisecond
	e.Time = e.Time.Add(-ms).UTC()
	for _, old := range p.events {
		if e.ID != "" && old.ID == e.ID {
			return false
		}
	}
	p.events = append(p.events, e)
	return true
}

// earlier is the order of a log: by time, then the canonical order of ties, spelled out.
func earlier(a, b store.Event) bool {
	if !a.Time.Equal(b.Time) {
		return a.Time.Before(b.Time)
	}
	if a.ID != b.ID {
		return a.ID < b.ID
	}
	if a.Name != b.Name {
		return a.Name < b.Name
	}
	pa, pb := slices.Clone(a.Properties), slices.Clone(b.Properties)
	for _, ps := range [][]store.Property{pa, pb} {
		sort.Slice(ps, func(i, j int) bool { return ps[i].Name < ps[j].Name })
	}
	for i := 0; i < len(pa) && i < len(pb); i++ {
		if pa[i].Name != pb[i].Name {
			return pa[i].Name < pb[i].Name
		}
		if c := value.Compare(pa[i].Value, pb[i].Value); c != 0 {
			return c < 0
		}
	}
	return len(pa) < len(pb)
}

func (n *naive) merge(from, into string) {
	f, i := n.who(from), n.who(into)
	n.person(f)
	n.person(i)
	if f == i {
		return
	}
	p, q := n.people[f], n.people[i]
	byID := map[string]store.Event{}
	var log []store.Event
	for _, e := range append(slices.Clone(q.events), p.events...) {
		if e.ID == "" {
			log = append(log, e)
		} else if old, ok := byID[e.ID]; !ok || earlier(e, old) {
			byID[e.ID] = e
		}
	}
	for _, e := range byID {
		log = append(log, e)
	}
	q.events = log
	for k, v := range p.attrs {
		if _, ok := q.attrs[k]; !ok {
			q.attrs[k] = v
		}
	}
	for t := range p.tags {
		q.tags[t] = true
	}
	delete(n.people, f)
	n.alias[f] = i
	for a, own := range n.alias {
		if own == f {
			n.alias[a] = i
		}
	}
}

func (n *naive) delete(id string) {
	own := n.who(id)
	delete(n.people, own)
	for a, o := range n.alias {
		if o == own {
			delete(n.alias, a)
		}
	}
}

// redact keeps what was done when.
func (n *naive) redact(id string) {
	p := &naivePerson{attrs: map[string]value.Value{}, tags: map[string]bool{}}
	for _, e := range n.people[n.who(id)].events {
		p.events = append(p.events, store.Event{Name: e.Name, Time: e.Time})
	}
	n.delete(id)
	n.people[fmt.Sprint("?", n.redacted)] = p
	n.redacted++
}

func (n *naive) drop(day value.Date) (dropped int) {
	if day <= n.dropped {
		return 0
	}
	n.dropped = day
	for _, p := range n.people {
		kept := p.events[:0:0]
		for _, e := range p.events {
			if value.DateOf(e.Time, n.location) >= day {
				kept = append(kept, e)
			}
		}
		dropped += len(p.events) - len(kept)
		p.events = kept
	}
	return dropped
}

// log is a person's events in order, each as a line.
func (n *naive) log(id string) []string {
	events := slices.Clone(n.people[id].events)
	sort.SliceStable(events, func(i, j int) bool { return earlier(events[i], events[j]) })
	var lines []string
	for _, e := range events {
		lines = append(lines, eventLine(e))
	}
	return lines
}

func eventLine(e store.Event) string {
	props := slices.Clone(e.Properties)
	sort.Slice(props, func(i, j int) bool { return props[i].Name < props[j].Name })
	return fmt.Sprintf("%s %s id=%q %v", e.Time.UTC().Format(time.RFC3339Nano), e.Name, e.ID, props)
}

// ids are the people, sorted.
func (n *naive) ids() []string {
	var ids []string
	for id := range n.people {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}

// matching are the people and lines of events that meet a selector in a span, sorted.
func (n *naive) matching(sel store.Selector, f value.Frame, span store.Span) (people, lines []string) {
	for _, id := range n.ids() {
		any := false
		for _, e := range n.people[id].events {
			if ms := e.Time.UnixMilli(); ms >= span.From && ms < span.To && sel.Match(&e, f) {
				any = true
				lines = append(lines, fmt.Sprintf("%s %d", id, ms))
			}
		}
		if any {
			people = append(people, id)
		}
	}
	sort.Strings(lines)
	return people, lines
}
