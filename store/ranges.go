package store

import (
	"runtime"
	"sort"

	"github.com/footfall-go/footfall/people"
)

// A store of one shard would keep one core busy, and one of two shards, of which the first has most of the events, hardly more. So where a shard has more than a worker's share of the rows,
// it is cut in ranges of people with about as many rows each. Rows lie by person, those of a column within each day, so that a range is found in them by two searches. At a million events of 100,000 people (87 % of them in the first shard) a question takes 5 to 25 % more time of the cores so, of which the busier one has half instead of 87 %.

// rangeRows is how many rows, of whatever events, a range has at least: a day of a range costs some 200 ns however few rows it has, so that small shards are not worth it.
const rangeRows = 1 << 16

// unit is the people from first up to end of a shard, both multiples of 64: what one worker does at a time.
type unit struct{ shard, first, end int }

// shards are units of all people of a shard each.
func (v *View) shards() []unit {
	units := make([]unit, len(v.state.shards))
	for i := range units {
		units[i] = unit{i, 0, people.ShardSize}
	}
	return units
}

// ranges are the shards, cut into ranges where that shares the rows out better.
func (v *View) ranges(q *Scan) []unit {
	workers := q.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	rows := make([]int, len(v.state.shards))
	all := 0
	for i, s := range v.state.shards {
		for _, r := range s.sealed {
			if r.overlaps(q.Span) {
				rows[i] += r.len()
			}
		}
		for j := range s.heads {
			rows[i] += s.heads[j].len()
		}
		all += rows[i]
	}
	var units []unit
	for i, s := range v.state.shards {
		parts := min((rows[i]*workers+all/2)/max(all, 1), rows[i]/rangeRows)
		first := 0
		for _, at := range s.cuts(q.Span, parts) {
			units = append(units, unit{i, first, at})
			first = at
		}
		units = append(units, unit{i, first, people.ShardSize})
	}
	return units
}

// cuts gives the numbers at which a shard is cut into at most so many ranges, by where the rows of its largest run lie.
func (s *shardView) cuts(span Span, parts int) []int {
	if parts < 2 {
		return nil
	}
	var largest *run
	for _, r := range s.sealed {
		if r.overlaps(span) && (largest == nil || r.len() > largest.len()) {
			largest = r
		}
	}
	var cuts []int
	for i := 1; i < parts; i++ {
		row := uint32(largest.len() / parts * i)
		p := sort.Search(len(largest.low), func(p int) bool { return largest.first[p+1] > row })
		if at := int(largest.low[p]) &^ 63; at > 0 && (len(cuts) == 0 || at > cuts[len(cuts)-1]) {
			cuts = append(cuts, at)
		}
	}
	return cuts
}

// within narrows the rows [from, to) of a day to those of the unit's people.
func (u *unit) within(low []uint16, from, to int) (int, int) {
	if u.first == 0 && u.end == people.ShardSize {
		return from, to
	}
	day := low[from:to]
	return from + firstFrom(day, u.first), from + firstFrom(day, u.end)
}

// firstFrom is the index of the first of some people in order from a number on, which may be people.ShardSize.
func firstFrom(low []uint16, number int) int {
	return sort.Search(len(low), func(i int) bool { return int(low[i]) >= number })
}
