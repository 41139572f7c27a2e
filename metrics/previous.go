package metrics

import (
	"time"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Previous is the query for the period directly before its own, as long in units of the calendar: for the last 30 days the 30 days before them, for a
// range of dates as many dates, for this week and for the previous one the week before. A range of instants counts in days where it begins and
// ends with days of the location, else it is as long as it is. All else stays; computed on the same view, so do segments and clock.
//
// The frame says when and where the query is asked: v.Frame(). A location of the query's own goes first. It is ErrQuery where the timeframe has an
// open end, so that nothing is before it or no length known, and where the period begins before the year 1.
func (q Query) Previous(f value.Frame) (Query, error) {
	if err := q.Timeframe.Check(); err != nil {
		return Query{}, under("timeframe", err)
	}
	if f.Location == nil {
		f.Location = time.UTC
	}
	var err error
	if f.Location, err = q.location(f.Location); err != nil {
		return Query{}, err
	}
	weekStart, err := weekday(q.WeekStart)
	if err != nil {
		return Query{}, err
	}
	span := q.Timeframe.Span(f, weekStart)
	if span.From == store.Beginning || span.To == store.End {
		return Query{}, wrong("timeframe", "there is no period before one %v", q.Timeframe)
	}
	first, days := wholeDays(span, f.Location)
	switch {
	case q.Timeframe.Week != "":
		q.Timeframe = store.Dates(first-7, first-1)
	case days > 0 && first-days < value.NewDate(1, time.January, 1):
		return Query{}, wrong("timeframe", "the period before one %v begins before the year 1", q.Timeframe)
	case days > 0:
		q.Timeframe = store.Dates(first-days, first-1)
	default:
		length := span.To - span.From
		q.Timeframe = store.Instants(time.UnixMilli(span.From-length).UTC(), time.UnixMilli(span.From).UTC())
	}
	if err := q.Timeframe.Check(); err != nil {
		return Query{}, under("timeframe", err)
	}
	return q, nil
}

// wholeDays counts the local dates of a span that begins and ends with days; 0 where it does not.
func wholeDays(span store.Span, loc *time.Location) (first, days value.Date) {
	first = value.DateOf(time.UnixMilli(span.From), loc)
	after := value.DateOf(time.UnixMilli(span.To), loc)
	if first.Start(loc).UnixMilli() != span.From || after.Start(loc).UnixMilli() != span.To {
		return first, 0
	}
	return first, after - first
}
