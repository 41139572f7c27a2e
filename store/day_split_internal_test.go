package store

import (
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPartsOfADay finds the part of every millisecond beside a cut, in days of equal and of other parts.
func TestPartsOfADay(t *testing.T) {
	const longest = 48 * 3_600_000 // as 1867-10-19 had in Alaska
	rng := rand.New(rand.NewPCG(3, 4))
	var days [][]int64
	for _, step := range []int64{1, 1000, 60_000, 1<<20 - 1, 1 << 20, 1<<20 + 1, 1_800_000, 3_600_000, 3_599_999, 5 * 3_600_000, 1<<27 - 1, 1 << 27, longest - 1} {
		var cuts []int64
		for at := step; at < longest && len(cuts) < 3000; at += step {
			cuts = append(cuts, at)
		}
		days = append(days, cuts, cuts[:1], cuts[:(len(cuts)+1)/2])
	}
	for range 50 { // anywhere
		var cuts []int64
		for range 1 + rng.IntN(40) {
			cuts = append(cuts, 1+rng.Int64N(longest-1))
		}
		sort.Slice(cuts, func(i, j int) bool { return cuts[i] < cuts[j] })
		days = append(days, cuts)
	}
	for _, cuts := range days {
		const begin = 1_790_000_000_000
		s := &split{}
		absolute := make([]int64, len(cuts))
		for i, c := range cuts {
			absolute[i] = begin + c
		}
		s.slots(begin, absolute)
		near := []int64{0, longest - 1}
		for _, c := range cuts {
			near = append(near, c-1, c, min(c+1, longest-1), rng.Int64N(longest))
		}
		for _, ms := range near {
			want := sort.Search(len(cuts), func(i int) bool { return cuts[i] > ms })
			require.EqualValues(t, want, s.of(uint32(ms)), "%d of cuts from %d on", ms, cuts[0])
		}
	}
}
