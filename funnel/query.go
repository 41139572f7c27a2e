package funnel

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Query is the definition of a funnel: plain data, engine-neutral, without clock or limits. Its JSON is
//
//	{"version":1,
//	 "steps":[{"event":"Registration"},{"event":"Watch video"}],
//	 "window":"15m", "timeframe":{"last_days":30},
//	 "segments":[...], "policy":"entry", "strict_increase":true,
//	 "location":"Europe/Zagreb", "week_start":"sunday"}
//
// of which steps and window must be there. Unknown, repeated or wrong-case names, null and trailing bytes are errors.
type Query struct {
	// Steps are the events of the funnel, in order. All are mandatory. A step may repeat, and steps may overlap.
	Steps []store.Selector
	// Window is how long after the first step's event a later step's event may come, both ends included: at least a millisecond, in whole
	// milliseconds, or NoLimit. A day is 24 hours.
	Window time.Duration
	// Timeframe is when: zero is all time. What of the funnel has to lie in it, Policy says.
	Timeframe store.Timeframe
	// Segments are the audiences; none: everyone.
	Segments []segment.Segment
	// Policy says which steps have to lie in the timeframe. The zero Policy is WholeFunnel.
	Policy Policy
	// StrictIncrease refuses ties: each step's event has to be at least a millisecond after the one before.
	StrictIncrease bool
	// Location is the IANA name of the place whose days the timeframe and the segments count; "": the view's.
	Location string
	// WeekStart is the first day of the week, "monday" to "sunday"; "": monday. The timeframes "this week" and "previous week" ask for it, those
	// inside segments too.
	WeekStart string
}

// what names a query in the errors of its decoder.
const what = "funnel query"

// Policy says which steps' events have to lie in the timeframe. Attempts start in it under both.
type Policy uint8

const (
	WholeFunnel Policy = iota // every step's event
	Entry                     // the first step's: later ones may come up to the deadline
)

// Limits bound a query. A field of 0 is its default. They are a caller's protection, not a part of the definition.
type Limits struct {
	MinSteps    int `json:"min_steps"`    // default 2, at least 1
	MaxSteps    int `json:"max_steps"`    // default 7, at most HardMaxSteps
	MaxSegments int `json:"max_segments"` // default 2, at most HardMaxSegments
}

// What no caller can raise: steps are bits of a mask, and so are segments.
const (
	HardMaxSteps    = store.MaxScanSelectors
	HardMaxSegments = 64
)

// widest are the limits that any query keeps; never changed.
var widest = Limits{MinSteps: 1, MaxSteps: HardMaxSteps, MaxSegments: HardMaxSegments}

// resolve puts the defaults in.
func (l Limits) resolve() Limits {
	if l.MinSteps == 0 {
		l.MinSteps = 2
	}
	if l.MaxSteps == 0 {
		l.MaxSteps = max(7, min(l.MinSteps, HardMaxSteps))
	}
	if l.MaxSegments == 0 {
		l.MaxSegments = 2
	}
	return l
}

// Check reports limits that cannot be kept; the error is a *FieldError.
func (l Limits) Check() error {
	r := l.resolve()
	switch {
	case r.MinSteps < 1 || r.MinSteps > HardMaxSteps:
		return wrong("limits.min_steps", "%d is outside 1 to %d", l.MinSteps, HardMaxSteps)
	case r.MaxSteps < r.MinSteps || r.MaxSteps > HardMaxSteps:
		return wrong("limits.max_steps", "%d is outside %d (min_steps) to %d", l.MaxSteps, r.MinSteps, HardMaxSteps)
	case r.MaxSegments < 1 || r.MaxSegments > HardMaxSegments:
		return wrong("limits.max_segments", "%d is outside 1 to %d", l.MaxSegments, HardMaxSegments)
	}
	return nil
}

// Check reports the first thing that is wrong with a query by itself, as a *FieldError, which is an ErrQuery (and an ErrLimit where there
// are too many or too few of something), or as an ErrQuery alone where the whole passes the limits of package strict, so that what passes
// Check can be written and read back. Whether saved segments exist and declared types fit takes a view: Compute finds it.
func (q Query) Check(l Limits) error {
	if err := l.Check(); err != nil {
		return err
	}
	l = l.resolve()
	if n := len(q.Steps); n < l.MinSteps || n > l.MaxSteps {
		return over("steps", "%d given, must be %d to %d", n, l.MinSteps, l.MaxSteps)
	}
	for i, s := range q.Steps {
		if err := s.Check(); err != nil {
			return under(fmt.Sprintf("steps[%d]", i), err)
		}
	}
	if q.Window != NoLimit && (q.Window <= 0 || q.Window%time.Millisecond != 0) {
		return wrong("window", "%v is not a whole number of milliseconds above zero, nor NoLimit", q.Window)
	}
	if err := q.Timeframe.Check(); err != nil {
		return under("timeframe", err)
	}
	if n := len(q.Segments); n > l.MaxSegments {
		return over("segments", "%d given, at most %d", n, l.MaxSegments)
	}
	for i, s := range q.Segments {
		if err := s.Check(); err != nil {
			return under(fmt.Sprintf("segments[%d]", i), err)
		}
	}
	if q.Policy > Entry {
		return wrong("policy", "%d is neither WholeFunnel nor Entry", q.Policy)
	}
	if _, err := q.location(nil); err != nil {
		return err
	}
	if _, err := q.weekStart(); err != nil {
		return err
	}
	data, err := q.MarshalJSON()
	if err != nil {
		return tagged{err, ErrQuery}
	}
	if err := strict.Check(data, what); err != nil { // too many parts for a definition, or too deep
		return tagged{err, ErrQuery}
	}
	return nil
}

// location is the query's location, or the one given where it names none.
func (q Query) location(otherwise *time.Location) (*time.Location, error) {
	if otherwise == nil {
		otherwise = time.UTC
	}
	if q.Location == "" || q.Location == otherwise.String() {
		return otherwise, nil // read once; what a view keeps of tests on dates is of this location
	}
	loc, err := time.LoadLocation(q.Location)
	if err != nil || q.Location == "Local" { // "Local" would mean another place on another machine
		return nil, wrong("location", "%s is not the IANA name of a time zone", strict.Quote(q.Location))
	}
	return loc, nil
}

func (q Query) weekStart() (time.Weekday, error) {
	if q.WeekStart == "" {
		return time.Monday, nil
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if q.WeekStart == strings.ToLower(d.String()) {
			return d, nil
		}
	}
	return 0, wrong("week_start", "%s is not a day of the week (monday, tuesday ...)", strict.Quote(q.WeekStart))
}

// resolve gives the frame in the query's location, and the timeframe in it. The query has been checked.
func (q Query) resolve(f value.Frame) (value.Frame, store.Span, time.Weekday, error) {
	loc, err := q.location(f.Location)
	if err != nil {
		return f, store.Span{}, 0, err
	}
	week, err := q.weekStart()
	if err != nil {
		return f, store.Span{}, 0, err
	}
	f.Location = loc
	return f, q.Timeframe.Span(f, week), week, nil
}

// windowMillis is the window as the engine counts it.
func (q Query) windowMillis() int64 {
	if q.Window == NoLimit {
		return math.MaxInt64
	}
	return q.Window.Milliseconds()
}

// String is the policy as definitions spell it: "whole funnel", "entry".
func (p Policy) String() string {
	switch p {
	case WholeFunnel:
		return "whole funnel"
	case Entry:
		return "entry"
	}
	return fmt.Sprintf("Policy(%d)", uint8(p))
}

func (p Policy) MarshalText() ([]byte, error) {
	if p > Entry {
		return nil, wrong("policy", "%d is neither WholeFunnel nor Entry", uint8(p))
	}
	return []byte(p.String()), nil
}

func (p *Policy) UnmarshalText(text []byte) error {
	switch string(text) {
	case "whole funnel":
		*p = WholeFunnel
	case "entry":
		*p = Entry
	default:
		return tagged{fmt.Errorf(`%s is neither "whole funnel" nor "entry"`, strict.Quote(text)), ErrQuery}
	}
	return nil
}

// MarshalJSON writes the definition; fields at their defaults are left out. A query that Check accepts reads back equal.
func (q Query) MarshalJSON() ([]byte, error) {
	return strict.Marshal(struct {
		Version        int               `json:"version"`
		Steps          []store.Selector  `json:"steps"`
		Window         string            `json:"window"`
		Timeframe      store.Timeframe   `json:"timeframe,omitzero"`
		Segments       []segment.Segment `json:"segments,omitempty"`
		Policy         Policy            `json:"policy,omitzero"`
		StrictIncrease bool              `json:"strict_increase,omitzero"`
		Location       string            `json:"location,omitzero"`
		WeekStart      string            `json:"week_start,omitzero"`
	}{1, q.Steps, FormatWindow(q.Window), q.Timeframe, q.Segments, q.Policy, q.StrictIncrease, q.Location, q.WeekStart})
}

// UnmarshalJSON reads a definition; steps and window have to be there. It checks the form alone; limits, zone names and empty timeframes
// are Check's. Whatever is wrong is ErrQuery, and where the form is wrong the error of package strict that says how: a name that is not
// known, repeated, in the wrong case or missing, null, trailing bytes, a newer version. On an error q is untouched. (json.Unmarshal reports
// what is no JSON at all by itself, before this is called.)
func (q *Query) UnmarshalJSON(data []byte) error {
	var (
		in     Query
		window string
	)
	if err := strict.Object(data, what,
		strict.Version(1),
		strict.Field{Name: "steps", Into: &in.Steps, Required: true},
		strict.Field{Name: "window", Into: &window, Required: true},
		strict.Field{Name: "timeframe", Into: &in.Timeframe},
		strict.Field{Name: "segments", Into: &in.Segments},
		strict.Field{Name: "policy", Into: &in.Policy},
		strict.Field{Name: "strict_increase", Into: &in.StrictIncrease},
		strict.Field{Name: "location", Into: &in.Location},
		strict.Field{Name: "week_start", Into: &in.WeekStart},
	); err != nil {
		return strict.Also(err, ErrQuery)
	}
	var err error
	if in.Window, err = ParseWindow(window); err != nil {
		return misread("window", err)
	}
	*q = in
	return nil
}
