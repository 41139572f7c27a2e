package segment

import (
	"context"
	"fmt"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Evaluated is what Evaluate finds for one segment.
type Evaluated struct {
	Segment  Segment         // with its saved segments written out
	People   people.Set      // of the view
	Warnings []store.Warning // each once, in the order of the definition; never nil
}

// Evaluate finds the people of several segments on a view, one result a segment, in their order. The view's clock and location decide what today is and
// which days there are: see store.View.At and In. Weeks start on Monday.
//
// The errors are those of CheckOn, value.ErrKind included, and the context's; on one there are no results. A *FieldError has the index of the segment
// that is wrong. Evaluate is a pure function of its arguments, safe for concurrent use, and answers everybody as Match answers for one person.
//
// Cost: a segment, or a part of one, that stands twice is evaluated once, by way of saved segments too. "At least once" and "never" without conditions come from bitmaps. How
// many events or days is counted from columns (store.View.ScanDays): one pass for each span, a few nanoseconds for every event asked about; days that do not begin when the
// store's do cost three times as much. First and Last take two questions of who at all, also from columns. Near, and any event under conditions, take one pass over the log of
// the time that all of them ask for, among the people that the other parts of their All have chosen; another pass for every store.MaxScanSelectors different selectors.
// Attributes cost what people.View.Matching does. What is held meanwhile does not grow with events: up to 8 bytes a person for a pass over columns; over the log, 4 bytes
// a person that is found for each Did, First and Last.
func Evaluate(ctx context.Context, v *store.View, segs ...Segment) ([]Evaluated, error) {
	return EvaluateWeeks(ctx, v, time.Monday, segs...)
}

// EvaluateWeeks is Evaluate with weeks that start on another day than Monday.
func EvaluateWeeks(ctx context.Context, v *store.View, weekStart time.Weekday, segs ...Segment) ([]Evaluated, error) {
	q := query{
		view:      v,
		frame:     v.Frame(),
		weekStart: weekStart,
		known:     map[string]int{},
	}
	look := library{view: v, loaded: map[string]Segment{}}
	found := make([]Evaluated, len(segs))
	roots := make([]int, len(segs))
	for i, s := range segs {
		whole, err := look.expand(s)
		if err == nil {
			err = look.suits(s)
		}
		if err != nil {
			return nil, numbered(i, err)
		}
		if roots[i], err = q.add(whole.Where); err != nil {
			return nil, err
		}
		found[i].Segment = whole
		found[i].Warnings = warnings(v, weekStart, whole)
	}
	if err := q.behaviour(ctx, roots); err != nil {
		return nil, err
	}
	for i, root := range roots {
		set, err := q.set(ctx, root)
		if err != nil {
			return nil, err
		}
		found[i].People = set
	}
	return found, nil
}

// People finds the people of one segment: Evaluate in short.
func People(ctx context.Context, v *store.View, s Segment) (people.Set, error) {
	found, err := Evaluate(ctx, v, s)
	if err != nil {
		return people.Set{}, err
	}
	return found[0].People, nil
}

// query is the predicates of some segments as a graph in which equal parts are one node.
type query struct {
	view      *store.View
	frame     value.Frame // the view's
	weekStart time.Weekday
	known     map[string]int // nodes by their JSON
	nodes     []node
}

// node is a predicate of the graph.
type node struct {
	predicate Predicate // nil: everyone
	of        []int     // the nodes of All, Any and Not
	set       people.Set
	done      bool
}

// add makes the node of a predicate, or finds it.
func (q *query) add(p Predicate) (int, error) {
	key := ""
	if p != nil {
		data, err := encode(p)
		if err != nil {
			return 0, err
		}
		key = string(data)
	}
	if i, ok := q.known[key]; ok {
		return i, nil
	}
	n := node{predicate: p}
	var inner []Predicate
	switch p := p.(type) {
	case All:
		inner = p
	case Any:
		inner = p
	case Not:
		inner = []Predicate{p.Of}
	}
	for _, o := range inner {
		i, err := q.add(o)
		if err != nil {
			return 0, err
		}
		n.of = append(n.of, i)
	}
	q.nodes = append(q.nodes, n)
	q.known[key] = len(q.nodes) - 1
	return len(q.nodes) - 1, nil
}

// set is the people of a node. Those of Did, First and Last are there already.
func (q *query) set(ctx context.Context, i int) (people.Set, error) {
	n := &q.nodes[i]
	if n.done {
		return n.set, nil
	}
	set, err := q.find(ctx, n)
	if err != nil {
		return people.Set{}, err
	}
	n.set, n.done = set, true
	return set, nil
}

func (q *query) find(ctx context.Context, n *node) (people.Set, error) {
	if err := ctx.Err(); err != nil {
		return people.Set{}, err
	}
	everyone := q.view.People()
	switch p := n.predicate.(type) {
	case nil:
		return everyone.Everyone(), nil
	case All:
		return q.intersection(ctx, n.of)
	case Any:
		var union people.Set
		for _, i := range n.of {
			set, err := q.set(ctx, i)
			if err != nil {
				return people.Set{}, err
			}
			union = union.Or(set)
		}
		return union, nil
	case Not:
		set, err := q.set(ctx, n.of[0])
		return everyone.Everyone().AndNot(set), err
	case Attribute:
		set, err := everyone.Matching(p.Name, p.Test, q.frame)
		if err != nil {
			return people.Set{}, fmt.Errorf("segment: attribute %s: %w", strict.Quote(p.Name), err)
		}
		return set, nil
	case Tag:
		return q.tagged(string(p)), nil
	case TaggedAny:
		var union people.Set
		for _, tag := range p {
			union = union.Or(q.tagged(tag))
		}
		return union, nil
	case TaggedAll:
		set := q.tagged(p[0])
		for _, tag := range p[1:] {
			set = set.And(q.tagged(tag))
		}
		return set, nil
	}
	return people.Set{}, fmt.Errorf("%w: a predicate of type %T", ErrInvalid, n.predicate)
}

// intersection takes the negated parts of an All away from the others, so that nobody has to be complemented for them.
func (q *query) intersection(ctx context.Context, of []int) (people.Set, error) {
	var set people.Set
	var without []people.Set
	begun := false
	for _, i := range of {
		negated := false
		if _, negated = q.nodes[i].predicate.(Not); negated {
			i = q.nodes[i].of[0]
		}
		part, err := q.set(ctx, i)
		switch {
		case err != nil:
			return people.Set{}, err
		case negated:
			without = append(without, part)
		case begun:
			set = set.And(part)
		default:
			set, begun = part, true
		}
	}
	if !begun {
		set = q.view.People().Everyone()
	}
	for _, part := range without {
		set = set.AndNot(part)
	}
	return set, nil
}

// tagged is the people with a tag: nobody where there is no such tag.
func (q *query) tagged(tag string) people.Set {
	set, _ := q.view.People().Tagged(tag)
	return set
}
