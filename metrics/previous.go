package metrics

import (
	"time"

	"github.com/footfall-go/footfall/people/value"
)

// Previous is the query for the period directly before its own, as long in units of the calendar: for the last 30 days the 30 days before them, for a
// range of dates as many dates, for this week and for the previous one the week before; see store.Timeframe.Previous. All else stays; computed on
// the same view, so do segments and clock.
//
// The frame says when and where the query is asked: v.Frame(). A location of the query's own goes first. It is ErrQuery, and store.ErrNoPrevious, where
// the timeframe has an open end, so that nothing is before it or no length known, and where the period begins before the year 1.
func (q Query) Previous(f value.Frame) (Query, error) {
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
	before, err := q.Timeframe.Previous(f, weekStart)
	if err != nil {
		return Query{}, under("timeframe", err)
	}
	q.Timeframe = before
	return q, nil
}
