package workload_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// question is one that the benchmarks ask: by metrics or by funnel.
type question struct {
	name    string
	metrics metrics.Query
	funnel  *funnel.Query
}

func on(i int, where ...store.Condition) store.Selector {
	return store.On(workload.EventName(i), where...)
}

func steps(events ...int) []store.Selector {
	var out []store.Selector
	for _, i := range events {
		out = append(out, on(i))
	}
	return out
}

func questions() []question {
	day := value.DateOf(workload.Start(), time.UTC)
	all := store.Dates(day, day+workload.Days-1)
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
	filtered := &funnel.Query{Steps: []store.Selector{on(2), on(5, rock), on(9)}, Window: time.Hour, Timeframe: month}
	sevenSteps := &funnel.Query{Steps: steps(0, 1, 2, 3, 4, 5, 6), Window: 7 * 24 * time.Hour, Timeframe: all, Segments: []segment.Segment{country("HR"), cohort}}
	return []question{
		{"events-daily", metrics.Query{Metric: metrics.Events, Events: steps(0), Timeframe: all, Every: daily}, nil},
		{"uniques-daily-4-events-1-country", metrics.Query{Metric: metrics.People, Events: steps(0, 3, 8, 15), Segments: []segment.Segment{country("HR")}, Timeframe: all, Every: daily}, nil},
		{"uniques-weekly-4-events-4-segments", metrics.Query{Metric: metrics.People, Events: steps(0, 1, 4, 9), Segments: []segment.Segment{country("HR"), cohort, older, country("US")}, Timeframe: all, Every: weekly}, nil},
		{"adoption-weekly-cohort", metrics.Query{Metric: metrics.Adoption, Events: steps(3), Segments: []segment.Segment{cohort}, Timeframe: all, Every: weekly}, nil},
		{"engagement-daily-condition", metrics.Query{Metric: metrics.Engagement, Events: []store.Selector{on(0, rock)}, Segments: []segment.Segment{everyone}, Timeframe: all, Every: daily}, nil},
		{"events-daily-by-genre", metrics.Query{Metric: metrics.Events, Events: steps(1), Timeframe: all, Every: daily, Breakdown: &metrics.Breakdown{Property: "genre", Top: 20}}, nil},
		{"funnel-3-steps-1h", metrics.Query{}, threeSteps},
		{"funnel-7-steps-7d-2-segments", metrics.Query{}, sevenSteps},
		{"funnel-3-steps-condition", metrics.Query{}, filtered},
		{"people-weekly-one-song", metrics.Query{Metric: metrics.People, Events: []store.Selector{on(0, store.If("song", value.Is("Song 00010")))}, Timeframe: all, Every: weekly}, nil},
		{"adoption-weekly-eligible", metrics.Query{Metric: metrics.Adoption, Events: steps(3), Timeframe: all, Every: weekly, EligibleFrom: "registered"}, nil},
		{"engagement-daily-eligible", metrics.Query{Metric: metrics.Engagement, Events: steps(3), Timeframe: all, Every: daily, EligibleFrom: "registered"}, nil},
		{"events-hourly", metrics.Query{Metric: metrics.Events, Events: steps(3), Timeframe: all, Every: []metrics.Unit{metrics.Hour}}, nil},
		{"uniques-daily-other-location", metrics.Query{Metric: metrics.People, Events: steps(0, 3), Timeframe: all, Every: daily, Location: "America/New_York"}, nil},
		{"adoption-weekly-of-active", metrics.Query{Metric: metrics.Adoption, Per: metrics.Active, Events: steps(3), Timeframe: all, Every: weekly}, nil},
	}
}

// ask computes the report.
func (q question) ask(ctx context.Context, v *store.View) error {
	if q.funnel != nil {
		_, err := funnel.Compute(ctx, v, *q.funnel, nil)
		return err
	}
	_, err := metrics.Compute(ctx, v, q.metrics, nil)
	return err
}

// BenchmarkQuestions asks each question of a store that is loaded once a size.
func BenchmarkQuestions(b *testing.B) {
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		var v *store.View
		for _, q := range questions() {
			b.Run("size="+size.Name+"/question="+q.name, func(b *testing.B) {
				if v == nil {
					s, err := workload.Load(size, nil)
					require.NoError(b, err)
					v = s.View()
				}
				require.NoError(b, q.ask(b.Context(), v)) // what a view makes once is made
				b.ReportAllocs()
				for b.Loop() {
					require.NoError(b, q.ask(b.Context(), v))
				}
			})
		}
	}
}

// BenchmarkSegments finds people: by equality, by range, and by behaviour.
func BenchmarkSegments(b *testing.B) {
	segments := map[string]segment.Predicate{
		"equality":  segment.Attr("country", value.Is("HR")),
		"range":     segment.Attr("registered", value.Between(value.NewDate(2025, 6, 1), value.NewDate(2025, 8, 31))),
		"behaviour": segment.Did{Event: on(3), Count: value.AtLeast(3), In: store.Last30Days()},
		"any-event": segment.Did{Event: store.OnEvery(), Count: value.AtLeast(20), In: store.Last30Days()},
		"cut-days":  segment.Did{Event: store.OnEvery(), In: store.Instants(workload.Start().Add(50*time.Hour), workload.Start().Add(900*time.Hour))},
		"condition": segment.First{Event: on(3, store.If("genre", value.Is("rock"))), In: store.Last30Days()},
	}
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		var v *store.View
		for _, name := range []string{"equality", "range", "behaviour", "any-event", "cut-days", "condition"} {
			b.Run("size="+size.Name+"/segment="+name, func(b *testing.B) {
				if v == nil {
					s, err := workload.Load(size, nil)
					require.NoError(b, err)
					v = s.View()
				}
				b.ReportAllocs()
				for b.Loop() {
					_, err := segment.People(b.Context(), v, segment.Segment{Where: segments[name]})
					require.NoError(b, err)
				}
			})
		}
	}
}
