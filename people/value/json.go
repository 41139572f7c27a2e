package value

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/footfall-go/footfall/people/strict"
)

// MarshalJSON writes the value with its type: "text", 3, 3.0, true, {"date":"2026-05-03"}, {"time":"2026-05-03T10:00:00Z"} (milliseconds
// where there are any), {"texts":["a","b"]}. The absent value has no JSON (give its field the option omitzero), and what Check refuses has
// none: both are errors.
func (v Value) MarshalJSON() ([]byte, error) { return v.AppendJSON(nil) }

// AppendJSON appends what MarshalJSON writes; on an error dst comes back as it was.
func (v Value) AppendJSON(dst []byte) ([]byte, error) {
	if err := v.Check(); err != nil {
		return dst, err
	}
	switch v.kind {
	case Text:
		return appendText(dst, v.text), nil
	case Int:
		return strconv.AppendInt(dst, v.int(), 10), nil
	case Float:
		return appendFloat(dst, v.float()), nil
	case Bool:
		return strconv.AppendBool(dst, v.num != 0), nil
	case Day:
		return fmt.Appendf(dst, `{"date":"%s"}`, v.day()), nil
	case Time:
		dst = append(dst, `{"time":"`...)
		dst = appendTime(dst, v.int())
		return append(dst, `"}`...), nil
	case Texts:
		dst = append(dst, `{"texts":[`...)
		for i, s := range unpackList(v.text) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendText(dst, s)
		}
		return append(dst, `]}`...), nil
	}
	return dst, fmt.Errorf("%w: an absent value has no JSON", ErrKind)
}

// UnmarshalJSON reads what MarshalJSON writes, Equal and of the same kind: a number without fraction and exponent is an integer, with
// either it is a float. Anything else is an error: null, a bare list, another object, an integer beyond 64 bits, a number that is too large
// for a float (ErrNotFinite), a date that is none; and what package strict refuses. On an error v stays as it was.
func (v *Value) UnmarshalJSON(data []byte) error {
	const what = "value"
	if err := strict.Check(data, what); err != nil {
		return err
	}
	data = bytes.TrimSpace(data)
	var fresh Value
	var err error
	switch data[0] {
	case '{':
		fresh, err = decodeTyped(data, what)
	case '[':
		err = &strict.Error{What: what, Err: Bare(fmt.Errorf(`%w: a list of texts is written {"texts":[...]}`, ErrKind))}
	case '"':
		var s string
		s, err = decodeText(data)
		fresh = Of(s)
	case 't', 'f':
		fresh = Of(data[0] == 't')
	default:
		if fresh, err = decodeNumber(string(data)); err != nil {
			err = &strict.Error{What: what, Err: Bare(err)}
		}
	}
	if err != nil {
		return err
	}
	*v = fresh
	return nil
}

// decodeTyped reads {"date":...}, {"time":...} and {"texts":[...]}.
func decodeTyped(data []byte, what string) (Value, error) {
	var v Value
	as := func(k Kind) func([]byte) error {
		return func(data []byte) error {
			s, err := decodeText(data)
			if err == nil {
				v, err = Parse(k, s)
			}
			return Bare(err)
		}
	}
	var texts []string
	err := strict.Object(data, what,
		strict.Field{Name: "date", Into: as(Day)},
		strict.Field{Name: "time", Into: as(Time)},
		strict.Field{Name: "texts", Into: &texts})
	if err != nil {
		return Value{}, err
	}
	names, err := strict.Names(data, what)
	if err != nil {
		return Value{}, err
	}
	if len(names) != 1 {
		return Value{}, &strict.Error{What: what, Err: Bare(fmt.Errorf(`%w: want one of "date", "time" and "texts", have %d`, ErrKind, len(names)))}
	}
	if names[0] == "texts" {
		v = Of(texts)
	}
	return v, nil
}

// decodeText reads a JSON text whose form has been checked.
func decodeText(data []byte) (string, error) {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return "", fmt.Errorf("%w: want a text, have %s", ErrKind, strict.Clip(data))
	}
	return s, nil
}

// decodeTexts reads a JSON list of texts.
func decodeTexts(data []byte) ([]string, error) {
	if err := strict.Check(data, "list"); err != nil {
		return nil, err
	}
	var list []string
	err := json.Unmarshal(data, &list)
	return list, err
}

func decodeNumber(text string) (Value, error) {
	for _, c := range []byte(text) {
		if c == '.' || c == 'e' || c == 'E' {
			return parseFloat(text)
		}
	}
	return parseInt(text)
}

// appendFloat writes the shortest decimal that reads back as f, always with a point or an exponent.
func appendFloat(dst []byte, f float64) []byte {
	start := len(dst)
	format := byte('f')
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		format = 'e'
	}
	dst = strconv.AppendFloat(dst, f, format, -1, 64)
	if !bytes.ContainsAny(dst[start:], ".e") {
		dst = append(dst, ".0"...)
	}
	return dst
}

// appendTime writes Unix milliseconds as RFC 3339 in UTC.
func appendTime(dst []byte, ms int64) []byte {
	return time.UnixMilli(ms).UTC().AppendFormat(dst, "2006-01-02T15:04:05.999Z07:00")
}

// appendText writes a JSON text and escapes only what JSON asks for, so that a stored definition stays legible.
func appendText(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
