package store

import (
	"errors"
	"fmt"

	"github.com/footfall-go/footfall/people/strict"
)

// What is wrong with what a caller hands in; test with errors.Is. Each of them comes wrapped in an error that names the field and the value.
var (
	// ErrInvalid is an event, a selector, a timeframe or an option that breaks a rule by itself, whatever the store holds.
	ErrInvalid = errors.New("store: invalid")

	// ErrLimit is what goes over one of the limits of this package. It is also an ErrInvalid where it comes from a Check.
	ErrLimit = errors.New("store: over a limit")

	// ErrUnreadable is an import whose input cannot be read on: a broken or truncated gzip, a reader that failed, a line over
	// MaxLineBytes, more than ImportOptions.MaxBytes.
	ErrUnreadable = errors.New("store: unreadable input")
)

// FieldError says which field of an event or a definition is wrong. It is an ErrInvalid.
type FieldError struct {
	Field string // as JSON spells it: "person", "properties.genre", "where.all[2].property", "last_days"; "" is the thing itself. Names are shown by strict.Name: long ones are cut
	Err   error  // what is wrong with it, and its value
}

func (e *FieldError) Error() string {
	if e.Field == "" {
		return "store: " + e.Err.Error()
	}
	return "store: " + e.Field + ": " + e.Err.Error()
}

func (e *FieldError) Unwrap() []error { return []error{ErrInvalid, e.Err} }

// EventError says which event of a call is refused, and why.
type EventError struct {
	Index int   // of the event in the call
	Err   error // a *FieldError, or what the store's state has against the event
}

func (e *EventError) Error() string {
	if f, ok := e.Err.(*FieldError); ok && f.Field != "" {
		return fmt.Sprintf("store: event %d: %s: %v", e.Index, f.Field, f.Err)
	}
	return fmt.Sprintf("store: event %d: %v", e.Index, e.Err)
}

func (e *EventError) Unwrap() error { return e.Err }

// invalid is an ErrInvalid that speaks of nothing else than err.
type invalid struct{ err error }

func (e invalid) Error() string   { return e.err.Error() }
func (e invalid) Unwrap() []error { return []error{ErrInvalid, e.err} }

// limited is an ErrLimit that says by how much in its own words.
type limited string

func (e limited) Error() string { return string(e) }
func (e limited) Unwrap() error { return ErrLimit }

// over is the error that something goes over a limit; the text names both.
func over(format string, args ...any) error { return limited(fmt.Sprintf(format, args...)) }

// misread turns a FieldError of a definition that was read from JSON into the error that a decoder around it can put a path in front of.
func misread(what string, err error) error {
	if f, ok := err.(*FieldError); ok {
		return &strict.Error{What: what, Path: f.Field, Err: invalid{f.Err}}
	}
	return &strict.Error{What: what, Err: invalid{err}}
}

// wrong is the error that a field breaks a rule.
func wrong(field, format string, args ...any) error {
	return &FieldError{Field: field, Err: fmt.Errorf(format, args...)}
}

// under puts a FieldError one level deeper: "property" under "where" is "where.property".
func under(field string, err error) error {
	if f, ok := err.(*FieldError); ok {
		if f.Field != "" && f.Field[0] != '[' {
			field += "."
		}
		return &FieldError{Field: field + f.Field, Err: f.Err}
	}
	return &FieldError{Field: field, Err: err}
}
