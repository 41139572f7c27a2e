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

// FieldError says what is wrong with a definition, and where. It is an ErrInvalid, but for ErrNoSegment and ErrCycle: those are not the definition's
// fault alone.
type FieldError struct {
	Index   int    // which of the segments that Evaluate was given, from 0
	Segment string // the segment's name; "": it has none
	Field   string // as JSON spells it: "where.all[1].count"; "" is the segment itself
	Err     error  // what is wrong with it, and its value
}

func (e *FieldError) Error() string {
	text := "segment"
	if e.Segment != "" {
		text += " " + strconv.Quote(e.Segment)
	}
	if e.Field != "" {
		text += ": " + e.Field
	}
	return text + ": " + e.Err.Error()
}

func (e *FieldError) Unwrap() []error {
	if errors.Is(e.Err, ErrNoSegment) || errors.Is(e.Err, ErrCycle) {
		return []error{e.Err}
	}
	return []error{ErrInvalid, e.Err}
}

// numbered says of an error which segment it is about.
func numbered(i int, err error) error {
	if f, ok := err.(*FieldError); ok {
		f.Index = i // made for this call: nobody else has it
	}
	return err
}

// said is an error of one of the kinds above that speaks of nothing else than its text: a FieldError has said where.
type said struct {
	text string
	kind error
}

func (s said) Error() string { return s.text }
func (s said) Unwrap() error { return s.kind }
