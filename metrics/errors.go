package metrics

import (
	"errors"
	"fmt"
	"strings"

	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Errors of this package; test with errors.Is. Each comes wrapped in a text that names the field and the value.
var (
	// ErrQuery is a query that cannot be asked: by itself, or on the view at hand.
	ErrQuery = errors.New("metrics: bad query")

	// ErrLimit is a query that is only too large: raising a limit would answer it. It is also ErrQuery.
	ErrLimit = errors.New("metrics: over a limit")

	// ErrNumber is a place that the report does not have.
	ErrNumber = errors.New("metrics: no such number")

	// ErrNoQuery is the name of a saved query that is not there.
	ErrNoQuery = errors.New("metrics: no saved query of that name")
)

// FieldError says which field of a query is wrong. It is an ErrQuery.
type FieldError struct {
	Field string // as JSON spells it: "metric", "events[2].where.all[1]", "limits.points"
	Err   error  // what is wrong with it, and its value
}

func (e *FieldError) Error() string { return "metrics: " + e.Field + ": " + e.Err.Error() }

func (e *FieldError) Unwrap() []error { return []error{ErrQuery, e.Err} }

// wrong is the error that a field breaks a rule.
func wrong(field, format string, args ...any) error {
	return &FieldError{field, fmt.Errorf(format, args...)}
}

// over is the error that a field is over a limit.
func over(field, format string, args ...any) error {
	return &FieldError{field, tagged{fmt.Errorf(format, args...), ErrLimit}}
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
