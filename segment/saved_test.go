package segment_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func empty(t *testing.T) *store.Store {
	s, err := store.New(nil)
	require.NoError(t, err)
	return s
}

func uses(name string, used ...string) segment.Segment {
	all := segment.All{}
	for _, u := range used {
		all = append(all, segment.Saved(u))
	}
	return segment.Segment{Name: name, Where: all}
}

func TestSave(t *testing.T) {
	s := empty(t)
	fans := segment.Segment{Name: "Fans", Where: segment.Tag("fan")}
	require.NoError(t, segment.Save(s, fans))
	before := s.View()
	best := segment.Segment{Name: "Best", Where: segment.All{segment.Saved("Fans"), segment.Not{Of: segment.Saved("Fans")}}}
	require.NoError(t, segment.Save(s, best))

	loaded, err := segment.Load(s.View(), "Best")
	require.NoError(t, err)
	require.Equal(t, best, loaded, "as saved, not written out")
	note, ok := s.View().Note(store.NoteSegment, "Best")
	require.True(t, ok)
	require.Equal(t, []string{"Fans"}, note.Uses)

	_, err = segment.Load(before, "Best")
	require.ErrorIs(t, err, segment.ErrNoSegment, "a view keeps its own")

	fans.Where = segment.Tag("listener")
	require.NoError(t, segment.Save(s, fans), "again, in its place")
	whole, err := segment.Expand(s.View(), best)
	require.NoError(t, err)
	require.Equal(t, segment.Segment{Name: "Best", Where: segment.All{segment.Tag("listener"), segment.Not{Of: segment.Tag("listener")}}}, whole)
	require.Equal(t, segment.Saved("Fans"), best.Where.(segment.All)[0], "what is expanded is not changed")

	list, err := segment.List(s.View())
	require.NoError(t, err)
	require.Equal(t, []segment.Segment{best, fans}, list)

	require.NoError(t, segment.Save(s, segment.Segment{Name: "Everyone"}))
	whole, err = segment.Expand(s.View(), segment.Segment{Where: segment.Saved("Everyone")})
	require.NoError(t, err)
	require.Equal(t, "everyone", whole.String())
}

func TestSaveRefuses(t *testing.T) {
	s := empty(t)
	require.NoError(t, s.DeclareAttribute("age", people.Declaration{Kind: value.Int}))
	require.NoError(t, segment.Save(s, uses("a")))
	require.NoError(t, segment.Save(s, uses("b", "a")))
	require.NoError(t, segment.Save(s, uses("c", "b", "a")))
	revision := s.View().NotesRevision()
	for name, c := range map[string]struct {
		seg  segment.Segment
		is   error
		says string
	}{
		"no name":             {segment.Segment{}, segment.ErrInvalid, "name"},
		"invalid":             {segment.Segment{Name: "x", Where: segment.Tag("")}, segment.ErrInvalid, "where.tag"},
		"a name not there":    {uses("x", "y"), segment.ErrNoSegment, `"y"`},
		"itself, not there":   {uses("x", "x"), segment.ErrCycle, "x > x"},
		"itself":              {uses("a", "a"), segment.ErrCycle, "a > a"},
		"a cycle of two":      {uses("a", "b"), segment.ErrCycle, "a > b > a"},
		"a cycle of three":    {uses("a", "c"), segment.ErrCycle, "a > c > b > a"},
		"a declared type":     {segment.Segment{Name: "x", Where: segment.Attr("age", value.Contains("1"))}, value.ErrKind, "age"},
		"too large for users": {segment.Segment{Name: "a", Where: make450()}, segment.ErrTooLarge, `saved segment "c"`},
	} {
		t.Run(name, func(t *testing.T) {
			err := segment.Save(s, c.seg)
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
			require.Equal(t, revision, s.View().NotesRevision(), "nothing is changed")
		})
	}
}

// make450 fits alone and once more, but not twice in one segment.
func make450() segment.Predicate {
	all := make(segment.All, 450)
	for i := range all {
		all[i] = segment.Tag("x")
	}
	return all
}

// Saved segments that each use the one before twice stand for 2^30 predicates: the limit is found without writing them out.
func TestExpandIsBounded(t *testing.T) {
	s := empty(t)
	require.NoError(t, segment.Save(s, segment.Segment{Name: "s0", Where: segment.Tag("x")}))
	var failed error
	for i := 1; i <= 30 && failed == nil; i++ {
		used := fmt.Sprint("s", i-1)
		failed = segment.Save(s, uses(fmt.Sprint("s", i), used, used))
	}
	require.ErrorIs(t, failed, segment.ErrTooLarge)

	// The same by notes that no Save has checked.
	s = empty(t)
	for i := range 31 {
		used := fmt.Sprint("s", i+1)
		body, err := uses(fmt.Sprint("s", i), used, used).MarshalJSON()
		require.NoError(t, err)
		require.NoError(t, s.PutNote(store.Note{Kind: store.NoteSegment, Name: fmt.Sprint("s", i), Body: body}, s.View().NotesRevision()))
	}
	body, err := uses("s31").MarshalJSON()
	require.NoError(t, err)
	require.NoError(t, s.PutNote(store.Note{Kind: store.NoteSegment, Name: "s31", Body: body}, s.View().NotesRevision()))
	_, err = segment.Expand(s.View(), segment.Segment{Where: segment.Saved("s0")})
	require.ErrorIs(t, err, segment.ErrTooLarge)
}

func TestNotesThatAreNoSegments(t *testing.T) {
	s := empty(t)
	require.NoError(t, s.PutNote(store.Note{Kind: store.NoteSegment, Name: "bad", Body: []byte(`{"where":null}`)}, s.View().NotesRevision()))
	_, err := segment.Load(s.View(), "bad")
	require.ErrorContains(t, err, `saved "bad"`)
	_, err = segment.List(s.View())
	require.ErrorContains(t, err, `saved "bad"`)
	_, err = segment.People(context.Background(), s.View(), segment.Segment{Where: segment.Saved("bad")})
	require.Error(t, err)
	require.NoError(t, segment.Save(s, uses("good")), "others can be saved all the same")
	require.NoError(t, segment.Remove(s, "bad"))
}

func TestRemove(t *testing.T) {
	s := empty(t)
	require.NoError(t, segment.Save(s, uses("a")))
	require.NoError(t, segment.Save(s, uses("b", "a")))
	require.NoError(t, s.PutNote(store.Note{Kind: store.NoteFunnel, Name: "Signup", Body: []byte(`{}`), Uses: []string{"a"}}, s.View().NotesRevision()))
	err := segment.Remove(s, "a")
	require.ErrorIs(t, err, segment.ErrInUse)
	require.ErrorContains(t, err, `segment "b"`)
	require.ErrorContains(t, err, `funnel "Signup"`)
	require.NoError(t, segment.Remove(s, "b"))
	require.ErrorIs(t, segment.Remove(s, "a"), segment.ErrInUse, "still by the funnel")
	require.NoError(t, s.RemoveNote(store.NoteFunnel, "Signup", s.View().NotesRevision()))
	require.NoError(t, segment.Remove(s, "a"))
	require.ErrorIs(t, segment.Remove(s, "a"), segment.ErrNoSegment)
}

// race runs two changes of a store at once, and gives their errors.
func race(one, two func() error) (errOne, errTwo error) {
	var wait sync.WaitGroup
	start := make(chan struct{})
	wait.Go(func() { <-start; errOne = one() })
	wait.Go(func() { <-start; errTwo = two() })
	close(start)
	wait.Wait()
	return errOne, errTwo
}

// Two writers save a that uses b and b that uses a at the same time, over and over: one of them always finds the cycle, and never is there one.
func TestRacingSaves(t *testing.T) {
	s := crowded(t)
	for range 150 {
		require.NoError(t, segment.Save(s, uses("a")))
		require.NoError(t, segment.Save(s, uses("b")))
		errA, errB := race(
			func() error { return segment.Save(s, uses("a", "b")) },
			func() error { return segment.Save(s, uses("b", "a")) },
		)
		failed := errors.Join(errA, errB)
		require.ErrorIs(t, failed, segment.ErrCycle)
		require.True(t, errA == nil || errB == nil, "one is saved: %v", failed)
		for _, name := range []string{"a", "b"} {
			_, err := segment.Expand(s.View(), segment.Segment{Where: segment.Saved(name)})
			require.NoError(t, err)
		}
	}
}

// One removes what another begins to use: one of them finds out.
func TestRacingRemove(t *testing.T) {
	s := crowded(t)
	for range 150 {
		require.NoError(t, segment.Save(s, uses("a")))
		require.NoError(t, segment.Save(s, uses("b")))
		removed, saved := race(
			func() error { return segment.Remove(s, "b") },
			func() error { return segment.Save(s, uses("a", "b")) },
		)
		if removed == nil {
			require.ErrorIs(t, saved, segment.ErrNoSegment)
		} else {
			require.ErrorIs(t, removed, segment.ErrInUse)
			require.NoError(t, saved)
		}
		_, err := segment.Expand(s.View(), segment.Segment{Where: segment.Saved("a")})
		require.NoError(t, err)
	}
}

// crowded is a store with other saved segments: they make a check last, so that others come between it and the write.
func crowded(t *testing.T) *store.Store {
	s := empty(t)
	for i := range 100 {
		require.NoError(t, segment.Save(s, uses(fmt.Sprint("other", i))))
	}
	return s
}

func TestUses(t *testing.T) {
	require.Empty(t, segment.Uses())
	require.Empty(t, segment.Uses(segment.Segment{}))
	require.Equal(t, []string{"a", "b", "c"}, segment.Uses(
		uses("x", "c", "a"), segment.Segment{Where: segment.Not{Of: segment.Any{segment.Saved("b"), segment.Saved("a"), segment.Tag("t")}}},
	))
}

func ExampleSave() {
	s := exampleStore()
	fans := segment.Segment{Name: "Fans", Where: segment.Did{Event: store.On("Song Played"), Count: value.AtLeast(2)}}
	fmt.Println(segment.Save(s, fans))
	fmt.Println(segment.Save(s, segment.Segment{Name: "Croatian fans", Where: segment.All{segment.Saved("Fans"), segment.Attr("country", value.Is("HR"))}}))

	set, err := segment.People(context.Background(), s.View(), segment.Segment{Where: segment.Saved("Croatian fans")})
	fmt.Println(slices.Collect(set.IDs()), err)

	fans.Where = segment.Saved("Croatian fans")
	fmt.Println(segment.Save(s, fans))
	// Output:
	// <nil>
	// <nil>
	// [ana] <nil>
	// segment "Fans": where.segment: saved segments use each other in a cycle: Fans > Croatian fans > Fans
}

func ExampleLoad() {
	s := exampleStore()
	if err := segment.Save(s, segment.Segment{Name: "Croats", Where: segment.Attr("country", value.Is("HR"))}); err != nil {
		fmt.Println(err)
	}
	croats, err := segment.Load(s.View(), "Croats")
	fmt.Println(croats, err)
	_, err = segment.Load(s.View(), "Fans")
	fmt.Println(err)
	// Output:
	// country is HR <nil>
	// segment: no saved segment of that name: "Fans"
}

func ExampleList() {
	s := exampleStore()
	for _, name := range []string{"Fans", "Croats"} {
		if err := segment.Save(s, segment.Segment{Name: name, Where: segment.Tag(name)}); err != nil {
			fmt.Println(err)
		}
	}
	list, err := segment.List(s.View())
	for _, one := range list {
		fmt.Printf("%s: %v\n", one.Name, one)
	}
	fmt.Println(err)
	// Output:
	// Croats: has tag Croats
	// Fans: has tag Fans
	// <nil>
}

func ExampleRemove() {
	s := exampleStore()
	err := segment.Save(s, segment.Segment{Name: "Fans", Where: segment.Tag("fan")})
	if err == nil {
		err = segment.Save(s, segment.Segment{Name: "Best", Where: segment.Saved("Fans")})
	}
	fmt.Println(err)
	fmt.Println(segment.Remove(s, "Fans"))
	fmt.Println(segment.Remove(s, "Best"), segment.Remove(s, "Fans"))
	// Output:
	// <nil>
	// segment: saved segment is in use: "Fans" by segment "Best"
	// <nil> <nil>
}

func ExampleExpand() {
	s := exampleStore()
	if err := segment.Save(s, segment.Segment{Name: "Fans", Where: segment.Tag("fan")}); err != nil {
		fmt.Println(err)
	}
	best := segment.Segment{Name: "Best", Where: segment.All{segment.Saved("Fans"), segment.Attr("country", value.Is("HR"))}}
	fmt.Println(best)
	whole, err := segment.Expand(s.View(), best)
	fmt.Println(whole, err)
	// Output:
	// is in segment Fans and country is HR
	// has tag fan and country is HR <nil>
}

func ExampleUses() {
	fmt.Println(segment.Uses(segment.Segment{Where: segment.Any{segment.Saved("Fans"), segment.Not{Of: segment.Saved("Best")}}}))
	// Output: [Best Fans]
}
