package main

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// writeActivity asks all four metrics of one event, by week and by day, and lays them side by side: each week, then its days. Each is a picture too.
func writeActivity(ctx context.Context, w io.Writer, v *store.View, pictures string) error {
	t := report.Table{Title: "Grocery purchases of all households, four weeks of 2017 in New York", Columns: []report.Column{{Name: "week, day"}}}
	var reports []*metrics.Result
	for _, metric := range metrics.Metrics() {
		r, err := metrics.Compute(ctx, v, metrics.Query{
			Metric:    metric,
			Events:    []store.Selector{store.On("purchase", store.If("department", value.Is("GROCERY")))},
			Timeframe: store.Dates(value.NewDate(2017, time.March, 6), value.NewDate(2017, time.April, 2)),
			Every:     []metrics.Unit{metrics.Week, metrics.Day},
		}, nil)
		if err != nil {
			return err
		}
		if err := draw(pictures, string(metric), r.WriteSVG); err != nil {
			return err
		}
		reports = append(reports, r)
		t.Columns = append(t.Columns, report.Column{Name: string(metric), Right: true})
	}

	days := reports[0].Grid(metrics.Day).Buckets
	next := 0 // the first day not written yet
	for i, week := range reports[0].Grid(metrics.Week).Buckets {
		t.Rows = append(t.Rows, row("Week of "+week.Start.Format("2 January"), reports, func(r *metrics.Result) metrics.Point {
			return r.Grid(metrics.Week).Points[0][i]
		}))
		for ; next < len(days) && days[next].Start.Before(week.End); next++ {
			t.Rows = append(t.Rows, row(days[next].Start.Format("  Mon 2 January"), reports, func(r *metrics.Result) metrics.Point {
				return r.Grid(metrics.Day).Points[0][next]
			}))
		}
		t.Rows = append(t.Rows, nil) // a rule
	}
	t.Rows = append(t.Rows, row("All four weeks", reports, func(r *metrics.Result) metrics.Point { return r.Series[0].Total }))
	for _, r := range reports {
		for _, warning := range r.Warnings {
			t.Notes = append(t.Notes, "Warning: "+warning.Text)
		}
	}
	return t.WriteText(w)
}

// writeSpending compares the people of the tag with those who redeemed a coupon.
func writeSpending(ctx context.Context, w io.Writer, v *store.View) error {
	r, err := metrics.Compute(ctx, v, metrics.Query{
		Metric: metrics.Engagement,
		Per:    metrics.Acting, // of those who bought anything at all: nobody is counted who was not there yet
		Events: []store.Selector{store.On("purchase")},
		Segments: []segment.Segment{
			{Name: "Tagged", Where: segment.Tag("let offers pass")},
			{Name: "Redeemed", Where: segment.Did{Event: store.On("coupon_redeemed")}},
		},
		Timeframe: store.Dates(value.NewDate(2017, time.January, 1), value.NewDate(2017, time.December, 31)),
	}, nil)
	if err != nil {
		return err
	}
	for _, table := range r.Tables() { // as the library lays it out: no granularity was asked for, so one table of totals
		if err := table.WriteText(w); err != nil {
			return err
		}
	}
	return nil
}

// row shows the same place of all reports.
func row(label string, reports []*metrics.Result, at func(*metrics.Result) metrics.Point) []string {
	cells := []string{label}
	for _, r := range reports {
		p := at(r)
		switch {
		case p.Ratio == nil:
			cells = append(cells, strconv.FormatInt(p.Count, 10))
		case r.Metric == metrics.Adoption:
			cells = append(cells, p.Ratio.Percent())
		default:
			cells = append(cells, p.Ratio.Decimal())
		}
	}
	return cells
}
