package store

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
)

// plays adds events of people who are named by a prefix and a number, of two names and seven genres, a minute apart.
func plays(t *testing.T, s *Store, prefix string, from, to, of int, since time.Time) {
	var batch []Event
	for i := from; i < to; i++ {
		batch = append(batch, Event{Person: fmt.Sprint(prefix, i%of), Name: []string{"play", "skip"}[i%2], Time: since.Add(time.Duration(i) * time.Minute), Properties: []Property{Prop("genre", fmt.Sprint(i%7))}})
	}
	_, err := s.Append(batch...)
	require.NoError(t, err)
}

// sealed waits until no sealer is at work.
func sealed(s *Store) {
	for {
		s.mu.Lock()
		busy := s.now.sealing
		s.mu.Unlock()
		if !busy {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// sameByEveryPath checks the store, and that every way to count finds all events of the living and no other.
func sameByEveryPath(t *testing.T, s *Store) *View {
	require.NoError(t, s.Check(t.Context()))
	v := s.View()
	require.Equal(t, [5]int64{v.Len(), v.Len(), v.Len(), v.Len(), v.Len()}, eventsByEveryPath(t, v))
	return v
}

// Runs without rows of the dead are read as if nobody had ever died: without a mask, and by the totals that they keep.
func TestOnlyRunsOfTheDeadAskWhoIsAlive(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	old, late := time.Unix(0, 0), time.Unix(0, 0).AddDate(0, 6, 0)
	plays(t, s, "user ", 0, headRows, 300, old)
	sealed(s)
	plays(t, s, "user ", 0, headRows-100, 300, late)
	plays(t, s, "guest ", 0, 100, 20, late)
	sealed(s)
	plays(t, s, "user ", 0, 50, 300, late.AddDate(0, 1, 0))
	for i := range 10 {
		require.NoError(t, s.Merge(fmt.Sprint("guest ", i), fmt.Sprint("user ", i)))
	}
	v := sameByEveryPath(t, s)
	q := Scan{Selectors: []Selector{On("play")}, Span: AllTime(), Property: "genre", Totals: true}
	q.wanted = v.wanted(nil)
	d := newDayScanner(v, &q, 0, nil)
	require.True(t, d.want(q.wanted.of(v.state.shards[0], 0, 0, people.ShardSize), 0))
	d.open(v.state.shards[0].runs(), 0)
	buried, others := 0, 0
	for _, p := range d.walk.pieces {
		d.look(p.run)
		if _, guest := p.run.person(uint16(300)); guest { // the first of those that came after 300 users
			require.Nil(t, p.totals)
			require.NotNil(t, d.mask)
			buried++
		} else {
			require.NotNil(t, p.totals)
			require.Nil(t, d.mask)
			others++
		}
	}
	require.Equal(t, 1, buried)
	require.Positive(t, others)
}

// A shard in which everybody of the first range is dead still has the totals of all its days.
func TestTotalsOfAShardWhoseFirstRangeIsDead(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	plays(t, s, "guest ", 0, rangeRows, 100, time.Unix(0, 0))
	plays(t, s, "user ", 0, rangeRows, 200, time.Unix(0, 0))
	sealed(s)
	require.NoError(t, s.Compact(t.Context()))
	plays(t, s, "user ", 0, 2*headRows, 200, time.Unix(0, 0).AddDate(3, 0, 0))
	sealed(s)
	s.now.planned = true // so that no compaction begins
	for i := range 100 {
		require.NoError(t, s.Delete(fmt.Sprint("guest ", i)))
	}
	v := s.View()
	q := Scan{Selectors: []Selector{OnAny([]string{"play", "skip"})}, Span: AllTime(), Property: "genre", Totals: true, Workers: 4}
	units := v.ranges(&q)
	require.Greater(t, len(units), 1)
	require.LessOrEqual(t, units[0].end, 100)
	var sum atomic.Int64
	require.NoError(t, v.ScanDays(t.Context(), q, func(b *DayBatch) error {
		for _, n := range b.Totals {
			sum.Add(n)
		}
		return nil
	}))
	require.Equal(t, v.Len(), sum.Load())
}

// fill fills the open head with events of users, and has it sealed.
func fill(t *testing.T, s *Store) {
	rows := headRows
	if sh := s.now.shardOf(0); len(sh.heads) > 0 {
		rows -= sh.heads[0].len()
	}
	plays(t, s, "user ", 0, rows, 300, time.Unix(0, 0))
	sealed(s)
	require.Empty(t, s.now.shards[0].heads)
}

// Rows of merged visitors go where runs are written anyway: a store that only ever merges has few of them, in few runs.
func TestSealingLeavesOutTheDead(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	guests := func(i int) {
		plays(t, s, fmt.Sprint("guest ", i, " "), 0, 100, 20, time.Unix(0, 0))
	}
	merge := func(i int) {
		for n := range 20 {
			require.NoError(t, s.Merge(fmt.Sprint("guest ", i, " ", n), "user 0"))
		}
	}
	for i := range mergeFan - 1 {
		guests(2 * i)
		merge(2 * i)
		guests(2*i + 1)
		require.True(t, s.now.shards[0].heads[0].buried)
		fill(t, s)
		require.Len(t, s.now.shards[0].runs, i+1)
		require.False(t, s.now.shards[0].runs[i].buried.Load(), "who was dead when the head was sealed is not in the run")
		merge(2*i + 1)
		require.True(t, s.now.shards[0].runs[i].buried.Load())
	}
	require.EqualValues(t, 100*(mergeFan-1), s.Stats().Stored-s.Stats().Events)
	fill(t, s)
	require.Len(t, s.now.shards[0].runs, 1)
	require.False(t, s.now.shards[0].buried(), "no rows of the dead are in the run that was made of %d", mergeFan)
	require.Equal(t, s.Stats().Events, s.Stats().Stored)
	require.Zero(t, s.Stats().Compactions)
	sameByEveryPath(t, s)
}

// Fingerprints of event IDs go with the rows of the dead, also where no compaction takes these out.
func TestSealingForgetsEventIDs(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	s.now.planned = true // so that no compaction begins
	for i := range 30 {
		var batch []Event
		for k := range headRows {
			batch = append(batch, Event{Person: "guest", Name: "play", Time: time.Unix(int64(k), 0), ID: fmt.Sprint(i, " ", k)})
		}
		require.NoError(t, second(s.Append(batch[:headRows/2]...)))
		require.NoError(t, s.Delete("guest"))
		require.NoError(t, second(s.Append(batch[headRows/2:]...)))
		sealed(s)
		require.NoError(t, s.Delete("guest"))
	}
	sh := s.now.shards[0]
	require.Less(t, sh.seen.n, 20*headRows)
	sameByEveryPath(t, s)
}

func second[T any](_ T, err error) error { return err }

// heldBack keeps the sealer from its work, which the test does in its place.
func heldBack(t *testing.T, rows int) *Store {
	s, err := New(nil)
	require.NoError(t, err)
	s.now.sealing, s.now.planned = true, true // nor does a compaction begin
	for i := 0; i < rows; i += headRows {
		plays(t, s, "p", i, min(i+headRows, rows), 500, time.Unix(0, 0))
	}
	return s
}

// Who dies after runs have begun to be made of what was there, and before they are, has rows in them: it is seen when they are taken in.
func TestWhoDiesWhileRunsAreMadeIsNotSeen(t *testing.T) {
	s := heldBack(t, 7*headRows)
	sh := s.now.shards[0]
	require.NoError(t, s.Delete("p1")) // of whom nothing is left
	heads, gone, ids := slices.Clone(sh.heads), sh.dead(), 0
	runs := byPartition(sh.runs, sealHeads(heads, s.now.names.known(), gone.rows(&ids)))
	require.NoError(t, s.Delete("p2"))
	require.NoError(t, s.Merge("p3", "somebody new"))
	held := s.View()
	want := eventsByEveryPath(t, held)
	sh.install(runs, len(heads))
	s.view = nil
	for _, r := range sh.runs {
		require.True(t, r.buried.Load())
		for person, there := range map[string]bool{"p1": false, "p2": true, "p3": true, "p4": true} {
			n := uint16(slices.Index([]string{"p0", "p1", "p2", "p3", "p4"}, person))
			_, ok := r.person(n)
			require.Equal(t, there, ok, person)
		}
	}
	sameByEveryPath(t, s)
	require.Equal(t, want, eventsByEveryPath(t, held))
	require.NoError(t, s.Forget(t.Context()))
	require.False(t, sh.buried())
	sameByEveryPath(t, s)
	require.Equal(t, want, eventsByEveryPath(t, held))
}

// The same while the sealer is at work in fact.
func TestDyingBesideTheSealer(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	for i := range 10 {
		plays(t, s, fmt.Sprint("guest ", i, " "), 0, 3*headRows/2, 60, time.Unix(0, 0))
		for n := range 60 {
			if guest := fmt.Sprint("guest ", i, " ", n); n%3 == 0 {
				require.NoError(t, s.Merge(guest, "user"))
			} else if n%3 == 1 {
				require.NoError(t, s.Delete(guest))
			}
			if n == 30 {
				sameByEveryPath(t, s)
			}
		}
	}
	sealed(s)
	sameByEveryPath(t, s)
}

// What a sealer has in hand may have rows of the dead that are gone from all else.
func TestCompactWaitsForWhatTheSealerHolds(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	merging := make(chan struct{})
	s.now.merging = merging
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, s.Compact(ctx), context.DeadlineExceeded)
	require.Zero(t, s.Stats().Compactions)
	close(merging)
	require.NoError(t, s.Compact(t.Context()))
	require.EqualValues(t, 1, s.Stats().Compactions)
}
