package value

import "time"

// Frame is what a test needs to know of the world: the clock that says "today", and the location whose calendar counts. A nil Location is UTC.
type Frame struct {
	Clock    time.Time
	Location *time.Location
}

// Today is the local date of the clock.
func (f Frame) Today() Date { panic("todo") }

// Op is an operator of a Test, spelled as in a definition's JSON.
type Op string

// The operators. Each negated one is false on an absent value, as every operator but Missing is.
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
// Build it with Is, Between, Contains ...; it is plain data, and its JSON is {"op":"between","values":[1,5]} with "fold":true for the case-blind forms.
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

func Exists() Test                        { return Test{Op: OpExists} }
func Missing() Test                       { return Test{Op: OpMissing} }
func Is[T scalar](v T) Test               { panic("todo") }
func IsNot[T scalar](v T) Test            { panic("todo") }
func In[T scalar](vs ...T) Test           { panic("todo") }
func NotIn[T scalar](vs ...T) Test        { panic("todo") }
func Less[T ordered](v T) Test            { panic("todo") }
func AtMost[T ordered](v T) Test          { panic("todo") }
func More[T ordered](v T) Test            { panic("todo") }
func AtLeast[T ordered](v T) Test         { panic("todo") }
func Between[T ordered](low, high T) Test { panic("todo") }
func Contains(s string) Test              { panic("todo") }
func NotContains(s string) Test           { panic("todo") }
func StartsWith(s string) Test            { panic("todo") }
func NotStartsWith(s string) Test         { panic("todo") }
func EndsWith(s string) Test              { panic("todo") }
func NotEndsWith(s string) Test           { panic("todo") }
func Before[T Date | time.Time](v T) Test { panic("todo") }
func On(d Date) Test                      { panic("todo") }
func After[T Date | time.Time](v T) Test  { panic("todo") }
func LastDays(n int) Test                 { panic("todo") }
func MoreDaysAgo(n int) Test              { panic("todo") }

// Folded is the case-blind form of a test on text.
func (t Test) Folded() Test { panic("todo") }

func (t Test) IsZero() bool { return t.Op == "" && len(t.Args) == 0 && !t.Fold }

// Check reports a test that cannot be asked: unknown operator, wrong number or kind of arguments (a list is never an argument), an argument that fails Value.Check, Fold where it has no meaning, more than
// MaxArgs arguments.
func (t Test) Check() error { panic("todo") }

// Suits reports whether the test can hold for values of a declared kind; the error is ErrKind and names both. A list suits tests on text.
// Int and Float suit each other; Day and Time suit each other.
func (t Test) Suits(k Kind) error { panic("todo") }

// Match reports whether the value meets the test. It is a pure function; a comparison with a value of another kind is false, negated or not.
// A list meets it if any element does; a negated test if no element does.
func (t Test) Match(v Value, f Frame) bool { panic("todo") }

// String is the test in plain English, to stand behind a name: "is HR", "is one of HR, SI", "is at least 3", "is between 1 and 5", "contains rock (any case)",
// "is in the last 30 days", "is known", "is not known".
func (t Test) String() string { panic("todo") }

func (t Test) MarshalJSON() ([]byte, error)     { panic("todo") }
func (t *Test) UnmarshalJSON(data []byte) error { panic("todo") }
