package value

import (
	"errors"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/footfall-go/footfall/people/strict"
)

// Kind is the type of a Value.
type Kind uint8

// The kinds, each as String and definitions spell it, in the order in which values of different kinds sort (Int and Float sort as one).
const (
	None  Kind = iota // absent: the zero Value
	Text              // "text": UTF-8 text, a string in Go
	Int               // "integer": of 64 bits, an int64 in Go
	Float             // "float": of 64 bits, never NaN or infinite, a float64 in Go
	Bool              // "boolean": true or false, a bool in Go
	Day               // "date": a calendar date, a Date in Go
	Time              // "date-time": an instant, kept to the millisecond, a time.Time in Go
	Texts             // "list of texts": a []string in Go
)

// String gives the kind's name as reports and definitions spell it: "text", "integer", "float", "boolean", "date", "date-time",
// "list of texts"; "none" for None, "kind(9)" for what is no kind.
func (k Kind) String() string {
	switch k {
	case None:
		return "none"
	case Text:
		return "text"
	case Int:
		return "integer"
	case Float:
		return "float"
	case Bool:
		return "boolean"
	case Day:
		return "date"
	case Time:
		return "date-time"
	case Texts:
		return "list of texts"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// ParseKind reads what String writes, from "text" to "list of texts"; anything else, "none" included, is ErrKind.
func ParseKind(s string) (Kind, error) {
	for k := Text; k <= Texts; k++ {
		if k.String() == s {
			return k, nil
		}
	}
	return None, fmt.Errorf("%w: unknown type %s", ErrKind, strict.Quote(s))
}

// Errors of Check, Parse and the decoders; test with errors.Is.
var (
	ErrNotFinite = errors.New("value: not a finite number")
	ErrNotUTF8   = errors.New("value: text is not valid UTF-8")
	ErrYear      = errors.New("value: year outside 1 to 9999")
	ErrKind      = errors.New("value: wrong type")
)

// Value is a typed value of an attribute or a property. The zero Value is "absent". Values are immutable, safe for concurrent use, and
// comparable with ==, which asks for the same kind and the same content; Equal also holds 1 and 1.0 to be one value.
type Value struct {
	kind Kind
	num  uint64 // Int, Float (bits), Bool, Day (days), Time (Unix milliseconds)
	text string // Text; Texts in canonical encoding
}

// The instants of the years 1 to 9999, in Unix milliseconds.
const (
	minMillis = -62135596800000
	maxMillis = 253402300799999
)

// Of makes a Value. Times are cut to the millisecond, rounded down, also before 1970; -0.0 becomes 0. Of never fails: what no store accepts
// (NaN, an infinity, invalid UTF-8, the year 0, the zero Date) is found by Check. A list is copied.
func Of[T string | bool | int | int64 | float64 | Date | time.Time | []string](v T) Value {
	switch v := any(v).(type) {
	case string:
		return Value{kind: Text, text: v}
	case bool:
		if v {
			return Value{kind: Bool, num: 1}
		}
		return Value{kind: Bool}
	case int:
		return Value{kind: Int, num: uint64(v)}
	case int64:
		return Value{kind: Int, num: uint64(v)}
	case float64:
		return ofFloat(v)
	case Date:
		return Value{kind: Day, num: uint64(v)}
	case time.Time:
		return Value{kind: Time, num: uint64(millis(v))}
	case []string:
		return Value{kind: Texts, text: packList(v)}
	}
	return Value{} // not reached: the cases are those of T
}

func ofFloat(f float64) Value {
	switch {
	case f == 0:
		f = 0 // -0.0 is the same number, and has to be the same Value
	case math.IsNaN(f):
		f = math.NaN() // one of the many, so that == and Equal agree
	}
	return Value{kind: Float, num: math.Float64bits(f)}
}

// millis is the instant in Unix milliseconds, rounded down. A time so far off that they do not fit becomes one that Check refuses.
func millis(t time.Time) int64 {
	switch s := t.Unix(); {
	case s > maxMillis/1000+1:
		return maxMillis + 1
	case s < minMillis/1000-1:
		return minMillis - 1
	}
	return t.UnixMilli() // counts up from a whole second, so that it rounds down on both sides of 1970
}

// Kind is the value's type.
func (v Value) Kind() Kind { return v.kind }

// IsZero reports whether the value is absent.
func (v Value) IsZero() bool { return v.kind == None }

// Check reports what is wrong with a value that comes in: ErrNotFinite, ErrNotUTF8, ErrYear (of a date, or of a date-time in UTC), ErrKind
// for what FromRaw was given wrongly; nil where it is fine. Absent is fine.
func (v Value) Check() error {
	switch v.kind {
	case Text:
		if !utf8.ValidString(v.text) {
			return fmt.Errorf("%w: %s", ErrNotUTF8, strict.Quote(v.text))
		}
	case Float:
		if f := v.float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("%w: %v", ErrNotFinite, f)
		}
	case Day:
		if d := v.int(); d != int64(int32(d)) || !Date(d).Valid() {
			return fmt.Errorf("%w: day %d", ErrYear, d)
		}
	case Time:
		if ms := v.int(); ms < minMillis || ms > maxMillis {
			return fmt.Errorf("%w: date-time of %d ms from 1970", ErrYear, ms)
		}
	case Texts:
		for rest := v.text; rest != ""; {
			s, next, ok := cutList(rest)
			if !ok {
				return fmt.Errorf("%w: not a list in canonical encoding", ErrKind)
			}
			if !utf8.ValidString(s) {
				return fmt.Errorf("%w: %s", ErrNotUTF8, strict.Quote(s))
			}
			rest = next
		}
	case Bool:
		if v.num > 1 {
			return fmt.Errorf("%w: boolean %d", ErrKind, v.num)
		}
	case None, Int:
	default:
		return fmt.Errorf("%w: %s", ErrKind, v.kind)
	}
	return nil
}

// Text gives the text, and whether the value is one.
func (v Value) Text() (string, bool) {
	if v.kind != Text {
		return "", false
	}
	return v.text, true
}

// Int gives the integer, and whether the value is one. A float is not, 1.0 neither: see Canonical.
func (v Value) Int() (int64, bool) {
	if v.kind != Int {
		return 0, false
	}
	return v.int(), true
}

// Float gives the number, and whether the value is one: a float, or an integer, which then is rounded to the nearest float.
func (v Value) Float() (float64, bool) {
	switch v.kind {
	case Float:
		return v.float(), true
	case Int:
		return float64(v.int()), true
	}
	return 0, false
}

// Bool gives the truth value, and whether the value is one.
func (v Value) Bool() (is, ok bool) { return v.kind == Bool && v.num != 0, v.kind == Bool }

// Date gives the date, and whether the value is one. A date-time is not: which date it falls on depends on the location, see DateOf.
func (v Value) Date() (Date, bool) {
	if v.kind != Day {
		return 0, false
	}
	return v.day(), true
}

// Time gives the instant in UTC, and whether the value is one.
func (v Value) Time() (time.Time, bool) {
	if v.kind != Time {
		return time.Time{}, false
	}
	return time.UnixMilli(v.int()).UTC(), true
}

// Texts gives the list as a fresh slice, which is nil for an empty list, and whether the value is a list.
func (v Value) Texts() ([]string, bool) {
	if v.kind != Texts {
		return nil, false
	}
	return unpackList(v.text), true
}

// Raw gives the value's parts for storage, and FromRaw puts them together again: num holds the integer, the float's bits, 0 or 1, the days
// of the date, the Unix milliseconds; text holds the text, or the canonical encoding of the list. Parts that are not used are 0 and "".
func (v Value) Raw() (k Kind, num uint64, text string) { return v.kind, v.num, v.text }

// FromRaw makes a value of what Raw gave. For parts from elsewhere call Check on what comes out: it never panics, and neither does anything
// else.
func FromRaw(k Kind, num uint64, text string) Value {
	switch k {
	case Text, Texts:
		num = 0
	case Float:
		return ofFloat(math.Float64frombits(num))
	case None:
		return Value{}
	default:
		text = ""
	}
	return Value{k, num, text}
}

func (v Value) int() int64     { return int64(v.num) }
func (v Value) float() float64 { return math.Float64frombits(v.num) }
func (v Value) day() Date      { return Date(int64(v.num)) }
