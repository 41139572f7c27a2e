package funnel

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Sentences tell the explanation in plain English, one sentence or two a text: how far the person came, then each attempt with the events that
// it used, its deadline, and what refused the next step. Times are local to the query's location, which the first text names. Names that would
// not read as such stand in quotes, with escapes for what cannot be seen (see report.Printable), so that no text has a line end.
func (e *Explanation) Sentences() []string {
	t := teller{e: e, n: len(e.Query.Steps), loc: time.UTC}
	if loc, err := e.Query.location(nil); err == nil {
		t.loc = loc
	}
	t.summary()
	for i := range e.Attempts {
		t.attempt(i)
	}
	return t.out
}

// teller gathers the sentences of an explanation.
type teller struct {
	e   *Explanation
	n   int // steps
	loc *time.Location
	out []string
}

func (t *teller) say(format string, args ...any) {
	t.out = append(t.out, report.Printable(fmt.Sprintf(format, args...)))
}

// summary tells how far the person came, and how certain that is.
func (t *teller) summary() {
	e, who := t.e, legible(t.e.Person)
	place := fmt.Sprintf("Times are those of %s.", t.loc)
	switch {
	case len(e.Attempts) == 0:
		t.say("%s did not enter the funnel. %s", who, place)
		for _, r := range e.Refused {
			t.refusal(r, 0, nil)
		}
	case e.Level == t.n:
		t.say("%s completed the funnel of %d steps, by attempt %d of %d. %s", who, t.n, e.Best+1, len(e.Attempts), place)
	default:
		t.say("%s reached %s of %d, by attempt %d of %d. %s", who, t.step(e.Level-1), t.n, e.Best+1, len(e.Attempts), place)
	}
	switch {
	case e.Open:
		t.say("That is not decided yet: by the clock, %s, an attempt can still go on.", t.at(e.Clock))
	case e.Truncated:
		t.say("That is not certain: the end of the timeframe cut it off.")
	}
	for i, m := range e.Segments {
		name := fmt.Sprintf("segment %d", i+1)
		if m.Name != "" {
			name = "the segment " + legible(m.Name)
		}
		if m.In {
			t.say("%s is in %s.", who, name)
		} else {
			t.say("%s is not in %s, and in none of its numbers.", who, name)
		}
	}
}

// attempt tells one run.
func (t *teller) attempt(i int) {
	a := &t.e.Attempts[i]
	until := "and had no deadline."
	switch {
	case a.Deadline != nil:
		until = fmt.Sprintf("and had until %s (%s).", t.at(*a.Deadline), FormatWindow(t.e.Query.Window))
	case t.e.Query.Window != NoLimit:
		until = fmt.Sprintf("and had %s.", FormatWindow(t.e.Query.Window))
	}
	t.say("Attempt %d began at %s with %s, %s", i+1, t.at(a.Start), t.event(a.Used[0]), until)
	for k, u := range a.Used[1:] {
		t.say("%s was filled at %s by %s, %s the start.", capital(t.step(k+1)), t.at(u.Time), t.event(u), gap(a.Start, u.Time, "after"))
	}
	if a.Fate == Completed {
		return
	}
	for _, r := range a.Refused {
		t.refusal(r, len(a.Used), a)
	}
	for k, u := range a.Late {
		t.say("%s was filled at %s by %s, but after the timeframe.", capital(t.step(len(a.Used)+k)), t.at(u.Time), t.event(u))
	}
	switch a.Fate {
	case StillOpen:
		t.say("Attempt %d can still go on.", i+1)
	case CutOff:
		t.say("Attempt %d was cut off by the end of the timeframe.", i+1)
	}
}

// refusal tells why a step, from 0, was not filled; a is nil where the person did not enter.
func (t *teller) refusal(r Refusal, step int, a *ExplainedAttempt) {
	var why string
	if r.Event == nil {
		switch {
		case a == nil:
			why = "there is no such event"
		case a.Fate == StillOpen:
			why = "there is no such event yet"
		default:
			why = "no such event came"
		}
		t.say("%s was not reached: %s.", capital(t.step(step)), why)
		return
	}
	at := r.Event.Time
	switch r.Reason {
	case UsedByLater:
		why = fmt.Sprintf("went to attempt %d, which started later", r.By)
	case NotLater:
		why = "came at the very time of the step before, and each step has to be later"
	case TieOrder:
		why = "came at the very time of the step before, and stands before its event in the order of ties"
	case SameEvent:
		why = "had filled an earlier step of the attempt, and one event fills one step"
	case TimeframeOver:
		why = "came when the timeframe had ended"
	case WindowOver:
		why = "came too late"
		if a != nil && a.Deadline != nil {
			why = "came " + gap(*a.Deadline, at, "after") + " the deadline"
		}
	case ConditionNotMet:
		why = "did not meet the condition"
	case OutOfOrder:
		why = "came before the step before it"
	case BeforeStart:
		why = "came before the attempt started"
		if a != nil && at.Before(a.Start) {
			why = "came " + gap(at, a.Start, "before") + " the start"
		}
	case NotYetBegun:
		why = "came before the timeframe began"
	default:
		why = string(r.Reason)
	}
	more := ""
	switch {
	case r.More == 1:
		more = ", and so did another one"
	case r.More > 1:
		more = fmt.Sprintf(", and so did %d others", r.More)
	}
	t.say("%s was not reached: %s at %s %s%s.", capital(t.step(step)), t.event(*r.Event), t.at(at), why, more)
}

// step names a step, from 0.
func (t *teller) step(k int) string { return fmt.Sprintf("step %d, %s,", k+1, t.e.Query.Steps[k]) }

func (t *teller) at(at time.Time) string { return at.In(t.loc).Format("2006-01-02 15:04:05.999") }

// event names an event with its properties, in order of their names.
func (t *teller) event(u Used) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(u.Properties)) {
		test := value.Test{Op: value.OpIs, Args: []value.Value{u.Properties[name]}}
		parts = append(parts, legible(name)+" "+test.String())
	}
	if len(parts) == 0 {
		return legible(u.Event)
	}
	return legible(u.Event) + " (" + strings.Join(parts, ", ") + ")"
}

// legible is a name as sentences about events spell it.
func legible(name string) string { return store.On(name).String() }

// capital begins a sentence.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// gap is how far two instants are apart, with the word that says which way.
func gap(from, to time.Time, word string) string {
	switch d := to.Sub(from); {
	case d <= 0:
		return "at"
	case d == math.MaxInt64: // as far as a Duration goes
		return "more than 292 years " + word
	default:
		return FormatWindow(d) + " " + word
	}
}
