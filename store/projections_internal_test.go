package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A column that is dropped after a reader has made it, and before the reader has had it counted, takes nothing of the budget.
func TestAColumnDroppedBeforeItIsCountedIsNotCounted(t *testing.T) {
	s, err := New(&Options{Projections: 1 << 20})
	require.NoError(t, err)
	_, err = s.Append(Event{Person: "ana", Name: "play", Time: time.Unix(0, 0), Properties: []Property{Prop("genre", "rock")}})
	require.NoError(t, err)
	require.NoError(t, s.Compact(t.Context()))
	r := s.now.shards[0].runs[0]
	c, bytes := r.findColumn(0, s.calendar)
	require.Positive(t, bytes)
	s.DropProjections()
	r.use(&c.projection, bytes)
	require.NotNil(t, c.property(r, 0), "who reads a column keeps it")
	require.Zero(t, s.now.budget.bytes)
	require.NotNil(t, r.column(0, s.calendar), "made anew")
	require.Equal(t, s.Stats().Bytes.Columns, s.now.budget.bytes)
}

// A run that has none of an event is not walked for it: a question about a rare event would pay for all rows, each time anew.
func TestARunIsNotWalkedForAnEventThatItLacks(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	_, err = s.Append(Event{Person: "ana", Name: "play", Time: time.Unix(0, 0)}, Event{Person: "eve", Name: "rare", Time: time.Unix(0, 0)})
	require.NoError(t, err)
	require.NoError(t, s.Delete("eve"))
	require.NoError(t, s.Compact(t.Context()))
	r := s.now.shards[0].runs[0]
	require.Zero(t, testing.AllocsPerRun(10, func() {
		if r.column(1, s.calendar) != nil {
			t.Error("a column without rows")
		}
	}))
	require.NotNil(t, r.column(0, s.calendar))
	require.NotNil(t, r.column(everyEvent, s.calendar))
}
