package segment_test

import (
	"math/big"
	"sort"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// naive is the meaning of predicates written down from SEMANTICS, section 2 and 3, with maps and loops, and nothing from the product but plain data.
type naive struct {
	clock     time.Time
	loc       *time.Location
	weekStart time.Weekday
}

func (n naive) meets(p segment.Predicate, who somebody) bool {
	switch p := p.(type) {
	case nil:
		return true
	case segment.All:
		ok := true
		for _, q := range p {
			ok = n.meets(q, who) && ok
		}
		return ok
	case segment.Any:
		ok := false
		for _, q := range p {
			ok = n.meets(q, who) || ok
		}
		return ok
	case segment.Not:
		return !n.meets(p.Of, who)
	case segment.Attribute:
		return n.test(p.Test, who.attributes[p.Name])
	case segment.Tag:
		return has(who.tags, string(p))
	case segment.TaggedAny:
		ok := false
		for _, tag := range p {
			ok = ok || has(who.tags, tag)
		}
		return ok
	case segment.TaggedAll:
		ok := true
		for _, tag := range p {
			ok = ok && has(who.tags, tag)
		}
		return ok
	case segment.Did:
		count, days := 0, map[string]bool{}
		for _, e := range who.log {
			t := e.Time.Truncate(time.Millisecond)
			if n.selects(p.Event, e) && n.within(p.In, t) && near(p.Near, who, t) {
				count++
				days[t.In(n.loc).Format(time.DateOnly)] = true
			}
		}
		if p.Count.Op == "" && count == 0 {
			return false
		}
		if p.Count.Op != "" && !n.test(p.Count, value.Of(count)) {
			return false
		}
		return p.Days.Op == "" || n.test(p.Days, value.Of(len(days)))
	case segment.First:
		times := n.times(p.Event, who)
		return len(times) > 0 && n.within(p.In, times[0])
	case segment.Last:
		times := n.times(p.Event, who)
		return len(times) > 0 && n.within(p.In, times[len(times)-1])
	}
	panic("not a predicate that can be asked")
}

func (n naive) times(s store.Selector, who somebody) []time.Time {
	var times []time.Time
	for _, e := range who.log {
		if n.selects(s, e) {
			times = append(times, e.Time.Truncate(time.Millisecond))
		}
	}
	sort.Slice(times, func(i, j int) bool { return times[i].Before(times[j]) })
	return times
}

func (n naive) selects(s store.Selector, e store.Event) bool {
	return (len(s.Events) == 0 || has(s.Events, e.Name)) && n.condition(s.Where, e)
}

func (n naive) condition(c store.Condition, e store.Event) bool {
	switch c := c.(type) {
	case store.PropertyTest:
		var v value.Value
		for _, p := range e.Properties {
			if p.Name == c.Property {
				v = p.Value
			}
		}
		return n.test(c.Test, v)
	case store.All:
		ok := true
		for _, d := range c {
			ok = n.condition(d, e) && ok
		}
		return ok
	case store.Any:
		ok := false
		for _, d := range c {
			ok = n.condition(d, e) || ok
		}
		return ok
	case store.Not:
		return !n.condition(c.Of, e)
	}
	return true
}

func near(r *segment.Near, who somebody, t time.Time) bool {
	if r == nil {
		return true
	}
	at, ok := who.attributes[r.Attribute].Time()
	if !ok {
		return false
	}
	after := t.Sub(at)
	within := time.Duration(r.Days) * 24 * time.Hour
	switch r.Side {
	case segment.After:
		return after >= 0 && after <= within
	case segment.Before:
		return after <= 0 && -after <= within
	}
	return after.Abs() <= within
}

// within compares local dates, not instants: the date of an event in the location, as text.
func (n naive) within(in store.Timeframe, t time.Time) bool {
	day := t.In(n.loc).Format(time.DateOnly)
	y, m, d := n.clock.In(n.loc).Date()
	today := time.Date(y, m, d, 12, 0, 0, 0, time.UTC) // noon in a place without summer time: days can be counted
	ago := func(days int) string { return today.AddDate(0, 0, -days).Format(time.DateOnly) }
	week := (int(today.Weekday()) - int(n.weekStart) + 7) % 7 // days since the week's start
	switch {
	case in.LastDays > 0:
		return ago(in.LastDays-1) <= day && day <= ago(0)
	case in.Week == "this":
		return ago(week) <= day && day <= ago(0)
	case in.Week == "previous":
		return ago(week+7) <= day && day <= ago(week+1)
	}
	if in.From != 0 && day < in.From.String() {
		return false
	}
	if in.To != 0 && day > in.To.String() {
		return false
	}
	return (in.Since.IsZero() || !t.Before(in.Since)) && (in.Until.IsZero() || t.Before(in.Until))
}

// test judges a value by a test.
func (n naive) test(t value.Test, v value.Value) bool {
	switch t.Op {
	case value.OpExists:
		return v.Kind() != value.None
	case value.OpMissing:
		return v.Kind() == value.None
	}
	if list, ok := v.Texts(); ok {
		if positive, negated := positives[t.Op]; negated {
			for _, s := range list {
				if n.test(value.Test{Op: positive, Args: t.Args}, value.Of(s)) {
					return false
				}
			}
			return t.Args[0].Kind() == value.Text
		}
		for _, s := range list {
			if n.test(t, value.Of(s)) {
				return true
			}
		}
		return false
	}
	if positive, negated := positives[t.Op]; negated {
		return comparable(t, v) && !n.test(value.Test{Op: positive, Args: t.Args}, v)
	}
	text, _ := v.Text()
	arg := func(i int) string { s, _ := t.Args[i].Text(); return s }
	isText := comparable(t, v) && v.Kind() == value.Text
	switch t.Op {
	case value.OpIn:
		for _, a := range t.Args {
			if c, ok := n.compare(v, a); ok && c == 0 {
				return true
			}
		}
		return false
	case value.OpContains:
		return isText && strings.Contains(text, arg(0))
	case value.OpStartsWith:
		return isText && strings.HasPrefix(text, arg(0))
	case value.OpEndsWith:
		return isText && strings.HasSuffix(text, arg(0))
	case value.OpLastDays, value.OpMoreDaysAgo:
		days, _ := t.Args[0].Int()
		day, ok := n.day(v)
		if !ok {
			return false
		}
		y, m, d := n.clock.In(n.loc).Date()
		start := time.Date(y, m, d-int(days)+1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		if t.Op == value.OpMoreDaysAgo {
			return day < start
		}
		return start <= day && day <= n.clock.In(n.loc).Format(time.DateOnly)
	case value.OpBetween:
		low, ok := n.compare(v, t.Args[0])
		high, _ := n.compare(v, t.Args[1])
		return ok && low >= 0 && high <= 0
	}
	c, ok := n.compare(v, t.Args[0])
	if !ok {
		return false
	}
	switch t.Op {
	case value.OpIs, value.OpOn:
		return c == 0
	case value.OpLess, value.OpBefore:
		return c < 0
	case value.OpAtMost:
		return c <= 0
	case value.OpMore, value.OpAfter:
		return c > 0
	case value.OpAtLeast:
		return c >= 0
	}
	panic("operator " + string(t.Op))
}

var positives = map[value.Op]value.Op{
	value.OpIsNot: value.OpIs, value.OpNotIn: value.OpIn, value.OpNotContains: value.OpContains,
	value.OpNotStartsWith: value.OpStartsWith, value.OpNotEndsWith: value.OpEndsWith,
}

// comparable reports whether a value is of a type that the test is about.
func comparable(t value.Test, v value.Value) bool {
	family := map[value.Kind]string{value.Text: "text", value.Int: "number", value.Float: "number", value.Day: "time", value.Time: "time", value.Bool: "bool"}
	return family[v.Kind()] != "" && family[v.Kind()] == family[t.Args[0].Kind()]
}

func (n naive) day(v value.Value) (string, bool) {
	if d, ok := v.Date(); ok {
		return d.String(), true
	}
	t, ok := v.Time()
	return t.In(n.loc).Format(time.DateOnly), ok
}

// compare orders two values, numbers by number, and a date and a date-time as days of the location.
func (n naive) compare(a, b value.Value) (int, bool) {
	number := func(v value.Value) *big.Float {
		if i, ok := v.Int(); ok {
			return new(big.Float).SetInt64(i)
		}
		if f, ok := v.Float(); ok {
			return new(big.Float).SetFloat64(f)
		}
		return nil
	}
	if x, y := number(a), number(b); x != nil && y != nil {
		return x.Cmp(y), true
	}
	if x, ok := a.Text(); ok {
		y, ok := b.Text()
		return strings.Compare(x, y), ok
	}
	if x, ok := a.Time(); ok {
		if y, ok := b.Time(); ok {
			return x.Compare(y), true
		}
	}
	if x, ok := n.day(a); ok {
		y, ok := n.day(b)
		return strings.Compare(x, y), ok
	}
	return 0, false
}

func has(list []string, s string) bool {
	for _, t := range list {
		if t == s {
			return true
		}
	}
	return false
}
