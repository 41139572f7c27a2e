package funnel_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

const usedDays = 60

// usedStore is large enough for every way in which the store reads rows: several runs in several partitions of time, heads, late events, ties, and people who were merged and deleted.
// Event 0 is most frequent, event 9 rare; a half of the events has a kind, and each a page, one of many.
func usedStore(t *testing.T, events int) *store.Store {
	rng := rand.New(rand.NewPCG(11, 12))
	zone, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	s, err := store.New(&store.Options{Location: zone})
	require.NoError(t, err)
	var batch []store.Event
	for i := range 400 {
		require.NoError(t, s.SetAttributes(fmt.Sprint("p", i), people.Attributes{"group": value.Of([]string{"a", "b", "c"}[i%3])}))
	}
	for i := range events {
		second := int64(i)*usedDays*86400/int64(events) - rng.Int64N(3)*rng.Int64N(86400) // some late
		e := store.Event{
			Person: fmt.Sprint("p", int(400*rng.Float64()*rng.Float64())),
			Name:   fmt.Sprint(int(10 * rng.Float64() * rng.Float64())),
			Time:   at(second - second%900), // ties
		}
		if rng.IntN(2) == 0 {
			e.Properties = []store.Property{store.Prop("kind", []string{"x", "y"}[rng.IntN(2)])}
		}
		e.Properties = append(e.Properties, store.Prop("page", fmt.Sprint("page ", int(600*rng.Float64()*rng.Float64()))))
		if batch = append(batch, e); len(batch) == 997 || i == events-1 {
			_, err := s.Append(batch...)
			require.NoError(t, err)
			batch = batch[:0]
		}
	}
	require.NoError(t, s.Delete("p3"))
	require.NoError(t, s.Merge("p5", "p6"))
	return s
}

// crowdOf is what a view shows, person by person; an event's kind, and whether its page is number 1, are put in its name for the reference: "3x", "3x!".
func crowdOf(v *store.View) crowd {
	c := crowd{map[string][]store.Event{}, map[string]string{}}
	for n := range v.People().Everyone().Numbers() {
		id, _ := v.People().ID(n)
		log := v.Log(n)
		for i := range log {
			if kind, ok := log[i].Property("kind").Text(); ok {
				log[i].Name += kind
			}
			if page, _ := log[i].Property("page").Text(); page == "page 1" {
				log[i].Name += "!"
			}
		}
		group, _ := v.People().Attribute(n, "group").Text()
		c.logs[id], c.groups[id] = log, group
	}
	return c
}

// usedSteps are steps as the reference and as the package have them.
func usedSteps(steps ...string) (naive [][]string, sels []store.Selector) {
	for _, step := range steps {
		name, kind := step[:1], step[1:]
		switch {
		case name == "*":
			naive, sels = append(naive, nil), append(sels, store.OnEvery())
		case kind == "!":
			naive, sels = append(naive, []string{name + "!", name + "x!", name + "y!"}), append(sels, store.On(name, store.If("page", value.Is("page 1"))))
		case kind != "":
			naive, sels = append(naive, []string{step, step + "!"}), append(sels, store.On(name, store.If("kind", value.Is(kind))))
		default:
			naive, sels = append(naive, []string{name, name + "x", name + "y", name + "!", name + "x!", name + "y!"}), append(sels, store.On(name))
		}
	}
	return naive, sels
}

// dropping drops projections every millisecond, until the context is over.
func dropping(ctx context.Context, s *store.Store) {
	for ; ctx.Err() == nil; time.Sleep(time.Millisecond) {
		s.DropProjections()
	}
}

// Whoever is counted by when they did the first two steps, or followed in the log, from columns or without: the report is the reference's, also while projections are dropped.
func TestComputeOfAStoreInUse(t *testing.T) {
	t.Run("in small runs", func(t *testing.T) { computeIsTheReference(t, usedStore(t, 24_000)) })
	t.Run("in runs so large that columns pay", func(t *testing.T) {
		s := usedStore(t, 60_000)
		require.NoError(t, s.Compact(t.Context()))
		computeIsTheReference(t, s)
	})
}

func computeIsTheReference(t *testing.T, s *store.Store) {
	go dropping(t.Context(), s)
	const day = 86400
	hour, week := int64(3600), int64(7*day)
	v := s.View()
	c := crowdOf(v)
	reached := int64(0)
	for _, steps := range [][]string{
		{"9", "8", "7"}, {"9", "8x"}, {"9x", "8", "7"}, {"0", "9"}, {"0", "1", "2", "3"}, {"9", "9", "8"}, {"*", "9"}, {"9", "*", "8"}, {"9", "0"}, {"0!", "1"}, {"9", "1!", "7"}, {"9", "9x"}, {"9x", "9"},
	} {
		naive, sels := usedSteps(steps...)
		for i, nq := range []naiveQuery{
			{window: hour, from: 20 * day, to: 40 * day, clock: 60 * day},
			{window: week, from: 20*day + 5*hour, to: 50*day + 5*hour, clock: 45 * day}, // days of New York; the clock within the timeframe
			{window: week, from: 20*day + 7, to: 50*day + 12*hour, clock: 48*day + 12*hour, entry: true},
			{window: 3 * day, from: longAgo, to: farAhead, clock: 57*day + hour},
			{window: -1, from: 30 * day, to: 50 * day, clock: 60 * day},
			{window: week, from: 10 * day, to: 11 * day, clock: 60 * day, strict: true},
		} {
			t.Run(fmt.Sprint(steps, i), func(t *testing.T) {
				nq.steps = naive
				q, f := nq.query()
				q.Steps = sels
				if i%2 == 1 {
					q.Segments = []segment.Segment{groupA, notB}
				}
				r, err := funnel.Compute(context.Background(), v.At(f.Clock), q, nil)
				require.NoError(t, err)
				requireReport(t, r, nq, c)
				if steps[0] == "0!" || len(steps) > 1 && steps[1] == "1!" {
					reached += r.Segments[0].Steps[1].People.Reached
				}
			})
		}
	}
	require.Greater(t, reached, int64(20), "by a page of many")
}

// Days by the ten thousand, which are told apart in larger units.
func TestComputeOverAllTheYears(t *testing.T) {
	c := crowd{map[string][]store.Event{}, map[string]string{}}
	first, last := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC).Unix()
	rng := rand.New(rand.NewPCG(5, 6))
	for i := range 200 {
		id := fmt.Sprint(i)
		start := first + rng.Int64N(last-first)
		for _, step := range []struct {
			name string
			at   int64
		}{{"A", start}, {"B", start + rng.Int64N(40*86400) - 10*86400}, {"A", first + rng.Int64N(last-first)}} {
			c.logs[id] = append(c.logs[id], store.Event{Person: id, Name: step.name, Time: at(min(max(step.at, first), last))})
		}
	}
	for _, window := range []int64{3600, 20 * 86400, -1} {
		nq := naiveQuery{steps: naiveSteps("A>B"), window: window, from: first, to: last + 1, clock: last - 1000*86400}
		q, f := nq.query()
		q.Timeframe = store.Timeframe{}
		r, err := funnel.Compute(context.Background(), c.fill(t, c.events(), all).View().At(f.Clock), q, nil)
		require.NoError(t, err)
		nq.to = 1 << 50
		requireReport(t, r, nq, c)
	}
}

// Two shards, of which the first has so many events that its people are shared out to several workers.
func TestComputeOfAShardInRanges(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	const n = people.ShardSize + 4000
	var batch []store.Event
	for i := range n {
		id := fmt.Sprint(i)
		batch = append(batch, store.Event{Person: id, Name: "A", Time: at(0)}, store.Event{Person: id, Name: "A", Time: at(86400)},
			store.Event{Person: id, Name: []string{"B", "C"}[i%2], Time: at(86400 + 10)})
		if len(batch) >= 30_000 || i == n-1 {
			_, err := s.Append(batch...)
			require.NoError(t, err)
			batch = batch[:0]
		}
	}
	q := funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: time.Minute}
	r, err := funnel.Compute(context.Background(), s.View().At(at(86400*9)), q, &funnel.Options{Workers: 2})
	require.NoError(t, err)
	o := r.Segments[0]
	require.Equal(t, []int64{n, n / 2, 2 * n, n / 2}, []int64{o.Steps[0].People.Reached, o.Steps[1].People.Reached, o.Steps[0].Events.Reached, o.Steps[1].Events.Reached})
	for k, w := range map[int]funnel.Which{0: funnel.Reached, 1: funnel.DroppedFinal} {
		set, err := r.Behind(0, k, w)
		require.NoError(t, err)
		require.Equal(t, []int{n, n / 2}[k], set.Len())
	}
}

// TestEdgesOfWindows has people who do each step once or twice, at and beside the end of the window, in no order of arrival: whom a second step may follow is told by stretches of time, and none may be missed at their edges.
func TestEdgesOfWindows(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	const n = 6000
	for _, c := range []struct {
		days   int64
		window time.Duration
	}{{1, time.Second}, {3, time.Minute}, {30, time.Hour}, {60, 5 * time.Hour}, {300, 7 * 24 * time.Hour}, {4000, 7 * 24 * time.Hour}} {
		s, err := store.New(nil)
		require.NoError(t, err)
		window, span := c.window.Milliseconds(), c.days*24*3600_000
		var events []store.Event
		reached, completed, attempts := 0, 0, 0
		for p := range n {
			add := func(name string, ms int64) {
				events = append(events, store.Event{Person: fmt.Sprint("p", p), Name: name, Time: time.UnixMilli(ms).UTC()})
			}
			first := rng.Int64N(span)
			starts := []int64{first}
			if rng.IntN(2) == 0 {
				starts = append(starts, first+1+rng.Int64N(8*3600_000))
			}
			second := starts[rng.IntN(len(starts))] + []int64{-1, 1, window / 2, window - 1, window, window + 1, rng.Int64N(2*window) + 1}[rng.IntN(7)]
			reached++
			done := false
			for _, at := range starts {
				add("A", at)
				done = done || second > at && second <= at+window
			}
			attempts += len(starts)
			if done {
				completed++
			}
			add("B", second)
		}
		rng.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		for i := 0; i < len(events); i += 500 {
			_, err := s.Append(events[i:min(i+500, len(events))]...)
			require.NoError(t, err)
		}
		r, err := funnel.Compute(t.Context(), s.View(), funnel.Query{Steps: []store.Selector{store.On("A"), store.On("B")}, Window: c.window, Timeframe: store.Timeframe{}}, nil)
		require.NoError(t, err)
		steps := r.Segments[0].Steps
		require.Equal(t, int64(reached), steps[0].People.Reached, "%d days", c.days)
		require.Equal(t, int64(completed), steps[1].People.Reached, "%d days", c.days)
		require.Equal(t, int64(attempts), steps[0].Events.Reached, "%d days", c.days)
		require.Equal(t, int64(completed), steps[1].Events.Reached, "%d days", c.days)
	}
}
