package segment_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// benchView is 100,000 people with ten events each, over 90 days, of ten kinds.
var benchView = sync.OnceValues(func() (*store.View, error) {
	s, err := store.New(nil)
	if err != nil {
		return nil, err
	}
	const crowd = 100_000
	r := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	countries := []string{"HR", "SI", "AT", "IT", "HU"}
	for i := range crowd {
		err := s.SetAttributes(fmt.Sprint("p", i), people.Attributes{
			"country": value.Of(countries[r.IntN(len(countries))]), "registered": value.Of(start.Add(time.Duration(r.IntN(90*24)) * time.Hour)),
		})
		if err != nil {
			return nil, err
		}
	}
	batch := make([]store.Event, store.MaxBatch)
	for range 10 * crowd / store.MaxBatch {
		for i := range batch {
			batch[i] = store.Event{
				Person: fmt.Sprint("p", r.IntN(crowd)), Name: fmt.Sprint("event ", r.IntN(10)),
				Time:       start.Add(time.Duration(r.IntN(90*24*3600)) * time.Second),
				Properties: []store.Property{store.Prop("genre", []string{"rock", "jazz", "pop"}[r.IntN(3)])},
			}
		}
		if _, err := s.Append(batch...); err != nil {
			return nil, err
		}
	}
	return s.View(), nil
})

func BenchmarkEvaluate(b *testing.B) {
	v, err := benchView()
	if err != nil {
		b.Fatal(err)
	}
	one := store.On("event 1")
	rock := store.On("event 1", store.If("genre", value.Is("rock")))
	month := store.Last30Days()
	for name, where := range map[string]segment.Predicate{
		"attribute":     segment.Attr("country", value.Is("HR")),
		"range":         segment.Attr("registered", value.LastDays(30)),
		"did":           segment.Did{Event: one, In: month},
		"did_3_times":   segment.Did{Event: one, Count: value.AtLeast(3), In: month},
		"did_condition": segment.Did{Event: rock, In: month},
		"did_3_days":    segment.Did{Event: one, Days: value.AtLeast(3)},
		"near":          segment.Did{Event: one, Near: segment.WithinAfter(7, "registered")},
		"first":         segment.First{Event: one, In: month},
		"first_rock":    segment.First{Event: rock, In: month},
		"did_every":     segment.Did{Event: store.OnEvery(), Count: value.AtLeast(20)},
		"all_near":      segment.All{segment.Attr("country", value.Is("HR")), segment.Did{Event: one, Near: segment.WithinAfter(7, "registered")}},
		"all_condition": segment.All{segment.Attr("country", value.Is("HR")), segment.Did{Event: rock, Count: value.AtLeast(2)}},
		"all_count":     segment.All{segment.Attr("country", value.Is("HR")), segment.Did{Event: one, Count: value.AtLeast(2)}},
		"all": segment.All{
			segment.Attr("country", value.In("HR", "SI")), segment.Did{Event: rock, Count: value.AtLeast(2)}, segment.Not{Of: segment.Did{Event: store.On("event 2"), In: month}},
		},
	} {
		b.Run("where="+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := segment.People(context.Background(), v, segment.Segment{Where: where}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
