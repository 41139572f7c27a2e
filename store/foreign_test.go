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
