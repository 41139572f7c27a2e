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
// fraction of its events. At the end of a bucket the list of who was met does for counting, for the coarser grain, and for clearing: a day of
// few rows does not touch the whole set.
//
// Of one series, who was met is a byte a person. As people come in order, a bit is mostly in the word of the one before, and waits for that to be
// written: 2.4 ns a person for 0.7 where an eighth of a shard comes. Of many series it is a bit a key, which then come in no order, and 8 KB instead of 64 a series.
type grain struct {
	calendar *calendar               // nil: the whole timeframe
	from     int                     // the grain whose buckets make up this one's; -1: rows
	index    int                     // of the bucket at hand, as in plan.at; -1: none yet
	next     int                     // of the one to come
	one      *[people.ShardSize]byte // who was met of one series: 1; nil where there are several
	room     *[people.ShardSize]byte // for it
	seen     []uint64                // who was met of several series, a bit a key
	marked   []uint32                // the keys that were met, each once
	end      uint32                  // with EligibleFrom: the place of the bucket's end
	cells    [][]int64               // with EligibleFrom: see dayTally
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

// meet notes the keys that have not been met yet. There is no branch on what has: it is not to be foreseen.
func meet[K key](g *grain, keys []K) {
	n := len(g.marked)
	marked := slices.Grow(g.marked, len(keys))[:n+len(keys)]
	if one := g.one; one != nil {
		for _, k := range keys {
			marked[n] = uint32(k)
			n += 1 - int(one[uint16(k)])
			one[uint16(k)] = 1
		}
	} else {
		for _, k := range keys {
			word := &g.seen[k>>6]
			old := *word
			marked[n] = uint32(k)
			n += int(^old >> (k & 63) & 1)
			*word = old | 1<<(k&63)
		}
	}
	g.marked = marked[:n]
}

// enter makes ready for the people of so many series.
func (g *grain) enter(series int) {
	if series == 1 {
		if g.room == nil {
			g.room = new([people.ShardSize]byte)
		}
		g.one = g.room
		return
	}
	g.one = nil
	if n := series * (people.ShardSize / 64); len(g.seen) < n {
		g.seen = make([]uint64, n)
	}
}

// clear forgets who was met: one by one where they are few.
func (g *grain) clear() {
	switch one := g.one; {
	case one != nil && len(g.marked) < len(one)/16:
		for _, k := range g.marked {
			one[uint16(k)] = 0
		}
	case one != nil:
		clear(one[:])
	case len(g.marked) < len(g.seen)/8:
		for _, k := range g.marked {
			g.seen[k>>6] = 0
		}
	default:
		clear(g.seen)
	}
	g.marked = g.marked[:0]
}
