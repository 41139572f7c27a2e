package report_test

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/metrics/report"
)

func TestRatio(t *testing.T) {
	for _, c := range []struct {
		name             string
		ratio            report.Ratio
		defined          bool
		float            float64
		percent, decimal string
		json             string
	}{
		{"an eighth", report.Ratio{Num: 1, Den: 8}, true, 0.125, "12.5%", "0.13", `{"numerator":1,"denominator":8,"value":0.125}`},
		{"more than one", report.Ratio{Num: 5, Den: 4}, true, 1.25, "125.0%", "1.25", `{"numerator":5,"denominator":4,"value":1.25}`},
		{"nothing of something", report.Ratio{Num: 0, Den: 3}, true, 0, "0.0%", "0.00", `{"numerator":0,"denominator":3,"value":0}`},
		{"nothing of nothing", report.Ratio{}, false, 0, "n/a", "n/a", `{"numerator":0,"denominator":0}`},
		{"something of nothing", report.Ratio{Num: 7}, false, 0, "n/a", "n/a", `{"numerator":7,"denominator":0}`},
		{"half of the last digit goes up", report.Ratio{Num: 1, Den: 2000}, true, 0.0005, "0.1%", "0.00", `{"numerator":1,"denominator":2000,"value":0.0005}`},
		{"half that a float has below", report.Ratio{Num: 35, Den: 10000}, true, 0.0035, "0.4%", "0.00", `{"numerator":35,"denominator":10000,"value":0.0035}`},
		{"half that a float has below, in decimal", report.Ratio{Num: 1005, Den: 1000}, true, 1.005, "100.5%", "1.01", `{"numerator":1005,"denominator":1000,"value":1.005}`},
		{"the greatest", report.Ratio{Num: math.MaxInt64, Den: 1}, true, math.MaxInt64, "922337203685477580700.0%", "9223372036854775807.00",
			`{"numerator":9223372036854775807,"denominator":1,"value":9223372036854775807}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, defined := c.ratio.Float()
			require.Equal(t, c.defined, defined)
			require.Equal(t, c.float, f)
			require.Equal(t, c.percent, c.ratio.Percent())
			require.Equal(t, c.decimal, c.ratio.Decimal())
			data, err := json.Marshal(c.ratio)
			require.NoError(t, err)
			require.JSONEq(t, c.json, string(data))
			back := report.Ratio{Num: 99, Den: 98}
			require.NoError(t, json.Unmarshal(data, &back))
			require.Equal(t, c.ratio, back)
		})
	}
}

func TestRatioReadsBackEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := report.Ratio{Num: rapid.Int64Min(0).Draw(t, "num"), Den: rapid.Int64Min(0).Draw(t, "den")}
		data, err := json.Marshal(r)
		require.NoError(t, err)
		var back report.Ratio
		require.NoError(t, json.Unmarshal(data, &back))
		require.Equal(t, r, back)
	})
}

func TestRatioTextIsWithinHalfADigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := report.Ratio{Num: rapid.Int64Min(0).Draw(t, "num"), Den: rapid.Int64Min(1).Draw(t, "den")}
		shown, ok := new(big.Rat).SetString(r.Decimal())
		require.True(t, ok)
		off := shown.Sub(shown, big.NewRat(r.Num, r.Den))
		require.LessOrEqual(t, off.Abs(off).Cmp(big.NewRat(1, 200)), 0)
	})
}

func TestRatioRefuses(t *testing.T) {
	for name, data := range map[string]string{
		"null":                 `null`,
		"a list":               `[1,8]`,
		"a number":             `0.125`,
		"no numerator":         `{"denominator":8,"value":0.125}`,
		"no denominator":       `{"numerator":1}`,
		"no value":             `{"numerator":1,"denominator":8}`,
		"null value":           `{"numerator":1,"denominator":0,"value":null}`,
		"another value":        `{"numerator":1,"denominator":8,"value":0.126}`,
		"a value of nothing":   `{"numerator":0,"denominator":0,"value":0}`,
		"negative numerator":   `{"numerator":-1,"denominator":8,"value":-0.125}`,
		"negative denominator": `{"numerator":1,"denominator":-8,"value":-0.125}`,
		"fraction":             `{"numerator":1.5,"denominator":8,"value":0.1875}`,
		"too great":            `{"numerator":9223372036854775808,"denominator":1,"value":1}`,
		"unknown field":        `{"numerator":1,"denominator":8,"value":0.125,"x":1}`,
		"wrong case":           `{"Numerator":1,"denominator":8,"value":0.125}`,
		"repeated":             `{"numerator":1,"numerator":1,"denominator":8,"value":0.125}`,
		"text":                 `{"numerator":"1","denominator":8,"value":0.125}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := report.Ratio{Num: 3, Den: 4}
			require.Error(t, r.UnmarshalJSON([]byte(data)))
			require.Equal(t, report.Ratio{Num: 3, Den: 4}, r, "untouched on an error")
		})
	}
	r := report.Ratio{}
	require.Error(t, r.UnmarshalJSON([]byte(`{"numerator":1,"denominator":8,"value":0.125} {}`)), "trailing bytes")
	require.ErrorIs(t, r.UnmarshalJSON([]byte(`{"numerator":1,"denominator":8,"value":0.126}`)), report.ErrRatio)
	for _, bad := range []report.Ratio{{Num: -1, Den: 2}, {Num: 1, Den: -2}} {
		_, err := json.Marshal(bad)
		require.ErrorIs(t, err, report.ErrRatio)
		require.Equal(t, report.NotDefined, bad.Percent())
		require.Equal(t, report.NotDefined, bad.Decimal())
	}
}
