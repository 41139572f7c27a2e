package metrics

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Save keeps a query in the store under a name, in place of the one that may be there. It is checked as Check does, with the limits raised
// as far as they go, and its segments as segment.CheckOn does on the newest view: those that it uses by name have to be there, and cannot
// be removed while it is. On an error nothing is changed.
//
// Save may be called from any number of goroutines at once: where a note changes between the check and the write, it checks again.
func Save(s *store.Store, name string, q Query) error {
	if name == "" {
		return wrong("name", "a saved query needs one")
	}
	if err := q.Check(Limits{Segments: maxSegments, Events: maxEvents}); err != nil {
		return err
	}
	body, err := strict.Marshal(q)
	if err != nil {
		return err
	}
	if err := new(Query).UnmarshalJSON(body); err != nil { // too many parts for a definition
		return tagged{err, ErrQuery}
	}
	note := store.Note{Kind: store.NoteMetrics, Name: name, Body: body, Uses: segment.Uses(q.Segments...)}
	for {
		v := s.View()
		for i, seg := range q.Segments {
			if _, err := seg.CheckOn(v); err != nil {
				return under(fmt.Sprintf("segments[%d]", i), err)
			}
		}
		for i, e := range q.Events {
			if err := v.Suits(e); err != nil {
				return under(fmt.Sprintf("events[%d]", i), err)
			}
		}
		if err := s.PutNote(note, v.NotesRevision()); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// Load gives the saved query of that name as it was saved. ErrNoQuery if it is not there.
func Load(v *store.View, name string) (Query, error) {
	note, ok := v.Note(store.NoteMetrics, name)
	if !ok {
		return Query{}, fmt.Errorf("%w: %s", ErrNoQuery, strict.Quote(name))
	}
	var q Query
	if err := json.Unmarshal(note.Body, &q); err != nil {
		return Query{}, fmt.Errorf("metrics: saved query %s: %w", strict.Quote(name), err)
	}
	return q, nil
}

// Remove forgets a saved query. ErrNoQuery if it is not there.
func Remove(s *store.Store, name string) error {
	for {
		v := s.View()
		if _, ok := v.Note(store.NoteMetrics, name); !ok {
			return fmt.Errorf("%w: %s", ErrNoQuery, strict.Quote(name))
		}
		if err := s.RemoveNote(store.NoteMetrics, name, v.NotesRevision()); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}
