package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// TestSieve keeps who did the rare event on a day, by the sieve and by two scans, one after the other.
func TestSieve(t *testing.T) {
	s := crowd(t, 60_000)
	v := s.View()
	march := store.Dates(value.NewDate(2026, 3, 1), value.NewDate(2026, 3, 20)).Span(v.Frame(), time.Monday)
	some := v.People().Gather([]people.Number{1, 2, 5, 8, 13, 21, 34, 55, 89, 144, 233})
	rare, asked := []store.Selector{store.On("event 12")}, []store.Selector{store.On("event 0"), store.On("event 9")}
	for i, among := range []*people.Set{nil, &some} {
		for j, property := range []string{"", "genre"} {
			v := paths{v, nil}
			if (i+j)%2 == 1 {
				v.while = s.DropProjections
			}
			t.Run(fmt.Sprint(among != nil, property), func(t *testing.T) {
				var mu sync.Mutex
				collect := func(q store.Scan) (lines []string) {
					q.Selectors, q.Span, q.Property, q.Workers = asked, march, property, 2
					require.NoError(t, v.Scan(context.Background(), q, func(b *store.Batch) error {
						mu.Lock()
						defer mu.Unlock()
						for i := range b.Low {
							line := fmt.Sprint(b.Person(i), " ", b.Times[i], " ", b.Hits[i])
							if property != "" {
								line += " " + b.Values[i].String()
							}
							lines = append(lines, line)
						}
						return nil
					}))
					return lines
				}
				kept := map[people.Number]bool{}
				words := make([][]uint64, 2) // by worker
				sifted := collect(store.Scan{Among: among, Sieve: &store.Sieve{
					Selectors: rare,
					Do: func(b *store.DayBatch) error {
						if v.while != nil {
							v.while()
						}
						mu.Lock()
						defer mu.Unlock()
						if words[b.Worker] == nil {
							words[b.Worker] = make([]uint64, people.ShardSize/64)
						}
						for _, low := range b.Low {
							n := people.Number(b.Shard*people.ShardSize + int(low))
							require.True(t, among == nil || among.Has(n))
							kept[n] = true
							words[b.Worker][low/64] |= 1 << (low % 64)
						}
						return nil
					},
					Keep: func(worker, _ int) []uint64 { return words[worker] },
				}})
				require.NotEmpty(t, sifted)
				who, err := v.Who(context.Background(), rare[0], march)
				require.NoError(t, err)
				if among != nil {
					who = who.And(*among)
				}
				require.Equal(t, who.Len(), len(kept))
				require.Equal(t, collect(store.Scan{Among: &who}), sifted)
			})
		}
	}
	nobody := store.Scan{Selectors: asked, Span: march, Sieve: &store.Sieve{
		Selectors: rare, Do: func(*store.DayBatch) error { return nil }, Keep: func(int, int) []uint64 { return nil },
	}}
	require.NoError(t, v.Scan(context.Background(), nobody, func(*store.Batch) error { t.Error("somebody"); return nil }))
	nobody.Sieve.Keep = func(int, int) []uint64 { return make([]uint64, people.ShardSize/64) }
	require.NoError(t, v.Scan(context.Background(), nobody, func(*store.Batch) error { t.Error("somebody"); return nil }))
	nobody.Sieve.Do = func(*store.DayBatch) error { return context.Canceled }
	require.ErrorIs(t, v.Scan(context.Background(), nobody, nil), context.Canceled)
	nobody.Sieve.Selectors = nil
	require.ErrorContains(t, v.Scan(context.Background(), nobody, nil), "store: scan: sieve: selectors: 0 given")
	nobody.Sieve.Selectors, nobody.Sieve.Cuts = rare, []int64{2, 1}
	require.ErrorContains(t, v.Scan(context.Background(), nobody, nil), "sieve: cuts: not in ascending order")
}
