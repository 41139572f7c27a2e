package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// TestASetOfAnotherStoreIsRefused: its numbers would mean other people.
func TestASetOfAnotherStoreIsRefused(t *testing.T) {
	ours, theirs := musicStore(), musicStore()
	foreign := theirs.View().People().Everyone()
	_, err := ours.Tag("all", foreign)
	require.ErrorIs(t, err, store.ErrInvalid)
	require.ErrorContains(t, err, "set: of another store")
	require.NoError(t, ours.CreateTag("some"))
	_, err = ours.Untag("some", foreign)
	require.ErrorIs(t, err, store.ErrInvalid)
	v := ours.View()
	err = v.Scan(context.Background(), store.Scan{Selectors: []store.Selector{store.OnEvery()}, Span: store.AllTime(), Among: &foreign}, nil)
	require.ErrorIs(t, err, store.ErrInvalid)
	require.Zero(t, v.People().Everyone().AndLen(foreign))
	require.True(t, v.People().Everyone().And(foreign).IsEmpty())
	_, _, deleted := v.People().Carry(foreign)
	require.Equal(t, foreign.Len(), deleted)
	_, err = ours.Tag("none", people.Set{})
	require.NoError(t, err)
}

// TestAmongASetOfAnOlderView: whoever was merged since is followed, whoever was deleted is left out.
func TestAmongASetOfAnOlderView(t *testing.T) {
	s := musicStore()
	old := s.View()
	cy, _ := old.People().Find("cy")
	bo, _ := old.People().Find("bo")
	among := old.People().Gather([]people.Number{cy, bo})
	require.NoError(t, s.Merge("cy", "ana"))
	require.NoError(t, s.Delete("bo"))
	v := s.View()
	ana, _ := v.People().Find("ana")
	require.Len(t, v.Log(ana), 3)
	q := store.Scan{Selectors: []store.Selector{store.OnEvery()}, Span: store.AllTime(), Among: &among, Workers: 1}
	rows, days := 0, 0
	require.NoError(t, v.Scan(context.Background(), q, func(b *store.Batch) error {
		for i := range b.Low {
			require.Equal(t, ana, b.Person(i))
			rows++
		}
		return nil
	}))
	require.NoError(t, v.ScanDays(context.Background(), q, func(b *store.DayBatch) error {
		for i, low := range b.Low {
			require.Equal(t, uint16(ana), low)
			days += int(b.Counts[i])
		}
		return nil
	}))
	require.Equal(t, []int{3, 3}, []int{rows, days})
}

// TestIdentifyIsOneChange: a visitor signs in, all or nothing.
func TestIdentifyIsOneChange(t *testing.T) {
	s := musicStore()
	var c store.Changes
	c.Merge("cy", "ana")
	c.SetAttributes("ana", people.Attributes{"country": value.Of("HR")})
	_, err := s.Commit(&c)
	require.NoError(t, err)
	v := s.View()
	n, ok := v.People().Find("cy")
	require.True(t, ok)
	require.Equal(t, people.Attributes{"country": value.Of("HR")}, v.People().Attributes(n))
	require.Len(t, v.Log(n), 3)

	c = store.Changes{}
	c.SetAttributes("bo", people.Attributes{"country": value.Of("SI")})
	c.Merge("bo", "bo")
	_, err = s.Commit(&c)
	require.ErrorIs(t, err, store.ErrSelfMerge)
	bo, _ := s.View().People().Find("bo")
	require.Empty(t, s.View().People().Attributes(bo))
}
