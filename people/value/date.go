package value

import "time"

// Date is a calendar date of the proleptic Gregorian calendar, years 1 to 9999, without a place. The zero Date is "no date". Dates compare with
// == and <: they count days, and 1 is 0001-01-01.
type Date int32

// NewDate makes a date; out-of-range months and days carry over as in time.Date.
func NewDate(year int, month time.Month, day int) Date { panic("todo") }

// DateOf is the local date of an instant in a location.
func DateOf(t time.Time, loc *time.Location) Date { panic("todo") }

// ParseDate reads "2006-01-02".
func ParseDate(s string) (Date, error) { panic("todo") }

// Start is the first instant whose local date is d or later: midnight, or the end of the gap where a change of the clock skips midnight. The day ends at (d+1).Start.
// It costs about a microsecond.
func (d Date) Start(loc *time.Location) time.Time { panic("todo") }

func (d Date) Valid() bool                              { panic("todo") } // years 1 to 9999
func (d Date) Civil() (year int, m time.Month, day int) { panic("todo") }
func (d Date) Weekday() time.Weekday                    { panic("todo") }
func (d Date) String() string                           { panic("todo") } // 2026-05-03; "" for the zero Date
func (d Date) MarshalText() ([]byte, error)             { panic("todo") }
func (d *Date) UnmarshalText(b []byte) error            { panic("todo") }
