package funnel_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// requireSame holds Match against the reference, and the invariants of section 5.
func requireSame(t require.TestingT, nq naiveQuery, log []store.Event) {
	q, f := nq.query()
	got, err := funnel.Match(log, q, f)
	require.NoError(t, err)
	plain := naiveLog(log)
	want := nq.path(plain)

	require.Equal(t, want.level, got.Level, "level")
	require.Equal(t, want.late, got.LateLevel, "late level")
	require.Equal(t, want.open, got.Open, "open")
	require.Equal(t, want.truncated, got.Truncated, "truncated")
	require.False(t, got.Open && got.Truncated)
	require.Equal(t, want.best, got.Best, "best")
	require.Len(t, got.Attempts, len(want.attempts))
	for i, a := range got.Attempts {
		w := want.attempts[i]
		require.Equal(t, w.used, a.Events, "events of attempt %d", i)
		require.Equal(t, want.entry[i].used, append(append([]int{}, a.Events...), a.Late...), "events of attempt %d under entry", i)
		require.Equal(t, at(w.start), a.Start)
		require.Equal(t, at(w.end), a.End)
		require.Equal(t, nq.window < 0, a.Deadline.IsZero())
		require.Equal(t, want.opens[i], a.Open, "attempt %d open", i)
		require.Equal(t, want.truncateds[i], a.Truncated, "attempt %d truncated", i)
	}

	// A person's level by attempts is the level by any choice of events.
	if len(log) <= 9 {
		require.Equal(t, nq.bruteLevel(plain, nq.entry), got.Level, "level by brute force")
		require.Equal(t, nq.bruteLevel(plain, true), got.LateLevel, "late level by brute force")
	}
	// An event is credited at most once per step, and only where it matches: events(k) <= events that match Sk.
	for k := range q.Steps {
		credited := map[int]bool{}
		for _, a := range got.Attempts {
			if used := append(append([]int{}, a.Events...), a.Late...); k < len(used) {
				require.False(t, credited[used[k]])
				credited[used[k]] = true
				require.True(t, nq.matches(k, plain[used[k]]))
			}
		}
	}
}

// drawQuery draws a funnel of few names, so that steps repeat and overlap.
func drawQuery(t *rapid.T) naiveQuery {
	names := []string{"A", "B", "C"}
	one := rapid.Map(rapid.SampledFrom(names), func(n string) []string { return []string{n} })
	several := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 2, 3, rapid.ID)
	step := rapid.OneOf(one, one, one, several, rapid.Just([]string(nil))) // most often a plain one
	steps := rapid.SliceOfN(step, 2, 4).Draw(t, "steps")
	from := rapid.SampledFrom([]int64{0, 0, -2, 3, 6}).Draw(t, "from")
	q := naiveQuery{
		steps:  steps,
		window: rapid.SampledFrom([]int64{-1, 1, 2, 3, 5, 8, 20}).Draw(t, "window"),
		from:   from,
		to:     from + rapid.SampledFrom([]int64{16, 3, 8, 12, 1}).Draw(t, "length"),
		entry:  rapid.Bool().Draw(t, "entry"),
		strict: rapid.Bool().Draw(t, "strict"),
		clock:  rapid.Int64Range(-3, 40).Draw(t, "clock"),
	}
	return q
}

// drawLog draws a log with many ties. IDs are unique in it, as a store keeps them.
func drawLog(t *rapid.T, most int) []store.Event {
	event := rapid.Custom(func(t *rapid.T) store.Event {
		return store.Event{
			Person: "p",
			Name:   rapid.SampledFrom([]string{"A", "B", "C", "D"}).Draw(t, "name"),
			Time:   at(rapid.Int64Range(0, 15).Draw(t, "time")),
		}
	})
	log := rapid.SliceOfN(event, rapid.SampledFrom([]int{most / 2, most, 0}).Draw(t, "least"), most).Draw(t, "log")
	for i := range log {
		if rapid.Bool().Draw(t, "with ID") {
			log[i].ID = string(rune('a' + i))
		}
	}
	return log
}

func TestMatchIsTheReference(t *testing.T) {
	t.Run("short logs, level by brute force", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) { requireSame(t, drawQuery(t), drawLog(t, 9)) })
	})
	t.Run("long logs", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) { requireSame(t, drawQuery(t), drawLog(t, 60)) })
	})
}

// The answer never depends on the order in which events came.
func TestMatchOfAnyPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nq, log := drawQuery(t), drawLog(t, 20)
		order := rapid.Permutation(indexes(len(log))).Draw(t, "order")
		other := make([]store.Event, len(log))
		for i, o := range order {
			other[i] = log[o]
		}
		q, f := nq.query()
		a, err := funnel.Match(log, q, f)
		require.NoError(t, err)
		b, err := funnel.Match(other, q, f)
		require.NoError(t, err)
		require.Equal(t, eventsOf(a, log), eventsOf(b, other))
	})
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// eventsOf is a path with the events themselves instead of their places.
func eventsOf(p funnel.Path, log []store.Event) any {
	type attempt struct {
		Events, Late    []store.Event
		Open, Truncated bool
	}
	out := struct {
		Level, Late, Best int
		Open, Truncated   bool
		Attempts          []attempt
	}{Level: p.Level, Late: p.LateLevel, Best: p.Best, Open: p.Open, Truncated: p.Truncated}
	for _, a := range p.Attempts {
		at := attempt{Open: a.Open, Truncated: a.Truncated}
		for _, i := range a.Events {
			at.Events = append(at.Events, log[i])
		}
		for _, i := range a.Late {
			at.Late = append(at.Late, log[i])
		}
		out.Attempts = append(out.Attempts, at)
	}
	return out
}

func TestMatchTimesAreMilliseconds(t *testing.T) {
	for _, c := range []struct {
		name   string
		times  []time.Duration // after 1970, of A and B
		window time.Duration
		strict bool
		level  int
	}{
		{"less than a millisecond apart is a tie", []time.Duration{900 * time.Microsecond, 100 * time.Microsecond}, time.Millisecond, false, 2},
		{"and refused as one", []time.Duration{100 * time.Microsecond, 900 * time.Microsecond}, time.Millisecond, true, 1},
		{"rounded down before 1970", []time.Duration{-1500 * time.Microsecond, -2 * time.Millisecond}, time.Millisecond, false, 2},
		{"a window of one millisecond", []time.Duration{0, time.Millisecond}, time.Millisecond, true, 2},
		{"just over it", []time.Duration{0, 2 * time.Millisecond}, time.Millisecond, false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := []store.Event{{Name: "A", Time: at(0).Add(c.times[0])}, {Name: "B", Time: at(0).Add(c.times[1])}}
			p, err := funnel.Match(log, funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: c.window, StrictIncrease: c.strict}, value.Frame{Clock: at(farAhead)})
			require.NoError(t, err)
			require.Equal(t, c.level, p.Level)
		})
	}
}

func TestMatchAtTheEndsOfTime(t *testing.T) {
	first := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC)
	log := []store.Event{{Name: "A", Time: first}, {Name: "B", Time: last}}
	for _, c := range []struct {
		name   string
		window time.Duration
		level  int
	}{
		{"no limit", funnel.NoLimit, 2},
		{"the longest window that is one", (math.MaxInt64 / time.Millisecond) * time.Millisecond, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := funnel.Match(log, funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: c.window}, value.Frame{Clock: last})
			require.NoError(t, err)
			require.Equal(t, c.level, p.Level)
		})
	}
}

// Many attempts at once must not cost their square: A x n, then B x n, then C x n moves every attempt past all others.
func TestMatchOfManyOverlappingAttempts(t *testing.T) {
	const n = 100_000
	var log []store.Event
	for i, name := range []string{"A", "B", "C"} {
		for j := range n {
			log = append(log, store.Event{Name: name, Time: at(int64(i*n + j))})
		}
	}
	p, err := funnel.Match(log, funnel.Query{Steps: selectors(naiveSteps("A>B>C")), Window: funnel.NoLimit}, value.Frame{Clock: at(farAhead)})
	require.NoError(t, err)
	require.Len(t, p.Attempts, n)
	for i, a := range p.Attempts {
		if want := []int{i, 2*n - 1 - i, 3*n - 1 - i}; !slices.Equal(want, a.Events) {
			require.Equal(t, want, a.Events)
		}
	}
}
