package funnel

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// ErrNoPerson is a person whom the view does not know. It comes with store.ErrNoPerson: errors.Is finds both.
var ErrNoPerson = errors.New("funnel: no such person")

// Explanation is one person's way through a funnel: every attempt, the events that it used, and what kept it from going on. It is plain data
// with JSON both ways. Its level, and what is open and truncated, are those that Compute counts the person by. Times are in UTC, to the
// millisecond.
type Explanation struct {
	Version  int       `json:"version"` // of the form: 1
	Person   string    `json:"person"`  // the person's own ID, also where an alias was asked for
	Position uint64    `json:"position"`
	Clock    time.Time `json:"clock"`
	// Query is the definition, with the location and the first day of the week that it was read with.
	Query Query `json:"query"`
	// From and To are the timeframe [From, To); nil: open, or outside the years 1 to 9999.
	From *time.Time `json:"from,omitempty"`
	To   *time.Time `json:"to,omitempty"`
	// Segments says, for each segment of the query, whether the person is in it. Who is in none is in no number of the report.
	Segments []Membership `json:"segments,omitempty"`

	// Level, LateLevel, Open and Truncated are as in Path.
	Level     int  `json:"level"`
	LateLevel int  `json:"late_level"`
	Open      bool `json:"open"`
	Truncated bool `json:"truncated"`
	// Best is the index of the best attempt, -1 where there is none.
	Best int `json:"best"`
	// Attempts are in order of their starts.
	Attempts []ExplainedAttempt `json:"attempts"`
	// Refused says what kept a person without an attempt from entering.
	Refused []Refusal `json:"refused,omitempty"`
}

// Membership says whether the person is in a segment.
type Membership struct {
	Name string `json:"name"`
	In   bool   `json:"in"`
}

// ExplainedAttempt is one run through the funnel, told with its events.
type ExplainedAttempt struct {
	Start time.Time `json:"start"` // of the first step's event
	End   time.Time `json:"end"`   // of the last of Used
	// Deadline is the last instant that a later step's event may have. nil: there is none, or it lies beyond the year 9999, where no event does.
	Deadline *time.Time `json:"deadline,omitempty"`
	// Used are the events that filled the steps, the first step's first. There are as many as steps were filled.
	Used []Used `json:"used"`
	// Late are those that fill the following steps under Entry, where the policy is WholeFunnel.
	Late []Used `json:"late,omitempty"`
	Fate Fate   `json:"fate"`
	// Refused says what refused the next step, the decisive reason first, each reason once. It is empty of a completed attempt only.
	Refused []Refusal `json:"refused,omitempty"`
}

// Used is an event of the person.
type Used struct {
	Event      string                 `json:"event"`
	Time       time.Time              `json:"time"`
	ID         string                 `json:"id,omitempty"`
	Properties map[string]value.Value `json:"properties,omitempty"`
}

// Fate is what became of an attempt.
type Fate string

// The fates, as Figures counts them.
const (
	Completed    Fate = "completed" // the last step is filled
	StillOpen    Fate = "open"      // by the clock it can still go on
	CutOff       Fate = "truncated" // not open, but under Entry it would be, or is further
	FinallyEnded Fate = "final"     // decided, unless data arrives late
)

// UnmarshalText reads one of the four words; anything else is ErrQuery.
func (f *Fate) UnmarshalText(text []byte) error {
	return word(text, f, Completed, StillOpen, CutOff, FinallyEnded)
}

// word reads one of some words.
func word[W ~string](text []byte, into *W, words ...W) error {
	for _, w := range words {
		if string(w) == string(text) {
			*into = w
			return nil
		}
	}
	return fmt.Errorf("%w: %s is not one of %q", ErrQuery, strict.Quote(text), words)
}

// Explain follows one person of a view through a funnel, and says of every attempt which events it used and what refused its next step. The
// clock and the location are those of Compute, and so is what it finds: a person of Level k is among Behind(segment, i, Reached) for the steps
// i below k, and so on for every number, in each segment that the person is In.
//
// An alias is the person that it leads to. Errors: ErrNoPerson for an ID that the view does not know (also one that was deleted); else those
// of Compute, but for limits: it takes up to HardMaxSteps steps and HardMaxSegments segments.
//
// Cost: the person's log once for each step and segment, and the logarithm of the log for each attempt. It reads nobody else.
func Explain(v *store.View, person string, q Query) (Explanation, error) {
	if err := q.Check(widest); err != nil {
		return Explanation{}, err
	}
	f, span, week, err := q.resolve(v.Frame())
	if err != nil {
		return Explanation{}, err
	}
	if err := suits(v, q.Steps); err != nil {
		return Explanation{}, err
	}
	n, ok := v.People().Find(person)
	if !ok {
		return Explanation{}, tagged{fmt.Errorf("%w: %s", ErrNoPerson, strict.Quote(person)), store.ErrNoPerson}
	}
	id, _ := v.People().ID(n)
	e := Explanation{
		Version: 1, Person: id, Position: v.Position(), Clock: f.Clock.UTC(), Query: q.echo(f.Location.String(), week.String()),
		From: bound(span.From), To: bound(span.To), Attempts: []ExplainedAttempt{},
	}
	log := v.Log(n)
	for i, s := range q.Segments {
		field := fmt.Sprintf("segments[%d]", i)
		if _, err := s.CheckOn(v); err != nil {
			return Explanation{}, under(field, err)
		}
		whole, err := segment.Expand(v, s)
		if err != nil {
			return Explanation{}, under(field, err)
		}
		in := segment.MatchWeeks(whole.Where, v.People().Attributes(n), v.People().TagsOf(n), log, f, week)
		e.Segments = append(e.Segments, Membership{s.Name, in})
	}
	return e, e.tell(log, q, f, span)
}

// tell follows the log.
func (e *Explanation) tell(log []store.Event, q Query, f value.Frame, span store.Span) error {
	p, err := Match(log, q, f)
	if err != nil {
		return err
	}
	e.Level, e.LateLevel, e.Open, e.Truncated, e.Best = p.Level, p.LateLevel, p.Open, p.Truncated, p.Best
	why := newInquiry(log, q, f, span, p)
	if len(p.Attempts) == 0 {
		e.Refused = why.notEntered()
	}
	for i, a := range p.Attempts {
		at := ExplainedAttempt{Start: a.Start, End: a.End, Used: used(log, a.Events), Late: used(log, a.Late)}
		if !a.Deadline.IsZero() {
			at.Deadline = bound(a.Deadline.UnixMilli())
		}
		switch {
		case a.Depth() == len(q.Steps):
			at.Fate = Completed
		case a.Open:
			at.Fate = StillOpen
		case a.Truncated:
			at.Fate = CutOff
		default:
			at.Fate = FinallyEnded
		}
		if at.Fate != Completed {
			at.Refused = why.refused(i)
		}
		e.Attempts = append(e.Attempts, at)
	}
	return nil
}

// bound is an instant that JSON can write; nil: it is none of the years 1 to 9999.
func bound(ms int64) *time.Time {
	t := time.UnixMilli(ms).UTC()
	if y := t.Year(); ms == store.Beginning || ms == store.End || y < 1 || y > 9999 {
		return nil
	}
	return &t
}

// used are events of the log; nil: none.
func used(log []store.Event, indexes []int) []Used {
	var out []Used
	for _, i := range indexes {
		out = append(out, newUsed(&log[i]))
	}
	return out
}

func newUsed(e *store.Event) Used {
	u := Used{Event: e.Name, Time: time.UnixMilli(e.Time.UnixMilli()).UTC(), ID: e.ID}
	if len(e.Properties) > 0 {
		u.Properties = make(map[string]value.Value, len(e.Properties))
		for _, p := range e.Properties {
			u.Properties[p.Name] = p.Value
		}
	}
	return u
}

// maxExplainedNodes bounds an explanation that is read, wider than a definition: it tells every attempt of a person.
const maxExplainedNodes = 8_000_000

// UnmarshalJSON reads what is written, strictly: unknown, repeated, wrong-case and missing names, null and trailing bytes are errors of
// package strict, and all of them ErrQuery, as are parts that do not fit each other. On an error e is untouched.
func (e *Explanation) UnmarshalJSON(data []byte) error {
	type plain Explanation // without this method
	var in plain
	if err := (strict.Limits{Nodes: maxExplainedNodes}).Object(data, "funnel explanation",
		strict.Field{Name: "version", Into: func(data []byte) error {
			if err := strict.Version(1).Into.(func([]byte) error)(data); err != nil {
				return err
			}
			return json.Unmarshal(data, &in.Version)
		}, Required: true},
		strict.Field{Name: "person", Into: &in.Person, Required: true},
		strict.Field{Name: "position", Into: &in.Position, Required: true},
		strict.Field{Name: "clock", Into: &in.Clock, Required: true},
		strict.Field{Name: "query", Into: &in.Query, Required: true},
		strict.Field{Name: "from", Into: &in.From},
		strict.Field{Name: "to", Into: &in.To},
		strict.Field{Name: "segments", Into: &in.Segments},
		strict.Field{Name: "level", Into: &in.Level, Required: true},
		strict.Field{Name: "late_level", Into: &in.LateLevel, Required: true},
		strict.Field{Name: "open", Into: &in.Open, Required: true},
		strict.Field{Name: "truncated", Into: &in.Truncated, Required: true},
		strict.Field{Name: "best", Into: &in.Best, Required: true},
		strict.Field{Name: "attempts", Into: &in.Attempts, Required: true},
		strict.Field{Name: "refused", Into: &in.Refused},
	); err != nil {
		return strict.Also(err, ErrQuery)
	}
	got := Explanation(in)
	if err := got.check(); err != nil {
		return err
	}
	*e = got
	return nil
}

// check reports parts that do not fit each other, so that Sentences need not look out.
func (e *Explanation) check() error {
	n := len(e.Query.Steps)
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: explanation: %s", ErrQuery, fmt.Sprintf(format, args...))
	}
	if len(e.Segments) != len(e.Query.Segments) {
		return bad("segments: %d for %d of the query", len(e.Segments), len(e.Query.Segments))
	}
	if (len(e.Attempts) == 0) != (e.Best == -1) || e.Best < -1 || e.Best >= len(e.Attempts) {
		return bad("best: %d of %d attempts", e.Best, len(e.Attempts))
	}
	level, late := 0, 0
	for i, a := range e.Attempts {
		depth := len(a.Used)
		if depth < 1 || depth+len(a.Late) > n {
			return bad("attempts[%d]: %d events used, %d late, of %d steps", i, depth, len(a.Late), n)
		}
		if (a.Fate == Completed) != (depth == n) || (len(a.Refused) == 0) != (depth == n) {
			return bad("attempts[%d]: fate: %s at step %d of %d", i, strict.Quote(a.Fate), depth, n)
		}
		for j, r := range a.Refused {
			if r.By < 0 || r.By > len(e.Attempts) || r.More < 0 {
				return bad("attempts[%d].refused[%d]: by attempt %d of %d, %d more", i, j, r.By, len(e.Attempts), r.More)
			}
		}
		level, late = max(level, depth), max(late, depth+len(a.Late))
	}
	if e.Level != level || e.LateLevel != late {
		return bad("level: %d and late %d, of attempts %d and %d", e.Level, e.LateLevel, level, late)
	}
	if (e.Best >= 0) && len(e.Attempts[e.Best].Used) != level {
		return bad("best: attempt %d is not the deepest", e.Best)
	}
	return nil
}
