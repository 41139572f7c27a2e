package store_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// TestWhatIsRefusedChangesNothing asks for what cannot be, and looks whether the store is as it was.
func TestWhatIsRefusedChangesNothing(t *testing.T) {
	s, err := store.New(&store.Options{Now: func() time.Time { return noon }, Skew: time.Minute})
	require.NoError(t, err)
	_, err = s.Append(store.Event{Person: "ana", Name: "Song Played", Time: noon, Properties: []store.Property{store.Prop("genre", "rock")}})
	require.NoError(t, err)
	require.NoError(t, s.DeclareAttribute("age", people.Declaration{Kind: value.Int}))
	require.NoError(t, s.DeclareProperty("length", value.Float))
	require.NoError(t, s.CreateTag("staff"))
	require.NoError(t, s.CreateTag("vip"))
	_, err = s.DropBefore(value.NewDate(2026, 5, 1))
	require.NoError(t, err)

	event := func(change func(*store.Event)) func() error {
		e := store.Event{Person: "bo", Name: "Song Played", Time: noon}
		change(&e)
		return func() error {
			_, err := s.Append(store.Event{Person: "bo", Name: "Song Played", Time: noon}, e)
			return err
		}
	}
	set := func(a people.Attributes) func() error {
		return func() error { return s.SetAttributes("bo", a) }
	}
	for _, c := range []struct {
		name string
		do   func() error
		is   error
		says string
	}{
		{"nobody", event(func(e *store.Event) { e.Person = "" }), store.ErrInvalid, "event 1: person: empty"},
		{"an ID too long", event(func(e *store.Event) { e.Person = strings.Repeat("x", store.MaxIDBytes+1) }), store.ErrLimit, "513 bytes"},
		{"not UTF-8", event(func(e *store.Event) { e.Name = "\xff" }), store.ErrInvalid, `event 1: event: not valid UTF-8: "\xff"`},
		{"no time", event(func(e *store.Event) { e.Time = time.Time{} }), store.ErrInvalid, "event 1: time"},
		{"year 10000", event(func(e *store.Event) { e.Time = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }), store.ErrInvalid, "event 1: time"},
		{"NaN", event(func(e *store.Event) { e.Properties = []store.Property{store.Prop("x", math.NaN())} }), value.ErrNotFinite, "properties.x"},
		{"a property twice", event(func(e *store.Event) { e.Properties = []store.Property{store.Prop("x", 1), store.Prop("x", 2)} }), store.ErrInvalid, "properties.x: given twice"},
		{"another type", event(func(e *store.Event) { e.Properties = []store.Property{store.Prop("length", "long")} }), value.ErrKind, "properties.length"},
		{"from the future", event(func(e *store.Event) { e.Time = noon.Add(2 * time.Minute) }), store.ErrFuture, "2026-05-03T12:02:00Z"},
		{"before the dropped day", event(func(e *store.Event) { e.Time = time.Date(2026, 4, 30, 23, 59, 59, 0, time.UTC) }), store.ErrDropped, "2026-05-01"},
		{"a batch too large", func() error { _, err := s.Append(make([]store.Event, store.MaxBatch+1)...); return err }, store.ErrLimit, "65536"},
		{"each of a batch too large", func() error { _, err := s.AppendEach(make([]store.Event, store.MaxBatch+1)...); return err }, store.ErrLimit, "65536"},
		{"an attribute of another type", set(people.Attributes{"age": value.Of("old")}), value.ErrKind, "attributes.age"},
		{"an absent attribute", set(people.Attributes{"city": value.Value{}}), store.ErrInvalid, "attributes.city"},
		{"an infinite attribute", set(people.Attributes{"score": value.Of(math.Inf(1))}), value.ErrNotFinite, "attributes.score"},
		{"one good and one bad attribute", set(people.Attributes{"a": value.Of(1), "age": value.Of("x")}), value.ErrKind, "attributes.age"},
		{"a declaration against the data", func() error { return s.DeclareProperty("genre", value.Int) }, value.ErrKind, "properties.genre"},
		{"a type that there is not", func() error { return s.DeclareAttribute("x", people.Declaration{Kind: 99}) }, store.ErrInvalid, "kind"},
		{"no such tag", func() error { return s.DeleteTag("guests") }, store.ErrNoTag, "guests"},
		{"a tag's name taken", func() error { return s.RenameTag("staff", "vip") }, store.ErrTagExists, "vip"},
		{"a tag without a name", func() error { return s.CreateTag("") }, store.ErrInvalid, "tag: empty"},
		{"somebody among many", func() error { _, err := s.TagPeople("staff", "cy", ""); return err }, store.ErrInvalid, "ids[1]"},
		{"merging into oneself", func() error { return s.Merge("ana", "ana") }, store.ErrSelfMerge, "ana"},
		{"merging nobody", func() error { return s.Merge("", "ana") }, store.ErrInvalid, "from: empty"},
		{"deleting nobody", func() error { return s.Delete("zoe") }, store.ErrNoPerson, "zoe"},
		{"dropping before no day", func() error { _, err := s.DropBefore(0); return err }, store.ErrInvalid, "day"},
		{"a kind of note that there is not", func() error { return s.PutNote(store.Note{Kind: "poem", Name: "x"}, s.View().NotesRevision()) }, store.ErrInvalid, "poem"},
		{"a note too large", func() error {
			return s.PutNote(store.Note{Kind: store.NoteSegment, Name: "x", Body: make([]byte, store.MaxNoteBytes+1)}, s.View().NotesRevision())
		}, store.ErrLimit, "body"},
		{"a note that is not there", func() error { return s.RemoveNote(store.NoteSegment, "x", s.View().NotesRevision()) }, store.ErrNoNote, "x"},
		{"an old revision", func() error {
			return s.PutNote(store.Note{Kind: store.NoteSegment, Name: "x"}, s.View().NotesRevision()+1)
		}, store.ErrConflict, "changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := s.View()
			err := c.do()
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
			after := s.View()
			require.Equal(t, before.Position(), after.Position())
			require.Equal(t, before.Len(), after.Len())
			require.Equal(t, before.People().Count(), after.People().Count())
			require.NoError(t, s.Check(t.Context()))
		})
	}
}

// TestNamesHaveALimit: who builds names from data is told, and what is there stays.
func TestNamesHaveALimit(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	batch := make([]store.Event, store.MaxBatch)
	for i := range batch {
		batch[i] = store.Event{Person: "ana", Name: fmt.Sprint("event ", i), Time: noon}
	}
	_, err = s.Append(batch...)
	require.NoError(t, err)
	_, err = s.Append(store.Event{Person: "ana", Name: "one more", Time: noon})
	require.ErrorIs(t, err, store.ErrFull)
	require.ErrorContains(t, err, "event names: 65537 with what comes, at most 65536")
	require.False(t, s.View().HasEvent("one more"))
	_, err = s.Append(store.Event{Person: "ana", Name: "event 7", Time: noon})
	require.NoError(t, err)
	require.NoError(t, s.Check(t.Context()))
}
