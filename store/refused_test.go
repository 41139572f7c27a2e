package store_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// TestStatsCount: what a store has done and refused, by reason.
func TestStatsCount(t *testing.T) {
	disk := &memoryJournal{}
	s, err := store.New(&store.Options{Now: func() time.Time { return noon }, Limits: store.Limits{People: 3}, Journal: disk})
	require.NoError(t, err)
	play := func(person string, at time.Time) store.Event {
		return store.Event{Person: person, Name: "play", Time: at, ID: at.String()}
	}
	require.NoError(t, second(s.Append(play("ana", noon), play("bo", noon), play("bo", noon))))
	require.NoError(t, s.DeclareAttribute("age", people.Declaration{Kind: value.Int}))
	require.NoError(t, s.CreateTag("vip"))
	require.NoError(t, second(s.DropBefore(value.NewDate(2026, 5, 1))))
	require.NoError(t, s.Compact(t.Context()))
	st := s.Stats()
	require.Equal(t, []int64{2, 1, 4, 1}, []int64{st.Appended, st.Repeated, int64(st.Commits), st.Compactions})
	require.Zero(t, st.Refused)

	a, err := s.AppendEach(play("ana", noon.Add(1)), play("ana", noon.Add(-time.Hour)), play("", noon), play("ana", noon.Add(time.Hour)), play("ana", noon.AddDate(0, -1, 0)))
	require.Error(t, err)
	require.Equal(t, 3, a.Refused)
	for _, refused := range []error{
		second(s.Append(play("ana", noon.Add(2)), play("bo", noon.Add(time.Hour)), play("ana", noon.Add(time.Hour)))),
		second(s.TagPeople("vip", "cy", "di")),
		s.SetAttributes("ana", people.Attributes{"age": value.Of("old")}),
		s.Delete("zoe"), s.DeleteTag("staff"), s.RemoveNote(store.NoteSegment, "a", 0),
		s.RenameTag("vip", "vip"), s.Merge("ana", "ana"), s.PutNote(store.Note{Kind: store.NoteSegment, Name: "a"}, 7),
		s.CreateTag(""),
	} {
		require.Error(t, refused)
	}
	disk.fail = errors.New("no disk")
	require.ErrorIs(t, s.CreateTag("staff"), store.ErrJournal)
	require.Equal(t, store.Refused{Full: 1, Journal: 1, Future: 3, Dropped: 1, Kind: 1, Absent: 3, Conflict: 3, Invalid: 2}, s.Stats().Refused)
	require.EqualValues(t, 4, s.Stats().Appended)
	require.EqualValues(t, 5, s.Stats().Commits)
}

// TestEachChangeOfARefusedCommitIsCounted: by its own reason, and those that were in order are not.
func TestEachChangeOfARefusedCommitIsCounted(t *testing.T) {
	s, err := store.New(&store.Options{Now: func() time.Time { return noon }, Limits: store.Limits{People: 3}})
	require.NoError(t, err)
	require.NoError(t, s.DeclareAttribute("age", people.Declaration{Kind: value.Int}))
	before := s.View()

	var c store.Changes
	c.SetAttributes("ana", people.Attributes{"age": value.Of(30)})                                                                      // in order
	c.SetAttributes("bo", people.Attributes{"age": value.Of("old")})                                                                    // kind
	c.Append(store.Event{Person: "ana", Name: "play", Time: noon.Add(time.Hour)}, store.Event{Person: "ana", Name: "play", Time: noon}, // future, in order
		store.Event{Name: "play", Time: noon}, store.Event{Person: "ana", Name: "play", Time: noon.AddDate(1, 0, 0)}) // invalid, future
	c.Merge("ana", "ana")       // conflict
	c.TagPeople("", "ana")      // invalid
	c.TagPeople("staff", "ana") // in order
	_, err = s.Commit(&c)
	require.ErrorContains(t, err, "change 1: ")
	require.ErrorContains(t, err, "change 2: ")
	require.ErrorContains(t, err, "change 3: ")
	require.ErrorContains(t, err, "change 4: ")
	require.NotContains(t, err.Error(), "change 0: ")
	require.ErrorIs(t, err, value.ErrKind)
	require.ErrorIs(t, err, store.ErrFuture)
	require.ErrorIs(t, err, store.ErrSelfMerge)
	require.Equal(t, store.Refused{Kind: 1, Future: 2, Conflict: 1, Invalid: 2}, s.Stats().Refused)

	var full store.Changes
	full.TagPeople("staff", "a", "b", "c")
	full.SetAttributes("d", nil)
	_, err = s.Commit(&full)
	require.ErrorIs(t, err, store.ErrFull)
	require.Equal(t, store.Refused{Full: 1, Kind: 1, Future: 2, Conflict: 1, Invalid: 2}, s.Stats().Refused, "it is the commit that is too much")
	require.Equal(t, before.Position(), s.View().Position())
	require.NoError(t, s.Check(t.Context()))
}

// TestALineThatIsRefusedIsCountedOnce: the batch goes in as one first, and then line by line.
func TestALineThatIsRefusedIsCountedOnce(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	done, err := s.ImportPeople(t.Context(), strings.NewReader(`{"id":"ana","attributes":{"age":30}}
{"id":"bo","attributes":{"age":31}}`), nil)
	require.NoError(t, err)
	require.EqualValues(t, 2, done.Committed)
	opened := false
	in := io.MultiReader(strings.NewReader(`{"id":"cy","attributes":{"age":30}}
{"id":"di","attributes":{"age":1.5}}
`), readerFunc(func([]byte) (int, error) {
		if !opened { // the type comes between the reading and the commit
			opened = true
			require.NoError(t, s.DeclareAttribute("age", people.Declaration{Kind: value.Int}))
		}
		return 0, io.EOF
	}))
	done, err = s.ImportPeople(t.Context(), in, &store.ImportOptions{OnBad: store.GoOn})
	require.NoError(t, err)
	require.EqualValues(t, 1, done.Committed)
	require.Equal(t, store.Refused{Kind: 1}, s.Stats().Refused)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

// TestSealsAreCounted: each full head is sealed once, by whomever.
func TestSealsAreCounted(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	batch := make([]store.Event, 4096)
	for i := range 20 {
		for j := range batch {
			batch[j] = store.Event{Person: fmt.Sprint("p", j%100), Name: "play", Time: noon.Add(time.Duration(i*j) * time.Second)}
		}
		require.NoError(t, second(s.Append(batch...)))
	}
	require.Eventually(t, func() bool { return s.Stats().Sealed == 20 }, 10*time.Second, time.Millisecond)
}
