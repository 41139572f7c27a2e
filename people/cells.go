package people

import "math"

// cells are the numbers of a page, each kept as its distance from a base that they share, in as few bits as the furthest of them needs: 1, 2, 4
// and so on to 64. So texts of a small dictionary, integers and dates that lie close together take a byte or less, wherever they lie: country, plan, age and date of registration of the
// benchmarks' people take 1.2 bytes each, where 4 bytes a cell took 4.2 (attribute-B/person of BenchmarkMemory of the workload, for the four).
//
// The 64 cells of a word of page.has are as many words as a cell has bits, and cell c of them lies in word c mod bits, at bit c - c mod bits:
//
//	4 bits   word 0: cells 0 4 8 ... 60   word 1: cells 1 5 9 ... 61   word 2: cells 2 6 10 ... 62   word 3: cells 3 7 11 ... 63
//
// A test of all cells of a word at once leaves its answers in the highest bits of the cells. In this order each word's answers need one shift,
// the same for all of them, to stand where the people stand in page.has (see scanSpan).
type cells struct {
	base  int64    // base to base + 2^bits - 1, the numbers that fit, never runs over the end of int64
	log   uint8    // of bits, to base 2
	upper bool     // a distance had the highest bit since the cells were last fitted; they are tested faster while none has
	puts  uint32   // since the cells were last fitted
	words []uint64 // pageWords << log; nil: none has been put
}

func (c *cells) bits() int { return 1 << (c.log & 7) }

// most is the largest distance from the base.
func (c *cells) most() uint64 { return math.MaxUint64 >> (-c.bits() & 63) }

// locate is the word of a cell, and where in it the cell begins.
func (c *cells) locate(i int) (word, shift int) {
	in := c.bits() - 1
	return i>>6<<(c.log&7) | i&in, i & 63 &^ in
}

func (c *cells) at(i int) uint64 {
	word, shift := c.locate(i)
	return uint64(c.base) + c.words[word]>>(shift&63)&c.most()
}

// unpack gives the 64 numbers of a word of page.has, which costs less than asking for one by one.
func (c *cells) unpack(w int, into *[64]uint64) {
	bits, base, most := c.bits(), uint64(c.base), c.most()
	for k, x := range c.words[w*bits : (w+1)*bits] {
		for i := k; i < 64; i += bits {
			into[i] = base + x&most
			x >>= bits & 63
		}
	}
}

// put keeps a number; has are the cells that hold one.
func (c *cells) put(i int, x uint64, has *[pageWords]uint64) {
	if c.words == nil || x-uint64(c.base) > c.most() {
		c.fit(i, int64(x), has)
	}
	c.puts++
	c.keep(i, x-uint64(c.base))
}

// drop leaves nothing of a cell's number.
func (c *cells) drop(i int) { c.keep(i, 0) }

func (c *cells) keep(i int, distance uint64) {
	c.upper = c.upper || distance > c.most()/2
	word, shift := c.locate(i)
	c.words[word] = c.words[word]&^(c.most()<<(shift&63)) | distance<<(shift&63)
}

// costly is how many cells may be moved for a put, on the whole.
const costly = 16

// fit moves the base, or widens the cells, so that x fits in the place of cell i. Cells never become narrower; and they become wider, though
// another base would do, where there were too few puts since the last time to pay for it.
func (c *cells) fit(i int, x int64, has *[pageWords]uint64) {
	low, high, held := x, x, 0
	for j := range ones(has) {
		if j != i {
			y := int64(c.at(j))
			low, high, held = min(low, y), max(high, y), held+1
		}
	}
	next := cells{log: c.log}
	if c.words != nil && int(min(c.puts, pageCells))*costly < held {
		next.log++
	}
	for !next.place(low, high) {
		next.log++
	}
	next.words = make([]uint64, pageWords<<next.log)
	for j := range ones(has) {
		if j != i {
			next.keep(j, c.at(j)-uint64(next.base))
		}
	}
	*c = next
}

// place sets the base so that the numbers from low to high fit, in the lower half if they can. It fails where they are too far apart.
func (c *cells) place(low, high int64) bool {
	if c.log == 6 {
		c.base = math.MinInt64
		return true
	}
	return c.placeIn(c.most()/2, low, high) || c.placeIn(c.most(), low, high)
}

// placeIn places the numbers among the distances up to room: with as much of it below them as above, or from zero where that serves. A base is a
// multiple of 32 or of an eighth of what fits, whichever is more, so that it does not tell a number that is gone.
func (c *cells) placeIn(room uint64, low, high int64) bool {
	if low >= 0 && uint64(high) <= room {
		c.base = 0
		return true
	}
	most := c.most()
	grain := int64(max(32, (most+1)/8))
	base := low &^ (grain - 1)
	if uint64(high)-uint64(base) > room {
		return false
	}
	if below := int64(room-(uint64(high)-uint64(low))) / 2; low >= math.MinInt64+below {
		if middle := (low - below) &^ (grain - 1); uint64(high)-uint64(middle) <= room {
			base = middle
		}
	}
	c.base = min(base, math.MaxInt64-int64(most))
	return true
}

// clip is the part of a stretch that fits, as distances from the base.
func (c *cells) clip(s span) (low, high uint64, ok bool) {
	last := c.base + int64(c.most())
	if s.high < c.base || s.low > last {
		return 0, 0, false
	}
	return uint64(max(s.low, c.base)) - uint64(c.base), uint64(min(s.high, last)) - uint64(c.base), true
}
