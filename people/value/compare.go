package value

import (
	"cmp"
	"math"
	"strings"
)

// Canonical is the one Value that stands for all values Equal to v: a float that is exactly a 64-bit integer becomes that integer. Two
// values are Equal exactly when their canonical values are ==, so it makes a map key.
func (v Value) Canonical() Value {
	if v.kind == Float {
		if f := v.float(); f >= -1<<63 && f < 1<<63 && f == math.Trunc(f) {
			return Value{kind: Int, num: uint64(int64(f))}
		}
	}
	return v
}

// Equal reports whether two values are one value: same kind and content, integers and floats by number, exactly. A date is never Equal to a
// date-time; a Test compares these, for it knows the location.
func Equal(a, b Value) bool {
	if isNumber(a.kind) && isNumber(b.kind) {
		return compareNumbers(a, b) == 0
	}
	return a == b
}

// Compare is a total order over all values, the order of ties: by kind (integers and floats are one kind here), then content; texts by
// bytes, false before true, lists element by element, a list before its continuations. It is 0 exactly when Equal. NaN, which no store
// accepts, sorts before every number.
func Compare(a, b Value) int {
	if isNumber(a.kind) && isNumber(b.kind) {
		return compareNumbers(a, b)
	}
	if a.kind != b.kind {
		return cmp.Compare(a.kind, b.kind)
	}
	switch a.kind {
	case Text:
		return strings.Compare(a.text, b.text)
	case Texts:
		return compareLists(a.text, b.text)
	}
	return cmp.Compare(a.int(), b.int())
}

func isNumber(k Kind) bool { return k == Int || k == Float }

func compareNumbers(a, b Value) int {
	switch {
	case a.kind == Int && b.kind == Int:
		return cmp.Compare(a.int(), b.int())
	case a.kind == Int:
		return compareIntFloat(a.int(), b.float())
	case b.kind == Int:
		return -compareIntFloat(b.int(), a.float())
	}
	return cmp.Compare(a.float(), b.float())
}

// compareIntFloat compares without converting the integer, which would round it from 2^53 on.
func compareIntFloat(i int64, f float64) int {
	switch {
	case math.IsNaN(f) || f < -1<<63:
		return 1
	case f >= 1<<63:
		return -1
	}
	floor := math.Floor(f)
	if c := cmp.Compare(i, int64(floor)); c != 0 {
		return c // i > floor means i >= floor+1 > f
	}
	return cmp.Compare(floor, f)
}

func compareLists(a, b string) int {
	for a != "" && b != "" {
		x, restA, okA := cutList(a)
		y, restB, okB := cutList(b)
		if !okA || !okB {
			return strings.Compare(a, b) // no list at all: any order will do, as long as it is one
		}
		if c := strings.Compare(x, y); c != 0 {
			return c
		}
		a, b = restA, restB
	}
	return cmp.Compare(len(a), len(b))
}
