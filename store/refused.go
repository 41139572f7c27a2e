package store

import (
	"errors"

	"github.com/footfall-go/footfall/people/value"
)

// Refused counts what the store did not take, since it was made or loaded: events that were at fault, each by itself, and other changes. What has several reasons counts under the first of this
// list. Lines of imports that could not be read count only in Imported.
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
	events := eventErrors(err)
	for _, e := range events {
		*s.now.refused.by(e)++
	}
	if len(events) == 0 {
		*s.now.refused.by(err)++
	}
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
