package store

import (
	"bytes"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// lineScanner reads the JSON of one line in place, by RFC 8259. It is written out because an import spends most of its time here, and because encoding/json
// hides what has to be refused: repeated names, broken text, numbers that do not fit.
type lineScanner struct {
	line    []byte
	pos     int
	scratch []byte // the last text that had an escape in it
	texts   textCache
	fields  fieldNames // that the line may have
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

func (s *lineScanner) digits() bool {
	start := s.pos
	for s.pos < len(s.line) && '0' <= s.line[s.pos] && s.line[s.pos] <= '9' {
		s.pos++
	}
	return s.pos > start
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
