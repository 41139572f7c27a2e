package funnel_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Golden times are seconds after 1970.
func at(second int64) time.Time { return time.Unix(second, 0).UTC() }

// parseLog reads "A@0 B@5".
func parseLog(t require.TestingT, text string) []store.Event {
	var log []store.Event
	for _, word := range strings.Fields(text) {
		name, second, ok := strings.Cut(word, "@")
		require.True(t, ok, word)
		n, err := strconv.ParseInt(second, 10, 64)
		require.NoError(t, err)
		log = append(log, store.Event{Person: "p", Name: name, Time: at(n)})
	}
	return log
}

const (
	longAgo  = -1_000_000
	farAhead = 1_000_000
)

// golden is a case of the contract. Where to is 0 the timeframe is wide; where clock is 0 it lies far after the log.
type golden struct {
	name, log, funnel string
	window            int64
	from, to          int64
	entry, strict     bool
	clock             int64

	level     int
	events    []int // attempts that reached each step
	late      []int // LateReached of people; nil: none
	open      int   // step for which the person is Open; 0: none
	truncated int
	best      []int // indexes in the log; nil: not told
}

var goldenCases = []golden{
	{name: "the source's 12:05, 12:10, 12:30 with 15 minutes is a drop-off", log: "R@5 V@10 P@30", funnel: "R>V>P", window: 15, level: 2, events: []int{1, 1, 0}},
	{name: "inclusive window", log: "R@5 V@10 P@20", funnel: "R>V>P", window: 15, level: 3, events: []int{1, 1, 1}},
	{name: "a later entry may succeed", log: "A@0 B@5 A@8 B@9 C@12", funnel: "A>B>C", window: 6, level: 3, events: []int{2, 2, 1}},
	{name: "best, not first, attempt", log: "A@0 A@30 B@45 C@75", funnel: "A>B>C", window: 60, level: 3, events: []int{2, 1, 1}, best: []int{1, 2, 3}},
	{name: "strangers and repeats do not matter", log: "A@0 B@1 X@2 B@3 C@4", funnel: "A>B>C", window: 10, level: 3, events: []int{1, 1, 1}},
	{name: "an event is credited once per step", log: "A@0 A@1 B@2", funnel: "A>B", window: 10, level: 2, events: []int{2, 1}},
	{name: "one event, one step", log: "A@0", funnel: "A>A", window: 10, level: 1, events: []int{1, 0}},
	{name: "an event may end one attempt and start another", log: "A@0 A@3 A@6", funnel: "A>A", window: 10, level: 2, events: []int{3, 2}},
	{name: "ties", log: "B@5 A@5", funnel: "A>B", window: 10, level: 2, events: []int{1, 1}},
	{name: "ties with StrictIncrease", log: "B@5 A@5", funnel: "A>B", window: 10, strict: true, level: 1, events: []int{1, 0}},
	{name: "one step per attempt and instant", log: "A@0 B@2 B@2", funnel: "A>B", window: 10, strict: true, level: 2, events: []int{1, 1}},
	{name: "the known corner of ties", log: "A@5 B@5 A@5", funnel: "A>B>A", window: 10, level: 2, events: []int{2, 1, 0}},
	{name: "latest start first", log: "A@4 A@8 B@12 C@16", funnel: "A>B>C", window: 8, level: 3, events: []int{2, 1, 1}},
	{name: "which attempt is the best", log: "A@0 A@1 B@2 C@3 B@4 C@5", funnel: "A>B>C", window: 10, level: 3, events: []int{2, 2, 2}, best: []int{1, 2, 3}},
	{name: "default policy", log: "A@90 B@105", funnel: "A>B", window: 20, to: 100, level: 1, events: []int{1, 0}, late: []int{0, 1}, truncated: 2},
	{name: "entry in the timeframe", log: "A@90 B@105", funnel: "A>B", window: 20, to: 100, entry: true, level: 2, events: []int{1, 1}},
	{name: "starts before F never count", log: "A@-5 B@3", funnel: "A>B", window: 20, to: farAhead, level: 0, events: []int{0, 0}},
	{name: "open", log: "A@2 A@5", funnel: "A>B", window: 3, clock: 6, level: 1, events: []int{2, 0}, open: 2},
	{name: "another attempt still runs", log: "A@1 B@2 A@7", funnel: "A>B>C", window: 2, entry: true, clock: 7, level: 2, events: []int{2, 1, 0}, open: 3},
	{name: "interleaved attempts", log: "A@0 B@1 A@2 B@3 C@4 C@5", funnel: "A>B>C", window: 10, level: 3, events: []int{2, 2, 2}},
	{name: "overlapping selectors", log: "page@5 pricing@5", funnel: "page|pricing>pricing", window: 10, level: 2, events: []int{2, 1}},
	{name: "overlapping selectors, the other order", log: "pricing@5 page@5", funnel: "page|pricing>pricing", window: 10, level: 2, events: []int{2, 1}},

	// The same rules at their edges, and by other clocks.
	{name: "just outside the window", log: "R@5 V@10 P@21", funnel: "R>V>P", window: 15, level: 2, events: []int{1, 1, 0}},
	{name: "open at the deadline itself", log: "A@2", funnel: "A>B", window: 3, clock: 5, level: 1, events: []int{1, 0}, open: 2},
	{name: "final after the deadline", log: "A@2", funnel: "A>B", window: 3, clock: 6, level: 1, events: []int{1, 0}},
	{name: "by the clock the timeframe is not over", log: "A@90", funnel: "A>B", window: 20, to: 100, clock: 99, level: 1, events: []int{1, 0}, open: 2},
	{name: "by the clock the timeframe is over, the window is not", log: "A@90", funnel: "A>B", window: 20, to: 100, clock: 100, level: 1, events: []int{1, 0}, truncated: 2},
	{name: "the clock hides no event", log: "A@90 B@105", funnel: "A>B", window: 20, to: 100, clock: 95, level: 1, events: []int{1, 0}, late: []int{0, 1}, open: 2},
	{name: "entry, the window still runs", log: "A@90", funnel: "A>B", window: 20, to: 100, entry: true, clock: 110, level: 1, events: []int{1, 0}, open: 2},
	{name: "no limit: the deadline never comes", log: "A@90", funnel: "A>B", window: -1, entry: true, to: 100, level: 1, events: []int{1, 0}, open: 2},
	{name: "no limit: only the timeframe ends it", log: "A@90", funnel: "A>B", window: -1, to: 100, level: 1, events: []int{1, 0}, truncated: 2},
	{name: "finished is never open", log: "A@0 B@1 A@2", funnel: "A>B", window: 10, clock: 3, level: 2, events: []int{2, 1}},
	{name: "late by two steps at once", log: "A@98 B@101 C@102", funnel: "A>B>C", window: 20, to: 100, level: 1, events: []int{1, 0, 0}, late: []int{0, 1, 1}, truncated: 2},
	{name: "an event on To itself is outside", log: "A@90 B@100", funnel: "A>B", window: 20, to: 100, level: 1, events: []int{1, 0}, late: []int{0, 1}, truncated: 2},
	{name: "a start on To itself is no start", log: "A@100 B@101", funnel: "A>B", window: 20, to: 100, entry: true, level: 0, events: []int{0, 0}},
	{name: "a start on From itself is one", log: "A@0 B@1", funnel: "A>B", window: 20, to: 100, level: 2, events: []int{1, 1}},
	{name: "an earlier attempt moves after a later one", log: "A@0 A@1 B@2 B@3 C@4 C@5", funnel: "A>B>C", window: 10, level: 3, events: []int{2, 2, 2}, best: []int{1, 2, 4}},
	{name: "two attempts move in one instant", log: "A@0 A@1 B@2 B@2", funnel: "A>B", window: 10, strict: true, level: 2, events: []int{2, 2}},
	{name: "a step per instant", log: "A@0 B@2 C@2", funnel: "A>B>C", window: 10, strict: true, level: 2, events: []int{1, 1, 0}},
	{name: "ties count as in order", log: "C@2 B@2 A@2", funnel: "A>B>C", window: 10, level: 3, events: []int{1, 1, 1}},
	{name: "equally deep: the earlier to come so far", log: "A@0 A@50", funnel: "A>B", window: 10, level: 1, events: []int{2, 0}, best: []int{0}},
}

// plain is the case for the reference.
func (g golden) plain() naiveQuery {
	q := naiveQuery{steps: naiveSteps(g.funnel), window: g.window, from: g.from, to: g.to, entry: g.entry, strict: g.strict, clock: g.clock}
	if q.to == 0 {
		q.from, q.to = longAgo, farAhead
	}
	if q.clock == 0 {
		q.clock = 2 * farAhead
	}
	return q
}

// query is the reference's query for the package.
func (q naiveQuery) query() (funnel.Query, value.Frame) {
	out := funnel.Query{
		Steps: selectors(q.steps), Window: time.Duration(q.window) * time.Second,
		Timeframe: store.Instants(at(q.from), at(q.to)), StrictIncrease: q.strict,
	}
	if q.window < 0 {
		out.Window = funnel.NoLimit
	}
	if q.entry {
		out.Policy = funnel.Entry
	}
	return out, value.Frame{Clock: at(q.clock)}
}

// naiveLog is a log for the reference.
func naiveLog(log []store.Event) []naiveEvent {
	var out []naiveEvent
	for i, e := range log {
		out = append(out, naiveEvent{at: e.Time.Unix(), name: e.Name, id: e.ID, index: i})
	}
	return out
}

func TestGolden(t *testing.T) {
	for _, g := range goldenCases {
		t.Run(g.name, func(t *testing.T) {
			log := parseLog(t, g.log)
			q, f := g.plain().query()
			p, err := funnel.Match(log, q, f)
			require.NoError(t, err)
			require.Equal(t, g.level, p.Level, "level")
			events, late := make([]int, len(q.Steps)), make([]int, len(q.Steps))
			for _, a := range p.Attempts {
				for k := range a.Depth() {
					events[k]++
				}
			}
			for k := p.Level; k < p.LateLevel; k++ {
				late[k]++
			}
			require.Equal(t, g.events, events, "attempts that reached each step")
			if g.late == nil {
				g.late = make([]int, len(q.Steps))
			}
			require.Equal(t, g.late, late, "late reached")
			require.Equal(t, g.open != 0, p.Open, "open")
			require.Equal(t, g.truncated != 0, p.Truncated, "truncated")
			if n := g.open + g.truncated; n != 0 {
				require.Equal(t, n, p.Level+1, "the step dropped before")
			}
			if g.best != nil {
				require.Equal(t, g.best, p.Attempts[p.Best].Events)
			}
			requireSame(t, g.plain(), log)
			for range 5 {
				rand.Shuffle(len(log), func(i, j int) { log[i], log[j] = log[j], log[i] })
				requireSame(t, g.plain(), log)
			}
		})
	}
}
