package funnel

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Save keeps a query in the store under a name, in place of one of that name, for View and Load later. The limits are the defaults: save what goes over
// them with SaveWithin.
//
// It is refused as Query.Check and segment.Segment.CheckOn refuse it: a saved segment that it names has to be there. From then on that segment cannot
// be removed until the funnel is. It may be called from several goroutines at once.
func Save(s *store.Store, name string, q Query) error { return SaveWithin(s, name, q, Limits{}) }

// SaveWithin is Save with a caller's own limits.
func SaveWithin(s *store.Store, name string, q Query, l Limits) error {
	if err := q.Check(l); err != nil {
		return err
	}
	body, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("funnel: save %q: %w", name, err)
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

// Load gives the query that Save kept; ErrNoFunnel where there is none. For the names that there are, see store.View.Notes.
func Load(v *store.View, name string) (Query, error) {
	note, ok := v.Note(store.NoteFunnel, name)
	if !ok {
		return Query{}, fmt.Errorf("%w: %q", ErrNoFunnel, name)
	}
	var q Query
	if err := json.Unmarshal(note.Body, &q); err != nil {
		return Query{}, fmt.Errorf("funnel: load %q: %w", name, err)
	}
	return q, nil
}

// Remove forgets a saved query; ErrNoFunnel where there is none.
func Remove(s *store.Store, name string) error {
	return retry(s, func(v *store.View) error {
		if _, ok := v.Note(store.NoteFunnel, name); !ok {
			return fmt.Errorf("%w: %q", ErrNoFunnel, name)
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
