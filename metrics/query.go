package metrics

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Version is the newest version of the JSON of a Query and of a Report that this package reads, and the one that it writes.
const Version = 1

// Query says what to measure. It is plain data: it holds no clock, no limit and no location but by name, and every engine that answers it
// gives the same Report. Its JSON is strict, see UnmarshalJSON.
//
// A query asks for one metric: all four of the same events are four Computes. Per and EligibleFrom say who is divided by, so they go with
// Adoption and Engagement; set with Events or People, which divide by nothing, they are an error. Acting goes with Engagement alone.
type Query struct {
	Metric       Metric            // one of the four; all four of the same events are four Computes
	Per          Denominator       // what Adoption and Engagement divide by; zero: the whole audience; an error with Events and People
	Events       []store.Selector  // 1 to Limits.Events: one line of the graph each
	Segments     []segment.Segment // 0 to Limits.Segments: one set of lines each; none: everyone, once
	Timeframe    store.Timeframe   // zero: all time, which is the local days from the oldest event to the newest (to the clock, if that is later)
	Every        []Unit            // granularities, each at most once; none: totals only
	EligibleFrom string            // a date or date-time attribute: people count from then on; "": always; an error with Events and People
	Breakdown    *Breakdown        // nil: none
	Location     string            // IANA name of the calendar's location; "": the view's
	WeekStart    string            // "monday" ... "sunday"; "": Monday
}

// Breakdown asks for one series per value of a property of the events.
type Breakdown struct {
	Property string `json:"property"`
	Top      int    `json:"top"` // how many values, 1 to MaxTop; the rest is one more series, (other)
}

// MaxTop is the most values of a Breakdown.
const MaxTop = 100

// Limits bound a report. A field that is 0 is its default. Going over a limit is ErrLimit, never a cut.
type Limits struct {
	Segments int `json:"segments"` // most segments, default 4; at most 64
	Events   int `json:"events"`   // most events, default 4; at most 63
	Buckets  int `json:"buckets"`  // most buckets of one unit, default DefaultBuckets
	Points   int `json:"points"`   // most numbers (series x buckets, all units together), default 1,000,000; 16 bytes each and worker
}

// What no caller can raise. An event's selectors are bits of a word, one of which may be "any event"; a scan tests the segments eight at a
// time, and a graph of more of them is none.
const (
	maxSegments = 64
	maxEvents   = store.MaxScanSelectors - 1
)

// resolved gives the limits with their defaults filled in.
func (l Limits) resolved() (Limits, error) {
	for _, f := range []struct {
		name           string
		value          *int
		standard, most int
	}{
		{"segments", &l.Segments, 4, maxSegments},
		{"events", &l.Events, 4, maxEvents},
		{"buckets", &l.Buckets, DefaultBuckets, 1 << 24},
		{"points", &l.Points, 1_000_000, 1 << 30},
	} {
		if *f.value < 0 || *f.value > f.most {
			return l, wrong("limits."+f.name, "%d is not in 0 to %d", *f.value, f.most)
		}
		if *f.value == 0 {
			*f.value = f.standard
		}
	}
	return l, nil
}

// Check reports the first thing that is wrong with a query by itself, without a view, as a *FieldError, which is an ErrQuery and wraps that of the
// selector, segment or timeframe. The zero Limits are the default ones. Whether saved segments exist and declared types fit is found by Compute.
func (q Query) Check(l Limits) error {
	l, err := l.resolved()
	if err != nil {
		return err
	}
	if !slices.Contains(Metrics(), q.Metric) {
		return wrong("metric", "%s is not one of %s", strict.Quote(q.Metric), join(Metrics()))
	}
	switch {
	case !slices.Contains([]Denominator{Whole, Active, Acting}, q.Per):
		return wrong("per", "%s is not one of %s, %s", strict.Quote(q.Per), Active, Acting)
	case q.Per != Whole && !q.Metric.IsRatio():
		return wrong("per", "%q does not go with metric %q, which divides by nothing", q.Per, q.Metric)
	case q.Per == Acting && q.Metric != Engagement:
		return wrong("per", "%q goes with metric %q only: of the people who act, all do", q.Per, Engagement)
	case q.EligibleFrom != "" && !q.Metric.IsRatio():
		return wrong("eligible_from", "%s does not go with metric %q, only with %s and %s", strict.Quote(q.EligibleFrom), q.Metric, Adoption, Engagement)
	case !utf8.ValidString(q.EligibleFrom):
		return wrong("eligible_from", "%s is not valid UTF-8", strict.Quote(q.EligibleFrom))
	}
	if err := q.checkEvents(l); err != nil {
		return err
	}
	if len(q.Segments) > l.Segments {
		return over("segments", "%d given, at most %d", len(q.Segments), l.Segments)
	}
	for i, s := range q.Segments {
		if err := s.Check(); err != nil {
			return under(fmt.Sprintf("segments[%d]", i), err)
		}
	}
	if err := q.Timeframe.Check(); err != nil {
		return under("timeframe", err)
	}
	if _, err := q.location(time.UTC); err != nil {
		return err
	}
	_, err = weekday(q.WeekStart)
	return err
}

func (q Query) checkEvents(l Limits) error {
	if len(q.Events) == 0 {
		return wrong("events", "none given")
	}
	if len(q.Events) > l.Events {
		return over("events", "%d given, at most %d", len(q.Events), l.Events)
	}
	for i, e := range q.Events {
		if err := e.Check(); err != nil {
			return under(fmt.Sprintf("events[%d]", i), err)
		}
	}
	for i, u := range q.Every {
		if !slices.Contains(Units(), u) {
			return wrong(fmt.Sprintf("every[%d]", i), "%s is not one of %s", strict.Quote(u), join(Units()))
		}
		if slices.Contains(q.Every[:i], u) {
			return wrong(fmt.Sprintf("every[%d]", i), "%s stands twice", strict.Quote(u))
		}
	}
	if b := q.Breakdown; b != nil {
		switch {
		case b.Property == "":
			return wrong("breakdown.property", "none given")
		case !utf8.ValidString(b.Property):
			return wrong("breakdown.property", "%s is not valid UTF-8", strict.Quote(b.Property))
		case b.Top < 1 || b.Top > MaxTop:
			return wrong("breakdown.top", "%d is not in 1 to %d", b.Top, MaxTop)
		}
	}
	return nil
}

// location is the location that the query names, standing in for its absence.
func (q Query) location(standing *time.Location) (*time.Location, error) {
	if q.Location == "" || q.Location == standing.String() {
		return standing, nil // read once; what a view keeps of tests on dates is of this location
	}
	if q.Location == "Local" { // what a machine happens to be set to; a stored definition has to mean the same everywhere
		return nil, wrong("location", "%s is not the IANA name of a time zone", strict.Quote(q.Location))
	}
	loc, err := time.LoadLocation(q.Location)
	if err != nil {
		return nil, wrong("location", "%s is not the IANA name of a time zone", strict.Quote(q.Location))
	}
	return loc, nil
}

// MarshalJSON writes the definition; what is absent is left out:
//
//	{"version":1,"metric":"adoption","per":"active","events":[{"event":"Song Played"}],"segments":[...],"timeframe":{"last_days":30},
//	 "every":["week","day"],"eligible_from":"registered","breakdown":{"property":"genre","top":5},"location":"Europe/Zagreb","week_start":"sunday"}
func (q Query) MarshalJSON() ([]byte, error) {
	return strict.Marshal(struct {
		Version      int               `json:"version"`
		Metric       Metric            `json:"metric"`
		Per          Denominator       `json:"per,omitempty"`
		Events       []store.Selector  `json:"events"`
		Segments     []segment.Segment `json:"segments,omitempty"`
		Timeframe    store.Timeframe   `json:"timeframe,omitzero"`
		Every        []Unit            `json:"every,omitempty"`
		EligibleFrom string            `json:"eligible_from,omitempty"`
		Breakdown    *Breakdown        `json:"breakdown,omitempty"`
		Location     string            `json:"location,omitempty"`
		WeekStart    string            `json:"week_start,omitempty"`
	}{Version, q.Metric, q.Per, q.Events, q.Segments, q.Timeframe, q.Every, q.EligibleFrom, q.Breakdown, q.Location, q.WeekStart})
}

// UnmarshalJSON reads what MarshalJSON writes; "metric" and "events" have to be there. Unknown, repeated and wrong-case fields, null,
// unknown words, trailing bytes and a newer version are errors that name the field. Each is ErrQuery, and where the form is wrong the error
// of package strict that says how. Whether the query makes sense and keeps the limits is for Check. On an error q is untouched.
// (json.Unmarshal reports what is no JSON at all by itself, before this is called.)
func (q *Query) UnmarshalJSON(data []byte) error {
	var r Query
	err := strict.Object(data, "metrics query",
		strict.Version(Version),
		strict.Field{Name: "metric", Into: &r.Metric, Required: true},
		strict.Field{Name: "per", Into: &r.Per},
		strict.Field{Name: "events", Into: &r.Events, Required: true},
		strict.Field{Name: "segments", Into: &r.Segments},
		strict.Field{Name: "timeframe", Into: &r.Timeframe},
		strict.Field{Name: "every", Into: &r.Every},
		strict.Field{Name: "eligible_from", Into: &r.EligibleFrom},
		strict.Field{Name: "breakdown", Into: &r.Breakdown},
		strict.Field{Name: "location", Into: &r.Location},
		strict.Field{Name: "week_start", Into: &r.WeekStart},
	)
	if err != nil {
		return strict.Also(err, ErrQuery)
	}
	*q = r
	return nil
}
