package report

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/footfall-go/footfall/people/strict"
)

// ErrRatio says that a ratio is none: a part below 0, or JSON whose value is not the quotient of its parts.
var ErrRatio = errors.New("report: not a ratio of two counts")

// NotDefined is the text of a ratio whose denominator is 0.
const NotDefined = "n/a"

// Ratio is a quotient of two counts that keeps its parts. With a denominator of 0 it is not defined: never NaN, never 0. The zero Ratio is
// 0/0, not defined. Ratios are equal (==) when both parts are; 1/2 and 2/4 are two different findings.
type Ratio struct {
	Num int64 // numerator, 0 or more; may exceed Den
	Den int64 // denominator, 0 or more
}

// Float is the quotient, and whether it is defined: it is not with a denominator of 0, nor with a part below 0.
func (r Ratio) Float() (f float64, defined bool) {
	if !r.defined() {
		return 0, false
	}
	return float64(r.Num) / float64(r.Den), true
}

// Percent shows the ratio to a person with one decimal: "12.5%", or NotDefined. Halves are rounded up: 1/800 is "0.1%", and 1/5000 is "0.0%"
// though it is not nothing, so show the parts beside it.
func (r Ratio) Percent() string {
	if !r.defined() {
		return NotDefined
	}
	return r.text(100, 1) + "%"
}

// Decimal shows the ratio to a person with two decimals: "1.25", or NotDefined. Halves are rounded up.
func (r Ratio) Decimal() string {
	if !r.defined() {
		return NotDefined
	}
	return r.text(1, 2)
}

// String shows the parts: "5/40".
func (r Ratio) String() string { return fmt.Sprintf("%d/%d", r.Num, r.Den) }

func (r Ratio) defined() bool { return r.Num >= 0 && r.Den > 0 }

// text is times x Num / Den in decimals digits. It divides exactly: through a float64, 0.25 % and 0.35 % would round to different sides.
func (r Ratio) text(times int64, decimals int) string {
	q := new(big.Rat).SetFrac(big.NewInt(r.Num), big.NewInt(r.Den))
	return q.Mul(q, new(big.Rat).SetInt64(times)).FloatString(decimals)
}

// ratioJSON is the form of a Ratio in JSON. Value is a pointer: a value of 0 is written, one that is not defined is left out.
type ratioJSON struct {
	Num   int64    `json:"numerator"`
	Den   int64    `json:"denominator"`
	Value *float64 `json:"value,omitempty"`
}

// MarshalJSON writes {"numerator":1,"denominator":8,"value":0.125}, without "value" where the ratio is not defined. A part below 0 is ErrRatio.
func (r Ratio) MarshalJSON() ([]byte, error) {
	if r.Num < 0 || r.Den < 0 {
		return nil, fmt.Errorf("%w: %s", ErrRatio, r)
	}
	j := ratioJSON{Num: r.Num, Den: r.Den}
	if f, ok := r.Float(); ok {
		j.Value = &f
	}
	return strict.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes and nothing else: unknown, repeated, wrong-case or missing fields, null and trailing bytes are
// errors of package strict; a part below 0, or a value that is not the quotient of the parts, is ErrRatio. On an error r is untouched.
func (r *Ratio) UnmarshalJSON(data []byte) error {
	var j ratioJSON
	err := strict.Object(data, "ratio",
		strict.Field{Name: "numerator", Into: &j.Num, Required: true},
		strict.Field{Name: "denominator", Into: &j.Den, Required: true},
		strict.Field{Name: "value", Into: &j.Value},
	)
	if err != nil {
		return err
	}
	read := Ratio{Num: j.Num, Den: j.Den}
	if read.Num < 0 || read.Den < 0 {
		return fmt.Errorf("%w: %s", ErrRatio, read)
	}
	switch f, defined := read.Float(); {
	case defined && j.Value == nil:
		return fmt.Errorf("%w: value is missing from %s", ErrRatio, read)
	case !defined && j.Value != nil:
		return fmt.Errorf("%w: value %v of %s, which is not defined", ErrRatio, *j.Value, read)
	case defined && f != *j.Value:
		return fmt.Errorf("%w: value %v of %s, which is %v", ErrRatio, *j.Value, read, f)
	}
	*r = read
	return nil
}
