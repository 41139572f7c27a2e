package metrics_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func TestSavedQuery(t *testing.T) {
	s := small(t, nil)
	q := songs()
	q.Segments = []segment.Segment{{Where: segment.Saved("Croatia")}}

	require.ErrorIs(t, metrics.Save(s, "adoption", q), segment.ErrNoSegment)
	require.NoError(t, segment.Save(s, croatia))
	require.NoError(t, metrics.Save(s, "adoption", q))
	old := s.View()

	got, err := metrics.Load(s.View(), "adoption")
	require.NoError(t, err)
	require.Equal(t, q, got)
	require.ErrorIs(t, segment.Remove(s, "Croatia"), segment.ErrInUse)

	q.Every = nil
	require.NoError(t, metrics.Save(s, "adoption", q), "in place of the one before")
	got, err = metrics.Load(s.View(), "adoption")
	require.NoError(t, err)
	require.Equal(t, q, got)

	require.NoError(t, metrics.Remove(s, "adoption"))
	require.ErrorIs(t, metrics.Remove(s, "adoption"), metrics.ErrNoQuery)
	_, err = metrics.Load(s.View(), "adoption")
	require.ErrorIs(t, err, metrics.ErrNoQuery)
	require.ErrorContains(t, err, `"adoption"`)
	require.NoError(t, segment.Remove(s, "Croatia"))
	_, err = metrics.Load(old, "adoption")
	require.NoError(t, err, "the older view still has it")
	require.NoError(t, s.Check(t.Context()))
}

func TestSaveRefuses(t *testing.T) {
	s := small(t, nil)
	require.NoError(t, s.DeclareAttribute("country", people.Declaration{Kind: value.Text}))
	require.NoError(t, s.DeclareProperty("seconds", value.Int))
	before := s.View().Position()
	for _, c := range []struct {
		name  string
		as    string
		spoil func(*metrics.Query)
		is    error
		text  string
	}{
		{"no name", "", nil, metrics.ErrQuery, "name"},
		{"a query that cannot be", "q", func(q *metrics.Query) { q.Metric = "mean" }, metrics.ErrQuery, `metric: "mean"`},
		{"a segment that does not suit", "q", func(q *metrics.Query) {
			q.Segments = []segment.Segment{{Where: segment.Attr("country", value.Is(3))}}
		}, value.ErrKind, "segments[0]"},
		{"an event that does not suit", "q", func(q *metrics.Query) {
			q.Events = []store.Selector{store.On("Song Played", store.If("seconds", value.Is("long")))}
		}, value.ErrKind, "events[0]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := songs()
			if c.spoil != nil {
				c.spoil(&q)
			}
			err := metrics.Save(s, c.as, q)
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.text)
		})
	}
	require.Equal(t, before, s.View().Position(), "nothing is changed")
}

func TestRacingSavesAllGetThrough(t *testing.T) {
	s := small(t, nil)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			q := songs()
			q.Location = []string{"UTC", "Europe/Zagreb"}[i%2]
			require.NoError(t, metrics.Save(s, string(rune('a'+i)), q))
		})
	}
	wg.Wait()
	require.Len(t, s.View().Notes(), 8)
}
