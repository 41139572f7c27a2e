package store

import (
	"math"
	"time"

	"github.com/footfall-go/footfall/people/value"
)

// Timeframe is a stretch of time as a definition gives it: at most one of the four forms. The zero Timeframe is all time. It is resolved when a query runs, with the view's clock and location.
type Timeframe struct {
	LastDays     int        // N > 0: the last N calendar days, today by the clock included
	Week         string     // "this": from the week's start to the end of today; "previous": the seven days before this week
	From, To     value.Date // calendar dates, both included; either may be absent (open)
	Since, Until time.Time  // instants [Since, Until); either may be zero (open)
}

func LastDays(n int) Timeframe                  { return Timeframe{LastDays: n} }
func Last7Days() Timeframe                      { return Timeframe{LastDays: 7} }
func Last30Days() Timeframe                     { return Timeframe{LastDays: 30} }
func ThisWeek() Timeframe                       { return Timeframe{Week: "this"} }
func PreviousWeek() Timeframe                   { return Timeframe{Week: "previous"} }
func Dates(from, to value.Date) Timeframe       { return Timeframe{From: from, To: to} }
func Instants(since, until time.Time) Timeframe { return Timeframe{Since: since, Until: until} }

// Check reports a timeframe that says two things, or is empty (To before From, Until not after Since), or has a LastDays outside 0 to 36,500.
func (t Timeframe) Check() error { panic("todo") }

// Span resolves the timeframe: dates and presets by the frame's clock and location, weeks from weekStart. Open ends stay open.
func (t Timeframe) Span(f value.Frame, weekStart time.Weekday) Span { panic("todo") }

func (t Timeframe) String() string                   { panic("todo") } // "in the last 30 days", "from 2017-01-02 to 2017-12-31", "at any time"
func (t Timeframe) IsZero() bool                     { return t == Timeframe{} }
func (t Timeframe) MarshalJSON() ([]byte, error)     { panic("todo") } // {"last_days":30} {"week":"this"} {"from":"2017-01-02","to":"2017-12-31"} {"since":"...","until":"..."} {}
func (t *Timeframe) UnmarshalJSON(data []byte) error { panic("todo") }

// Span is a half-open stretch of time [From, To) in Unix milliseconds.
type Span struct{ From, To int64 }

// The open ends of a Span.
const (
	Beginning = math.MinInt64
	End       = math.MaxInt64
)

// AllTime is the Span that holds every instant.
var AllTime = Span{Beginning, End}

func (s Span) Has(ms int64) bool { return s.From <= ms && ms < s.To }
func (s Span) IsEmpty() bool     { return s.From >= s.To }
