package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/store"
)

// sameTotals holds ScanDays with totals against lines of selector, person, day, value and, in parts, the part between cuts: with and without the value, whole days and parts.
func sameTotals(t *testing.T, v *store.View, q store.Scan, days, parts []string, cuts []int64, part func(int64) int) {
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
