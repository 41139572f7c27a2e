package funnel_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

const (
	benchPeople = 100_000
	benchEvents = 1_000_000
	benchNames  = 40
)

// benchStore holds a million events of 40 names over 90 days, the first names much more often than the last.
func benchStore(b *testing.B) *store.Store {
	random := rand.New(rand.NewPCG(1, 2))
	s, err := store.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	for i := range benchPeople {
		if err := s.SetAttributes(fmt.Sprint("p", i), people.Attributes{"country": value.Of([]string{"HR", "SE", "TR"}[i%3])}); err != nil {
			b.Fatal(err)
		}
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	batch := make([]store.Event, 0, 50_000)
	for i := range benchEvents {
		batch = append(batch, store.Event{
			Person: fmt.Sprint("p", random.IntN(benchPeople)),
			Name:   fmt.Sprint("e", min(random.IntN(benchNames), random.IntN(benchNames))),
			Time:   start.Add(time.Duration(i) * 90 * 24 * time.Hour / benchEvents),
		})
		if len(batch) == cap(batch) {
			if _, err := s.Append(batch...); err != nil {
				b.Fatal(err)
			}
			batch = batch[:0]
		}
	}
	return s
}

func BenchmarkCompute(b *testing.B) {
	v := benchStore(b).View()
	steps := func(n int) (out []store.Selector) {
		for i := range n {
			out = append(out, store.On(fmt.Sprint("e", i)))
		}
		return out
	}
	days30 := store.LastDays(30)
	for _, c := range []struct {
		name string
		q    funnel.Query
	}{
		{"steps=3/window=1h/days=30", funnel.Query{Steps: steps(3), Window: time.Hour, Timeframe: days30}},
		{"steps=7/window=7d/days=90/segments=2", funnel.Query{Steps: steps(7), Window: 7 * 24 * time.Hour, Segments: []segment.Segment{
			{Where: segment.Attr("country", value.Is("HR"))}, {Where: segment.Attr("country", value.Is("SE"))},
		}}},
		{"steps=2/window=none/days=90/first=rare", funnel.Query{Steps: []store.Selector{store.On("e39"), store.On("e0")}, Window: funnel.NoLimit}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := funnel.Compute(context.Background(), v, c.q, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMatch is one person with many attempts at once: each step's events come when all attempts wait for them.
func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{10, 1000, 100_000} {
		b.Run(fmt.Sprintf("attempts=%d", n), func(b *testing.B) {
			var log []store.Event
			for i, name := range []string{"A", "B", "C"} {
				for j := range n {
					log = append(log, store.Event{Name: name, Time: at(int64(i*n + j))})
				}
			}
			q := funnel.Query{Steps: selectors(naiveSteps("A>B>C")), Window: funnel.NoLimit}
			for b.Loop() {
				if _, err := funnel.Match(log, q, value.Frame{Clock: at(farAhead)}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(log)), "ns/event")
		})
	}
}
