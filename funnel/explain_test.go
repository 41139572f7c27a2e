package funnel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// naiveRefusal is why an event did not fill the next step of an attempt, by the words of the contract.
func (q naiveQuery) naiveRefusal(order map[int]int, p naivePath, attempt int, e naiveEvent) (why funnel.Reason, by int) {
	a := p.attempts[attempt]
	for _, u := range a.used {
		if u == e.index {
			return funnel.SameEvent, 0
		}
	}
	last := a.used[len(a.used)-1]
	switch {
	case !q.within(a.start, e.at):
		return funnel.WindowOver, 0
	case !q.entry && e.at >= q.to:
		return funnel.TimeframeOver, 0
	case e.at == a.end && q.strict:
		return funnel.NotLater, 0
	case e.at == a.end && order[e.index] < order[last]:
		return funnel.TieOrder, 0
	case e.at < a.end && order[e.index] < order[a.used[0]]:
		return funnel.BeforeStart, 0
	case e.at < a.end:
		return funnel.OutOfOrder, 0
	}
	for i, other := range p.attempts {
		if k := len(a.used); k < len(other.used) && other.used[k] == e.index {
			by = i + 1
		}
	}
	return funnel.UsedByLater, by
}

// requireRefusals holds what refused each attempt's next step against the reference: every event that matches it, for one reason.
func requireRefusals(t require.TestingT, e funnel.Explanation, nq naiveQuery, log []store.Event) {
	plain := naiveLog(log)
	p := nq.path(plain)
	order := map[int]int{}
	for i, o := range nq.order(plain) {
		order[o.index] = i
	}
	require.Len(t, e.Attempts, len(p.attempts))
	for i, a := range e.Attempts {
		step := len(p.attempts[i].used)
		require.Len(t, a.Used, step)
		if step == len(nq.steps) {
			require.Equal(t, funnel.Completed, a.Fate)
			require.Empty(t, a.Refused)
			continue
		}
		counts, went := map[funnel.Reason]int{}, map[string][]int{} // equal events may have gone different ways
		for _, o := range plain {
			if !nq.matches(step, o) {
				continue
			}
			why, by := nq.naiveRefusal(order, p, i, o)
			counts[why]++
			if why == funnel.UsedByLater {
				require.Greater(t, by, i+1, "only a later attempt can have taken it")
				key := fmt.Sprint(o.name, o.at, o.id)
				went[key] = append(went[key], by)
			}
		}
		got := map[funnel.Reason]int{}
		for _, r := range a.Refused {
			if r.Reason == funnel.NoEvent {
				require.Nil(t, r.Event)
				require.Len(t, a.Refused, 1)
				continue
			}
			require.NotContains(t, got, r.Reason)
			got[r.Reason] = 1 + r.More
			if r.Reason == funnel.UsedByLater {
				require.Contains(t, went[fmt.Sprint(r.Event.Event, r.Event.Time.Unix(), r.Event.ID)], r.By)
			} else {
				require.Zero(t, r.By)
			}
		}
		require.Equal(t, counts, got, "attempt %d", i+1)
	}
}

// Explain agrees with Compute about everybody: level and late level, open, truncated, each attempt, in each segment.
func TestExplainAgreesWithCompute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nq, c := drawQuery(t), drawCrowd(t)
		q, f := nq.query()
		q.Segments = rapid.SampledFrom([][]segment.Segment{nil, {groupA}, {notB, groupA}, {groupA, anybody}}).Draw(t, "segments")
		v := c.fill(t, c.events(), all).View().At(f.Clock)
		r, err := funnel.Compute(context.Background(), v, q, nil)
		require.NoError(t, err)

		attempts := make([]int64, len(q.Steps))
		for _, id := range c.ids() {
			e, err := funnel.Explain(v, id, q)
			require.NoError(t, err)
			require.Equal(t, id, e.Person)
			n, _ := v.People().Find(id)
			for i := range r.Segments {
				in := len(q.Segments) == 0 || e.Segments[i].In
				for k := range q.Steps {
					dropped := k > 0 && e.Level == k
					for w, want := range map[funnel.Which]bool{
						funnel.Reached: e.Level > k, funnel.ExactlyAt: e.Level == k+1, funnel.Dropped: dropped,
						funnel.DroppedOpen: dropped && e.Open, funnel.DroppedTruncated: dropped && e.Truncated,
						funnel.DroppedFinal: dropped && !e.Open && !e.Truncated, funnel.LateReached: e.Level <= k && e.LateLevel > k,
					} {
						set, err := r.Behind(i, k, w)
						require.NoError(t, err)
						require.Equal(t, in && want, set.Has(n), "%s, segment %d, step %d, %v", id, i, k+1, w)
					}
				}
			}
			for _, a := range e.Attempts {
				for k := range a.Used {
					attempts[k]++
				}
			}
			requireRefusals(t, e, nq, c.logs[id])

			data, err := json.Marshal(e)
			require.NoError(t, err)
			var back funnel.Explanation
			require.NoError(t, json.Unmarshal(data, &back))
			require.Equal(t, e, back)
			requireTold(t, e)
		}
		if len(q.Segments) == 0 {
			for k, s := range r.Segments[0].Steps {
				require.Equal(t, s.Events.Reached, attempts[k])
			}
		}
	})
}

// requireTold checks that sentences are lines of text that can be seen.
func requireTold(t require.TestingT, e funnel.Explanation) {
	sentences := e.Sentences()
	require.NotEmpty(t, sentences)
	for _, s := range sentences {
		require.True(t, strings.HasSuffix(s, "."), s)
		for _, r := range s {
			require.True(t, unicode.IsPrint(r) || r == '\u200d', "%U in %q", r, s) // U+200D joins emoji
		}
	}
}

// Each reason, as it is told.
func TestExplainReasons(t *testing.T) {
	for _, c := range []struct {
		name   string
		log    string // as in the golden cases
		funnel string
		edit   func(*naiveQuery)
		told   []string // among the sentences
	}{
		{name: "the window was over", log: "A@5 B@10 C@30", funnel: "A>B>C", told: []string{"Step 3, C, was not reached: C at 1970-01-01 00:00:30 came 5s after the deadline."}},
		{name: "several times", log: "A@5 C@30 B@31 B@32 B@33", funnel: "A>B", told: []string{"Step 2, B, was not reached: B at 1970-01-01 00:00:31 came 6s after the deadline, and so did 2 others."}},
		{name: "used by a later attempt", log: "A@0 A@1 B@2", funnel: "A>B", told: []string{"Step 2, B, was not reached: B at 1970-01-01 00:00:02 went to attempt 2, which started later."}},
		{name: "ties refused", log: "A@5 B@5", funnel: "A>B", edit: func(q *naiveQuery) { q.strict = true }, told: []string{"Step 2, B, was not reached: B at 1970-01-01 00:00:05 came at the very time of the step before, and each step has to be later."}},
		{name: "the order of ties", log: "A@5 B@5 A@5", funnel: "A>B>A", told: []string{"Step 3, A, was not reached: A at 1970-01-01 00:00:05 came at the very time of the step before, and stands before its event in the order of ties."}},
		{name: "one event, one step", log: "A@0", funnel: "A>A", told: []string{"Step 2, A, was not reached: A at 1970-01-01 00:00:00 had filled an earlier step of the attempt, and one event fills one step."}},
		{name: "the timeframe was over", log: "A@90 B@105", funnel: "A>B", edit: func(q *naiveQuery) { q.from, q.to = 0, 100 }, told: []string{
			"Step 2, B, was not reached: B at 1970-01-01 00:01:45 came when the timeframe had ended.",
			"Step 2, B, was filled at 1970-01-01 00:01:45 by B, but after the timeframe.", "Attempt 1 was cut off by the end of the timeframe.",
			"That is not certain: the end of the timeframe cut it off."}},
		{name: "out of order", log: "A@0 C@1 B@2", funnel: "A>B>C", told: []string{"Step 3, C, was not reached: C at 1970-01-01 00:00:01 came before the step before it."}},
		{name: "before the start", log: "B@1 A@5", funnel: "A>B", told: []string{"Step 2, B, was not reached: B at 1970-01-01 00:00:01 came 4s before the start."}},
		{name: "never", log: "A@5", funnel: "A>B", told: []string{"p reached step 1, A, of 2, by attempt 1 of 1. Times are those of UTC.", "Step 2, B, was not reached: no such event came."}},
		{name: "not yet", log: "A@5", funnel: "A>B", edit: func(q *naiveQuery) { q.clock = 8 }, told: []string{"Step 2, B, was not reached: there is no such event yet.", "Attempt 1 can still go on."}},
		{name: "no limit", log: "A@5", funnel: "A>B", edit: func(q *naiveQuery) { q.window = -1 }, told: []string{"Attempt 1 began at 1970-01-01 00:00:05 with A, and had no deadline."}},
		{name: "completed", log: "A@5 B@6", funnel: "A>B", told: []string{"p completed the funnel of 2 steps, by attempt 1 of 1. Times are those of UTC."}},
		{name: "entered too early", log: "A@-5 B@3", funnel: "A>B", edit: func(q *naiveQuery) { q.from, q.to = 0, 100 }, told: []string{"p did not enter the funnel. Times are those of UTC.", "Step 1, A, was not reached: A at 1969-12-31 23:59:55 came before the timeframe began."}},
		{name: "entered too late", log: "A@100 B@103", funnel: "A>B", edit: func(q *naiveQuery) { q.from, q.to = 0, 100 }, told: []string{"Step 1, A, was not reached: A at 1970-01-01 00:01:40 came when the timeframe had ended."}},
		{name: "did nothing of it", log: "X@1", funnel: "A>B", told: []string{"Step 1, A, was not reached: there is no such event."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			nq := golden{log: c.log, funnel: c.funnel, window: 20}.plain()
			if c.edit != nil {
				c.edit(&nq)
			}
			q, f := nq.query()
			log := parseLog(t, c.log)
			for i := range log {
				log[i].Person = "p"
			}
			v := crowd{map[string][]store.Event{"p": log}, map[string]string{}}.fill(t, log, all).View().At(f.Clock)
			e, err := funnel.Explain(v, "p", q)
			require.NoError(t, err)
			for _, s := range c.told {
				require.Contains(t, e.Sentences(), s)
			}
			requireRefusals(t, e, nq, log)
		})
	}
}

// What an event has to say is told with its properties, and so is a condition that was not met.
func TestExplainConditions(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	at := func(minute int) time.Time { return time.Date(2026, 5, 3, 12, minute, 0, 0, time.UTC) }
	_, err = s.Append(
		store.Event{Person: "ana", Name: "Song", Time: at(0), Properties: []store.Property{store.Prop("genre", "rock"), store.Prop("length", 300)}},
		store.Event{Person: "ana", Name: "Buy", Time: at(1), Properties: []store.Property{store.Prop("price", 5)}},
		store.Event{Person: "ana", Name: "Buy", Time: at(2)},
		store.Event{Person: "ana", Name: "Buy", Time: at(59), Properties: []store.Property{store.Prop("price", 6)}},
		store.Event{Person: "bo", Name: "Song", Time: at(3), Properties: []store.Property{store.Prop("genre", "folk")}},
	)
	require.NoError(t, err)
	q := funnel.Query{Steps: []store.Selector{store.On("Song", store.If("genre", value.Is("rock"))), store.On("Buy", store.If("price", value.AtLeast(10)))}, Window: 15 * time.Minute}
	e, err := funnel.Explain(s.View(), "ana", q)
	require.NoError(t, err)
	require.Equal(t, []string{
		"ana reached step 1, Song where genre is rock, of 2, by attempt 1 of 1. Times are those of UTC.",
		"Attempt 1 began at 2026-05-03 12:00:00 with Song (genre is rock, length is 300), and had until 2026-05-03 12:15:00 (15m).",
		"Step 2, Buy where price is at least 10, was not reached: Buy (price is 5) at 2026-05-03 12:01:00 did not meet the condition, and so did another one.",
	}, e.Sentences())
	e, err = funnel.Explain(s.View(), "bo", q)
	require.NoError(t, err)
	require.Equal(t, []string{
		"bo did not enter the funnel. Times are those of UTC.",
		"Step 1, Song where genre is rock, was not reached: Song (genre is folk) at 2026-05-03 12:03:00 did not meet the condition.",
	}, e.Sentences())
}

func TestExplainTellsLocalTimesAndSegments(t *testing.T) {
	s := tracker()
	q := videoFunnel
	q.Location = "Asia/Kathmandu"
	q.Segments = []segment.Segment{{Name: "Croatia", Where: segment.Attr("country", value.Is("HR"))}, {Where: segment.Attr("country", value.Is("SE"))}}
	e, err := funnel.Explain(s.View(), "ana", q)
	require.NoError(t, err)
	require.Equal(t, []string{
		"ana reached step 2, Watch video, of 3, by attempt 1 of 1. Times are those of Asia/Kathmandu.",
		"ana is in the segment Croatia.", "ana is not in segment 2, and in none of its numbers.",
		"Attempt 1 began at 2026-05-03 17:50:00 with Registration, and had until 2026-05-03 18:05:00 (15m).",
	}, e.Sentences()[:4])
}

func TestExplainErrors(t *testing.T) {
	s := tracker()
	require.NoError(t, s.Merge("bo", "ana"))
	require.NoError(t, s.Delete("cem"))
	v := s.View()
	e, err := funnel.Explain(v, "bo", videoFunnel)
	require.NoError(t, err)
	require.Equal(t, "ana", e.Person, "an alias is the person that it leads to")
	require.Equal(t, funnel.Completed, e.Attempts[e.Best].Fate)

	for _, id := range []string{"cem", "nobody", ""} {
		_, err := funnel.Explain(v, id, videoFunnel)
		require.ErrorIs(t, err, funnel.ErrNoPerson, "%q", id)
		require.ErrorIs(t, err, store.ErrNoPerson, "%q", id)
	}
	q := videoFunnel
	q.Window = 0
	_, err = funnel.Explain(v, "ana", q)
	require.ErrorIs(t, err, funnel.ErrQuery)
	q = videoFunnel
	q.Segments = []segment.Segment{{Where: segment.Saved("gone")}}
	_, err = funnel.Explain(v, "ana", q)
	require.ErrorIs(t, err, segment.ErrNoSegment)
	require.NoError(t, s.DeclareAttribute("country", people.Declaration{Kind: value.Text}))
	q.Segments = []segment.Segment{{Where: segment.Attr("country", value.Is(1))}}
	_, err = funnel.Explain(s.View(), "ana", q)
	require.ErrorIs(t, err, value.ErrKind)
}

func TestExplainOfHostileNames(t *testing.T) {
	for _, name := range []string{"<script>alert(1)</script>", "a\nb\r\x1b[2J", `"quoted"`, "\u202egnp.exe", "👩🏽‍🚀", strings.Repeat("long ", 40) + "x", "=cmd|'/c calc'!A1", "and", " "} {
		t.Run(fmt.Sprintf("%.12q", name), func(t *testing.T) {
			s, err := store.New(nil)
			require.NoError(t, err)
			_, err = s.Append(
				store.Event{Person: name, Name: name, Time: at(0), ID: name, Properties: []store.Property{store.Prop(name, name), store.Prop("list", []string{name})}},
				store.Event{Person: name, Name: name, Time: at(99)})
			require.NoError(t, err)
			q := funnel.Query{Steps: []store.Selector{store.On(name), store.On(name, store.If(name, value.Is(name)))}, Window: time.Second, Segments: []segment.Segment{{Name: name}}}
			e, err := funnel.Explain(s.View(), name, q)
			require.NoError(t, err)
			requireTold(t, e)
			data, err := json.Marshal(e)
			require.NoError(t, err)
			var back funnel.Explanation
			require.NoError(t, json.Unmarshal(data, &back))
			require.Equal(t, e, back)
		})
	}
}

// Deadlines and timeframes beyond the last year are left out: JSON has no such times, and no event comes there.
func TestExplainAtTheEndsOfTime(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	first, last := time.Date(1, 1, 1, 0, 0, 0, 1e6, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC)
	_, err = s.Append(store.Event{Person: "p", Name: "A", Time: first}, store.Event{Person: "p", Name: "B", Time: last}, store.Event{Person: "p", Name: "A", Time: last})
	require.NoError(t, err)
	q := funnel.Query{Steps: selectors(naiveSteps("A>B>C")), Window: 100 * 365 * 24 * time.Hour, Timeframe: store.Dates(1, value.NewDate(9999, 12, 31))}
	e, err := funnel.Explain(s.View(), "p", q)
	require.NoError(t, err)
	require.NotNil(t, e.Attempts[0].Deadline)
	require.Nil(t, e.Attempts[1].Deadline)
	require.Nil(t, e.To)
	require.Contains(t, e.Sentences(), "Step 2, B, was not reached: B at 9999-12-31 23:59:59.999 came more than 292 years after the deadline.")
	data, err := json.Marshal(e)
	require.NoError(t, err)
	var back funnel.Explanation
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, e, back)
}

func TestExplanationRefuses(t *testing.T) {
	e, err := funnel.Explain(tracker().View(), "ana", videoFunnel)
	require.NoError(t, err)
	data, err := json.Marshal(e)
	require.NoError(t, err)
	for _, c := range []struct {
		name, old, new string
		err            error
	}{
		{"another version", `"version":1,"person"`, `"version":2,"person"`, strict.ErrVersion},
		{"unknown field", `"person":`, `"x":1,"person":`, strict.ErrUnknown},
		{"wrong case", `"person":`, `"Person":`, strict.ErrUnknown},
		{"repeated", `"level":2`, `"level":2,"level":2`, strict.ErrRepeated},
		{"null", `"level":2`, `"level":null`, strict.ErrNull},
		{"missing", `"level":2,`, ``, strict.ErrMissing},
		{"another fate", `"final"`, `"finished"`, funnel.ErrQuery},
		{"a fate that does not fit", `"final"`, `"completed"`, funnel.ErrQuery},
		{"another reason", `"after the deadline"`, `"too late"`, funnel.ErrQuery},
		{"another level", `"level":2`, `"level":3`, funnel.ErrQuery},
		{"another best", `"best":0`, `"best":1`, funnel.ErrQuery},
		{"no best", `"best":0`, `"best":-1`, funnel.ErrQuery},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := strings.Replace(string(data), c.old, c.new, 1)
			require.NotEqual(t, string(data), changed)
			back := funnel.Explanation{Person: "untouched"}
			require.ErrorIs(t, json.Unmarshal([]byte(changed), &back), c.err)
			require.Equal(t, funnel.Explanation{Person: "untouched"}, back)
		})
	}
}

// A person with very many attempts is explained in one pass of each, not in their square.
func TestExplainOfManyAttempts(t *testing.T) {
	const n = 30_000
	var log []store.Event
	for i := range n {
		log = append(log, store.Event{Person: "p", Name: "A", Time: at(int64(i))})
	}
	for i := range n {
		log = append(log, store.Event{Person: "p", Name: "B", Time: at(int64(10*n + i))})
	}
	v := crowd{map[string][]store.Event{"p": log}, map[string]string{}}.fill(t, log, all).View()
	e, err := funnel.Explain(v, "p", funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: time.Second})
	require.NoError(t, err)
	require.Len(t, e.Attempts, n)
	for _, a := range e.Attempts {
		require.Equal(t, n-1, a.Refused[0].More)
	}
}
