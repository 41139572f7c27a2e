package people

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/footfall-go/footfall/people/value"
)

// span is the cells from low to high, both in, as signed integers.
type span struct{ low, high int64 }

// matcher is a test compiled for the cells of one kind in one column.
type matcher struct {
	mode  mode
	spans []span  // inSpans, outsideSpans: ascending, apart from each other, at least one
	codes []uint8 // byCode, and inSpans of more than fewRuns stretches of texts: 1 for the codes whose text meets the test
	meets func(bits uint64) bool
}

type mode uint8

const (
	never mode = iota
	always
	inSpans
	outsideSpans
	byCode
	oneByOne
)

// compile makes the matcher of a test for one kind. What a test means is asked of Test.Match alone: for a kind of ordered values, the ends
// of the stretches that meet it are found by bisection; for texts, each text of the dictionary is asked once.
func (c *column) compile(t value.Test, f value.Frame, kind value.Kind) matcher {
	switch {
	case t.Op == value.OpExists:
		return matcher{mode: always}
	case isCoded(kind):
		return c.compileCoded(t, f, kind)
	case kind == value.Bool:
		var spans []span
		for b := range int64(2) {
			if t.Match(value.FromRaw(kind, uint64(b), ""), f) {
				spans = append(spans, span{b, b})
			}
		}
		return matcherOf(spans, inSpans)
	default:
		return compileOrdered(t, f, kind)
	}
}

func matcherOf(spans []span, m mode) matcher {
	if len(spans) == 0 {
		if m == inSpans {
			return matcher{mode: never}
		}
		return matcher{mode: always}
	}
	return matcher{mode: m, spans: spans}
}

func (c *column) compileCoded(t value.Test, f value.Frame, kind value.Kind) matcher {
	if kind == value.Text && !t.Fold && len(t.Args) == 1 && (t.Op == value.OpIs || t.Op == value.OpIsNot) {
		m := inSpans
		if t.Op == value.OpIsNot {
			m = outsideSpans
		}
		text, ok := t.Args[0].Text()
		if !ok { // another type: false, negated or not
			return matcher{mode: never}
		}
		if code, ok := c.texts.find(text); ok {
			return matcherOf([]span{{int64(code), int64(code)}}, m)
		}
		return matcherOf(nil, m)
	}
	if kind == value.Text && !t.Fold && t.Op == value.OpIn {
		return c.compileIn(t)
	}
	m := matcher{mode: byCode, codes: make([]uint8, c.texts.n)}
	for code := range m.codes {
		// A text that only cells of the other kind hold is asked too: its answer is not looked at.
		if t.Match(value.FromRaw(kind, 0, string(c.texts.text(uint32(code)))), f) {
			m.codes[code] = 1
		}
	}
	return m
}

// compileIn looks the texts up instead of asking the dictionary's.
func (c *column) compileIn(t value.Test) matcher {
	var spans []span
	for _, a := range t.Args {
		if text, ok := a.Text(); ok {
			if code, ok := c.texts.find(text); ok {
				spans = append(spans, span{int64(code), int64(code)})
			}
		}
	}
	m := matcherOf(joinSpans(spans), inSpans)
	if len(m.spans) > fewRuns { // a page is scanned by the table at once; the spans remain for the index
		m.codes = make([]uint8, c.texts.n)
		for _, s := range m.spans {
			for code := s.low; code <= s.high; code++ {
				m.codes[code] = 1
			}
		}
	}
	return m
}

// compileOrdered finds the stretches of a kind that meet the test.
func compileOrdered(t value.Test, f value.Frame, kind value.Kind) matcher {
	all := extent(kind)
	meets := func(t value.Test, x int64) bool { return t.Match(value.FromRaw(kind, plain(kind, uint64(x)), ""), f) }
	from := func(op value.Op, a value.Value) []span {
		return upper(all, meets, value.Test{Op: op, Args: []value.Value{a}})
	}
	upTo := func(op value.Op, a value.Value) []span {
		return lower(all, meets, value.Test{Op: op, Args: []value.Value{a}})
	}
	equal := func(a value.Value) []span { return meetSpans(from(value.OpAtLeast, a), upTo(value.OpAtMost, a)) }
	slow := matcher{mode: oneByOne, meets: func(bits uint64) bool { return meets(t, int64(bits)) }}
	if t.Fold {
		return slow
	}
	switch t.Op {
	case value.OpLess, value.OpAtMost, value.OpBefore, value.OpMoreDaysAgo:
		return matcherOf(lower(all, meets, t), inSpans)
	case value.OpMore, value.OpAtLeast, value.OpAfter:
		return matcherOf(upper(all, meets, t), inSpans)
	case value.OpBetween:
		if len(t.Args) == 2 {
			return matcherOf(meetSpans(from(value.OpAtLeast, t.Args[0]), upTo(value.OpAtMost, t.Args[1])), inSpans)
		}
	case value.OpIs, value.OpOn, value.OpIn:
		var spans []span
		for _, a := range t.Args {
			spans = append(spans, equal(a)...)
		}
		return matcherOf(joinSpans(spans), inSpans)
	case value.OpIsNot, value.OpNotIn:
		var spans []span
		for _, a := range t.Args {
			spans = append(spans, equal(a)...)
		}
		spans = joinSpans(spans)
		// What lies outside meets it, or none of it does (where the types cannot be compared): one value tells.
		if x, ok := outside(all, spans); ok && meets(t, x) {
			return matcherOf(spans, outsideSpans)
		}
		return matcher{mode: never}
	case value.OpLastDays:
		// Today is in it, whatever the number of days: from there it reaches some way back, and on to the end of the day.
		now := f.Clock.UnixMilli()
		if kind == value.Day {
			now = int64(f.Today())
		}
		if kind != value.Day && kind != value.Time || now < all.low || now > all.high || !meets(t, now) {
			return slow
		}
		back := upper(span{all.low, now}, meets, t)
		on := lower(span{now, all.high}, meets, t)
		return matcherOf([]span{{back[0].low, on[0].high}}, inSpans)
	}
	return slow
}

// extent is the cells that values of an ordered kind can have.
func extent(kind value.Kind) span {
	switch kind {
	case value.Float:
		return span{int64(ordered(kind, math.Float64bits(-math.MaxFloat64))), int64(ordered(kind, math.Float64bits(math.MaxFloat64)))}
	case value.Day:
		return span{1, int64(value.NewDate(9999, time.December, 31))}
	case value.Time:
		return span{
			time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC).UnixMilli(),
			time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC).UnixMilli() - 1,
		}
	default:
		return span{math.MinInt64, math.MaxInt64}
	}
}

// upper is the stretch of a test that holds from somewhere on, to the end.
func upper(all span, meets func(value.Test, int64) bool, t value.Test) []span {
	if !meets(t, all.high) {
		return nil
	}
	return []span{{bisect(all, func(x int64) bool { return meets(t, x) }), all.high}}
}

// lower is the stretch of a test that holds from the beginning up to somewhere.
func lower(all span, meets func(value.Test, int64) bool, t value.Test) []span {
	if !meets(t, all.low) {
		return nil
	}
	if meets(t, all.high) {
		return []span{all}
	}
	return []span{{all.low, bisect(all, func(x int64) bool { return !meets(t, x) }) - 1}}
}

// bisect is the first x for which it holds; it holds for all.high, and for all that follow one for which it holds.
func bisect(all span, holds func(int64) bool) int64 {
	low, high := all.low, all.high
	for low < high {
		middle := low + int64((uint64(high)-uint64(low))/2)
		if holds(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// meetSpans is what two stretches, where there are two, have in common.
func meetSpans(a, b []span) []span {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	s := span{max(a[0].low, b[0].low), min(a[0].high, b[0].high)}
	if s.low > s.high {
		return nil
	}
	return []span{s}
}

// joinSpans sorts stretches and joins those that overlap or touch.
func joinSpans(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.low, b.low) })
	joined := spans[:0]
	for _, s := range spans {
		if last := len(joined) - 1; last >= 0 && (joined[last].high == math.MaxInt64 || s.low <= joined[last].high+1) {
			joined[last].high = max(joined[last].high, s.high)
		} else {
			joined = append(joined, s)
		}
	}
	return joined
}

// outside is a value of all that lies in none of the joined stretches.
func outside(all span, spans []span) (int64, bool) {
	if len(spans) == 0 || spans[0].low > all.low {
		return all.low, true
	}
	if spans[0].high < all.high {
		return spans[0].high + 1, true
	}
	return 0, false
}
