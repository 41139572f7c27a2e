package workload_test

import (
	"context"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/store"
)

// BenchmarkMemory loads a store and reports where its bytes are, how they compare with the process's heap, and what a full cycle of the garbage collector costs.
func BenchmarkMemory(b *testing.B) {
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		b.Run("size="+size.Name, func(b *testing.B) {
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
				report(b, size, s.Stats(), float64(after-before))
				started := time.Now()
				runtime.GC()
				b.ReportMetric(float64(time.Since(started).Microseconds())/1000, "GC-ms")
				runtime.KeepAlive(s)
			}
		})
	}
}

func report(b *testing.B, size workload.Size, st store.Stats, grown float64) {
	events, people := float64(size.Events), float64(size.People)
	by := st.Bytes
	own := by.Logs + by.Heads + by.Bitmaps + by.Columns + by.EventIDs + by.Texts + by.Names
	b.ReportMetric(float64(by.Logs)/events, "log-B/event")
	b.ReportMetric(float64(by.Bitmaps)/events, "bitmap-B/event")
	b.ReportMetric(float64(by.Columns)/events, "column-B/event")
	b.ReportMetric(float64(by.People.Identity)/people, "identity-B/person")
	b.ReportMetric(float64(by.People.Attributes+by.People.Indexes)/people, "attribute-B/person")
	b.ReportMetric(float64(own+by.People.Identity+by.People.Attributes+by.People.Indexes+by.People.Tags)/grown, "stats/heap")
}

// heap is what the process holds after a collection.
func heap() int64 {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse)
}
