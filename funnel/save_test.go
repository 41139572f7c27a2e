package funnel_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func emptyStore(t *testing.T) *store.Store {
	s, err := store.New(nil)
	require.NoError(t, err)
	return s
}

func TestSaveLoadRemove(t *testing.T) {
	s := emptyStore(t)
	require.NoError(t, segment.Save(s, segment.Segment{Name: "fans", Where: segment.Tag("fan")}))
	q := onboarding()
	q.Segments = []segment.Segment{{Name: "our fans", Where: segment.Saved("fans")}}

	require.NoError(t, funnel.Save(s, "onboarding", q))
	before := s.View()
	got, err := funnel.Load(before, "onboarding")
	require.NoError(t, err)
	require.Equal(t, q, got)
	require.ErrorIs(t, segment.Remove(s, "fans"), segment.ErrInUse)

	// A report of it keeps the name, and writes the segment out beside it.
	r, err := funnel.Compute(context.Background(), before, got, nil)
	require.NoError(t, err)
	require.Equal(t, q.Segments, r.Query.Segments)
	require.Contains(t, string(r.Header.Audiences[0].Definition), `"fan"`)

	q.Window = time.Hour
	require.NoError(t, funnel.Save(s, "onboarding", q), "in place of the one before")
	got, err = funnel.Load(s.View(), "onboarding")
	require.NoError(t, err)
	require.Equal(t, time.Hour, got.Window)

	require.NoError(t, funnel.Remove(s, "onboarding"))
	_, err = funnel.Load(s.View(), "onboarding")
	require.ErrorIs(t, err, funnel.ErrNoQuery)
	require.ErrorIs(t, funnel.Remove(s, "onboarding"), funnel.ErrNoQuery)
	_, err = funnel.Load(before, "onboarding")
	require.NoError(t, err, "a view does not change")
	require.NoError(t, segment.Remove(s, "fans"))
}

func TestSaveRefuses(t *testing.T) {
	s := emptyStore(t)
	require.NoError(t, s.SetAttributes("ana", people.Attributes{"country": value.Of("HR")}))
	require.NoError(t, s.DeclareProperty("full", value.Bool))
	long := onboarding() // 20 steps of 60 names: each is fine, together they are too many
	for range 20 {
		var names []string
		for i := range 60 {
			names = append(names, fmt.Sprint("e", i))
		}
		long.Steps = append(long.Steps, store.OnAny(names))
	}
	for _, c := range []struct {
		name, as string
		change   func(*funnel.Query)
		err      error
		want     string
	}{
		{"no name", "", func(*funnel.Query) {}, funnel.ErrQuery, "funnel: name: a saved query needs one"},
		{"a bad window", "x", func(q *funnel.Query) { q.Window = 0 }, funnel.ErrQuery, "window"},
		{"a saved segment that is not there", "x", func(q *funnel.Query) {
			q.Segments = []segment.Segment{{Where: segment.Saved("fans")}}
		}, segment.ErrNoSegment, `"fans"`},
		{"a condition on another type than declared", "x", func(q *funnel.Query) {
			q.Steps[1].Where = store.If("full", value.Is("yes"))
		}, value.ErrKind, "steps[1].where"},
		{"more parts than can be read back", "x", func(q *funnel.Query) { *q = long }, funnel.ErrQuery, "too many values"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := onboarding()
			c.change(&q)
			err := funnel.Save(s, c.as, q)
			require.ErrorIs(t, err, c.err)
			require.ErrorContains(t, err, c.want)
			require.Empty(t, s.View().Notes())
		})
	}
}

func TestComputeRefusesConditionsOfAnotherType(t *testing.T) {
	s := emptyStore(t)
	require.NoError(t, s.DeclareProperty("full", value.Bool))
	q := onboarding()
	q.Steps[1].Where = store.If("full", value.Is("yes"))
	_, err := funnel.Compute(context.Background(), s.View(), q, nil)
	require.ErrorIs(t, err, value.ErrKind)
	require.ErrorIs(t, err, funnel.ErrQuery)
	require.ErrorContains(t, err, "funnel: steps[1].where")

	q = onboarding()
	q.Segments = []segment.Segment{{Name: "fans", Where: segment.Saved("fans")}}
	_, err = funnel.Compute(context.Background(), s.View(), q, nil)
	require.ErrorIs(t, err, segment.ErrNoSegment)
}

func TestSaveFromManyAtOnce(t *testing.T) {
	s := emptyStore(t)
	var wait sync.WaitGroup
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	errs := make([]error, len(names))
	for i, name := range names {
		wait.Go(func() { errs[i] = funnel.Save(s, name, onboarding()) })
	}
	wait.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Len(t, s.View().Notes(), len(names))
}
