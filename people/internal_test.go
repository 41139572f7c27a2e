package people

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/stretchr/testify/require"
)

// These look inside, at promises that cannot be seen from without but by a clock or a rare roll of the hash key.

func TestMergesInAChainStayShallow(t *testing.T) {
	const n = 1 << 12
	orders := map[string]func(l *links){
		"each into the next": func(l *links) {
			for i := range Number(n - 1) {
				l.merge(i, i+1, 1)
			}
		},
		"the last into the one before": func(l *links) {
			for i := Number(n - 1); i > 0; i-- {
				l.merge(i, i-1, 1)
			}
		},
		"all into one": func(l *links) {
			for i := range Number(n - 1) {
				l.merge(i, n-1, 1)
			}
		},
		"in pairs": func(l *links) {
			for step := Number(1); step < n; step *= 2 {
				for i := Number(0); i+step < n; i += 2 * step {
					l.merge(i, i+step, 1)
				}
			}
		},
	}
	for name, merge := range orders {
		t.Run(name, func(t *testing.T) {
			var l links
			merge(&l)
			want := l.person(0)
			for i := range Number(n) {
				require.Equal(t, want, l.person(i))
				depth := 0
				for at := i; l.root(at) != at; depth++ {
					at = Number(l.cells.page(at).parent[at.cell()] - 1)
				}
				require.LessOrEqual(t, depth, 12)
			}
		})
	}
}

// Growing puts the entries of a run that goes round the end of the table in another order.
func TestTheHighestCodeIsFoundWhateverTheOrderOfSlots(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 3))
	for range 500 {
		table := newTable()
		table.repeats = true
		last := map[string]uint32{}
		for range rnd.IntN(60) {
			text := fmt.Sprint(rnd.IntN(6))
			last[text] = table.add(text)
			old := table
			old.n = uint32(rnd.IntN(int(table.n) + 1))
			for text := range last {
				if code, ok := old.find(text); ok {
					require.Less(t, code, old.n)
					require.Equal(t, text, string(old.text(code)))
				}
			}
		}
		for text, want := range last {
			got, ok := table.find(text)
			require.True(t, ok)
			require.Equal(t, want, got)
		}
	}
}

func TestWhatWasAskedLongestAgoGoes(t *testing.T) {
	k := &kept{}
	of := func(i int) asked { return asked{test: fmt.Sprint(i)} }
	for i := range keptTests {
		k.add(of(i), roaring.BitmapOf(uint32(i)))
	}
	require.NotNil(t, k.find(of(0)))
	k.add(of(keptTests), roaring.New())
	require.Nil(t, k.find(of(1)))
	for i := range keptTests {
		if i != 1 {
			require.True(t, k.find(of(i)).Contains(uint32(i)), i)
		}
	}
}

// ForgetKept has a view keep no answer, for benchmarks.
func ForgetKept(v *View) {
	for _, c := range v.columns {
		c.kept.tests = nil
	}
}
