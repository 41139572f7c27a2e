package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/footfall-go/footfall/people/value"
)

// ErrNoPrevious is a timeframe that no period stands directly before: all time, one with an open end, and one that begins where time does.
var ErrNoPrevious = errors.New("store: no previous period")

// Previous is the period directly before, of as many units of the calendar: for the last N days the N days before them, for a range of dates as many
// dates, for this week (also where it is not over) and for the previous one the whole week before. A range of instants counts in days where it begins
// and ends with days of the frame's location, so that a change of the clocks leaves no hour between the two or in both; else it is as long
// as it is.
//
// What it gives is dates or instants, never a preset: it means the same whenever it is asked. It is a pure function. Errors: those of Check;
// ErrNoPrevious for all time, an open end, and a period that would begin before the year 1.
func (t Timeframe) Previous(f value.Frame, weekStart time.Weekday) (Timeframe, error) {
	if err := t.Check(); err != nil {
		return Timeframe{}, err
	}
	loc := f.Location
	if loc == nil {
		loc = time.UTC
	}
	var first, count value.Date // the timeframe in dates
	switch {
	case t.LastDays > 0:
		count = value.Date(t.LastDays)
		first = f.Today() - count + 1
	case t.Week != "":
		today := f.Today()
		first, count = today-value.Date((today.Weekday()-weekStart+7)%7), 7
		if t.Week == weekPrevious {
			first -= 7
		}
	case t.From != 0 && t.To != 0:
		first, count = t.From, t.To-t.From+1
	case !t.Since.IsZero() && !t.Until.IsZero():
		after := value.DateOf(t.Until, loc)
		first = value.DateOf(t.Since, loc)
		if kept(t.Since).Equal(first.Start(loc)) && kept(t.Until).Equal(after.Start(loc)) {
			count = after - first
			break
		}
		return t.sameLength()
	default:
		return Timeframe{}, fmt.Errorf("%w: one %v has no beginning or no length", ErrNoPrevious, t)
	}
	if first-count < 1 { // Date 1 is the first day of the year 1
		return Timeframe{}, t.tooEarly()
	}
	return Dates(first-count, first-1), nil
}

// sameLength is as long a range of instants, directly before.
func (t Timeframe) sameLength() (Timeframe, error) {
	since, until := t.Since.UnixMilli(), t.Until.UnixMilli()
	begin := since - (until - since)
	if begin < firstSecond*1000 {
		return Timeframe{}, t.tooEarly()
	}
	before := Instants(time.UnixMilli(begin), time.UnixMilli(since))
	if !before.byInstants() || before.Since.IsZero() { // the first instant of the year 1 is how Go writes "none"
		return Timeframe{}, t.tooEarly()
	}
	return before, nil
}

func (t Timeframe) tooEarly() error {
	return fmt.Errorf("%w: the one before %v begins before the year 1", ErrNoPrevious, t)
}
