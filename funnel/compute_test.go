package funnel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// crowd is the data of a test store: everyone's log and group.
type crowd struct {
	logs   map[string][]store.Event
	groups map[string]string // "" is none
}

func drawCrowd(t *rapid.T) crowd {
	c := crowd{map[string][]store.Event{}, map[string]string{}}
	for i := range rapid.IntRange(0, 12).Draw(t, "people") {
		id := fmt.Sprintf("p%02d", i)
		c.groups[id] = rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "group")
		log := drawLog(t, 9)
		for j := range log {
			log[j].Person = id
		}
		c.logs[id] = log
	}
	return c
}

// fill puts the crowd in a fresh store: the events in the order given, in batches of the sizes given.
func (c crowd) fill(t require.TestingT, events []store.Event, batch func() int) *store.Store {
	s, err := store.New(nil)
	require.NoError(t, err)
	for _, id := range c.ids() {
		a := people.Attributes{"known": value.Of(true)}
		if g := c.groups[id]; g != "" {
			a["group"] = value.Of(g)
		}
		require.NoError(t, s.SetAttributes(id, a))
	}
	for len(events) > 0 {
		n := min(batch(), len(events))
		_, err := s.Append(events[:n]...)
		require.NoError(t, err)
		events = events[n:]
	}
	return s
}

func (c crowd) ids() []string {
	var ids []string
	for id := range c.logs {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (c crowd) events() []store.Event {
	var all []store.Event
	for _, id := range c.ids() {
		all = append(all, c.logs[id]...)
	}
	return all
}

func all() int { return 1 << 16 }

var (
	groupA  = segment.Segment{Name: "A", Where: segment.Attr("group", value.Is("a"))}
	notB    = segment.Segment{Name: "not B", Where: segment.Not{Of: segment.Attr("group", value.Is("b"))}}
	anybody = segment.Segment{Name: "all"}
)

// members are the segments that a test draws from, by rules of its own.
var members = map[string]func(group string) bool{
	"A":     func(g string) bool { return g == "a" },
	"not B": func(g string) bool { return g != "b" },
	"all":   func(string) bool { return true },
	"":      func(string) bool { return true },
}

// naiveFigures are a step's figures by the contract's words; who gets the people of each number.
func naiveFigures(paths map[string]naivePath, n, k int, entry bool) (f funnel.Figures, who map[funnel.Which][]string) {
	who = map[funnel.Which][]string{}
	reached := func(k int) (n int64) {
		for _, p := range paths {
			if p.level >= k {
				n++
			}
		}
		return n
	}
	for id, p := range paths {
		if p.level >= k {
			who[funnel.Reached] = append(who[funnel.Reached], id)
		}
		if p.level == k {
			who[funnel.ExactlyAt] = append(who[funnel.ExactlyAt], id)
		}
		if p.level < k && p.late >= k && !entry {
			who[funnel.LateReached] = append(who[funnel.LateReached], id)
		}
		if k >= 2 && p.level == k-1 {
			who[funnel.Dropped] = append(who[funnel.Dropped], id)
			which := funnel.DroppedFinal
			if p.open {
				which = funnel.DroppedOpen
			} else if p.truncated {
				which = funnel.DroppedTruncated
			}
			who[which] = append(who[which], id)
		}
	}
	f = funnel.Figures{
		Reached: reached(k), FromFirst: report.Ratio{Num: reached(k), Den: reached(1)},
		FromAudience: report.Ratio{Num: reached(k), Den: int64(len(paths))},
		Open:         int64(len(who[funnel.DroppedOpen])), Truncated: int64(len(who[funnel.DroppedTruncated])), Final: int64(len(who[funnel.DroppedFinal])),
		LateReached: int64(len(who[funnel.LateReached])),
	}
	if k >= 2 {
		f.Dropped = reached(k-1) - reached(k)
		f.FromPrevious = report.Ratio{Num: reached(k), Den: reached(k - 1)}
		f.DropRate = report.Ratio{Num: f.Dropped, Den: reached(k - 1)}
	}
	return f, who
}

// naiveAttempts are the same for attempts.
func naiveAttempts(paths map[string]naivePath, k int, entry bool) (f funnel.Figures) {
	reached := func(k int) (n int64) {
		for _, p := range paths {
			for _, a := range p.attempts {
				if len(a.used) >= k {
					n++
				}
			}
		}
		return n
	}
	f.Reached, f.FromFirst = reached(k), report.Ratio{Num: reached(k), Den: reached(1)}
	if k >= 2 {
		f.Dropped = reached(k-1) - reached(k)
		f.FromPrevious = report.Ratio{Num: reached(k), Den: reached(k - 1)}
		f.DropRate = report.Ratio{Num: f.Dropped, Den: reached(k - 1)}
	}
	for _, p := range paths {
		for i, a := range p.attempts {
			if !entry && len(a.used) < k && len(p.entry[i].used) >= k {
				f.LateReached++
			}
			if k < 2 || len(a.used) != k-1 {
				continue
			}
			switch {
			case p.opens[i]:
				f.Open++
			case p.truncateds[i]:
				f.Truncated++
			default:
				f.Final++
			}
		}
	}
	return f
}

// requireReport holds a result against the reference, person by person.
func requireReport(t require.TestingT, r *funnel.Result, nq naiveQuery, c crowd) {
	n := len(nq.steps)
	require.Len(t, r.Segments, len(r.Header.Audiences))
	for i, o := range r.Segments {
		paths := map[string]naivePath{}
		for id, log := range c.logs {
			if members[o.Name](c.groups[id]) {
				paths[id] = nq.path(naiveLog(log))
			}
		}
		require.Equal(t, len(paths), r.Header.Audiences[i].People)
		require.Len(t, o.Steps, n)
		for k, s := range o.Steps {
			want, who := naiveFigures(paths, n, k+1, nq.entry)
			require.Equal(t, want, s.People, "segment %d, step %d, people", i, k+1)
			require.Equal(t, naiveAttempts(paths, k+1, nq.entry), s.Events, "segment %d, step %d, events", i, k+1)
			for w := funnel.Reached; w <= funnel.LateReached; w++ {
				set, err := r.Behind(i, k, w)
				require.NoError(t, err)
				slices.Sort(who[w])
				require.Equal(t, who[w], slices.Sorted(set.IDs()), "segment %d, step %d, %v", i, k+1, w)
			}
			// The invariants, whatever the reference says.
			for _, f := range []funnel.Figures{s.People, s.Events} {
				require.Equal(t, f.Dropped, f.Open+f.Truncated+f.Final)
			}
			require.GreaterOrEqual(t, s.Events.Reached, s.People.Reached)
			if k > 0 {
				require.LessOrEqual(t, s.People.Reached, o.Steps[k-1].People.Reached)
				require.LessOrEqual(t, s.Events.Reached, o.Steps[k-1].Events.Reached)
			}
		}
		require.Equal(t, funnel.Totals{
			Completed:  o.Steps[n-1].People.Reached,
			Unfinished: o.Steps[0].People.Reached - o.Steps[n-1].People.Reached,
		}, o.People)
		require.Equal(t, funnel.Totals{
			Completed:  o.Steps[n-1].Events.Reached,
			Unfinished: o.Steps[0].Events.Reached - o.Steps[n-1].Events.Reached,
		}, o.Events)
	}
}

func TestComputeIsTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nq, c := drawQuery(t), drawCrowd(t)
		q, f := nq.query()
		q.Segments = rapid.SampledFrom([][]segment.Segment{nil, {groupA}, {notB, groupA}, {groupA, anybody}}).Draw(t, "segments")
		events := c.events()
		v := c.fill(t, events, all).View().At(f.Clock)
		r, err := funnel.Compute(context.Background(), v, q, nil)
		require.NoError(t, err)
		requireReport(t, r, nq, c)

		// Any order and any batches give the same report, byte for byte; so does any number of workers.
		want, err := json.Marshal(r)
		require.NoError(t, err)
		shuffled := rapid.Permutation(events).Draw(t, "order")
		other := c.fill(t, shuffled, func() int { return rapid.IntRange(1, 20).Draw(t, "batch") }).View().At(f.Clock)
		r, err = funnel.Compute(context.Background(), other, q, &funnel.Options{Workers: 1})
		require.NoError(t, err)
		got, err := json.Marshal(r)
		require.NoError(t, err)
		require.JSONEq(t, string(want), string(got))
		require.Equal(t, string(want), string(got))

		// And the report reads back equal.
		var back funnel.Report
		require.NoError(t, json.Unmarshal(want, &back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(want), string(again))
	})
}

// Every golden case by way of a store.
func TestComputeGolden(t *testing.T) {
	for _, g := range goldenCases {
		t.Run(g.name, func(t *testing.T) {
			nq := g.plain()
			q, f := nq.query()
			c := crowd{map[string][]store.Event{"p": parseLog(t, g.log)}, map[string]string{"p": ""}}
			r, err := funnel.Compute(context.Background(), c.fill(t, c.events(), all).View().At(f.Clock), q, nil)
			require.NoError(t, err)
			requireReport(t, r, nq, c)
			for k, s := range r.Segments[0].Steps {
				require.Equal(t, int64(g.events[k]), s.Events.Reached, "attempts at step %d", k+1)
				require.Equal(t, g.level >= k+1, s.People.Reached == 1, "people at step %d", k+1)
				require.Equal(t, g.open == k+1, s.People.Open == 1, "open at step %d", k+1)
				require.Equal(t, g.truncated == k+1, s.People.Truncated == 1, "truncated at step %d", k+1)
				require.Equal(t, g.late != nil && g.late[k] == 1, s.People.LateReached == 1, "late at step %d", k+1)
			}
		})
	}
}

// The drop-offs of a report, tagged, are a segment of the same size; so are they after people were deleted and merged.
func TestTagFromAnOlderView(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	for i := range 6 {
		_, err := s.Append(store.Event{Person: fmt.Sprint("p", i), Name: "A", Time: at(int64(i))})
		require.NoError(t, err)
	}
	_, err = s.Append(store.Event{Person: "p0", Name: "B", Time: at(9)})
	require.NoError(t, err)
	q := funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: time.Hour}
	r, err := funnel.Compute(context.Background(), s.View().At(at(farAhead)), q, nil)
	require.NoError(t, err)
	require.Equal(t, int64(5), r.Segments[0].Steps[1].People.Dropped)

	require.NoError(t, s.Delete("p1"))
	require.NoError(t, s.Merge("p2", "p3"))
	set, err := r.Behind(0, 1, funnel.DroppedFinal)
	require.NoError(t, err)
	require.Equal(t, 5, set.Len())
	tagged, err := s.Tag("stopped", set)
	require.NoError(t, err)
	require.Equal(t, 5, tagged.Given)
	require.Equal(t, 3, tagged.Added)
	require.Equal(t, 1, tagged.Deleted)
	require.Equal(t, 1, tagged.Merged)
	require.Equal(t, 3, tagged.Total)
	found, err := segment.People(context.Background(), s.View(), segment.Segment{Where: segment.Tag("stopped")})
	require.NoError(t, err)
	require.Equal(t, []string{"p3", "p4", "p5"}, slices.Sorted(found.IDs()))
}

// Nobody can drop before the first step: an empty set, as the report's 0, and no error.
func TestBehindOfDroppedBeforeTheFirstStepIsNobody(t *testing.T) {
	r, err := funnel.Compute(context.Background(), tracker().View(), videoFunnel, nil)
	require.NoError(t, err)
	for _, which := range []funnel.Which{funnel.Dropped, funnel.DroppedOpen, funnel.DroppedTruncated, funnel.DroppedFinal} {
		set, err := r.Behind(0, 0, which)
		require.NoError(t, err)
		require.Zero(t, set.Len())
	}
}

func TestBehindOfNoNumber(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	r, err := funnel.Compute(context.Background(), s.View(), funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: time.Hour}, nil)
	require.NoError(t, err)
	for _, c := range []struct {
		name          string
		segment, step int
		which         funnel.Which
	}{
		{"segment below", -1, 0, funnel.Reached}, {"segment above", 1, 0, funnel.Reached},
		{"step below", 0, -1, funnel.Reached}, {"step above", 0, 2, funnel.Reached},
		{"unknown number", 0, 0, funnel.LateReached + 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := r.Behind(c.segment, c.step, c.which)
			require.ErrorIs(t, err, funnel.ErrNumber)
		})
	}
}

// An empty store gives zeros and says why.
func TestComputeOfNothing(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	r, err := funnel.Compute(context.Background(), s.View(), funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: funnel.NoLimit}, nil)
	require.NoError(t, err)
	require.Zero(t, r.Segments[0].Steps[0].People.Reached)
	var codes []string
	for _, w := range r.Header.Warnings {
		codes = append(codes, w.Code+" "+w.Subject)
	}
	require.Equal(t, []string{"no_events ", "unknown_event A", "unknown_event B"}, codes)
}

func TestComputeStopsWithItsContext(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	_, err = s.Append(store.Event{Person: "p", Name: "A", Time: at(0)})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = funnel.Compute(ctx, s.View(), funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: time.Hour}, nil)
	require.ErrorIs(t, err, context.Canceled)
}
