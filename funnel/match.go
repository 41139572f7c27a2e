package funnel

import (
	"cmp"
	"slices"
	"time"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Path is how far one person came, and by which attempts.
type Path struct {
	// Level is how many steps the person's deepest attempt has filled under the query's policy: 0, nobody's attempt, to the number of steps.
	Level int
	// LateLevel is the same under Entry. It is Level or more, and Level itself where the query's policy is Entry.
	LateLevel int
	// Attempts are in order of their starts, those of one instant in the order of ties.
	Attempts []Attempt
	// Best is the index of the best attempt: the deepest, of these the one that came so far earliest, of these the latest start. -1: no attempt.
	Best int
	// Open: the person is in the funnel, has not finished it, and at least one attempt can still take an event under the query's policy.
	Open bool
	// Truncated, under WholeFunnel only: the person has not finished, is not Open, but would be Open or one step further under Entry.
	Truncated bool
}

// Attempt is one run through the funnel.
type Attempt struct {
	// Events are the indexes in the log of the events that filled the steps, the first step's first. There are as many as steps were filled.
	Events []int
	// Late are the indexes of those that fill the following steps under Entry, where the policy is WholeFunnel.
	Late []int
	// Start is the time of the first event, End the time of the last one of Events: in UTC, to the millisecond.
	Start, End time.Time
	// Deadline is the last instant that a later step's event may have. The zero Time: there is none.
	Deadline time.Time
	// Open and Truncated are as in Path, of this attempt by its own depth and deadline.
	Open, Truncated bool
}

// Depth is how many steps the attempt has filled.
func (a Attempt) Depth() int { return len(a.Events) }

// Match follows one person through a funnel, without a store: it is what Compute does with each person, and keeps which event filled which
// step. It is a pure function.
//
// The log is all of one person's events, in any order; it is not changed. Times count to the millisecond, rounded down. Events that share
// an ID are one event to a store, which keeps the first of them: a log from elsewhere must not repeat them. The frame gives the clock (for
// Open) and the location (for the timeframe and for conditions on dates, unless the query names one). The query's segments are not looked
// at.
//
// The query may have 1 to HardMaxSteps steps: a caller's own limits are for Query.Check. The error is ErrQuery.
//
// Cost: O(n log n) of the events that match a step.
func Match(log []store.Event, q Query, f value.Frame) (Path, error) {
	if err := q.Check(widest); err != nil {
		return Path{}, err
	}
	f, span, _, err := q.resolve(f)
	if err != nil {
		return Path{}, err
	}
	window := q.windowMillis()
	rows := matching(log, q.Steps, f, store.Span{From: span.From, To: later(span.To, window)})
	times, masks := make([]int64, len(rows)), make([]uint64, len(rows))
	for i, row := range rows {
		times[i], masks[i] = row.time, row.mask
	}
	r := newRun(len(q.Steps), window, span.From, span.To, q.StrictIncrease, true)
	r.follow(times, masks)

	p := Path{Best: -1}
	j := newJudge(len(q.Steps), q.Policy, f.Clock, span.To)
	p.Level, p.LateLevel = j.levels(r)
	switch j.person(r, p.Level, p.LateLevel) {
	case open:
		p.Open = true
	case truncated:
		p.Truncated = true
	}
	for a := range r.depth {
		depth, late := j.depths(r, a)
		used := r.used[a*r.steps:]
		at := Attempt{
			Start: time.UnixMilli(times[used[0]]).UTC(),
			End:   time.UnixMilli(times[used[depth-1]]).UTC(),
		}
		for k := range late {
			if k < depth {
				at.Events = append(at.Events, rows[used[k]].index)
			} else {
				at.Late = append(at.Late, rows[used[k]].index)
			}
		}
		if q.Window != NoLimit {
			at.Deadline = at.Start.Add(q.Window)
		}
		switch j.attempt(r.deadline(a), depth, late) {
		case open:
			at.Open = true
		case truncated:
			at.Truncated = true
		}
		p.Attempts = append(p.Attempts, at)
		if p.Best < 0 || !better(p.Attempts[p.Best], at) {
			p.Best = a
		}
	}
	return p, nil
}

// better reports whether an attempt is better than one that started later.
func better(earlier, later Attempt) bool {
	if c := cmp.Compare(earlier.Depth(), later.Depth()); c != 0 {
		return c > 0
	}
	return earlier.End.Before(later.End)
}

// row is an event that matches a step.
type row struct {
	time  int64
	mask  uint64
	index int // in the log
}

// matching are the events of the log in span that match a step, in the order of ties.
func matching(log []store.Event, steps []store.Selector, f value.Frame, span store.Span) []row {
	var rows []row
	for i := range log {
		t := log[i].Time.UnixMilli()
		if !span.Has(t) {
			continue
		}
		var mask uint64
		for k, s := range steps {
			if s.Match(&log[i], f) {
				mask |= 1 << k
			}
		}
		if mask != 0 {
			rows = append(rows, row{t, mask, i})
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		if c := compareRows(a, b); c != 0 {
			return c
		}
		return store.CompareTied(&log[a.index], &log[b.index])
	})
	return rows
}

// compareRows is the order of time, and within one time that of the steps.
func compareRows(a, b row) int {
	if c := cmp.Compare(a.time, b.time); c != 0 {
		return c
	}
	return store.CompareHits(a.mask, b.mask)
}
