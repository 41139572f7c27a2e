package funnel

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Save keeps a query in the store under a name, in place of the one that may be there. It is checked as Query.Check does, with the limits
// as wide as they go, and on the newest view: saved segments that it names have to be there (segment.ErrNoSegment), and cannot be removed
// while the query is kept; conditions have to suit the declared types (value.ErrKind). On an error nothing is changed.
//
// It may be called from any number of goroutines at once: where another saved definition comes between the check and the write, it checks
// again.
func Save(s *store.Store, name string, q Query) error {
	if name == "" {
		return wrong("name", "a saved query needs one")
	}
	if err := q.Check(widest); err != nil {
		return err
	}
	body, err := strict.Marshal(q)
	if err != nil {
		return err
	}
	note := store.Note{Kind: store.NoteFunnel, Name: name, Body: body, Uses: segment.Uses(q.Segments...)}
	return retry(s, func(v *store.View) error {
		if err := suits(v, q.Steps); err != nil {
			return err
		}
		for i, seg := range q.Segments {
			if _, err := seg.CheckOn(v); err != nil {
				return under(fmt.Sprintf("segments[%d]", i), err)
			}
		}
		return s.PutNote(note, v.NotesRevision())
	})
}

// Load gives the query that Save kept, as it was saved. ErrNoQuery where there is none. View.Notes lists the names.
func Load(v *store.View, name string) (Query, error) {
	note, ok := v.Note(store.NoteFunnel, name)
	if !ok {
		return Query{}, fmt.Errorf("%w: %s", ErrNoQuery, strict.Quote(name))
	}
	var q Query
	if err := json.Unmarshal(note.Body, &q); err != nil {
		return Query{}, fmt.Errorf("funnel: load %s: %w", strict.Quote(name), err)
	}
	return q, nil
}

// Remove forgets a saved query; ErrNoQuery where there is none.
func Remove(s *store.Store, name string) error {
	return retry(s, func(v *store.View) error {
		if _, ok := v.Note(store.NoteFunnel, name); !ok {
			return fmt.Errorf("%w: %s", ErrNoQuery, strict.Quote(name))
		}
		return s.RemoveNote(store.NoteFunnel, name, v.NotesRevision())
	})
}

// retry takes a new view as long as somebody else's note comes between. Each round somebody's note has gone in, so it ends when they stop.
func retry(s *store.Store, try func(v *store.View) error) error {
	for {
		if err := try(s.View()); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}
