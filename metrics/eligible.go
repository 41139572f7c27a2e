package metrics

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// With EligibleFrom, a person counts in all buckets that end after some instant. So a person is one number: the place, among the sorted ends of all buckets, of the first
// end that is late enough; and a key counts in a bucket unless its person's number is above the bucket's. It is one comparison beside the look at the person's segments, in
// the loop that counts. To find the numbers takes about 4 ns a person and core, which is most of what such a question costs.

// eligibility is from when on each person counts.
type eligibility struct {
	ends  []int64   // of the buckets of all calendars and of the timeframe, ascending, each once
	from  []uint32  // by number: the first of the ends at which the person counts; len(ends): none
	whole [][]int64 // by audience and end: how many people count

	shift uint     // of a slot of time from ends[0] on, in bits of milliseconds
	first []uint32 // by slot: the first of the ends above its beginning
}

// checkEligible refuses an attribute that is declared as what is no date.
func (p *plan) checkEligible() error {
	name := p.query.EligibleFrom
	if d, ok := p.view.DeclaredAttribute(name); name != "" && ok && d.Kind != value.Day && d.Kind != value.Time {
		return &FieldError{"eligible_from", tagged{fmt.Errorf("%s is declared as %s, neither a date nor a date-time", strict.Quote(name), d.Kind), value.ErrKind}}
	}
	return nil
}

// makeEligible finds from when on each person counts, where that is asked for.
func (p *plan) makeEligible(ctx context.Context) error {
	if p.query.EligibleFrom == "" {
		return nil
	}
	known := p.view.People()
	shards := (known.Len() + people.ShardSize - 1) / people.ShardSize
	e := newEligibility(p, shards)
	var next atomic.Int64
	var mu sync.Mutex
	work := func() {
		own := e.newCount(p)
		for shard := int(next.Add(1) - 1); shard < shards && ctx.Err() == nil; shard = int(next.Add(1) - 1) {
			own.add(p, shard)
		}
		mu.Lock()
		defer mu.Unlock()
		for s := range e.whole {
			for i := range e.whole[s] {
				e.whole[s][i] += own.whole[s][i]
			}
		}
	}
	if workers := min(p.workers, shards); workers <= 1 {
		work()
	} else {
		var wait sync.WaitGroup
		for range workers {
			wait.Go(work)
		}
		wait.Wait()
	}
	for s := range e.whole {
		sum := int64(0)
		for i, n := range e.whole[s] {
			sum += n
			e.whole[s][i] = sum
		}
	}
	p.eligible = e
	return ctx.Err()
}

func newEligibility(p *plan, shards int) *eligibility {
	e := &eligibility{ends: []int64{p.span.To}, from: make([]uint32, shards*people.ShardSize), whole: make([][]int64, len(p.audiences))}
	for _, c := range p.calendars {
		if len(c.starts) > 0 {
			e.ends = append(e.ends, c.starts[1:]...)
		}
	}
	slices.Sort(e.ends)
	e.ends = slices.Compact(e.ends)
	for s := range e.whole {
		e.whole[s] = make([]int64, len(e.ends))
	}
	// Some two slots an end, so that most slots hold one end at most.
	begin, last := e.ends[0], e.ends[len(e.ends)-1]
	for (last-begin)>>e.shift > int64(2*len(e.ends)) {
		e.shift++
	}
	e.first = make([]uint32, (last-begin)>>e.shift+1)
	k := uint32(0)
	for i := range e.first {
		for int(k) < len(e.ends) && e.ends[k] <= begin+int64(i)<<e.shift {
			k++
		}
		e.first[i] = k
	}
	return e
}

// at is the first of the ends after an instant.
func (e *eligibility) at(ms int64) uint32 {
	last := uint32(len(e.ends))
	switch {
	case ms < e.ends[0]:
		return 0
	case ms >= e.ends[last-1]:
		return last
	}
	k := e.first[(ms-e.ends[0])>>e.shift]
	k += uint32(uint64(e.ends[k]-1-ms) >> 63) // no branch: it is not to be foreseen on which side of the slot's end an instant lies
	for ms >= e.ends[k] {
		k++
	}
	return k
}

// end is the place of an end.
func (e *eligibility) end(ms int64) uint32 {
	return uint32(sort.Search(len(e.ends), func(i int) bool { return e.ends[i] >= ms }))
}

// eligibleCount is what one worker counts of who counts from when on.
type eligibleCount struct {
	*eligibility
	whole  [][]int64 // by audience and place in ends: for how many it is the first one
	reader *people.Instants
	masks  [][]byte
	counts [4][]int64 // scratch, by place
}

func (e *eligibility) newCount(p *plan) *eligibleCount {
	c := &eligibleCount{eligibility: e, masks: p.newMasks(), reader: p.view.People().Instants(p.query.EligibleFrom, p.frame.Location, e.at)}
	for range p.audiences {
		c.whole = append(c.whole, make([]int64, len(e.ends)+1))
	}
	for i := range c.counts {
		c.counts[i] = make([]int64, len(e.ends)+1)
	}
	return c
}

// add finds the numbers of the people of a shard. Most have the same: they are counted in four places in turn, so that one addition need not wait for the one before.
func (c *eligibleCount) add(p *plan, shard int) {
	p.fillMasks(shard, c.masks)
	from := (*[people.ShardSize]uint32)(c.from[shard*people.ShardSize:])
	c.reader.Fill(shard, from[:])
	for s, whole := range c.whole {
		mask, bit := (*[people.ShardSize]byte)(c.masks[s/8]), s%8&7
		n0, n1, n2, n3 := c.counts[0], c.counts[1], c.counts[2], c.counts[3]
		for i := 0; i < people.ShardSize; i += 4 {
			n0[from[i]] += int64(mask[i] >> bit & 1)
			n1[from[i+1]] += int64(mask[i+1] >> bit & 1)
			n2[from[i+2]] += int64(mask[i+2] >> bit & 1)
			n3[from[i+3]] += int64(mask[i+3] >> bit & 1)
		}
		for k := range whole {
			whole[k] += n0[k] + n1[k] + n2[k] + n3[k]
			n0[k], n1[k], n2[k], n3[k] = 0, 0, 0, 0
		}
	}
}
