package funnel_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func asJSON(t require.TestingT, v any) string {
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

// requireFigures holds the change of each figure against the two figures.
func requireFigures(t require.TestingT, now, before funnel.Figures, c funnel.FiguresChange) {
	counts := func(now, before int64) report.CountChange { return report.CountChange{Now: now, Before: before} }
	ratios := func(now, before report.Ratio) report.RatioChange { return report.RatioChange{Now: now, Before: before} }
	require.Equal(t, counts(now.Reached, before.Reached), c.Reached)
	require.Equal(t, ratios(now.FromFirst, before.FromFirst), c.FromFirst)
	require.Equal(t, ratios(now.FromPrevious, before.FromPrevious), c.FromPrevious)
	require.Equal(t, ratios(now.FromAudience, before.FromAudience), c.FromAudience)
	require.Equal(t, counts(now.Dropped, before.Dropped), c.Dropped)
	require.Equal(t, ratios(now.DropRate, before.DropRate), c.DropRate)
	require.Equal(t, counts(now.Open, before.Open), c.Open)
	require.Equal(t, counts(now.Truncated, before.Truncated), c.Truncated)
	require.Equal(t, counts(now.Final, before.Final), c.Final)
	require.Equal(t, counts(now.LateReached, before.LateReached), c.LateReached)
}

// A comparison is the two reports that Compute gives, and changes that are theirs.
func TestComparisonIsOfTwoReports(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		nq, c := drawQuery(t), drawCrowd(t)
		q, f := nq.query()
		q.Segments = rapid.SampledFrom([][]segment.Segment{nil, {groupA}, {notB, groupA}}).Draw(t, "segments")
		v := c.fill(t, c.events(), all).View().At(f.Clock)
		got, err := funnel.Compare(ctx, v, q, nil)
		require.NoError(t, err)

		now, err := funnel.Compute(ctx, v, q, nil)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, now), asJSON(t, got.Now))
		length := nq.to - nq.from
		q.Timeframe = store.Instants(at(nq.from-length), at(nq.from))
		before, err := funnel.Compute(ctx, v, q, nil)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, before), asJSON(t, got.Before))

		require.Len(t, got.Segments, len(now.Segments))
		for i, s := range got.Segments {
			a, b := now.Segments[i], before.Segments[i]
			require.Equal(t, report.CountChange{Now: a.People.Completed, Before: b.People.Completed}, s.People.Completed)
			require.Equal(t, report.CountChange{Now: a.Events.Unfinished, Before: b.Events.Unfinished}, s.Events.Unfinished)
			require.Len(t, s.Steps, len(q.Steps))
			for k, step := range s.Steps {
				requireFigures(t, a.Steps[k].People, b.Steps[k].People, step.People)
				requireFigures(t, a.Steps[k].Events, b.Steps[k].Events, step.Events)
			}
		}

		var back funnel.Comparison
		require.NoError(t, json.Unmarshal([]byte(asJSON(t, got)), &back))
		require.Equal(t, asJSON(t, got), asJSON(t, back))
		for _, by := range []funnel.By{funnel.ByPeople, funnel.ByEvents} {
			require.NoError(t, got.Table(by).WriteText(&bytes.Buffer{}))
		}
	})
}

func TestFunnelPrevious(t *testing.T) {
	clock := time.Date(2026, 4, 2, 12, 0, 0, 0, time.UTC) // a Thursday
	zagreb, err := time.LoadLocation("Europe/Zagreb")
	require.NoError(t, err)
	march := func(from, to int) store.Timeframe {
		return store.Dates(value.NewDate(2026, 3, from), value.NewDate(2026, 3, to))
	}
	for _, c := range []struct {
		name                string
		of                  store.Timeframe
		weekStart, location string
		want                store.Timeframe
	}{
		{"the last 7 days", store.Last7Days(), "", "", march(20, 26)},
		{"this week", store.ThisWeek(), "", "", march(23, 29)},
		{"this week from Sunday", store.ThisWeek(), "sunday", "", march(22, 28)},
		{"a day of 23 hours", store.Instants(time.Date(2026, 3, 29, 0, 0, 0, 0, zagreb), time.Date(2026, 3, 30, 0, 0, 0, 0, zagreb)), "", "Europe/Zagreb", march(28, 28)},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := videoFunnel
			q.Timeframe, q.WeekStart, q.Location = c.of, c.weekStart, c.location
			got, err := q.Previous(value.Frame{Clock: clock})
			require.NoError(t, err)
			q.Timeframe = c.want
			require.Equal(t, q, got, "all else stays")
		})
	}
}

func TestCompareRefuses(t *testing.T) {
	ctx, v := context.Background(), tracker().View()
	for name, edit := range map[string]func(*funnel.Query){
		"all time":       func(q *funnel.Query) { q.Timeframe = store.Timeframe{} },
		"open at an end": func(q *funnel.Query) { q.Timeframe = store.Dates(value.NewDate(2026, 5, 1), 0) },
		"year 0":         func(q *funnel.Query) { q.Timeframe = store.Dates(1, 9) },
	} {
		t.Run(name, func(t *testing.T) {
			q := videoFunnel
			edit(&q)
			_, err := funnel.Compare(ctx, v, q, nil)
			require.ErrorIs(t, err, store.ErrNoPrevious)
			require.ErrorIs(t, err, funnel.ErrQuery)
			require.ErrorContains(t, err, "timeframe: ")
		})
	}
	_, err := funnel.Compare(ctx, v, videoFunnel, &funnel.Options{Limits: funnel.Limits{MaxSteps: 2}})
	require.ErrorIs(t, err, funnel.ErrLimit)
	q := videoFunnel
	q.Segments = []segment.Segment{{Where: segment.Saved("gone")}}
	_, err = funnel.Compare(ctx, v, q, nil)
	require.ErrorIs(t, err, segment.ErrNoSegment)
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	_, err = funnel.Compare(stopped, v, videoFunnel, nil)
	require.ErrorIs(t, err, context.Canceled)
}

// Segments stay: who did it by the clock is the audience of both periods.
func TestComparisonKeepsItsPeople(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	day := func(n int) time.Time { return time.Date(2026, 5, n, 12, 0, 0, 0, time.UTC) }
	_, err = s.Append(
		store.Event{Person: "ana", Name: "A", Time: day(1)}, store.Event{Person: "bo", Name: "A", Time: day(1)},
		store.Event{Person: "ana", Name: "A", Time: day(3)}, store.Event{Person: "ana", Name: "Login", Time: day(4)})
	require.NoError(t, err)
	q := funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: time.Hour, Timeframe: store.LastDays(2),
		Segments: []segment.Segment{{Name: "lately here", Where: segment.Did{Event: store.On("Login"), In: store.LastDays(1)}}}}
	var told []string
	c, err := funnel.Compare(context.Background(), s.View(), q, &funnel.Options{Progress: func(done, total int) { told = append(told, fmt.Sprint(done, "/", total)) }})
	require.NoError(t, err)
	require.Equal(t, c.Now.Audiences, c.Before.Audiences)
	require.Equal(t, report.CountChange{Now: 1, Before: 1}, c.Segments[0].Steps[0].People.Reached, "ana on the 3rd, and on the 1st; bo is not asked about")
	require.NotEmpty(t, told)
	done, total, _ := strings.Cut(told[len(told)-1], "/")
	require.Equal(t, strings.TrimSpace(done), strings.TrimSpace(total))
}

func TestComparisonIsReadStrictly(t *testing.T) {
	c, err := funnel.Compare(context.Background(), tracker().View(), videoFunnel, nil)
	require.NoError(t, err)
	data := asJSON(t, c)
	changes := strings.LastIndex(data, `"segments":[{"steps"`)
	for _, one := range []struct {
		name, old, new string
		err            error
	}{
		{"another change", `"reached":{"now":4,`, `"reached":{"now":5,`, report.ErrChange},
		{"another change that is one", `"reached":{"now":4,"before":0,"absolute":4`, `"reached":{"now":5,"before":0,"absolute":5`, funnel.ErrQuery},
		{"a segment too many", `"segments":[`, `"segments":[{"steps":[],"people":{"completed":{"now":0,"before":0,"absolute":0},"unfinished":{"now":0,"before":0,"absolute":0}},"events":{"completed":{"now":0,"before":0,"absolute":0},"unfinished":{"now":0,"before":0,"absolute":0}}},`, funnel.ErrQuery},
		{"unknown field", `"segments":[`, `"x":1,"segments":[`, strict.ErrUnknown},
		{"wrong case", `"segments":[`, `"Segments":[`, strict.ErrUnknown},
		{"null", `"segments":[{`, `"segments":[null,{`, strict.ErrNull},
	} {
		t.Run(one.name, func(t *testing.T) {
			broken := data[:changes] + strings.Replace(data[changes:], one.old, one.new, 1)
			require.NotEqual(t, data, broken)
			back := funnel.Comparison{Version: 99}
			require.ErrorIs(t, json.Unmarshal([]byte(broken), &back), one.err)
			require.Equal(t, funnel.Comparison{Version: 99}, back)
		})
	}
	back := funnel.Comparison{}
	require.ErrorIs(t, json.Unmarshal([]byte(strings.Replace(data, `{"version":1,`, `{"version":2,`, 1)), &back), strict.ErrVersion)
}

func TestComparisonOfHostileNames(t *testing.T) {
	for _, name := range []string{"<script>", "a\nb\x1b[2J", `"`, "\u202eevil", "👩🏽", strings.Repeat("long ", 40), "=1+1"} {
		s, err := store.New(nil)
		require.NoError(t, err)
		_, err = s.Append(store.Event{Person: name, Name: name, Time: at(0)})
		require.NoError(t, err)
		q := funnel.Query{Steps: []store.Selector{store.On(name), store.On(name + "!")}, Window: time.Hour, Timeframe: store.LastDays(1), Segments: []segment.Segment{{Name: name}, {Name: "b"}}}
		c, err := funnel.Compare(context.Background(), s.View(), q, nil)
		require.NoError(t, err)
		var back funnel.Comparison
		require.NoError(t, json.Unmarshal([]byte(asJSON(t, c)), &back))
		require.Equal(t, asJSON(t, c), asJSON(t, back))
		var b bytes.Buffer
		require.NoError(t, c.Table(funnel.ByPeople).WriteText(&b))
		require.NotContains(t, b.String(), "\x1b")
		require.NotContains(t, b.String(), "\u202e")
	}
}

// Today beside yesterday.
func ExampleCompare() {
	s := tracker()
	yesterday := time.Date(2026, 5, 2, 18, 0, 0, 0, time.UTC)
	for person, steps := range map[string]int{"eli": 3, "fay": 1} {
		for i, name := range []string{"Registration", "Watch video", "Payment"}[:steps] {
			if _, err := s.Append(store.Event{Person: person, Name: name, Time: yesterday.Add(time.Duration(i) * time.Minute)}); err != nil {
				log.Fatal(err)
			}
		}
	}
	q := videoFunnel
	q.Timeframe = store.LastDays(1)
	c, err := funnel.Compare(context.Background(), s.View(), q, nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := c.Table(funnel.ByPeople).WriteText(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// Funnel by people, within 15m; today (2026-05-03), UTC; before: 2026-05-02
	//
	// Step             reached  before  change  in percent  of first  before    change
	// ---------------  -------  ------  ------  ----------  --------  ------  --------
	// 1. Registration        4       2      +2     +100.0%    100.0%  100.0%    0.0 pp
	// 2. Watch video         3       1      +2     +200.0%     75.0%   50.0%  +25.0 pp
	// 3. Payment             1       1       0        0.0%     25.0%   50.0%  -25.0 pp
	//
	// everyone: 6 people, the same in both periods
	// everyone, step 2: of 1 dropped, 1 may still go on
	// everyone, step 3: of 2 dropped, 1 may still go on
	// Clock: 2026-05-03 12:40, UTC
}

// The change of each figure keeps its parts.
func ExampleComparison() {
	c, err := funnel.Compare(context.Background(), tracker().View(), videoFunnel, nil)
	if err != nil {
		log.Fatal(err)
	}
	reached := c.Segments[0].Steps[0].People.Reached
	text, err := json.Marshal(reached)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(reached, reached.Percent(), string(text))
	// Output:
	// +4 n/a {"now":4,"before":0,"absolute":4}
}

// The period before is asked for by the calendar.
func ExampleQuery_Previous() {
	before, err := videoFunnel.Previous(value.Frame{Clock: time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)})
	fmt.Println(before.Timeframe, err)
	// Output: from 2026-04-20 to 2026-04-26 <nil>
}
