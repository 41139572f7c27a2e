package funnel

import (
	"context"
	"math"
	"math/bits"
	"runtime"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

// counter gathers what the workers of a scan count. It is one worker's own, or, in Compute, the sum.
type counter struct {
	classes   classes
	judge     judge
	span      store.Span          // of the starts of attempts
	window    int64               // milliseconds; math.MaxInt64: no limit
	audiences []people.Set        // none: everyone
	people    []tally             // by audience
	attempts  []tally             // by audience
	numbers   [][][]people.Number // by class
}

// scan counts all people.
func (c *counter) scan(ctx context.Context, v *store.View, q Query, span store.Span, o *Options) error {
	c.numbers = make([][][]people.Number, c.classes.len())
	c.span, c.window = span, q.windowMillis()
	scan := store.Scan{Selectors: q.Steps, Span: store.Span{From: span.From, To: later(span.To, c.window)}, Among: c.among(), Workers: o.Workers}
	if scan.Workers <= 0 {
		scan.Workers = runtime.GOMAXPROCS(0)
	}
	in := c.entering(v, scan.Span)
	es := make([]*entrance, scan.Workers)
	of := func(i int) *entrance {
		if es[i] == nil {
			es[i] = newEntrance(newWorker(c, newRun(len(q.Steps), c.window, span.From, span.To, q.StrictIncrease, false)), in)
		}
		return es[i]
	}
	scan.Progress, scan.TiesByHits = o.Progress, true
	scan.Sieve = &store.Sieve{
		Selectors: q.Steps[:min(2, len(q.Steps))],
		Cuts:      []int64{min(in.turn, span.To), max(in.turn, span.To)},
		Do:        func(b *store.DayBatch) error { of(b.Worker).look(b); return nil },
		Keep:      func(worker, _ int) []uint64 { return of(worker).leave() },
	}
	if err := v.Scan(ctx, scan, func(b *store.Batch) error { of(b.Worker).batch(b); return nil }); err != nil {
		return err
	}
	for _, e := range es {
		if e != nil {
			e.addTo(c)
		}
	}
	return nil
}

// among is the people of the audiences; nil: everyone.
func (c *counter) among() *people.Set {
	if len(c.audiences) == 0 {
		return nil
	}
	all := c.audiences[0]
	for _, a := range c.audiences[1:] {
		all = all.Or(a)
	}
	return &all
}

// worker counts the people of the shards that one goroutine of a scan is given.
type worker struct {
	counter
	run *run

	shard   int
	members [][]byte            // eight audiences a mask: bit i of a byte is audience i of the eight
	found   [][][]people.Number // by class, in lists; the first is of those who were followed
}

func newWorker(c *counter, r *run) *worker {
	w := &worker{counter: counter{classes: c.classes, judge: c.judge, span: c.span, window: c.window, audiences: c.audiences}, run: r, shard: -1,
		found: make([][][]people.Number, c.classes.len())}
	for i := range w.found {
		w.found[i] = make([][]people.Number, 1)
	}
	for range c.people {
		w.people = append(w.people, make(tally, c.classes.len()))
		w.attempts = append(w.attempts, make(tally, c.classes.len()))
	}
	for range (len(w.people) + 7) / 8 {
		w.members = append(w.members, make([]byte, people.ShardSize))
	}
	if len(c.audiences) == 0 { // everyone is audience 0
		for i := range w.members[0] {
			w.members[0][i] = 1
		}
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
	for class, lists := range w.found {
		c.numbers[class] = append(c.numbers[class], lists...)
	}
}

// turnTo makes ready for the people of a shard.
func (w *worker) turnTo(shard int) {
	w.shard = shard
	for i, a := range w.audiences {
		if i%8 == 0 {
			clear(w.members[i/8])
		}
		a.FillMask(shard, 1<<(i%8), w.members[i/8])
	}
}

// batch counts people one by one; a person's rows stand together.
func (w *worker) batch(b *store.Batch) {
	if b.Shard != w.shard {
		w.turnTo(b.Shard)
	}
	for i := 0; i < len(b.Low); {
		low, end := b.Low[i], i+1
		for end < len(b.Low) && b.Low[end] == low {
			end++
		}
		if in := w.audiencesOf(low); in != 0 {
			w.person(b.Person(i), in, b.Times[i:end], b.Hits[i:end])
		}
		i = end
	}
}

// alone reports whether there is one audience, of which then is whoever comes.
func (w *worker) alone() bool { return len(w.people) == 1 }

// audiencesOf is the set of audiences that a person is in, as a bit mask.
func (w *worker) audiencesOf(low uint16) uint64 {
	if w.alone() {
		return 1
	}
	var in uint64
	for i, m := range w.members {
		in |= uint64(m[low]) << (8 * i)
	}
	return in
}

// settle counts a person.
func (w *worker) settle(n people.Number, in uint64, class int) {
	w.found[class][0] = append(w.found[class][0], n)
	for rest := in; rest != 0; rest &= rest - 1 {
		w.people[bits.TrailingZeros64(rest)][class]++
	}
}

// person counts one person, whose rows are in order of time and, within one time, in that of ties.
func (w *worker) person(n people.Number, in uint64, times []int64, masks []uint64) {
	latest, stays := w.stays(times, masks)
	if stays {
		if latest != none {
			w.settle(n, in, w.classes.of(1, 1, w.judge.attempt(later(latest, w.window), 1, 1)))
		}
		return
	}
	w.run.follow(times, masks)
	level, late := w.judge.levels(w.run)
	w.settle(n, in, w.classes.of(level, late, w.judge.person(w.run, level, late)))
	for a := range w.run.depth {
		depth, late := w.judge.depths(w.run, a)
		if late == 1 {
			continue // counted by enter, and so are the others: as if they stayed at the first step
		}
		deadline := w.run.deadline(a)
		class, before := w.classes.of(depth, late, w.judge.attempt(deadline, depth, late)), w.classes.of(1, 1, w.judge.attempt(deadline, 1, 1))
		for rest := in; rest != 0; rest &= rest - 1 {
			t := w.attempts[bits.TrailingZeros64(rest)]
			t[class]++
			t[before]--
		}
	}
}

// none is no start.
const none = math.MinInt64

// stays reports whether a person is seen to stay at the first step, and when the latest attempt started: of all that had not yet ended when somebody did the second step, it has not.
// Of those whom the second step may follow by their first start and their last, a fifth are such.
func (w *worker) stays(times []int64, masks []uint64) (latest int64, stays bool) {
	latest = none
	for i, t := range times {
		mask := masks[i]
		if mask&2 != 0 && latest != none && t-latest <= w.window {
			return 0, false
		}
		if mask&1 != 0 && w.span.Has(t) {
			latest = t
		}
	}
	return latest, true
}
