package store

import (
	"fmt"
	"math"
	"strconv"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// value reads the value of a property or an attribute; None is what is not declared. Then a text is a text, a number without fraction and exponent an
// integer, another one a float, a list of texts a list of texts. A declared kind reads a text as itself, and an integer as a float.
func (s *lineScanner) value(declared value.Kind) (value.Value, error) {
	switch c := s.peek(); {
	case c == '"':
		text, err := s.text()
		if err != nil {
			return value.Value{}, err
		}
		switch declared {
		case value.None, value.Text:
			return value.FromRaw(value.Text, 0, s.texts.string(text)), nil
		case value.Texts:
			return value.Value{}, mismatch(declared, "the text "+strict.Quote(text))
		}
		return value.Parse(declared, string(text))
	case c == '-' || '0' <= c && c <= '9':
		return s.number(declared)
	case c == '[':
		v, err := s.list()
		if err == nil && declared != value.None && declared != value.Texts {
			err = mismatch(declared, "a list")
		}
		return v, err
	case s.word("true"):
		return boolean(declared, true)
	case s.word("false"):
		return boolean(declared, false)
	}
	return value.Value{}, s.mistyped("a text, a number, true, false or a list of texts")
}

func boolean(declared value.Kind, b bool) (value.Value, error) {
	if declared != value.None && declared != value.Bool {
		return value.Value{}, mismatch(declared, strconv.FormatBool(b))
	}
	return value.Of(b), nil
}

// number reads a number, which starts at pos.
func (s *lineScanner) number(declared value.Kind) (value.Value, error) {
	start := s.pos
	negative := s.next('-')
	first := s.pos
	for s.pos < len(s.line) && '0' <= s.line[s.pos] && s.line[s.pos] <= '9' {
		s.pos++
	}
	if s.pos == first || s.line[first] == '0' && s.pos > first+1 {
		s.pos = first
		return value.Value{}, s.want("a number")
	}
	digits := s.line[first:s.pos]
	whole := true
	if s.next('.') {
		if whole = false; !s.digits() {
			return value.Value{}, s.want("a digit after the point")
		}
	}
	if s.next('e') || s.next('E') {
		if !s.next('+') {
			s.next('-')
		}
		if whole = false; !s.digits() {
			return value.Value{}, s.want("a digit of the exponent")
		}
	}
	text := s.line[start:s.pos]
	if !whole {
		if declared != value.None && declared != value.Float {
			return value.Value{}, mismatch(declared, strict.Quote(text))
		}
		f, err := strconv.ParseFloat(string(text), 64)
		if err != nil {
			return value.Value{}, fmt.Errorf("%s: %w", strict.Quote(text), value.ErrNotFinite)
		}
		return value.FromRaw(value.Float, math.Float64bits(f), ""), nil
	}
	n, fits := integer(digits, negative)
	switch {
	case declared == value.Float:
		// Every integer is a number that a float may stand for, but only if it is that number.
		f, err := strconv.ParseFloat(string(text), 64)
		if err != nil || !fits || f == 1<<63 || int64(f) != n {
			return value.Value{}, fmt.Errorf("%s: no float is exactly this integer", strict.Quote(text))
		}
		return value.FromRaw(value.Float, math.Float64bits(f), ""), nil
	case declared != value.None && declared != value.Int:
		return value.Value{}, mismatch(declared, strict.Quote(text))
	case !fits:
		return value.Value{}, fmt.Errorf("%s: an integer outside 64 bits", strict.Quote(text))
	}
	return value.FromRaw(value.Int, uint64(n), ""), nil
}

// integer is the number of decimal digits, and whether 64 bits hold it.
func integer(digits []byte, negative bool) (int64, bool) {
	if len(digits) > 19 {
		return 0, false
	}
	var u uint64 // 19 digits do not overflow it
	for _, c := range digits {
		u = u*10 + uint64(c-'0')
	}
	if negative {
		return -int64(u), u <= 1<<63
	}
	return int64(u), u < 1<<63
}

// list reads a list of texts, which starts at pos.
func (s *lineScanner) list() (value.Value, error) {
	texts, err := s.textList()
	if err != nil {
		return value.Value{}, err
	}
	return value.Of(texts), nil
}

// textList reads a list of texts as they are. It is never nil without an error.
func (s *lineScanner) textList() ([]string, error) {
	if !s.next('[') {
		return nil, s.mistyped("a list of texts")
	}
	texts := []string{}
	for s.space(); !s.next(']'); s.space() {
		if len(texts) > 0 {
			if !s.next(',') {
				return nil, s.want("a comma or the list's end")
			}
			s.space()
		}
		if s.peek() != '"' {
			return nil, fmt.Errorf("[%d]: %w", len(texts), s.mistyped("a text"))
		}
		text, err := s.text()
		if err != nil {
			return nil, err
		}
		texts = append(texts, s.texts.string(text))
	}
	return texts, nil
}

// mistyped is the error that a value of another type stands at pos.
func (s *lineScanner) mistyped(what string) error {
	have := ""
	switch c := s.peek(); {
	case c == '{':
		have = "an object"
	case c == '[':
		have = "a list"
	case c == '"':
		have = "a text"
	case c == '-' || '0' <= c && c <= '9':
		have = "a number"
	case s.word("null"):
		return fmt.Errorf("null: leave it out, or give %s", what)
	case s.word("true"), s.word("false"):
		have = "a boolean"
	default:
		return s.want(what)
	}
	return fmt.Errorf("%w: want %s, have %s", value.ErrKind, what, have)
}

// mismatch is the error that a value is not of the declared kind.
func mismatch(declared value.Kind, have string) error {
	return fmt.Errorf("%w: declared %s, have %s", value.ErrKind, declared, have)
}
