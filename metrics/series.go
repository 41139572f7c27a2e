package metrics

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// line is the lanes of one event: a single one, or one for each series of its breakdown.
type line struct {
	first  int                 // its first lane
	values []value.Value       // of a breakdown, canonical, most events first
	lanes  map[value.Value]int // the lane of a value
	none   int                 // the lane of events without a value; -1: there is none
	other  int                 // the lane of every other value; -1: there is none
}

// width is how many lanes there are.
func (l *line) width() int {
	n := len(l.values)
	if l.none >= 0 {
		n++
	}
	if l.other >= 0 {
		n++
	}
	return max(n, 1)
}

// anyLane is the lane of any event at all, behind all others; it is there where active people are asked for.
func (p *plan) anyLane() int { return p.lanes }

// counted is how many lanes are counted.
func (p *plan) counted() int {
	if p.query.Per == Active {
		return p.lanes + 1
	}
	return p.lanes
}

// each calls do for every series of the report in order.
func (p *plan) each(do func(s Series, lane int)) {
	for s := range p.audiences {
		for e, l := range p.lines {
			at := Series{Segment: s, Event: e}
			if p.query.Breakdown == nil {
				do(at, l.first)
				continue
			}
			at.Kind = Valued
			for i, v := range l.values {
				at.Value = v
				do(at, l.first+i)
			}
			at.Value = value.Value{}
			if l.none >= 0 {
				at.Kind = Absent
				do(at, l.none)
			}
			if l.other >= 0 {
				at.Kind = Other
				do(at, l.other)
			}
		}
	}
}

// appendLanes appends the lanes that an event with a value of the property counts in, each once.
func (l *line) appendLanes(lanes []int, v value.Value) []int {
	switch v.Kind() {
	case value.None:
		return append(lanes, l.none)
	case value.Texts:
		elements, _ := v.Texts()
		if len(elements) == 0 {
			return append(lanes, l.none)
		}
		for _, e := range elements {
			if lane := l.lane(value.Of(e)); !slices.Contains(lanes, lane) {
				lanes = append(lanes, lane)
			}
		}
		return lanes
	}
	return append(lanes, l.lane(v.Canonical()))
}

func (l *line) lane(v value.Value) int {
	if lane, ok := l.lanes[v]; ok {
		return lane
	}
	return l.other
}

// census counts the events by value, to choose the series of a breakdown.
type census struct {
	texts  [][]int64               // by event and code: events with a text, which all workers of a scan give the same code
	values []map[value.Value]int64 // by event: all others, and all where texts stand in lists too
	none   []bool
	lists  bool
	batch  store.DayBatch // knows the texts
}

func newCensus(events int) *census {
	c := &census{texts: make([][]int64, events), values: make([]map[value.Value]int64, events), none: make([]bool, events)}
	for e := range c.values {
		c.values[e] = map[value.Value]int64{}
	}
	return c
}

// count adds n events with a value v whose series are own.
func (c *census) count(event int, v value.Value, own []value.Value, n int64) {
	if len(own) == 0 {
		c.none[event] = true
	}
	c.lists = c.lists || v.Kind() == value.Texts && len(own) > 0
	for _, v := range own {
		c.values[event][v] += n
	}
}

// join counts the texts of an event with its other values where a text may be among these: as an element of a list.
func (c *census) join(event int) {
	if !c.lists {
		return
	}
	for code, n := range c.texts[event] {
		if n > 0 {
			c.values[event][c.batch.Value(uint32(code))] += n
		}
	}
	c.texts[event] = nil
}

// all yields the values of an event, each once, with how many events have it. Texts are the view's own.
func (c *census) all(event int) iter.Seq2[value.Value, int64] {
	return func(yield func(value.Value, int64) bool) {
		for v, n := range c.values[event] {
			if !yield(v, n) {
				return
			}
		}
		for code, n := range c.texts[event] {
			if n > 0 && !yield(c.batch.Value(uint32(code)), n) {
				return
			}
		}
	}
}

// appendSeries appends the values, each once and in its canonical form, that an event with a value of the property counts under.
func appendSeries(own []value.Value, v value.Value) []value.Value {
	switch v.Kind() {
	case value.None:
		return own
	case value.Texts:
		elements, _ := v.Texts()
		for _, e := range elements {
			if v := value.Of(e); !slices.Contains(own, v) {
				own = append(own, v)
			}
		}
		return own
	}
	return append(own, v.Canonical())
}

// choose decides what lanes there are. For a breakdown it makes a pass over the events of everybody in any audience, eligible or not, which reads no rows where texts are few (see
// store.Scan.Totals). To do without, the pass that counts would have to keep a set of people for each value and bucket, 8 KB each of 50,000
// songs, because (other) counts people once and is known only at the end.
func (p *plan) choose(ctx context.Context) error {
	p.lines = make([]line, len(p.query.Events))
	if p.query.Breakdown == nil {
		for e := range p.lines {
			p.lines[e] = line{first: e, none: -1, other: -1}
		}
		p.lanes = len(p.lines)
		return nil
	}
	scan := p.scan(p.query.Events, p.span, p.among)
	scan.Property, scan.Totals = p.query.Breakdown.Property, true
	scan.Progress = p.progress(0, 2)
	sum := newCensus(len(p.lines))
	if err := p.take(ctx, scan, sum); err != nil {
		return err
	}
	p.lists = sum.lists
	for e := range p.lines {
		sum.join(e)
		p.lines[e] = p.chosen(sum.all(e), sum.none[e])
	}
	return nil
}

// chosen makes the line of an event from its values with their numbers of events.
func (p *plan) chosen(all iter.Seq2[value.Value, int64], none bool) line {
	l := line{first: p.lanes, lanes: map[value.Value]int{}, none: -1, other: -1}
	type counted struct {
		value.Value
		n int64
	}
	before := func(a, b counted) int { return cmp.Or(cmp.Compare(b.n, a.n), value.Compare(a.Value, b.Value)) }
	var best []counted // so far, in order
	values := 0
	for v, n := range all {
		values++
		c := counted{v, n}
		if len(best) == p.query.Breakdown.Top {
			if before(best[len(best)-1], c) < 0 {
				continue
			}
			best = best[:len(best)-1]
		}
		at, _ := slices.BinarySearchFunc(best, c, before)
		best = slices.Insert(best, at, c)
	}
	for _, c := range best {
		kind, num, text := c.Raw() // a text may be borrowed with the batch
		v := value.FromRaw(kind, num, strings.Clone(text))
		l.values = append(l.values, v)
		l.lanes[v] = p.lanes
		p.lanes++
	}
	if none {
		l.none = p.lanes
		p.lanes++
	}
	if values > len(best) {
		l.other = p.lanes
		p.lanes++
	}
	return l
}
