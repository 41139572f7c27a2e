package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

func full(person, event string) store.Event {
	return store.Event{Person: person, Name: event, Time: noon}
}

func with(e store.Event, property, text string) store.Event {
	e.Properties = []store.Property{store.Prop(property, text)}
	return e
}

// TestFullStoreRefuses: each limit, what goes over it, what still fits, and what makes room.
func TestFullStoreRefuses(t *testing.T) {
	add := func(events ...store.Event) func(*store.Store) error {
		return func(s *store.Store) error { return second(s.Append(events...)) }
	}
	changes := func(add func(*store.Changes)) func(*store.Store) error {
		return func(s *store.Store) error {
			var c store.Changes
			add(&c)
			return second(s.Commit(&c))
		}
	}
	for _, c := range []struct {
		name   string
		limits store.Limits
		there  func(*store.Store) error
		over   func(*store.Store) error
		says   string
		fits   func(*store.Store) error // although the store is full
		room   func(*store.Store) error // makes room for what went over
	}{
		{"people by events", store.Limits{People: 2}, add(full("ana", "play")), add(full("bo", "play"), full("cy", "play")), "people: 3 with what comes, at most 2",
			add(full("ana", "play"), full("bo", "play"), full("bo", "pay")), func(s *store.Store) error { return s.Delete("ana") }},
		{"people by attributes", store.Limits{People: 1}, add(full("ana", "play")),
			func(s *store.Store) error { return s.SetAttributes("bo", people.Attributes{"age": value.Of(3)}) }, "people: 2",
			func(s *store.Store) error { return s.SetAttributes("ana", people.Attributes{"age": value.Of(3)}) },
			func(s *store.Store) error { return s.Delete("ana") }},
		{"people by tags", store.Limits{People: 2}, add(full("ana", "play")),
			func(s *store.Store) error { return second(s.TagPeople("vip", "bo", "cy", "bo")) }, "people: 3",
			func(s *store.Store) error { return second(s.TagPeople("vip", "ana", "bo", "bo")) },
			func(s *store.Store) error { return s.Delete("ana") }},
		{"people by a merge", store.Limits{People: 1}, add(full("ana", "play")), func(s *store.Store) error { return s.Merge("bo", "ana") }, "people: 2",
			nil, nil},
		{"people of one commit", store.Limits{People: 2}, add(full("ana", "play")),
			changes(func(c *store.Changes) { c.Append(full("bo", "play")); c.SetAttributes("cy", nil) }), "people: 3",
			changes(func(c *store.Changes) { c.Append(full("bo", "play")); c.SetAttributes("bo", nil) }),
			func(s *store.Store) error { return errors.Join(s.Delete("ana"), s.Delete("bo")) }},
		{"events", store.Limits{Events: 2}, add(full("ana", "play"), full("bo", "play")), add(full("ana", "play")), "events: 3 with what comes, at most 2",
			func(s *store.Store) error { return s.SetAttributes("cy", nil) }, func(s *store.Store) error { return s.Delete("bo") }},
		{"events dropped", store.Limits{Events: 1}, add(full("ana", "play")), add(store.Event{Person: "ana", Name: "play", Time: noon.AddDate(0, 0, 2)}), "events: 2",
			nil, func(s *store.Store) error { return second(s.DropBefore(value.NewDate(2026, 5, 4))) }},
		{"repeats", store.Limits{Events: 2}, add(store.Event{Person: "ana", Name: "play", Time: noon, ID: "1"}),
			add(store.Event{Person: "ana", Name: "play", Time: noon, ID: "2"}, store.Event{Person: "bo", Name: "play", Time: noon, ID: "2"}), "events: 3",
			add(store.Event{Person: "ana", Name: "play", Time: noon, ID: "1"}, store.Event{Person: "bo", Name: "play", Time: noon, ID: "1"}, store.Event{Person: "bo", Name: "pay", Time: noon, ID: "1"}),
			func(s *store.Store) error { return errors.Join(s.Delete("ana"), s.Delete("bo")) }},
		{"event names", store.Limits{Names: 1}, add(full("ana", "play")), add(full("ana", "pay")), "event names: 2", add(full("bo", "play")), nil},
		{"property names", store.Limits{Names: 1}, add(with(full("ana", "play"), "genre", "rock")), add(with(full("ana", "play"), "length", "x")), "property names: 2",
			add(with(full("bo", "play"), "genre", "pop")), nil},
		{"declared property names", store.Limits{Names: 1}, func(s *store.Store) error { return s.DeclareProperty("genre", value.Text) },
			func(s *store.Store) error { return s.DeclareProperty("length", value.Int) }, "property names: 2",
			func(s *store.Store) error { return s.DeclareProperty("genre", value.Int) }, nil},
		{"property names, declared and had", store.Limits{Names: 2}, func(s *store.Store) error {
			return errors.Join(s.DeclareProperty("genre", value.Text), second(s.Append(with(full("ana", "play"), "mood", "x"))))
		}, add(with(full("ana", "play"), "length", "x")), "property names: 3 with what comes, at most 2", add(with(full("ana", "play"), "genre", "rock")), nil},
		{"attribute names", store.Limits{Names: 1}, func(s *store.Store) error { return s.SetAttributes("ana", people.Attributes{"age": value.Of(3)}) },
			func(s *store.Store) error { return s.DeclareAttribute("city", people.Declaration{Kind: value.Text}) }, "attribute names: 2",
			func(s *store.Store) error { return s.DeclareAttribute("age", people.Declaration{Kind: value.Int}) }, nil},
		{"tags", store.Limits{Names: 1}, func(s *store.Store) error { return s.CreateTag("vip") }, func(s *store.Store) error { return s.CreateTag("staff") }, "tags: 2",
			func(s *store.Store) error { return second(s.TagPeople("vip", "ana")) }, func(s *store.Store) error { return s.DeleteTag("vip") }},
		{"notes", store.Limits{Names: 1}, func(s *store.Store) error { return s.PutNote(store.Note{Kind: store.NoteSegment, Name: "a"}, 0) },
			func(s *store.Store) error {
				return s.PutNote(store.Note{Kind: store.NoteFunnel, Name: "a"}, s.View().NotesRevision())
			}, "notes: 2",
			func(s *store.Store) error {
				return s.PutNote(store.Note{Kind: store.NoteSegment, Name: "a", Body: []byte("{}")}, s.View().NotesRevision())
			},
			func(s *store.Store) error { return s.RemoveNote(store.NoteSegment, "a", s.View().NotesRevision()) }},
		{"texts", store.Limits{Texts: 2}, add(with(full("ana", "play"), "genre", "rock")),
			add(with(full("ana", "play"), "genre", "pop"), with(full("ana", "pay"), "genre", "jazz")), `texts of property "genre": 3 with what comes, at most 2`,
			add(with(full("ana", "play"), "genre", "pop"), with(full("ana", "pay"), "genre", "pop"), with(full("ana", "pay"), "title", "jazz")), nil},
		{"lists of texts", store.Limits{Texts: 1}, add(with(full("ana", "play"), "genre", "rock")),
			add(store.Event{Person: "ana", Name: "play", Time: noon, Properties: []store.Property{store.Prop("genre", []string{"rock"})}}), "texts",
			add(store.Event{Person: "ana", Name: "play", Time: noon, Properties: []store.Property{store.Prop("genre", 7)}}), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := store.New(&store.Options{Limits: c.limits})
			require.NoError(t, err)
			require.NoError(t, c.there(s))
			before := s.View()
			err = c.over(s)
			require.ErrorIs(t, err, store.ErrFull)
			require.ErrorContains(t, err, c.says)
			require.Equal(t, before.Position(), s.View().Position(), "refused, but changed")
			require.Equal(t, before.People().Count(), s.View().People().Count())
			if c.fits != nil {
				require.NoError(t, c.fits(s))
				require.ErrorIs(t, c.over(s), store.ErrFull)
			}
			if c.room != nil {
				require.NoError(t, c.room(s))
				require.NoError(t, c.over(s))
			}
			require.NoError(t, s.Check(t.Context()))
		})
	}
}

func TestLimitsAreChecked(t *testing.T) {
	for says, l := range map[string]store.Limits{
		"Limits.People: -1 is negative": {People: -1}, "Limits.Events: -1 is negative": {Events: -1}, "Limits.Texts: -1 is negative": {Texts: -1},
		"Limits.Names: 65537, at most 65536": {Names: store.MaxNames + 1},
	} {
		_, err := store.New(&store.Options{Limits: l})
		require.ErrorIs(t, err, store.ErrInvalid)
		require.ErrorContains(t, err, says)
	}
}

// TestImportsEndAtAFullStore: the batch that does not fit is refused whole, and the import says up to where it came.
func TestImportsEndAtAFullStore(t *testing.T) {
	s, err := store.New(&store.Options{Limits: store.Limits{People: 3}})
	require.NoError(t, err)
	var events, persons strings.Builder
	for i := range 10 {
		fmt.Fprintf(&events, `{"person":"p%d","event":"play","time":"2026-05-03T10:00:00Z"}`+"\n", i)
		fmt.Fprintf(&persons, `{"id":"p%d"}`+"\n", i)
	}
	o := &store.ImportOptions{BatchSize: 2, OnBad: store.GoOn}
	got, err := s.ImportEvents(t.Context(), strings.NewReader(events.String()), o)
	require.ErrorIs(t, err, store.ErrFull)
	require.EqualValues(t, []int64{2, 2, 0}, []int64{got.Lines, got.Committed, got.Refused})
	got, err = s.ImportPeople(t.Context(), strings.NewReader(persons.String()), o)
	require.ErrorIs(t, err, store.ErrFull)
	require.EqualValues(t, []int64{2, 2, 0}, []int64{got.Lines, got.Committed, got.Refused})
	require.Equal(t, 2, s.View().People().Count())
}

// fullTwin says by counting whether a commit fits.
type fullTwin struct {
	limits store.Limits
	model  *naive
	names  map[string]bool // "event play", "property genre"
	texts  map[string]bool // by property
}

func (f *fullTwin) fits(events []store.Event) bool {
	after := f.model.clone()
	names, texts, most := map[string]bool{}, map[string]bool{}, map[string]int{}
	for k := range f.names {
		names[k] = true
	}
	for k := range f.texts {
		texts[k] = true
	}
	for _, e := range events {
		after.add(e)
		names["event "+e.Name] = true
		for _, p := range e.Properties {
			names["property "+p.Name] = true
			if _, _, text := p.Value.Raw(); p.Value.Kind() == value.Text || p.Value.Kind() == value.Texts {
				texts[p.Name+" "+text] = true
			}
		}
	}
	for k := range names {
		kind, _, _ := strings.Cut(k, " ")
		most[kind]++
	}
	for k := range texts {
		name, _, _ := strings.Cut(k, " ")
		most["texts "+name]++
	}
	count := int64(0)
	for _, p := range after.people {
		count += int64(len(p.events))
	}
	ok := len(after.people) <= f.limits.People && count <= f.limits.Events && most["event"] <= f.limits.Names && most["property"] <= f.limits.Names
	for _, name := range []string{"genre", "price"} {
		ok = ok && most["texts "+name] <= f.limits.Texts
	}
	if ok {
		f.model, f.names, f.texts = after, names, texts
	}
	return ok
}

// compact makes room of the texts that no event has any more.
func (f *fullTwin) compact() {
	f.texts = map[string]bool{}
	for _, person := range f.model.people {
		for _, e := range person.events {
			for _, p := range e.Properties {
				if _, _, text := p.Value.Raw(); p.Value.Kind() == value.Text || p.Value.Kind() == value.Texts {
					f.texts[p.Name+" "+text] = true
				}
			}
		}
	}
}

// TestFullStoreIsItsSlowTwin writes at the limits: what fits by counting goes in, what does not is refused and changes nothing.
func TestFullStoreIsItsSlowTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limits := store.Limits{People: rapid.IntRange(2, 7).Draw(t, "people"), Events: rapid.Int64Range(5, 30).Draw(t, "events"),
			Names: rapid.IntRange(2, 4).Draw(t, "names"), Texts: rapid.IntRange(3, 12).Draw(t, "texts")}
		loc := zone(t, "UTC")
		s, err := store.New(&store.Options{Limits: limits})
		require.NoError(t, err)
		twin := &fullTwin{limits: limits, model: newNaive(loc)}
		m := &machine{store: s}
		t.Repeat(map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				events := rapid.SliceOfN(rapid.Custom(randomEvent), 1, 8).Draw(t, "events")
				before := s.View().Position()
				if _, err := s.Append(events...); twin.fits(events) {
					require.NoError(t, err)
				} else {
					require.ErrorIs(t, err, store.ErrFull)
					require.Equal(t, before, s.View().Position())
				}
			},
			"delete": func(t *rapid.T) {
				m.model = twin.model
				m.delete(t)
				m.compact(t) // not some time later, in the background
				twin.compact()
			},
			"compact": func(t *rapid.T) { m.compact(t); twin.compact() },
			"": func(t *rapid.T) {
				heldView{view: s.View(), model: twin.model}.compare(t)
			},
		})
	})
}

func second[T any](_ T, err error) error { return err }
