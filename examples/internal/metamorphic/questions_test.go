package metamorphic_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func segments() []segment.Segment {
	day := value.DateOf(begin, time.UTC)
	return []segment.Segment{
		{},
		{Name: "croats", Where: segment.All{segment.Attr("country", value.Is("HR")), segment.Not{Of: segment.Tag("staff")}}},
		{Name: "cohort", Where: segment.Attr("registered", value.Between(day+10, day+30))},
		{Name: "fans", Where: segment.Any{
			segment.Did{Event: store.On("Song Played", store.If("genre", value.Is("rock"))), Count: value.AtLeast(3), In: store.Last30Days()},
			segment.First{Event: store.OnEvery(), In: store.Dates(day+6, day+7)},
			segment.Did{Event: store.On("Login"), Near: segment.WithinAfter(7, "registered")},
		}},
	}
}

func measures() []metrics.Query {
	day, all := value.DateOf(begin, time.UTC), segments()
	on, every := store.On, []metrics.Unit{metrics.Month, metrics.Week, metrics.Day, metrics.Hour}
	many := []store.Selector{on("Song Played"), on("Payment", store.If("price", value.AtLeast(10))), store.OnAny([]string{"Login", "Refund"}), store.OnEvery()}
	return []metrics.Query{
		{Metric: metrics.Events, Events: many, Segments: all, Every: every},
		{Metric: metrics.People, Events: many, Segments: all, Every: every, Timeframe: store.Dates(day+3, day+40)},
		{Metric: metrics.Adoption, Events: many, Segments: all, Every: every[1:3], EligibleFrom: "registered", Timeframe: store.Last30Days()},
		{Metric: metrics.Engagement, Events: many, Every: every[:3], Per: metrics.Active, Location: "Europe/Zagreb", WeekStart: "sunday"},
		{Metric: metrics.Events, Events: many[:1], Every: every[2:3], Breakdown: &metrics.Breakdown{Property: "genre", Top: 2}},
		{Metric: metrics.People, Events: many[1:2], Every: every[1:2], Segments: all[:2], Breakdown: &metrics.Breakdown{Property: "price", Top: 5}, Timeframe: store.ThisWeek()},
	}
}

func funnels() []funnel.Query {
	day, on := value.DateOf(begin, time.UTC), store.On
	return []funnel.Query{
		{Steps: []store.Selector{on("Registration"), on("Video Watched"), on("Payment")}, Window: 48 * time.Hour},
		{Steps: []store.Selector{on("Registration"), on("Song Played", store.If("genre", value.Is("rock"))), on("Registration")}, Window: 7 * 24 * time.Hour, Timeframe: store.Dates(day+10, day+30),
			Segments: segments()[1:3]},
		{Steps: []store.Selector{store.OnEvery(), on("Song Played"), on("Song Played"), on("Login")}, Window: funnel.NoLimit, Policy: funnel.Entry, StrictIncrease: true, Timeframe: store.PreviousWeek()},
	}
}

// answers are the reports on a view, in JSON, one a line.
func answers(t require.TestingT, v *store.View, workers int) [][]byte {
	ctx := context.Background()
	var all [][]byte
	keep := func(report any, err error) {
		require.NoError(t, err)
		line, err := json.Marshal(report)
		require.NoError(t, err)
		all = append(all, line)
	}
	for _, s := range segments() {
		found, err := segment.People(ctx, v, s)
		keep(slices.Sorted(found.IDs()), err)
	}
	for _, q := range measures() {
		r, err := metrics.Compute(ctx, v, q, &metrics.Options{Workers: workers})
		require.NoError(t, err)
		keep(r.Report, nil)
	}
	for _, q := range funnels() {
		r, err := funnel.Compute(ctx, v, q, &funnel.Options{Workers: workers})
		require.NoError(t, err)
		keep(r.Report, nil)
		for step := range q.Steps {
			kind := funnel.Dropped
			if step == 0 {
				kind = funnel.Reached
			}
			set, err := r.Behind(0, step, kind)
			keep(slices.Sorted(set.IDs()), err)
		}
	}
	return all
}

func same(t require.TestingT, want, got [][]byte, where string) {
	require.Equal(t, len(want), len(got))
	for i := range want {
		if !bytes.Equal(want[i], got[i]) {
			at := 0
			for at < min(len(want[i]), len(got[i])) && want[i][at] == got[i][at] {
				at++
			}
			from := max(0, at-200)
			require.Fail(t, "reports differ", fmt.Sprintf("%s, report %d, byte %d:\nwant ...%.400s\ngot  ...%.400s", where, i, at, want[i][from:], got[i][from:]))
		}
	}
}
