package metrics

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people/strict"
)

// Metric is what a report measures. The words are those of the JSON of a query.
type Metric string

// The four metrics, for an audience S, an event E and a bucket b.
const (
	Events     Metric = "events"     // number of E events in b by people of S
	People     Metric = "people"     // distinct people of S with at least one E event in b
	Adoption   Metric = "adoption"   // People / people of the denominator
	Engagement Metric = "engagement" // Events / people of the denominator
)

// Metrics lists the four metrics in the order in which the documentation names them. The slice is the caller's.
func Metrics() []Metric { return []Metric{Events, People, Adoption, Engagement} }

// IsRatio reports whether the metric is a quotient: Adoption and Engagement.
func (m Metric) IsRatio() bool { return m == Adoption || m == Engagement }

// CountsPeople reports whether the number (of a quotient, the one above the line) counts people and not events: People and Adoption.
func (m Metric) CountsPeople() bool { return m == People || m == Adoption }

// UnmarshalText reads one of the four words; anything else is ErrQuery and named.
func (m *Metric) UnmarshalText(text []byte) error { return word(text, m, Metrics()) }

// Denominator is what Adoption and Engagement divide by.
type Denominator string

// The denominators.
const (
	Whole  Denominator = ""       // the whole audience, idle people included: the metric as it is without a further word
	Active Denominator = "active" // people of the audience with any event at all in the bucket
	Acting Denominator = "acting" // people of the audience with the event itself in the bucket; Engagement only
)

// UnmarshalText reads "active" or "acting"; the whole audience is the absence of the field.
func (d *Denominator) UnmarshalText(text []byte) error {
	return word(text, d, []Denominator{Active, Acting})
}

// Unit is a unit of the calendar, and so the granularity of a graph.
type Unit string

// The units, finest first.
const (
	Hour  Unit = "hour"  // a local clock hour; one that a change of the clock repeats is two
	Day   Unit = "day"   // 23, 24 or 25 hours, or whatever the location makes of it
	Week  Unit = "week"  // seven days from the week's start
	Month Unit = "month" // a calendar month
)

// Units lists the units, finest first. The slice is the caller's.
func Units() []Unit { return []Unit{Hour, Day, Week, Month} }

// UnmarshalText reads one of the four words; anything else is ErrQuery and named.
func (u *Unit) UnmarshalText(text []byte) error { return word(text, u, Units()) }

// word reads one of some words, so that a misspelled definition fails where it is read.
func word[W ~string](text []byte, into *W, words []W) error {
	if !slices.Contains(words, W(text)) {
		return tagged{fmt.Errorf("%s is not one of %s", strict.Quote(text), join(words)), ErrQuery} // the decoder around it names the field
	}
	*into = W(text)
	return nil
}

func join[W ~string](words []W) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(w))
	}
	return b.String()
}

// weekday reads a week start: "" is Monday, else the English name in lower case.
func weekday(name string) (time.Weekday, error) {
	if name == "" {
		return time.Monday, nil
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name == strings.ToLower(d.String()) {
			return d, nil
		}
	}
	return 0, wrong("week_start", "%s is not a day of the week (monday, tuesday ...)", strict.Quote(name))
}
