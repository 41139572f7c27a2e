package store_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

var noon = time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)

// musicStore has three listeners.
func musicStore() *store.Store {
	s, err := store.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	_, err = s.Append(
		store.Event{Person: "ana", Name: "Song Played", Time: noon, Properties: []store.Property{store.Prop("genre", "rock")}},
		store.Event{Person: "ana", Name: "Song Played", Time: noon.Add(time.Hour), Properties: []store.Property{store.Prop("genre", "jazz")}},
		store.Event{Person: "bo", Name: "Song Played", Time: noon.Add(24 * time.Hour), Properties: []store.Property{store.Prop("genre", "rock")}},
		store.Event{Person: "cy", Name: "Registration", Time: noon},
	)
	if err != nil {
		log.Fatal(err)
	}
	return s
}

func Example() {
	s := musicStore()
	v := s.View()
	fmt.Println(v.Len(), "events of", v.People().Count(), "people; now is", v.Frame().Clock.Format(time.DateTime))
	// Output: 4 events of 3 people; now is 2026-05-04 12:00:00
}

func ExampleNew() {
	zagreb, err := time.LoadLocation("Europe/Zagreb")
	if err != nil {
		log.Fatal(err)
	}
	s, err := store.New(&store.Options{Location: zagreb, Registration: "registered"})
	fmt.Println(s.View().DayLocation(), err)

	_, err = store.New(&store.Options{Skew: -time.Minute})
	fmt.Println(err)
	// Output:
	// Europe/Zagreb <nil>
	// store: options: Skew: -1m0s is negative: store: invalid
}

func ExampleStore_Append() {
	s := musicStore()
	e := store.Event{Person: "ana", Name: "Payment", Time: noon, ID: "order 7"}
	fmt.Println(s.Append(e, e))

	// All or none.
	_, err := s.Append(e, store.Event{Name: "Payment", Time: noon})
	var bad *store.EventError
	if errors.As(err, &bad) {
		fmt.Println(bad.Index, err)
	}
	// Output:
	// {1 1 0} <nil>
	// 1 store: event 1: person: empty
}

func ExampleStore_AppendEach() {
	s := musicStore()
	added, err := s.AppendEach(
		store.Event{Person: "ana", Name: "Payment", Time: noon},
		store.Event{Name: "Payment", Time: noon},
	)
	fmt.Printf("%+v\n%v\n", added, err)
	// Output:
	// {Added:1 Repeated:0 Refused:1}
	// store: event 1: person: empty
}

func ExampleStore_Commit() {
	s := musicStore()
	var signup store.Changes
	signup.SetAttributes("di", people.Attributes{"country": value.Of("SI")})
	signup.Append(store.Event{Person: "di", Name: "Registration", Time: noon})
	signup.TagPeople("beta", "di")
	if _, err := s.Commit(&signup); err != nil {
		log.Fatal(err)
	}
	v := s.View()
	di, _ := v.People().Find("di")
	fmt.Println(v.People().Attributes(di), v.People().TagsOf(di), len(v.Log(di)))
	// Output: map[country:SI] [beta] 1
}

func ExampleStore_View() {
	s := musicStore()
	before := s.View()
	if _, err := s.Append(store.Event{Person: "di", Name: "Registration", Time: noon}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(before.Len(), s.View().Len())
	// Output: 4 5
}

func ExampleStore_Tag() {
	s := musicStore()
	v := s.View()
	rockers, err := v.Who(context.Background(), store.On("Song Played", store.If("genre", value.Is("rock"))), store.AllTime())
	if err != nil {
		log.Fatal(err)
	}
	if err := s.Delete("bo"); err != nil {
		log.Fatal(err)
	}
	tagged, err := s.Tag("rockers", rockers)
	fmt.Printf("%+v %v\n", tagged, err)
	// Output: {Given:2 Added:1 Already:0 Merged:0 Deleted:1 Nameless:0 Total:1} <nil>
}

func ExampleStore_Merge() {
	s := musicStore()
	if err := s.Merge("cy", "ana"); err != nil { // cy was ana before she signed in
		log.Fatal(err)
	}
	v := s.View()
	ana, _ := v.People().Find("cy")
	id, _ := v.People().ID(ana)
	fmt.Println(id, len(v.Log(ana)))
	fmt.Println(s.Merge("ana", "cy"))
	// Output:
	// ana 3
	// store: the merge goes against an earlier one: "cy" is an alias of "ana"
}

func ExampleStore_Delete() {
	s := musicStore()
	fmt.Println(s.Delete("ana"), s.View().Len())
	fmt.Println(s.Delete("ana"))
	// Output:
	// <nil> 2
	// store: no such person: "ana"
}

func ExampleStore_DropBefore() {
	s := musicStore()
	fmt.Println(s.DropBefore(value.NewDate(2026, 5, 4)))
	_, err := s.Append(store.Event{Person: "ana", Name: "Song Played", Time: noon})
	fmt.Println(err)
	// Output:
	// 3 <nil>
	// store: event 0: time: 2026-05-03T12:00:00Z: store: before the day before which events were dropped (2026-05-04)
}

func ExampleStore_DeclareAttribute() {
	s := musicStore()
	if err := s.DeclareAttribute("registered", people.Declaration{Kind: value.Day}); err != nil {
		log.Fatal(err)
	}
	err := s.SetAttributes("ana", people.Attributes{"registered": value.Of("3 May")})
	fmt.Println(err)
	fmt.Println(errors.Is(err, value.ErrKind))
	// Output:
	// store: attributes.registered: value: wrong type: text given, date declared
	// true
}

func ExampleView_Scan() {
	v := musicStore().View()
	// How often is each genre played? A measure of one's own: one worker, so that the map needs no lock.
	plays := map[string]int{}
	err := v.Scan(context.Background(), store.Scan{
		Selectors: []store.Selector{store.On("Song Played")}, Span: store.AllTime(), Property: "genre", Workers: 1,
	}, func(b *store.Batch) error {
		for _, genre := range b.Values {
			plays[genre.String()]++
		}
		return nil
	})
	fmt.Println(plays, err)
	// Output: map[jazz:1 rock:2] <nil>
}

func ExampleView_Who() {
	v := musicStore().View()
	who, err := v.Who(context.Background(), store.On("Song Played"), store.Dates(value.NewDate(2026, 5, 4), 0).Span(v.Frame(), time.Monday))
	for id := range who.IDs() {
		fmt.Println(id, err)
	}
	// Output: bo <nil>
}

func ExampleView_Log() {
	v := musicStore().View()
	ana, _ := v.People().Find("ana")
	for _, e := range v.Log(ana) {
		fmt.Println(e.Time.Format(time.TimeOnly), e.Name, e.Property("genre"))
	}
	// Output:
	// 12:00:00 Song Played rock
	// 13:00:00 Song Played jazz
}

func ExampleView_At() {
	v := musicStore().View().At(noon.AddDate(0, 1, 0))
	fmt.Println(v.Frame().Today(), store.Last7Days().Span(v.Frame(), time.Monday).IsEmpty())
	// Output: 2026-06-03 false
}

func ExampleView_Events() {
	events, err := musicStore().View().Events(context.Background())
	fmt.Println(events, err)
	// Output: [{Song Played 3} {Registration 1}] <nil>
}

func ExampleView_PropertyValues() {
	top, distinct, err := musicStore().View().PropertyValues(context.Background(), "Song Played", "genre", 1)
	fmt.Println(top, distinct, err)
	// Output: [{rock 2}] 2 <nil>
}

func ExampleStore_Stats() {
	st := musicStore().Stats()
	fmt.Println(st.People, st.Events, st.Position, st.Bytes.Heads > 0)
	// Output: 3 4 4 true
}

func ExampleStore_Check() {
	fmt.Println(musicStore().Check(context.Background()))
	// Output: <nil>
}

func ExampleStore_PutNote() {
	s := musicStore()
	revision := s.View().NotesRevision()
	note := store.Note{Kind: store.NoteFunnel, Name: "signup", Body: []byte(`{"steps":[]}`)}
	fmt.Println(s.PutNote(note, revision))
	fmt.Println(s.PutNote(note, revision))
	// Output:
	// <nil>
	// store: notes have changed since the view was taken
}
