package workload_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
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
