package value

import (
	"cmp"
	"strings"
	"time"
)

// Match reports whether the value meets the test. It is a pure function, and allocates nothing.
//
//   - An absent value meets OpMissing and nothing else.
//   - A comparison with a value of another kind is false, negated or not. Integers and floats are one kind here, and so are dates and
//     date-times: a date compares with a date-time as the whole day, by DateOf in the frame's location.
//   - OpIn needs one argument that the value equals. OpNotIn needs one that it can be compared with, and none that it equals.
//   - A list meets a test on text if any element does; a negated one if no element does, as with an empty list.
//   - A test that Check refuses never panics, but what it means is not promised.
//
// Its cost is that of a comparison or two; for OpIn and OpNotIn it grows with the arguments.
func (t Test) Match(v Value, f Frame) bool {
	switch {
	case v.kind == None:
		return t.Op == OpMissing
	case t.Op == OpExists:
		return true
	case len(t.Args) == 0:
		return false
	case v.kind == Texts:
		return t.matchList(v.text)
	}
	switch t.Op {
	case OpIs:
		return equal(v, t.Args[0], t.Fold, f.Location)
	case OpIn:
		return t.in(v, f.Location)
	case OpIsNot, OpNotIn:
		return t.fits(v.kind) && !t.in(v, f.Location)
	case OpLess, OpAtMost, OpMore, OpAtLeast:
		a := t.Args[0]
		return isOrdered(v.kind) && alike(v.kind, a.kind) && holds(t.Op, compare(v, a, f.Location))
	case OpBetween:
		return isOrdered(v.kind) && t.between(v, f.Location)
	case OpContains, OpStartsWith, OpEndsWith:
		return v.kind == Text && t.Args[0].kind == Text && t.textHolds(v.text)
	case OpNotContains, OpNotStartsWith, OpNotEndsWith:
		return v.kind == Text && t.Args[0].kind == Text && !t.textHolds(v.text)
	case OpBefore:
		return isDated(v.kind) && isDated(t.Args[0].kind) && compare(v, t.Args[0], f.Location) < 0
	case OpAfter:
		return isDated(v.kind) && isDated(t.Args[0].kind) && compare(v, t.Args[0], f.Location) > 0
	case OpOn:
		return isDated(v.kind) && t.Args[0].kind == Day && compare(v, t.Args[0], f.Location) == 0
	case OpLastDays:
		ago, ok := t.daysAgo(v, f)
		return ok && 0 <= ago && ago < t.Args[0].int()
	case OpMoreDaysAgo:
		ago, ok := t.daysAgo(v, f)
		return ok && ago >= t.Args[0].int()
	}
	return false
}

// matchList matches a packed list: its elements are texts.
func (t Test) matchList(packed string) bool {
	switch t.Op {
	case OpIsNot, OpNotIn, OpNotContains, OpNotStartsWith, OpNotEndsWith:
		return t.fits(Text) && !t.anyElement(packed)
	}
	return t.anyElement(packed)
}

// anyElement reports whether an element meets the test, a negated test without its negation.
func (t Test) anyElement(packed string) bool {
	for packed != "" {
		s, rest, ok := cutList(packed)
		if !ok {
			return false
		}
		if t.element(s) {
			return true
		}
		packed = rest
	}
	return false
}

func (t Test) element(s string) bool {
	v := Value{kind: Text, text: s}
	switch t.Op {
	case OpIs, OpIsNot, OpIn, OpNotIn:
		return t.in(v, nil)
	case OpLess, OpAtMost, OpMore, OpAtLeast:
		return t.Args[0].kind == Text && holds(t.Op, strings.Compare(s, t.Args[0].text))
	case OpBetween:
		return t.between(v, nil)
	case OpContains, OpNotContains, OpStartsWith, OpNotStartsWith, OpEndsWith, OpNotEndsWith:
		return t.Args[0].kind == Text && t.textHolds(s)
	}
	return false
}

// fits reports whether some argument can be compared with the kind.
func (t Test) fits(k Kind) bool {
	for i := range t.Args {
		if alike(k, t.Args[i].kind) {
			return true
		}
	}
	return false
}

func (t Test) in(v Value, loc *time.Location) bool {
	for i := range t.Args {
		if equal(v, t.Args[i], t.Fold, loc) {
			return true
		}
	}
	return false
}

func (t Test) between(v Value, loc *time.Location) bool {
	if len(t.Args) != 2 {
		return false
	}
	low, high := t.Args[0], t.Args[1]
	return alike(v.kind, low.kind) && alike(v.kind, high.kind) &&
		compare(v, low, loc) >= 0 && compare(v, high, loc) <= 0
}

// textHolds is contains, starts with and ends with, and their negations without the negation.
func (t Test) textHolds(s string) bool {
	arg := t.Args[0].text
	switch t.Op {
	case OpContains, OpNotContains:
		if t.Fold {
			return containsFold(s, arg)
		}
		return strings.Contains(s, arg)
	case OpStartsWith, OpNotStartsWith:
		if t.Fold {
			return startsFold(s, arg)
		}
		return strings.HasPrefix(s, arg)
	}
	if t.Fold {
		return endsFold(s, arg)
	}
	return strings.HasSuffix(s, arg)
}

// daysAgo is by how many dates the value lies before today: negative in the future.
func (t Test) daysAgo(v Value, f Frame) (int64, bool) {
	if !isDated(v.kind) || t.Args[0].kind != Int {
		return 0, false
	}
	return int64(f.Today()) - int64(dateIn(v, f.Location)), true
}

// dateIn is a date, or the date that a date-time falls on.
func dateIn(v Value, loc *time.Location) Date {
	if v.kind == Day {
		return v.day()
	}
	return DateOf(time.UnixMilli(v.int()), loc)
}

// equal reports whether a value equals an argument; values that cannot be compared are not equal.
func equal(v, arg Value, fold bool, loc *time.Location) bool {
	if v.kind == Text {
		if arg.kind != Text {
			return false
		}
		if fold {
			return strings.EqualFold(v.text, arg.text)
		}
		return v.text == arg.text
	}
	return alike(v.kind, arg.kind) && compare(v, arg, loc) == 0
}

// compare compares two values that are comparable.
func compare(a, b Value, loc *time.Location) int {
	if isDated(a.kind) && a.kind != b.kind {
		return cmp.Compare(dateIn(a, loc), dateIn(b, loc))
	}
	return Compare(a, b)
}

func holds(op Op, c int) bool {
	switch op {
	case OpLess:
		return c < 0
	case OpAtMost:
		return c <= 0
	case OpMore:
		return c > 0
	}
	return c >= 0
}
