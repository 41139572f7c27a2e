package store_test

import (
	"context"
	"fmt"
	"math"
	"sort"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// weekly gives the days that begin on a weekday of the view's location, over all its events, but for one.
func weekly(v *store.View, first time.Weekday) (cuts []int64) {
	oldest, newest, _ := v.Extent()
	for d := v.StoreDay(oldest) - 14; d < v.StoreDay(newest)+21; d++ {
		if d.Weekday() == first {
			cuts = append(cuts, d.Start(v.DayLocation()).UnixMilli())
		}
	}
	at := len(cuts) / 2
	return append(cuts[:at:at], cuts[at+1:]...)
}

// pathRow is an event that a selector meets.
type pathRow struct {
	who string // selector and person
	ms  int64
}

// sameDistinct holds distinct people between cuts against rows.
func sameDistinct(t *testing.T, v paths, q store.Scan, rows []pathRow) {
	q.Property, q.Distinct = "", true
	mondays, thursdays := weekly(v.View, time.Monday), weekly(v.View, time.Thursday)
	oldest, _, _ := v.Extent()
	odd := append([]int64{oldest + 1000, oldest + 5000}, thursdays[min(5, len(thursdays)):]...)
	var noons, crooked []int64
	for i, ms := range mondays {
		noons = append(noons, ms+12*3600_000)
		crooked = append(crooked, ms+int64(i%2)*12*3600_000)
	}
	for name, cuts := range map[string][]int64{"none": nil, "noons": noons, "every second a noon": crooked, "Mondays": mondays, "Thursdays": thursdays, "odd": odd, "hours": hourly(v.View, 5)} {
		q.Cuts = cuts
		part := func(ms int64) int { return sort.Search(len(cuts), func(i int) bool { return cuts[i] > ms }) }
		type met struct {
			who  string
			part int
		}
		want, got := map[met]bool{}, map[met]bool{}
		for _, row := range rows {
			want[met{row.who, part(row.ms)}] = true
		}
		var mu sync.Mutex
		require.NoError(t, v.ScanDays(context.Background(), q, func(b *store.DayBatch) error {
			mu.Lock()
			defer mu.Unlock()
			for _, low := range b.Low {
				if int(low) < b.First || int(low) >= b.End {
					t.Errorf("person %d is not in the range from %d up to %d", low, b.First, b.End)
				}
				id, _ := v.People().ID(people.Number(b.Shard*people.ShardSize + int(low)))
				got[met{fmt.Sprint(b.Selector, " ", id), part(b.From)}] = true
			}
			return nil
		}))
		require.Equal(t, want, got, "distinct people, cuts: %s", name)
	}
}

// TestAWeekIsOneBatch counts the rows handed out: each person of a week once, and of a day where a week is cut.
func TestAWeekIsOneBatch(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	monday := value.NewDate(2026, 6, 1) // no partition of time begins within three weeks
	var events []store.Event
	for day := range value.Date(21) {
		for p := range 3 {
			for hour := range 4 {
				events = append(events, store.Event{Person: fmt.Sprint("p", p), Name: "seen", Time: (monday + day).Start(time.UTC).Add(time.Duration(hour) * time.Hour)})
			}
		}
	}
	_, err = s.Append(events...)
	require.NoError(t, err)
	v := s.View()
	at := func(day int) int64 { return (monday + value.Date(day)).Start(time.UTC).UnixMilli() }
	for name, c := range map[string]struct {
		span  store.Span
		cuts  []int64
		sizes []int
	}{
		"whole weeks":                {store.Span{From: at(0), To: at(21)}, []int64{at(0), at(7), at(14), at(21)}, []int{3, 3, 3}},
		"the last is cut":            {store.Span{From: at(0), To: at(16)}, []int64{at(0), at(7), at(14), at(16)}, []int{3, 3, 3, 3}},
		"the first is cut":           {store.Span{From: at(5), To: at(14)}, []int64{at(5), at(7), at(14)}, []int{3, 3, 3}},
		"the middle is cut":          {store.Span{From: at(0), To: at(21)}, []int64{at(0), at(7), at(9), at(14), at(21)}, []int{3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}},
		"weeks outside the span":     {store.Span{From: at(1), To: at(13)}, []int64{at(0), at(7), at(14)}, []int{3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}},
		"weeks without cuts between": {store.Span{From: at(0), To: at(14)}, []int64{at(0), at(14)}, []int{3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}},
	} {
		q := store.Scan{Selectors: []store.Selector{store.On("seen")}, Span: c.span, Cuts: c.cuts, Distinct: true, Workers: 1}
		var sizes []int
		require.NoError(t, v.ScanDays(context.Background(), q, func(b *store.DayBatch) error {
			sizes = append(sizes, len(b.Low))
			return nil
		}))
		require.Equal(t, c.sizes, sizes, name)
	}
	for name, q := range map[string]store.Scan{"not asked for distinct people": {}, "asked for a property": {Distinct: true, Property: "genre"}} {
		q.Selectors, q.Span, q.Cuts, q.Workers = []store.Selector{store.On("seen")}, store.AllTime(), []int64{at(0), at(7), at(14), at(21)}, 1
		rows := 0
		require.NoError(t, v.ScanDays(context.Background(), q, func(b *store.DayBatch) error {
			require.Len(t, b.Low, 12, name)
			rows += len(b.Low)
			return nil
		}))
		require.Equal(t, len(events), rows, name)
	}
	q := store.Scan{Selectors: []store.Selector{store.On("seen")}, Span: store.AllTime(), Distinct: true, Totals: true}
	require.ErrorIs(t, v.ScanDays(context.Background(), q, func(*store.DayBatch) error { return nil }), store.ErrInvalid)
}

// The first week that has events may begin before the year 1.
func TestTheFirstWeekOfAll(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	day := time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)
	_, err = s.Append(store.Event{Person: "ana", Name: "seen", Time: day}, store.Event{Person: "ana", Name: "seen", Time: day.Add(time.Hour)})
	require.NoError(t, err)
	for i := range 7 {
		from := day.AddDate(0, 0, -i)
		q := store.Scan{Selectors: []store.Selector{store.On("seen")}, Span: store.AllTime(), Distinct: true, Cuts: []int64{from.UnixMilli(), from.AddDate(0, 0, 7).UnixMilli()}, Workers: 1}
		rows := 0
		require.NoError(t, s.View().ScanDays(context.Background(), q, func(b *store.DayBatch) error {
			require.Equal(t, from.UnixMilli(), b.From)
			rows += len(b.Low)
			return nil
		}))
		require.Equal(t, 1, rows)
	}
}

// Cuts may be of any time: where there is no calendar, there are no weeks.
func TestCutsBeyondAllYears(t *testing.T) {
	s, err := store.New(&store.Options{Location: zone(t, "America/New_York")})
	require.NoError(t, err)
	_, err = s.Append(store.Event{Person: "ana", Name: "seen", Time: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	const week = 7 * 24 * 3600_000
	for _, from := range []int64{math.MinInt64, math.MaxInt64 - week, math.MaxInt64/2 - week} {
		q := store.Scan{Selectors: []store.Selector{store.On("seen")}, Span: store.AllTime(), Distinct: true, Cuts: []int64{from, from + week}, Workers: 1}
		rows := 0
		require.NoError(t, s.View().ScanDays(context.Background(), q, func(b *store.DayBatch) error { rows += len(b.Low); return nil }))
		require.Equal(t, 1, rows)
	}
}
