package value

import (
	"errors"
	"fmt"

	"github.com/footfall-go/footfall/people/strict"
)

// MaxArgs is the most arguments of one Test. In a stored definition strict.MaxNodes bounds them further: Test.MarshalJSON says so when it
// is asked.
const MaxArgs = 1000

// MaxDays is the most days that OpLastDays and OpMoreDaysAgo can ask for: as many as there are dates.
const MaxDays = maxDate

// ErrTest is what Check finds; test with errors.Is.
var ErrTest = errors.New("value: test cannot be asked")

// shape is what an operator wants of its arguments and of the value.
type shape struct {
	least, most int // number of arguments
	arg         func(Kind) bool
	args        string          // arg in words
	value       func(Kind) bool // nil: a value comparable to the arguments
	values      string          // value in words
	folds       bool            // Fold has a meaning
}

func isScalar(k Kind) bool  { return k != None && k < Texts }
func isOrdered(k Kind) bool { return isScalar(k) && k != Bool }
func isText(k Kind) bool    { return k == Text }
func hasText(k Kind) bool   { return k == Text || k == Texts }
func isDated(k Kind) bool   { return k == Day || k == Time }
func isDay(k Kind) bool     { return k == Day }
func isInt(k Kind) bool     { return k == Int }

// shapeOf gives an operator's shape; not ok where there is no such operator.
func shapeOf(op Op) (s shape, ok bool) {
	switch op {
	case OpExists, OpMissing:
		return shape{value: func(Kind) bool { return true }}, true
	case OpIs, OpIsNot:
		return shape{least: 1, most: 1, arg: isScalar, args: "a single value", folds: true}, true
	case OpIn, OpNotIn:
		return shape{least: 1, most: MaxArgs, arg: isScalar, args: "single values", folds: true}, true
	case OpLess, OpAtMost, OpMore, OpAtLeast:
		return shape{least: 1, most: 1, arg: isOrdered, args: "a text, number, date or date-time"}, true
	case OpBetween:
		return shape{least: 2, most: 2, arg: isOrdered, args: "texts, numbers, dates or date-times"}, true
	case OpContains, OpNotContains, OpStartsWith, OpNotStartsWith, OpEndsWith, OpNotEndsWith:
		return shape{least: 1, most: 1, arg: isText, args: "a text", value: hasText, values: "a text or a list of texts", folds: true}, true
	case OpBefore, OpAfter:
		return shape{least: 1, most: 1, arg: isDated, args: "a date or date-time", value: isDated, values: "a date or date-time"}, true
	case OpOn:
		return shape{least: 1, most: 1, arg: isDay, args: "a date", value: isDated, values: "a date or date-time"}, true
	case OpLastDays, OpMoreDaysAgo:
		return shape{least: 1, most: 1, arg: isInt, args: "a number of days", value: isDated, values: "a date or date-time"}, true
	}
	return shape{}, false
}

// Check reports a test that cannot be asked, as ErrTest with the operator and the argument: an unknown operator, a wrong number or kind of
// arguments (a list is never one), more than MaxArgs, an argument that fails Value.Check (then also ErrNotFinite and so on), Fold where it
// has no meaning, a number of days outside 1 to MaxDays, a between whose ends cannot be compared or whose low end is above the high one.
func (t Test) Check() error {
	if t.Op == "" {
		return fmt.Errorf("%w: no operator", ErrTest)
	}
	s, ok := shapeOf(t.Op)
	if !ok {
		return fmt.Errorf("%w: unknown operator %s", ErrTest, strict.Quote(t.Op))
	}
	if n := len(t.Args); n < s.least || n > s.most {
		return fmt.Errorf("%w: %q wants %s, has %d", ErrTest, t.Op, s.count(), n)
	}
	for i, a := range t.Args {
		if !s.arg(a.kind) {
			return fmt.Errorf("%w: %q wants %s, values[%d] is %s", ErrTest, t.Op, s.args, i, kindPhrase(a.kind))
		}
		if err := a.Check(); err != nil {
			return fmt.Errorf("%w: %q: values[%d]: %w", ErrTest, t.Op, i, Bare(err))
		}
		if t.Fold && !(s.folds && a.kind == Text) {
			return fmt.Errorf("%w: %q: fold has no meaning for %s", ErrTest, t.Op, kindPhrase(a.kind))
		}
	}
	if t.Fold && !s.folds {
		return fmt.Errorf("%w: %q: fold has no meaning here", ErrTest, t.Op)
	}
	switch t.Op {
	case OpBetween:
		low, high := t.Args[0], t.Args[1]
		if !alike(low.kind, high.kind) {
			return fmt.Errorf("%w: %q: %s and %s cannot be compared", ErrTest, t.Op, low.kind, high.kind)
		}
		// A date and a date-time compare by the location, which is not known here.
		if (low.kind == high.kind || isNumber(low.kind)) && Compare(low, high) > 0 {
			return fmt.Errorf("%w: %q: %s is above %s", ErrTest, t.Op, exact(low), exact(high))
		}
	case OpLastDays, OpMoreDaysAgo:
		if n := t.Args[0].int(); n < 1 || n > MaxDays {
			return fmt.Errorf("%w: %q wants 1 to %d days, has %d", ErrTest, t.Op, MaxDays, n)
		}
	}
	return nil
}

func (s shape) count() string {
	switch {
	case s.most == 0:
		return "no values"
	case s.least == s.most && s.most == 1:
		return "1 value"
	case s.least == s.most:
		return fmt.Sprintf("%d values", s.most)
	}
	return fmt.Sprintf("%d to %d values", s.least, s.most)
}

// Suits reports whether the test fits values of a declared kind; the error is ErrKind and names both. Every argument has to be comparable
// with the kind: an argument of another kind can only be a mistake there. Int and Float suit each other; Day and Time suit each other; a
// list suits tests on text. None says that nothing is declared, and everything suits. Check comes first.
func (t Test) Suits(k Kind) error {
	s, ok := shapeOf(t.Op)
	if !ok || k == None {
		return nil
	}
	if s.value != nil {
		if !s.value(k) {
			return fmt.Errorf("%w: %q tests %s, not %s", ErrKind, t.Op, s.values, kindPhrase(k))
		}
		return nil
	}
	for _, a := range t.Args {
		if !alike(k, a.kind) && !(k == Texts && a.kind == Text) {
			return fmt.Errorf("%w: %q compares %s with %s %s", ErrKind, t.Op, kindPhrase(k), kindPhrase(a.kind), exact(a))
		}
	}
	return nil
}

// alike reports whether values of two kinds, neither a list, can be compared.
func alike(a, b Kind) bool {
	switch a {
	case Int, Float:
		return isNumber(b)
	case Day, Time:
		return isDated(b)
	case Text, Bool:
		return a == b
	}
	return false
}

// exact is a value as an error names it: a text always in quotes, since what is wrong may be its very look.
func exact(v Value) string {
	if v.kind == Text {
		return strict.Quote(v.text)
	}
	return strict.Clip(v.String())
}

// kindPhrase is a kind with its article.
func kindPhrase(k Kind) string {
	switch k {
	case None:
		return "absent"
	case Int:
		return "an integer"
	}
	return "a " + k.String()
}
