package store

import (
	"bytes"
	"context"
	"math"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// chunkPeople is how many numbers a scanner takes at once: their rows from all runs of the shard stay in cache while they are put in order.
const chunkPeople = 4096

// scanner is one worker of a Scan, with scratch that it uses again for every shard.
type scanner struct {
	view  *View
	query *Scan
	plan  *plan
	batch Batch
	mask  []byte // who is wanted in this shard; nil: everyone

	got, sorted rowList
	counts      [chunkPeople + 1]uint32
	shardCounts []uint32
	order       []uint32
}

// rowList is collected rows.
type rowList struct {
	low    []uint16
	times  []int64
	hits   []uint64
	values []value.Value
	refs   []rowRef
}

// rowRef leads back to a stored row, to put ties between runs in order.
type rowRef struct {
	run uint32
	row uint32
	at  uint32
}

func (c *rowList) reset() {
	c.low, c.times, c.hits, c.values, c.refs = c.low[:0], c.times[:0], c.hits[:0], c.values[:0], c.refs[:0]
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
		s.got.reset()
		used := 0
		for j := range runs {
			before := len(s.got.low)
			s.collect(&runs[j], uint32(j), from+chunkPeople, len(runs) > 1)
			if len(s.got.low) > before {
				used++
			}
		}
		if len(s.got.low) == 0 {
			continue
		}
		out := &s.got
		if used > 1 {
			s.sort(from, runs)
			out = &s.sorted
		}
		s.batch.Low, s.batch.Times, s.batch.Hits, s.batch.Values = out.low, out.times, out.hits, nil
		if s.query.Property != "" {
			s.batch.Values = out.values
		}
		if err := do(&s.batch); err != nil {
			return err
		}
	}
	return nil
}

// collect appends the wanted rows of the run's people below the number limit.
func (s *scanner) collect(r *boundRun, runIndex uint32, limit int, refs bool) {
	base := int64(r.part) << partitionBits
	// The span within the partition, as offsets; to is included.
	from, to := uint32(0), uint32(math.MaxUint32)
	if s.query.Span.From > base {
		from = uint32(s.query.Span.From - base)
	}
	if s.query.Span.To-1 < base+math.MaxUint32 {
		to = uint32(s.query.Span.To - 1 - base)
	}
	c := &s.got
	p := r.next
	for ; p < len(r.low) && int(r.low[p]) < limit; p++ {
		low := r.low[p]
		if s.mask != nil && s.mask[low] == 0 {
			continue
		}
		at := r.start[p]
		for row, end := r.first[p], r.first[p+1]; row < end; row++ {
			var local int
			if r.shape8 != nil {
				local = int(r.shape8[row])
			} else {
				local = int(r.shape16[row])
			}
			hits := r.plan.hits[local]
			tests := r.plan.tests[local]
			here := at
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
			c.low = append(c.low, low)
			c.times = append(c.times, base|int64(r.times[row]))
			c.hits = append(c.hits, hits)
			if s.query.Property != "" {
				c.values = append(c.values, s.value(r, local, here))
			}
			if refs {
				c.refs = append(c.refs, rowRef{runIndex, row, here})
			}
		}
	}
	r.next = p
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

// sort puts rows that came from several runs in order: by person with a counting sort, which keeps the order of the runs, then each person's rows by time.
func (s *scanner) sort(from int, runs []boundRun) {
	n := len(s.got.low)
	if cap(s.order) < n {
		s.order = make([]uint32, n+n/2)
	}
	order := s.order[:n]
	clear(s.counts[:])
	for _, low := range s.got.low {
		s.counts[int(low)-from+1]++
	}
	for i := range chunkPeople {
		s.counts[i+1] += s.counts[i]
	}
	for i, low := range s.got.low {
		at := &s.counts[int(low)-from]
		order[*at] = uint32(i)
		*at++
	}
	s.arrange(order, runs)
}
