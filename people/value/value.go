package value

import (
	"errors"
	"time"
)

// Kind is the type of a Value.
type Kind uint8

// The kinds, in the order in which values of different kinds sort.
const (
	None  Kind = iota // absent: the zero Value
	Text              // UTF-8 text
	Int               // 64-bit integer
	Float             // 64-bit float, never NaN or infinite
	Bool              // true or false
	Day               // a calendar date: a Date
	Time              // an instant, kept to the millisecond
	Texts             // a list of texts
)

// String gives the kind's name as reports and definitions spell it: "text", "integer", "float", "boolean", "date", "date-time",
// "list of texts"; "none" for None.
func (k Kind) String() string { panic("todo") }

// ParseKind reads what String writes.
func ParseKind(s string) (Kind, error) { panic("todo") }

// Errors of Check, Parse and the decoders; test with errors.Is.
var (
	ErrNotFinite = errors.New("value: not a finite number")
	ErrNotUTF8   = errors.New("value: text is not valid UTF-8")
	ErrYear      = errors.New("value: year outside 1 to 9999")
	ErrKind      = errors.New("value: wrong type")
)

// Value is a typed value of an attribute or a property. The zero Value is "absent". Values are immutable, and comparable with ==,
// which asks for the same kind and the same content; Equal also holds 1 and 1.0 to be one value.
type Value struct {
	kind Kind
	num  uint64 // Int, Float (bits), Bool, Day (days), Time (Unix milliseconds)
	text string // Text; Texts in canonical encoding
}

// Of makes a Value. Times are cut to the millisecond, rounded down. Of never fails: what no store accepts (NaN, invalid UTF-8,
// year 0) is found by Check.
func Of[T string | bool | int | int64 | float64 | Date | time.Time | []string](v T) Value {
	panic("todo")
}

// Kind is the value's type.
func (v Value) Kind() Kind { return v.kind }

// IsZero reports whether the value is absent.
func (v Value) IsZero() bool { return v.kind == None }

// Check reports what is wrong with a value that comes in: ErrNotFinite, ErrNotUTF8, ErrYear; nil where it is fine.
func (v Value) Check() error { panic("todo") }

// Text, Int, Float, Bool, Date, Time (in UTC) and Texts give the content, and whether the value is of that kind. Float also takes an integer.
func (v Value) Text() (string, bool)    { panic("todo") }
func (v Value) Int() (int64, bool)      { panic("todo") }
func (v Value) Float() (float64, bool)  { panic("todo") }
func (v Value) Bool() (bool, bool)      { panic("todo") }
func (v Value) Date() (Date, bool)      { panic("todo") }
func (v Value) Time() (time.Time, bool) { panic("todo") }
func (v Value) Texts() ([]string, bool) { panic("todo") } // a fresh slice

// Raw gives the value's parts for storage, and FromRaw puts them together again: num holds the integer, the float's bits, 0 or 1, the days of the
// date, the Unix milliseconds; text holds the text, or the canonical encoding of the list.
func (v Value) Raw() (k Kind, num uint64, text string) { return v.kind, v.num, v.text }
func FromRaw(k Kind, num uint64, text string) Value    { return Value{k, num, text} }

// Canonical is the one Value that stands for all values Equal to v: a float that is exactly a 64-bit integer becomes that integer.
func (v Value) Canonical() Value { panic("todo") }

// Equal reports whether two values are one value: same kind and content, integers and floats by number, exactly.
func Equal(a, b Value) bool { panic("todo") }

// Compare is a total order over all values: by kind (integers and floats are one kind here), then content; texts by bytes. It is the order of ties.
// 0 exactly when Equal.
func Compare(a, b Value) int { panic("todo") }

// Parse reads a text as the kind, as an import does for a declared attribute: date "2006-01-02", date-time RFC 3339 with offset, "true"/"false", decimal numbers.
func Parse(k Kind, text string) (Value, error) { panic("todo") }

// String shows the value to a person: the bare text, 3, 3.5, true, 2026-05-03, 2026-05-03T10:00:00Z, [a, b].
func (v Value) String() string { panic("todo") }

// MarshalJSON writes the value with its type: "text", 3, 3.0, true, {"date":"2026-05-03"}, {"time":"2026-05-03T10:00:00Z"}, {"texts":["a","b"]}.
// UnmarshalJSON reads it back Equal and of the same kind; anything else, null included, is an error.
func (v Value) MarshalJSON() ([]byte, error)     { panic("todo") }
func (v *Value) UnmarshalJSON(data []byte) error { panic("todo") }
