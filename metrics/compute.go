package metrics

import (
	"context"
	"errors"
	"runtime"

	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

// Options are how to compute, never what: two runs of one query on one view with different Options give the same report or an ErrLimit, but
// for the limits that the report echoes. The zero Options are the defaults.
type Options struct {
	// Limits bound the report; each 0 is its default.
	Limits Limits
	// Workers is how many goroutines read events; 0: GOMAXPROCS. Each has its own counters: 16 bytes a point.
	Workers int
	// Progress, where set, is told how many steps of all are done. It is called from one goroutine at a time and must not wait long.
	Progress func(done, total int)
}

// Result is a Report with the view that it was made of, and the people behind its numbers. While it is held, that view is held. It is
// immutable but for the Report, which is the caller's, and safe for concurrent use as long as nobody changes that. Its JSON is the
// Report's.
type Result struct {
	Report
	plan *plan
}

// View is the view that the report was made of, in the report's location.
func (r *Result) View() *store.View { return r.plan.view }

// UnmarshalJSON refuses: a report that is read has no view behind it. Read a Report.
func (r *Result) UnmarshalJSON([]byte) error {
	return tagged{errors.New("metrics: a Result cannot be read from JSON, only a Report"), ErrQuery}
}

// Compute answers a query on a view. It is a pure function of both. One pass over the events of the timeframe serves all segments, events
// and granularities; a breakdown takes one more pass before it, to choose the values.
//
// Errors: ErrQuery as Check gives it, ErrLimit also for the number of points, those of segment.Evaluate (a saved segment that is not there,
// a test that does not suit a declared type), value.ErrKind for an EligibleFrom that is declared as neither date nor date-time, and the
// context's. What no data has brought yet is no error: it counts zero, and the report carries a warning.
//
// Cost: nearly all of it is reading events, from columns, some two nanoseconds each; the first question about an event makes its columns. Where only how many events of one audience matters, and not whose
// (Events, Engagement), it is one nanosecond; of everybody, on whole days, also by a property of few texts or under one condition on it, no event is read at all. Hours, and days that do not begin when the
// store's do (view.DayLocation), take some three times as long, because times are looked at. EligibleFrom takes some 5 ns a person more. It takes 16 bytes a point and
// worker, 64 KB a granularity and worker where people are counted, or 8 a series of an event where it has several, 4 bytes a person where EligibleFrom is set, and 8 bytes a distinct
// value of the property for each worker and event where there is a Breakdown.
func Compute(ctx context.Context, v *store.View, q Query, o *Options) (*Result, error) {
	if o == nil {
		o = &Options{}
	}
	if o.Workers < 0 {
		return nil, wrong("options.workers", "%d is below 0", o.Workers)
	}
	if err := q.Check(o.Limits); err != nil {
		return nil, err
	}
	p, err := newPlan(ctx, v, q, o)
	if err != nil {
		return nil, err
	}
	return p.compute(ctx)
}

func (p *plan) compute(ctx context.Context) (*Result, error) {
	if err := p.choose(ctx); err != nil {
		return nil, err
	}
	return p.finish(ctx)
}

// finish counts what has been chosen.
func (p *plan) finish(ctx context.Context) (*Result, error) {
	if n := p.lanes * len(p.audiences) * p.buckets; n > p.limits.Points {
		return nil, over("every", "%d points (%d series in %d buckets), at most %d", n, p.lanes*len(p.audiences), p.buckets, p.limits.Points)
	}
	if err := p.makeEligible(ctx); err != nil {
		return nil, err
	}
	sum, err := p.count(ctx)
	if err != nil {
		return nil, err
	}
	return &Result{Report: p.report(sum), plan: p}, nil
}

// selectors are the events of the query, and any event behind them where active people are asked for.
func (p *plan) selectors() []store.Selector {
	if p.query.Per != Active {
		return p.query.Events
	}
	return append(p.query.Events[:len(p.query.Events):len(p.query.Events)], store.OnEvery())
}

func (p *plan) scan(sels []store.Selector, span store.Span, among *people.Set) store.Scan {
	return store.Scan{Selectors: sels, Span: span, Among: among, Workers: p.workers}
}

// progress speaks of one of several passes as a part of the whole.
func (p *plan) progress(pass, passes int) func(done, total int) {
	if p.tell == nil {
		return nil
	}
	return func(done, total int) { p.tell(pass*total+done, passes*total) }
}

func resolveWorkers(n int) int {
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
	}
	return n
}

// report writes what was counted.
func (p *plan) report(sum sums) Report {
	q := p.query
	r := Report{
		Header: report.NewHeader(p.view, p.weekStart, q.Timeframe, p.span, p.evaluated),
		Metric: q.Metric, Per: q.Per, EligibleFrom: q.EligibleFrom, Limits: p.limits,
		Events: make([]Event, len(q.Events)), Series: []Series{}, Grids: make([]Grid, len(p.calendars)),
	}
	r.Header.Warn(p.warnings()...)
	if q.Breakdown != nil {
		asked := *q.Breakdown
		r.Breakdown = &asked
	}
	for i, e := range copied(q.Events) {
		r.Events[i] = Event{Sentence: e.String(), Definition: e}
	}
	for i, c := range p.calendars {
		r.Grids[i] = Grid{Unit: c.unit, Buckets: append([]Bucket{}, c.buckets...), Points: [][]Point{}}
	}
	whole := p.wholeAudiences()
	point := func(segment, lane, index int) Point {
		at := p.at(lane, index, segment)
		n := Point{Count: sum.events[at]}
		if q.Metric.CountsPeople() {
			n.Count = sum.people[at]
		}
		if q.Metric.IsRatio() {
			ratio := report.Ratio{Num: n.Count}
			switch q.Per {
			case Active:
				ratio.Den = sum.people[p.at(p.anyLane(), index, segment)]
			case Acting:
				ratio.Den = sum.people[at]
			default:
				ratio.Den = whole[segment][index]
			}
			n.Ratio = &ratio
		}
		return n
	}
	p.each(func(s Series, lane int) {
		s.Total = point(s.Segment, lane, p.buckets)
		r.Series = append(r.Series, s)
		for i, c := range p.calendars {
			points := make([]Point, len(c.buckets))
			for b := range points {
				points[b] = point(s.Segment, lane, c.first+b)
			}
			r.Grids[i].Points = append(r.Grids[i].Points, points)
		}
	})
	return r
}

// copied are copies of definitions: a report that a caller changes must not change the query, nor the other way round.
func copied(sels []store.Selector) []store.Selector {
	out := make([]store.Selector, len(sels))
	for i, s := range sels {
		out[i] = s.Clone()
	}
	return out
}
