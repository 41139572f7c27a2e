package funnel

import (
	"errors"
	"fmt"
	"strings"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Errors of this package; test with errors.Is. Each comes wrapped in a text that names the field and the value.
var (
	// ErrQuery is a query that cannot be asked: by itself, or on the view at hand.
	ErrQuery = errors.New("funnel: bad query")

	// ErrLimit is a query over one of the caller's limits. It is also ErrQuery.
	ErrLimit = errors.New("funnel: over a limit")

	// ErrNumber asks a Result for the people behind a number that it does not have.
	ErrNumber = errors.New("funnel: no such number")

	// ErrNoQuery is the name of a saved query that is not there.
	ErrNoQuery = errors.New("funnel: no saved query of that name")
)

// FieldError says which field of a query is wrong. It is an ErrQuery.
type FieldError struct {
	Field string // as JSON spells it: "window", "steps[2].where.all[1]", "limits.max_steps"
	Err   error  // what is wrong with it, and its value
}

func (e *FieldError) Error() string { return "funnel: " + e.Field + ": " + e.Err.Error() }

func (e *FieldError) Unwrap() []error { return []error{ErrQuery, e.Err} }

// wrong is the error that a field breaks a rule.
func wrong(field, format string, args ...any) error {
	return &FieldError{field, fmt.Errorf(format, args...)}
}

// limited is an ErrLimit that speaks of nothing else than its text.
type limited struct{ text string }

func (e limited) Error() string { return e.text }
func (e limited) Unwrap() error { return ErrLimit }

// over is the error that a field is over (or under) a limit.
func over(field, format string, args ...any) error {
	return &FieldError{field, limited{fmt.Sprintf(format, args...)}}
}

// under is what another package finds wrong with a part of a query, with one path to the field.
func under(field string, err error) error {
	inner, cause := "", err
	switch e := err.(type) {
	case *store.FieldError:
		inner, cause = e.Field, e.Err
	case *segment.FieldError:
		inner, cause = e.Field, e.Err
	default:
		return &FieldError{field, err}
	}
	if inner != "" && !strings.HasPrefix(inner, "[") {
		field += "."
	}
	return &FieldError{field + inner, tagged{cause, err}}
}

// ofSegments is what evaluating the segments of a query found wrong.
func ofSegments(err error) error {
	if f, ok := err.(*segment.FieldError); ok {
		return under(fmt.Sprintf("segments[%d]", f.Index), err)
	}
	return err
}

// tagged reads as one error and is also another.
type tagged struct{ text, also error }

func (e tagged) Error() string   { return e.text.Error() }
func (e tagged) Unwrap() []error { return []error{e.text, e.also} }

// misread turns a FieldError about what was read from JSON into the error that a decoder around it can put a path in front of.
func misread(field string, err error) error {
	cause := err
	if f, ok := err.(*FieldError); ok {
		cause = f.Err
	}
	return &strict.Error{What: what, Path: field, Err: tagged{cause, err}}
}
