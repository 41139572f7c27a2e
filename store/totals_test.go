package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// sameTotals holds ScanDays with totals against lines of selector, person, day, value and, in parts, the part between cuts: with and without the value, whole days and parts.
func sameTotals(t *testing.T, v paths, q store.Scan, days, parts []string, cuts []int64, part func(int64) int) {
	q.Totals = true
	for _, q.Property = range []string{"", "genre"} {
		for _, q.Cuts = range [][]int64{nil, cuts} {
			lines := days
			if q.Cuts != nil {
				lines = parts
			}
			want := map[string]int64{}
			for _, line := range lines {
				f := strings.Split(line, " ") // the value may be empty
				key := f[0] + " " + f[2]
				if q.Property != "" {
					key += " " + f[3]
				}
				if q.Cuts != nil {
					key += " " + f[4]
				}
				want[key]++
			}
			var mu sync.Mutex
			got := map[string]int64{}
			require.NoError(t, v.ScanDays(context.Background(), q, func(b *store.DayBatch) error {
				mu.Lock()
				defer mu.Unlock()
				require.Nil(t, b.Low)
				require.Nil(t, b.Counts)
				if q.Property == "" {
					require.Nil(t, b.Codes)
					require.Len(t, b.Totals, 1)
				} else {
					require.Len(t, b.Totals, len(b.Codes))
				}
				seen := map[uint32]bool{}
				for i, n := range b.Totals {
					require.Positive(t, n)
					key := fmt.Sprint(b.Selector, " ", b.Day)
					if q.Property != "" {
						require.False(t, seen[b.Codes[i]], "a code twice")
						seen[b.Codes[i]] = true
						key += " " + b.Value(b.Codes[i]).String()
					}
					if q.Cuts != nil {
						key += fmt.Sprint(" ", part(b.From))
					}
					got[key] += n
				}
				return nil
			}))
			require.Equal(t, want, got, "totals of %q, with %d cuts", q.Property, len(q.Cuts))
		}
	}
}

// TestOneOfManyTexts asks for texts whose codes are equal in their lower bytes: an old run keeps codes in one or two bytes, and has none of the later texts.
func TestOneOfManyTexts(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	const texts = 1<<16 + 300
	var batch []store.Event
	for i := range texts {
		batch = append(batch, store.Event{Person: "ana", Name: "seen", Time: noon.Add(time.Duration(i) * time.Second), Properties: []store.Property{store.Prop("page", fmt.Sprint("page ", i))}})
		if len(batch) == 4096 || i == texts-1 {
			_, err := s.Append(batch...)
			require.NoError(t, err)
			batch = batch[:0]
		}
	}
	v := s.View()
	for _, i := range []int{0, 1, 255, 256, 257, 4095, 4096, 1<<16 - 1, 1 << 16, 1<<16 + 1, texts - 1} {
		q := store.Scan{Selectors: []store.Selector{store.On("seen", store.If("page", value.Is(fmt.Sprint("page ", i))))}, Span: store.AllTime(), Workers: 1}
		rows, days := 0, value.Date(0)
		require.NoError(t, v.ScanDays(context.Background(), q, func(b *store.DayBatch) error {
			rows, days = rows+len(b.Low), b.Day
			return nil
		}))
		require.Equal(t, 1, rows, "page %d", i)
		require.Equal(t, value.DateOf(noon.Add(time.Duration(i)*time.Second), time.UTC), days)
	}
}

// TestTotalsByQuarter counts between cuts where days begin within a quarter of an hour, where they are shorter and longer than others, and where spans begin and end within one.
func TestTotalsByQuarter(t *testing.T) {
	for _, place := range []struct {
		location string
		from     time.Time
	}{
		{"Africa/Monrovia", time.Date(1971, 12, 28, 0, 0, 0, 0, time.UTC)},    // 44 and a half minutes behind UTC until 7 January 1972
		{"Africa/Monrovia", time.Date(1969, 12, 20, 0, 0, 0, 0, time.UTC)},    // before and after 1970
		{"Australia/Lord_Howe", time.Date(2026, 3, 25, 0, 0, 0, 0, time.UTC)}, // half an hour of summer time until 5 April
		{"Pacific/Apia", time.Date(2011, 12, 20, 0, 0, 0, 0, time.UTC)},       // without 30 December
	} {
		t.Run(fmt.Sprint(place.location, " ", place.from.Year()), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 9))
			s, err := store.New(&store.Options{Location: zone(t, place.location)})
			require.NoError(t, err)
			for range 10 {
				var batch []store.Event
				for i := range 1000 {
					at := time.Duration(rng.IntN(14*24*3600)) * time.Second
					switch i { // cuts are counted from the oldest event to half-way between it and the newest
					case 0:
						at = 0
					case 1:
						at = 45 * 24 * time.Hour
					}
					batch = append(batch, store.Event{Person: fmt.Sprint("p", rng.IntN(20)), Name: fmt.Sprint("event ", rng.IntN(3)), Time: place.from.Add(at)})
				}
				_, err := s.Append(batch...)
				require.NoError(t, err)
			}
			sels := []store.Selector{store.On("event 0"), store.OnAny([]string{"event 1", "event 2"})}
			begin := place.from.UnixMilli()
			for _, span := range []store.Span{
				store.AllTime(),
				{From: begin + 1_800_000, To: begin + 12*24*3_600_000 + 2_700_000},
				{From: begin + 7_000_001, To: begin + 12*24*3_600_000 + 54_321},
			} {
				samePaths(t, paths{s.View(), s.DropProjections}, sels, span, nil)
			}
		})
	}
}
