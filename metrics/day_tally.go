package metrics

import (
	"context"
	"math/bits"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

// sums are the numbers of a report, by plan.at.
type sums struct{ events, people []int64 }

func newSums(p *plan) sums {
	n := p.counted() * (p.buckets + 1) * len(p.audiences)
	return sums{make([]int64, n), make([]int64, n)}
}

func (s sums) add(o sums) {
	for i := range s.events {
		s.events[i] += o.events[i]
		s.people[i] += o.people[i]
	}
}

// run scans by days, unless the span is empty.
func (p *plan) run(ctx context.Context, s store.Scan, do func(*store.DayBatch) error) error {
	if s.Span.IsEmpty() {
		return ctx.Err()
	}
	return p.view.ScanDays(ctx, s, do)
}

// count makes the pass that counts.
func (p *plan) count(ctx context.Context) (sums, error) {
	scan := p.scan(p.selectors(), p.span, p.among)
	scan.Cuts, scan.Totals, scan.Distinct = p.cuts(), p.countsTotals(), p.query.Metric.CountsPeople()
	if p.query.Breakdown != nil {
		scan.Property = p.query.Breakdown.Property
		scan.Progress = p.progress(1, 2)
	} else {
		scan.Progress = p.progress(0, 1)
	}
	tallies := make([]*dayTally, p.workers)
	err := p.run(ctx, scan, func(b *store.DayBatch) error {
		t := tallies[b.Worker]
		if t == nil {
			t = newDayTally(p)
			tallies[b.Worker] = t
		}
		t.add(b)
		return nil
	})
	if err != nil {
		return sums{}, err
	}
	sum := newSums(p)
	for _, t := range tallies {
		if t != nil {
			t.finish()
			sum.add(t.sums)
		}
	}
	return sum, nil
}

// dayTally is the counters of one worker. What it counts are keys: the person's place in the shard, above it the series of the breakdown that the
// event is in. Rows come shard by shard, event by event and then by time, a batch within one bucket of each calendar; so buckets end one after the
// other, and numbers are written when one ends.
//
// Segments are told by a byte a person: cells[key's mask]++ takes 0.5 ns a row for up to eight segments, where testing a
// bitmap for each took 1 ns a row and segment.
type dayTally struct {
	sums
	p *plan

	shard    int
	first    int                       // of the range of people of the shard
	from     *[people.ShardSize]uint32 // with EligibleFrom: the end at which each person of the shard begins to count
	masks    [][]byte                  // for each eight segments, who of the shard is in which; none where whoever comes is of the one audience
	bits     int                       // of a mask
	selector int                       // the event at hand; -1: none yet
	line     line                      // its lanes
	width    int                       // how many
	cells    [][]int64                 // by group of eight segments: events by series and mask; with EligibleFrom each grain has its own
	people   []int64                   // scratch of a grain's end
	values   []laneTable
	keys     []uint32
	low      []uint16
	at       int64   // the beginning of the last batch
	grains   []grain // as they nest; the whole timeframe last

	wantEvents, wantPeople bool
}

func newDayTally(p *plan) *dayTally {
	t := &dayTally{sums: newSums(p), p: p, shard: -1, selector: -1, values: make([]laneTable, len(p.lines)), grains: newGrains(p)}
	if n := len(p.audiences); n > 1 || p.eligible != nil {
		t.bits = min(n, 8)
		t.masks = p.newMasks()
	}
	widest := 1
	for _, l := range p.lines {
		widest = max(widest, l.width())
	}
	newCells := func() (cells [][]int64) {
		for range max(1, len(t.masks)) {
			cells = append(cells, make([]int64, widest<<t.bits))
		}
		return cells
	}
	t.cells = newCells()
	if p.eligible != nil {
		for i := range t.grains {
			t.grains[i].cells = newCells()
		}
	}
	t.people = make([]int64, widest<<t.bits)
	return t
}

func (t *dayTally) add(b *store.DayBatch) {
	byValue := t.p.query.Breakdown != nil && b.Selector < len(t.p.lines)
	if b.Totals != nil && !byValue {
		t.addTotal(b)
		return
	}
	if b.Shard != t.shard || b.First != t.first || b.Selector != t.selector {
		t.finish()
		t.enter(b.Shard, b.Selector)
		t.first = b.First
		t.turn(b.From)
	} else if b.From != t.at {
		t.turn(b.From)
	}
	switch {
	case b.Totals != nil:
		t.values[t.selector].addTotals(t.cells[0], &t.line, b)
		return
	case byValue:
		t.keys = t.values[t.selector].appendKeys(t.keys[:0], &t.line, b)
		countKeys(t, t.keys)
		return
	}
	low := b.Low
	if b.Counts != nil && t.wantEvents {
		low = t.once(b)
	}
	countKeys(t, low)
}

// addTotal counts how many events there are, of the one audience. There may be a batch an hour of few events or many, so that nothing is put off to the end of a bucket.
func (t *dayTally) addTotal(b *store.DayBatch) {
	lane := t.p.lines[b.Selector].first
	for i := range t.grains {
		g := &t.grains[i]
		g.index = g.bucket(b.From, t.p)
		t.sums.events[t.p.at(lane, g.index, 0)] += b.Totals[0]
	}
}

// once has each person once for every event.
func (t *dayTally) once(b *store.DayBatch) []uint16 {
	t.low = t.low[:0]
	for i, low := range b.Low {
		for range b.Counts[i] {
			t.low = append(t.low, low)
		}
	}
	return t.low
}

// countKeys counts the rows of a batch.
func countKeys[K key](t *dayTally, keys []K) {
	switch {
	case t.wantEvents && t.from != nil:
		for i := range t.grains {
			for group, cells := range t.grains[i].cells {
				countEligible(t, cells, group, keys, t.grains[i].end)
			}
		}
	case t.wantEvents:
		for group, cells := range t.cells {
			countCells(t, cells, group, keys)
		}
	}
	if t.wantPeople {
		for i := range t.grains {
			if g := &t.grains[i]; g.from < 0 {
				meet(g, keys)
			}
		}
	}
}

// enter begins the rows of a selector in a shard.
func (t *dayTally) enter(shard, selector int) {
	p := t.p
	if shard != t.shard {
		p.fillMasks(shard, t.masks)
		if p.eligible != nil {
			t.from = (*[people.ShardSize]uint32)(p.eligible.from[shard*people.ShardSize:])
		}
	}
	t.shard, t.selector = shard, selector
	if selector < len(p.lines) {
		t.line = p.lines[selector]
		t.wantEvents = !p.query.Metric.CountsPeople()
		t.wantPeople = p.query.Metric.CountsPeople() || p.query.Per == Acting
	} else {
		t.line = line{first: p.anyLane(), none: -1, other: -1}
		t.wantEvents, t.wantPeople = false, true
	}
	t.width = t.line.width()
	for i := range t.grains {
		g := &t.grains[i]
		g.index = -1
		if t.wantPeople {
			g.enter(t.width)
		}
	}
}

// turn goes on to a later instant, and ends the buckets that do not hold it.
func (t *dayTally) turn(ms int64) {
	t.at = ms
	ended := false
	for i := range t.grains {
		g := &t.grains[i]
		g.next = g.bucket(ms, t.p)
		ended = ended || g.next != g.index && g.index >= 0
	}
	if ended {
		t.settle(func(g *grain) bool { return g.next != g.index })
	}
	for i := range t.grains {
		g := &t.grains[i]
		if t.from != nil && g.next != g.index {
			g.end = t.p.eligible.end(g.endOf(g.next, t.p))
		}
		g.index = g.next
	}
}

// finish ends all buckets.
func (t *dayTally) finish() {
	if t.selector >= 0 {
		t.settle(func(*grain) bool { return true })
	}
}

// settle writes the events since the last time to the buckets they were in, and the people of the buckets that have ended.
func (t *dayTally) settle(ended func(*grain) bool) {
	switch {
	case t.wantEvents && t.from != nil:
		for i := range t.grains {
			if g := &t.grains[i]; ended(g) {
				for group, cells := range g.cells {
					t.fold(cells, group, func(lane, segment int, n int64) {
						t.sums.events[t.p.at(lane, g.index, segment)] += n
					})
				}
			}
		}
	case t.wantEvents:
		for group, cells := range t.cells {
			t.fold(cells, group, func(lane, segment int, n int64) {
				for j := range t.grains {
					t.sums.events[t.p.at(lane, t.grains[j].index, segment)] += n
				}
			})
		}
	}
	if !t.wantPeople {
		return
	}
	for i := range t.grains {
		g := &t.grains[i]
		if !ended(g) {
			continue
		}
		for group := range t.cells {
			if t.from != nil {
				countEligible(t, t.people, group, g.marked, g.end)
			} else {
				countCells(t, t.people, group, g.marked)
			}
			t.fold(t.people, group, func(lane, segment int, n int64) {
				t.sums.people[t.p.at(lane, g.index, segment)] += n
			})
		}
		for j := range t.grains {
			if up := &t.grains[j]; up.from == i {
				meet(up, g.marked)
			}
		}
		g.clear()
	}
}

// countCells counts keys by series and mask.
func countCells[K key](t *dayTally, cells []int64, group int, keys []K) {
	switch {
	case t.masks == nil && t.width == 1:
		cells[0] += int64(len(keys))
	case t.masks == nil:
		for _, k := range keys {
			cells[uint32(k)>>16]++
		}
	case t.width == 1:
		countMasks(cells[:1<<t.bits], (*[people.ShardSize]byte)(t.masks[group]), keys)
	default:
		mask := (*[people.ShardSize]byte)(t.masks[group])
		for _, k := range keys {
			cells[int(uint32(k)>>16)<<t.bits|int(mask[uint16(k)])]++
		}
	}
}

// manyKeys is for how many keys it pays to count in several tables.
const manyKeys = 1024

// countMasks counts keys by mask. Few masks come again and again, and a count waits for the one before it to be written: so there are four tables, which take turns (0.7 ns a key instead of 1.2).
func countMasks[K key](cells []int64, mask *[people.ShardSize]byte, keys []K) {
	if len(keys) >= manyKeys {
		var more [3][1 << 8]int64
		for ; len(keys) >= 4; keys = keys[4:] {
			cells[mask[uint16(keys[0])]]++
			more[0][mask[uint16(keys[1])]]++
			more[1][mask[uint16(keys[2])]]++
			more[2][mask[uint16(keys[3])]]++
		}
		for m := range cells {
			cells[m] += more[0][m] + more[1][m] + more[2][m]
		}
	}
	for _, k := range keys {
		cells[mask[uint16(k)]]++
	}
}

// countEligible counts keys by series and mask: 0 for who does not count at an end.
func countEligible[K key](t *dayTally, cells []int64, group int, keys []K, end uint32) {
	mask, from := (*[people.ShardSize]byte)(t.masks[group]), t.from
	for _, k := range keys {
		m := mask[uint16(k)]
		if from[uint16(k)] > end {
			m = 0
		}
		cells[int(uint32(k)>>16)<<t.bits|int(m)]++
	}
}

// fold hands the cells out by lane and segment, and clears them.
func (t *dayTally) fold(cells []int64, group int, do func(lane, segment int, n int64)) {
	for lane := range t.width {
		of := cells[lane<<t.bits : (lane+1)<<t.bits]
		for w, n := range of {
			if n == 0 {
				continue
			}
			of[w] = 0
			if t.masks == nil {
				do(t.line.first+lane, 0, n)
			}
			for ; w != 0; w &= w - 1 {
				do(t.line.first+lane, group*8+bits.TrailingZeros(uint(w)), n)
			}
		}
	}
}
