package people

import (
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
		var known [value.Texts + 1]answers
		for s := int(next.Add(1) - 1); s < shards; s = int(next.Add(1) - 1) {
			c.scanShard(s, matchers, &known, words)
		}
	}
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), shards) - 1 {
		wait.Go(work)
	}
	work()
	wait.Wait()
}

func (c *column) scanShard(shard int, matchers *[value.Texts + 1]matcher, known *[value.Texts + 1]answers, words []uint64) {
	c.cells.in(shard, func(first Number, p *page) {
		out := words[first>>6:]
		if p.kinds == nil {
			matchers[p.kind].scan(p, &known[p.kind], out[:min(len(out), pageWords)])
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

// fewSpans is up to how many stretches a page is scanned once for each, without a branch a cell. Codes that meet a test are looked up in a table
// where they make more stretches than fewRuns.
const fewSpans, fewRuns = 16, 2

// scan is the matcher on a page of one kind. The last page of a column has words for the people there are.
func (m *matcher) scan(p *page, known *answers, words []uint64) {
	switch {
	case m.mode == never:
		return
	case m.mode == always:
		copy(words, p.has[:])
		return
	case m.codes != nil:
		known.scanCodes(p, m.codes, words)
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
