package value_test

import (
	"math"
	"math/big"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/value"
)

// slowMatch is Match as SEMANTICS section 2 says it, with exact fractions for numbers, written dates for days, and folded copies for case. It holds for tests that pass Check, and
// for places whose clocks never went back over midnight.
func slowMatch(t value.Test, v value.Value, f value.Frame) bool {
	if v.IsZero() {
		return t.Op == value.OpMissing
	}
	switch t.Op {
	case value.OpExists:
		return true
	case value.OpMissing:
		return false
	}
	elements := []value.Value{v}
	if list, ok := v.Texts(); ok {
		elements = nil
		for _, s := range list {
			elements = append(elements, value.Of(s))
		}
	}
	positive, negated := strings.CutPrefix(string(t.Op), "not ")
	if t.Op == value.OpIsNot {
		positive, negated = "is", true
	}
	any := false
	for _, e := range elements {
		any = any || slowHolds(positive, t, e, f)
	}
	if !negated {
		return any
	}
	// Another type than every argument: there is nothing that it is not.
	same := false
	for _, a := range t.Args {
		same = same || slowSort(v) == slowSort(a)
	}
	return same && !any
}

// slowSort is what values have to have in common to be compared.
func slowSort(v value.Value) string {
	switch v.Kind() {
	case value.Int, value.Float:
		return "number"
	case value.Day, value.Time:
		return "date"
	case value.Texts:
		return "text"
	}
	return v.Kind().String()
}

func slowHolds(op string, t value.Test, e value.Value, f value.Frame) bool {
	s, isText := e.Text()
	fold := func(s string) string {
		if t.Fold {
			return slowFold(s)
		}
		return s
	}
	arg := func() string { a, _ := t.Args[0].Text(); return fold(a) }
	today := slowDate(f.Clock, f)
	switch op {
	case "is", "in":
		for _, a := range t.Args {
			if b, ok := a.Text(); ok && isText {
				if fold(s) == fold(b) {
					return true
				}
			} else if c, ok := slowCompare(e, a, f); ok && c == 0 {
				return true
			}
		}
		return false
	case "contains":
		return isText && strings.Contains(fold(s), arg())
	case "starts with":
		return isText && strings.HasPrefix(fold(s), arg())
	case "ends with":
		return isText && strings.HasSuffix(fold(s), arg())
	case "in the last days", "more than days ago":
		if slowSort(e) != "date" {
			return false
		}
		n, _ := t.Args[0].Int()
		among := map[string]bool{}
		first := ""
		for i := range int(n) {
			first = slowDaysBefore(today, i)
			among[first] = true
		}
		date := slowDateIn(e, f)
		if op == "in the last days" {
			return among[date]
		}
		return date < first
	case "before", "on", "after":
		if slowSort(e) != "date" {
			return false
		}
	}
	if slowSort(e) == "boolean" {
		return false // there is no order of true and false
	}
	c, ok := slowCompare(e, t.Args[0], f)
	switch {
	case !ok:
		return false
	case op == "<" || op == "before":
		return c < 0
	case op == "<=":
		return c <= 0
	case op == ">" || op == "after":
		return c > 0
	case op == ">=":
		return c >= 0
	case op == "on":
		return c == 0
	case op == "between":
		high, ok := slowCompare(e, t.Args[1], f)
		return ok && c >= 0 && high <= 0
	}
	panic("unknown operator " + op)
}

func slowCompare(a, b value.Value, f value.Frame) (int, bool) {
	if slowSort(a) != slowSort(b) {
		return 0, false
	}
	switch a.Kind() {
	case value.Text:
		x, _ := a.Text()
		y, _ := b.Text()
		return strings.Compare(x, y), true
	case value.Int, value.Float:
		return slowNumber(a).Cmp(slowNumber(b)), true
	case value.Bool:
		x, _ := a.Bool()
		y, _ := b.Bool()
		if x == y {
			return 0, true
		}
		return 1, true
	}
	if x, ok := a.Time(); ok {
		if y, ok := b.Time(); ok {
			return x.Compare(y), true
		}
	}
	return strings.Compare(slowDateIn(a, f), slowDateIn(b, f)), true
}

// slowNumber is the number itself: the shortest decimal of a float, as JSON has it, would be another one.
func slowNumber(v value.Value) *big.Rat {
	if n, ok := v.Int(); ok {
		return new(big.Rat).SetInt64(n)
	}
	_, bits, _ := v.Raw()
	return new(big.Rat).SetFloat64(math.Float64frombits(bits))
}

func slowDateIn(v value.Value, f value.Frame) string {
	if d, ok := v.Date(); ok {
		return d.String()
	}
	t, _ := v.Time()
	return slowDate(t, f)
}

func slowDate(t time.Time, f value.Frame) string {
	if f.Location == nil {
		return t.UTC().Format("2006-01-02")
	}
	return t.In(f.Location).Format("2006-01-02")
}

func slowDaysBefore(date string, n int) string {
	t, err := time.Parse("2006-01-02", date)
	if err != nil {
		panic(err)
	}
	return t.AddDate(0, 0, -n).Format("2006-01-02")
}

// slowFold puts the smallest rune of those that fold together for each.
func slowFold(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, s)
}

func allOps() []value.Op {
	return []value.Op{
		value.OpExists, value.OpMissing, value.OpIs, value.OpIsNot, value.OpIn, value.OpNotIn, value.OpLess, value.OpAtMost, value.OpMore, value.OpAtLeast, value.OpBetween,
		value.OpContains, value.OpNotContains, value.OpStartsWith, value.OpNotStartsWith, value.OpEndsWith, value.OpNotEndsWith, value.OpBefore, value.OpOn, value.OpAfter,
		value.OpLastDays, value.OpMoreDaysAgo,
	}
}

// aTest draws tests that pass Check.
func aTest() *rapid.Generator[value.Test] {
	return rapid.Custom(func(t *rapid.T) value.Test {
		test := value.Test{Op: rapid.SampledFrom(allOps()).Draw(t, "op")}
		scalar := rapid.OneOf(aText(), aNumber(), rapid.Map(rapid.Bool(), value.Of[bool]), aDay(), aTime())
		dated := rapid.OneOf(aDay(), aTime())
		least, most := 1, 1
		arg := scalar
		switch test.Op {
		case value.OpExists, value.OpMissing:
			return test
		case value.OpIn, value.OpNotIn:
			most = 4
		case value.OpLess, value.OpAtMost, value.OpMore, value.OpAtLeast:
			arg = rapid.OneOf(aText(), aNumber(), dated)
		case value.OpBetween:
			least, most = 2, 2
			arg = rapid.SampledFrom([]*rapid.Generator[value.Value]{aText(), aNumber(), dated}).Draw(t, "kind")
		case value.OpContains, value.OpNotContains, value.OpStartsWith, value.OpNotStartsWith, value.OpEndsWith, value.OpNotEndsWith:
			arg = aText()
		case value.OpBefore, value.OpAfter:
			arg = dated
		case value.OpOn:
			arg = aDay()
		case value.OpLastDays, value.OpMoreDaysAgo:
			arg = rapid.Map(rapid.IntRange(1, 5), value.Of[int])
		}
		if rapid.Bool().Draw(t, "of texts") && test.Op != value.OpBetween && (test.Op == value.OpIs || test.Op == value.OpIsNot || most > 1) {
			arg = aText()
		}
		test.Args = rapid.SliceOfN(arg, least, most).Draw(t, "args")
		if test.Op == value.OpBetween && value.Compare(test.Args[0], test.Args[1]) > 0 {
			test.Args[0], test.Args[1] = test.Args[1], test.Args[0]
		}
		if folded := test.Folded(); rapid.Bool().Draw(t, "fold") && folded.Check() == nil {
			test = folded
		}
		return test
	})
}

func aFrame() *rapid.Generator[value.Frame] {
	return rapid.Custom(func(t *rapid.T) value.Frame {
		name := rapid.SampledFrom([]string{"", "UTC", "Europe/Zagreb", "America/New_York", "Pacific/Honolulu", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Apia"}).Draw(t, "place")
		now, _ := aTime().Draw(t, "clock").Time()
		if name == "" {
			return value.Frame{Clock: now}
		}
		return value.Frame{Clock: now, Location: place(t, name)}
	})
}

// suited draws a value that the test may well hold for: of its arguments, or near them.
func suited(test value.Test) *rapid.Generator[value.Value] {
	near := []*rapid.Generator[value.Value]{anyValue(), rapid.Just(value.Value{})}
	for _, a := range test.Args {
		near = append(near, rapid.Just(a))
		switch a.Kind() {
		case value.Text:
			near = append(near, aText(), aList())
		case value.Int, value.Float:
			near = append(near, aNumber())
		case value.Day, value.Time:
			near = append(near, aDay(), aTime())
		}
	}
	if test.Op == value.OpLastDays || test.Op == value.OpMoreDaysAgo {
		near = append(near, aDay(), aTime(), aDay(), aTime())
	}
	return rapid.OneOf(near...)
}

func TestMatchAgreesWithASlowTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		test := aTest().Draw(t, "test")
		require.NoError(t, test.Check())
		frame := aFrame().Draw(t, "frame")
		for range 10 {
			v := suited(test).Draw(t, "value")
			require.Equal(t, slowMatch(test, v, frame), test.Match(v, frame), "%s %s: %s?", v.Kind(), v, test)
			if v.Kind() != value.None && test.Suits(v.Kind()) != nil && len(test.Args) == 1 {
				require.False(t, test.Match(v, frame), "%s does not suit %s", test, v.Kind())
			}
		}
	})
}

// A test and its negation are never both true, and both false only where there is nothing to compare.
func TestNegations(t *testing.T) {
	negation := map[value.Op]value.Op{
		value.OpIs: value.OpIsNot, value.OpIn: value.OpNotIn, value.OpContains: value.OpNotContains, value.OpStartsWith: value.OpNotStartsWith, value.OpEndsWith: value.OpNotEndsWith,
	}
	rapid.Check(t, func(t *rapid.T) {
		test := aTest().Draw(t, "test")
		opposite, ok := negation[test.Op]
		if !ok {
			return
		}
		negated := test
		negated.Op = opposite
		frame := aFrame().Draw(t, "frame")
		v := suited(test).Draw(t, "value")
		does, doesNot := test.Match(v, frame), negated.Match(v, frame)
		require.False(t, does && doesNot)
		fits := false
		for _, a := range test.Args {
			fits = fits || slowSort(a) == slowSort(v)
		}
		require.Equal(t, fits, does || doesNot)
	})
}

// A test that Check refuses does not panic, nor does it hold on what is absent.
func TestMatchOfAnyTest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		test := value.Test{
			Op:   rapid.SampledFrom(append(allOps(), "", "like")).Draw(t, "op"),
			Args: rapid.SliceOfN(rapid.OneOf(anyValue(), rapid.Just(value.Value{})), 0, 3).Draw(t, "args"),
			Fold: rapid.Bool().Draw(t, "fold"),
		}
		test.Match(anyValue().Draw(t, "value"), value.Frame{})
		require.Equal(t, test.Op == value.OpMissing, test.Match(value.Value{}, value.Frame{}))
		_ = test.String()
		for k := value.None; k <= value.Texts; k++ {
			_ = test.Suits(k)
		}
		if test.Check() != nil {
			_, err := test.MarshalJSON()
			require.Error(t, err)
		}
	})
}
