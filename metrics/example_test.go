package metrics_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// listeners is a store of two weeks of three listeners.
func listeners() (*store.Store, error) {
	s, err := store.New(nil)
	if err != nil {
		return nil, err
	}
	for person, day := range map[string]int{"ana": 1, "bo": 3, "cy": 12} {
		if err := s.SetAttributes(person, people.Attributes{"registered": value.Of(value.NewDate(2026, time.May, day))}); err != nil {
			return nil, err
		}
	}
	for _, e := range []struct {
		person, genre string
		day           int
	}{{"ana", "rock", 4}, {"ana", "rock", 6}, {"bo", "jazz", 6}, {"ana", "pop", 13}, {"cy", "rock", 14}, {"cy", "rock", 15}} {
		_, err := s.Append(store.Event{Person: e.person, Name: "Song Played", Time: time.Date(2026, time.May, e.day, 20, 0, 0, 0, time.UTC),
			Properties: []store.Property{store.Prop("genre", e.genre)}})
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

func ExampleCompute() {
	s, err := listeners()
	if err != nil {
		fmt.Println(err)
		return
	}
	early := segment.Segment{Name: "Registered by 7 May", Where: segment.Attr("registered", value.AtMost(value.NewDate(2026, time.May, 7)))}
	r, err := metrics.Compute(context.Background(), s.View(), metrics.Query{
		Metric:    metrics.Adoption,
		Events:    []store.Selector{store.On("Song Played")},
		Segments:  []segment.Segment{early, {Name: "Everyone"}},
		Timeframe: store.Dates(value.NewDate(2026, time.May, 4), value.NewDate(2026, time.May, 17)),
		Every:     []metrics.Unit{metrics.Week},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, table := range r.Tables() {
		if err := table.WriteText(os.Stdout); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// Adoption by week; Song Played; from 2026-05-04 to 2026-05-17, UTC
	//
	// week          Registered by 7 May      Everyone
	// ------------  -------------------  ------------
	// 2026-05-04           100.0% (2/2)   66.7% (2/3)
	// 2026-05-11 *          50.0% (1/2)   66.7% (2/3)
	// ------------  -------------------  ------------
	// total                100.0% (2/2)  100.0% (3/3)
	//
	// * partial: cut by the timeframe, or not yet over
	// total: everybody counted once, so it is not the sum of the buckets
	// Registered by 7 May (registered is on or before 2026-05-07): 2 people
	// Everyone: 3 people
	// Clock: 2026-05-15 20:00, UTC
	// Warning: adoption of segment "Everyone" may count people who had not registered yet: choose a segment by registration date, or count from registration (EligibleFrom, in JSON eligible_from)
}

// With EligibleFrom nobody counts before the registration, so Cy, who came on the 12th, is not missing in the first week.
func ExampleQuery_eligibleFrom() {
	s, err := listeners()
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := metrics.Compute(context.Background(), s.View(), metrics.Query{
		Metric: metrics.Engagement, Events: []store.Selector{store.On("Song Played")}, EligibleFrom: "registered",
		Timeframe: store.Dates(value.NewDate(2026, time.May, 4), value.NewDate(2026, time.May, 17)), Every: []metrics.Unit{metrics.Week},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for b, p := range r.Grids[0].Points[0] {
		fmt.Println(r.Grids[0].Buckets[b].Start.Format(time.DateOnly), p.Ratio, p.Ratio.Decimal())
	}
	fmt.Println("total", r.Series[0].Total.Ratio, len(r.Warnings), "warnings")
	// Output:
	// 2026-05-04 3/2 1.50
	// 2026-05-11 3/3 1.00
	// total 6/3 0 warnings
}

func ExampleBreakdown() {
	s, err := listeners()
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := metrics.Compute(context.Background(), s.View(), metrics.Query{
		Metric: metrics.People, Events: []store.Selector{store.On("Song Played")}, Breakdown: &metrics.Breakdown{Property: "genre", Top: 1},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, series := range r.Series {
		fmt.Println(series.Label(), series.Total.Count)
	}
	// Output:
	// rock 2
	// (other) 2
}

func ExampleResult_Behind() {
	s, err := listeners()
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := metrics.Compute(context.Background(), s.View(), metrics.Query{
		Metric: metrics.People, Events: []store.Selector{store.On("Song Played")}, Every: []metrics.Unit{metrics.Week},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	weeks := r.Grid(metrics.Week)
	for b := range weeks.Buckets {
		set, err := r.Behind(context.Background(), metrics.Week, 0, b)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(weeks.Points[0][b].Count, slices.Sorted(set.IDs()))
	}
	all, err := r.Behind(context.Background(), "", 0, metrics.Total)
	if err != nil {
		fmt.Println(err)
		return
	}
	tagged, err := s.Tag("listened in May", all)
	fmt.Println(tagged.Added, "tagged", err)
	// Output:
	// 2 [ana bo]
	// 2 [ana cy]
	// 3 tagged <nil>
}

func ExampleReport() {
	s, err := listeners()
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := metrics.Compute(context.Background(), s.View(), metrics.Query{Metric: metrics.Adoption, Events: []store.Selector{store.On("Song Played")}, EligibleFrom: "registered"}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	stored, err := json.Marshal(r)
	if err != nil {
		fmt.Println(err)
		return
	}
	var later metrics.Report
	if err := json.Unmarshal(stored, &later); err != nil {
		fmt.Println(err)
		return
	}
	total, err := json.Marshal(later.Series[0].Total)
	fmt.Println(string(total), later.Audiences[0].People, later.Timeframe.From.Format(time.DateOnly), err)
	// Output:
	// {"count":3,"ratio":{"numerator":3,"denominator":3,"value":1}} 3 2026-05-04 <nil>
}

func ExampleSave() {
	s, err := listeners()
	if err != nil {
		fmt.Println(err)
		return
	}
	q := metrics.Query{Metric: metrics.Events, Events: []store.Selector{store.On("Song Played")}, Timeframe: store.Last30Days(), Every: []metrics.Unit{metrics.Day}}
	if err := metrics.Save(s, "songs a day", q); err != nil {
		fmt.Println(err)
		return
	}
	again, err := metrics.Load(s.View(), "songs a day")
	fmt.Println(again.Metric, again.Timeframe, err)
	_, err = metrics.Load(s.View(), "songs a week")
	fmt.Println(err)
	fmt.Println(metrics.Remove(s, "songs a day"))
	// Output:
	// events in the last 30 days <nil>
	// metrics: no saved query of that name: "songs a week"
	// <nil>
}
