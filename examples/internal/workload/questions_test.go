package workload_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// BenchmarkQuestions asks each question of a store that is loaded once a size.
func BenchmarkQuestions(b *testing.B) {
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		var v *store.View
		for _, q := range workload.Questions() {
			b.Run("size="+size.Name+"/question="+q.Name, func(b *testing.B) {
				if v == nil {
					v = compacted(b, size).View()
				}
				require.NoError(b, q.Ask(b.Context(), v)) // what a view makes once is made
				b.ReportAllocs()
				for b.Loop() {
					require.NoError(b, q.Ask(b.Context(), v))
				}
			})
		}
	}
}

// compacted is a store as it is a while after loading, or once Compact was asked for.
func compacted(b *testing.B, size workload.Size) *store.Store {
	s, err := workload.Load(size, nil)
	require.NoError(b, err)
	require.NoError(b, s.Compact(b.Context()))
	return s
}

// BenchmarkSegments finds people: by equality, by range, and by behaviour. Before each question somebody's attributes are written, for who met a test is kept until they are.
func BenchmarkSegments(b *testing.B) {
	segments := map[string]segment.Predicate{
		"equality":  segment.Attr("country", value.Is("HR")),
		"range":     segment.Attr("registered", value.Between(value.NewDate(2025, 6, 1), value.NewDate(2025, 8, 31))),
		"behaviour": segment.Did{Event: workload.On(3), Count: value.AtLeast(3), In: store.Last30Days()},
		"any-event": segment.Did{Event: store.OnEvery(), Count: value.AtLeast(20), In: store.Last30Days()},
		"cut-days":  segment.Did{Event: store.OnEvery(), In: store.Instants(workload.Start().Add(50*time.Hour), workload.Start().Add(900*time.Hour))},
		"condition": segment.First{Event: workload.On(3, store.If("genre", value.Is("rock"))), In: store.Last30Days()},
	}
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		var s *store.Store
		for _, name := range []string{"equality", "range", "behaviour", "any-event", "cut-days", "condition"} {
			b.Run("size="+size.Name+"/segment="+name, func(b *testing.B) {
				if s == nil {
					s = compacted(b, size)
				}
				b.ReportAllocs()
				for b.Loop() {
					require.NoError(b, s.SetAttributes("somebody", people.Attributes{"country": value.Of("HR"), "registered": value.Of(value.NewDate(2025, 7, 1))}))
					_, err := segment.People(b.Context(), s.View(), segment.Segment{Where: segments[name]})
					require.NoError(b, err)
				}
			})
		}
	}
}
