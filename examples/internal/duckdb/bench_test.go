package duckdb_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
)

// BenchmarkBeside asks both each question and gives the medians and their ratio: each by itself, twenty times and again twenty times, and in turn, one after the other, so that each finds the other's data in the caches and its own threads
// asleep. What is made at the first question is made before, when the answers are compared.
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
			want := ofFootfall(b, engines.view, q)
			for _, query := range queries {
				require.Equal(b, want, ofDuckDB(b, engines.db, query), query)
			}
			asks := []func(){func() { require.NoError(b, q.Ask(b.Context(), engines.view)) }}
			for _, query := range queries {
				asks = append(asks, func() { ofDuckDB(b, engines.db, query) })
			}
			turns, alone := make([][]time.Duration, len(asks)), make([][]time.Duration, len(asks))
			for b.Loop() {
				for i, ask := range asks {
					turns[i] = append(turns[i], took(ask))
				}
			}
			for len(alone[0]) < len(turns[0]) { // a block of each, so that whatever else the machine does for a while falls on all
				for i, ask := range asks {
					for range settling {
						ask()
					}
					for range min(block, len(turns[0])-len(alone[i])) {
						alone[i] = append(alone[i], took(ask))
					}
				}
			}
			b.ReportMetric(0, "ns/op")
			report(b, alone, "")
			report(b, turns, "-in-turn")
		})
	}
}

// block is how many times one is asked before the other has its turn to be asked by itself. It is asked a few times before that count: the first three or four funnels of Footfall after one of
// DuckDB's were seen to take 10 milliseconds instead of 5.5.
const block, settling = 20, 5

func took(ask func()) time.Duration {
	started := time.Now()
	ask()
	return time.Since(started)
}

// report gives the medians of Footfall, which comes first, and of DuckDB's fastest formulation.
func report(b *testing.B, times [][]time.Duration, how string) {
	footfall, duckdb := median(times[0]), median(times[1])
	for _, t := range times[2:] {
		duckdb = min(duckdb, median(t))
	}
	b.ReportMetric(footfall, "footfall-ms"+how)
	b.ReportMetric(duckdb, "duckdb-ms"+how)
	b.ReportMetric(duckdb/footfall, "ratio"+how)
}

// median is that of some times, in milliseconds.
func median(times []time.Duration) float64 {
	times = slices.Sorted(slices.Values(times))
	return float64(times[len(times)/2].Microseconds()) / 1000
}
