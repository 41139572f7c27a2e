package duckdb_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
)

// BenchmarkBeside asks both each question, one after the other, and gives the medians and their ratio. What is made at the first question is made before.
func BenchmarkBeside(whole *testing.B) {
	want := os.Getenv("FOOTFALL_SIZE")
	if want == "" {
		want = workload.Sizes()[0].Name
	}
	at := slices.IndexFunc(workload.Sizes(), func(s workload.Size) bool { return s.Name == want })
	require.GreaterOrEqual(whole, at, 0, "FOOTFALL_SIZE=%s is none of the sizes", want)
	var engines *both
	for _, q := range workload.Questions() {
		whole.Run("size="+want+"/question="+q.Name, func(b *testing.B) {
			if engines == nil {
				engines = load(whole, workload.Sizes()[at])
			}
			queries := formulations(q.Name)
			require.NoError(b, q.Ask(b.Context(), engines.view))
			for _, query := range queries {
				ofDuckDB(b, engines.db, query)
			}
			times := make([][]time.Duration, 1+len(queries))
			for b.Loop() {
				started := time.Now()
				require.NoError(b, q.Ask(b.Context(), engines.view))
				times[0] = append(times[0], time.Since(started))
				for i, query := range queries {
					started = time.Now()
					ofDuckDB(b, engines.db, query)
					times[i+1] = append(times[i+1], time.Since(started))
				}
			}
			best := median(times[1])
			for _, t := range times[2:] {
				best = min(best, median(t))
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(times[0]), "footfall-ms")
			b.ReportMetric(best, "duckdb-ms")
			b.ReportMetric(best/median(times[0]), "ratio")
		})
	}
}

// median is that of some times, in milliseconds.
func median(times []time.Duration) float64 {
	times = slices.Sorted(slices.Values(times))
	return float64(times[len(times)/2].Microseconds()) / 1000
}
