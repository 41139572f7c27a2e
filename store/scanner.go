package store

import (
	"bytes"
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// chunkPeople is how many numbers a scanner takes at once: their rows from all runs of the shard stay in cache while they are put in order.
const chunkPeople = 4096

// scanner is one worker of a Scan.
type scanner struct {
	view  *View
	query *Scan
	plan  *plan
	batch Batch
	*scratch
}

// scratch is what a scanner works in. It is used again for every shard, and by later scans of the store: a scan of 10 million events would make 50 MB of garbage otherwise.
type scratch struct {
	mask   []byte        // who is wanted in this shard; nil: everyone
	got    []row32       // as they were collected
	values []value.Value // of got, where a property is asked for
	sorted []row32
	out    columnsOut
	chunk  [chunkPeople + 1]uint32
	shard  [people.ShardSize + 1]uint32
}

// row32 is a collected row, in 32 bytes.
type row32 struct {
	ms   int64
	hits uint64
	run  uint32 // which of the scan's runs it is from, and
	row  uint32 // where: to put ties in order
	at   uint32 // in got
	low  uint16
}

// columnsOut is rows as a batch hands them out.
type columnsOut struct {
	low    []uint16
	times  []int64
	hits   []uint64
	values []value.Value
}

// boundRun is a run that the query touches, with where the next chunk begins in it.
type boundRun struct {
	*run
	plan runPlan
	next int
}

func (s *scanner) shard(ctx context.Context, i int, do func(*Batch) error) error {
	span := s.query.Span
	var runs []boundRun
	for _, r := range s.view.state.shards[i].runs() {
		if !r.overlaps(span) {
			continue
		}
		if p := s.plan.bind(r); p.wanted {
			runs = append(runs, boundRun{run: r, plan: p})
		}
	}
	if len(runs) == 0 {
		return ctx.Err()
	}
	if s.mask = maskOf(s.query.Among, i, s.mask); s.mask != nil && bytes.IndexByte(s.mask, 1) < 0 {
		return ctx.Err()
	}
	s.batch.Shard = i
	if sparse(runs) {
		return s.gather(runs, do)
	}
	for from := 0; from < people.ShardSize; from += chunkPeople {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.got, s.values = s.got[:0], s.values[:0]
		used := 0
		for j := range runs {
			before := len(s.got)
			s.collect(&runs[j], uint32(j), from+chunkPeople)
			if len(s.got) > before {
				used++
			}
		}
		rows := s.got
		if used > 1 {
			rows = s.sort(s.chunk[:], from, runs)
		}
		if err := s.hand(rows, do); err != nil {
			return err
		}
	}
	return nil
}

// hand gives rows to do as a batch.
func (s *scanner) hand(rows []row32, do func(*Batch) error) error {
	n := len(rows)
	if n == 0 {
		return nil
	}
	o := &s.out
	o.low, o.times, o.hits = slices.Grow(o.low[:0], n)[:n], slices.Grow(o.times[:0], n)[:n], slices.Grow(o.hits[:0], n)[:n]
	for i := range rows {
		r := &rows[i]
		o.low[i], o.times[i], o.hits[i] = r.low, r.ms, r.hits
	}
	s.batch.Low, s.batch.Times, s.batch.Hits, s.batch.Values = o.low, o.times, o.hits, nil
	if s.query.Property != "" {
		o.values = o.values[:0]
		for i := range rows {
			o.values = append(o.values, s.values[rows[i].at])
		}
		s.batch.Values = o.values
	}
	return do(&s.batch)
}

// collect appends the wanted rows of the run's people below the number limit.
func (s *scanner) collect(r *boundRun, index uint32, limit int) {
	base := int64(r.part) << partitionBits
	// The span within the partition, as offsets; to is included.
	from, to := uint32(0), uint32(math.MaxUint32)
	if s.query.Span.From > base {
		from = uint32(s.query.Span.From - base)
	}
	if s.query.Span.To-1 < base+math.MaxUint32 {
		to = uint32(s.query.Span.To - 1 - base)
	}
	got := s.got
	p := r.next
	for ; p < len(r.low) && int(r.low[p]) < limit; p++ {
		low := r.low[p]
		if s.mask != nil && s.mask[low] == 0 {
			continue
		}
		if !r.plan.slots && r.shape8 != nil && s.query.Property == "" {
			got = appendPlain(got, r, index, p, from, to)
			continue
		}
		at := r.start[p]
		for row, end := r.first[p], r.first[p+1]; row < end; row++ {
			local := r.local(row)
			hits, tests, here := r.plan.hits[local], r.plan.tests[local], at
			at += r.shapes[local].stride
			if hits == 0 && tests == nil {
				continue
			}
			if t := r.times[row]; t < from {
				continue
			} else if t > to {
				break
			}
			for i := range tests {
				if tests[i].on.eval(r.run, &r.shapes[local], here) {
					hits |= tests[i].bit
				}
			}
			if hits == 0 {
				continue
			}
			got = append(got, row32{ms: base | int64(r.times[row]), hits: hits, run: index, row: row, at: uint32(len(got)), low: low})
			if s.query.Property != "" {
				s.values = append(s.values, s.value(r, local, here))
			}
		}
	}
	r.next, s.got = p, got
}

// appendPlain appends the wanted rows of one person where the event alone decides: the loop that most events of a walk go through.
func appendPlain(got []row32, r *boundRun, index uint32, p int, from, to uint32) []row32 {
	first, end := r.first[p], r.first[p+1]
	hits, base, low := r.plan.hits, int64(r.part)<<partitionBits, r.low[p]
	times := r.times[first:end]
	for i, shape := range r.shape8[first:end] {
		h := hits[shape]
		if h == 0 || times[i] < from {
			continue
		}
		if times[i] > to {
			break
		}
		got = append(got, row32{ms: base | int64(times[i]), hits: h, run: index, row: first + uint32(i), at: uint32(len(got)), low: low})
	}
	return got
}

func (s *scanner) value(r *boundRun, local int, at uint32) value.Value {
	i := r.plan.property[local]
	if i < 0 {
		return value.Value{}
	}
	slot := &r.shapes[local].slots[i]
	t := s.plan.names.properties[slot.property].texts.snapshot()
	return unpack(slot.storage, r.num(at, slot), &t)
}

// sort puts collected rows in order: by person with a counting sort, then each person's few rows by time. counts has a place for every number from first on, and one more.
func (s *scanner) sort(counts []uint32, first int, runs []boundRun) []row32 {
	clear(counts)
	for i := range s.got {
		counts[int(s.got[i].low)-first+1]++
	}
	for i := 1; i < len(counts); i++ {
		counts[i] += counts[i-1]
	}
	s.sorted = slices.Grow(s.sorted[:0], len(s.got))[:len(s.got)]
	rows := s.sorted
	for i := range s.got {
		to := &counts[int(s.got[i].low)-first]
		rows[*to] = s.got[i]
		*to++
	}
	for i := 0; i < len(rows); {
		j, ordered := i+1, true
		for ; j < len(rows) && rows[j].low == rows[i].low; j++ {
			ordered = ordered && rows[j-1].ms < rows[j].ms
		}
		if !ordered {
			s.sortPerson(rows[i:j], runs)
		}
		i = j
	}
	return rows
}

// sortPerson puts the rows of one person in order. They are few, and mostly in order already: run by run, or event by event.
func (s *scanner) sortPerson(rows []row32, runs []boundRun) {
	if len(rows) > 64 {
		slices.SortFunc(rows, func(a, b row32) int { return s.compare(&a, &b, runs) })
		return
	}
	for i := 1; i < len(rows); i++ {
		row := rows[i]
		j := i
		for ; j > 0 && (row.ms < rows[j-1].ms || row.ms == rows[j-1].ms && s.compare(&row, &rows[j-1], runs) < 0); j-- {
			rows[j] = rows[j-1]
		}
		rows[j] = row
	}
}

// compare is the order of two collected rows of one person: by time, then the canonical order of ties.
func (s *scanner) compare(a, b *row32, runs []boundRun) int {
	if c := cmp.Compare(a.ms, b.ms); c != 0 {
		return c
	}
	if a.run == b.run {
		return cmp.Compare(a.row, b.row)
	}
	ra, rb := runs[a.run].run, runs[b.run].run
	return compareTied(s.plan.names, runRow{ra, a.row, ra.at(a.low, a.row)}, runRow{rb, b.row, rb.at(b.low, b.row)})
}
