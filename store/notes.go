package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/footfall-go/footfall/people/strict"
)

// Note is a named JSON document that the store keeps for the packages above it: saved segments, saved metrics and funnel queries. The store does not read it.
type Note struct {
	Kind string   // NoteSegment, NoteMetrics, NoteFunnel
	Name string   // 1 to MaxNameBytes bytes of UTF-8, unique within the kind
	Body []byte   // JSON, at most MaxNoteBytes
	Uses []string // names of the saved segments that it uses
}

// The kinds of notes.
const (
	NoteSegment = "segment"
	NoteMetrics = "metrics"
	NoteFunnel  = "funnel"
)

// MaxNoteBytes is the most bytes of a note's body.
const MaxNoteBytes = 1 << 20

type noteKey struct{ kind, name string }

// PutNote saves a note, in the place of one of the same kind and name, if no note has changed since the revision (see View.NotesRevision): else ErrConflict, and the caller looks
// again. So what it found true of all notes still is when the note goes in.
func (s *Store) PutNote(n Note, revision uint64) error {
	n.Body, n.Uses = slices.Clone(n.Body), slices.Clone(n.Uses)
	_, err := s.commit(change{op: opPutNote, note: n, revision: revision})
	return err
}

// RemoveNote removes a note, if no note has changed since the revision: else ErrConflict. ErrNoNote where there is none.
func (s *Store) RemoveNote(kind, name string, revision uint64) error {
	_, err := s.commit(change{op: opRemoveNote, note: Note{Kind: kind, Name: name}, revision: revision})
	return err
}

func (s *Store) checkNote(c *change) error {
	if k := c.note.Kind; k != NoteSegment && k != NoteMetrics && k != NoteFunnel {
		return wrong("kind", "%s is not a kind of note", strict.Quote(k))
	}
	if err := checkID("name", c.note.Name); err != nil {
		return err
	}
	if len(c.note.Body) > MaxNoteBytes {
		return wrong("body", "%d bytes, at most %d: %w", len(c.note.Body), MaxNoteBytes, ErrLimit)
	}
	if c.revision != s.now.noteRev {
		return ErrConflict
	}
	if _, ok := s.now.notes[noteKey{c.note.Kind, c.note.Name}]; c.op == opRemoveNote && !ok {
		return fmt.Errorf("%w: %s %s", ErrNoNote, c.note.Kind, strict.Quote(c.note.Name))
	}
	return nil
}

func (s *Store) applyNote(c *change) {
	notes := maps.Clone(s.now.notes)
	if notes == nil {
		notes = map[noteKey]Note{}
	}
	key := noteKey{c.note.Kind, c.note.Name}
	if c.op == opPutNote {
		notes[key] = c.note
	} else {
		delete(notes, key)
	}
	s.now.notes = notes
	s.now.noteRev++
	s.now.position++
}

// Note gives a saved note. Its body is the caller's.
func (v *View) Note(kind, name string) (Note, bool) {
	n, ok := v.state.notes[noteKey{kind, name}]
	n.Body, n.Uses = slices.Clone(n.Body), slices.Clone(n.Uses)
	return n, ok
}

// Notes lists all notes by kind, then name.
func (v *View) Notes() []Note {
	var out []Note
	for key := range v.state.notes {
		n, _ := v.Note(key.kind, key.name)
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b Note) int {
		if c := strings.Compare(a.Kind, b.Kind); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}

// NotesRevision grows with every change of any note.
func (v *View) NotesRevision() uint64 { return v.state.noteRev }
