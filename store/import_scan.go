package store

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/footfall-go/footfall/people/value"
)

// lineScanner reads the JSON of one line in place, by RFC 8259. It is written out because an import spends most of its time here, and because encoding/json
// hides what has to be refused: repeated names, broken text, numbers that do not fit.
type lineScanner struct {
	line    []byte
	pos     int
	scratch []byte // the last text that had an escape in it
	texts   textCache
}

// open starts a line and its object.
func (s *lineScanner) open(line []byte) error {
	if !utf8.Valid(line) {
		return errNotUTF8
	}
	s.line, s.pos = line, 0
	s.space()
	if !s.next('{') {
		return s.want("an object")
	}
	return nil
}

// close ends the line after its object.
func (s *lineScanner) close() error {
	s.space()
	if s.pos < len(s.line) {
		return s.want("the end of the line")
	}
	return nil
}

// field reads the next name of an object, up to its value; first says that none was read yet. more is false at the object's end. The name is valid
// until the next text is read.
func (s *lineScanner) field(first bool) (name []byte, more bool, err error) {
	s.space()
	if s.next('}') {
		return nil, false, nil
	}
	if !first {
		if !s.next(',') {
			return nil, false, s.want("a comma or the object's end")
		}
		s.space()
	}
	if s.peek() != '"' {
		return nil, false, s.want("a field's name")
	}
	if name, err = s.text(); err != nil {
		return nil, false, err
	}
	s.space()
	if !s.next(':') {
		return nil, false, s.want("a colon")
	}
	s.space()
	return name, true, nil
}

// text reads a quoted text, which starts at pos. The result is a piece of the line or of scratch.
func (s *lineScanner) text() ([]byte, error) {
	s.pos++ // "
	start := s.pos
	for i := start; i < len(s.line); i++ {
		switch c := s.line[i]; {
		case c == '"':
			s.pos = i + 1
			return s.line[start:i], nil
		case c == '\\':
			s.pos = i
			return s.escaped(start)
		case c < ' ':
			s.pos = i
			return nil, s.want("an escape instead of a control character")
		}
	}
	s.pos = len(s.line)
	return nil, s.want("the end of a text")
}

// escaped is text from the first escape on.
func (s *lineScanner) escaped(start int) ([]byte, error) {
	out := append(s.scratch[:0], s.line[start:s.pos]...)
	for s.pos < len(s.line) {
		c := s.line[s.pos]
		switch {
		case c == '"':
			s.pos++
			s.scratch = out
			return out, nil
		case c < ' ':
			return nil, s.want("an escape instead of a control character")
		case c != '\\':
			out = append(out, c)
			s.pos++
			continue
		}
		if s.pos+1 >= len(s.line) {
			break
		}
		switch c := s.line[s.pos+1]; c {
		case '"', '\\', '/':
			out = append(out, c)
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			r, ok := s.unit(s.pos)
			if !ok {
				return nil, s.want(`\u and four hexadecimal digits`)
			}
			if utf16.IsSurrogate(r) {
				low, ok := s.unit(s.pos + 6)
				if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
					return nil, s.want("both halves of a surrogate pair")
				}
				s.pos += 6
			}
			out = utf8.AppendRune(out, r)
			s.pos += 4
		default:
			return nil, s.want("a known escape")
		}
		s.pos += 2
	}
	s.pos = len(s.line)
	return nil, s.want("the end of a text")
}

// unit reads \uXXXX at a position.
func (s *lineScanner) unit(at int) (rune, bool) {
	if at+6 > len(s.line) || s.line[at] != '\\' || s.line[at+1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range s.line[at+2 : at+6] {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case 'A' <= c && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// wantText reads a text where a field has to be one.
func (s *lineScanner) wantText() ([]byte, error) {
	if s.peek() != '"' {
		return nil, s.mistyped("a text")
	}
	return s.text()
}

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
			return value.Value{}, mismatch(declared, "the text "+shown(text))
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
			return value.Value{}, mismatch(declared, shown(text))
		}
		f, err := strconv.ParseFloat(string(text), 64)
		if err != nil {
			return value.Value{}, fmt.Errorf("%s: %w", shown(text), value.ErrNotFinite)
		}
		return value.FromRaw(value.Float, math.Float64bits(f), ""), nil
	}
	n, fits := integer(digits, negative)
	switch {
	case declared == value.Float:
		// Every integer is a number that a float may stand for, but only if it is that number.
		f, err := strconv.ParseFloat(string(text), 64)
		if err != nil || !fits || f == 1<<63 || int64(f) != n {
			return value.Value{}, fmt.Errorf("%s: no float is exactly this integer", shown(text))
		}
		return value.FromRaw(value.Float, math.Float64bits(f), ""), nil
	case declared != value.None && declared != value.Int:
		return value.Value{}, mismatch(declared, shown(text))
	case !fits:
		return value.Value{}, fmt.Errorf("%s: an integer outside 64 bits", shown(text))
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

func (s *lineScanner) digits() bool {
	start := s.pos
	for s.pos < len(s.line) && '0' <= s.line[s.pos] && s.line[s.pos] <= '9' {
		s.pos++
	}
	return s.pos > start
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

func (s *lineScanner) space() {
	for s.pos < len(s.line) && (s.line[s.pos] == ' ' || s.line[s.pos] == '\t' || s.line[s.pos] == '\r') {
		s.pos++
	}
}

// peek is the byte at pos, 0 at the end: no JSON value begins so.
func (s *lineScanner) peek() byte {
	if s.pos < len(s.line) {
		return s.line[s.pos]
	}
	return 0
}

func (s *lineScanner) next(c byte) bool {
	if s.pos < len(s.line) && s.line[s.pos] == c {
		s.pos++
		return true
	}
	return false
}

func (s *lineScanner) word(w string) bool {
	if !bytes.HasPrefix(s.line[s.pos:], []byte(w)) {
		return false
	}
	s.pos += len(w)
	return true
}

// want is the error that something else stands at pos.
func (s *lineScanner) want(what string) error {
	if s.pos >= len(s.line) {
		return fmt.Errorf("not valid JSON: want %s, have the end of the line", what)
	}
	r, _ := utf8.DecodeRune(s.line[s.pos:])
	return fmt.Errorf("not valid JSON: want %s, have %q at byte %d", what, r, s.pos)
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

// shown is a text as an error can show it: quoted, and cut where it is long.
func shown(text []byte) string {
	const most = 60
	if len(text) > most {
		return fmt.Sprintf("%.*q...", most, text)
	}
	return fmt.Sprintf("%q", text)
}

// textCache makes strings of short texts that come again and again, mostly without allocating. It holds at most its size times its limit: 256 KiB.
type textCache struct {
	seed maphash.Seed
	last [4096]string
}

func (c *textCache) string(b []byte) string {
	if len(b) == 0 || len(b) > 64 {
		return string(b)
	}
	at := &c.last[maphash.Bytes(c.seed, b)%uint64(len(c.last))]
	if *at != string(b) {
		*at = string(b)
	}
	return *at
}
