package value

import (
	"slices"
	"time"
)

// Frame is what a test needs to know of the world: the clock that says "today", and the location whose calendar counts. A nil Location is
// UTC.
type Frame struct {
	Clock    time.Time
	Location *time.Location
}

// Today is the date of the clock in the location.
func (f Frame) Today() Date { return DateOf(f.Clock, f.Location) }

// Op is an operator of a Test, spelled as in a definition's JSON.
type Op string

// The operators. Each negated one is false on an absent value, as every operator but OpMissing is.
const (
	OpExists        Op = "exists"
	OpMissing       Op = "not exists"
	OpIs            Op = "is"
	OpIsNot         Op = "is not"
	OpIn            Op = "in"
	OpNotIn         Op = "not in"
	OpLess          Op = "<"
	OpAtMost        Op = "<="
	OpMore          Op = ">"
	OpAtLeast       Op = ">="
	OpBetween       Op = "between" // both ends in
	OpContains      Op = "contains"
	OpNotContains   Op = "not contains"
	OpStartsWith    Op = "starts with"
	OpNotStartsWith Op = "not starts with"
	OpEndsWith      Op = "ends with"
	OpNotEndsWith   Op = "not ends with"
	OpBefore        Op = "before"             // a date or date-time
	OpOn            Op = "on"                 // a date
	OpAfter         Op = "after"              // a date or date-time
	OpLastDays      Op = "in the last days"   // one integer, N >= 1: N calendar days, today included
	OpMoreDaysAgo   Op = "more than days ago" // one integer, N >= 1: before those
)

// Test is one condition on one value. The zero Test is no test: Check refuses it, and a field of that type says what its absence means.
// Build it with Is, Between, Contains ...; it is plain data, and its JSON is {"op":"between","values":[1,5]}, with "fold":true for the
// case-blind forms.
type Test struct {
	Op   Op
	Args []Value
	Fold bool // case-blind, by Unicode simple folding: is, in, contains, starts with, ends with and their negations, on text only
}

type scalar interface {
	string | bool | int | int64 | float64 | Date | time.Time
}

type ordered interface {
	string | int | int64 | float64 | Date | time.Time
}

// Exists holds where there is a value, an empty text and an empty list among them.
func Exists() Test { return Test{Op: OpExists} }

// Missing holds where there is no value.
func Missing() Test { return Test{Op: OpMissing} }

// Is holds where the value is v.
func Is[T scalar](v T) Test { return one(OpIs, v) }

// IsNot holds where there is a value of the kind of v, and it is not v.
func IsNot[T scalar](v T) Test { return one(OpIsNot, v) }

// In holds where the value is one of vs, 1 to MaxArgs of them.
func In[T scalar](vs ...T) Test { return Test{Op: OpIn, Args: ofAll(vs)} }

// NotIn holds where there is a value of the kind of vs, and it is none of them.
func NotIn[T scalar](vs ...T) Test { return Test{Op: OpNotIn, Args: ofAll(vs)} }

// Less holds where the value is less than v: a smaller number, a text before it by bytes, an earlier date.
func Less[T ordered](v T) Test { return one(OpLess, v) }

// AtMost holds where the value is v or less.
func AtMost[T ordered](v T) Test { return one(OpAtMost, v) }

// More holds where the value is more than v.
func More[T ordered](v T) Test { return one(OpMore, v) }

// AtLeast holds where the value is v or more.
func AtLeast[T ordered](v T) Test { return one(OpAtLeast, v) }

// Between holds where the value is low, high, or lies between them. Check refuses a low above the high.
func Between[T ordered](low, high T) Test {
	return Test{Op: OpBetween, Args: []Value{Of(low), Of(high)}}
}

// Contains holds where s stands within the text, or within an element of the list. The empty s stands in every text.
func Contains(s string) Test { return one(OpContains, s) }

// NotContains holds where there is a text, or a list, and s does not stand in it.
func NotContains(s string) Test { return one(OpNotContains, s) }

// StartsWith holds where the text, or an element of the list, starts with s.
func StartsWith(s string) Test { return one(OpStartsWith, s) }

// NotStartsWith holds where there is a text, or a list, and it does not start with s (no element does).
func NotStartsWith(s string) Test { return one(OpNotStartsWith, s) }

// EndsWith holds where the text, or an element of the list, ends with s.
func EndsWith(s string) Test { return one(OpEndsWith, s) }

// NotEndsWith holds where there is a text, or a list, and it does not end with s (no element does).
func NotEndsWith(s string) Test { return one(OpNotEndsWith, s) }

// Before holds where the date or date-time is before v: before the whole day, if one of the two is a date.
func Before[T Date | time.Time](v T) Test { return one(OpBefore, v) }

// On holds where the date is d, or the date-time falls on it.
func On(d Date) Test { return one(OpOn, d) }

// After holds where the date or date-time is after v: after the whole day, if one of the two is a date.
func After[T Date | time.Time](v T) Test { return one(OpAfter, v) }

// LastDays holds where the date, or the date that the date-time falls on, is one of the last n: today by the frame's clock, and the n-1
// before it.
func LastDays(n int) Test { return one(OpLastDays, n) }

// MoreDaysAgo holds where the date, or the date that the date-time falls on, is before the last n: n days before today or earlier.
func MoreDaysAgo(n int) Test { return one(OpMoreDaysAgo, n) }

func one[T scalar](op Op, v T) Test { return Test{Op: op, Args: []Value{Of(v)}} }

func ofAll[T scalar](vs []T) []Value {
	args := make([]Value, len(vs))
	for i, v := range vs {
		args[i] = Of(v)
	}
	return args
}

// Folded is the case-blind form of a test on text: Is("rock").Folded() also holds for "Rock". It shares the arguments.
func (t Test) Folded() Test {
	t.Fold = true
	return t
}

// IsZero reports whether it is the zero Test.
func (t Test) IsZero() bool { return t.Op == "" && len(t.Args) == 0 && !t.Fold }

// Equal reports whether two tests are the same definition: operator, arguments in order by ==, and Fold.
func (t Test) Equal(o Test) bool {
	return t.Op == o.Op && t.Fold == o.Fold && slices.Equal(t.Args, o.Args)
}
