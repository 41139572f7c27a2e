package metrics

import (
	"slices"

	"github.com/footfall-go/footfall/people"
)

// key is a person's place in the shard in the low 16 bits, and above it the number of the series in the event's line.
type key interface{ ~uint16 | ~uint32 }

// grain is one granularity of a report of whole days, or the whole timeframe, for one worker: who has been met in the bucket at hand.
//
// A bucket that is made of buckets of a finer grain takes its people from those when they end, not from rows: a week of daily listeners is a
// fraction of its events. Meeting a key takes 1.2 ns, within 8 KB a series that stay in the first cache. At the end of a bucket the list of who
// was met does for counting, for the coarser grain, and for clearing: a day of few rows does not touch the whole set.
type grain struct {
	calendar *calendar // nil: the whole timeframe
	from     int       // the grain whose buckets make up this one's; -1: rows
	index    int       // of the bucket at hand, as in plan.at; -1: none yet
	next     int       // of the one to come
	seen     []uint64  // by key
	marked   []uint32  // the keys in seen, each once
	end      uint32    // with EligibleFrom: the place of the bucket's end
	cells    [][]int64 // with EligibleFrom: see dayTally
}

// newGrains gives the grains of a plan, every one behind those that it is made of.
func newGrains(p *plan) []grain {
	var grains []grain
	days := -1
	for _, unit := range Units() {
		for _, c := range p.calendars {
			if c.unit != unit {
				continue
			}
			g := grain{calendar: c, from: -1, index: -1}
			switch unit {
			case Day:
				days = len(grains)
			case Week, Month:
				g.from = days
			}
			grains = append(grains, g)
		}
	}
	return append(grains, grain{from: len(grains) - 1, index: -1})
}

// bucket is the index of the bucket that holds an instant of the span.
func (g *grain) bucket(ms int64, p *plan) int {
	if g.calendar == nil {
		return p.buckets
	}
	return g.calendar.first + g.calendar.find(ms, max(0, g.index-g.calendar.first))
}

// endOf is the end of the bucket of an index.
func (g *grain) endOf(index int, p *plan) int64 {
	if g.calendar == nil {
		return p.span.To
	}
	return g.calendar.starts[index-g.calendar.first+1]
}

// mark adds to seen the keys that are not there yet, and appends these to marked. There is no branch on what is seen: it is not to be foreseen.
func mark[K key](marked []uint32, seen []uint64, keys []K) []uint32 {
	n := len(marked)
	marked = slices.Grow(marked, len(keys))[:n+len(keys)]
	for _, k := range keys {
		word := &seen[k>>6]
		old := *word
		marked[n] = uint32(k)
		n += int(^old >> (k & 63) & 1)
		*word = old | 1<<(k&63)
	}
	return marked[:n]
}

// clear forgets who was met: one by one where they are few.
func (g *grain) clear() {
	if len(g.marked) < len(g.seen)/8 {
		for _, k := range g.marked {
			g.seen[k>>6] = 0
		}
	} else {
		clear(g.seen)
	}
	g.marked = g.marked[:0]
}

// seenWords is the length of a set of keys for a number of series.
func seenWords(series int) int { return series * (people.ShardSize / 64) }
