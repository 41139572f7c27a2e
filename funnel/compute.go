package funnel

import (
	"context"
	"fmt"
	"math/bits"
	"runtime"
	"slices"
	"strings"

	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Options are how Compute runs; they never change a number. nil is the zero Options.
type Options struct {
	Limits   Limits                // zero: the defaults
	Workers  int                   // most goroutines at once; 0 and below: GOMAXPROCS
	Progress func(done, total int) // if not nil: called as parts of the people are done, never twice at once
}

// Compute answers a query on a view, for every segment and in both views, in one pass over the events of the steps. The clock is the view's, and so
// is the location where the query names none: see View.At and View.In.
//
// Errors: ErrQuery (also ErrLimit) as of Query.Check; those of segment.Evaluate, such as segment.ErrNoSegment; value.ErrKind where a condition cannot
// hold for the declared type of its property; the context's. An event, property, attribute or tag that no data has brought gives zero and a
// warning in the header.
//
// Cost: a few nanoseconds for each event of the steps in the timeframe, and to a window after it; 4 bytes for each person who entered.
func Compute(ctx context.Context, v *store.View, q Query, o *Options) (*Result, error) {
	if o == nil {
		o = &Options{}
	}
	if err := q.Check(o.Limits); err != nil {
		return nil, err
	}
	f, span, week, err := q.resolve(v.Frame())
	if err != nil {
		return nil, err
	}
	v = v.In(f.Location)
	if err := suits(v, q.Steps); err != nil {
		return nil, err
	}
	evaluated, err := segment.EvaluateWeeks(ctx, v, f, week, q.Segments...)
	if err != nil {
		return nil, fmt.Errorf("funnel: %w", err)
	}

	r := &Result{view: v, classes: classes{len(q.Steps)}}
	for _, e := range evaluated {
		r.audiences = append(r.audiences, e.People)
	}
	c := &counter{
		classes:   r.classes,
		audiences: r.audiences,
		judge:     newJudge(len(q.Steps), q.Policy, f.Clock, span.To),
	}
	for range max(1, len(r.audiences)) {
		c.people = append(c.people, make(tally, c.classes.len()))
		c.attempts = append(c.attempts, make(tally, c.classes.len()))
	}
	if err := c.scan(ctx, v, q, span, o); err != nil {
		return nil, err
	}
	r.numbers = c.numbers

	h := report.NewHeader(v, f, week, q.Timeframe, span, evaluated)
	h.Warn(v.Warnings(q.Steps...)...)
	r.Report = Report{Header: h, Query: q.echo(h.Location, week.String()), Limits: o.Limits.resolve()}
	for i, a := range h.Audiences {
		out := Outcome{Name: a.Name, People: c.people[i].totals(c.classes), Events: c.attempts[i].totals(c.classes)}
		for k, s := range q.Steps {
			out.Steps = append(out.Steps, Step{
				Name:   s.String(),
				People: c.people[i].figures(c.classes, k+1, int64(a.People)),
				Events: c.attempts[i].figures(c.classes, k+1, -1),
			})
		}
		r.Segments = append(r.Segments, out)
	}
	return r, nil
}

// echo is the query as it ran.
func (q Query) echo(location, week string) Query {
	q.Steps, q.Segments = slices.Clone(q.Steps), slices.Clone(q.Segments)
	q.Location, q.WeekStart = location, strings.ToLower(week)
	return q
}

// suits checks the steps' conditions against the declared types of properties.
func suits(v *store.View, steps []store.Selector) error {
	for i, s := range steps {
		// The rule lives with segments: a person who did the step.
		if _, err := (segment.Segment{Where: segment.Did{Event: s}}).CheckOn(v); err != nil {
			return under(fmt.Sprintf("steps[%d]", i), err)
		}
	}
	return nil
}

// counter gathers what the workers of a scan count. It is one worker's own, or, in Compute, the sum.
type counter struct {
	classes   classes
	judge     judge
	audiences []people.Set        // none: everyone
	people    []tally             // by audience
	attempts  []tally             // by audience
	numbers   [][][]people.Number // by class
}

// scan counts all people.
func (c *counter) scan(ctx context.Context, v *store.View, q Query, span store.Span, o *Options) error {
	c.numbers = make([][][]people.Number, c.classes.len())
	window := q.windowMillis()
	reach := store.Span{From: span.From, To: later(span.To, window)}
	among, err := c.candidates(ctx, v, q.Steps[0], span)
	if err != nil {
		return err
	}
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ws := make([]*worker, workers)
	scan := store.Scan{Selectors: q.Steps, Span: reach, Among: among, Workers: workers, Progress: o.Progress}
	err = v.Scan(ctx, scan, func(b *store.Batch) error {
		w := ws[b.Worker]
		if w == nil {
			w = newWorker(c, newRun(len(q.Steps), window, span.From, span.To, q.StrictIncrease, false))
			ws[b.Worker] = w
		}
		w.batch(b)
		return nil
	})
	if err != nil {
		return err
	}
	for _, w := range ws {
		if w != nil {
			w.addTo(c)
		}
	}
	return nil
}

// candidates are the only people that can have entered the funnel: those of the audiences who did the first step in the timeframe. nil: everyone. Whether
// they did is asked of the bitmaps only: a condition would mean reading the rows twice.
func (c *counter) candidates(ctx context.Context, v *store.View, first store.Selector, span store.Span) (*people.Set, error) {
	var among *people.Set
	if len(c.audiences) > 0 {
		var all people.Set
		for _, a := range c.audiences {
			all = all.Or(a)
		}
		among = &all
	}
	if first.Where == nil && len(first.Events) > 0 {
		did, err := v.Who(ctx, first, span)
		if err != nil {
			return nil, err
		}
		if among != nil {
			did = did.And(*among)
		}
		among = &did
	}
	return among, nil
}

// worker counts the people of the shards that one goroutine of a scan is given.
type worker struct {
	counter
	run *run

	shard   int
	members [][]byte // eight audiences a mask: bit i of a byte is audience i of the eight
	found   [][]people.Number

	rows  []row // scratch for ties
	times []int64
	masks []uint64
}

func newWorker(c *counter, r *run) *worker {
	w := &worker{run: r, shard: -1, found: make([][]people.Number, c.classes.len())}
	w.classes, w.judge, w.audiences = c.classes, c.judge, c.audiences
	for range c.people {
		w.people = append(w.people, make(tally, c.classes.len()))
		w.attempts = append(w.attempts, make(tally, c.classes.len()))
	}
	for range (len(c.audiences) + 7) / 8 {
		w.members = append(w.members, make([]byte, people.ShardSize))
	}
	return w
}

func (w *worker) addTo(c *counter) {
	for i := range w.people {
		for class := range w.people[i] {
			c.people[i][class] += w.people[i][class]
			c.attempts[i][class] += w.attempts[i][class]
		}
	}
	for class, ns := range w.found {
		if len(ns) > 0 {
			c.numbers[class] = append(c.numbers[class], ns)
		}
	}
}

// batch counts people one by one; a person's rows stand together.
func (w *worker) batch(b *store.Batch) {
	if b.Shard != w.shard {
		w.shard = b.Shard
		for _, m := range w.members {
			clear(m)
		}
		for i, a := range w.audiences {
			a.FillMask(b.Shard, 1<<(i%8), w.members[i/8])
		}
	}
	for i := 0; i < len(b.Low); {
		low, hits := b.Low[i], b.Hits[i]
		end := i + 1
		for end < len(b.Low) && b.Low[end] == low {
			hits |= b.Hits[end]
			end++
		}
		if hits&1 != 0 {
			if in := w.audiencesOf(low); in != 0 {
				w.person(b.Person(i), in, b.Times[i:end], b.Hits[i:end])
			}
		}
		i = end
	}
}

// audiencesOf is the set of audiences that a person is in, as a bit mask; everyone is audience 0.
func (w *worker) audiencesOf(low uint16) uint64 {
	if len(w.members) == 0 {
		return 1
	}
	var in uint64
	for i, m := range w.members {
		in |= uint64(m[low]) << (8 * i)
	}
	return in
}

// person follows one person, whose rows are in order of time and, within one time, in the canonical order.
func (w *worker) person(n people.Number, in uint64, times []int64, masks []uint64) {
	times, masks = w.tieOrder(times, masks)
	w.run.follow(times, masks)
	if len(w.run.depth) == 0 {
		return
	}
	level, late := w.judge.levels(w.run)
	class := w.classes.of(level, late, w.judge.person(w.run, level, late))
	w.found[class] = append(w.found[class], n)
	for rest := in; rest != 0; rest &= rest - 1 {
		w.people[bits.TrailingZeros64(rest)][class]++
	}
	for a := range w.run.depth {
		depth, late := w.judge.depths(w.run, a)
		class := w.classes.of(depth, late, w.judge.attempt(w.run.deadlines[a], depth, late))
		for rest := in; rest != 0; rest &= rest - 1 {
			w.attempts[bits.TrailingZeros64(rest)][class]++
		}
	}
}

// tieOrder puts rows of one time in the order of their steps. Most people have no such rows, and theirs are not copied.
func (w *worker) tieOrder(times []int64, masks []uint64) ([]int64, []uint64) {
	ordered := true
	for i := 1; i < len(times); i++ {
		if times[i] == times[i-1] && compareMasks(masks[i-1], masks[i]) > 0 {
			ordered = false
			break
		}
	}
	if ordered {
		return times, masks
	}
	w.rows = w.rows[:0]
	for i := range times {
		w.rows = append(w.rows, row{time: times[i], mask: masks[i]})
	}
	slices.SortStableFunc(w.rows, compareRows)
	w.times, w.masks = w.times[:0], w.masks[:0]
	for _, r := range w.rows {
		w.times, w.masks = append(w.times, r.time), append(w.masks, r.mask)
	}
	return w.times, w.masks
}
