package metrics

import (
	"context"
	"fmt"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

// Total stands for the whole timeframe where a bucket is asked for.
const Total = -1

// Behind gives the people behind a number of the report: those of the series' segment who did the series' event in a bucket, or in the
// whole timeframe where the bucket is Total; with EligibleFrom, only those who count there. unit, series and bucket are those of the
// report: the number is Grid(unit).Points[series][bucket], or Series[series].Total whatever the unit. Of People and Adoption, the set has
// exactly the size of the number's Count; of Events and Engagement, it is who did these events.
//
// All places count from 0, as slices do: the people of the first series in the report's third week are Behind(ctx, Week, 0, 2), and those of its total
// are Behind(ctx, Week, 0, Total).
//
// The set is computed when asked, on the view of the report, with one pass over the events of that bucket; it is not kept. Errors:
// ErrNumber for a place that the report does not have, and the context's.
func (r *Result) Behind(ctx context.Context, unit Unit, series, bucket int) (people.Set, error) {
	p := r.plan
	var asked *Series
	lane, i := 0, 0
	p.each(func(s Series, at int) {
		if i == series {
			asked, lane = &s, at
		}
		i++
	})
	if asked == nil {
		return people.Set{}, fmt.Errorf("%w: series %d of %d", ErrNumber, series, i)
	}
	span, err := p.spanOf(unit, bucket)
	if err != nil {
		return people.Set{}, err
	}
	var among *people.Set
	if len(p.evaluated) > 0 {
		among = &p.audiences[asked.Segment]
	}
	scan := p.scan(p.query.Events[asked.Event:asked.Event+1], span, among)
	if p.query.Breakdown != nil {
		scan.Property = p.query.Breakdown.Property
	}
	line := &p.lines[asked.Event]
	c := collector{series: uint32(lane - line.first), words: make([]uint64, (p.view.People().Len()+people.ShardSize-1)/people.ShardSize*shardWords)}
	if p.eligible != nil {
		c.eligible, c.end = p.eligible, p.eligible.end(span.To)
	}
	type own struct {
		values laneTable
		keys   []uint32
	}
	workers := make([]own, p.workers)
	err = p.run(ctx, scan, func(b *store.DayBatch) error {
		if p.query.Breakdown == nil {
			collect(&c, b.Shard, b.Low)
			return nil
		}
		w := &workers[b.Worker]
		w.keys = w.values.appendKeys(w.keys[:0], line, b)
		collect(&c, b.Shard, w.keys)
		return nil
	})
	if err != nil {
		return people.Set{}, err
	}
	return p.view.People().GatherBits(c.words), nil
}

// shardWords is how many words of 64 bits have a bit for everyone in a shard.
const shardWords = people.ShardSize / 64

// collector gathers the people of one series.
type collector struct {
	series   uint32
	words    []uint64 // those of a range of people are written by the one worker that has the range
	eligible *eligibility
	end      uint32 // with EligibleFrom: the one at which they have to count
}

func collect[K key](c *collector, shard int, keys []K) {
	into := (*[shardWords]uint64)(c.words[shard*shardWords:])
	for _, k := range keys {
		low := uint16(k)
		if uint32(k)>>16 == c.series && (c.eligible == nil || c.eligible.from[shard*people.ShardSize+int(low)] <= c.end) {
			into[low/64] |= 1 << (low % 64)
		}
	}
}

// spanOf is the stretch of a bucket of the report.
func (p *plan) spanOf(unit Unit, bucket int) (store.Span, error) {
	if bucket == Total {
		return p.span, nil
	}
	for _, c := range p.calendars {
		if c.unit != unit {
			continue
		}
		if bucket < 0 || bucket >= len(c.buckets) {
			return store.Span{}, fmt.Errorf("%w: bucket %d of %d", ErrNumber, bucket, len(c.buckets))
		}
		return store.Span{From: c.starts[bucket], To: c.starts[bucket+1]}, nil
	}
	return store.Span{}, fmt.Errorf("%w: unit %q: the report is not by %q", ErrNumber, unit, unit)
}
