package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/footfall-go/footfall/people/strict"
)

// ErrChange is JSON of a change whose differences are not those of its parts, or that has a part below 0.
var ErrChange = errors.New("report: not a change of two numbers")

// CountChange is a count beside the same one of the period before. It keeps both, and every difference is of these two, exactly.
type CountChange struct {
	Now    int64 // 0 or more
	Before int64 // 0 or more
}

// Absolute is Now - Before.
func (c CountChange) Absolute() int64 { return c.Now - c.Before }

// Relative is (Now - Before) / Before: 0.25 is a quarter more, -1 is nothing left. It is not defined where Before is 0, not even where Now is 0 too.
func (c CountChange) Relative() (f float64, defined bool) { return float(c.relative()) }

// String shows the absolute change with its sign: "+20", "-3", "0".
func (c CountChange) String() string { return signed(fmt.Sprint(c.Absolute())) }

// Percent shows the relative change with its sign and one decimal: "+25.0%", "-100.0%", or NotDefined. Halves are rounded away from 0.
func (c CountChange) Percent() string { return percent(c.relative()) }

func (c CountChange) relative() *big.Rat {
	if c.Now < 0 || c.Before <= 0 {
		return nil
	}
	return new(big.Rat).SetFrac(big.NewInt(c.Absolute()), big.NewInt(c.Before))
}

// RatioChange is a ratio beside the same one of the period before. It keeps both with their parts, and every difference is of these, exactly, up to
// the one rounding of what is given as a float or shown.
type RatioChange struct {
	Now, Before Ratio
}

// Absolute is Now - Before: 0.025 of a share is 2.5 percentage points. It is not defined where one of the two is not.
func (c RatioChange) Absolute() (f float64, defined bool) { return float(c.absolute()) }

// Relative is (Now - Before) / Before. It is not defined where one of the two is not, or Before is 0.
func (c RatioChange) Relative() (f float64, defined bool) { return float(c.relative()) }

// Points shows the absolute change of a share in percentage points: "+2.5 pp", or NotDefined. Halves are rounded away from 0.
func (c RatioChange) Points() string {
	d := c.absolute()
	if d == nil {
		return NotDefined
	}
	return signed(d.Mul(d, big.NewRat(100, 1)).FloatString(1)) + " pp"
}

// Decimal shows the absolute change with two decimals: "+0.25", or NotDefined. Halves are rounded away from 0.
func (c RatioChange) Decimal() string {
	d := c.absolute()
	if d == nil {
		return NotDefined
	}
	return signed(d.FloatString(2))
}

// Percent shows the relative change with its sign and one decimal: "+25.0%", or NotDefined.
func (c RatioChange) Percent() string { return percent(c.relative()) }

func (c RatioChange) absolute() *big.Rat {
	if !c.Now.defined() || !c.Before.defined() {
		return nil
	}
	return new(big.Rat).Sub(c.Now.rat(), c.Before.rat())
}

func (c RatioChange) relative() *big.Rat {
	d := c.absolute()
	if d == nil || c.Before.Num == 0 {
		return nil
	}
	return d.Quo(d, c.Before.rat())
}

// rat is a ratio that is defined.
func (r Ratio) rat() *big.Rat { return new(big.Rat).SetFrac(big.NewInt(r.Num), big.NewInt(r.Den)) }

func float(r *big.Rat) (f float64, defined bool) {
	if r == nil {
		return 0, false
	}
	f, _ = r.Float64()
	return f, true
}

func percent(r *big.Rat) string {
	if r == nil {
		return NotDefined
	}
	return signed(r.Mul(r, big.NewRat(100, 1)).FloatString(1)) + "%"
}

// signed puts a plus before what is above 0, and takes the minus from what was rounded to 0.
func signed(number string) string {
	switch {
	case strings.Trim(number, "-0.") == "":
		return strings.TrimPrefix(number, "-")
	case number[0] == '-':
		return number
	}
	return "+" + number
}

// changeJSON is the form of both changes. Differences that are not defined are left out.
type changeJSON[part, difference any] struct {
	Now      part        `json:"now"`
	Before   part        `json:"before"`
	Absolute *difference `json:"absolute,omitempty"`
	Relative *float64    `json:"relative,omitempty"`
}

func pointer[T any](v T, defined bool) *T {
	if !defined {
		return nil
	}
	return &v
}

func same[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

func (c CountChange) json() changeJSON[int64, int64] {
	return changeJSON[int64, int64]{c.Now, c.Before, pointer(c.Absolute(), true), pointer(c.Relative())}
}

// MarshalJSON writes {"now":120,"before":100,"absolute":20,"relative":0.2}, without "relative" where it is not defined. Its parts stand beside it:
// it is absolute / before. A part below 0 is ErrChange.
func (c CountChange) MarshalJSON() ([]byte, error) {
	if c.Now < 0 || c.Before < 0 {
		return nil, fmt.Errorf("%w: %d after %d", ErrChange, c.Now, c.Before)
	}
	return json.Marshal(c.json())
}

// UnmarshalJSON reads what MarshalJSON writes and nothing else, strictly as package strict; differences that are not those of the parts are ErrChange.
// On an error c is untouched.
func (c *CountChange) UnmarshalJSON(data []byte) error {
	var j changeJSON[int64, int64]
	if err := readChange(data, &j); err != nil {
		return err
	}
	read := CountChange{j.Now, j.Before}
	want := read.json()
	if read.Now < 0 || read.Before < 0 || !same(j.Absolute, want.Absolute) || !same(j.Relative, want.Relative) {
		return fmt.Errorf("%w: %s", ErrChange, strict.Clip(data))
	}
	*c = read
	return nil
}

func (c RatioChange) json() changeJSON[Ratio, float64] {
	return changeJSON[Ratio, float64]{c.Now, c.Before, pointer(c.Absolute()), pointer(c.Relative())}
}

// MarshalJSON writes {"now":{...},"before":{...},"absolute":0.025,"relative":0.25} with two ratios, without the differences that are not defined.
func (c RatioChange) MarshalJSON() ([]byte, error) { return json.Marshal(c.json()) }

// UnmarshalJSON reads what MarshalJSON writes and nothing else, as that of CountChange.
func (c *RatioChange) UnmarshalJSON(data []byte) error {
	var j changeJSON[Ratio, float64]
	if err := readChange(data, &j); err != nil {
		return err
	}
	read := RatioChange{j.Now, j.Before}
	want := read.json()
	if !same(j.Absolute, want.Absolute) || !same(j.Relative, want.Relative) {
		return fmt.Errorf("%w: %s", ErrChange, strict.Clip(data))
	}
	*c = read
	return nil
}

func readChange[part, difference any](data []byte, j *changeJSON[part, difference]) error {
	return strict.Object(data, "change",
		strict.Field{Name: "now", Into: &j.Now, Required: true},
		strict.Field{Name: "before", Into: &j.Before, Required: true},
		strict.Field{Name: "absolute", Into: &j.Absolute},
		strict.Field{Name: "relative", Into: &j.Relative},
	)
}
