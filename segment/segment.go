package segment

import (
	"errors"
	"strconv"
)

// Segment is a named predicate over people: what a report calls its audience. It is plain data. The zero Segment is everyone known.
//
// The name is for people to read, and the key under which Save keeps the segment; nothing else looks at it.
type Segment struct {
	Name  string
	Where Predicate // nil: everyone
}

// The errors of this package; test with errors.Is. Each comes wrapped with the field and the value that it is about.
var (
	// ErrInvalid is a definition that cannot be asked, whatever the data: Check names the field and says why.
	ErrInvalid = errors.New("segment: invalid definition")

	// ErrTooLarge is a definition over one of the limits of package strict, nested too deep or made of too many parts, by itself or with its
	// saved segments written out. It is also ErrInvalid.
	ErrTooLarge = errors.New("definition too large")

	// ErrNoSegment is the name of a saved segment that is not there.
	ErrNoSegment = errors.New("segment: no saved segment of that name")

	// ErrCycle is a saved segment that uses itself, directly or by way of others; the text names the way, as in "a > b > a".
	ErrCycle = errors.New("segment: saved segments use each other in a cycle")

	// ErrInUse is a saved segment that cannot be removed, because the definitions that the text names use it.
	ErrInUse = errors.New("segment: saved segment is in use")
)

// FieldError says what is wrong with a definition, and where. It is an ErrInvalid.
type FieldError struct {
	Segment string // the segment's name
	Field   string // as JSON spells it: "where.all[1].count"; "" is the segment itself
	Err     error  // what is wrong with it, and its value
}

func (e *FieldError) Error() string {
	text := "segment " + strconv.Quote(e.Segment) + ": "
	if e.Field != "" {
		text += e.Field + ": "
	}
	return text + e.Err.Error()
}

func (e *FieldError) Unwrap() []error { return []error{ErrInvalid, e.Err} }
