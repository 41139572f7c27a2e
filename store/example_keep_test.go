package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// A snapshot is the whole state of a view; Load makes a store of it.
func ExampleView_WriteSnapshot() {
	ctx := context.Background()
	var file bytes.Buffer
	if err := musicStore().View().WriteSnapshot(ctx, &file, nil); err != nil {
		log.Fatal(err)
	}
	s, err := store.Load(ctx, &file, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.View().Len(), "events of", s.View().People().Count(), "people")
	// Output: 4 events of 3 people
}

// What is no whole snapshot makes no store.
func ExampleLoad() {
	ctx := context.Background()
	var file bytes.Buffer
	if err := musicStore().View().WriteSnapshot(ctx, &file, nil); err != nil {
		log.Fatal(err)
	}
	_, err := store.Load(ctx, bytes.NewReader(file.Bytes()[:file.Len()-1]), nil)
	fmt.Println(errors.Is(err, store.ErrDamaged))
	// Output: true
}

// tape is a journal in memory. One that has to last writes and syncs a file, or package durable does.
type tape struct{ records [][]byte }

func (t *tape) Append(records [][]byte) error {
	for _, r := range records {
		t.records = append(t.records, bytes.Clone(r)) // they are borrowed
	}
	return nil
}

// Forget would cut off what a snapshot has made needless.
func (t *tape) Forget(context.Context) error { return nil }

// A journal has every commit before the store makes it; another store makes them again.
func ExampleStore_Replay() {
	var journal tape
	s, err := store.New(&store.Options{Journal: &journal})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := s.Append(store.Event{Person: "ana", Name: "Song Played", Time: noon}); err != nil {
		log.Fatal(err)
	}

	again, err := store.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, record := range journal.records {
		fmt.Println(again.Replay(record))
		fmt.Println(again.Replay(record))
	}
	fmt.Println(again.View().Len())
	// Output:
	// true <nil>
	// false <nil>
	// 1
}

// Deleting hides a person's events; Compact gives their memory back.
func ExampleStore_Compact() {
	s := musicStore()
	if err := s.Delete("ana"); err != nil {
		log.Fatal(err)
	}
	if err := s.Compact(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.View().Len(), "events of", s.View().People().Count(), "people")
	// Output: 2 events of 2 people
}

// Redacting takes everything from a person but what was done when: numbers stay as they were.
func ExampleStore_Redact() {
	s := musicStore()
	if err := s.Redact("ana"); err != nil {
		log.Fatal(err)
	}
	v := s.View()
	played, err := v.Who(context.Background(), store.On("Song Played"), store.AllTime())
	if err != nil {
		log.Fatal(err)
	}
	_, known := v.People().Find("ana")
	fmt.Println("known:", known)
	fmt.Println(played.Len(), "people played, of them with a name:", slices.Collect(played.IDs()))
	// Output:
	// known: false
	// 2 people played, of them with a name: [bo]
}

// Projections are made by the questions that need them, and can be given back at any time.
func ExampleStore_DropProjections() {
	s := musicStore()
	if err := s.Compact(context.Background()); err != nil { // seals the events: those that came in just now have no projections
		log.Fatal(err)
	}
	q := store.Scan{Selectors: []store.Selector{store.On("Song Played")}, Span: store.AllTime()}
	if err := s.View().ScanDays(context.Background(), q, func(*store.DayBatch) error { return nil }); err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Stats().Bytes.Columns > 0)
	s.DropProjections()
	fmt.Println(s.Stats().Bytes.Columns)
	// Output:
	// true
	// 0
}

// A measure of one's own: how many songs were played on each day, by genre.
func ExampleView_ScanDays() {
	q := store.Scan{Selectors: []store.Selector{store.On("Song Played")}, Span: store.AllTime(), Property: "genre", Workers: 1}
	err := musicStore().View().ScanDays(context.Background(), q, func(b *store.DayBatch) error {
		for i := range b.Low {
			fmt.Println(b.Day, b.Value(b.Codes[i]))
		}
		return nil
	})
	fmt.Println(err)
	// Output:
	// 2026-05-03 rock
	// 2026-05-03 jazz
	// 2026-05-04 rock
	// <nil>
}

// A declared property takes no other type.
func ExampleStore_DeclareProperty() {
	s := musicStore()
	fmt.Println(s.DeclareProperty("seconds", value.Int))
	_, err := s.Append(store.Event{Person: "ana", Name: "Song Played", Time: noon, Properties: []store.Property{store.Prop("seconds", "long")}})
	fmt.Println(err)
	// Output:
	// <nil>
	// store: event 0: properties.seconds: value: wrong type: text given, integer declared
}

// A tag has another name, loses somebody, and goes.
func ExampleStore_RenameTag() {
	s := musicStore()
	if _, err := s.TagPeople("trial", "ana", "bo"); err != nil {
		log.Fatal(err)
	}
	if err := s.RenameTag("trial", "beta"); err != nil {
		log.Fatal(err)
	}
	bo, _ := s.View().People().Find("bo")
	fmt.Println(s.Untag("beta", s.View().People().Gather([]people.Number{bo})))
	fmt.Println(s.DeleteTag("trial"))
	fmt.Println(s.DeleteTag("beta"))
	// Output:
	// 1 <nil>
	// store: no such tag: "trial"
	// <nil>
}

// Notes are definitions and the like, kept with the data.
func ExampleView_Notes() {
	s := musicStore()
	for _, name := range []string{"Fans", "Beta"} {
		if err := s.PutNote(store.Note{Kind: store.NoteSegment, Name: name, Body: []byte(`{}`)}, s.View().NotesRevision()); err != nil {
			log.Fatal(err)
		}
	}
	if err := s.RemoveNote(store.NoteSegment, "Beta", s.View().NotesRevision()); err != nil {
		log.Fatal(err)
	}
	for _, note := range s.View().Notes() {
		fmt.Println(note.Kind, note.Name, string(note.Body))
	}
	// Output: segment Fans {}
}

// From an instant to before another one, whatever days they are of.
func ExampleInstants() {
	hour := store.Instants(noon, noon.Add(time.Hour))
	span := hour.Span(value.Frame{Clock: noon, Location: time.UTC}, time.Monday)
	fmt.Println(span.Has(noon.UnixMilli()), span.Has(noon.Add(time.Hour).UnixMilli()))
	// Output: true false
}
