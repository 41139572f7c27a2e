package workload_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/store"
)

// BenchmarkMemory loads a store and reports where its bytes are, how they compare with the process's heap, and what a full cycle of the garbage collector costs (the median of five). stats/heap is of HeapInuse, the pages that the
// heap has in use, stats/objects of HeapAlloc, the objects in them: between the two are pages that are not full: 0.4 to 1 MB, by chance, however small the store.
func BenchmarkMemory(b *testing.B) {
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		b.Run("size="+size.Name+"/question=memory", func(b *testing.B) {
			for b.Loop() {
				before := heap()
				s, err := workload.Load(size, nil)
				require.NoError(b, err)
				require.NoError(b, s.Compact(context.Background()))
				v := s.View()
				for _, q := range workload.Questions() {
					require.NoError(b, q.Ask(b.Context(), v))
				}
				after := heap()
				report(b, size, s.Stats(), before, after)
				var cycles []time.Duration
				for range 5 {
					started := time.Now()
					runtime.GC()
					cycles = append(cycles, time.Since(started))
				}
				b.ReportMetric(quantile(cycles, 0.5), "GC-ms")
				runtime.KeepAlive(s)
			}
		})
	}
}

func report(b *testing.B, size workload.Size, st store.Stats, before, after runtime.MemStats) {
	events, people := float64(size.Events), float64(size.People)
	by := st.Bytes
	sum := float64(by.Total())
	b.ReportMetric(float64(by.Logs)/events, "log-B/event")
	b.ReportMetric(float64(by.Bitmaps)/events, "bitmap-B/event")
	b.ReportMetric(float64(by.Columns)/events, "column-B/event")
	b.ReportMetric(float64(by.People.Identity)/people, "identity-B/person")
	b.ReportMetric(float64(by.People.Attributes+by.People.Indexes)/people, "attribute-B/person")
	b.ReportMetric(sum/(float64(after.HeapInuse)-float64(before.HeapInuse)), "stats/heap")
	b.ReportMetric(sum/(float64(after.HeapAlloc)-float64(before.HeapAlloc)), "stats/objects")
}

// heap is what the process holds after two collections: what is in a sync.Pool, the scratch of the questions and what other benchmarks left, goes with the second.
func heap() (m runtime.MemStats) {
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m
}
