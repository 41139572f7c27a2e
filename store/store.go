package store

import (
	"errors"
	"time"

	"github.com/footfall-go/footfall/people"
)

var ErrConflict = errors.New("store: notes have changed since the view was taken")

type Store struct{}

type Options struct {
	Location     *time.Location // of the days of the bitmaps, and default of views; nil: UTC
	Registration string         // the attribute that is the registration date; "" : any date attribute
}

func New(o *Options) (*Store, error) { panic("todo") }

func (s *Store) View() *View                                            { panic("todo") }
func (s *Store) SetAttributes(person string, a people.Attributes) error { panic("todo") }
func (s *Store) Append(events ...Event) (Appended, error)               { panic("todo") }

// Appended is what became of the events of a call.
type Appended struct {
	Added, Repeated int
}

// PutNote saves a note if no note has changed since the revision; else ErrConflict. RemoveNote likewise; a name that is not there is ErrNoNote.
func (s *Store) PutNote(n Note, revision uint64) error               { panic("todo") }
func (s *Store) RemoveNote(kind, name string, revision uint64) error { panic("todo") }

// Tag adds the people of a set to a tag, making it where it is new.
func (s *Store) Tag(name string, set people.Set) (Tagged, error) { panic("todo") }

// Tagged: given = Added + Already + Merged away onto somebody already counted + Deleted; Total is the tag's size afterwards.
type Tagged struct {
	Given, Added, Already, Merged, Deleted, Total int
}
