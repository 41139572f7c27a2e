package store_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// budgeted is a store of 8 kinds of events in 4 partitions of time, sealed.
func budgeted(t *testing.T, projections int64) *store.Store {
	rng := rand.New(rand.NewPCG(3, 4))
	s, err := store.New(&store.Options{Projections: projections})
	require.NoError(t, err)
	for range 40 {
		var batch []store.Event
		for range 1000 {
			batch = append(batch, store.Event{Person: fmt.Sprint("p", rng.IntN(300)), Name: fmt.Sprint("event ", rng.IntN(8)), Time: noon.Add(time.Duration(rng.IntN(190*24)) * time.Hour),
				Properties: []store.Property{store.Prop("genre", fmt.Sprint(rng.IntN(300)))}})
		}
		require.NoError(t, second(s.Append(batch...)))
	}
	require.NoError(t, s.Compact(t.Context()))
	return s
}

// askDays makes the columns of an event, and gives how many rows and genres it has.
func askDays(t *testing.T, s *store.Store, event string) (rows, codes int) {
	q := store.Scan{Selectors: []store.Selector{store.On(event)}, Span: store.AllTime(), Property: "genre", Workers: 1}
	require.NoError(t, s.View().ScanDays(t.Context(), q, func(b *store.DayBatch) error {
		rows += len(b.Low)
		for _, c := range b.Codes {
			codes += int(c)
		}
		return nil
	}))
	return rows, codes
}

func projected(s *store.Store) int64 {
	b := s.Stats().Bytes
	return b.Bitmaps + b.Columns
}

// TestProjectionsKeepToTheirBudget: whatever is asked, what is kept stays within the budget, and answers are the same.
func TestProjectionsKeepToTheirBudget(t *testing.T) {
	free := budgeted(t, 0)
	type answer struct{ rows, codes, who int }
	ask := func(s *store.Store, i int) answer {
		event := fmt.Sprint("event ", i*5%8)
		rows, codes := askDays(t, s, event)
		who, err := s.View().Who(t.Context(), store.On(event), store.AllTime())
		require.NoError(t, err)
		return answer{rows, codes, who.Len()}
	}
	var want []answer
	for i := range 16 {
		want = append(want, ask(free, i))
	}
	all := projected(free)
	require.Greater(t, all, int64(400_000))
	require.Zero(t, free.Stats().Evicted)
	for _, most := range []int64{-1, 1, 30_000, 100_000, all / 2, all - 1, all} {
		t.Run(fmt.Sprint("most=", most), func(t *testing.T) {
			s := budgeted(t, most)
			highest := int64(0)
			for i := range want {
				require.Equal(t, want[i], ask(s, i))
				highest = max(highest, projected(s))
				require.LessOrEqual(t, projected(s), max(most, 0))
			}
			require.Equal(t, most < all, s.Stats().Evicted > 0)
			if most >= 100_000 {
				require.Greater(t, highest, most/2, "the budget is there to be used")
			}
			samePaths(t, paths{s.View(), nil}, []store.Selector{store.On("event 1"), store.On("event 2", store.If("genre", value.StartsWith("1")))}, store.AllTime(), nil)
			s.DropProjections()
			require.Zero(t, s.Stats().Bytes.Projections())
			require.Equal(t, want[0], ask(s, 0))
			require.LessOrEqual(t, projected(s), max(most, 0))
			require.NoError(t, s.Check(t.Context()))
		})
	}
}

// TestLeastRecentlyUsedGoes: what is asked again and again stays.
func TestLeastRecentlyUsedGoes(t *testing.T) {
	free := budgeted(t, 0)
	askDays(t, free, "event 0")
	s := budgeted(t, 4*projected(free))
	askDays(t, s, "event 0")
	for i := 1; i < 8; i++ {
		askDays(t, s, fmt.Sprint("event ", i))
		had := s.Stats()
		askDays(t, s, "event 0")
		require.Equal(t, had, s.Stats(), "event 0 was made anew after event %d", i)
	}
	require.Positive(t, s.Stats().Evicted)
}

// TestProjectionsGoWithTheirRuns: what a store lets go of is no longer in its budget, nor in its statistics, and makes room.
func TestProjectionsGoWithTheirRuns(t *testing.T) {
	free := budgeted(t, 0)
	askDays(t, free, "event 0")
	all := projected(free)
	s := budgeted(t, all*3/2)
	askDays(t, s, "event 0")
	require.Equal(t, all, projected(s))
	require.NoError(t, second(s.DropBefore(value.DateOf(noon.AddDate(0, 0, 100), time.UTC))))
	require.Less(t, projected(s), all/2)
	askDays(t, s, "event 0")
	askDays(t, s, "event 1")
	require.Zero(t, s.Stats().Evicted, "there was room")
	require.NoError(t, second(s.DropBefore(value.DateOf(noon.AddDate(1, 0, 0), time.UTC))))
	require.Zero(t, projected(s))
}

// TestBudgetBesideAWriter is for the race detector: readers under a small budget, beside a writer that replaces the runs.
func TestBudgetBesideAWriter(t *testing.T) {
	s := budgeted(t, 50_000)
	done := make(chan struct{})
	var wait sync.WaitGroup
	for r := range 4 {
		wait.Go(func() {
			for i := r; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				rows, codes := 0, 0
				q := store.Scan{Selectors: []store.Selector{store.On(fmt.Sprint("event ", i%8))}, Span: store.AllTime(), Property: "genre", Workers: 1}
				if err := s.View().ScanDays(t.Context(), q, func(b *store.DayBatch) error {
					rows, codes = rows+len(b.Low), codes+len(b.Codes)
					return nil
				}); err != nil || rows == 0 || codes != rows {
					t.Error(err, rows, codes)
				}
				if _, err := s.View().Who(t.Context(), store.On("event 3"), store.AllTime()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 20 {
		var batch []store.Event
		for j := range 1000 {
			batch = append(batch, store.Event{Person: fmt.Sprint("q", j), Name: fmt.Sprint("event ", j%8), Time: noon.Add(time.Duration(i*j) * time.Minute)})
		}
		require.NoError(t, second(s.Append(batch...)))
		if i%7 == 6 {
			s.DropProjections()
			require.NoError(t, s.Compact(t.Context()))
		}
	}
	close(done)
	wait.Wait()
	require.LessOrEqual(t, projected(s), int64(50_000))
	require.NoError(t, s.Check(t.Context()))
}

// TestProjectionsAreCountedOnce: readers who ask about the same event at once, each adding what the others have not made yet, take no more of the budget than one after the other.
func TestProjectionsAreCountedOnce(t *testing.T) {
	made := func(projections int64) *store.Store {
		s, err := store.New(&store.Options{Projections: projections})
		require.NoError(t, err)
		var batch []store.Event
		for i := range 2000 {
			batch = append(batch, store.Event{Person: fmt.Sprint("p", i%200), Name: "played", Time: noon.Add(time.Duration(i) * time.Hour), Properties: []store.Property{store.Prop("genre", fmt.Sprint(i%12))}})
		}
		require.NoError(t, second(s.Append(batch...)))
		require.NoError(t, s.Compact(t.Context()))
		return s
	}
	ask := func(v *store.View, totals bool) {
		q := store.Scan{Selectors: []store.Selector{store.On("played")}, Span: store.AllTime(), Property: "genre", Workers: 1, Totals: totals}
		if err := v.ScanDays(t.Context(), q, func(*store.DayBatch) error { return nil }); err != nil {
			t.Error(err)
		}
	}
	free := made(0)
	ask(free.View(), true)
	s := made(projected(free))
	v := s.View()
	for round := range 400 {
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() { ask(v, i%2 == 0) })
		}
		wait.Wait()
		require.Zero(t, s.Stats().Evicted, "round %d: there was room", round)
		s.DropProjections()
	}
}
