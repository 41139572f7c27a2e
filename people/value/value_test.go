package value_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/value"
)

func TestTimesAreRoundedDownToTheMillisecond(t *testing.T) {
	for _, c := range []struct {
		name string
		in   time.Time
		ms   int64
	}{
		{"after 1970", time.Unix(0, 1_999_999), 1},
		{"a nanosecond before 1970", time.Unix(0, -1), -1},
		{"a millisecond before 1970", time.Unix(0, -1_000_000), -1},
		{"a little more before 1970", time.Unix(0, -1_000_001), -2},
		{"1969 in another place", time.Date(1969, 12, 31, 16, 0, 0, -500, time.FixedZone("", -8*60*60)), -1},
		{"year 1", time.Date(1, 1, 1, 0, 0, 0, 999_999, time.UTC), -62135596800000},
		{"year 9999", time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), 253402300799999},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := value.Of(c.in)
			require.NoError(t, v.Check())
			got, ok := v.Time()
			require.True(t, ok)
			require.Equal(t, c.ms, got.UnixMilli())
			require.Equal(t, time.UTC, got.Location())
			require.Equal(t, v, value.Of(got))
		})
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name string
		v    value.Value
		is   error
	}{
		{"absent", value.Value{}, nil},
		{"empty text", value.Of(""), nil},
		{"NUL", value.Of("\x00"), nil},
		{"broken text", value.Of("caf\xe9"), value.ErrNotUTF8},
		{"surrogate", value.Of("\xed\xa0\x80"), value.ErrNotUTF8},
		{"long broken text", value.Of(strings.Repeat("é", 1000) + "\xff"), value.ErrNotUTF8},
		{"largest integer", value.Of(int64(math.MaxInt64)), nil},
		{"largest float", value.Of(math.MaxFloat64), nil},
		{"NaN", value.Of(math.NaN()), value.ErrNotFinite},
		{"infinity", value.Of(math.Inf(1)), value.ErrNotFinite},
		{"minus infinity", value.Of(math.Inf(-1)), value.ErrNotFinite},
		{"false", value.Of(false), nil},
		{"no date", value.Of(value.Date(0)), value.ErrYear},
		{"first date", value.Of(value.NewDate(1, 1, 1)), nil},
		{"last date", value.Of(value.NewDate(9999, 12, 31)), nil},
		{"date of year 0", value.Of(value.NewDate(0, 12, 30)), value.ErrYear},
		{"date of year 10000", value.Of(value.NewDate(10000, 1, 1)), value.ErrYear},
		{"zero time", value.Of(time.Time{}), nil},
		{"just before year 1", value.Of(time.Time{}.Add(-1)), value.ErrYear},
		{"year 10000", value.Of(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)), value.ErrYear},
		{"year 9999 in its place, 10000 in UTC", value.Of(time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -3600))), value.ErrYear},
		{"the farthest time", value.Of(time.Unix(math.MaxInt64, 0)), value.ErrYear},
		{"the farthest time back", value.Of(time.Unix(math.MinInt64, 0)), value.ErrYear},
		{"time beyond 64 bits of milliseconds", value.Of(time.Unix(math.MaxInt64/1000+1, 0)), value.ErrYear},
		{"empty list", value.Of([]string{}), nil},
		{"list", value.Of([]string{"", "a", "é"}), nil},
		{"list with broken text", value.Of([]string{"a", "\xff"}), value.ErrNotUTF8},
		{"list that was none", value.FromRaw(value.Texts, 0, "\x05ab"), value.ErrKind},
		{"list with a length in long form", value.FromRaw(value.Texts, 0, "\x81\x00a"), value.ErrKind},
		{"list with an endless length", value.FromRaw(value.Texts, 0, strings.Repeat("\xff", 20)), value.ErrKind},
		{"boolean that was none", value.FromRaw(value.Bool, 2, ""), value.ErrKind},
		{"date beyond 32 bits", value.FromRaw(value.Day, 1<<32+1, ""), value.ErrYear},
		{"no kind", value.FromRaw(99, 1, "x"), value.ErrKind},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.v.Check()
			require.ErrorIs(t, err, c.is)
			if err != nil {
				require.Less(t, len(err.Error()), 400)
				_, jsonErr := c.v.MarshalJSON()
				require.ErrorIs(t, jsonErr, c.is)
			}
			_ = c.v.String()
			_, _ = c.v.Texts()
		})
	}
}

func TestAccessorsGiveTheirKindOnly(t *testing.T) {
	noon := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		v    value.Value
		kind value.Kind
		is   [7]bool // Text Int Float Bool Date Time Texts
	}{
		{value.Value{}, value.None, [7]bool{}},
		{value.Of("a"), value.Text, [7]bool{0: true}},
		{value.Of(3), value.Int, [7]bool{1: true, 2: true}},
		{value.Of(int64(3)), value.Int, [7]bool{1: true, 2: true}},
		{value.Of(3.0), value.Float, [7]bool{2: true}},
		{value.Of(false), value.Bool, [7]bool{3: true}},
		{value.Of(value.NewDate(2026, 5, 3)), value.Day, [7]bool{4: true}},
		{value.Of(noon), value.Time, [7]bool{5: true}},
		{value.Of([]string{"a", "b"}), value.Texts, [7]bool{6: true}},
	} {
		t.Run(c.v.Kind().String(), func(t *testing.T) {
			require.Equal(t, c.kind, c.v.Kind())
			require.Equal(t, c.kind == value.None, c.v.IsZero())
			s, isText := c.v.Text()
			n, isInt := c.v.Int()
			f, isFloat := c.v.Float()
			b, isBool := c.v.Bool()
			d, isDate := c.v.Date()
			at, isTime := c.v.Time()
			list, isList := c.v.Texts()
			require.Equal(t, c.is, [7]bool{isText, isInt, isFloat, isBool, isDate, isTime, isList})
			require.Equal(t, isText, s == "a")
			require.Equal(t, isInt, n == 3)
			require.Equal(t, isFloat, f == 3)
			require.False(t, b)
			require.Equal(t, isDate, d == value.NewDate(2026, 5, 3))
			require.Equal(t, isTime, at.Equal(noon))
			require.Equal(t, isList, len(list) == 2)
			require.Equal(t, c.v, value.FromRaw(c.v.Raw()))
			if c.kind != value.None {
				k, err := value.ParseKind(c.kind.String())
				require.NoError(t, err)
				require.Equal(t, c.kind, k)
			}
		})
	}
	for _, name := range []string{"", "none", "Text", "int", "kind(9)"} {
		_, err := value.ParseKind(name)
		require.ErrorIs(t, err, value.ErrKind, name)
	}
}

func TestThereIsOneZero(t *testing.T) {
	minus := math.Copysign(0, -1)
	require.True(t, value.Of(minus) == value.Of(0.0))
	require.True(t, value.FromRaw(value.Float, math.Float64bits(minus), "") == value.Of(0.0))
	require.Equal(t, value.Of(0), value.Of(minus).Canonical())
	v, err := value.Parse(value.Float, "-0.0")
	require.NoError(t, err)
	require.True(t, v == value.Of(0.0))
	require.Equal(t, "0", v.String())
}

func TestListsAreCopiedAndKeepOrderAndRepeats(t *testing.T) {
	list := []string{"b", "", "a", "b", strings.Repeat("x", 300), "é\x00"}
	v := value.Of(list)
	list[0] = "changed"
	got, ok := v.Texts()
	require.True(t, ok)
	require.Equal(t, []string{"b", "", "a", "b", strings.Repeat("x", 300), "é\x00"}, got)
	got[0] = "changed"
	again, _ := v.Texts()
	require.Equal(t, "b", again[0])

	require.True(t, value.Of([]string(nil)) == value.Of([]string{}))
	require.False(t, value.Of([]string{}).IsZero())
	require.False(t, value.Of([]string{""}) == value.Of([]string{}))
	require.False(t, value.Of([]string{"ab"}) == value.Of([]string{"a", "b"}))
}

func TestListsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.String()).Draw(t, "list")
		v := value.Of(list)
		require.NoError(t, v.Check())
		got, ok := v.Texts()
		require.True(t, ok)
		require.Equal(t, append([]string(nil), list...), got)
	})
}

// Whatever bytes a list is made of, nothing panics, and what passes Check is what packing its elements gives.
func TestListsOfAnyBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := string(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "raw"))
		v := value.FromRaw(value.Texts, 0, raw)
		list, _ := v.Texts()
		_ = value.Contains("a").Match(v, value.Frame{})
		_ = value.Compare(v, value.Of([]string{"a"}))
		if v.Check() == nil {
			require.Equal(t, v, value.Of(list))
		}
	})
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		kind value.Kind
		text string
		want any // a Value, or an error
	}{
		{value.Text, " a ", value.Of(" a ")},
		{value.Text, "\xff", value.ErrNotUTF8},
		{value.Int, "-12", value.Of(-12)},
		{value.Int, "9223372036854775807", value.Of(int64(math.MaxInt64))},
		{value.Int, "9223372036854775808", value.ErrKind},
		{value.Int, "1.0", value.ErrKind},
		{value.Int, "1e3", value.ErrKind},
		{value.Int, "0x10", value.ErrKind},
		{value.Int, "1_000", value.ErrKind},
		{value.Int, " 1", value.ErrKind},
		{value.Int, "", value.ErrKind},
		{value.Float, "1.5e3", value.Of(1500.0)},
		{value.Float, "7", value.Of(7.0)},
		{value.Float, "1e-400", value.Of(0.0)},
		{value.Float, "1e400", value.ErrNotFinite},
		{value.Float, "NaN", value.ErrKind},
		{value.Float, "inf", value.ErrKind},
		{value.Float, "0x1p-2", value.ErrKind},
		{value.Float, "1,5", value.ErrKind},
		{value.Float, "", value.ErrKind},
		{value.Bool, "true", value.Of(true)},
		{value.Bool, "false", value.Of(false)},
		{value.Bool, "True", value.ErrKind},
		{value.Bool, "1", value.ErrKind},
		{value.Day, "2024-02-29", value.Of(value.NewDate(2024, 2, 29))},
		{value.Day, "2023-02-29", value.ErrKind},
		{value.Day, "2024-2-9", value.ErrKind},
		{value.Day, "2024-00-10", value.ErrKind},
		{value.Day, "2024-13-10", value.ErrKind},
		{value.Day, "2024-04-31", value.ErrKind},
		{value.Day, "2024-04-00", value.ErrKind},
		{value.Day, "0000-04-01", value.ErrYear},
		{value.Day, "0000-12-31", value.ErrYear},
		{value.Day, "0001-01-01", value.Of(value.Date(1))},
		{value.Day, "9999-12-31", value.Of(value.Date(3652059))},
		{value.Day, "10000-01-01", value.ErrKind},
		{value.Day, "2024-04-01T00:00:00Z", value.ErrKind},
		{value.Day, "+024-04-01", value.ErrKind},
		{value.Day, "", value.ErrKind},
		{value.Time, "2026-05-03T12:00:00+02:00", value.Of(time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC))},
		{value.Time, "2026-05-03T12:00:00.0019Z", value.Of(time.Date(2026, 5, 3, 12, 0, 0, 1_000_000, time.UTC))},
		{value.Time, "2026-05-03T12:00:00", value.ErrKind},
		{value.Time, "2026-05-03 12:00:00Z", value.ErrKind},
		{value.Time, "2026-05-03T2:00:00Z", value.ErrKind},
		{value.Time, "2026-05-03T12:00:00,5Z", value.ErrKind},
		{value.Time, "2026-05-03T24:00:00Z", value.ErrKind},
		{value.Time, "2026-05-03T12:00:00+23:59", value.Of(time.Date(2026, 5, 2, 12, 1, 0, 0, time.UTC))},
		{value.Time, "2026-05-03T12:00:00+24:00", value.ErrKind},
		{value.Time, "2026-05-03T12:00:00+25:00", value.ErrKind},
		{value.Time, "2026-05-03T12:00:00+01:60", value.ErrKind},
		{value.Time, "2026-05-03T12:00:00+0100", value.ErrKind},
		{value.Time, "2026-05-03T12:00:60Z", value.ErrKind},
		{value.Time, "2026-05-03T12:00:00.Z", value.ErrKind},
		{value.Time, "2026-05-03t12:00:00z", value.ErrKind},
		{value.Time, "2026-02-30T12:00:00Z", value.ErrKind},
		{value.Time, "2026-05-03", value.ErrKind},
		{value.Time, "0001-01-01T00:00:00+01:00", value.ErrYear},
		{value.Texts, `["a","b"]`, value.Of([]string{"a", "b"})},
		{value.Texts, `[]`, value.Of([]string{})},
		{value.Texts, `["a",1]`, value.ErrKind},
		{value.Texts, `["a",null]`, value.ErrKind},
		{value.Texts, `null`, value.ErrKind},
		{value.Texts, `a`, value.ErrKind},
		{value.None, "", value.ErrKind},
		{99, "", value.ErrKind},
	} {
		t.Run(c.kind.String()+" "+c.text, func(t *testing.T) {
			got, err := value.Parse(c.kind, c.text)
			if want, ok := c.want.(error); ok {
				require.ErrorIs(t, err, want)
				require.True(t, got.IsZero())
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestString(t *testing.T) {
	for want, v := range map[string]value.Value{
		"":                         {},
		" a, b ":                   value.Of(" a, b "),
		"3":                        value.Of(3.0),
		"0.1":                      value.Of(0.1),
		"100000000000000000000":    value.Of(1e20),
		"1e+300":                   value.Of(1e300),
		"1e-07":                    value.Of(1e-7),
		"-9223372036854775808":     value.Of(int64(math.MinInt64)),
		"true":                     value.Of(true),
		"0987-06-05":               value.Of(value.NewDate(987, 6, 5)),
		"1969-12-31T23:59:59.999Z": value.Of(time.Unix(0, -1)),
		"2026-05-03T10:00:00Z":     value.Of(time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC)),
		`[a, "b, c", "", "3"]`:     value.Of([]string{"a", "b, c", "", "3"}),
		"[]":                       value.Of([]string{}),
	} {
		require.Equal(t, want, v.String())
	}
}
