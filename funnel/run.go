package funnel

import (
	"math"
	"math/bits"
)

// run follows one person's events through a funnel. It is scratch: follow forgets the person before, keeps the memory, and so costs no
// allocation once it has seen the longest log. It is not safe for concurrent use.
//
// An attempt is an index: attempts are numbered in order of their starting events, so a greater index is a later start. An attempt of depth d
// has filled steps 1 to d and waits for step d+1.
type run struct {
	steps    int   // 1 to HardMaxSteps
	window   int64 // milliseconds; math.MaxInt64: no limit
	from, to int64 // attempts start in [from, to)
	strict   bool  // events of one instant are judged together
	trace    bool  // keep which event filled which step

	starts  []int64 // of each attempt: when it began; never decreases with the index
	depth   []uint8 // of each attempt, by all the events
	cut     []uint8 // of each attempt, by the events before to alone
	used    []int32 // with trace: event that filled step k (from 0) of attempt a, at a*steps+k
	waiting []latest
	live    uint64 // the steps for which an attempt may wait, and the first: events of other steps change nothing, and most events are such
	moved   []move // strict: what the events of this instant have moved so far
}

// move is one attempt's advance within an instant, put off until all of the instant's events are judged.
type move struct {
	attempt, event int32
	depth          uint8
}

func newRun(steps int, window, from, to int64, strict, trace bool) *run {
	return &run{steps: steps, window: window, from: from, to: to, strict: strict, trace: trace, waiting: make([]latest, steps)}
}

// follow judges the events, given in tie order, one after the other. times are in milliseconds; bit k of a mask says that the event matches
// step k+1. Cost: O(events x steps matched), times the logarithm of the attempts that wait where they overlap.
func (r *run) follow(times []int64, masks []uint64) {
	r.starts, r.depth, r.used = r.starts[:0], r.depth[:0], r.used[:0]
	for k := range r.waiting {
		r.waiting[k] = r.waiting[k][:0]
	}
	r.live = 1
	inside := true
	for i := 0; i < len(times); {
		t := times[i]
		if inside && t >= r.to {
			// What follows belongs to the other policy's reading only: the same run carried on.
			inside = false
			r.cut = append(r.cut[:0], r.depth...)
			if len(r.depth) == 0 {
				return
			}
		}
		end := i + 1
		if r.strict {
			for end < len(times) && times[end] == t {
				end++
			}
		}
		if end == i+1 {
			if masks[i]&r.live != 0 {
				r.judge(i, t, masks[i]&r.live)
			}
		} else {
			r.judgeTogether(i, end, t, masks)
		}
		i = end
	}
	if inside {
		r.cut = append(r.cut[:0], r.depth...)
	}
}

// judge credits one event. Steps go from last to first, so that each finds the attempts as they stood before the event: a step moves
// attempts only to a depth that has been looked at already.
func (r *run) judge(i int, t int64, mask uint64) {
	for m := mask &^ 1; m != 0; {
		k := bits.Len64(m) - 1
		m &^= 1 << k
		if a, ok := r.take(k, t); ok {
			r.advance(move{a, int32(i), uint8(k + 1)})
		}
	}
	if mask&1 != 0 {
		r.start(i, t)
	}
}

// judgeTogether credits the events [i, end) of one instant, all against the attempts as they stood before the first of them. An attempt that
// is taken waits nowhere until the instant is over, so it moves at most one step.
func (r *run) judgeTogether(i, end int, t int64, masks []uint64) {
	r.moved = r.moved[:0]
	for e := i; e < end; e++ {
		for m := masks[e] &^ 1; m != 0; {
			k := bits.Len64(m) - 1
			m &^= 1 << k
			if a, ok := r.take(k, t); ok {
				r.moved = append(r.moved, move{a, int32(e), uint8(k + 1)})
			}
		}
	}
	for _, m := range r.moved {
		r.advance(m)
	}
	for e := i; e < end; e++ {
		if masks[e]&1 != 0 {
			r.start(e, t)
		}
	}
}

// start begins an attempt where the timeframe lets it.
func (r *run) start(i int, t int64) {
	if t < r.from || t >= r.to {
		return
	}
	a := int32(len(r.depth))
	r.starts = append(r.starts, t)
	r.depth = append(r.depth, 1)
	if r.trace {
		for range r.steps {
			r.used = append(r.used, -1)
		}
		r.used[int(a)*r.steps] = int32(i)
	}
	if r.steps > 1 {
		r.waiting[1] = append(r.waiting[1], a) // ascending: see latest
		r.live |= 1 << 1
	}
}

// take removes and gives the most recently started attempt of depth k, if that one is still within its window.
func (r *run) take(k int, t int64) (int32, bool) {
	w := r.waiting[k]
	if len(w) == 0 {
		r.live &^= 1 << k
		return 0, false
	}
	if k == 1 { // starts come in order: the last one is the latest
		a := w[len(w)-1]
		if r.expired(a, t) {
			r.waiting[k] = w[:0] // the latest has expired: so have all before it
			return 0, false
		}
		r.waiting[k] = w[:len(w)-1]
		return a, true
	}
	if r.expired(w[0], t) {
		r.waiting[k] = w[:0]
		return 0, false
	}
	return r.waiting[k].pop(), true
}

// expired reports whether the window of an attempt is over. Times are of the years 1 to 9999: their difference is far from overflowing.
func (r *run) expired(a int32, t int64) bool { return t-r.starts[a] > r.window }

// deadline is the last millisecond that an attempt can still use.
func (r *run) deadline(a int) int64 { return later(r.starts[a], r.window) }

func (r *run) advance(m move) {
	r.depth[m.attempt] = m.depth
	if r.trace {
		r.used[int(m.attempt)*r.steps+int(m.depth)-1] = m.event
	}
	if int(m.depth) < r.steps {
		r.waiting[m.depth].push(m.attempt)
		r.live |= 1 << m.depth
	}
}

// later is t + d, stopping at the end of time.
func later(t, d int64) int64 {
	if d > 0 && t > math.MaxInt64-d {
		return math.MaxInt64
	}
	return t + d
}

// latest are the attempts that wait at one depth, the most recently started within reach. Depth 1 is a plain stack: attempts begin in order.
// Deeper they may arrive out of order (A1 A2 B B: the second B moves A1 after A2), so there it is a binary heap, greatest index first.
// Only the root decides: starts never decrease with the index, so when the root has expired, all have.
type latest []int32

func (h *latest) push(a int32) {
	w := append(*h, a)
	i := len(w) - 1
	for i > 0 {
		up := (i - 1) / 2
		if w[up] >= a {
			break
		}
		w[i] = w[up]
		i = up
	}
	w[i] = a
	*h = w
}

func (h *latest) pop() int32 {
	w := *h
	top, last := w[0], w[len(w)-1]
	w = w[:len(w)-1]
	*h = w
	if len(w) == 0 {
		return top
	}
	i := 0
	for {
		down := 2*i + 1
		if down >= len(w) {
			break
		}
		if down+1 < len(w) && w[down+1] > w[down] {
			down++
		}
		if w[down] <= last {
			break
		}
		w[i] = w[down]
		i = down
	}
	w[i] = last
	return top
}
