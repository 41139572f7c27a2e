package value_test

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/value"
)

// anyValue draws values that Check accepts, from a small world in which equal ones and near misses are frequent.
func anyValue() *rapid.Generator[value.Value] {
	return rapid.OneOf(aText(), aNumber(), aNumber(), rapid.Map(rapid.Bool(), value.Of[bool]), aDay(), aTime(), aList())
}

func aText() *rapid.Generator[value.Value] {
	return rapid.Map(aWord(), value.Of[string])
}

func aWord() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "a", "A", "ab", "Ab", "rock", "Rock", "hard ROCK", "k", "K", "\u212a", "s", "\u017f", "ß", "ss", "Σ", "σ", "ς", "3", "true"}),
		rapid.StringOfN(rapid.RuneFrom([]rune("aAbBkK\u212aé")), 0, 4, -1))
}

func aNumber() *rapid.Generator[value.Value] {
	return rapid.OneOf(
		rapid.Map(rapid.SampledFrom([]int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, 2, 3, 1<<53 - 1, 1 << 53, 1<<53 + 1, math.MaxInt64 - 1, math.MaxInt64}), value.Of[int64]),
		rapid.Map(rapid.Int64(), value.Of[int64]),
		rapid.Map(rapid.SampledFrom([]float64{-1 << 63, -1.5, -1, math.Copysign(0, -1), 0, 0.5, 1, 1.5, 2, 1<<53 - 1, 1 << 53, 1<<53 + 2, 1 << 63, 1<<63 - 1024, 1e300, -1e300, 5e-324}), value.Of[float64]),
		rapid.Map(rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64), value.Of[float64]))
}

func aDay() *rapid.Generator[value.Value] {
	return rapid.Map(rapid.IntRange(-3, 3), func(n int) value.Value { return value.Of(value.NewDate(2026, 3, 29+n)) })
}

func aTime() *rapid.Generator[value.Value] {
	return rapid.Map(rapid.Int64Range(-72*3600, 72*3600), func(s int64) value.Value {
		return value.Of(time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC).Add(time.Duration(s) * time.Second))
	})
}

func aList() *rapid.Generator[value.Value] {
	return rapid.Map(rapid.SliceOfN(aWord(), 0, 3), value.Of[[]string])
}

func TestNumbersCompareExactly(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b value.Value
		want int
	}{
		{"1 and 1.0", value.Of(1), value.Of(1.0), 0},
		{"1 and 1.5", value.Of(1), value.Of(1.5), -1},
		{"-1 and -1.5", value.Of(-1), value.Of(-1.5), 1},
		{"2^53+1 and 2^53 as float", value.Of(int64(1<<53 + 1)), value.Of(float64(1 << 53)), 1},
		{"2^53 and 2^53 as float", value.Of(int64(1 << 53)), value.Of(float64(1 << 53)), 0},
		{"largest integer and 2^63", value.Of(int64(math.MaxInt64)), value.Of(9.223372036854775807e18), -1},
		{"smallest integer and -2^63", value.Of(int64(math.MinInt64)), value.Of(-9.223372036854775808e18), 0},
		{"smallest integer and the next float down", value.Of(int64(math.MinInt64)), value.Of(math.Nextafter(-1<<63, math.Inf(-1))), 1},
		{"largest integer and infinity", value.Of(int64(math.MaxInt64)), value.Of(math.Inf(1)), -1},
		{"smallest integer and minus infinity", value.Of(int64(math.MinInt64)), value.Of(math.Inf(-1)), 1},
		{"0 and the smallest float", value.Of(0), value.Of(5e-324), -1},
		{"NaN and minus infinity", value.Of(math.NaN()), value.Of(math.Inf(-1)), -1},
		{"NaN and another NaN", value.Of(math.NaN()), value.FromRaw(value.Float, math.Float64bits(math.NaN())^2, ""), 0},
		{"NaN and an integer", value.Of(math.NaN()), value.Of(int64(math.MinInt64)), -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, value.Compare(c.a, c.b))
			require.Equal(t, -c.want, value.Compare(c.b, c.a))
			require.Equal(t, c.want == 0, value.Equal(c.a, c.b))
			require.Equal(t, c.want == 0, c.a.Canonical() == c.b.Canonical())
		})
	}
}

func TestTheOrderOfKinds(t *testing.T) {
	order := []value.Value{
		{}, value.Of(""), value.Of("a"), value.Of("b"), value.Of(-5), value.Of(-0.5), value.Of(0), value.Of(7.5), value.Of(8), value.Of(false), value.Of(true),
		value.Of(value.NewDate(1, 1, 1)), value.Of(value.NewDate(2026, 1, 1)), value.Of(time.Unix(-1, 0)), value.Of(time.Unix(1, 0)),
		value.Of([]string{}), value.Of([]string{""}), value.Of([]string{"a"}), value.Of([]string{"a", "b"}), value.Of([]string{"b"}), value.Of([]string{"ba"}),
	}
	for i, a := range order {
		for j, b := range order {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			require.Equal(t, want, value.Compare(a, b), "%s %v and %s %v", a.Kind(), a, b.Kind(), b)
		}
	}
}

func TestCompareIsATotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyValue().Draw(t, "a"), anyValue().Draw(t, "b"), anyValue().Draw(t, "c")
		require.Zero(t, value.Compare(a, a))
		require.Equal(t, value.Compare(a, b), -value.Compare(b, a))
		require.Equal(t, value.Compare(a, b) == 0, value.Equal(a, b))
		require.Equal(t, value.Equal(a, b), a.Canonical() == b.Canonical())
		require.True(t, value.Equal(a, a.Canonical()))
		if a == b {
			require.True(t, value.Equal(a, b))
		}
		three := []value.Value{a, b, c}
		slices.SortFunc(three, value.Compare)
		require.LessOrEqual(t, value.Compare(three[0], three[1]), 0)
		require.LessOrEqual(t, value.Compare(three[1], three[2]), 0)
		require.LessOrEqual(t, value.Compare(three[0], three[2]), 0)
	})
}

func TestCompareAgreesWithExactArithmeticAndWithSlices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := aNumber().Draw(t, "a"), aNumber().Draw(t, "b")
		require.Equal(t, rational(a).Cmp(rational(b)), value.Compare(a, b))

		x, y := aList().Draw(t, "x"), aList().Draw(t, "y")
		xs, _ := x.Texts()
		ys, _ := y.Texts()
		require.Equal(t, slices.CompareFunc(xs, ys, strings.Compare), value.Compare(x, y))
	})
}

func rational(v value.Value) *big.Rat {
	if n, ok := v.Int(); ok {
		return new(big.Rat).SetInt64(n)
	}
	f, _ := v.Float()
	return new(big.Rat).SetFloat64(f)
}
