package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// EventInfo is what the catalogue says of an event.
type EventInfo struct {
	Name   string
	Events int64 // of living people
}

// PropertyInfo is what the catalogue says of a property of an event.
type PropertyInfo struct {
	Name     string
	Kinds    []value.Kind // types seen, in order
	Declared value.Kind   // value.None where it is not declared
	Events   int64        // events of living people that have it
}

// Events lists the events that living people have, most frequent first, ties by name. It costs a pass over all events.
func (v *View) Events(ctx context.Context) ([]EventInfo, error) {
	counts, err := v.countShapes(ctx)
	if err != nil {
		return nil, err
	}
	sums := make([]int64, len(v.state.names.events))
	for shape, n := range counts {
		sums[v.state.names.shapes[shape].event] += n
	}
	var out []EventInfo
	for code, n := range sums {
		if n > 0 {
			out = append(out, EventInfo{v.state.names.events[code], n})
		}
	}
	slices.SortFunc(out, func(a, b EventInfo) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.Name, b.Name))
	})
	return out, nil
}

// Properties lists the properties of an event (empty: of any), most frequent first, ties by name. It costs a pass over all events.
func (v *View) Properties(ctx context.Context, event string) ([]PropertyInfo, error) {
	counts, err := v.countShapes(ctx)
	if err != nil {
		return nil, err
	}
	k := v.state.names
	found := map[uint32]*PropertyInfo{}
	for code, n := range counts {
		sh := k.shapes[code]
		if n == 0 || event != "" && k.events[sh.event] != event {
			continue
		}
		for _, s := range sh.slots {
			p := found[s.property]
			if p == nil {
				p = &PropertyInfo{Name: k.properties[s.property].name}
				p.Declared = v.state.declared[p.Name]
				found[s.property] = p
			}
			p.Events += n
			if !slices.Contains(p.Kinds, s.storage.kind()) {
				p.Kinds = append(p.Kinds, s.storage.kind())
			}
		}
	}
	out := make([]PropertyInfo, 0, len(found))
	for _, p := range found {
		slices.Sort(p.Kinds)
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b PropertyInfo) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.Name, b.Name))
	})
	return out, nil
}

// PropertyValues lists the values of a property of an event (empty: of any), most frequent first, ties by value, at most limit of them; distinct is how many there are.
// Each element of a list counts. It costs a pass over all events, and memory for the distinct values.
func (v *View) PropertyValues(ctx context.Context, event, property string, limit int) (top []people.ValueCount, distinct int, err error) {
	sel := Selector{}
	if event != "" {
		sel.Events = []string{event}
	}
	counts := map[value.Value]int{}
	q := Scan{Selectors: []Selector{sel}, Span: AllTime(), Property: property, Workers: 1}
	err = v.Scan(ctx, q, func(b *Batch) error {
		for _, val := range b.Values {
			if list, ok := val.Texts(); ok {
				for _, s := range list {
					counts[value.Of(s)]++
				}
			} else if !val.IsZero() {
				counts[val.Canonical()]++
			}
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	for val, n := range counts {
		top = append(top, people.ValueCount{Value: val, Count: n})
	}
	slices.SortFunc(top, func(a, b people.ValueCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), value.Compare(a.Value, b.Value))
	})
	return top[:min(len(top), max(limit, 0))], len(counts), nil
}

// countShapes counts the events of living people by shape.
func (v *View) countShapes(ctx context.Context) ([]int64, error) {
	counts := make([]int64, len(v.state.names.shapes))
	wanted := v.wanted(nil)
	var who picker
	for i, sh := range v.state.shards {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !who.want(wanted.of(sh, i, 0, people.ShardSize), 0) {
			continue
		}
		for _, r := range sh.runs() {
			who.look(r)
			for p, low := range r.low {
				if who.mask != nil && who.mask[low] == 0 {
					continue
				}
				for row := r.first[p]; row < r.first[p+1]; row++ {
					counts[r.shape(row).shape]++
				}
			}
		}
	}
	return counts, nil
}

// HasEvent reports whether data has brought an event of that name.
func (v *View) HasEvent(name string) bool {
	_, ok := v.state.names.event(name)
	return ok
}

// HasProperty reports whether data has brought that property of the event (empty: of any).
func (v *View) HasProperty(event, property string) bool {
	k := v.state.names
	code, ok := k.property(property)
	if !ok {
		return false
	}
	for _, sh := range k.shapes {
		if event != "" && k.events[sh.event] != event {
			continue
		}
		for _, s := range sh.slots {
			if s.property == code {
				return true
			}
		}
	}
	return false
}

// Warnings are what there is to say of selectors on this view: events and properties that no data has brought, each once.
func (v *View) Warnings(sels ...Selector) []Warning {
	var out []Warning
	add := func(w Warning) {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	for _, sel := range sels {
		for _, name := range sel.Events {
			if !v.HasEvent(name) {
				add(Warning{WarnUnknownEvent, name, fmt.Sprintf("no event \"%s\" has come in yet", name)})
			}
		}
		for _, name := range conditionProperties(sel.Where) {
			known := len(sel.Events) == 0 && v.HasProperty("", name)
			for _, event := range sel.Events {
				known = known || v.HasProperty(event, name)
			}
			if !known {
				add(Warning{WarnUnknownProperty, name, fmt.Sprintf("no property \"%s\" of %s has come in yet", name, Selector{Events: sel.Events})})
			}
		}
	}
	return out
}

// conditionProperties are the properties that a condition asks about.
func conditionProperties(c Condition) []string {
	var out []string
	switch c := c.(type) {
	case PropertyTest:
		out = append(out, c.Property)
	case All:
		for _, of := range c {
			out = append(out, conditionProperties(of)...)
		}
	case Any:
		for _, of := range c {
			out = append(out, conditionProperties(of)...)
		}
	case Not:
		out = conditionProperties(c.Of)
	}
	return out
}
