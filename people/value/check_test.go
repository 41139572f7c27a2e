package value_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
)

func TestCheckOfATestRefuses(t *testing.T) {
	day := value.NewDate(2026, 5, 3)
	at := time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC)
	with := func(op value.Op, args ...value.Value) value.Test { return value.Test{Op: op, Args: args} }
	for _, c := range []struct {
		name    string
		test    value.Test
		is      error
		message string
	}{
		{"zero", value.Test{}, value.ErrTest, `no operator`},
		{"operator", with("like", value.Of("a")), value.ErrTest, `unknown operator "like"`},
		{"operator in another case", with("IS", value.Of("a")), value.ErrTest, `unknown operator "IS"`},
		{"argument of exists", with(value.OpExists, value.Of(1)), value.ErrTest, `"exists" wants no values, has 1`},
		{"no argument", with(value.OpIs), value.ErrTest, `"is" wants 1 value, has 0`},
		{"two arguments", with(value.OpIsNot, value.Of(1), value.Of(2)), value.ErrTest, `"is not" wants 1 value, has 2`},
		{"one end", with(value.OpBetween, value.Of(1)), value.ErrTest, `"between" wants 2 values, has 1`},
		{"in nothing", value.In[string](), value.ErrTest, `"in" wants 1 to 1000 values, has 0`},
		{"too many", value.NotIn(make([]int, value.MaxArgs+1)...), value.ErrTest, `"not in" wants 1 to 1000 values, has 1001`},
		{"a list", with(value.OpIs, value.Of([]string{"a"})), value.ErrTest, `"is" wants a single value, values[0] is a list of texts`},
		{"absent", with(value.OpIn, value.Of(1), value.Value{}), value.ErrTest, `"in" wants single values, values[1] is absent`},
		{"order of booleans", with(value.OpLess, value.Of(true)), value.ErrTest, `"<" wants a text, number, date or date-time, values[0] is a boolean`},
		{"contains a number", with(value.OpContains, value.Of(3)), value.ErrTest, `"contains" wants a text, values[0] is an integer`},
		{"before a text", with(value.OpBefore, value.Of("2026-05-03")), value.ErrTest, `"before" wants a date or date-time, values[0] is a text`},
		{"on a date-time", with(value.OpOn, value.Of(at)), value.ErrTest, `"on" wants a date, values[0] is a date-time`},
		{"half a day", with(value.OpLastDays, value.Of(1.5)), value.ErrTest, `"in the last days" wants a number of days, values[0] is a float`},
		{"no days", value.LastDays(0), value.ErrTest, `"in the last days" wants 1 to 3652059 days, has 0`},
		{"days the other way", value.MoreDaysAgo(-1), value.ErrTest, `"more than days ago" wants 1 to 3652059 days, has -1`},
		{"more days than there are", value.LastDays(value.MaxDays + 1), value.ErrTest, `"in the last days" wants 1 to 3652059 days, has 3652060`},
		{"NaN", value.Is(math.NaN()), value.ErrNotFinite, `"is": values[0]: not a finite number: NaN`},
		{"broken text", value.In("a", "\xff"), value.ErrNotUTF8, `"in": values[1]: text is not valid UTF-8: "\xff"`},
		{"year 0", value.On(0), value.ErrYear, `"on": values[0]: year outside 1 to 9999: day 0`},
		{"fold of a number", value.Is(3).Folded(), value.ErrTest, `"is": fold has no meaning for an integer`},
		{"fold of one number among texts", with(value.OpIn, value.Of("a"), value.Of(3)).Folded(), value.ErrTest, `"in": fold has no meaning for an integer`},
		{"fold of an order", value.Less("a").Folded(), value.ErrTest, `"<": fold has no meaning for a text`},
		{"fold of exists", value.Exists().Folded(), value.ErrTest, `"exists": fold has no meaning here`},
		{"upside down", value.Between(5, 1), value.ErrTest, `"between": 5 is above 1`},
		{"upside down by a little", value.Between(int64(1<<53+1), int64(1<<53)), value.ErrTest, `"between": 9007199254740993 is above 9007199254740992`},
		{"upside down, of two types", with(value.OpBetween, value.Of(2), value.Of(1.5)), value.ErrTest, `"between": 2 is above 1.5`},
		{"upside down dates", value.Between(day, day-1), value.ErrTest, `"between": 2026-05-03 is above 2026-05-02`},
		{"ends of two sorts", with(value.OpBetween, value.Of(1), value.Of("a")), value.ErrTest, `"between": integer and text cannot be compared`},
		{"a long operator", with(value.Op(strings.Repeat("x", 10_000)), value.Of(1)), value.ErrTest, `unknown operator "` + strings.Repeat("x", 100) + `"… (10000 bytes)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.test.Check()
			require.ErrorIs(t, err, value.ErrTest)
			require.ErrorIs(t, err, c.is)
			require.EqualError(t, err, "value: test cannot be asked: "+c.message)
		})
	}
	for _, test := range []value.Test{
		value.NotIn(make([]int, value.MaxArgs)...), value.Between(1, 1), value.Between("a", "a"), with(value.OpBetween, value.Of(day), value.Of(at)), with(value.OpBetween, value.Of(at), value.Of(day-1)),
		with(value.OpBetween, value.Of(1), value.Of(1.0)), with(value.OpIn, value.Of("a"), value.Of(1), value.Of(day)), value.Contains(""), value.LastDays(value.MaxDays),
	} {
		require.NoError(t, test.Check())
	}
}

func TestSuits(t *testing.T) {
	day := value.NewDate(2026, 5, 3)
	all := []value.Kind{value.Text, value.Int, value.Float, value.Bool, value.Day, value.Time, value.Texts}
	texts := []value.Kind{value.Text, value.Texts}
	numbers := []value.Kind{value.Int, value.Float}
	dates := []value.Kind{value.Day, value.Time}
	for _, c := range []struct {
		test value.Test
		fit  []value.Kind
	}{
		{value.Exists(), all},
		{value.Missing(), all},
		{value.Is("a"), texts},
		{value.IsNot(3), numbers},
		{value.Is(3.5), numbers},
		{value.Is(true), []value.Kind{value.Bool}},
		{value.In(day), dates},
		{value.Is(time.Time{}), dates},
		{value.Test{Op: value.OpIn, Args: []value.Value{value.Of("a"), value.Of(1)}}, nil},
		{value.Test{Op: value.OpIn, Args: []value.Value{value.Of(1), value.Of(1.5)}}, numbers},
		{value.Less("a"), texts},
		{value.Between(1, 2), numbers},
		{value.AtLeast(day), dates},
		{value.Contains("a"), texts},
		{value.NotEndsWith("a").Folded(), texts},
		{value.Before(day), dates},
		{value.On(day), dates},
		{value.LastDays(3), dates},
	} {
		t.Run(c.test.String(), func(t *testing.T) {
			require.NoError(t, c.test.Suits(value.None))
			var fit []value.Kind
			for _, k := range all {
				if err := c.test.Suits(k); err == nil {
					fit = append(fit, k)
				} else {
					require.ErrorIs(t, err, value.ErrKind)
					require.Contains(t, err.Error(), k.String())
				}
			}
			require.Equal(t, c.fit, fit)
		})
	}
	require.EqualError(t, value.LastDays(3).Suits(value.Int), `value: wrong type: "in the last days" tests a date or date-time, not an integer`)
	require.EqualError(t, value.In("3", "a b").Suits(value.Int), `value: wrong type: "in" compares an integer with a text "3"`)
}

func TestSentences(t *testing.T) {
	day := value.NewDate(2026, 5, 3)
	at := time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		test value.Test
		want string
	}{
		{value.Exists(), "is known"},
		{value.Missing(), "is not known"},
		{value.Is("HR"), "is HR"},
		{value.Is("New York"), "is New York"},
		{value.Is("HR").Folded(), "is HR (any case)"},
		{value.IsNot(3.0), "is not 3"},
		{value.Is(true), "is true"},
		{value.In("HR", "SI"), "is one of HR, SI"},
		{value.NotIn(1, 2), "is none of 1, 2"},
		{value.Less(3), "is less than 3"},
		{value.AtMost(3.5), "is at most 3.5"},
		{value.More(3), "is more than 3"},
		{value.AtLeast(3), "is at least 3"},
		{value.Less(day), "is before 2026-05-03"},
		{value.AtMost(day), "is on or before 2026-05-03"},
		{value.More(day), "is after 2026-05-03"},
		{value.AtLeast(day), "is on or after 2026-05-03"},
		{value.AtMost(at), "is at or before 2026-05-03T10:00:00Z"},
		{value.AtLeast(at), "is at or after 2026-05-03T10:00:00Z"},
		{value.Less("M"), "sorts before M"},
		{value.AtLeast("M"), "sorts at or after M"},
		{value.Between(1, 5), "is between 1 and 5"},
		{value.Contains("rock").Folded(), "contains rock (any case)"},
		{value.NotContains("rock"), "does not contain rock"},
		{value.StartsWith("a"), "starts with a"},
		{value.NotStartsWith("a"), "does not start with a"},
		{value.EndsWith("a"), "ends with a"},
		{value.NotEndsWith("a"), "does not end with a"},
		{value.Before(at), "is before 2026-05-03T10:00:00Z"},
		{value.On(day), "is on 2026-05-03"},
		{value.After(day), "is after 2026-05-03"},
		{value.LastDays(30), "is in the last 30 days"},
		{value.LastDays(1), "is in the last 1 day"},
		{value.MoreDaysAgo(30), "is more than 30 days ago"},
		{value.MoreDaysAgo(1), "is more than 1 day ago"},
		// Texts that would mislead stand in quotes.
		{value.Is(""), `is ""`},
		{value.Is(" a"), `is " a"`},
		{value.In("a, b", "c"), `is one of "a, b", c`},
		{value.Is("a\nb"), "is \"a\nb\""}, // as it is: what shows the sentence escapes it, once
		{value.Is("a\u202eb"), "is \"a\u202eb\""},
		{value.Is(`say "a"`), `is "say ""a"""`},
		{value.Is("👨\u200d👩"), "is 👨\u200d👩"},
		{value.Is("HR (any case)"), `is "HR (any case)"`},
		{value.Between("a and b", "c"), `is between "a and b" and c`},
		{value.Is("3"), `is "3"`},
		{value.Is("-1e5"), `is "-1e5"`},
		{value.Is("true"), `is "true"`},
		{value.Is("2026-05-03"), `is "2026-05-03"`},
		{value.Is("2026-05-03T10:00:00Z"), `is "2026-05-03T10:00:00Z"`},
		{value.Is("café 😀"), `is café 😀`},
		// What Check refuses still shows.
		{value.Test{}, `""`},
		{value.Test{Op: "like", Args: []value.Value{value.Of("a")}}, `"like" a`},
		{value.Test{Op: value.OpLastDays}, "is in the last ? days"},
	} {
		require.Equal(t, c.want, c.test.String())
	}
}

func TestZeroAndEqualTests(t *testing.T) {
	require.True(t, value.Test{}.IsZero())
	for _, test := range []value.Test{value.Exists(), {Fold: true}, {Args: []value.Value{{}}}} {
		require.False(t, test.IsZero())
	}
	require.True(t, value.In(1, 2).Equal(value.In(1, 2)))
	require.True(t, value.Exists().Equal(value.Test{Op: value.OpExists, Args: []value.Value{}}))
	require.False(t, value.In(1, 2).Equal(value.In(2, 1)))
	require.False(t, value.Is(1).Equal(value.Is(1.0)))
	require.False(t, value.Is("a").Equal(value.Is("a").Folded()))
	require.False(t, value.Is("a").Equal(value.IsNot("a")))

	plain := value.Is("a")
	_ = plain.Folded()
	require.False(t, plain.Fold)
}
