package report_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/metrics/report"
)

func TestCountChange(t *testing.T) {
	for _, c := range []struct {
		name              string
		change            report.CountChange
		absolute, percent string
		json              string
	}{
		{"more", report.CountChange{Now: 120, Before: 100}, "+20", "+20.0%", `{"now":120,"before":100,"absolute":20,"relative":0.2}`},
		{"less", report.CountChange{Now: 75, Before: 100}, "-25", "-25.0%", `{"now":75,"before":100,"absolute":-25,"relative":-0.25}`},
		{"the same", report.CountChange{Now: 7, Before: 7}, "0", "0.0%", `{"now":7,"before":7,"absolute":0,"relative":0}`},
		{"nothing left", report.CountChange{Before: 7}, "-7", "-100.0%", `{"now":0,"before":7,"absolute":-7,"relative":-1}`},
		{"from nothing", report.CountChange{Now: 7}, "+7", "n/a", `{"now":7,"before":0,"absolute":7}`},
		{"nothing of nothing", report.CountChange{}, "0", "n/a", `{"now":0,"before":0,"absolute":0}`},
		{"hardly less", report.CountChange{Now: 9999, Before: 10000}, "-1", "0.0%", `{"now":9999,"before":10000,"absolute":-1,"relative":-0.0001}`},
		{"halves go away from 0", report.CountChange{Now: 1999, Before: 2000}, "-1", "-0.1%", `{"now":1999,"before":2000,"absolute":-1,"relative":-0.0005}`},
		{"the greatest", report.CountChange{Now: math.MaxInt64, Before: 1}, "+9223372036854775806", "+922337203685477580600.0%",
			`{"now":9223372036854775807,"before":1,"absolute":9223372036854775806,"relative":9223372036854775806}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.absolute, c.change.String())
			require.Equal(t, c.percent, c.change.Percent())
			data, err := json.Marshal(c.change)
			require.NoError(t, err)
			require.JSONEq(t, c.json, string(data))
			var back report.CountChange
			require.NoError(t, json.Unmarshal(data, &back))
			require.Equal(t, c.change, back)
		})
	}
}

func TestRatioChange(t *testing.T) {
	for _, c := range []struct {
		name                     string
		now, before              report.Ratio
		points, decimal, percent string
	}{
		{"the same audience", report.Ratio{Num: 5, Den: 40}, report.Ratio{Num: 4, Den: 40}, "+2.5 pp", "+0.03", "+25.0%"},
		{"another audience", report.Ratio{Num: 1, Den: 3}, report.Ratio{Num: 1, Den: 2}, "-16.7 pp", "-0.17", "-33.3%"},
		{"the same of another one", report.Ratio{Num: 1, Den: 2}, report.Ratio{Num: 2, Den: 4}, "0.0 pp", "0.00", "0.0%"},
		{"from 0", report.Ratio{Num: 1, Den: 2}, report.Ratio{Num: 0, Den: 2}, "+50.0 pp", "+0.50", "n/a"},
		{"to 0", report.Ratio{Num: 0, Den: 2}, report.Ratio{Num: 1, Den: 2}, "-50.0 pp", "-0.50", "-100.0%"},
		{"from not defined", report.Ratio{Num: 1, Den: 2}, report.Ratio{}, "n/a", "n/a", "n/a"},
		{"to not defined", report.Ratio{}, report.Ratio{Num: 1, Den: 2}, "n/a", "n/a", "n/a"},
		{"what 64 bits do not hold", report.Ratio{Num: math.MaxInt64, Den: math.MaxInt64 - 1}, report.Ratio{Num: math.MaxInt64 - 1, Den: math.MaxInt64}, "0.0 pp", "0.00", "0.0%"},
	} {
		t.Run(c.name, func(t *testing.T) {
			change := report.RatioChange{Now: c.now, Before: c.before}
			require.Equal(t, c.points, change.Points())
			require.Equal(t, c.decimal, change.Decimal())
			require.Equal(t, c.percent, change.Percent())
		})
	}
}

// Differences are those of exact fractions, and JSON reads back equal.
func TestChangesAreExact(t *testing.T) {
	ratio := rapid.Custom(func(t *rapid.T) report.Ratio {
		return report.Ratio{Num: rapid.Int64Min(0).Draw(t, "num"), Den: rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Min(0)).Draw(t, "den")}
	})
	rapid.Check(t, func(t *rapid.T) {
		c := report.RatioChange{Now: ratio.Draw(t, "now"), Before: ratio.Draw(t, "before")}
		absolute, defined := c.Absolute()
		require.Equal(t, c.Now.Den > 0 && c.Before.Den > 0, defined)
		relative, also := c.Relative()
		require.Equal(t, defined && c.Before.Num > 0, also)
		if defined {
			d := new(big.Rat).Sub(big.NewRat(c.Now.Num, c.Now.Den), big.NewRat(c.Before.Num, c.Before.Den))
			want, _ := d.Float64()
			require.Equal(t, want, absolute)
			if also {
				want, _ = d.Quo(d, big.NewRat(c.Before.Num, c.Before.Den)).Float64()
				require.Equal(t, want, relative)
			}
		}
		data, err := json.Marshal(c)
		require.NoError(t, err)
		var back report.RatioChange
		require.NoError(t, json.Unmarshal(data, &back))
		require.Equal(t, c, back)

		n := report.CountChange{Now: c.Now.Num, Before: c.Before.Num}
		data, err = json.Marshal(n)
		require.NoError(t, err)
		var other report.CountChange
		require.NoError(t, json.Unmarshal(data, &other))
		require.Equal(t, n, other)
	})
}

func TestChangeRefuses(t *testing.T) {
	for name, data := range map[string]string{
		"null":                   `null`,
		"another difference":     `{"now":120,"before":100,"absolute":21,"relative":0.2}`,
		"another relative":       `{"now":120,"before":100,"absolute":20,"relative":0.21}`,
		"no difference":          `{"now":120,"before":100,"relative":0.2}`,
		"no relative":            `{"now":120,"before":100,"absolute":20}`,
		"a relative of nothing":  `{"now":120,"before":0,"absolute":120,"relative":0}`,
		"a part below 0":         `{"now":-1,"before":100,"absolute":-101,"relative":-1.01}`,
		"an earlier part below":  `{"now":1,"before":-1,"absolute":2}`,
		"no part":                `{"now":120,"absolute":20,"relative":0.2}`,
		"unknown":                `{"now":120,"before":100,"absolute":20,"relative":0.2,"x":1}`,
		"repeated":               `{"now":120,"now":120,"before":100,"absolute":20,"relative":0.2}`,
		"wrong case":             `{"Now":120,"before":100,"absolute":20,"relative":0.2}`,
		"a fraction for a count": `{"now":1.5,"before":100,"absolute":20,"relative":0.2}`,
	} {
		t.Run(name, func(t *testing.T) {
			c := report.CountChange{Now: 1, Before: 2}
			require.Error(t, c.UnmarshalJSON([]byte(data)))
			require.Equal(t, report.CountChange{Now: 1, Before: 2}, c)
		})
	}
	var c report.RatioChange
	require.ErrorIs(t, c.UnmarshalJSON([]byte(`{"now":{"numerator":1,"denominator":2,"value":0.5},"before":{"numerator":0,"denominator":0},"absolute":0.5}`)), report.ErrChange)
	_, err := json.Marshal(report.CountChange{Now: -1})
	require.ErrorIs(t, err, report.ErrChange)
	require.Equal(t, report.NotDefined, report.CountChange{Now: -1, Before: 1}.Percent())
}

func ExampleCountChange() {
	c := report.CountChange{Now: 125, Before: 100}
	data, err := json.Marshal(c)
	fmt.Println(c, c.Percent(), string(data), err)
	fmt.Println(report.CountChange{Now: 5}.Percent())
	// Output:
	// +25 +25.0% {"now":125,"before":100,"absolute":25,"relative":0.25} <nil>
	// n/a
}

func ExampleRatioChange() {
	c := report.RatioChange{Now: report.Ratio{Num: 5, Den: 40}, Before: report.Ratio{Num: 4, Den: 40}}
	fmt.Println(c.Now.Percent(), "after", c.Before.Percent(), "is", c.Points(), "or", c.Percent())
	// Output: 12.5% after 10.0% is +2.5 pp or +25.0%
}
