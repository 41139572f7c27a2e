package metrics_test

import (
	"context"
	"fmt"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// One granularity of a report, bucket by bucket.
func ExampleReport_Grid() {
	s, err := listeners()
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := metrics.Compute(context.Background(), s.View(), metrics.Query{
		Metric: metrics.Engagement, Events: []store.Selector{store.On("Song Played")},
		Timeframe: store.Dates(value.NewDate(2026, 5, 4), value.NewDate(2026, 5, 17)), Every: []metrics.Unit{metrics.Week},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	grid := r.Grid(metrics.Week)
	for i, b := range grid.Buckets {
		point := grid.Points[0][i] // of the first series
		fmt.Println(b.Start.Format("2 January"), point.Count, point.Ratio, b.Partial)
	}
	// Output:
	// 4 May 3 3/3 false
	// 11 May 3 3/3 true
}

// The picture of a report may have another title before it is drawn.
func ExampleReport_Graph() {
	s, err := listeners()
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := metrics.Compute(context.Background(), s.View(), metrics.Query{
		Metric: metrics.People, Events: []store.Selector{store.On("Song Played")}, Every: []metrics.Unit{metrics.Day, metrics.Week},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	graph := r.Graph()
	graph.Title = "Listeners"
	for _, grid := range graph.Grids {
		fmt.Println(grid.Name, len(grid.Buckets))
	}
	// Output:
	// week 2
	// day 12
}

// What can be asked for.
func ExampleMetrics() {
	fmt.Println(metrics.Metrics(), metrics.Units(), metrics.Adoption.IsRatio(), metrics.Adoption.CountsPeople())
	// Output:
	// [events people adoption engagement] [hour day week month] true true
}

// A saved query is loaded by its name, and can be removed.
func ExampleLoad() {
	s, err := listeners()
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := metrics.Save(s, "Songs", metrics.Query{Metric: metrics.Events, Events: []store.Selector{store.On("Song Played")}}); err != nil {
		fmt.Println(err)
		return
	}
	q, err := metrics.Load(s.View(), "Songs")
	fmt.Println(q.Metric, q.Events, err)
	fmt.Println(metrics.Remove(s, "Songs"))
	_, err = metrics.Load(s.View(), "Songs")
	fmt.Println(err)
	// Output:
	// events [Song Played] <nil>
	// <nil>
	// metrics: no saved query of that name: "Songs"
}
