package store

import (
	"errors"
	"fmt"

	"github.com/footfall-go/footfall/people/value"
)

// Refused counts what the store did not take, since it was made or loaded: events that were at fault, each by itself, and other changes that were. What went back with them because a call takes all or
// none is not counted. A commit that was refused whole (ErrFull, ErrJournal, too many events) counts once. What has several reasons counts under the first of this list. Lines of imports that could
// not be read count only in Imported.
type Refused struct {
	Full     int64 `json:"full"`     // ErrFull
	Journal  int64 `json:"journal"`  // ErrJournal
	Future   int64 `json:"future"`   // ErrFuture
	Dropped  int64 `json:"dropped"`  // ErrDropped
	Kind     int64 `json:"kind"`     // value.ErrKind: another type than the declared one
	Absent   int64 `json:"absent"`   // ErrNoPerson, ErrNoTag, ErrNoNote
	Conflict int64 `json:"conflict"` // ErrConflict, ErrTagExists, ErrSelfMerge, ErrAliasCycle
	Invalid  int64 `json:"invalid"`  // ErrInvalid, ErrLimit, and all else
}

// refuse counts what an error is about.
func (s *Store) refuse(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range faults(err) {
		*s.now.refused.by(fault)++
	}
}

// changeError says which of several changes is at fault.
type changeError struct {
	index int
	err   error
}

func (e *changeError) Error() string { return fmt.Sprintf("store: change %d: %v", e.index, e.err) }
func (e *changeError) Unwrap() error { return e.err }

// faults takes the error of a commit apart into one for each event and each other change at fault; itself where it is about neither.
func faults(err error) []error {
	var out []error
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			if c, ok := e.(*changeError); ok {
				out = append(out, faults(c.err)...)
			}
		}
	}
	for _, e := range eventErrors(err) {
		out = append(out, e)
	}
	if out == nil {
		out = []error{err}
	}
	return out
}

// by is the counter of an error's reason.
func (r *Refused) by(err error) *int64 {
	for _, reason := range []struct {
		count *int64
		is    []error
	}{
		{&r.Full, []error{ErrFull}},
		{&r.Journal, []error{ErrJournal}},
		{&r.Future, []error{ErrFuture}},
		{&r.Dropped, []error{ErrDropped}},
		{&r.Kind, []error{value.ErrKind}},
		{&r.Absent, []error{ErrNoPerson, ErrNoTag, ErrNoNote}},
		{&r.Conflict, []error{ErrConflict, ErrTagExists, ErrSelfMerge, ErrAliasCycle}},
	} {
		for _, target := range reason.is {
			if errors.Is(err, target) {
				return reason.count
			}
		}
	}
	return &r.Invalid
}
