package funnel

import (
	"math"
	"slices"
	"sort"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Refusal is one reason why a step was not filled, with the event that came nearest to filling it.
type Refusal struct {
	Reason Reason `json:"reason"`
	Event  *Used  `json:"event,omitempty"` // nil of NoEvent only
	// By is the number, from 1, of the attempt that the event went to; 0 but of UsedByLater.
	By int `json:"by,omitempty"`
	// More is how many further events were refused for the same reason.
	More int `json:"more,omitempty"`
}

// Reason says what refused an event, or that there was none.
type Reason string

// The reasons, the decisive ones first: where several hold, they stand in this order.
const (
	UsedByLater     Reason = "used by a later attempt"   // in time, but it went to an attempt that started later
	NotLater        Reason = "not later"                 // StrictIncrease: at the very time of the step before
	TieOrder        Reason = "tie order"                 // at the very time of the step before, and before its event in the order of ties
	SameEvent       Reason = "same event"                // it filled an earlier step of this attempt: one event, one step
	TimeframeOver   Reason = "after the timeframe"       // by the deadline, but the timeframe had ended; of the first step: it had
	WindowOver      Reason = "after the deadline"        // more than the window after the start
	ConditionNotMet Reason = "condition not met"         // in time and of that name, but with other properties
	OutOfOrder      Reason = "before the step before it" // after the start, but before the event of the step before
	BeforeStart     Reason = "before the start"          // of the attempt
	NotYetBegun     Reason = "before the timeframe"      // of the first step: the timeframe had not begun
	NoEvent         Reason = "no such event"             // none of the others: there is no event of that name at all, or none yet
)

// UnmarshalText reads one of the reasons; anything else is ErrQuery.
func (r *Reason) UnmarshalText(text []byte) error {
	return word(text, r, UsedByLater, NotLater, TieOrder, SameEvent, TimeframeOver, WindowOver, ConditionNotMet, OutOfOrder, BeforeStart, NotYetBegun, NoEvent)
}

// inquiry looks for what refused the steps of one person.
type inquiry struct {
	log    []store.Event
	query  Query
	span   store.Span
	path   Path
	rows   []row         // events that match a step, at any time, in the order of ties
	place  map[int]int   // of an event of the log in rows
	of     [][]int       // by step: the rows that match it
	near   [][]int       // by step: events of the log that bear a name of it and do not meet its condition, by time
	filled []map[int]int // by step: the attempt that a row filled it for, under the query's policy
}

func newInquiry(log []store.Event, q Query, f value.Frame, span store.Span, p Path) *inquiry {
	w := &inquiry{log: log, query: q, span: span, path: p, rows: matching(log, q.Steps, f, store.AllTime()), place: map[int]int{}}
	for i, r := range w.rows {
		w.place[r.index] = i
	}
	for k, s := range q.Steps {
		var of, near []int
		for i, r := range w.rows {
			if r.mask&(1<<k) != 0 {
				of = append(of, i)
			}
		}
		for i := range log {
			if s.Where != nil && s.Names(log[i].Name) && !s.Match(&log[i], f) {
				near = append(near, i)
			}
		}
		slices.SortStableFunc(near, func(a, b int) int { return log[a].Time.Compare(log[b].Time) })
		w.of, w.near, w.filled = append(w.of, of), append(w.near, near), append(w.filled, map[int]int{})
	}
	for a, at := range p.Attempts {
		for k, e := range at.Events {
			w.filled[k][w.place[e]] = a
		}
	}
	return w
}

// notEntered says why there is no attempt.
func (w *inquiry) notEntered() []Refusal {
	var out []Refusal
	const step = 0
	of := w.of[step]
	begun := sort.Search(len(of), func(i int) bool { return w.rows[of[i]].time >= w.span.From })
	over := sort.Search(len(of), func(i int) bool { return w.rows[of[i]].time >= w.span.To })
	out = w.add(out, step, TimeframeOver, of[over:], false, nil)
	out = w.unmet(out, step, w.span)
	out = w.add(out, step, NotYetBegun, of[:begun], true, nil)
	return orNone(out)
}

// refused says why an attempt did not fill its next step. Every event that matches it has one reason.
func (w *inquiry) refused(attempt int) []Refusal {
	a := w.path.Attempts[attempt]
	step := a.Depth() // from 0: the one that was not filled
	of := w.of[step]
	start, last := w.place[a.Events[0]], w.place[a.Events[step-1]]
	end, deadline := a.End.UnixMilli(), int64(math.MaxInt64)
	if w.query.Window != NoLimit {
		deadline = later(a.Start.UnixMilli(), w.query.windowMillis())
	}
	own := make([]int, step)
	for k, e := range a.Events {
		own[k] = w.place[e]
	}

	at := func(is func(row int) bool) int { return sort.Search(len(of), func(i int) bool { return is(of[i]) }) }
	fromEnd := at(func(r int) bool { return w.rows[r].time >= end })
	fromStart := min(fromEnd, at(func(r int) bool { return r >= start }))
	fromLast := at(func(r int) bool { return r >= last })
	afterEnd := at(func(r int) bool { return w.rows[r].time > end })
	afterWindow := at(func(r int) bool { return w.rows[r].time > deadline })
	afterFrame := afterWindow
	if w.query.Policy == WholeFunnel {
		afterFrame = min(afterWindow, at(func(r int) bool { return w.rows[r].time >= w.span.To }))
	}
	strict := w.query.StrictIncrease

	var out []Refusal
	if strict {
		out = w.add(out, step, UsedByLater, of[afterEnd:afterFrame], false, own)
		out = w.add(out, step, NotLater, of[fromEnd:afterEnd], false, own)
	} else {
		out = w.add(out, step, UsedByLater, of[fromLast:afterFrame], false, own)
		out = w.add(out, step, TieOrder, of[fromEnd:fromLast], true, own)
	}
	var same []int
	for _, r := range own {
		if w.rows[r].mask&(1<<step) != 0 {
			same = append(same, r)
		}
	}
	out = w.add(out, step, SameEvent, same, true, nil)
	out = w.add(out, step, TimeframeOver, of[afterFrame:afterWindow], false, own)
	out = w.add(out, step, WindowOver, of[afterWindow:], false, own)
	reach := store.Span{From: end, To: later(deadline, 1)}
	if w.query.Policy == WholeFunnel {
		reach.To = min(reach.To, w.span.To)
	}
	out = w.unmet(out, step, reach)
	out = w.add(out, step, OutOfOrder, of[fromStart:fromEnd], true, own)
	out = w.add(out, step, BeforeStart, of[:fromStart], true, own)
	return orNone(out)
}

// add appends a reason that rows were refused for a step, with the first of them, or the last, but for the attempt's own.
func (w *inquiry) add(out []Refusal, step int, why Reason, rows []int, last bool, own []int) []Refusal {
	count, nearest := len(rows), -1
	for _, r := range own {
		if _, is := slices.BinarySearch(rows, r); is {
			count--
		}
	}
	if count == 0 {
		return out
	}
	for i := range rows { // at most one more than own
		r := rows[i]
		if last {
			r = rows[len(rows)-1-i]
		}
		if !slices.Contains(own, r) {
			nearest = r
			break
		}
	}
	event := newUsed(&w.log[w.rows[nearest].index])
	refusal := Refusal{Reason: why, Event: &event, More: count - 1}
	if why == UsedByLater {
		refusal.By = w.filled[step][nearest] + 1
	}
	return append(out, refusal)
}

// unmet appends the events of a span that bear the step's name and no more.
func (w *inquiry) unmet(out []Refusal, step int, span store.Span) []Refusal {
	near := w.near[step]
	from := sort.Search(len(near), func(i int) bool { return w.log[near[i]].Time.UnixMilli() >= span.From })
	to := sort.Search(len(near), func(i int) bool { return w.log[near[i]].Time.UnixMilli() >= span.To })
	if from >= to {
		return out
	}
	event := newUsed(&w.log[near[from]])
	return append(out, Refusal{Reason: ConditionNotMet, Event: &event, More: to - from - 1})
}

func orNone(out []Refusal) []Refusal {
	if len(out) == 0 {
		return []Refusal{{Reason: NoEvent}}
	}
	return out
}
