package metrics_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func asJSON(t require.TestingT, v any) string {
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

// A comparison is the two reports that Compute gives, and changes that are theirs.
func TestComparisonIsOfTwoReports(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		s := load(t, w, rapid.SampledFrom(zones).Draw(t, "zone of the store"))
		change(t, w, s)
		q, _ := drawQuery(t)
		v := s.View().At(moments().Draw(t, "clock"))
		earlier, err := q.Previous(v.Frame())
		if err != nil {
			_, err := metrics.Compare(ctx, v, q, nil)
			require.ErrorIs(t, err, store.ErrNoPrevious)
			require.ErrorIs(t, err, metrics.ErrQuery)
			return
		}
		got, err := metrics.Compare(ctx, v, q, nil)
		require.NoError(t, err)
		now, err := metrics.Compute(ctx, v, q, nil)
		require.NoError(t, err)
		before, err := metrics.Compute(ctx, v, earlier, nil)
		require.NoError(t, err)
		if q.Breakdown == nil {
			require.Equal(t, asJSON(t, now), asJSON(t, got.Now))
			require.Equal(t, asJSON(t, before), asJSON(t, got.Before))
		} else {
			requireBrokenDown(t, v, q, &now.Report, &got.Now, &got.Now)
			requireBrokenDown(t, v, earlier, nil, &got.Before, &got.Now)
		}
		require.Equal(t, now.Timeframe.From.UnixMilli(), before.Timeframe.To.UnixMilli())

		for i, c := range got.Totals {
			requireChange(t, got.Now.Series[i].Total, got.Before.Series[i].Total, c)
		}
		for i, g := range got.Grids {
			require.Equal(t, got.Now.Grids[i].Unit, g.Unit)
			last := metrics.Pair{Now: -1, Before: -1}
			for p, pair := range g.Pairs {
				require.Greater(t, pair.Now, last.Now)
				require.Greater(t, pair.Before, last.Before, "time does not run backwards")
				last = pair
				for s := range got.Now.Series {
					requireChange(t, got.Now.Grids[i].Points[s][pair.Now], got.Before.Grids[i].Points[s][pair.Before], g.Changes[s][p])
				}
			}
		}

		var back metrics.Comparison
		require.NoError(t, json.Unmarshal([]byte(asJSON(t, got)), &back))
		require.Equal(t, asJSON(t, got), asJSON(t, back))
		for _, table := range got.Tables() {
			require.NoError(t, table.WriteText(&bytes.Buffer{}))
		}
	})
}

func requireChange(t require.TestingT, now, before metrics.Point, c metrics.Change) {
	require.Equal(t, report.CountChange{Now: now.Count, Before: before.Count}, c.Count)
	require.Equal(t, now.Ratio != nil, c.Ratio != nil)
	if c.Ratio != nil {
		require.Equal(t, report.RatioChange{Now: *now.Ratio, Before: *before.Ratio}, *c.Ratio)
	}
}

// requireBrokenDown holds a side of a comparison by values against reports of the one event or value: as its own report has them where there is one, and as
// a report of all values has them.
func requireBrokenDown(t require.TestingT, v *store.View, q metrics.Query, own, got, now *metrics.Report) {
	wide := q
	wide.Breakdown = &metrics.Breakdown{Property: q.Breakdown.Property, Top: metrics.MaxTop}
	r, err := metrics.Compute(context.Background(), v, wide, nil)
	require.NoError(t, err)
	type key struct {
		segment, event int
		kind           metrics.Kind
		value          value.Value
	}
	at := func(s metrics.Series) key { return key{s.Segment, s.Event, s.Kind, s.Value} }
	points := map[key]metrics.Point{}
	for _, s := range r.Series {
		require.NotEqual(t, metrics.Other, s.Kind, "the test has fewer values")
		points[at(s)] = s.Total
	}
	require.Len(t, got.Series, len(now.Series))
	for i, s := range got.Series {
		require.Equal(t, at(now.Series[i]), at(s), "the same series in both")
		if s.Kind != metrics.Other {
			require.Equal(t, points[at(s)].Count, s.Total.Count)
		}
	}
	if own != nil {
		had := map[key]metrics.Point{}
		for _, s := range own.Series {
			had[at(s)] = s.Total
		}
		for _, s := range got.Series {
			if p, ok := had[at(s)]; ok {
				require.Equal(t, p, s.Total)
			} else {
				require.Zero(t, s.Total.Count)
				require.Contains(t, []metrics.Kind{metrics.Absent, metrics.Other}, s.Kind)
			}
			delete(had, at(s))
		}
		require.Empty(t, had)
	}
}

// Values that were not there before, and those that are gone, are compared with what they were.
func TestComparisonOfABreakdown(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	for _, e := range []struct {
		day   int
		genre string
	}{{1, "folk"}, {1, "folk"}, {1, "folk"}, {2, "rock"}, {2, "jazz"}, {2, ""}, {4, "rock"}, {4, "rock"}, {4, "pop"}} {
		event := store.Event{Person: "ana", Name: "Song Played", Time: time.Date(2026, 5, e.day, 12, 0, 0, 0, time.UTC)}
		if e.genre != "" {
			event.Properties = []store.Property{store.Prop("genre", e.genre)}
		}
		_, err := s.Append(event)
		require.NoError(t, err)
	}
	q := songs()
	q.Metric, q.Every, q.Segments, q.EligibleFrom, q.Per = metrics.Events, nil, nil, "", metrics.Whole
	q.Timeframe, q.Breakdown = may(4, 6), &metrics.Breakdown{Property: "genre", Top: 2}
	c, err := metrics.Compare(context.Background(), s.View(), q, nil)
	require.NoError(t, err)
	var got []string
	for i, series := range c.Now.Series {
		got = append(got, fmt.Sprintf("%s %d %d %v %s", series.Label(), c.Totals[i].Count.Now, c.Totals[i].Count.Before, c.Totals[i].Count, c.Totals[i].Count.Percent()))
	}
	require.Equal(t, []string{"rock 2 1 +1 +100.0%", "pop 1 0 +1 n/a", "(none) 0 1 -1 -100.0%", "(other) 0 4 -4 -100.0%"}, got)
}

// Buckets stand beside each other by the calendar.
func TestComparisonPairs(t *testing.T) {
	zagreb := zone(t, "Europe/Zagreb")
	for _, c := range []struct {
		name  string
		frame store.Timeframe
		unit  metrics.Unit
		clock string
		want  string // pairs of the local starts that differ from their position, and how many pairs
	}{
		{"a day of 23 hours", store.Dates(value.NewDate(2026, 3, 29), value.NewDate(2026, 3, 29)), metrics.Hour, "2026-04-01 12:00", "23 of 23 and 24: 02>03 03>04 22>23"},
		{"the day after it", store.Dates(value.NewDate(2026, 3, 30), value.NewDate(2026, 3, 30)), metrics.Hour, "2026-04-01 12:00", "23 of 24 and 23: 03>02 04>03 23>22"},
		{"a day of 25 hours", store.Dates(value.NewDate(2026, 10, 25), value.NewDate(2026, 10, 25)), metrics.Hour, "2026-11-01 12:00", "24 of 25 and 24: 04>03 05>04 24>23"},
		{"days", store.Dates(value.NewDate(2026, 3, 28), value.NewDate(2026, 3, 30)), metrics.Day, "2026-04-01 12:00", "3 of 3 and 3:"},
		{"this week on Wednesday", store.ThisWeek(), metrics.Day, "2026-04-01 12:00", "3 of 3 and 7:"},
		{"weeks by position", store.LastDays(10), metrics.Week, "2026-04-01 12:00", "2 of 2 and 2:"},
		{"months by position", store.LastDays(31), metrics.Month, "2026-04-01 12:00", "2 of 2 and 3:"},
		{"hours of no days by position", store.Instants(at(t, zagreb, "2026-03-29 06:20"), at(t, zagreb, "2026-03-29 09:50")), metrics.Hour, "2026-04-01 12:00", "4 of 4 and 5:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := small(t, &store.Options{Location: zagreb})
			q := songs()
			q.Metric, q.Segments, q.EligibleFrom, q.Per, q.Location = metrics.Events, nil, "", metrics.Whole, ""
			q.Timeframe, q.Every = c.frame, []metrics.Unit{c.unit}
			got, err := metrics.Compare(context.Background(), s.View().At(at(t, zagreb, c.clock)), q, nil)
			require.NoError(t, err)
			pairs := got.Grids[0].Pairs
			shown := []string{fmt.Sprintf("%d of %d and %d:", len(pairs), len(got.Now.Grids[0].Buckets), len(got.Before.Grids[0].Buckets))}
			var shifted []string
			for _, p := range pairs {
				if p.Now != p.Before {
					shifted = append(shifted, fmt.Sprintf("%02d>%02d", p.Now, p.Before))
				}
			}
			if n := len(shifted); n > 3 {
				shifted = []string{shifted[0], shifted[1], shifted[n-1]}
			}
			require.Equal(t, c.want, strings.Join(append(shown, shifted...), " "))
		})
	}
}

// Segments stay: who did it in the last 7 days by the clock is the audience of both periods.
func TestComparisonKeepsItsPeople(t *testing.T) {
	s := small(t, nil)
	q := songs()
	q.Metric, q.Per, q.EligibleFrom, q.Every = metrics.People, metrics.Whole, "", nil
	q.Timeframe = may(6, 8)
	q.Segments = []segment.Segment{{Name: "recent", Where: segment.Did{Event: store.On("Login"), In: store.LastDays(3)}}}
	c, err := metrics.Compare(context.Background(), s.View(), q, nil)
	require.NoError(t, err)
	require.Equal(t, c.Now.Audiences, c.Before.Audiences)
	require.Equal(t, 2, c.Before.Audiences[0].People, "bo and cy, by the clock of the 10th")
	require.Equal(t, report.CountChange{Now: 2, Before: 1}, c.Totals[0].Count, "bo and cy now; bo on the 5th")
}

func TestCompareTellsItsProgress(t *testing.T) {
	s := small(t, nil)
	for name, b := range map[string]*metrics.Breakdown{"plain": nil, "broken down": {Property: "genre", Top: 2}} {
		t.Run(name, func(t *testing.T) {
			q := songs()
			q.Metric, q.Segments, q.EligibleFrom, q.Per = metrics.Events, nil, "", metrics.Whole
			q.Timeframe, q.Breakdown = may(4, 6), b
			last := 0.0
			_, err := metrics.Compare(context.Background(), s.View(), q, &metrics.Options{Progress: func(done, total int) {
				require.LessOrEqual(t, done, total)
				now := float64(done) / float64(total)
				require.GreaterOrEqual(t, now, last)
				last = now
			}})
			require.NoError(t, err)
			require.Equal(t, 1.0, last)
		})
	}
}

func TestCompareRefuses(t *testing.T) {
	v := small(t, nil).View()
	q := songs()
	q.Timeframe = store.Timeframe{}
	_, err := metrics.Compare(context.Background(), v, q, nil)
	require.ErrorIs(t, err, store.ErrNoPrevious)
	require.ErrorContains(t, err, "timeframe: ")
	q.Timeframe = may(4, 6)
	_, err = metrics.Compare(context.Background(), v, q, &metrics.Options{Workers: -1})
	require.ErrorIs(t, err, metrics.ErrQuery)
	_, err = metrics.Compare(context.Background(), v, q, &metrics.Options{Limits: metrics.Limits{Points: 1}})
	require.ErrorIs(t, err, metrics.ErrLimit)
	q.Segments = []segment.Segment{{Where: segment.Saved("gone")}}
	_, err = metrics.Compare(context.Background(), v, q, nil)
	require.ErrorIs(t, err, segment.ErrNoSegment)
	q.Segments = nil
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = metrics.Compare(ctx, v, q, nil)
	require.ErrorIs(t, err, context.Canceled)
}

func TestComparisonIsReadStrictly(t *testing.T) {
	q := songs()
	q.Metric, q.Segments, q.EligibleFrom, q.Per = metrics.Events, nil, "", metrics.Whole
	q.Timeframe, q.Every = may(5, 6), []metrics.Unit{metrics.Day}
	c, err := metrics.Compare(context.Background(), small(t, nil).View(), q, nil)
	require.NoError(t, err)
	data := asJSON(t, c)
	for name, change := range map[string][2]string{
		"another change":  {`"totals":[{"count":{"now":3,`, `"totals":[{"count":{"now":4,`},
		"another pair":    {`"pairs":[{"now":0,"before":0}`, `"pairs":[{"now":0,"before":1}`},
		"a pair nowhere":  {`"pairs":[{"now":0,"before":0}`, `"pairs":[{"now":9,"before":0}`},
		"unknown field":   {`{"version":1,"now"`, `{"x":1,"version":1,"now"`},
		"newer version":   {`{"version":1,"now"`, `{"version":2,"now"`},
		"wrong case":      {`"totals"`, `"Totals"`},
		"another metric":  {`"metric":"events"`, `"metric":"people"`},
		"null":            {`"pairs":[`, `"pairs":null,"x":[`},
		"missing changes": {`"totals":[`, `"total":[`},
	} {
		t.Run(name, func(t *testing.T) {
			broken := strings.Replace(data, change[0], change[1], 1)
			require.NotEqual(t, data, broken)
			back := metrics.Comparison{Version: 99}
			require.Error(t, json.Unmarshal([]byte(broken), &back))
			require.Equal(t, metrics.Comparison{Version: 99}, back)
		})
	}
}

func TestComparisonOfHostileNames(t *testing.T) {
	for _, name := range []string{"<script>", "a\nb\x1b[2J", `"`, "\u202eevil", "👩🏽", strings.Repeat("long ", 40), "=1+1"} {
		s, err := store.New(nil)
		require.NoError(t, err)
		_, err = s.Append(store.Event{Person: "p", Name: name, Time: time.Date(2026, 5, 5, 1, 0, 0, 0, time.UTC), Properties: []store.Property{store.Prop(name, name)}})
		require.NoError(t, err)
		for _, every := range [][]metrics.Unit{nil, {metrics.Day}} {
			c, err := metrics.Compare(context.Background(), s.View(), metrics.Query{
				Metric: metrics.Events, Events: []store.Selector{store.On(name)}, Segments: []segment.Segment{{Name: name}}, Timeframe: may(5, 5), Every: every,
				Breakdown: &metrics.Breakdown{Property: name, Top: 1},
			}, nil)
			require.NoError(t, err)
			var back metrics.Comparison
			require.NoError(t, json.Unmarshal([]byte(asJSON(t, c)), &back))
			require.Equal(t, asJSON(t, c), asJSON(t, back))
			var b bytes.Buffer
			for _, table := range c.Tables() {
				require.NoError(t, table.WriteText(&b))
			}
			require.NotContains(t, b.String(), "\x1b")
			require.NotContains(t, b.String(), "\u202e")
		}
	}
}

func ExampleCompare() {
	s, err := listeners()
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := metrics.Compare(context.Background(), s.View(), metrics.Query{
		Metric:    metrics.Events,
		Events:    []store.Selector{store.On("Song Played")},
		Timeframe: store.Dates(value.NewDate(2026, time.May, 10), value.NewDate(2026, time.May, 14)),
		Every:     []metrics.Unit{metrics.Day},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, table := range c.Tables() {
		if err := table.WriteText(os.Stdout); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// Events by day; Song Played; everyone; from 2026-05-10 to 2026-05-14, UTC; before: 2026-05-05 to 2026-05-09
	//
	// day             events  day before      events  change  in percent
	// --------------  ------  --------------  ------  ------  ----------
	// 2026-05-10 Sun       0  2026-05-05 Tue       0       0         n/a
	// 2026-05-11 Mon       0  2026-05-06 Wed       2      -2     -100.0%
	// 2026-05-12 Tue       0  2026-05-07 Thu       0       0         n/a
	// 2026-05-13 Wed       1  2026-05-08 Fri       0      +1         n/a
	// 2026-05-14 Thu       1  2026-05-09 Sat       0      +1         n/a
	// --------------  ------  --------------  ------  ------  ----------
	// total                2  total                2       0        0.0%
	//
	// everyone: 3 people, the same in both periods
}

// A share is compared in percentage points, and the change of each number is at hand.
func ExampleComparison() {
	s, err := listeners()
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := metrics.Compare(context.Background(), s.View(), metrics.Query{
		Metric: metrics.Adoption, Events: []store.Selector{store.On("Song Played")}, EligibleFrom: "registered",
		Timeframe: store.Dates(value.NewDate(2026, time.May, 9), value.NewDate(2026, time.May, 15)),
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	share := c.Totals[0].Ratio
	fmt.Println(c.Before.Timeframe.Asked)
	fmt.Println(share.Now.Percent(), "after", share.Before.Percent(), "is", share.Points(), "or", share.Percent())
	// Output:
	// from 2026-05-02 to 2026-05-08
	// 66.7% after 100.0% is -33.3 pp or -33.3%
}
