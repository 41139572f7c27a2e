package store

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sort"

	"github.com/footfall-go/footfall/people/value"
)

// rows are those that a scan has collected of one shard, in columns, and how they are put in order: an order of their indexes is sorted, 12 bytes a row, and the columns are
// written once. (Records of 32 bytes, sorted as they were, took twice the time.)
type rows struct {
	low    []uint16
	times  []int64
	hits   []uint64
	row    []uint32 // in its run
	values []value.Value
	runs   []int // where the rows of each run begin

	sliced []uint32 // indexes of the rows, in order of the slices of time
	order  []uint32 // in order
	spare  columnsOut
}

// columnsOut is rows as a batch hands them out.
type columnsOut struct {
	low    []uint16
	times  []int64
	hits   []uint64
	values []value.Value
}

func (g *rows) len() int { return len(g.times) }

func (g *rows) reset() {
	g.low, g.times, g.hits, g.row, g.values, g.runs = g.low[:0], g.times[:0], g.hits[:0], g.row[:0], g.values[:0], g.runs[:0]
}

// forget keeps no text of somebody who may be deleted for the next scan.
func (g *rows) forget() {
	clear(g.values[:cap(g.values)])
	clear(g.spare.values[:cap(g.spare.values)])
}

// begin says that the rows to come are of the next run.
func (g *rows) begin() { g.runs = append(g.runs, g.len()) }

func (g *rows) add(low uint16, ms int64, hits uint64, row uint32) {
	g.low, g.times, g.hits, g.row = append(g.low, low), append(g.times, ms), append(g.hits, hits), append(g.row, row)
}

// room makes low and row n long, for what goes beyond len.
func (g *rows) room(n int) {
	if n > len(g.low) {
		g.low = slices.Grow(g.low, n-len(g.low))
		g.low = g.low[:cap(g.low)]
	}
	if n > len(g.row) {
		g.row = slices.Grow(g.row, n-len(g.row))
		g.row = g.row[:cap(g.row)]
	}
}

// extend makes all columns n long.
func (g *rows) extend(n int) {
	g.low, g.row = g.low[:n], g.row[:n]
	more := max(0, n-g.len())
	g.times, g.hits = slices.Grow(g.times, more)[:n], slices.Grow(g.hits, more)[:n]
}

// timeSlices is into how many equal slices of time rows are put before they are put by person, so that a person's come nearly in order: where a few people have hundreds of rows from
// many runs and events, putting these in order one by one took as long as all the rest.
const timeSlices = 256

// slice puts the indexes of the rows in order of the slices of time.
func (g *rows) slice() {
	g.sliced = grown(g.sliced, g.len())
	least, most := int64(math.MaxInt64), int64(math.MinInt64)
	for _, t := range g.times {
		least, most = min(least, t), max(most, t)
	}
	shift := max(0, bits.Len64(uint64(most-least))-bits.Len(timeSlices-1))
	var next [timeSlices + 1]uint32
	for _, t := range g.times {
		next[(t-least)>>shift%timeSlices+1]++
	}
	for i := range timeSlices {
		next[i+1] += next[i]
	}
	for i, t := range g.times {
		to := &next[(t-least)>>shift%timeSlices]
		g.sliced[*to] = uint32(i)
		*to++
	}
}

// sort puts the rows in order: by slice of time and then by person with counting sorts, and then each person's few rows by time.
func (s *scanner) sort(runs []boundRun) {
	g := &s.rows
	g.slice()
	// Where the rows of a person go. Most numbers of a shard have none: only those that have are visited, and their counts left at 0.
	next, some := &s.next, &s.some
	for _, low := range g.low {
		next[low]++
		some[low/64] |= 1 << (low % 64)
	}
	sum := uint32(0)
	for w, word := range some {
		for ; word != 0; word &= word - 1 {
			low := w*64 + bits.TrailingZeros64(word)
			next[low], sum = sum, sum+next[low]
		}
	}
	n := g.len()
	o := &g.spare
	g.order = grown(g.order, n)
	for _, at := range g.sliced {
		to := &next[g.low[at]]
		g.order[*to] = at
		*to++
	}
	for _, low := range g.low {
		next[low] = 0
	}
	clear(some[:])
	o.low, o.times, o.hits = grown(o.low, n), grown(o.times, n), grown(o.hits, n)
	for i, at := range g.order {
		o.low[i], o.times[i], o.hits[i] = g.low[at], g.times[at], g.hits[at]
	}
	for i := 1; i < n; i++ {
		if o.low[i] == o.low[i-1] && o.times[i] <= o.times[i-1] {
			i = s.sortPerson(i, runs)
		}
	}
	if s.query.Property != "" {
		o.values = o.values[:0]
		for _, at := range g.order {
			o.values = append(o.values, g.values[at])
		}
		g.values, o.values = o.values, g.values
	}
	g.low, o.low, g.times, o.times, g.hits, o.hits = o.low, g.low, o.times, g.times, o.hits, g.hits
}

// sortPerson puts the rows of a person, of which those before i are, in order. They nearly are, but for those of one slice of time. It gives the last one's index.
func (s *scanner) sortPerson(i int, runs []boundRun) int {
	order, times, low, hits := s.rows.order, s.rows.spare.times, s.rows.spare.low, s.rows.spare.hits
	first := i - 1
	for first > 0 && low[first-1] == low[i] {
		first--
	}
	end := i + 1
	for end < len(low) && low[end] == low[i] {
		end++
	}
	for moves := 0; i < end; i++ {
		at, t, h := order[i], times[i], hits[i]
		j := i
		for ; j > first && (t < times[j-1] || t == times[j-1] && s.compareTied(at, order[j-1], runs) < 0); j-- {
			order[j], times[j], hits[j] = order[j-1], times[j-1], hits[j-1]
		}
		order[j], times[j], hits[j] = at, t, h
		if moves += i - j; moves > maxMoves*(end-first) {
			s.sortMany(first, end, runs)
			break
		}
	}
	return end - 1
}

// maxMoves is how many places the rows of a person move on average before another way to sort is taken. One far off date puts all others in one slice of time.
const maxMoves = 16

// sortMany puts the rows [first, end) of a person in order whatever they are.
func (s *scanner) sortMany(first, end int, runs []boundRun) {
	g, o := &s.rows, &s.rows.spare
	slices.SortFunc(g.order[first:end], func(a, b uint32) int {
		if c := cmp.Compare(g.times[a], g.times[b]); c != 0 {
			return c
		}
		return s.compareTied(a, b, runs)
	})
	for i := first; i < end; i++ {
		o.times[i], o.hits[i] = g.times[g.order[i]], g.hits[g.order[i]]
	}
}

// compareTied is the canonical order of two rows of one person and time.
func (s *scanner) compareTied(a, b uint32, runs []boundRun) int {
	g := &s.rows
	run := func(at uint32) *run { return runs[sort.SearchInts(g.runs, int(at)+1)-1].run }
	ra, rb, row, other := run(a), run(b), g.row[a], g.row[b]
	if ra == rb {
		return cmp.Compare(row, other)
	}
	low := g.low[a]
	return compareTied(s.plan.names, runRow{ra, row, ra.at(low, row)}, runRow{rb, other, rb.at(low, other)})
}
