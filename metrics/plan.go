package metrics

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// plan is a query made ready to run on a view: everything resolved, nothing counted.
//
// What is counted has an index: the buckets of all calendars one after the other, and the whole timeframe as the last one (p.buckets). A
// lane is what events are counted in: one for each event, or one for each value of its breakdown; each lane has a number per segment and
// index.
type plan struct {
	query     Query // owned
	limits    Limits
	workers   int
	tell      func(done, total int)
	view      *store.View // in the report's location
	frame     value.Frame
	weekStart time.Weekday
	span      store.Span // bounded; may be empty

	evaluated []segment.Evaluated // none: everyone
	audiences []people.Set        // one or more
	among     *people.Set         // who is in any audience; nil: everyone
	eligible  *eligibility        // nil: everybody counts always

	calendars []*calendar
	buckets   int // of all calendars together
	lines     []line
	lanes     int
	lists     bool // a breakdown has met a list
}

// calendar is the buckets of one unit, ready to be found by time.
type calendar struct {
	unit    Unit
	buckets []Bucket
	starts  []int64 // of the buckets, and the end of the last
	step    int64   // usual length of a bucket
	first   int     // index of the first bucket
}

// find gives the bucket of an instant within the span. near is where to look first.
func (c *calendar) find(ms int64, near int) int {
	if near+1 < len(c.buckets) && ms >= c.starts[near+1] {
		near++ // instants mostly come in order
	}
	if c.starts[near] <= ms && ms < c.starts[near+1] {
		return near
	}
	// Units are nearly equally long: a guess is off by a bucket or two.
	at := min(int((ms-c.starts[0])/c.step), len(c.buckets)-1)
	for ms < c.starts[at] {
		at--
	}
	for ms >= c.starts[at+1] {
		at++
	}
	return at
}

func newPlan(ctx context.Context, v *store.View, q Query, o *Options) (*plan, error) {
	p := &plan{query: q, workers: resolveWorkers(o.Workers), tell: o.Progress}
	p.query.Events, p.query.Every = copied(q.Events), slices.Clone(q.Every)
	if q.Breakdown != nil {
		b := *q.Breakdown
		p.query.Breakdown = &b
	}
	var err error
	if p.limits, err = o.Limits.resolved(); err != nil {
		return nil, err
	}
	standing := v.Frame().Location
	if standing == nil {
		standing = time.UTC
	}
	loc, err := q.location(standing)
	if err != nil {
		return nil, err
	}
	p.view = v.In(loc)
	p.frame = value.Frame{Clock: v.Frame().Clock, Location: loc}
	if p.weekStart, err = weekday(q.WeekStart); err != nil {
		return nil, err
	}
	for i, e := range p.query.Events {
		if err := p.view.Suits(e); err != nil {
			return nil, under(fmt.Sprintf("events[%d]", i), err)
		}
	}
	p.span = p.bounded(q.Timeframe.Span(p.frame, p.weekStart))
	if err := p.makeCalendars(); err != nil {
		return nil, err
	}
	if err := p.makeAudiences(ctx); err != nil {
		return nil, err
	}
	return p, p.checkEligible()
}

// bounded gives a span with open ends the whole local days of the oldest and the newest event (of the clock, where that is later). What
// begins after all of it, or ends before, is empty.
func (p *plan) bounded(span store.Span) store.Span {
	oldest, newest, any := p.view.Extent()
	last := p.frame.Clock.UnixMilli()
	if any {
		last = max(last, newest)
	}
	if span.To == store.End {
		span.To = (p.day(last) + 1).Start(p.frame.Location).UnixMilli()
	}
	if span.From == store.Beginning {
		span.From = span.To
		if any {
			span.From = min(span.To, p.day(oldest).Start(p.frame.Location).UnixMilli())
		}
	}
	span.To = max(span.From, span.To)
	return span
}

// day is the local day that an instant belongs to: not its local date, where the clock is put back over midnight.
func (p *plan) day(ms int64) value.Date {
	d := value.DateOf(time.UnixMilli(ms), p.frame.Location)
	if (d + 1).Start(p.frame.Location).UnixMilli() <= ms {
		d++
	}
	return d
}

func (p *plan) makeCalendars() error {
	for _, unit := range p.query.Every {
		buckets, err := Buckets(p.span, unit, p.frame.Location, p.weekStart, p.frame.Clock, p.limits.Buckets)
		if err != nil {
			return err
		}
		c := &calendar{unit: unit, buckets: buckets, first: p.buckets}
		for _, b := range buckets {
			c.starts = append(c.starts, b.Start.UnixMilli())
		}
		if n := len(buckets); n > 0 {
			c.starts = append(c.starts, buckets[n-1].End.UnixMilli())
			c.step = max(1, (c.starts[n]-c.starts[0])/int64(n))
		}
		p.calendars = append(p.calendars, c)
		p.buckets += len(buckets)
	}
	return nil
}

func (p *plan) makeAudiences(ctx context.Context) error {
	everyone := p.view.People().Everyone()
	if len(p.query.Segments) == 0 {
		p.audiences = []people.Set{everyone}
		return nil
	}
	var err error
	if p.evaluated, err = segment.EvaluateWeeks(ctx, p.view, p.weekStart, p.query.Segments...); err != nil {
		return ofSegments(err)
	}
	for _, e := range p.evaluated {
		p.audiences = append(p.audiences, e.People)
	}
	among := p.audiences[0]
	for _, a := range p.audiences[1:] {
		among = among.Or(a)
	}
	if among.Len() < everyone.Len() {
		p.among = &among
	}
	p.query.Segments = nil // evaluated: not needed any more
	return nil
}

// attribute is what the view knows of an attribute.
func (p *plan) attribute(name string) (people.AttributeInfo, bool) {
	for _, a := range p.view.People().AttributeNames() {
		if a.Name == name {
			return a, true
		}
	}
	return people.AttributeInfo{}, false
}

// wholeAudiences gives the people of each audience by index: all of them, or those who are eligible before the end of it.
func (p *plan) wholeAudiences() [][]int64 {
	out := make([][]int64, len(p.audiences))
	for s, set := range p.audiences {
		out[s] = make([]int64, p.buckets+1)
		if p.eligible == nil {
			all := int64(set.Len())
			for i := range out[s] {
				out[s][i] = all
			}
			continue
		}
		whole := p.eligible.whole[s]
		for _, c := range p.calendars {
			for b := range c.buckets {
				out[s][c.first+b] = whole[p.eligible.end(c.starts[b+1])]
			}
		}
		out[s][p.buckets] = whole[p.eligible.end(p.span.To)]
	}
	return out
}

// cuts are the instants at which buckets begin, in order.
func (p *plan) cuts() []int64 {
	var cuts []int64
	for _, c := range p.calendars {
		cuts = append(cuts, c.starts...)
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// countsTotals reports whether only how many events there are matters, and not whose they are.
func (p *plan) countsTotals() bool {
	return !p.query.Metric.CountsPeople() && p.query.Per == Whole && len(p.audiences) == 1 && p.eligible == nil
}

// newMasks makes masks for fillMasks, each for eight segments.
func (p *plan) newMasks() [][]byte {
	masks := make([][]byte, (len(p.audiences)+7)/8)
	for i := range masks {
		masks[i] = make([]byte, people.ShardSize)
	}
	return masks
}

// fillMasks makes the masks those of a shard: who is in which segment.
func (p *plan) fillMasks(shard int, masks [][]byte) {
	for i, m := range masks {
		clear(m)
		for s := i * 8; s < min(i*8+8, len(p.audiences)); s++ {
			p.audiences[s].FillMask(shard, 1<<(s-i*8), m)
		}
	}
}

// at is the place of a number in a tally.
func (p *plan) at(lane, index, segment int) int {
	return (lane*(p.buckets+1)+index)*len(p.audiences) + segment
}
