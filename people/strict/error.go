package strict

import (
	"errors"
	"fmt"
	"strconv"
)

// What an Error wraps; test with errors.Is. Their texts have no package name in front, since the thing that was decoded and the path stand
// there.
var (
	ErrSyntax   = errors.New("not valid JSON")
	ErrUTF8     = errors.New("text is not valid UTF-8")
	ErrNull     = errors.New("null is not allowed")
	ErrRepeated = errors.New("repeated field")
	ErrUnknown  = errors.New("unknown field")
	ErrMissing  = errors.New("missing field")
	ErrType     = errors.New("wrong type")
	ErrVersion  = errors.New("unknown version")
	ErrDepth    = errors.New("too deeply nested")
	ErrNodes    = errors.New("too many values")
)

// Error says what could not be decoded, where and why: `funnel query: steps[2].where: unknown field "Op"`. A decoder within a decoder gives
// one Error with the whole path: What is the outermost thing.
type Error struct {
	What string // the thing that was decoded, as its decoder calls it
	Path string // names and indexes from there; "" is the thing itself
	Err  error
}

func (e *Error) Error() string {
	switch {
	case e.What == "" && e.Path == "":
		return e.Err.Error()
	case e.Path == "":
		return e.What + ": " + e.Err.Error()
	case e.What == "":
		return e.Path + ": " + e.Err.Error()
	}
	return e.What + ": " + e.Path + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// Also makes what a decoder found wrong be a package's own error too, without a word more: for errors.Is, err then is both what it was and
// also. A UnmarshalJSON returns what Object gave it so, and its callers need not know of this package. The place stays whole: a decoder
// around it puts its own path in front. nil stays nil.
func Also(err, also error) error {
	if err == nil || errors.Is(err, also) {
		return err
	}
	if e, ok := err.(*Error); ok {
		return &Error{What: e.What, Path: e.Path, Err: both{e.Err, also}}
	}
	return both{err, also}
}

// both reads as one error and is also another.
type both struct{ text, also error }

func (e both) Error() string   { return e.text.Error() }
func (e both) Unwrap() []error { return []error{e.text, e.also} }

// below puts an error of a part under its place in the whole. Only an Error that stands outermost is taken apart: what somebody wrote in
// front of one stays.
func below(what, path string, err error) error {
	inner, ok := err.(*Error)
	if !ok {
		return &Error{What: what, Path: path, Err: err}
	}
	switch {
	case path == "":
		path = inner.Path
	case inner.Path == "" || inner.Path[0] == '[':
		path += inner.Path
	default:
		path += "." + inner.Path
	}
	return &Error{What: what, Path: path, Err: inner.Err}
}

func index(i int) string { return "[" + strconv.Itoa(i) + "]" }

// pathName is a name as it stands in a path: quoted where it would not read as one.
func pathName(name string) string {
	plain := name != ""
	for _, r := range name {
		if r <= ' ' || r == '.' || r == '[' || r == ']' || r == ':' || r == '"' || !strconv.IsPrint(r) {
			plain = false
			break
		}
	}
	if plain && len(name) <= MaxShown {
		return name
	}
	return Quote(name)
}

// wrongType says what was wanted and what is there.
func wrongType(want string, data []byte) error {
	have := "nothing"
	data = trim(data)
	if len(data) > 0 {
		switch data[0] {
		case '{':
			have = "an object"
		case '[':
			have = "a list"
		case '"':
			have = "the text " + Clip(data)
		default:
			have = Clip(data)
		}
	}
	return fmt.Errorf("%w: want %s, have %s", ErrType, want, have)
}
