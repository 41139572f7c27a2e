package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
)

// A shard in which nothing has changed keeps its view, and that the dictionaries of its time: it has to be let go when they are made anew.
func TestNoShardHoldsOnToOldTexts(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	ids := make([]string, people.ShardSize)
	for i := range ids {
		ids[i] = fmt.Sprint("idle ", i)
	}
	play := func(person, song string) {
		_, err := s.Append(Event{Person: person, Name: "play", Time: time.Unix(0, 0), Properties: []Property{Prop("song", song)}})
		require.NoError(t, err)
	}
	play("ana", "Dancing Queen")
	_, err = s.TagPeople("idle", ids...)
	require.NoError(t, err)
	play("eve", "a song of hers alone")
	require.Len(t, s.View().state.shards, 2)
	require.NoError(t, s.Delete("eve"))
	s.View()
	require.NoError(t, s.Forget(context.Background()))
	s.View()
	texts := s.now.names.properties[0].texts
	require.Equal(t, 1, texts.count())
	for _, sh := range s.now.shards {
		require.Same(t, texts, sh.view.names.properties[0].texts)
	}
	require.NoError(t, s.Check(context.Background()))
}
