package metrics

import (
	"fmt"

	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Report is the answer to a Query: plain data, the same from every engine, with everything that it takes to read it years later. Series
// says what each line of the graph is and gives its total, Grids gives its points, once per granularity: the point of series s in bucket b
// of grid g is Grids[g].Points[s][b].
type Report struct {
	report.Header
	Metric       Metric      `json:"metric"`
	Per          Denominator `json:"per,omitempty"`
	EligibleFrom string      `json:"eligible_from,omitempty"`
	Breakdown    *Breakdown  `json:"breakdown,omitempty"`
	Limits       Limits      `json:"limits"` // as they were in force
	Events       []Event     `json:"events"`
	Series       []Series    `json:"series"` // by segment, then event, then value: most events first, then (none), then (other)
	Grids        []Grid      `json:"grids"`  // in the order asked for
}

// Event is an event of a report, with its definition.
type Event struct {
	Sentence   string         `json:"sentence"` // in plain English
	Definition store.Selector `json:"definition"`
}

// Series is one line of the graph.
type Series struct {
	Segment int         `json:"segment"`        // index into Header.Audiences
	Event   int         `json:"event"`          // index into Events
	Kind    Kind        `json:"kind,omitempty"` // what of a breakdown it is; zero: the report has none
	Value   value.Value `json:"value,omitzero"` // of a Valued series; a number that is an integer is one, however it came
	Total   Point       `json:"total"`          // over the whole timeframe: of people, everybody once, so not the sum of the buckets
}

// Kind tells the series of a breakdown apart. (none) and (other) are marked by it and not by a text, since a value may have any text.
type Kind string

// The kinds.
const (
	Unbroken Kind = ""      // no breakdown was asked for
	Valued   Kind = "value" // the events with the series' Value; those with a list that has it as an element
	Absent   Kind = "none"  // the events without the property, or with an empty list; only there where there is one
	Other    Kind = "other" // the events with any other value; only there where there is one. One with several of them counts once
)

// UnmarshalText reads the word of a kind.
func (k *Kind) UnmarshalText(text []byte) error { return word(text, k, []Kind{Valued, Absent, Other}) }

// Point is one number.
type Point struct {
	// Count is events of Events and Engagement, distinct people of People and Adoption.
	Count int64 `json:"count"`
	// Ratio is Count over the people of the denominator, for Adoption and Engagement; nil for Events and People.
	Ratio *report.Ratio `json:"ratio,omitempty"`
}

// Grid is the points of one granularity.
type Grid struct {
	Unit    Unit      `json:"unit"`
	Buckets []Bucket  `json:"buckets"` // in order and without a gap; together they are the timeframe
	Points  [][]Point `json:"points"`  // by series, then bucket
}

// Grid gives the grid of a unit. One that was not asked for is empty, without buckets and points, so that a loop over its buckets does nothing. Its slices
// are the report's.
func (r *Report) Grid(unit Unit) Grid {
	for _, g := range r.Grids {
		if g.Unit == unit {
			return g
		}
	}
	return Grid{Unit: unit}
}

// Label names a series of a breakdown for people: the value's text, "(none)", "(other)"; "" without a breakdown.
func (s Series) Label() string {
	switch s.Kind {
	case Valued:
		return s.Value.String()
	case Absent:
		return "(none)"
	case Other:
		return "(other)"
	}
	return ""
}

// maxReportNodes bounds a report that is read, wider than a definition: a point of a ratio is six values, and a report has up to a million
// points unless somebody raised the limits.
const maxReportNodes = 8_000_000

// UnmarshalJSON reads the JSON of a report, strictly: unknown, repeated, wrong-case and missing fields, null, trailing bytes and ratios
// that are not the quotient of their parts are errors of packages strict and report, and all of them ErrQuery, as are points that do not
// fit the series and buckets. What is read is written again byte for byte the same. On an error r is untouched.
func (r *Report) UnmarshalJSON(data []byte) error {
	var got Report
	err := strict.Limits{Nodes: maxReportNodes}.Object(data, "metrics report", append(got.Header.Fields(),
		strict.Field{Name: "metric", Into: &got.Metric, Required: true},
		strict.Field{Name: "per", Into: &got.Per},
		strict.Field{Name: "eligible_from", Into: &got.EligibleFrom},
		strict.Field{Name: "breakdown", Into: &got.Breakdown},
		strict.Field{Name: "limits", Into: &got.Limits, Required: true},
		strict.Field{Name: "events", Into: &got.Events, Required: true},
		strict.Field{Name: "series", Into: &got.Series, Required: true},
		strict.Field{Name: "grids", Into: &got.Grids, Required: true},
	)...)
	if err != nil {
		return strict.Also(err, ErrQuery)
	}
	if err := got.check(); err != nil {
		return err
	}
	*r = got
	return nil
}

// check reports a report whose parts do not fit each other, so that whoever walks one that was read need not look out.
func (r *Report) check() error {
	for i, s := range r.Series {
		switch {
		case s.Segment < 0 || s.Segment >= len(r.Audiences):
			return misfit(fmt.Errorf("%d of %d audiences", s.Segment, len(r.Audiences)), "series[%d].segment", i)
		case s.Event < 0 || s.Event >= len(r.Events):
			return misfit(fmt.Errorf("%d of %d events", s.Event, len(r.Events)), "series[%d].event", i)
		}
		if err := r.checkPoint(s.Total); err != nil {
			return misfit(err, "series[%d].total", i)
		}
	}
	for i, g := range r.Grids {
		if len(g.Points) != len(r.Series) {
			return misfit(fmt.Errorf("%d lists for %d series", len(g.Points), len(r.Series)), "grids[%d].points", i)
		}
		for j, points := range g.Points {
			if len(points) != len(g.Buckets) {
				return misfit(fmt.Errorf("%d points for %d buckets", len(points), len(g.Buckets)), "grids[%d].points[%d]", i, j)
			}
			for k, p := range points {
				if err := r.checkPoint(p); err != nil {
					return misfit(err, "grids[%d].points[%d][%d]", i, j, k)
				}
			}
		}
	}
	return nil
}

// misfit is the error that a part of a report that was read does not fit the others.
func misfit(err error, path string, args ...any) error {
	return &strict.Error{What: "metrics report", Path: fmt.Sprintf(path, args...), Err: tagged{err, ErrQuery}}
}

func (r *Report) checkPoint(p Point) error {
	switch {
	case p.Count < 0:
		return fmt.Errorf("count %d is below 0", p.Count)
	case r.Metric.IsRatio() != (p.Ratio != nil):
		return fmt.Errorf("a ratio has to be there for %s and %s, and only for them", Adoption, Engagement)
	case p.Ratio != nil && p.Ratio.Num != p.Count:
		return fmt.Errorf("count %d is not the numerator of %v", p.Count, *p.Ratio)
	}
	return nil
}
