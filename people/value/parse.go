package value

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people/strict"
)

// Parse reads a text as the kind, as an import does for a declared attribute: any text; a decimal integer; a decimal number, with a
// fraction and an exponent or without; "true" or "false"; a date "2006-01-02"; a date-time as RFC 3339 with its offset; a list as JSON,
// ["a","b"]. Space around it is not taken off. The error is ErrKind where the text is not of the kind or does not fit into 64 bits,
// ErrNotFinite for a number too large, ErrNotUTF8, ErrYear.
func Parse(k Kind, text string) (Value, error) {
	var v Value
	var err error
	switch k {
	case Text:
		v = Of(text)
	case Int:
		v, err = parseInt(text)
	case Float:
		v, err = parseFloat(text)
	case Bool:
		if text != "true" && text != "false" {
			err = notA("boolean (true or false)", text)
		}
		v = Of(text == "true")
	case Day:
		var d Date
		d, err = ParseDate(text)
		v = Of(d)
	case Time:
		v, err = parseTime(text)
	case Texts:
		var list []string
		if list, err = decodeTexts([]byte(text)); err != nil {
			err = notA("list of texts (JSON)", text)
		}
		v = Of(list)
	default:
		err = fmt.Errorf("%w: nothing can be read as %s", ErrKind, k)
	}
	if err == nil {
		err = v.Check()
	}
	if err != nil {
		return Value{}, err
	}
	return v, nil
}

func parseInt(text string) (Value, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return Value{}, fmt.Errorf("%w: integer does not fit into 64 bits: %s", ErrKind, strict.Quote(text))
	case err != nil:
		return Value{}, notA("integer", text)
	}
	return Of(n), nil
}

func parseFloat(text string) (Value, error) {
	// ParseFloat also reads hexadecimal, "inf" and digits set apart by underscores.
	if strings.Trim(text, "0123456789+-.eE") != "" {
		return Value{}, notA("number", text)
	}
	f, err := strconv.ParseFloat(text, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return Value{}, fmt.Errorf("%w: %s", ErrNotFinite, strict.Quote(text))
	case err != nil:
		return Value{}, notA("number", text)
	}
	return Of(f), nil
}

func parseTime(text string) (Value, error) {
	// Package time also takes an hour of one digit, a comma for the point, and an offset of 24 hours or 60 minutes.
	exact := len(text) >= len("2006-01-02T15:04:05Z") && text[10] == 'T' && text[13] == ':' && !strings.Contains(text, ",")
	if exact && !strings.HasSuffix(text, "Z") {
		offset := text[len(text)-len("00:00"):]
		exact = exact && offset[:2] < "24" && offset[3:] < "60"
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || !exact {
		return Value{}, notA("date-time (RFC 3339 with offset)", text)
	}
	return Of(t), nil
}

func notA(what, text string) error {
	return fmt.Errorf("%w: not a %s: %s", ErrKind, what, strict.Quote(text))
}
