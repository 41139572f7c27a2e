package store

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
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

// A compaction takes the rows of the dead out of a shard bit by bit, without the lock: whoever takes a view meanwhile gets the living, all of them and nobody else, by every path.
func TestViewsTakenDuringACompactionAreWithoutTheDead(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	add := func(from, to int) {
		var batch []Event
		for i := from; i < to; i++ {
			batch = append(batch, Event{Person: fmt.Sprint("p", i%500), Name: []string{"play", "skip"}[i/500%2], Time: time.Unix(int64(i%13)*1_000_000, 0), Properties: []Property{Prop("genre", fmt.Sprint(i%7))}})
		}
		_, err := s.Append(batch...)
		require.NoError(t, err)
	}
	var done atomic.Bool
	var wait sync.WaitGroup
	wait.Go(func() {
		for i := 0; !done.Load(); i++ {
			forget := s.Forget
			if i%2 == 0 {
				forget = s.Compact
			}
			if err := forget(context.Background()); err != nil {
				t.Error(err)
			}
		}
	})
	var views atomic.Int64
	for range 2 {
		wait.Go(func() {
			for ; !done.Load(); views.Add(1) {
				v := s.View()
				if n := eventsByEveryPath(t, v); n != [5]int64{v.Len(), v.Len(), v.Len(), v.Len(), v.Len()} {
					t.Errorf("%d by the paths, of %d events", n, v.Len())
					done.Store(true)
				}
			}
		})
	}
	at := 0
	for i := 0; (i < 4000 || views.Load() < 100) && !done.Load(); i++ {
		switch person := fmt.Sprint("p", i*7%500); i % 4 {
		case 0:
			_ = s.Delete(person) // or it is gone already
		case 1:
			require.NoError(t, s.Merge(person+" as a guest", person))
			_ = s.Redact(fmt.Sprint("p", i*11%500))
		default:
			add(at, at+20)
			at += 20
		}
	}
	done.Store(true)
	wait.Wait()
	require.NoError(t, s.Check(context.Background()))
}

// eventsByEveryPath counts all events: by person, by day, in totals, in totals by a text, and as the catalogue does.
func eventsByEveryPath(t *testing.T, v *View) (n [5]int64) {
	var sums [5]atomic.Int64
	check := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	ctx, q := context.Background(), Scan{Selectors: []Selector{OnAny([]string{"play", "skip"})}, Span: AllTime(), Workers: 1}
	check(v.Scan(ctx, q, func(b *Batch) error { sums[0].Add(int64(len(b.Low))); return nil }))
	check(v.ScanDays(ctx, q, func(b *DayBatch) error { sums[1].Add(int64(len(b.Low))); return nil }))
	for i, property := range []string{"", "genre"} {
		q.Totals, q.Property = true, property
		check(v.ScanDays(ctx, q, func(b *DayBatch) error {
			for _, n := range b.Totals {
				sums[2+i].Add(n)
			}
			return nil
		}))
	}
	events, err := v.Events(ctx)
	check(err)
	for _, e := range events {
		sums[4].Add(e.Events)
	}
	for i := range sums {
		n[i] = sums[i].Load()
	}
	return n
}
