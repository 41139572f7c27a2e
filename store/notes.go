package store

import (
	"fmt"
	"iter"
	"slices"

	"github.com/google/btree"

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

// notes are the saved notes by kind, then name. The tree of a view shares its nodes with the writer's, which copies those that it changes: one more note costs the same few nodes, however many there are.
type notes struct {
	tree  *noteTree // the writer's own; nil: there never was a note
	shown *noteTree // what the newest view has, which is never written; nil: notes have changed since
	bytes int64     // for Stats
}

// noteTree holds pointers, which make small nodes to copy; what they lead to is never written.
type noteTree = btree.BTreeG[*Note]

const noteDegree = 32

func noteBefore(a, b *Note) bool { return a.Kind < b.Kind || a.Kind == b.Kind && a.Name < b.Name }

// get finds a note; nil: there is none.
func (n *notes) get(kind, name string) *Note { return getNote(n.tree, kind, name) }

func getNote(tree *noteTree, kind, name string) *Note {
	if tree == nil {
		return nil
	}
	found, _ := tree.Get(&Note{Kind: kind, Name: name})
	return found
}

func (n *notes) count() int {
	if n.tree == nil {
		return 0
	}
	return n.tree.Len()
}

// put saves a note, which is not written any more.
func (n *notes) put(note *Note) {
	if n.tree == nil {
		n.tree = btree.NewG(noteDegree, noteBefore)
	}
	if old, had := n.tree.ReplaceOrInsert(note); had {
		n.bytes -= old.bytes()
	}
	n.bytes += note.bytes()
	n.shown = nil
}

func (n *notes) remove(kind, name string) {
	if old, had := n.tree.Delete(&Note{Kind: kind, Name: name}); had {
		n.bytes -= old.bytes()
	}
	n.shown = nil
}

// show gives a view its tree. Cloning writes to the tree that is cloned, so it is the writer's to do.
func (n *notes) show() *noteTree {
	if n.shown == nil && n.tree != nil {
		n.shown = n.tree.Clone()
	}
	return n.shown
}

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
	if c.op == opRemoveNote && s.now.notes.get(c.note.Kind, c.note.Name) == nil {
		return fmt.Errorf("%w: %s %s", ErrNoNote, c.note.Kind, strict.Quote(c.note.Name))
	}
	return nil
}

func (s *Store) applyNote(c *change) {
	if c.op == opPutNote {
		note := c.note
		s.now.notes.put(&note)
	} else {
		s.now.notes.remove(c.note.Kind, c.note.Name)
	}
	s.now.noteRev++
	s.now.position++
}

// Note gives a saved note. Its body is the caller's.
func (v *View) Note(kind, name string) (Note, bool) {
	n := getNote(v.state.notes, kind, name)
	if n == nil {
		return Note{}, false
	}
	return n.clone(), true
}

func (n *Note) clone() Note {
	c := *n
	c.Body, c.Uses = slices.Clone(n.Body), slices.Clone(n.Uses)
	return c
}

// Notes lists all notes by kind, then name.
func (v *View) Notes() []Note {
	var out []Note
	for n := range v.state.allNotes() {
		out = append(out, n.clone())
	}
	return out
}

// allNotes are the notes of a view in their order; they are not to be written.
func (s *snapshot) allNotes() iter.Seq[*Note] {
	return func(yield func(*Note) bool) {
		if s.notes != nil {
			s.notes.Ascend(yield)
		}
	}
}

// NotesRevision grows with every change of any note.
func (v *View) NotesRevision() uint64 { return v.state.noteRev }
