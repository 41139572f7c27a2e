package funnel

import (
	"github.com/footfall-go/footfall/metrics/report"
)

// Report is what Compute finds: plain data, JSON both ways, the same from every engine for the same definition and data. It holds no
// people; see Result.Behind.
type Report struct {
	// Header says which state, clock, calendar, timeframe and audiences the numbers are of. In JSON its fields stand beside the others.
	report.Header
	// Query is the definition as it was asked, with the location and the first day of the week that it ran with. Header.Audiences has its
	// segments with saved ones written out.
	Query Query `json:"query"`
	// Limits are those that the query kept, defaults filled in.
	Limits Limits `json:"limits"`
	// Segments are the outcomes in the order of Header.Audiences: one for each segment, or one for everyone.
	Segments []Outcome `json:"segments"`
}

// Outcome is what one audience did, counted twice: by people, each by the best attempt, and by events, where each first-step event is an
// attempt of its own.
type Outcome struct {
	Name   string `json:"name"` // of the segment; empty: it has none, or it is everyone
	Steps  []Step `json:"steps"`
	People Totals `json:"people"`
	Events Totals `json:"events"`
}

// Totals are what became of those who entered the funnel.
type Totals struct {
	Completed  int64 `json:"completed"`  // reached the last step
	Unfinished int64 `json:"unfinished"` // reached the first step and not the last, whatever may yet come
}

// Step is one step of an outcome: how many people reached it, and beside them how many attempts.
type Step struct {
	Name   string  `json:"name"` // the selector in plain English
	People Figures `json:"people"`
	Events Figures `json:"events"`
}

// Figures are the numbers of a step, of people or of attempts. Dropped = Open + Truncated + Final.
type Figures struct {
	Reached int64 `json:"reached"` // filled this step and all before it

	FromFirst    report.Ratio `json:"from_first"`             // of those who reached the first step: the number on top of a bar
	FromPrevious report.Ratio `json:"from_previous"`          // of those who reached the step before; not defined at the first step
	FromAudience report.Ratio `json:"from_audience,omitzero"` // of all people of the audience, idle ones included; zero for attempts

	Dropped  int64        `json:"dropped"`   // reached the step before and not this one; 0 at the first step
	DropRate report.Ratio `json:"drop_rate"` // of those who reached the step before; not defined at the first step

	Open      int64 `json:"open"`      // of Dropped: by the clock an attempt can still go on
	Truncated int64 `json:"truncated"` // of Dropped: not Open, but under Entry further or open; 0 where the policy is Entry
	Final     int64 `json:"final"`     // of Dropped: decided, late arrivals of data apart

	LateReached int64 `json:"late_reached"` // reached this step under Entry and not here; 0 where the policy is Entry
}

// tally counts people, or attempts, by class.
type tally []int64

// classes are the ways in which a person or an attempt can come out: level, level under Entry, fate.
type classes struct{ steps int }

func (c classes) len() int { return (c.steps + 1) * (c.steps + 1) * fates }

func (c classes) of(level, late int, f fate) int { return (level*(c.steps+1)+late)*fates + int(f) }

// parts is what a class stands for.
func (c classes) parts(class int) (level, late int, f fate) {
	both := class / fates
	return both / (c.steps + 1), both % (c.steps + 1), fate(class % fates)
}

// holds reports whether those of a class are among a number of step k, counted from 1.
func (w Which) holds(k, level, late int, f fate) bool {
	dropped := level == k-1 // level 0 is nobody's class, so nobody drops before the first step
	switch w {
	case Reached:
		return level >= k
	case Dropped:
		return dropped
	case DroppedOpen:
		return dropped && f == open
	case DroppedTruncated:
		return dropped && f == truncated
	case DroppedFinal:
		return dropped && f == final
	case ExactlyAt:
		return level == k
	case LateReached:
		return level < k && late >= k
	}
	return false
}

// count is a number of step k.
func (t tally) count(c classes, w Which, k int) int64 {
	var sum int64
	for class, n := range t {
		if n != 0 {
			if level, late, f := c.parts(class); w.holds(k, level, late, f) {
				sum += n
			}
		}
	}
	return sum
}

// figures reads a step out of a tally; audience is |S|, or below 0 where there is none.
func (t tally) figures(c classes, k int, audience int64) Figures {
	f := Figures{
		Reached:     t.count(c, Reached, k),
		Dropped:     t.count(c, Dropped, k),
		Open:        t.count(c, DroppedOpen, k),
		Truncated:   t.count(c, DroppedTruncated, k),
		Final:       t.count(c, DroppedFinal, k),
		LateReached: t.count(c, LateReached, k),
	}
	f.FromFirst = report.Ratio{Num: f.Reached, Den: t.count(c, Reached, 1)}
	if k > 1 {
		before := t.count(c, Reached, k-1)
		f.FromPrevious = report.Ratio{Num: f.Reached, Den: before}
		f.DropRate = report.Ratio{Num: f.Dropped, Den: before}
	}
	if audience >= 0 {
		f.FromAudience = report.Ratio{Num: f.Reached, Den: audience}
	}
	return f
}

func (t tally) totals(c classes) Totals {
	completed := t.count(c, Reached, c.steps)
	return Totals{Completed: completed, Unfinished: t.count(c, Reached, 1) - completed}
}
