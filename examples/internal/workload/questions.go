package workload

import (
	"context"
	"time"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Question is one that the benchmarks ask: by metrics, or by funnel where there is one.
type Question struct {
	Name    string
	Metrics metrics.Query
	Funnel  *funnel.Query
}

// On selects the events of a type, the most frequent first.
func On(i int, where ...store.Condition) store.Selector {
	return store.On(EventName(i), where...)
}

func steps(events ...int) []store.Selector {
	var out []store.Selector
	for _, i := range events {
		out = append(out, On(i))
	}
	return out
}

// Questions are those of the benchmarks, over the days of the data.
func Questions() []Question {
	day := value.DateOf(Start(), time.UTC)
	all := store.Dates(day, day+Days-1)
	month := store.Dates(day+30, day+59)
	country := func(names ...string) segment.Segment {
		return segment.Segment{Name: names[0], Where: segment.Attr("country", value.In(names...))}
	}
	cohort := segment.Segment{Name: "cohort", Where: segment.Attr("registered", value.Between(value.NewDate(2025, 12, 1), value.NewDate(2025, 12, 31)))}
	older := segment.Segment{Name: "older", Where: segment.Attr("age", value.AtLeast(70))}
	rock := store.If("genre", value.Is("rock"))
	daily, weekly := []metrics.Unit{metrics.Day}, []metrics.Unit{metrics.Week}
	everyone := segment.Segment{Name: "everyone"}
	threeSteps := &funnel.Query{Steps: steps(2, 5, 9), Window: time.Hour, Timeframe: month}
	filtered := &funnel.Query{Steps: []store.Selector{On(2), On(5, rock), On(9)}, Window: time.Hour, Timeframe: month}
	sevenSteps := &funnel.Query{Steps: steps(0, 1, 2, 3, 4, 5, 6), Window: 7 * 24 * time.Hour, Timeframe: all, Segments: []segment.Segment{country("HR"), cohort}}
	return []Question{
		{"events-daily", metrics.Query{Metric: metrics.Events, Events: steps(0), Timeframe: all, Every: daily}, nil},
		{"uniques-daily-4-events-1-country", metrics.Query{Metric: metrics.People, Events: steps(0, 3, 8, 15), Segments: []segment.Segment{country("HR")}, Timeframe: all, Every: daily}, nil},
		{"uniques-weekly-4-events-4-segments", metrics.Query{Metric: metrics.People, Events: steps(0, 1, 4, 9), Segments: []segment.Segment{country("HR"), cohort, older, country("US")}, Timeframe: all, Every: weekly}, nil},
		{"adoption-weekly-cohort", metrics.Query{Metric: metrics.Adoption, Events: steps(3), Segments: []segment.Segment{cohort}, Timeframe: all, Every: weekly}, nil},
		{"engagement-daily-condition", metrics.Query{Metric: metrics.Engagement, Events: []store.Selector{On(0, rock)}, Segments: []segment.Segment{everyone}, Timeframe: all, Every: daily}, nil},
		{"events-daily-by-genre", metrics.Query{Metric: metrics.Events, Events: steps(1), Timeframe: all, Every: daily, Breakdown: &metrics.Breakdown{Property: "genre", Top: 20}}, nil},
		{"funnel-3-steps-1h", metrics.Query{}, threeSteps},
		{"funnel-7-steps-7d-2-segments", metrics.Query{}, sevenSteps},
		{"funnel-3-steps-condition", metrics.Query{}, filtered},
		{"people-weekly-one-song", metrics.Query{Metric: metrics.People, Events: []store.Selector{On(0, store.If("song", value.Is("Song 00010")))}, Timeframe: all, Every: weekly}, nil},
		{"adoption-weekly-eligible", metrics.Query{Metric: metrics.Adoption, Events: steps(3), Timeframe: all, Every: weekly, EligibleFrom: "registered"}, nil},
		{"engagement-daily-eligible", metrics.Query{Metric: metrics.Engagement, Events: steps(3), Timeframe: all, Every: daily, EligibleFrom: "registered"}, nil},
		{"events-hourly", metrics.Query{Metric: metrics.Events, Events: steps(3), Timeframe: all, Every: []metrics.Unit{metrics.Hour}}, nil},
		{"uniques-daily-other-location", metrics.Query{Metric: metrics.People, Events: steps(0, 3), Timeframe: all, Every: daily, Location: "America/New_York"}, nil},
		{"adoption-weekly-of-active", metrics.Query{Metric: metrics.Adoption, Per: metrics.Active, Events: steps(3), Timeframe: all, Every: weekly}, nil},
	}
}

// Report computes the report, a *funnel.Result or a *metrics.Result.
func (q Question) Report(ctx context.Context, v *store.View) (any, error) {
	if q.Funnel != nil {
		return funnel.Compute(ctx, v, *q.Funnel, nil)
	}
	return metrics.Compute(ctx, v, q.Metrics, nil)
}

// Ask computes the report for those who do not look at it.
func (q Question) Ask(ctx context.Context, v *store.View) error {
	_, err := q.Report(ctx, v)
	return err
}
