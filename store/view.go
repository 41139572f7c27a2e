package store

import (
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// View is an immutable state of people and events at one position.
type View struct{}

func (v *View) People() *people.View                    { panic("todo") }
func (v *View) Position() uint64                        { panic("todo") } // number of accepted changes
func (v *View) Len() int64                              { panic("todo") } // events of living people
func (v *View) Frame() value.Frame                      { panic("todo") } // the clock (default: newest event's time) and location (default: the store's)
func (v *View) At(clock time.Time) *View                { panic("todo") } // the same state with another clock
func (v *View) In(loc *time.Location) *View             { panic("todo") } // the same state with another default location
func (v *View) Extent() (oldest, newest int64, ok bool) { panic("todo") } // of the events of living people, Unix ms
func (v *View) DroppedBefore() value.Date               { panic("todo") } // newest day given to DropBefore; zero: none
func (v *View) RegistrationAttribute() string           { panic("todo") } // as the store's options name it; "" none
func (v *View) HasEvent(name string) bool               { panic("todo") }
func (v *View) HasProperty(event, property string) bool { panic("todo") } // event "": of any event

// Warnings are what there is to say of a selector on this view: events and properties that no data has brought.
func (v *View) Warnings(sels ...Selector) []Warning { panic("todo") }

// Note is a named JSON document that the store keeps for the packages above it: saved segments, metrics and funnel definitions.
type Note struct {
	Kind string // NoteSegment, NoteMetrics, NoteFunnel
	Name string
	Body []byte   // JSON
	Uses []string // names of the saved segments that it uses, sorted
}

const (
	NoteSegment = "segment"
	NoteMetrics = "metrics"
	NoteFunnel  = "funnel"
)

func (v *View) Note(kind, name string) (Note, bool) { panic("todo") }
func (v *View) Notes() []Note                       { panic("todo") } // by kind, then name
func (v *View) NotesRevision() uint64               { panic("todo") } // grows with every change of any note
