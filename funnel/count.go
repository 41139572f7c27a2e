package funnel

import (
	"context"
	"math/bits"
	"runtime"
	"slices"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

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

// candidates are the only people that can have entered the funnel: those of the audiences who did the first step in the timeframe. nil:
// everyone. Whether they did is asked of the bitmaps only: a condition would mean reading the rows twice.
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
			switch in := w.audiencesOf(low); {
			case in == 0:
			case hits&2 == 0:
				w.entered(b.Person(i), in, b.Times[i:end], b.Hits[i:end])
			default:
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

// entered counts one person who never did the second step: every first step in the timeframe is an attempt that stays there. Most people of a funnel are like
// that, and need not be followed.
func (w *worker) entered(n people.Number, in uint64, times []int64, masks []uint64) {
	last := -1
	for i, t := range times {
		if masks[i]&1 == 0 || t < w.run.from || t >= w.run.to {
			continue
		}
		last = w.classes.of(1, 1, w.judge.attempt(later(t, w.run.window), 1, 1))
		for rest := in; rest != 0; rest &= rest - 1 {
			w.attempts[bits.TrailingZeros64(rest)][last]++
		}
	}
	if last < 0 {
		return
	}
	// The person's fate is that of the latest start.
	w.found[last] = append(w.found[last], n)
	for rest := in; rest != 0; rest &= rest - 1 {
		w.people[bits.TrailingZeros64(rest)][last]++
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
