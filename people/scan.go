package people

import (
	"math/bits"
	"sort"

	"github.com/footfall-go/footfall/people/value"
)

// scan sets the bits, in words of 64 people, of those whose cell meets the matcher of its kind.
func (c *column) scan(matchers *[value.Texts + 1]matcher, words []uint64) {
	c.cells.all(func(first Number, p *page) {
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
	case m.mode == byCode:
		scanCodes(p, m.codes, words)
	default:
		for i := range p.filled {
			if _, x := p.at(i); m.match(x) {
				words[i>>6] |= 1 << (i & 63)
			}
		}
	}
}

// scanSpan adds the cells that lie in a stretch. A cell does if its distance from the stretch's beginning, modulo 2^64, is not above the stretch's length: the
// comparison's borrow is the bit, so that there is no branch.
func scanSpan[T uint32 | uint64](cells []T, p *page, s span, words []uint64) {
	low, length := uint64(s.low), uint64(s.high)-uint64(s.low)
	for w := range words {
		if p.has[w] == 0 {
			continue
		}
		var word uint64
		for _, x := range cells[w*64 : w*64+64] {
			_, above := bits.Sub64(length, uint64(x)-low, 0)
			word = word>>1 | above<<63
		}
		words[w] |= ^word & p.has[w]
	}
}

func scanCodes(p *page, codes []uint8, words []uint64) {
	for w := range words {
		if p.has[w] == 0 {
			continue
		}
		var word uint64
		for _, x := range p.low[w*64 : w*64+64] {
			// An empty cell may hold a code of a dictionary that is gone.
			var hit uint8
			if int(x) < len(codes) {
				hit = codes[x]
			}
			word = word>>1 | uint64(hit)<<63
		}
		words[w] = word & p.has[w]
	}
}
