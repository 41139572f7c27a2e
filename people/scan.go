package people

import (
	"math/bits"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/footfall-go/footfall/people/value"
)

// scan sets the bits, in words of 64 people, of those whose cell meets the matcher of its kind. Cores share the shards, each of which has words of its own.
func (c *column) scan(matchers *[value.Texts + 1]matcher, words []uint64) {
	shards := len(c.cells.shards)
	var next atomic.Int64
	work := func() {
		for s := int(next.Add(1) - 1); s < shards; s = int(next.Add(1) - 1) {
			c.scanShard(s, matchers, words)
		}
	}
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), shards) - 1 {
		wait.Go(work)
	}
	work()
	wait.Wait()
}

func (c *column) scanShard(shard int, matchers *[value.Texts + 1]matcher, words []uint64) {
	c.cells.in(shard, func(first Number, p *page) {
		out := words[first>>6:]
		if p.kinds == nil {
			matchers[p.kind].scan(p, out[:min(len(out), pageWords)])
			return
		}
		for i := range p.filled {
			kind, x := p.at(i)
			if matchers[kind].match(x) {
				out[i>>6] |= 1 << (i & 63)
			}
		}
	})
}

// match is the matcher on one cell.
func (m *matcher) match(x uint64) bool {
	switch m.mode {
	case always:
		return true
	case inSpans, outsideSpans:
		i := sort.Search(len(m.spans), func(i int) bool { return m.spans[i].high >= int64(x) })
		return (i < len(m.spans) && m.spans[i].low <= int64(x)) == (m.mode == inSpans)
	case byCode:
		return m.codes[x] == 1
	case oneByOne:
		return m.meets(x)
	}
	return false
}

// fewSpans is up to how many stretches a page is scanned once for each, without a branch a cell.
const fewSpans = 4

// scan is the matcher on a page of one kind. The last page of a column has words for the people there are.
func (m *matcher) scan(p *page, words []uint64) {
	switch {
	case m.mode == never:
		return
	case m.mode == always:
		copy(words, p.has[:])
		return
	case m.codes != nil:
		scanCodes(p, m.codes, words)
	case (m.mode == inSpans || m.mode == outsideSpans) && len(m.spans) <= fewSpans:
		for _, s := range m.spans {
			if p.wide != nil {
				scanSpan(p.wide, p, s, words)
			} else {
				scanSpan(p.low, p, s, words)
			}
		}
		if m.mode == outsideSpans {
			for w := range words {
				words[w] = p.has[w] &^ words[w]
			}
		}
	default:
		for i := range p.filled {
			if _, x := p.at(i); m.match(x) {
				words[i>>6] |= 1 << (i & 63)
			}
		}
	}
}

// scanSpan adds the cells that lie in a stretch. A cell does if its distance from the stretch's beginning, modulo 2^64, is not above the
// stretch's length: the comparison's borrow is the bit, so that there is no branch. Two runs of 32 cells are gathered side by side, so that
// neither waits for the other, and highest bit first, which is an addition a cell; they are turned round at the end.
func scanSpan[T uint32 | uint64](cells []T, p *page, s span, words []uint64) {
	low, length := uint64(s.low), uint64(s.high)-uint64(s.low)
	for w := range words {
		if p.has[w] == 0 {
			continue
		}
		c := (*[64]T)(cells[w*64:])
		var a, b, above uint64
		for i := range 32 {
			_, above = bits.Sub64(length, uint64(c[i])-low, 0)
			a = a + a + above
			_, above = bits.Sub64(length, uint64(c[i+32])-low, 0)
			b = b + b + above
		}
		words[w] |= p.has[w] &^ bits.Reverse64(a<<32|b)
	}
}

// scanCodes sets the cells whose code's text meets a test. An empty cell may hold a code that the dictionary does not have any more: it
// reads as code 0, and is masked.
func scanCodes(p *page, codes []uint8, words []uint64) {
	for w := range words {
		if p.has[w] == 0 {
			continue
		}
		c := (*[64]uint32)(p.low[w*64:])
		var a, b uint64
		for i := range 32 {
			x, y := c[i], c[i+32]
			if uint(x) >= uint(len(codes)) {
				x = 0
			}
			if uint(y) >= uint(len(codes)) {
				y = 0
			}
			a = a + a + uint64(codes[x])
			b = b + b + uint64(codes[y])
		}
		words[w] = p.has[w] & bits.Reverse64(a<<32|b)
	}
}
