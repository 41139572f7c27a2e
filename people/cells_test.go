package people

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/value"
)

// held is a page in a map: what page keeps in a few bits.
type held map[int]heldCell

type heldCell struct {
	kind value.Kind
	x    int64
}

func (h held) requireIn(t require.TestingT, p *page) {
	for i := range pageCells {
		kind, x := p.at(i)
		want := h[i]
		if kind != want.kind || int64(x) != want.x {
			require.Equal(t, want, heldCell{kind, int64(x)}, "cell %d of %d bits from %d", i, p.cells.bits(), p.cells.base)
		}
	}
	require.Equal(t, slices.Sorted(maps.Keys(h)), slices.Collect(p.filled))
	if len(h) == 0 {
		require.Equal(t, page{}, *p)
		return
	}
	require.Len(t, p.cells.words, pageCells*p.cells.bits()/64)
	require.Equal(t, int64(pageWords*8+80+len(p.kinds)+pageCells*p.cells.bits()/8), p.bytes())
	for i := range pageCells {
		if _, ok := h[i]; !ok && p.cells.at(i) != uint64(p.cells.base) {
			require.Failf(t, "something is left", "in cell %d, which is empty", i)
		}
	}
}

// far draws numbers that lie as far apart as cells of each width hold, from bases of all sizes.
func far() *rapid.Generator[int64] {
	return rapid.Custom(func(t *rapid.T) int64 {
		base := rapid.SampledFrom([]int64{0, 0, 1, -1, 200, -1000, 20_000, 1 << 31, -1 << 40, math.MaxInt64, math.MinInt64}).Draw(t, "base")
		most := int64(uint64(math.MaxUint64) >> (64 - rapid.SampledFrom([]int{1, 2, 4, 8, 9, 16, 17, 32, 33, 63}).Draw(t, "bits")))
		x := rapid.OneOf(rapid.Int64Range(-most, most), rapid.SampledFrom([]int64{0, most, -most})).Draw(t, "distance")
		return base + x // may run over the end: any number will do
	})
}

// A page is what was put into it, whatever the order and the distances; nothing is left of what is dropped, and views keep their copies.
func TestAPageHoldsWhatWasPut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, h := &page{}, held{}
		var before *page
		var then held
		numbers := rapid.SliceOfN(far(), 1, 6).Draw(t, "numbers")
		kinds := rapid.SliceOfN(rapid.SampledFrom([]value.Kind{value.Int, value.Text, value.Day}), 1, 2).Draw(t, "kinds")
		cell := rapid.OneOf(rapid.IntRange(0, pageCells-1), rapid.SampledFrom([]int{0, 1, 63, 64, pageCells - 1}))
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			i := cell.Draw(t, "cell")
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0, 1, 2:
				if _, ok := h[i]; ok {
					p.drop(i)
					delete(h, i)
				}
			case 3:
				before, then = p, maps.Clone(h)
				p = clonePage(p)
			default:
				c := heldCell{rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.SampledFrom(numbers).Draw(t, "number")}
				for ; i < pageCells && rapid.IntRange(0, 3).Draw(t, "more") > 0; i += 7 {
					p.put(i, c.kind, uint64(c.x))
					h[i] = c
					c.x++ // over the end too
				}
			}
			h.requireIn(t, p)
			if before != nil {
				then.requireIn(t, before)
			}
		}
	})
}

// From every width to every wider one, with numbers below and above the base.
func TestCellsWiden(t *testing.T) {
	for from := range 7 {
		for to := from + 1; to < 7; to++ {
			for _, base := range []int64{0, -1 << 62, 1 << 62, -17, 1 << 20} {
				t.Run(fmt.Sprintf("from=%d/to=%d/base=%d", 1<<from, 1<<to, base), func(t *testing.T) {
					p, h := page{}, held{}
					put := func(i int, x int64) {
						p.put(i, value.Int, uint64(x))
						h[i] = heldCell{value.Int, x}
					}
					base &^= 31
					narrow, wide := int64(uint64(math.MaxUint64)>>(64-1<<from)), int64(uint64(math.MaxUint64)>>(64-1<<to))
					if to == 6 {
						wide = math.MinInt64 // the other half
					}
					for i := range 500 {
						put(i, base+int64(i)%2*narrow)
					}
					if base == 0 || from < 3 { // elsewhere the base may be such that more bits are needed
						require.Equal(t, 1<<from, p.cells.bits())
					}
					h.requireIn(t, &p)
					put(501, base+wide)
					require.GreaterOrEqual(t, p.cells.bits(), 1<<to)
					h.requireIn(t, &p)
					p.drop(501)
					delete(h, 501)
					h.requireIn(t, &p)
				})
			}
		}
	}
}

func TestCellsAreAsNarrowAsTheirNumbers(t *testing.T) {
	for _, c := range []struct {
		name      string
		low, high int64
		bits      int
	}{
		{"booleans", 0, 1, 1},
		{"four plans", 0, 3, 2},
		{"ten countries", 0, 9, 4},
		{"texts of a byte", 0, 255, 8},
		{"temperatures", -30, 45, 8},
		{"years", 1900, 2026, 8},
		{"days of a year", 20_454, 20_818, 16},
		{"all of 16 bits", -1 << 15, 1<<15 - 1, 16},
		{"instants of a month", 1_767_225_600_000, 1_769_904_000_000, 32},
		{"codes of 32 bits", 0, math.MaxUint32, 32},
		{"all of 32 bits", math.MinInt32, math.MaxInt32, 32},
		{"the lowest", math.MinInt64, math.MinInt64 + 100, 8},
		{"the highest", math.MaxInt64 - 100, math.MaxInt64, 8},
		{"the lowest and the highest", math.MinInt64, math.MaxInt64, 64},
	} {
		t.Run(c.name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(7, 7))
			p, h := page{}, held{}
			for i := range pageCells {
				x := c.low
				if span := uint64(c.high) - uint64(c.low); span == math.MaxUint64 {
					x = int64(rnd.Uint64())
				} else {
					x += int64(rnd.Uint64N(span + 1))
				}
				switch i {
				case 500:
					x = c.low
				case 600:
					x = c.high
				}
				p.put(i, value.Int, uint64(x))
				h[i] = heldCell{value.Int, x}
			}
			require.Equal(t, c.bits, p.cells.bits())
			h.requireIn(t, &p)
		})
	}
}

// Whatever comes, on the whole no more than so many cells are moved for a put.
func TestPutStaysCheap(t *testing.T) {
	const puts = 100_000
	for name, next := range map[string]func(i int) (cell int, x int64){
		"a clock":                    func(i int) (int, int64) { return i % pageCells, int64(i) * 10 },
		"one person's clock":         func(i int) (int, int64) { return max(0, pageCells-1-i), int64(max(0, i-pageCells)) * 100 },
		"to and fro at the edges":    func(i int) (int, int64) { return min(i, pageCells-1), int64(i%2*200) + 100*int64(i/pageCells%2) - 1000 },
		"two who take turns":         func(i int) (int, int64) { return i % 2, []int64{0, 1 << 40, -1 << 40, 300}[i/2%4] },
		"each wider than the others": func(i int) (int, int64) { return i % pageCells, int64(1)<<(i/64%64) - 1 },
	} {
		t.Run(name, func(t *testing.T) {
			p := page{}
			moved, fits := 0, 0
			for i := range puts {
				before := p.cells.words
				cell, x := next(i)
				p.put(cell, value.Int, uint64(x))
				if before == nil || &before[0] != &p.cells.words[0] {
					moved += len(slices.Collect(p.filled))
					fits++
				}
			}
			require.LessOrEqual(t, moved, puts*(costly+1)+7*pageCells, "%d times", fits)
		})
	}
}

// A page answers a stretch as its cells do one by one, of every width and from every side.
func TestScanSpanIsMatchOfEachCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := page{}
		base := far().Draw(t, "base")
		most := uint64(math.MaxUint64) >> (64 - 1<<rapid.IntRange(0, 6).Draw(t, "width"))
		numbers := []int64{base, int64(uint64(base) + most)}
		for i := range rapid.IntRange(0, pageCells).Draw(t, "cells") {
			x := int64(uint64(base) + rapid.Uint64Range(0, most).Draw(t, "distance"))
			numbers = append(numbers, x, x-1, x+1)
			p.put(i*5%pageCells, value.Int, uint64(x))
		}
		numbers = append(numbers, p.cells.base, p.cells.base+int64(p.cells.most()), math.MinInt64, math.MaxInt64)
		for range 20 {
			s := span{rapid.SampledFrom(numbers).Draw(t, "low"), rapid.SampledFrom(numbers).Draw(t, "high")}
			if s.low > s.high {
				s.low, s.high = s.high, s.low
			}
			words := make([]uint64, rapid.IntRange(1, pageWords).Draw(t, "words"))
			scanSpan(&p, s, words)
			for i := range len(words) * 64 {
				kind, x := p.at(i)
				want := kind != value.None && int64(x) >= s.low && int64(x) <= s.high
				if got := words[i>>6]>>(i&63)&1 == 1; got != want {
					t.Fatalf("%d of kind %d from %d to %d: %t (%d bits from %d)", int64(x), kind, s.low, s.high, got, p.cells.bits(), p.cells.base)
				}
			}
		}
	})
}
