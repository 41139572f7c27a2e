package funnel

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Comparison is a report beside the same report of the period directly before (see Query.Previous), with the change of every figure. It is plain data
// with JSON both ways.
type Comparison struct {
	Version int    `json:"version"` // of the form: 1
	Now     Report `json:"now"`
	Before  Report `json:"before"`
	// Segments are the changes, in the order of Now.Segments.
	Segments []OutcomeChange `json:"segments"`
}

// OutcomeChange is the changes of an Outcome.
type OutcomeChange struct {
	Steps  []StepChange `json:"steps"`
	People TotalsChange `json:"people"`
	Events TotalsChange `json:"events"`
}

// StepChange is the changes of a Step.
type StepChange struct {
	People FiguresChange `json:"people"`
	Events FiguresChange `json:"events"`
}

// TotalsChange is the changes of Totals.
type TotalsChange struct {
	Completed  report.CountChange `json:"completed"`
	Unfinished report.CountChange `json:"unfinished"`
}

// FiguresChange is the changes of Figures, field by field.
type FiguresChange struct {
	Reached      report.CountChange `json:"reached"`
	FromFirst    report.RatioChange `json:"from_first"`
	FromPrevious report.RatioChange `json:"from_previous"`
	FromAudience report.RatioChange `json:"from_audience"` // not defined of attempts
	Dropped      report.CountChange `json:"dropped"`
	DropRate     report.RatioChange `json:"drop_rate"`
	Open         report.CountChange `json:"open"`
	Truncated    report.CountChange `json:"truncated"`
	Final        report.CountChange `json:"final"`
	LateReached  report.CountChange `json:"late_reached"`
}

// Previous is the query for the period directly before its own, as store.Timeframe.Previous says; all else stays. The frame says when and where the
// query is asked: v.Frame(). A location of the query's own goes first. It is ErrQuery, and store.ErrNoPrevious, where the timeframe has an open end,
// and where the period begins before the year 1.
func (q Query) Previous(f value.Frame) (Query, error) {
	loc, err := q.location(f.Location)
	if err != nil {
		return Query{}, err
	}
	f.Location = loc
	week, err := q.weekStart()
	if err != nil {
		return Query{}, err
	}
	before, err := q.Timeframe.Previous(f, week)
	if err != nil {
		return Query{}, under("timeframe", err)
	}
	q.Timeframe = before
	return q, nil
}

// Compare answers a query and the same one of the period directly before its own, on one view and by one clock. Segments are evaluated once: the same
// people in both periods. Both reports are those that Compute gives. Of the period before, less is open and more is decided: the parts of Dropped say
// how much. It is a pure function.
//
// Errors: those of Compute, and of Query.Previous: a timeframe that nothing is before is ErrQuery and store.ErrNoPrevious. Cost: two times Compute,
// less the second evaluation of segments.
func Compare(ctx context.Context, v *store.View, q Query, o *Options) (*Comparison, error) {
	if o == nil {
		o = &Options{}
	}
	if err := q.Check(o.Limits); err != nil {
		return nil, err
	}
	earlier, err := q.Previous(v.Frame())
	if err != nil {
		return nil, err
	}
	f, span, week, err := q.resolve(v.Frame())
	if err != nil {
		return nil, err
	}
	v = v.In(f.Location)
	if err := suits(v, q.Steps); err != nil {
		return nil, err
	}
	evaluated, err := segment.EvaluateWeeks(ctx, v, week, q.Segments...)
	if err != nil {
		return nil, ofSegments(err)
	}
	var reports [2]Report
	for i, one := range []struct {
		query Query
		span  store.Span
	}{{q, span}, {earlier, earlier.Timeframe.Span(f, week)}} {
		options := *o
		if o.Progress != nil {
			options.Progress = func(done, total int) { o.Progress(i*total+done, 2*total) }
		}
		r, err := one.query.compute(ctx, v, one.span, week, evaluated, &options)
		if err != nil {
			return nil, err
		}
		reports[i] = r.Report
	}
	c := compared(reports[0], reports[1])
	return &c, nil
}

// compared sets two reports of the same steps and segments beside each other.
func compared(now, before Report) Comparison {
	c := Comparison{Version: 1, Now: now, Before: before, Segments: []OutcomeChange{}}
	for i, a := range now.Segments {
		b := before.Segments[i]
		out := OutcomeChange{Steps: []StepChange{}, People: a.People.since(b.People), Events: a.Events.since(b.Events)}
		for k := range a.Steps {
			out.Steps = append(out.Steps, StepChange{a.Steps[k].People.since(b.Steps[k].People), a.Steps[k].Events.since(b.Steps[k].Events)})
		}
		c.Segments = append(c.Segments, out)
	}
	return c
}

func (t Totals) since(o Totals) TotalsChange {
	return TotalsChange{report.CountChange{Now: t.Completed, Before: o.Completed}, report.CountChange{Now: t.Unfinished, Before: o.Unfinished}}
}

func (f Figures) since(o Figures) FiguresChange {
	counts := func(now, before int64) report.CountChange { return report.CountChange{Now: now, Before: before} }
	ratios := func(now, before report.Ratio) report.RatioChange { return report.RatioChange{Now: now, Before: before} }
	return FiguresChange{
		Reached:   counts(f.Reached, o.Reached),
		FromFirst: ratios(f.FromFirst, o.FromFirst), FromPrevious: ratios(f.FromPrevious, o.FromPrevious), FromAudience: ratios(f.FromAudience, o.FromAudience),
		Dropped: counts(f.Dropped, o.Dropped), DropRate: ratios(f.DropRate, o.DropRate),
		Open: counts(f.Open, o.Open), Truncated: counts(f.Truncated, o.Truncated), Final: counts(f.Final, o.Final),
		LateReached: counts(f.LateReached, o.LateReached),
	}
}

// UnmarshalJSON reads what is written, strictly as Report does: the two reports have to be of the same steps and segments, and the changes have to be
// theirs; else it is ErrQuery. On an error c is untouched.
func (c *Comparison) UnmarshalJSON(data []byte) error {
	var in Comparison
	version := strict.Version(1)
	version.Required = true
	if err := (strict.Limits{Nodes: 8 * maxReportNodes}).Object(data, "funnel comparison",
		version,
		strict.Field{Name: "now", Into: &in.Now, Required: true},
		strict.Field{Name: "before", Into: &in.Before, Required: true},
		strict.Field{Name: "segments", Into: &in.Segments, Required: true},
	); err != nil {
		return strict.Also(err, ErrQuery)
	}
	same := len(in.Now.Segments) == len(in.Before.Segments)
	for i := 0; same && i < len(in.Now.Segments); i++ {
		same = len(in.Now.Segments[i].Steps) == len(in.Before.Segments[i].Steps)
	}
	if !same {
		return wrong("comparison", "its two reports are not of the same steps and segments")
	}
	got := compared(in.Now, in.Before)
	if !reflect.DeepEqual(got.Segments, in.Segments) {
		return wrong("comparison", "its changes are not those of its reports")
	}
	*c = got
	return nil
}

// Table shows the comparison for people to read, one segment below the other: for each step how many reached it in both periods, and the change,
// absolute and in percent; then the percentage of the first step in both, and its change in percentage points; then what of the drop-off before the step
// is not certain in either period. Below stand who the segments are and the warnings.
func (c *Comparison) Table(by By) report.Table {
	t := report.Table{Title: c.Now.title(by) + "; " + c.Before.AsBefore()}
	for i, head := range []string{"Step", "reached", "before", "change", "in percent", "of first", "before", "change"} {
		t.Columns = append(t.Columns, report.Column{Name: head, Right: i > 0})
	}
	labels, captions := c.Now.Labels(), c.Now.Captions()
	for i, o := range c.Segments {
		if i > 0 {
			t.Rows = append(t.Rows, nil)
		}
		if len(c.Segments) > 1 {
			name := make([]string, len(t.Columns))
			name[0] = labels[i]
			t.Rows = append(t.Rows, name)
		}
		for k, s := range o.Steps {
			f := s.People
			if by == ByEvents {
				f = s.Events
			}
			t.Rows = append(t.Rows, []string{c.Now.Segments[i].Steps[k].label(k),
				count(f.Reached.Now), count(f.Reached.Before), f.Reached.String(), f.Reached.Percent(),
				f.FromFirst.Now.Percent(), f.FromFirst.Before.Percent(), f.FromFirst.Points()})
		}
	}
	for i := range c.Segments {
		t.Notes = append(t.Notes, captions[i]+", the same in both periods")
		for k := range c.Now.Segments[i].Steps {
			for _, one := range []struct {
				step Step
				when string
			}{{c.Now.Segments[i].Steps[k], ""}, {c.Before.Segments[i].Steps[k], " of the period before"}} {
				if note := one.step.undecided(by); note != "" {
					t.Notes = append(t.Notes, fmt.Sprintf("%s, step %d%s: %s", labels[i], k+1, one.when, note))
				}
			}
		}
	}
	t.Notes = append(t.Notes, c.Now.Header.Notes(c.Now.isOpen(by))...)
	for _, note := range c.Before.Header.Notes(c.Before.isOpen(by)) {
		if !slices.Contains(t.Notes, note) {
			t.Notes = append(t.Notes, note)
		}
	}
	return t
}
