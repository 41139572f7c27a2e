package store

import (
	"context"
	"math"
	"math/bits"
	"slices"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// chunkPeople is how many wanted people a scanner takes at once, about: their rows from all runs of the shard stay in cache while they are put in order.
const chunkPeople = 4096

// scanner is one worker of a Scan.
type scanner struct {
	view  *View
	query *Scan
	plan  *plan
	batch Batch
	days  *dayScanner // of the sieve, if there is one
	*scratch
}

// scratch is what a scanner works in. It is used again for every shard, and by later scans of the store: a scan of 10 million events would make 50 MB of garbage otherwise.
type scratch struct {
	picker
	walk    dayWalk
	rows    rows
	stretch []uint32
	low     []uint16 // see collectPlain
	row     []uint32
	next    [people.ShardSize]uint32 // see sort; all 0 between two
	some    [shardWords]uint64
}

// forget keeps no run, and no text of somebody who may be deleted, for the next scan.
func (s *scratch) forget() {
	clear(s.walk.pieces[:cap(s.walk.pieces)])
	clear(s.rows.parts[:cap(s.rows.parts)])
	clear(s.rows.values[:cap(s.rows.values)])
	clear(s.rows.out.values[:cap(s.rows.out.values)])
}

// boundRun is a run that the query touches, with where the next chunk begins in it.
type boundRun struct {
	*run
	plan   runPlan
	wanted [256]uint8 // with shape8: 1 for each shape whose rows all meet a selector
	next   int
}

// done gives the scratch back.
func (s *scanner) done() {
	s.forget()
	s.view.state.store.scratch.Put(s.scratch)
	if s.days != nil {
		s.days.done()
	}
}

func (s *scanner) unit(ctx context.Context, u unit, do func(*Batch) error) error {
	shard := s.view.state.shards[u.shard]
	words := s.query.wanted.of(shard, u.shard, u.first, u.end)
	if s.days != nil {
		var err error
		if words, err = s.sift(ctx, u); words == nil {
			return err
		}
	}
	var runs []boundRun
	for _, r := range shard.runs() {
		if !r.overlaps(s.span) {
			continue
		}
		if p := s.plan.bind(r); p.wanted {
			b := boundRun{run: r, plan: p, next: firstFrom(r.low, u.first)}
			if r.shape8 != nil {
				for j, hits := range p.hits {
					b.wanted[j] = uint8(min(hits, 1))
				}
			}
			runs = append(runs, b)
		}
	}
	if len(runs) == 0 {
		return ctx.Err()
	}
	if !s.want(words, u.first) {
		return ctx.Err()
	}
	s.batch.Shard, s.rows.layout = u.shard, layoutOf(s.query, runs)
	if sparse(runs) {
		return s.gather(ctx, u, runs, do)
	}
	chunk := chunkPeople
	if words != nil {
		wanted := 0
		for _, word := range words {
			wanted += bits.OnesCount64(word)
		}
		chunk = min(people.ShardSize, chunk*((u.end-u.first)/max(wanted, 1)))
	}
	for from := u.first; from < u.end; from += chunk {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.rows.reset()
		used := 0
		for j := range runs {
			s.rows.begin(runs[j].run)
			before := s.rows.len()
			s.collect(&runs[j], min(from+chunk, u.end))
			if s.rows.len() > before {
				used++
			}
		}
		if used > 1 {
			s.sort()
		} else if s.rows.layout.whole {
			sortKeys(s.rows.keys) // ties, which are not in this order in a run
		}
		if err := s.hand(do); err != nil {
			return err
		}
	}
	return nil
}

// hand gives the rows to do as a batch.
func (s *scanner) hand(do func(*Batch) error) error {
	if s.rows.len() == 0 {
		return nil
	}
	s.arrange()
	o := &s.rows.out
	s.batch.Low, s.batch.Times, s.batch.Hits, s.batch.Values = o.low, o.times, o.hits, nil
	if s.query.Property != "" {
		s.batch.Values = o.values
	}
	return do(&s.batch)
}

// collect appends the wanted rows of the run's people below the number limit.
func (s *scanner) collect(r *boundRun, limit int) {
	to := firstFrom(r.low, limit)
	s.look(r.run)
	who := s.who(r, r.next, to)
	r.next = to
	if r.plan.slots || r.shape8 == nil || s.query.Property != "" {
		s.collectTested(r, who)
	} else {
		s.collectPlain(r, who)
	}
}

// who lists the people [from, to) of the run that are wanted, as indexes into its low. There is no branch on who is: it is not to be foreseen.
func (s *scanner) who(r *boundRun, from, to int) []uint32 {
	s.index = grown(s.index, to-from)
	n := 0
	if s.mask == nil {
		for i := range s.index {
			s.index[i] = uint32(from + i)
		}
		return s.index
	}
	mask := (*[people.ShardSize]byte)(s.mask)
	for i, low := range r.low[from:to] {
		s.index[n] = uint32(from + i)
		n += int(mask[low])
	}
	return s.index[:n]
}

// offsets is the query's span within the run's partition, as offsets of which both are in it.
func (s *scanner) offsets(r *boundRun) (from, to uint32) {
	base := int64(r.part) << partitionBits
	from, to = 0, math.MaxUint32
	if s.span.From > base {
		from = uint32(s.span.From - base)
	}
	if s.span.To-1 < base+math.MaxUint32 {
		to = uint32(s.span.To - 1 - base)
	}
	return from, to
}

// collectPlain appends rows where the event alone decides: the loop that most events of a walk go through. Which rows are wanted is not to be foreseen either, so the
// first loop has no branch on it.
func (s *scanner) collectPlain(r *boundRun, who []uint32) {
	from, to := s.offsets(r)
	wanted := &r.wanted
	s.stretch = grown(s.stretch, 2*len(who))
	for i, p := range who { // apart, so that the reads of one do not wait for another's
		s.stretch[2*i], s.stretch[2*i+1] = r.first[p], r.first[p+1]
	}
	low, row, n := s.low, s.row, 0
	for i, p := range who {
		first, end := s.stretch[2*i], s.stretch[2*i+1]
		if n+int(end-first) > min(len(low), len(row)) {
			low, row = longer(low, n, int(end-first)), longer(row, n, int(end-first))
			s.low, s.row = low, row
		}
		lows, rows := low[n:n+int(end-first)], row[n:n+int(end-first)]
		k := 0
		for i, shape := range r.shape8[first:end] {
			lows[k], rows[k] = r.low[p], first+uint32(i)
			k += int(wanted[shape])
		}
		n += k
	}
	base := int64(r.part) << partitionBits
	for i, row := range row[:n] {
		if time := r.times[row]; time-from <= to-from {
			s.rows.add(low[i], base|int64(time), r.plan.hits[r.shape8[row]], row)
		}
	}
}

// longer is a list with the first n elements of an old one and room for more.
func longer[T any](old []T, n, more int) []T {
	fresh := slices.Grow(old[:n], more)
	return fresh[:cap(fresh)]
}

// collectTested appends rows where properties have to be read.
func (s *scanner) collectTested(r *boundRun, who []uint32) {
	base := int64(r.part) << partitionBits
	from, to := s.offsets(r)
	for _, p := range who {
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
			s.rows.add(r.low[p], base|int64(r.times[row]), hits, row)
			if s.query.Property != "" {
				s.rows.values = append(s.rows.values, s.value(r, local, here))
			}
		}
	}
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
