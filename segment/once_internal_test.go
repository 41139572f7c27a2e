package segment

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// What stands in a query twice is one node, and so is evaluated once: within a segment, in several, and by way of saved segments.
func TestWhatStandsTwiceIsEvaluatedOnce(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	_, err = s.Append(store.Event{Person: "ana", Name: "Paid", Time: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	paid := Did{Event: store.On("Paid", store.If("plan", value.Is("family"))), Count: value.AtLeast(2)}
	croats := Attr("country", value.Is("HR"))
	require.NoError(t, Save(s, Segment{Name: "buyers", Where: All{croats, paid}}))
	require.NoError(t, Save(s, Segment{Name: "others", Where: Not{Of: Saved("buyers")}}))

	v := s.View()
	q := query{view: v, frame: v.Frame(), known: map[string]int{}}
	for _, p := range []Predicate{
		Saved("buyers"), All{croats, paid}, Any{paid, Saved("others")}, All{Saved("buyers"), Tag("x")}, paid, Not{Of: croats},
	} {
		whole, err := Expand(v, Segment{Name: "one", Where: p})
		require.NoError(t, err)
		_, err = q.add(whole.Where)
		require.NoError(t, err)
	}
	dids, attributes := 0, 0
	for _, n := range q.nodes {
		switch n.predicate.(type) {
		case Did:
			dids++
		case Attribute:
			attributes++
		}
	}
	require.Equal(t, 1, dids)
	require.Equal(t, 1, attributes)

	// And a node is not found again once it has its set.
	require.NoError(t, q.behaviour(context.Background(), nil))
	for i := range q.nodes {
		before := q.nodes[i].done
		set, err := q.set(context.Background(), i)
		require.NoError(t, err)
		if _, did := q.nodes[i].predicate.(Did); did {
			require.True(t, before)
		}
		q.nodes[i].predicate = nil // it would be everyone, if it were asked again
		again, err := q.set(context.Background(), i)
		require.NoError(t, err)
		require.True(t, set.Equal(again))
		require.True(t, q.nodes[i].done)
	}
}
