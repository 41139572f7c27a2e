package value

import (
	"fmt"
	"math"
	"time"

	"github.com/footfall-go/footfall/people/strict"
)

// Date is a calendar date of the proleptic Gregorian calendar, years 1 to 9999, without a place. The zero Date is "no date". Dates compare
// with == and <: they count days, and 1 is 0001-01-01; d+1 is the day after d.
type Date int32

const (
	secondsPerDay = 24 * 60 * 60
	epochDate     = 719163  // 1970-01-01
	maxDate       = 3652059 // 9999-12-31
)

// NewDate makes a date; out-of-range months and days carry over as in time.Date. What lies beyond the years 1 to 9999 is not Valid.
func NewDate(year int, month time.Month, day int) Date {
	const far = 1 << 30
	if year > far || year < -far || month > far || month < -far || day > far || day < -far {
		return math.MinInt32
	}
	m := int64(month) - 1
	y := int64(year) + floorDiv(m, 12)
	m -= floorDiv(m, 12) * 12
	// The calendar repeats every 400 years of 146,097 days, so a year near 2000 stands for any other.
	cycles := floorDiv(y-2000, 400)
	first := time.Date(int(y-400*cycles), time.Month(m+1), 1, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay
	return clampDate(first + cycles*146097 + int64(day) - 1 + epochDate)
}

// DateOf is the date that an instant falls on in a location (nil: UTC): the d with d.Start <= t < (d+1).Start. That is the local date, but
// where the clock was put back over midnight: the hour that comes again is still of the day that had begun.
func DateOf(t time.Time, loc *time.Location) Date {
	if loc == nil || loc == time.UTC {
		return utcDate(t.Unix())
	}
	t = t.In(loc)
	d := localDate(t)
	// No clock was ever put back by more than a day, so the day had begun before only if the clock has changed within the last two.
	for at := t; ; {
		changed, _ := at.ZoneBounds()
		if changed.IsZero() || t.Sub(changed) > 2*24*time.Hour {
			return d
		}
		at = changed.Add(-time.Nanosecond)
		d = max(d, localDate(at))
	}
}

// localDate is the date on the clocks of the time's location.
func localDate(t time.Time) Date {
	_, offset := t.Zone()
	return utcDate(t.Unix() + int64(offset))
}

func utcDate(seconds int64) Date {
	return clampDate(floorDiv(seconds, secondsPerDay) + epochDate)
}

// ParseDate reads "2006-01-02", exactly; the error is ErrKind where it is no date, ErrYear for the year 0000.
func ParseDate(s string) (Date, error) {
	wrong := func() (Date, error) {
		return 0, fmt.Errorf("%w: not a date (YYYY-MM-DD): %s", ErrKind, strict.Quote(s))
	}
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return wrong()
	}
	digits := func(s string) (n int) {
		for _, c := range []byte(s) {
			if c < '0' || c > '9' {
				return -1
			}
			n = n*10 + int(c-'0')
		}
		return n
	}
	year, month, day := digits(s[:4]), digits(s[5:7]), digits(s[8:])
	if year < 0 || month < 1 || month > 12 || day < 1 || day > 31 {
		return wrong()
	}
	d := NewDate(year, time.Month(month), day)
	if _, m, _ := d.Civil(); m != time.Month(month) {
		return wrong() // 31 April has carried over
	}
	if !d.Valid() {
		return 0, fmt.Errorf("%w: %s", ErrYear, strict.Quote(s))
	}
	return d, nil
}

// Start is the first instant whose local date is d or later, in that location (nil: UTC): midnight, or the end of the gap where a change of
// the clock skips midnight. The day ends where the next begins, at (d+1).Start; where a place left a whole date out, both are one instant.
// It is exact for every zone whose offsets from UTC stay under 48 hours, and for every fixed one. It costs less than a microsecond.
func (d Date) Start(loc *time.Location) time.Time {
	if loc == nil {
		loc = time.UTC
	}
	midnight := (int64(d) - epochDate) * secondsPerDay // by clocks that stand on UTC
	// Walk the stretches of one offset, from one in which the date cannot have begun, to the first in which it does.
	at := time.Unix(midnight-2*secondsPerDay, 0).In(loc)
	for {
		_, offset := at.Zone()
		from, to := at.ZoneBounds()
		if !to.IsZero() && !to.After(at) {
			// ZoneBounds takes every year that is ruled by a formula to have 365 days, so that on the last day of a leap year (in UTC) the
			// stretch seems to have ended before it. It reaches at least to the year's end.
			to = time.Date(at.UTC().Year()+1, 1, 1, 0, 0, 0, 0, time.UTC).In(loc)
		}
		start := time.Unix(midnight-int64(offset), 0)
		if !from.IsZero() && start.Before(from) {
			start = from // the clock jumped over midnight, into the date or past it
		}
		if to.IsZero() || start.Before(to) {
			return start.In(loc)
		}
		at = to
	}
}

// Valid reports whether the year is 1 to 9999. The zero Date is not valid.
func (d Date) Valid() bool { return 1 <= d && d <= maxDate }

// Civil gives year, month and day.
func (d Date) Civil() (year int, month time.Month, day int) {
	return d.utc().Date()
}

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

func (d Date) utc() time.Time {
	return time.Unix((int64(d)-epochDate)*secondsPerDay, 0).UTC()
}

// String is "2026-05-03"; "" for the zero Date. What is not Valid otherwise shows its year with a sign or more digits.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	year, month, day := d.Civil()
	return fmt.Sprintf("%04d-%02d-%02d", year, int(month), day)
}

// MarshalText writes String; the error is ErrYear for what is neither Valid nor zero.
func (d Date) MarshalText() ([]byte, error) {
	if d != 0 && !d.Valid() {
		return nil, fmt.Errorf("%w: day %d", ErrYear, int32(d))
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes: ParseDate, and "" as the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	parsed, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func clampDate(days int64) Date {
	return Date(max(math.MinInt32, min(math.MaxInt32, days)))
}

// floorDiv is a/b rounded down, for b > 0.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
