package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// TestRetain goes through days, one change at a time.
func TestRetain(t *testing.T) {
	now := noon
	s, err := store.New(&store.Options{Location: zone(t, "America/New_York"), Now: func() time.Time { return now }, Retain: 3})
	require.NoError(t, err)
	day := func(d int) time.Time { return noon.AddDate(0, 0, d) }
	play := func(d int) error {
		return second(s.Append(store.Event{Person: fmt.Sprint("p", d), Name: "play", Time: day(d)}))
	}
	for d := -2; d <= 0; d++ {
		require.NoError(t, play(d))
	}
	err = play(-3)
	require.ErrorIs(t, err, store.ErrDropped)
	require.ErrorContains(t, err, "(2026-05-01)")
	require.EqualValues(t, 3, s.View().Len())

	now = time.Date(2026, 5, 4, 3, 59, 59, 0, time.UTC) // not yet midnight in New York
	require.NoError(t, s.CreateTag("a"))
	require.EqualValues(t, 3, s.View().Len())
	now = now.Add(time.Second)
	v := s.View()
	require.EqualValues(t, 3, v.Len(), "questions drop nothing")
	commits := v.Commits()
	require.NoError(t, s.CreateTag("b"))
	require.EqualValues(t, 3, v.Len(), "a view keeps what it holds")
	v = s.View()
	require.EqualValues(t, 2, v.Len())
	require.Equal(t, commits+2, v.Commits())
	require.Equal(t, value.NewDate(2026, 5, 2), v.DroppedBefore())
	require.Equal(t, 3, v.People().Count(), "people stay known")
	require.Len(t, v.DroppedWarnings(store.AllTime()), 1)

	now = noon // set back: nothing comes again, and nothing goes
	require.NoError(t, s.CreateTag("c"))
	require.Equal(t, value.NewDate(2026, 5, 2), s.View().DroppedBefore())
	require.ErrorIs(t, play(-2), store.ErrDropped)

	require.ErrorIs(t, play(20_000), store.ErrFuture, "what comes from the future is refused, and moves nothing")
	require.EqualValues(t, 2, s.View().Len())
	now = noon.AddDate(0, 1, 0)
	require.NoError(t, play(29))
	require.EqualValues(t, 1, s.View().Len())
	require.NoError(t, s.Check(t.Context()))
}

// TestAnIdleStoreDropsByCompact: without a change, Compact is what drops the days that are kept no longer, through the journal as any change.
func TestAnIdleStoreDropsByCompact(t *testing.T) {
	now := noon
	disk := &forgetter{}
	s, err := store.New(&store.Options{Now: func() time.Time { return now }, Retain: 2, Journal: disk})
	require.NoError(t, err)
	require.NoError(t, second(s.Append(store.Event{Person: "ana", Name: "play", Time: noon.AddDate(0, 0, -1)}, store.Event{Person: "ana", Name: "play", Time: noon})))
	commits := s.View().Commits()
	require.NoError(t, s.Compact(t.Context()))
	require.Equal(t, commits, s.View().Commits(), "nothing is due")

	now = noon.AddDate(0, 0, 1)
	held := s.View()
	stop, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Compact(stop), context.Canceled)
	require.EqualValues(t, 2, s.View().Len())
	disk.fail = errors.New("no disk")
	told := disk.told.Load()
	require.ErrorIs(t, s.Compact(t.Context()), store.ErrJournal)
	require.Equal(t, told+1, disk.told.Load(), "what was deleted is forgotten all the same")
	require.EqualValues(t, 1, s.Stats().Refused.Journal)
	require.EqualValues(t, 2, s.View().Len())
	disk.fail = nil
	require.NoError(t, s.Compact(t.Context()))
	require.EqualValues(t, 1, s.View().Len())
	require.EqualValues(t, 1, s.Stats().Stored)
	require.Equal(t, commits+1, s.View().Commits())
	require.Equal(t, value.NewDate(2026, 5, 3), s.View().DroppedBefore())
	require.EqualValues(t, 2, held.Len())
	require.Equal(t, snapshotOf(t, s.View()), snapshotOf(t, reopened(t, nil, nil, disk.records).View()))

	now = noon.AddDate(0, 0, 9)
	require.NoError(t, s.Compact(t.Context()))
	require.Zero(t, s.View().Len())
	require.NoError(t, s.Check(t.Context()))
}

func TestRetainIsChecked(t *testing.T) {
	for says, o := range map[string]store.Options{
		"Retain: -1": {Retain: -1, Now: time.Now}, "Now is nil": {Retain: 1}, "Retain: 36501, it is 0 to 36500 days": {Retain: 36_501, Now: time.Now},
	} {
		_, err := store.New(&o)
		require.ErrorIs(t, err, store.ErrInvalid)
		require.ErrorContains(t, err, says)
	}
	// A clock of no year drops nothing and refuses nothing for it.
	s, err := store.New(&store.Options{Retain: 1, Now: func() time.Time { return time.UnixMilli(-1 << 62) }})
	require.NoError(t, err)
	require.NoError(t, s.SetAttributes("ana", nil))
	require.Zero(t, s.View().DroppedBefore())
}

// TestRetainIsReplayed: the records alone, made again without the option and at another time, and a snapshot half-way, give the same state.
func TestRetainIsReplayed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		now, log, twin := noon, &memoryJournal{}, newNaive(loc)
		days := rapid.IntRange(1, 40).Draw(t, "retain")
		s, err := store.New(&store.Options{Location: loc, Now: func() time.Time { return now }, Retain: days, Journal: log})
		require.NoError(t, err)
		var snapshot bytes.Buffer
		steps := rapid.IntRange(1, 12).Draw(t, "steps")
		half := rapid.IntRange(0, steps-1).Draw(t, "half")
		for i := range steps {
			now = now.Add(time.Duration(rapid.IntRange(-5, 24*15).Draw(t, "hours")) * time.Hour)
			first := value.DateOf(now, loc) - value.Date(days) + 1
			twin.drop(first)
			var events []store.Event
			for range rapid.IntRange(1, 5).Draw(t, "events") {
				e := randomEvent(t)
				if e.Time = now.Add(-time.Duration(rapid.IntRange(0, 24*50).Draw(t, "ago")) * time.Hour); value.DateOf(e.Time, loc) >= twin.dropped {
					events = append(events, e)
					twin.add(e)
				}
			}
			require.NoError(t, second(s.Append(events...)))
			heldView{view: s.View(), model: twin}.compare(t)
			if i == half {
				require.NoError(t, s.View().WriteSnapshot(t.Context(), &snapshot, nil))
			}
		}
		require.NoError(t, s.Check(t.Context()))
		again, err := store.New(&store.Options{Location: loc})
		require.NoError(t, err)
		loaded, err := store.Load(t.Context(), &snapshot, nil)
		require.NoError(t, err)
		for _, other := range []*store.Store{again, loaded} {
			for _, r := range log.records {
				_, err := other.Replay(r)
				require.NoError(t, err)
			}
			require.Equal(t, s.View().Position(), other.View().Position())
			require.Equal(t, s.View().DroppedBefore(), other.View().DroppedBefore())
			heldView{view: other.View(), model: twin}.compare(t)
			require.NoError(t, other.Check(t.Context()))
		}
	})
}

// TestDroppedMemoryComesBack: of 8 months 6 go, by steps; statistics and the heap of the process follow. Event IDs and the heads take part.
func TestDroppedMemoryComesBack(t *testing.T) {
	if !alone(t) {
		return
	}
	rng := rand.New(rand.NewPCG(5, 6))
	s, err := store.New(nil)
	require.NoError(t, err)
	base := heapInUse()
	batch := make([]store.Event, 5000)
	for i := range 60 {
		for j := range batch {
			batch[j] = store.Event{Person: fmt.Sprint("p", rng.IntN(1000)), Name: fmt.Sprint("event ", rng.IntN(10)), ID: fmt.Sprintf("an event %d of batch %d", j, i),
				Time: noon.Add(time.Duration(rng.IntN(240*24*60)) * time.Minute), Properties: []store.Property{store.Prop("n", rng.IntN(1000))}}
		}
		require.NoError(t, second(s.Append(batch...)))
	}
	askDays(t, s, "event 0")
	require.NoError(t, second(s.View().Who(t.Context(), store.On("event 0"), store.AllTime())))
	of := func(st store.Stats) int64 {
		b := st.Bytes
		return b.Logs + b.Heads + b.Bitmaps + b.Columns + b.EventIDs
	}
	before, grown := of(s.Stats()), heapInUse()-base
	for _, days := range []int{1, 60, 100, 179, 180} {
		require.NoError(t, second(s.DropBefore(value.DateOf(noon.AddDate(0, 0, days), time.UTC))))
	}
	left := float64(s.View().Len()) / (60 * 5000)
	require.InDelta(t, 0.25, left, 0.02)
	require.NoError(t, s.Compact(t.Context()))
	after, still := of(s.Stats()), heapInUse()-base
	require.InDelta(t, left, float64(after)/float64(before), 0.1, "statistics: %d of %d", after, before)
	require.InDelta(t, left, float64(still)/float64(grown), 0.15, "heap: %d of %d", still, grown)
	require.NoError(t, s.Check(t.Context()))
	v := s.View()
	n := v.People().Everyone()
	for p := range n.Numbers() {
		for _, e := range v.Log(p)[:1] {
			a, err := s.Append(e)
			require.NoError(t, err)
			require.Equal(t, store.Appended{Repeated: 1}, a, "an event that stayed is still known by its ID")
		}
	}
	require.NoError(t, second(s.DropBefore(value.DateOf(noon.AddDate(2, 0, 0), time.UTC))))
	require.Less(t, of(s.Stats()), before/100)
	runtime.KeepAlive(s)
}
