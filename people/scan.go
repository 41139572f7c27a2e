package people

import (
	"math"
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
			scanSpan(p, s, words)
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

// scanSpan adds the cells that lie in a stretch.
//
// All cells of a word are tested at once. From each, where the stretch begins is taken away; a cell lies in it if the rest, counted round the
// cell's own numbers, is not above the stretch's length. To keep the borrow of one cell from the next, the highest bit of each is set before and
// worked out apart. It is told whether the rest is above a length of less than half the numbers: of a longer stretch, what lies outside is asked.
func scanSpan(p *page, s span, words []uint64) {
	c := &p.cells
	low, high, some := c.clip(s)
	if !some || c.words == nil {
		return
	}
	most := c.most()
	if high-low == most {
		for w := range words {
			words[w] |= p.has[w]
		}
		return
	}
	half := most/2 + 1
	length, inside := high-low, ^uint64(0)
	if length >= half {
		low, length, inside = high+1, most-1-length, 0
	}
	each := math.MaxUint64 / most // a one in each cell
	highest := half * each
	begin, begins, above := (low&(half-1))*each, (^low&half)*each, (half-1-length)*each
	for w := range words {
		if p.has[w] != 0 {
			outside := beyond(c.words[w<<c.log:(w+1)<<c.log], highest, begins, begin, above)
			words[w] |= p.has[w] & (outside ^ inside)
		}
	}
}

// beyond is the inner loop of scanSpan, apart so that what it needs stays in registers.
//
//go:noinline
func beyond(words []uint64, highest, begins, begin, above uint64) (outside uint64) {
	lowest := ^highest
	for _, x := range words {
		x ^= begins
		rest := (x | highest) - begin
		outside = outside>>1 | (rest&lowest+above|(rest^x))&highest
	}
	return outside
}

// scanCodes sets the cells whose code's text meets a test. An empty cell may hold a code that the dictionary does not have any more: it
// reads as code 0, and is masked.
func scanCodes(p *page, codes []uint8, words []uint64) {
	c := &p.cells
	most, bits := c.most(), c.bits()
	for w := range words {
		if p.has[w] == 0 {
			continue
		}
		var meet uint64
		for k, x := range c.words[w<<c.log : (w+1)<<c.log] {
			for at := k; at < 64; at += bits {
				code := uint64(c.base) + x&most
				if code >= uint64(len(codes)) {
					code = 0
				}
				meet |= uint64(codes[code]) << (at & 63)
				x >>= bits & 63
			}
		}
		words[w] = p.has[w] & meet
	}
}
