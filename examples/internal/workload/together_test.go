package workload_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"runtime/metrics"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/store"
)

// BenchmarkTogether has one writer append events of the day after the last while readers ask all the questions, each of a view of its own: how much goes in and comes out, how long a question takes
// alone and then, and what the garbage collector has of it.
func BenchmarkTogether(b *testing.B) {
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		var s *store.Store
		for _, readers := range []int{1, 8} {
			b.Run(fmt.Sprintf("size=%s/question=together-%d", size.Name, readers), func(b *testing.B) {
				if s == nil {
					var err error
					s, err = workload.Load(size, nil)
					require.NoError(b, err)
				}
				together(b, s, size, readers)
			})
		}
	}
}

func together(b *testing.B, s *store.Store, size workload.Size, readers int) {
	ask(b, s, 1) // the first ones make the columns
	alone := ask(b, s, 10)
	var together []time.Duration
	events, wrote := 0, time.Duration(0)
	before := measureGC()
	began := time.Now()
	for b.Loop() {
		done, stop := context.WithCancel(b.Context())
		var wait sync.WaitGroup
		var mu sync.Mutex
		for range readers {
			wait.Go(func() {
				for first := true; first || done.Err() == nil; first = false {
					took := ask(b, s, 1)
					mu.Lock()
					together = append(together, took...)
					mu.Unlock()
				}
			})
		}
		n, took := appendDay(b, s, size)
		events, wrote = events+n, wrote+took
		stop()
		wait.Wait()
	}
	after := measureGC()
	took := time.Since(began)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(events)/wrote.Seconds(), "events/s")
	b.ReportMetric(float64(len(together))/took.Seconds(), "questions/s")
	b.ReportMetric(quantile(alone, 0.5), "p50-alone-ms")
	b.ReportMetric(quantile(alone, 0.99), "p99-alone-ms")
	b.ReportMetric(quantile(together, 0.5), "p50-together-ms")
	b.ReportMetric(quantile(together, 0.99), "p99-together-ms")
	b.ReportMetric(after.longestPause(before)*1000, "GC-longest-pause-ms")
	b.ReportMetric((after.gcSeconds-before.gcSeconds)/(after.allSeconds-before.allSeconds)*100, "GC-%CPU")
	require.NoError(b, s.Check(context.Background()))
}

// TestEightReadersBesideAWriter has each reader ask all the questions of views of its own, twice: while the writer appends, heads are sorted in, runs merged and projections dropped. In the end they are answered as by a store that
// has the same events from one writer alone, compacted. It is for the race detector too.
func TestEightReadersBesideAWriter(t *testing.T) {
	size := workload.Size{Name: "small", People: 3000, Events: 60_000}
	s, err := store.New(nil)
	require.NoError(t, err)
	require.NoError(t, workload.People(size, s.SetAttributes))
	done, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	var asked atomic.Int64
	for reader := range 8 {
		wait.Go(func() {
			for done.Err() == nil {
				v := s.View()
				for _, q := range workload.Questions() {
					if first, second := answer(t, v, q), answer(t, v, q); first != second {
						t.Errorf("%s: a view has changed", q.Name)
					}
					asked.Add(1)
				}
				if reader == 0 {
					s.DropProjections()
				}
			}
		})
	}
	require.NoError(t, workload.Events(size, 500, func(events []store.Event) error {
		for before := asked.Load(); asked.Load() == before; time.Sleep(100 * time.Microsecond) { // a question or more between two batches
		}
		_, err := s.Append(events...)
		return err
	}))
	stop()
	wait.Wait()
	require.NoError(t, s.Check(t.Context()))
	alone, err := workload.Load(size, nil)
	require.NoError(t, err)
	require.NoError(t, alone.Compact(t.Context()))
	for _, q := range workload.Questions() {
		require.Equal(t, answer(t, alone.View(), q), answer(t, s.View(), q), q.Name)
	}
}

// answer is a question's report, as it is written.
func answer(t *testing.T, v *store.View, q workload.Question) string {
	report, err := q.Report(t.Context(), v)
	if err != nil {
		t.Error(err)
	}
	text, err := json.Marshal(report)
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

// ask asks all the questions a few times, each of a new view, and gives how long each took.
func ask(t testing.TB, s *store.Store, times int) (took []time.Duration) {
	for range times {
		for _, q := range workload.Questions() {
			started := time.Now()
			if err := q.Ask(context.Background(), s.View()); err != nil {
				t.Error(err)
			}
			took = append(took, time.Since(started))
		}
	}
	return took
}

// appendDay appends a hundredth of a size's events, all on the day after its last, and gives how many and how long the appending took.
func appendDay(t testing.TB, s *store.Store, size workload.Size) (n int, took time.Duration) {
	n = size.Events / 100
	start, after := workload.Start(), workload.Start().AddDate(0, 0, workload.Days)
	require.NoError(t, workload.Events(workload.Size{People: size.People, Events: n}, 1000, func(events []store.Event) error {
		for i := range events {
			events[i].Time = after.Add(events[i].Time.Sub(start) / workload.Days)
		}
		started := time.Now()
		_, err := s.Append(events...)
		took += time.Since(started)
		return err
	}))
	return n, took
}

func quantile(times []time.Duration, q float64) float64 {
	slices.Sort(times)
	return float64(times[int(q*float64(len(times)-1))].Microseconds()) / 1000
}

// collections is what the garbage collector has done in the process so far.
type collections struct {
	gcSeconds, allSeconds float64
	pauses                *metrics.Float64Histogram
}

func measureGC() collections {
	samples := []metrics.Sample{{Name: "/cpu/classes/gc/total:cpu-seconds"}, {Name: "/cpu/classes/total:cpu-seconds"}, {Name: "/sched/pauses/total/gc:seconds"}}
	metrics.Read(samples)
	h := samples[2].Value.Float64Histogram()
	return collections{samples[0].Value.Float64(), samples[1].Value.Float64(), &metrics.Float64Histogram{Counts: slices.Clone(h.Counts), Buckets: slices.Clone(h.Buckets)}}
}

// longestPause is the upper end of the longest pauses since an earlier measurement.
func (c collections) longestPause(before collections) float64 {
	longest := 0.0
	for i, n := range c.pauses.Counts {
		if end := c.pauses.Buckets[i+1]; n > before.pauses.Counts[i] && !math.IsInf(end, 0) {
			longest = end
		}
	}
	return longest
}
