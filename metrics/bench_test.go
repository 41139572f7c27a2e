package metrics_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// crowd is a store of people with ten events each over 90 days, of eight kinds.
func crowd(b *testing.B, n int) *store.View {
	s, err := store.New(nil)
	require.NoError(b, err)
	r := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	events := make([]store.Event, 0, store.MaxBatch)
	for i := range n {
		id := fmt.Sprint("person ", i)
		joined := start.Add(time.Duration(r.IntN(90*24)) * time.Hour)
		require.NoError(b, s.SetAttributes(id, people.Attributes{"country": value.Of([]string{"HR", "SI", "AT", "HU"}[r.IntN(4)]), "registered": value.Of(joined)}))
	}
	for i := range n * 10 {
		events = append(events, store.Event{
			Person: fmt.Sprint("person ", r.IntN(n)), Name: fmt.Sprint("event ", r.IntN(8)),
			Time:       start.Add(time.Duration(r.Int64N(int64(90 * 24 * time.Hour)))),
			Properties: []store.Property{store.Prop("genre", []string{"rock", "pop", "jazz", "folk", "metal", "soul"}[r.IntN(6)])},
		})
		if len(events) == cap(events) || i == n*10-1 {
			_, err := s.Append(events...)
			require.NoError(b, err)
			events = events[:0]
		}
	}
	return s.View()
}

func BenchmarkCompute(b *testing.B) {
	const n = 50_000
	v := crowd(b, n)
	var countries []segment.Segment
	for _, c := range []string{"HR", "SI", "AT", "HU"} {
		countries = append(countries, segment.Segment{Name: c, Where: segment.Attr("country", value.Is(c))})
	}
	four := []store.Selector{store.On("event 0"), store.On("event 1"), store.On("event 2"), store.On("event 3")}
	for _, c := range []struct {
		name string
		q    metrics.Query
	}{
		{"question=events-a-day", metrics.Query{Metric: metrics.Events, Events: four[:1], Every: []metrics.Unit{metrics.Day}}},
		{"question=people-a-week-4x4", metrics.Query{Metric: metrics.People, Events: four, Segments: countries, Every: []metrics.Unit{metrics.Week, metrics.Day}}},
		{"question=adoption-eligible", metrics.Query{Metric: metrics.Adoption, Events: four[:1], EligibleFrom: "registered", Every: []metrics.Unit{metrics.Week}}},
		{"question=engagement-of-active", metrics.Query{Metric: metrics.Engagement, Per: metrics.Active, Events: four[:1], Every: []metrics.Unit{metrics.Day}}},
		{"question=breakdown", metrics.Query{Metric: metrics.Events, Events: four[:1], Every: []metrics.Unit{metrics.Day}, Breakdown: &metrics.Breakdown{Property: "genre", Top: 3}}},
		{"question=condition", metrics.Query{Metric: metrics.Events, Events: []store.Selector{store.On("event 0", store.If("genre", value.Is("rock")))}, Every: []metrics.Unit{metrics.Day}}},
	} {
		b.Run(fmt.Sprintf("people=%d/%s", n, c.name), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := metrics.Compute(context.Background(), v, c.q, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
