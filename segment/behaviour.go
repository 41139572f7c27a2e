package segment

import (
	"context"
	"math"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// behaviour finds the sets of all nodes that ask for events.
func (q *query) behaviour(ctx context.Context, roots []int) error {
	among, err := q.narrow(ctx, roots)
	if err != nil {
		return err
	}
	var scans passes
	var counts []*passes // by span, each of one
	for i := range q.nodes {
		event, in, ok := behaviour(q.nodes[i].predicate)
		if !ok {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		span := in.Span(q.frame, q.weekStart)
		set, answered, err := q.byWho(ctx, q.nodes[i].predicate, event, span)
		switch {
		case err != nil:
			return err
		case answered:
			q.nodes[i].set, q.nodes[i].done = set, true
		default:
			l := newLeaf(i, q.nodes[i].predicate, span, q.frame)
			l.among = among[i]
			into := &scans
			if days, ok := q.asksNoTimes(&l, event); ok {
				into = ofSpan(&counts, span, days)
			}
			if err := into.add(l, event); err != nil {
				return err
			}
		}
	}
	for _, one := range scans.list {
		if err := q.scan(ctx, one); err != nil {
			return err
		}
	}
	for _, ps := range counts {
		for _, one := range ps.list {
			if err := q.countByDays(ctx, one); err != nil {
				return err
			}
		}
	}
	return nil
}

// ofSpan finds the passes of a span and its days, or makes them.
func ofSpan(list *[]*passes, span store.Span, days []int64) *passes {
	for _, ps := range *list {
		if ps.span == span && len(ps.cuts) == len(days) {
			return ps
		}
	}
	ps := &passes{span: span, cuts: days, most: maxCounted}
	*list = append(*list, ps)
	return ps
}

// byWho answers what only asks whether there is an event in a span, or reports that it cannot. (Or should not: with conditions, and where a span cuts days, "at
// least one" is counted from columns, in a pass with others.) The first event lies in [a, b) exactly if there is one and none before a; the last likewise.
func (q *query) byWho(ctx context.Context, p Predicate, event store.Selector, span store.Span) (set people.Set, answered bool, err error) {
	if event.Where != nil && len(event.Events) == 0 {
		return people.Set{}, false, nil // see asksNoTimes
	}
	var beyond store.Span
	switch p := p.(type) {
	case Did:
		some := atLeastOne(p.Count)
		if p.Near != nil || !p.Days.IsZero() || !some && !never(p.Count) || event.Where != nil || len(event.Events) > 0 && !wholeDays(q.view, span) {
			return people.Set{}, false, nil
		}
		if set, err = q.view.Who(ctx, event, span); err == nil && !some {
			set = q.view.People().Everyone().AndNot(set)
		}
		return set, true, err
	case First:
		beyond = store.Span{From: store.Beginning, To: span.From}
	case Last:
		beyond = store.Span{From: span.To, To: store.End}
	}
	if set, err = q.view.Who(ctx, event, span); err != nil || set.IsEmpty() || beyond.IsEmpty() {
		return set, true, err
	}
	others, err := q.view.Who(ctx, event, beyond)
	return set.AndNot(others), true, err
}

func atLeastOne(t value.Test) bool {
	return t.IsZero() || counts(t, value.OpAtLeast, 1) || counts(t, value.OpMore, 0)
}

func never(t value.Test) bool {
	return counts(t, value.OpIs, 0) || counts(t, value.OpAtMost, 0) || counts(t, value.OpLess, 1)
}

// leaf is a Did, First or Last to be answered from the events.
type leaf struct {
	node  int
	span  store.Span
	what  what
	count bounds
	days  bounds
	byDay bool        // days are asked for
	near  *Near       // of a Did
	among *people.Set // who has to be answered for; nil: everyone
	none  bool        // somebody without a matching event meets it: then those who do not are collected
}

type what int

const (
	counted what = iota
	firstOf
	lastOf
)

func newLeaf(i int, p Predicate, span store.Span, f value.Frame) leaf {
	l := leaf{node: i, span: span}
	switch p := p.(type) {
	case Did:
		l.near = p.Near
		l.count, l.days = newBounds(p.Count, 1, f), newBounds(p.Days, 0, f)
		l.byDay = !p.Days.IsZero()
		l.none = p.holds(0, 0, f)
	case First:
		l.what = firstOf
	case Last:
		l.what = lastOf
	}
	return l
}

// bounds is a test on a count, made quick where it is a range.
type bounds struct {
	low, high int64
	test      value.Test // asked besides, if there is one
	frame     value.Frame
	settled   int64 // the answer is the same for all numbers above this one
}

// isSome reports whether just one is asked for, or more.
func (b *bounds) isSome() bool { return b.low == 1 && b.high == math.MaxInt64 && b.test.Op == "" }

// newBounds reads a test; the zero one asks for at least a number.
func newBounds(t value.Test, least int64, f value.Frame) bounds {
	b := bounds{low: 0, high: math.MaxInt64, frame: f, settled: least}
	for _, arg := range t.Args {
		n, _ := arg.Int()
		b.settled = max(b.settled, n)
	}
	var args [2]int64
	for i := range min(len(t.Args), 2) {
		args[i], _ = t.Args[i].Int()
	}
	switch t.Op {
	case "":
		b.low = least
	case value.OpIs:
		b.low, b.high = args[0], args[0]
	case value.OpAtLeast:
		b.low = args[0]
	case value.OpAtMost:
		b.high = args[0]
	case value.OpBetween:
		b.low, b.high = args[0], args[1]
	default:
		b.test = t
	}
	return b
}

func (b *bounds) has(n int64) bool {
	return b.low <= n && n <= b.high && (b.test.Op == "" || b.test.Match(value.Of(n), b.frame))
}

// pass is what one scan answers.
type pass struct {
	selectors []store.Selector
	leaves    []leaf
	of        [][]int    // by selector: its leaves
	span      store.Span // the hull of what the leaves ask for
	cuts      []int64    // where days begin, if not when the store's do
}

// passes shares the selectors out: equal ones are one.
type passes struct {
	span store.Span // of all the leaves, where they are counted by days
	cuts []int64    // of all the leaves
	most int        // leaves a pass; 0: any number
	list []*pass
	seen map[string][2]int // selector by its JSON: which pass, which place
}

func (ps *passes) add(l leaf, event store.Selector) error {
	key, err := event.MarshalJSON()
	if err != nil {
		return err
	}
	if ps.seen == nil {
		ps.seen = map[string][2]int{}
	}
	at, ok := ps.seen[string(key)]
	if !ok || ps.isFull(ps.list[at[0]]) {
		if n := len(ps.list); n == 0 || len(ps.list[n-1].selectors) == store.MaxScanSelectors || ps.isFull(ps.list[n-1]) {
			ps.list = append(ps.list, &pass{span: store.Span{From: store.End, To: store.Beginning}, cuts: ps.cuts})
		}
		last := ps.list[len(ps.list)-1]
		last.selectors = append(last.selectors, event)
		last.of = append(last.of, nil)
		at = [2]int{len(ps.list) - 1, len(last.selectors) - 1}
		ps.seen[string(key)] = at
	}
	p := ps.list[at[0]]
	p.of[at[1]] = append(p.of[at[1]], len(p.leaves))
	p.leaves = append(p.leaves, l)
	span := l.span
	if l.what != counted {
		span = store.AllTime() // the first and the last are of the whole log
	}
	if !span.IsEmpty() {
		p.span = store.Span{From: min(p.span.From, span.From), To: max(p.span.To, span.To)}
	}
	return nil
}

func (ps *passes) isFull(p *pass) bool { return ps.most > 0 && len(p.leaves) == ps.most }

// scan runs a pass and gives its nodes their sets.
func (q *query) scan(ctx context.Context, p *pass) error {
	tallies, err := q.tally(ctx, p)
	if err != nil {
		return err
	}
	for i, l := range p.leaves {
		var numbers [][]people.Number
		for _, t := range tallies {
			if t != nil && len(t.found[i]) > 0 {
				numbers = append(numbers, t.found[i])
			}
		}
		q.put(&l, q.view.People().Gather(numbers...))
	}
	return nil
}

// put gives a leaf's node its set, from what has been collected for it.
func (q *query) put(l *leaf, set people.Set) {
	if l.none {
		set = q.view.People().Everyone().AndNot(set)
	}
	q.nodes[l.node].set, q.nodes[l.node].done = set, true
}
