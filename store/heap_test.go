package store_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// TestStatisticsAreTheHeap: what Stats adds up to is what the process holds more, for stores that differ in what takes their memory. (The figure at a size that matters is BenchmarkMemory's of examples/internal/workload.)
func TestStatisticsAreTheHeap(t *testing.T) {
	if !alone(t) {
		return
	}
	rng := rand.New(rand.NewPCG(1, 9))
	appendMany := func(s *store.Store, n int, event func(i int) store.Event) {
		batch := make([]store.Event, 0, 1000)
		for i := range n {
			if batch = append(batch, event(i)); len(batch) == cap(batch) {
				require.NoError(t, second(s.Append(batch...)))
				batch = batch[:0]
			}
		}
	}
	ask := func(s *store.Store) {
		for i := range 5 {
			askDays(t, s, fmt.Sprint("event ", i))
		}
		require.NoError(t, second(s.View().Who(t.Context(), store.On("event 0"), store.AllTime())))
	}
	append1 := func(event func(i int) store.Event) func(*store.Store) {
		return func(s *store.Store) {
			appendMany(s, 40_000, event)
			require.NoError(t, s.Compact(t.Context()))
			ask(s)
		}
	}
	played := func(int) store.Event {
		return store.Event{Person: fmt.Sprint("p", rng.IntN(20_000)), Name: fmt.Sprint("event ", rng.IntN(10)), Time: noon.Add(time.Duration(rng.IntN(90*24)) * time.Hour),
			Properties: []store.Property{store.Prop("genre", fmt.Sprint(rng.IntN(300))), store.Prop("n", rng.IntN(1000))}}
	}
	setAttributes := func(s *store.Store) {
		for i := range 20_000 {
			require.NoError(t, s.SetAttributes(fmt.Sprint("p", i), people.Attributes{"city": value.Of(fmt.Sprint(i % 1000)), "age": value.Of(i), "hash": value.Of(fmt.Sprint(rng.Uint64()))}))
		}
	}
	for name, fill := range map[string]func(*store.Store){
		"events": append1(func(i int) store.Event {
			return store.Event{Person: fmt.Sprint("p", rng.IntN(2000)), Name: fmt.Sprint("event ", rng.IntN(10)), Time: noon.Add(time.Duration(rng.IntN(90*24)) * time.Hour),
				Properties: []store.Property{store.Prop("genre", fmt.Sprint(rng.IntN(300))), store.Prop("n", rng.IntN(1000))}}
		}),
		"people": append1(func(i int) store.Event {
			return store.Event{Person: fmt.Sprint("person number ", i), Name: "event 0", Time: noon}
		}),
		"event IDs and texts": append1(func(i int) store.Event {
			return with(store.Event{Person: fmt.Sprint("p", rng.IntN(2000)), Name: "event 0", Time: noon, ID: fmt.Sprint(rng.Uint64())}, "hash", fmt.Sprint(rng.Uint64()))
		}),
		"a run for every event": append1(func(i int) store.Event {
			return store.Event{Person: "ana", Name: fmt.Sprint("event ", i%5), Time: time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC).AddDate(0, 0, i%4000*50)}
		}),
		"a service": func(s *store.Store) {
			setAttributes(s)
			appendMany(s, 200_000, played)
			require.NoError(t, s.Compact(t.Context()))
			ask(s)
			appendMany(s, 3000, played) // these wait in a head, which the next questions sort for themselves
			ask(s)
		},
		"heads that were asked": func(s *store.Store) {
			appendMany(s, 4000, played)
			ask(s)
		},
		"a dashboard": func(s *store.Store) {
			setAttributes(s)
			appendMany(s, 100_000, played)
			require.NoError(t, s.Compact(t.Context()))
			askAll(t, s)
		},
		"attributes": setAttributes,
		"indexes": func(s *store.Store) {
			require.NoError(t, s.DeclareAttribute("age", people.Declaration{Kind: value.Int, Indexed: true}))
			require.NoError(t, s.DeclareAttribute("score", people.Declaration{Kind: value.Float, Indexed: true}))
			for i := range 20_000 {
				require.NoError(t, s.SetAttributes(fmt.Sprint("p", i), people.Attributes{"age": value.Of(rng.IntN(80)), "score": value.Of(rng.Float64())}))
				if i == 10_000 {
					s.View() // is let go at once: nothing of it stays
				}
			}
		},
		"names": func(s *store.Store) {
			for i := range 4000 {
				e := store.Event{Person: "ana", Name: fmt.Sprint("event number ", i), Time: noon}
				for j := range 3 {
					e = with(e, fmt.Sprint("property ", (3*i+j)%2000), "x")
				}
				require.NoError(t, second(s.Append(e)))
			}
		},
		"merges": func(s *store.Store) {
			for i := range 5000 {
				visitor := fmt.Sprint("visitor ", i)
				require.NoError(t, second(s.Append(store.Event{Person: visitor, Name: "visit", Time: noon})))
				require.NoError(t, s.Merge(visitor, fmt.Sprint("person ", i%100)))
			}
			require.NoError(t, s.Compact(t.Context()))
		},
		"notes and tags": func(s *store.Store) {
			for i := range 1000 {
				require.NoError(t, s.PutNote(store.Note{Kind: store.NoteSegment, Name: fmt.Sprint(i), Body: make([]byte, 4000)}, s.View().NotesRevision()))
				require.NoError(t, second(s.TagPeople(fmt.Sprint("tag ", i), fmt.Sprint("p", i), fmt.Sprint("p", i%7))))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := heapInUse()
			s, err := store.New(nil)
			require.NoError(t, err)
			fill(s)
			grown := heapInUse() - before
			b := s.Stats().Bytes
			sum := b.Total()
			t.Logf("%.3f of %d bytes: %+v", float64(sum)/float64(grown), grown, b)
			if bits.UintSize == 32 { // structs are counted as they are with 64
				require.Greater(t, float64(sum), 0.9*float64(grown))
				return
			}
			require.InEpsilon(t, grown, sum, 0.1)
			runtime.KeepAlive(s)
		})
	}
}

// askAll has everything made that questions make: any event, totals by text and by quarter, people by day and by week, an index of texts, and who met tests.
func askAll(t *testing.T, s *store.Store) {
	v := s.View()
	events := []store.Selector{store.On("event 1"), store.On("event 2", store.If("genre", value.Is("7"))), store.On("event 3", store.If("n", value.Is(7))), store.OnEvery()}
	hours, weeks := hourly(v, 1), weekly(v, time.Monday)
	for _, q := range []store.Scan{{}, {Cuts: hours, Totals: true}, {Property: "genre", Totals: true}, {Distinct: true}, {Distinct: true, Cuts: weeks}, {Property: "n"}} {
		q.Selectors, q.Span = events, store.AllTime()
		require.NoError(t, v.ScanDays(t.Context(), q, func(*store.DayBatch) error { return nil }))
	}
	for i := range 5 {
		require.NoError(t, second(v.People().Matching("age", value.AtLeast(i*100), v.Frame())))
		require.NoError(t, second(v.People().Matching("city", value.Is(fmt.Sprint(i)), v.Frame())))
	}
	require.Positive(t, s.Stats().Bytes.People.Kept)
}

// alone runs the test again in a process of its own, in whose heap there is nothing of other tests (stores that are about to compact themselves, say), and reports whether this is it.
func alone(t *testing.T) bool {
	const env = "FOOTFALL_ALONE"
	if os.Getenv(env) != "" {
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), env+"=1")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return false
}

// heapInUse is what the process holds after a collection.
func heapInUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
