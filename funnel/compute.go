package funnel

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Options are how Compute runs; they never change a number. nil is the zero Options.
type Options struct {
	Limits   Limits                // zero: the defaults
	Workers  int                   // most goroutines at once; 0 and below: GOMAXPROCS
	Progress func(done, total int) // if not nil: called as parts of the people are done, never twice at once
}

// Compute answers a query on a view, for every segment and in both views, in one pass over the events of the steps. The clock is the
// view's, and so is the location where the query names none: see View.At and View.In.
//
// Errors: ErrQuery (also ErrLimit) as of Query.Check; those of segment.Evaluate, such as segment.ErrNoSegment, and value.ErrKind where a
// condition cannot hold for the declared type of its property, as an ErrQuery that names the field; the context's. An event, property, attribute or tag that no data has brought
// gives zero and a warning in the header.
//
// Cost: a nanosecond or two for each event of the first two steps in the timeframe, read from the store's projections (see store.View.ScanDays), and a few for each event of the steps, to a window
// after it, of those whom the second step can follow as far as is told to about a minute a month of the timeframe; 4 bytes for each person who entered, and half a megabyte a worker while it runs.
func Compute(ctx context.Context, v *store.View, q Query, o *Options) (*Result, error) {
	if o == nil {
		o = &Options{}
	}
	if err := q.Check(o.Limits); err != nil {
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
	return q.compute(ctx, v, span, week, evaluated, o)
}

// compute answers a query that has been checked, for its segments as they were evaluated, on a view in its location.
func (q Query) compute(ctx context.Context, v *store.View, span store.Span, week time.Weekday, evaluated []segment.Evaluated, o *Options) (*Result, error) {
	r := &Result{view: v, classes: classes{len(q.Steps)}}
	for _, e := range evaluated {
		r.audiences = append(r.audiences, e.People)
	}
	c := &counter{
		classes:   r.classes,
		audiences: r.audiences,
		judge:     newJudge(len(q.Steps), q.Policy, v.Frame().Clock, span.To),
	}
	for range max(1, len(r.audiences)) {
		c.people = append(c.people, make(tally, c.classes.len()))
		c.attempts = append(c.attempts, make(tally, c.classes.len()))
	}
	if err := c.scan(ctx, v, q, span, o); err != nil {
		return nil, err
	}
	r.numbers = c.numbers

	h := report.NewHeader(v, week, q.Timeframe, span, evaluated)
	h.Warn(v.Warnings(q.Steps...)...)
	r.Report = Report{Header: h, Query: q.echo(h.Location, week.String()), Limits: o.Limits.resolve()}
	for i, a := range h.Audiences {
		out := Outcome{Name: a.Name, People: c.people[i].totals(c.classes), Events: c.attempts[i].totals(c.classes)}
		for k, s := range q.Steps {
			out.Steps = append(out.Steps, Step{
				Name:   s.String(),
				People: c.people[i].figures(c.classes, k+1, int64(a.People)),
				Events: c.attempts[i].figures(c.classes, k+1, -1),
			})
		}
		r.Segments = append(r.Segments, out)
	}
	return r, nil
}

// echo is the query as it ran.
func (q Query) echo(location, week string) Query {
	q.Steps, q.Segments = slices.Clone(q.Steps), slices.Clone(q.Segments)
	q.Location, q.WeekStart = location, strings.ToLower(week)
	return q
}

// suits checks the steps' conditions against the declared types of properties.
func suits(v *store.View, steps []store.Selector) error {
	for i, s := range steps {
		if err := v.Suits(s); err != nil {
			return under(fmt.Sprintf("steps[%d]", i), err)
		}
	}
	return nil
}
