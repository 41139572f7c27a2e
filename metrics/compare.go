package metrics

import (
	"context"
	"reflect"
	"time"

	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Comparison is a report beside the same report of the period directly before (see Query.Previous), with the change of every number. It is plain
// data with JSON both ways.
type Comparison struct {
	Version int `json:"version"` // of the form: 1
	// Now and Before have the same series in the same order. They are the reports that Compute gives of the two queries, but for a Breakdown: then
	// both have the values that are Now's top, and (none) and (other) where either period has one, so that each series is compared with itself.
	Now    Report `json:"now"`
	Before Report `json:"before"`
	// Totals are the changes of the series' totals, by series.
	Totals []Change `json:"totals"`
	// Grids are the changes bucket by bucket, one for each of Now.Grids.
	Grids []GridChange `json:"grids"`
}

// Change is a number beside the one before.
type Change struct {
	Count report.CountChange  `json:"count"`           // of Point.Count
	Ratio *report.RatioChange `json:"ratio,omitempty"` // of Point.Ratio; nil for Events and People
}

// GridChange is the changes of one granularity.
type GridChange struct {
	Unit Unit `json:"unit"`
	// Pairs are the buckets that stand beside each other: weeks, months, and buckets of periods that are no days, by their position; days and hours by
	// how far their day is from the first, and hours by what the clock shows, so that noon is beside noon also where one period has a day of 23 hours.
	// A bucket that has no fellow (an hour that a day skips, the rest of the week before this one) is in its report only.
	Pairs   []Pair     `json:"pairs"`
	Changes [][]Change `json:"changes"` // by series, then pair
}

// Pair is two buckets that are compared, as indexes into the grids of the two reports.
type Pair struct {
	Now    int `json:"now"`
	Before int `json:"before"`
}

// Compare answers a query and the same one of the period directly before its own, on one view. Segments are evaluated once, by the view's clock: the
// same people in both periods. It is a pure function.
//
// Errors: those of Compute, and of Query.Previous: a timeframe that nothing is before is ErrQuery and store.ErrNoPrevious. Limits hold for each of
// the two reports. Cost: two times Compute, less the second evaluation of segments.
func Compare(ctx context.Context, v *store.View, q Query, o *Options) (*Comparison, error) {
	if o == nil {
		o = &Options{}
	}
	if o.Workers < 0 {
		return nil, wrong("options.workers", "%d is below 0", o.Workers)
	}
	if err := q.Check(o.Limits); err != nil {
		return nil, err
	}
	earlier, err := q.Previous(v.Frame())
	if err != nil {
		return nil, err
	}
	now, err := newPlan(ctx, v, q, o)
	if err != nil {
		return nil, err
	}
	earlier.Segments = nil // evaluated already
	before, err := newPlan(ctx, v, earlier, o)
	if err != nil {
		return nil, err
	}
	before.evaluated, before.audiences, before.among = now.evaluated, now.audiences, now.among

	stages := stages{tell: o.Progress, passes: 1, of: 2}
	if q.Breakdown != nil {
		stages.passes, stages.of = 2, 4
		for i, p := range []*plan{now, before} {
			p.tell = stages.progress(i, 0)
			if err := p.choose(ctx); err != nil {
				return nil, err
			}
		}
		now.align(before)
	} else {
		for _, p := range []*plan{now, before} {
			if err := p.choose(ctx); err != nil {
				return nil, err
			}
		}
	}
	var reports [2]Report
	for i, p := range []*plan{now, before} {
		p.tell = stages.progress(stages.of-2+i, stages.passes-1)
		r, err := p.finish(ctx)
		if err != nil {
			return nil, err
		}
		reports[i] = r.Report
	}
	c := compared(reports[0], reports[1])
	return &c, nil
}

// stages speaks of the passes of two plans as parts of one whole.
type stages struct {
	tell   func(done, total int)
	passes int // of each plan
	of     int // stages in all
}

// progress is for a plan that is in its given pass, as the stage of the whole.
func (s stages) progress(stage, pass int) func(done, total int) {
	if s.tell == nil {
		return nil
	}
	return func(done, total int) { // of all passes of the plan
		one := total / s.passes
		s.tell(stage*one+done-pass*one, s.of*one)
	}
}

// align gives two plans of a breakdown the same lanes: the values of the first one, and (none) and (other) where either has events for it.
func (p *plan) align(before *plan) {
	p.lanes, before.lanes = 0, 0
	for e := range p.lines {
		a, b := &p.lines[e], &before.lines[e]
		none := a.none >= 0 || b.none >= 0
		other := a.other >= 0 || b.other >= 0 // b's: of more values than a has, so one at least is not a's
		for _, v := range b.values {
			_, known := a.lanes[v]
			other = other || !known
		}
		values := a.values
		*a, *b = p.laid(values, none, other), before.laid(values, none, other)
	}
}

// laid is the line of an event with these series, behind all lanes that there are.
func (p *plan) laid(values []value.Value, none, other bool) line {
	l := line{first: p.lanes, values: values, lanes: map[value.Value]int{}, none: -1, other: -1}
	for _, v := range values {
		l.lanes[v] = p.lanes
		p.lanes++
	}
	for _, one := range []struct {
		lane  *int
		there bool
	}{{&l.none, none}, {&l.other, other}} {
		if one.there {
			*one.lane = p.lanes
			p.lanes++
		}
	}
	return l
}

// compared sets two reports of the same series beside each other.
func compared(now, before Report) Comparison {
	c := Comparison{Version: Version, Now: now, Before: before, Totals: []Change{}, Grids: []GridChange{}}
	for i, s := range now.Series {
		c.Totals = append(c.Totals, changed(s.Total, before.Series[i].Total))
	}
	for i := range now.Grids {
		a, b := &now.Grids[i], &before.Grids[i]
		g := GridChange{Unit: a.Unit, Pairs: pairs(a, b, before.Timeframe.Asked), Changes: [][]Change{}}
		for s := range now.Series {
			row := []Change{}
			for _, p := range g.Pairs {
				row = append(row, changed(a.Points[s][p.Now], b.Points[s][p.Before]))
			}
			g.Changes = append(g.Changes, row)
		}
		c.Grids = append(c.Grids, g)
	}
	return c
}

func changed(now, before Point) Change {
	c := Change{Count: report.CountChange{Now: now.Count, Before: before.Count}}
	if now.Ratio != nil && before.Ratio != nil {
		c.Ratio = &report.RatioChange{Now: *now.Ratio, Before: *before.Ratio}
	}
	return c
}

// pairs says which buckets of two grids stand beside each other; earlier is the timeframe of the second.
func pairs(now, before *Grid, earlier store.Timeframe) []Pair {
	out := []Pair{}
	if earlier.From == 0 || now.Unit == Week || now.Unit == Month {
		for i := range min(len(now.Buckets), len(before.Buckets)) {
			out = append(out, Pair{i, i})
		}
		return out
	}
	// A place is how many dates a bucket is from the first, what the clock shows there, and how often it has shown it already that day.
	type place struct {
		day    value.Date
		clock  time.Duration
		repeat int
	}
	places := func(g *Grid, first value.Date) []place {
		var all []place
		seen := map[place]int{}
		for _, b := range g.Buckets {
			at := place{day: value.NewDate(b.Start.Date()) - first}
			if g.Unit == Hour {
				h, m, s := b.Start.Clock()
				at.clock = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
			}
			at.repeat = seen[at]
			seen[place{day: at.day, clock: at.clock}]++
			all = append(all, at)
		}
		return all
	}
	of := map[place]int{}
	for i, at := range places(before, earlier.From) {
		of[at] = i
	}
	for i, at := range places(now, earlier.To+1) {
		if j, ok := of[at]; ok {
			out = append(out, Pair{i, j})
		}
	}
	return out
}

// UnmarshalJSON reads what is written, strictly as Report does: the two reports have to fit each other, and the changes have to be theirs; else it
// is ErrQuery. On an error c is untouched.
func (c *Comparison) UnmarshalJSON(data []byte) error {
	var in Comparison
	version := strict.Version(Version)
	version.Required = true
	if err := (strict.Limits{Nodes: 4 * maxReportNodes}).Object(data, "metrics comparison",
		version,
		strict.Field{Name: "now", Into: &in.Now, Required: true},
		strict.Field{Name: "before", Into: &in.Before, Required: true},
		strict.Field{Name: "totals", Into: &in.Totals, Required: true},
		strict.Field{Name: "grids", Into: &in.Grids, Required: true},
	); err != nil {
		return strict.Also(err, ErrQuery)
	}
	if err := in.Now.fits(&in.Before); err != nil {
		return err
	}
	got := compared(in.Now, in.Before)
	if !reflect.DeepEqual(got.Totals, in.Totals) || !reflect.DeepEqual(got.Grids, in.Grids) {
		return wrong("comparison", "its changes are not those of its reports")
	}
	*c = got
	return nil
}

// fits reports whether two reports are of the same series and units, so that they can be compared.
func (r *Report) fits(o *Report) error {
	same := r.Metric == o.Metric && r.Per == o.Per && len(r.Audiences) == len(o.Audiences) && len(r.Events) == len(o.Events) &&
		len(r.Series) == len(o.Series) && len(r.Grids) == len(o.Grids)
	for i := 0; same && i < len(r.Series); i++ {
		a, b := r.Series[i], o.Series[i]
		same = a.Segment == b.Segment && a.Event == b.Event && a.Kind == b.Kind && a.Value == b.Value
	}
	for i := 0; same && i < len(r.Grids); i++ {
		same = r.Grids[i].Unit == o.Grids[i].Unit
	}
	if !same {
		return wrong("comparison", "its two reports are not of the same series")
	}
	return nil
}
