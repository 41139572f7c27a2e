package store

import (
	"cmp"
	"math/bits"
	"slices"
	"sort"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// rows are those that a scan has collected of one shard, and how they are put in order: of each row a key of 8 bytes is sorted. Where nothing of a row matters but who, when and which selectors, and these
// fit in a key, there is nothing else of it until it is handed out. Else the key has its index in columns. (A funnel of 190,000 rows over 10 million events took 23 ns a row to put columns in order, 15 with keys and columns, and takes 10 with keys alone.)
type rows struct {
	layout keyLayout
	keys   []uint64
	sorted []uint64
	out    columnsOut

	// Unless the layout is whole:
	low    []uint16
	times  []int64
	hits   []uint64
	row    []uint32 // in its run
	values []value.Value
	parts  []rowsPart // in order of from
}

// rowsPart is where rows of a run begin.
type rowsPart struct {
	from int
	run  *run
}

// columnsOut is rows as a batch hands them out.
type columnsOut struct {
	low    []uint16
	times  []int64
	hits   []uint64
	values []value.Value
}

// keyLayout is what a key is made of, from the highest bits down: the person, the time, and either the hits or the row's index.
type keyLayout struct {
	least int64 // the time of 0
	whole bool  // hits are in it, as their place in the order of ties; so nothing else is needed
	shift int   // of the time
	lossy int   // how many of the lowest bits the times lack, unless whole: rows that differ only there are told apart as tied ones are
}

// Whole keys have 8 bits of hits and so 40 of the time: 34 years.
const (
	personBits = 16
	hitsBits   = 8
	timeBits   = 64 - personBits - hitsBits
)

// layoutOf is that of the rows that a scan may collect of some runs.
func layoutOf(q *Scan, runs []boundRun) keyLayout {
	least, most, rows := runs[0].part, runs[0].part, 0
	for i := range runs {
		least, most, rows = min(least, runs[i].part), max(most, runs[i].part), rows+runs[i].len()
	}
	from, to := max(q.Span.From, int64(least)<<partitionBits), min(q.Span.To, int64(most+1)<<partitionBits)
	l := keyLayout{least: from, shift: hitsBits}
	width := bits.Len64(uint64(to - from))
	if l.whole = q.TiesByHits && len(q.Selectors) <= hitsBits && q.Property == "" && width <= timeBits; !l.whole {
		l.shift = bits.Len(uint(rows))
		l.lossy = max(0, width+l.shift+personBits-64)
	}
	return l
}

// key has the tail, which is of the hits or the index, in its lowest bits.
func (l *keyLayout) key(low uint16, ms int64, tail uint64) uint64 {
	return uint64(low)<<(64-personBits) | uint64(ms-l.least)>>l.lossy<<l.shift | tail
}

func (l *keyLayout) tail(key uint64) uint64 { return key & (1<<l.shift - 1) }

// time is that of a whole key.
func (l *keyLayout) time(key uint64) int64 {
	return l.least + int64(key<<personBits>>(personBits+hitsBits))
}

// The places of sets of up to eight selectors in the order of ties; never changed.
var hitsAt, placeOf = func() (at [1 << hitsBits]uint8, place [1 << hitsBits]uint8) {
	for i := range at {
		at[i] = uint8(i)
	}
	slices.SortFunc(at[:], func(a, b uint8) int { return CompareHits(uint64(a), uint64(b)) })
	for i, hits := range at {
		place[hits] = uint8(i)
	}
	return at, place
}()

// CompareHits is the first part of the order of ties in a funnel: by the lowest selector that an event meets, then by the number that Batch.Hits is.
func CompareHits(a, b uint64) int {
	if c := cmp.Compare(bits.TrailingZeros64(a), bits.TrailingZeros64(b)); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}

func (g *rows) len() int { return len(g.keys) }

func (g *rows) reset() {
	g.keys, g.low, g.times, g.hits, g.row, g.values, g.parts = g.keys[:0], g.low[:0], g.times[:0], g.hits[:0], g.row[:0], g.values[:0], g.parts[:0]
}

// begin says that the rows to come are of a run.
func (g *rows) begin(r *run) {
	if !g.layout.whole {
		g.parts = append(g.parts, rowsPart{len(g.low), r})
	}
}

func (g *rows) add(low uint16, ms int64, hits uint64, row uint32) {
	if g.layout.whole {
		g.keys = append(g.keys, g.layout.key(low, ms, uint64(placeOf[hits])))
		return
	}
	g.keys = append(g.keys, g.layout.key(low, ms, uint64(len(g.low))))
	g.low, g.times, g.hits, g.row = append(g.low, low), append(g.times, ms), append(g.hits, hits), append(g.row, row)
}

// extend makes room for n rows more, and gives it.
func (g *rows) extend(n int) []uint64 {
	at := len(g.keys)
	g.keys = slices.Grow(g.keys, n)[:at+n]
	return g.keys[at:]
}

// sort puts the rows in order: their keys by person, with a counting sort, and then each person's few, which nearly are, by what else is in them.
func (s *scanner) sort() {
	g := &s.rows
	// Where the rows of a person go. Most numbers of a shard have none: only those that have are visited, and their counts left at 0.
	next, some := &s.next, &s.some
	for _, k := range g.keys {
		low := k >> (64 - personBits) % people.ShardSize
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
	g.sorted = grown(g.sorted, len(g.keys))
	sorted := g.sorted
	for _, k := range g.keys {
		to := &next[k>>(64-personBits)%people.ShardSize]
		sorted[*to] = k
		*to++
	}
	for w, word := range some {
		for ; word != 0; word &= word - 1 {
			next[w*64+bits.TrailingZeros64(word)] = 0
		}
	}
	clear(some[:])
	sortKeys(sorted)
	g.keys, g.sorted = sorted, g.keys
}

// sortKeys puts keys in order that nearly are.
func sortKeys(keys []uint64) {
	moves := 0
	for i := 1; i < len(keys); i++ {
		key, j := keys[i], i
		for ; j > 0 && key < keys[j-1]; j-- {
			keys[j] = keys[j-1]
		}
		keys[j] = key
		if moves += i - j; moves > maxMoves*len(keys) {
			slices.Sort(keys)
			return
		}
	}
}

// maxMoves is how many places a key moves on average before another way to sort is taken.
const maxMoves = 16

// arrange writes what the keys in their order stand for.
func (s *scanner) arrange() {
	g, o, n := &s.rows, &s.rows.out, s.rows.len()
	o.low, o.times, o.hits, o.values = grown(o.low, n), grown(o.times, n), grown(o.hits, n), o.values[:0]
	if g.layout.whole {
		low, times, hits := o.low[:n], o.times[:n], o.hits[:n]
		l := g.layout
		for i, k := range g.keys {
			low[i], times[i], hits[i] = uint16(k>>(64-personBits)), l.time(k), uint64(hitsAt[uint8(k)])
		}
		return
	}
	s.sortTied()
	for i, k := range g.keys {
		at := g.layout.tail(k)
		o.low[i], o.times[i], o.hits[i] = g.low[at], g.times[at], g.hits[at]
	}
	if s.query.Property != "" {
		for _, k := range g.keys {
			o.values = append(o.values, g.values[g.layout.tail(k)])
		}
	}
}

// sortTied puts those rows in order that their keys tell apart only by their index.
func (s *scanner) sortTied() {
	g := &s.rows
	for i := 0; i < len(g.keys); {
		end := i + 1
		for end < len(g.keys) && g.keys[end]>>g.layout.shift == g.keys[i]>>g.layout.shift {
			end++
		}
		if end > i+1 {
			slices.SortFunc(g.keys[i:end], func(a, b uint64) int { return s.compareTied(g.layout.tail(a), g.layout.tail(b)) })
		}
		i = end
	}
}

// compareTied is the order of two rows of one person whose times are not told apart.
func (s *scanner) compareTied(a, b uint64) int {
	g := &s.rows
	if c := cmp.Compare(g.times[a], g.times[b]); c != 0 {
		return c
	}
	if s.query.TiesByHits {
		if c := CompareHits(g.hits[a], g.hits[b]); c != 0 {
			return c
		}
	}
	ra, rb, row, other := g.run(a), g.run(b), g.row[a], g.row[b]
	if ra == rb {
		return cmp.Compare(row, other)
	}
	low := g.low[a]
	return compareTied(s.plan.names, runRow{ra, row, ra.at(low, row)}, runRow{rb, other, rb.at(low, other)})
}

// run is that of a row.
func (g *rows) run(at uint64) *run {
	return g.parts[sort.Search(len(g.parts), func(i int) bool { return uint64(g.parts[i].from) > at })-1].run
}
