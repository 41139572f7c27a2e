package workload_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

func TestLoadIsWhole(t *testing.T) {
	size := workload.Size{Name: "small", People: 1000, Events: 20_000}
	s, err := workload.Load(size, nil)
	require.NoError(t, err)
	require.NoError(t, s.Check(context.Background()))
	v := s.View()
	require.EqualValues(t, size.Events, v.Len())
	require.Equal(t, size.People, v.People().Count())
	oldest, newest, _ := v.Extent()
	require.GreaterOrEqual(t, oldest, workload.Start().UnixMilli())
	require.Less(t, newest, workload.Start().AddDate(0, 0, workload.Days).UnixMilli())
	require.Equal(t, v.Position(), uint64(size.Events+4*size.People))
}

// The same seed gives the same events, of skewed kinds, three properties and late arrivals.
func TestEventsAreThoseOfTheSeed(t *testing.T) {
	size := workload.Size{People: 1000, Events: 20_000}
	read := func() (lines []string, names map[string]int, late int) {
		names = map[string]int{}
		var newest time.Time
		require.NoError(t, workload.Events(size, 4096, func(events []store.Event) error {
			for _, e := range events {
				lines = append(lines, fmt.Sprint(e.Person, e.Name, e.Time.UnixMilli(), e.Properties))
				names[e.Name]++
				if e.Time.Before(newest) {
					late++
				} else {
					newest = e.Time
				}
			}
			return nil
		}))
		return lines, names, late
	}
	lines, names, late := read()
	again, _, _ := read()
	require.Equal(t, lines, again)
	require.Len(t, names, 40)
	require.InDelta(t, size.Events/8, names[workload.EventName(0)], float64(size.Events)/100)
	require.Less(t, names[workload.EventName(39)]*8, names[workload.EventName(0)])
	require.InDelta(t, size.Events*3/100, late, float64(size.Events)/100)
}

func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		n := 0
		require.NoError(b, workload.Events(workload.Sizes()[0], 4096, func(e []store.Event) error { n += len(e); return nil }))
	}
}

// BenchmarkLoad is a whole store from nothing, in batches of 4,096 events: how many go in a second, and how long a batch takes, which is where sealing and merging beside it would be felt.
func BenchmarkLoad(b *testing.B) {
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		b.Run("size="+size.Name+"/question=load", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				started := time.Now()
				s, err := store.New(nil)
				require.NoError(b, err)
				require.NoError(b, workload.People(size, func(id string, a people.Attributes) error { return s.SetAttributes(id, a) }))
				b.ReportMetric(float64(size.People)/time.Since(started).Seconds(), "people/s")
				var batches []time.Duration
				var spent time.Duration
				require.NoError(b, workload.Events(size, 4096, func(e []store.Event) error {
					t := time.Now()
					_, err := s.Append(e...)
					took := time.Since(t)
					batches, spent = append(batches, took), spent+took
					return err
				}))
				b.ReportMetric(float64(size.Events)/spent.Seconds(), "events/s")
				b.ReportMetric(quantile(batches, 0.5), "p50-batch-ms")
				b.ReportMetric(quantile(batches, 0.99), "p99-batch-ms")
				b.ReportMetric(quantile(batches, 1), "longest-batch-ms")
				st := s.Stats()
				b.ReportMetric(float64(st.Bytes.Logs)/float64(size.Events), "log-B/event")
				b.ReportMetric(float64(st.Bytes.Logs+st.Bytes.Bitmaps+st.Bytes.Heads)/float64(size.Events), "all-B/event")
			}
		})
	}
}

// BenchmarkView takes views of a store that is in use: when nothing has changed, after an event more, and with the first question asked of it, which sorts in, for this view, what waits in the heads.
func BenchmarkView(b *testing.B) {
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		var s *store.Store
		var latest time.Time
		change := func(b *testing.B) {
			latest = latest.Add(time.Millisecond)
			_, err := s.Append(store.Event{Person: workload.PersonID(1), Name: workload.EventName(0), Time: latest})
			require.NoError(b, err)
		}
		question := workload.Questions()[0]
		for _, q := range []struct {
			name string
			ask  func(b *testing.B)
		}{
			{"view", func(*testing.B) { s.View() }},
			{"view-after-event", func(b *testing.B) { change(b); s.View() }},
			{"first-question", func(b *testing.B) { require.NoError(b, question.Ask(b.Context(), s.View())) }},
			{"first-question-after-event", func(b *testing.B) { change(b); require.NoError(b, question.Ask(b.Context(), s.View())) }},
		} {
			b.Run("size="+size.Name+"/question="+q.name, func(b *testing.B) {
				if s == nil {
					var err error
					s, err = workload.Load(size, nil)
					require.NoError(b, err)
					latest = workload.Start().AddDate(0, 0, workload.Days-1)
				}
				q.ask(b)
				b.ReportAllocs()
				for b.Loop() {
					q.ask(b)
				}
			})
		}
	}
}
