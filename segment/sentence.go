package segment

import (
	"fmt"
	"strings"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// String is the segment in plain English, without its name: "country is HR and did Song Played at least 3 times in the last 30 days", "everyone". It is for
// people to read, not to be parsed; its cost is that of the definition's size.
func (s Segment) String() string {
	if s.Where == nil {
		return "everyone"
	}
	return phrase(s.Where).text
}

// clause is a part of a sentence. bind says what holds it together on the outside, so that parentheses stand only where another word would pull it apart.
type clause struct {
	text string
	bind binding
}

type binding int

const (
	word binding = iota // stands by itself
	and
	or
)

func phrase(p Predicate) clause {
	switch p := p.(type) {
	case All:
		return joined(p, and, " and ", "everyone")
	case Any:
		return joined(p, or, " or ", "nobody")
	case Not:
		return negated(p.Of)
	case Attribute:
		return clause{text: p.Name + " " + p.Test.String()}
	case Tag:
		return clause{text: "has tag " + string(p)}
	case TaggedAny:
		return clause{text: "has any of the tags " + strings.Join(p, ", ")}
	case TaggedAll:
		return clause{text: "has all of the tags " + strings.Join(p, ", ")}
	case Did:
		return clause{text: did(p)}
	case First:
		return clause{text: outermost(p.Event, "first", p.In)}
	case Last:
		return clause{text: outermost(p.Event, "last", p.In)}
	case Saved:
		return clause{text: "is in segment " + string(p)}
	}
	return clause{text: fmt.Sprintf("(%T)", p)}
}

// joined says a list with a word between. A list of one says just that one.
func joined(ps []Predicate, bind binding, between, none string) clause {
	if len(ps) == 0 {
		return clause{text: none}
	}
	if len(ps) == 1 {
		return phrase(ps[0])
	}
	var b strings.Builder
	for i, p := range ps {
		if i > 0 {
			b.WriteString(between)
		}
		if c := phrase(p); c.bind == word || c.bind == bind {
			b.WriteString(c.text)
		} else {
			b.WriteString("(" + c.text + ")")
		}
	}
	return clause{b.String(), bind}
}

// negated says Not. "country is not HR" would be another question (it leaves out people without a country), so the operand keeps its words.
func negated(p Predicate) clause {
	switch p := p.(type) {
	case Tag:
		return clause{text: "does not have tag " + string(p)}
	case Saved:
		return clause{text: "is not in segment " + string(p)}
	case nil:
		return clause{text: "not ()"}
	}
	return clause{text: "not (" + phrase(p).text + ")"}
}

// outermost says First and Last. At any time they only ask for an event at all, since whoever has one has a first one.
func outermost(s store.Selector, which string, in store.Timeframe) string {
	if in.IsZero() {
		return "did " + event(s)
	}
	return "did " + event(s) + " for the " + which + " time" + when(in)
}

func did(d Did) string {
	var b strings.Builder
	switch {
	case d.Count.IsZero():
		b.WriteString("did " + event(d.Event))
	case counts(d.Count, value.OpIs, 0):
		b.WriteString("never did " + event(d.Event))
	default:
		b.WriteString("did " + event(d.Event) + " " + times(d.Count))
	}
	if !d.Days.IsZero() {
		b.WriteString(" on " + number(d.Days, "distinct day", "distinct days"))
	}
	if n := d.Near; n != nil {
		side := string(n.Side)
		if n.Side == Around {
			side = "before or after"
		}
		fmt.Fprintf(&b, " within %s %s %s", plural(int64(n.Days), "day", "days"), side, n.Attribute)
	}
	b.WriteString(when(d.In))
	return b.String()
}

// event names a selector; its conditions stand in parentheses, so that what follows is not read as one more of them.
func event(s store.Selector) string {
	all := s.String()
	if s.Where == nil {
		return all
	}
	names := store.Selector{Events: s.Events}.String()
	if rest, ok := strings.CutPrefix(all, names+" "); ok {
		return names + " (" + rest + ")"
	}
	return "(" + all + ")"
}

func when(in store.Timeframe) string {
	if in.IsZero() {
		return ""
	}
	return " " + in.String()
}

func times(t value.Test) string {
	switch {
	case counts(t, value.OpIs, 1):
		return "exactly once"
	case counts(t, value.OpIs, 2):
		return "exactly twice"
	case counts(t, value.OpAtLeast, 1):
		return "at least once"
	case counts(t, value.OpAtMost, 1):
		return "at most once"
	}
	return number(t, "time", "times")
}

// number says a test on a count: "at least 3 times".
func number(t value.Test, one, many string) string {
	if t.Op == value.OpBetween && len(t.Args) == 2 {
		return fmt.Sprintf("between %v and %v %s", t.Args[0], t.Args[1], many)
	}
	if t.Op == value.OpIn || t.Op == value.OpNotIn {
		list := make([]string, len(t.Args))
		for i, arg := range t.Args {
			list[i] = arg.String()
		}
		if t.Op == value.OpIn {
			return "one of " + strings.Join(list, ", ") + " " + many
		}
		return "none of " + strings.Join(list, ", ") + " " + many
	}
	if len(t.Args) != 1 {
		return t.String()
	}
	n, _ := t.Args[0].Int()
	words := plural(n, one, many)
	switch t.Op {
	case value.OpIs:
		return "exactly " + words
	case value.OpIsNot:
		return "not exactly " + words
	case value.OpLess:
		return "fewer than " + words
	case value.OpAtMost:
		return "at most " + words
	case value.OpMore:
		return "more than " + words
	case value.OpAtLeast:
		return "at least " + words
	}
	return t.String()
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// counts reports whether a test is this one operator and number.
func counts(t value.Test, op value.Op, n int64) bool {
	if t.Op != op || len(t.Args) != 1 {
		return false
	}
	arg, ok := t.Args[0].Int()
	return ok && arg == n
}
