package store

import (
	"math"
	"time"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// Timeframe is a stretch of time as a definition gives it, in at most one of four forms. The zero Timeframe is all time. It is plain data without a clock
// or a place: the presets and the dates are resolved when a query runs, by the view's clock and location.
//
// Its JSON is {"last_days":30}, {"week":"this"}, {"week":"previous"}, {"from":"2017-01-02","to":"2017-12-31"},
// {"since":"2017-01-02T00:00:00Z","until":"2018-01-01T00:00:00Z"}, or {}; one end of a range may be left out.
type Timeframe struct {
	LastDays     int        // N > 0: the last N calendar days, today by the clock included
	Week         string     // "this": from the week's start to the end of today; "previous": the seven days before this week
	From, To     value.Date // calendar dates, both included; either may be absent (open)
	Since, Until time.Time  // instants [Since, Until), to the millisecond, rounded down; either may be zero (open)
}

// What Timeframe.Week says.
const (
	weekThis     = "this"
	weekPrevious = "previous"
)

// LastDays is the last n calendar days, today by the clock included.
func LastDays(n int) Timeframe { return Timeframe{LastDays: n} }

// Last7Days is today by the clock and the six days before it.
func Last7Days() Timeframe { return LastDays(7) }

// Last30Days is today by the clock and the 29 days before it.
func Last30Days() Timeframe { return LastDays(30) }

// ThisWeek runs from the start of the clock's week to the end of today.
func ThisWeek() Timeframe { return Timeframe{Week: weekThis} }

// PreviousWeek is the seven days before this week.
func PreviousWeek() Timeframe { return Timeframe{Week: weekPrevious} }

// Dates is a range of calendar dates that includes both; the zero Date leaves an end open.
func Dates(from, to value.Date) Timeframe { return Timeframe{From: from, To: to} }

// Instants is [since, until), kept in UTC to the millisecond, rounded down as the times of events are; the zero Time leaves an end open.
func Instants(since, until time.Time) Timeframe {
	return Timeframe{Since: kept(since), Until: kept(until)}
}

// kept is a time as the store keeps it: UTC, to the millisecond, rounded down; zero stays zero.
func kept(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}

// IsZero reports whether the timeframe is all time.
func (t Timeframe) IsZero() bool {
	return t.LastDays == 0 && t.Week == "" && !t.byDates() && !t.byInstants()
}

func (t Timeframe) byDates() bool    { return t.From != 0 || t.To != 0 }
func (t Timeframe) byInstants() bool { return !t.Since.IsZero() || !t.Until.IsZero() }

// Equal reports whether two timeframes are the same definition. Instants are compared to the millisecond, wherever they were written.
func (t Timeframe) Equal(o Timeframe) bool {
	return t.LastDays == o.LastDays && t.Week == o.Week && t.From == o.From && t.To == o.To &&
		kept(t.Since).Equal(kept(o.Since)) && kept(t.Until).Equal(kept(o.Until))
}

// Check reports the first thing that is wrong with a timeframe by itself, as a *FieldError: two forms at once, LastDays outside 0 to MaxLastDays, a Week
// that is neither "this" nor "previous", a date or instant outside the years 1 to 9999, and an empty range: To before From, or Until not after Since.
func (t Timeframe) Check() error {
	forms := 0
	for _, given := range []bool{t.LastDays != 0, t.Week != "", t.byDates(), t.byInstants()} {
		if given {
			forms++
		}
	}
	switch {
	case forms > 1:
		return wrong("", "%d forms of a timeframe at once: give one of last_days, week, from and to, since and until", forms)
	case t.LastDays < 0:
		return wrong("last_days", "%d: at least 1", t.LastDays)
	case t.LastDays > MaxLastDays:
		return &FieldError{"last_days", over("%d: at most %d", t.LastDays, MaxLastDays)}
	case t.Week != "" && t.Week != weekThis && t.Week != weekPrevious:
		return wrong("week", "%s: it is %q or %q", strict.Quote(t.Week), weekThis, weekPrevious)
	case t.From != 0 && !t.From.Valid():
		return wrong("from", "day %d: %w", int32(t.From), value.ErrYear)
	case t.To != 0 && !t.To.Valid():
		return wrong("to", "day %d: %w", int32(t.To), value.ErrYear)
	case t.From != 0 && t.To != 0 && t.To < t.From:
		return wrong("to", "%s is before from, %s", t.To, t.From)
	}
	if err := checkInstant("since", t.Since); err != nil {
		return err
	}
	if err := checkInstant("until", t.Until); err != nil {
		return err
	}
	if !t.Since.IsZero() && !t.Until.IsZero() && t.Until.UnixMilli() <= t.Since.UnixMilli() {
		return wrong("until", "%s is not after since, %s", instantText(t.Until), instantText(t.Since))
	}
	return nil
}

func checkInstant(field string, t time.Time) error {
	if s := t.Unix(); !t.IsZero() && (s < firstSecond || s > lastSecond) {
		return wrong(field, "%d seconds from 1970: %w", s, value.ErrYear)
	}
	return nil
}

// Span resolves the timeframe: presets and dates by the frame's clock and calendar, weeks from weekStart. Open ends stay open. Days begin as
// value.Date.Start says, so that one of 23 or 25 hours is one day.
func (t Timeframe) Span(f value.Frame, weekStart time.Weekday) Span {
	loc := f.Location
	if loc == nil {
		loc = time.UTC
	}
	switch {
	case t.LastDays > 0:
		today := f.Today()
		return days(today-value.Date(t.LastDays)+1, today, loc)
	case t.Week != "":
		today := f.Today()
		week := today - value.Date((today.Weekday()-weekStart+7)%7)
		if t.Week == weekPrevious {
			return days(week-7, week-1, loc)
		}
		return days(week, today, loc)
	case t.byDates():
		span := AllTime()
		if t.From != 0 {
			span.From = t.From.Start(loc).UnixMilli()
		}
		if t.To != 0 {
			span.To = (t.To + 1).Start(loc).UnixMilli()
		}
		return span
	}
	span := AllTime()
	if !t.Since.IsZero() {
		span.From = t.Since.UnixMilli()
	}
	if !t.Until.IsZero() {
		span.To = t.Until.UnixMilli()
	}
	return span
}

// days is the Span of the dates first to last, both included.
func days(first, last value.Date, loc *time.Location) Span {
	return Span{first.Start(loc).UnixMilli(), (last + 1).Start(loc).UnixMilli()}
}

// Span is a half-open stretch of time [From, To) in Unix milliseconds.
type Span struct{ From, To int64 }

// The open ends of a Span.
const (
	Beginning = math.MinInt64
	End       = math.MaxInt64
)

// AllTime is the Span that holds every instant.
func AllTime() Span { return Span{Beginning, End} }

// Has reports whether the span holds an instant.
func (s Span) Has(ms int64) bool { return s.From <= ms && ms < s.To }

// IsEmpty reports whether the span holds no instant.
func (s Span) IsEmpty() bool { return s.From >= s.To }
