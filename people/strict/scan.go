package strict

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// part is a member of an object or an element of a list.
type part struct {
	name string // of a member
	data []byte // the JSON value, without space around it; a piece of the whole
}

// scan checks the form of data, all of it, in one pass, and gives the parts of its outermost object or list.
func (l Limits) scan(data []byte, what string) ([]part, error) {
	if l.Depth <= 0 {
		l.Depth = MaxDepth
	}
	if l.Nodes <= 0 {
		l.Nodes = MaxNodes
	}
	s := scanner{data: data, limits: l}
	var parts []part
	err := s.whole(&parts)
	if err != nil {
		return nil, &Error{What: what, Path: s.where(), Err: err}
	}
	return parts, nil
}

// split gives the parts of a value that has been checked: an object for '{', a list for '['.
func split(data []byte, open byte) ([]part, error) {
	data = trim(data)
	if len(data) == 0 || data[0] != open {
		if open == '{' {
			return nil, wrongType("an object", data)
		}
		return nil, wrongType("a list", data)
	}
	// The limits of the whole have been kept already, by whoever scanned it; a part cannot go over what the whole may be.
	return Limits{Depth: len(data), Nodes: len(data)}.scan(data, "")
}

func isObject(data []byte) bool {
	data = trim(data)
	return len(data) > 0 && data[0] == '{'
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func trim(data []byte) []byte {
	for len(data) > 0 && isSpace(data[0]) {
		data = data[1:]
	}
	for len(data) > 0 && isSpace(data[len(data)-1]) {
		data = data[:len(data)-1]
	}
	return data
}

// place is a step of the path to the value at hand.
type place struct {
	name   string
	index  int // where name is ""; names in an object that are empty have isName
	isName bool
}

// scanner walks over JSON text by RFC 8259. It is written out here because encoding/json hides what has to be refused: repeated names,
// nulls, broken text.
type scanner struct {
	data   []byte
	pos    int
	nodes  int
	limits Limits
	path   []place // not cut back on an error: it is the place of the error
}

// where is the path of the value at hand.
func (s *scanner) where() string {
	var path []byte
	for _, p := range s.path {
		switch {
		case !p.isName:
			path = append(path, index(p.index)...)
		default:
			if len(path) > 0 {
				path = append(path, '.')
			}
			path = append(path, pathName(p.name)...)
		}
	}
	return string(path)
}

// whole reads one value and nothing after it.
func (s *scanner) whole(parts *[]part) error {
	s.space()
	if err := s.value(1, parts); err != nil {
		return err
	}
	s.space()
	if s.pos < len(s.data) {
		return s.syntax("the value is followed by")
	}
	return nil
}

// value reads one value, which starts at pos. depth is that of the value if it is an object or a list; parts, if not nil, takes its parts.
func (s *scanner) value(depth int, parts *[]part) error {
	s.nodes++
	if s.nodes > s.limits.Nodes {
		return fmt.Errorf("%w: more than %d", ErrNodes, s.limits.Nodes)
	}
	if s.pos >= len(s.data) {
		return s.syntax("want a value, have")
	}
	switch c := s.data[s.pos]; {
	case c == '{' || c == '[':
		if depth > s.limits.Depth {
			return fmt.Errorf("%w: more than %d levels", ErrDepth, s.limits.Depth)
		}
		if c == '{' {
			return s.object(depth, parts)
		}
		return s.list(depth, parts)
	case c == '"':
		return s.text()
	case c == '-' || '0' <= c && c <= '9':
		return s.number()
	case s.word("true") || s.word("false"):
		return nil
	case s.word("null"):
		return ErrNull
	}
	return s.syntax("want a value, have")
}

func (s *scanner) object(depth int, parts *[]part) error {
	s.pos++ // {
	s.space()
	if s.next('}') {
		return nil
	}
	seen := make(map[string]bool)
	for {
		if s.pos >= len(s.data) || s.data[s.pos] != '"' {
			return s.syntax("want a field's name, have")
		}
		start := s.pos
		if err := s.text(); err != nil {
			return err
		}
		name, err := unquote(s.data[start:s.pos])
		if err != nil {
			return err
		}
		if seen[name] {
			return fmt.Errorf("%w %s", ErrRepeated, Quote(name))
		}
		seen[name] = true
		s.space()
		if !s.next(':') {
			return s.syntax("want a colon, have")
		}
		s.space()
		s.path = append(s.path, place{name: name, isName: true})
		start = s.pos
		if err := s.value(depth+1, nil); err != nil {
			return err
		}
		s.path = s.path[:len(s.path)-1]
		if parts != nil {
			*parts = append(*parts, part{name: name, data: s.data[start:s.pos:s.pos]})
		}
		s.space()
		if s.next('}') {
			return nil
		}
		if !s.next(',') {
			return s.syntax("want a comma or the object's end, have")
		}
		s.space()
	}
}

func (s *scanner) list(depth int, parts *[]part) error {
	s.pos++ // [
	s.space()
	if s.next(']') {
		return nil
	}
	for i := 0; ; i++ {
		s.path = append(s.path, place{index: i})
		start := s.pos
		if err := s.value(depth+1, nil); err != nil {
			return err
		}
		s.path = s.path[:len(s.path)-1]
		if parts != nil {
			*parts = append(*parts, part{data: s.data[start:s.pos:s.pos]})
		}
		s.space()
		if s.next(']') {
			return nil
		}
		if !s.next(',') {
			return s.syntax("want a comma or the list's end, have")
		}
		s.space()
	}
}

// text reads a quoted text: valid UTF-8, known escapes, whole surrogate pairs.
func (s *scanner) text() error {
	s.pos++ // "
	for s.pos < len(s.data) {
		c := s.data[s.pos]
		switch {
		case c == '"':
			s.pos++
			return nil
		case c < ' ':
			return s.syntax("a control character has to be escaped in a text:")
		case c == '\\':
			if err := s.escape(); err != nil {
				return err
			}
		case c < utf8.RuneSelf:
			s.pos++
		default:
			r, n := utf8.DecodeRune(s.data[s.pos:])
			if r == utf8.RuneError && n == 1 {
				return fmt.Errorf("%w: byte 0x%02x at byte %d", ErrUTF8, c, s.pos)
			}
			s.pos += n
		}
	}
	return s.syntax("a text has no end:")
}

func (s *scanner) escape() error {
	if s.pos+1 >= len(s.data) {
		s.pos = len(s.data)
		return s.syntax("a text has no end:")
	}
	switch s.data[s.pos+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.pos += 2
		return nil
	case 'u':
		first, ok := s.unit(s.pos)
		if !ok {
			return s.syntax("want \\u and four hexadecimal digits, have")
		}
		switch {
		case 0xDC00 <= first && first <= 0xDFFF:
			return fmt.Errorf("%w: half of a surrogate pair at byte %d", ErrUTF8, s.pos)
		case 0xD800 <= first && first <= 0xDBFF:
			second, ok := s.unit(s.pos + 6)
			if !ok || second < 0xDC00 || second > 0xDFFF {
				return fmt.Errorf("%w: half of a surrogate pair at byte %d", ErrUTF8, s.pos)
			}
			s.pos += 6
		}
		s.pos += 6
		return nil
	}
	return s.syntax("an unknown escape in a text:")
}

// unit reads \uXXXX at a position.
func (s *scanner) unit(at int) (uint64, bool) {
	if at+6 > len(s.data) || s.data[at] != '\\' || s.data[at+1] != 'u' {
		return 0, false
	}
	for _, c := range s.data[at+2 : at+6] {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
			return 0, false
		}
	}
	n, err := strconv.ParseUint(string(s.data[at+2:at+6]), 16, 32)
	return n, err == nil
}

func (s *scanner) number() error {
	s.next('-')
	if s.next('0') {
		// A leading zero stands alone.
	} else if !s.digits() {
		return s.syntax("want a digit, have")
	}
	if s.next('.') && !s.digits() {
		return s.syntax("want a digit after the point, have")
	}
	if s.next('e') || s.next('E') {
		if !s.next('+') {
			s.next('-')
		}
		if !s.digits() {
			return s.syntax("want a digit of the exponent, have")
		}
	}
	return nil
}

func (s *scanner) digits() bool {
	start := s.pos
	for s.pos < len(s.data) && '0' <= s.data[s.pos] && s.data[s.pos] <= '9' {
		s.pos++
	}
	return s.pos > start
}

func (s *scanner) word(w string) bool {
	if len(s.data)-s.pos < len(w) || string(s.data[s.pos:s.pos+len(w)]) != w {
		return false
	}
	s.pos += len(w)
	return true
}

func (s *scanner) next(c byte) bool {
	if s.pos < len(s.data) && s.data[s.pos] == c {
		s.pos++
		return true
	}
	return false
}

func (s *scanner) space() {
	for s.pos < len(s.data) && isSpace(s.data[s.pos]) {
		s.pos++
	}
}

// syntax says what stands at pos.
func (s *scanner) syntax(message string) error {
	if s.pos >= len(s.data) {
		return fmt.Errorf("%w: %s the end at byte %d", ErrSyntax, message, s.pos)
	}
	return fmt.Errorf("%w: %s %q at byte %d", ErrSyntax, message, s.data[s.pos], s.pos)
}

// unquote gives the content of a text that has been checked.
func unquote(data []byte) (string, error) {
	var text string
	err := json.Unmarshal(data, &text)
	return text, err
}
