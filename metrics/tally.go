package metrics

import (
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

// tally is the counters of one worker. Rows come by person and then by time, and a person's rows never stand in two batches; so a person's
// buckets ascend, "another bucket than last time" means "not counted yet", and counts of people of several workers add up.
type tally struct {
	sums
	p *plan

	shard  int
	masks  [][]byte // for each eight segments, who of the shard is in which; none where everyone is the audience
	inside []int    // segments of the person

	person   uint64   // counts the persons met: from 1
	counted  []uint64 // by lane and calendar: person and bucket last counted
	total    []uint64 // by lane: person last counted in the whole timeframe
	near     []int    // by calendar: the bucket of the last row
	lanes    []int    // of a row and an event
	everyone bool
}

// bucketBits of a mark hold the bucket, the rest the person: more buckets than any limit, and more persons than there are numbers.
const bucketBits = 24

func newTally(p *plan) *tally {
	t := &tally{
		sums: newSums(p), p: p, shard: -1, everyone: len(p.evaluated) == 0,
		counted: make([]uint64, p.counted()*len(p.calendars)), total: make([]uint64, p.counted()), near: make([]int, len(p.calendars)),
	}
	if t.everyone {
		t.inside = []int{0}
		return t
	}
	for range (len(p.audiences) + 7) / 8 {
		t.masks = append(t.masks, make([]byte, people.ShardSize))
	}
	return t
}

// enter makes the masks those of a shard.
func (t *tally) enter(shard int) {
	t.shard = shard
	t.p.fillMasks(shard, t.masks)
}

// fillMasks makes the masks, one for each eight segments, those of a shard.
func (p *plan) fillMasks(shard int, masks [][]byte) {
	for i, m := range masks {
		clear(m)
		for s := i * 8; s < min(i*8+8, len(p.audiences)); s++ {
			p.audiences[s].FillMask(shard, 1<<(s-i*8), m)
		}
	}
}

// meet finds the segments of a person.
func (t *tally) meet(low uint16) {
	t.person++
	if t.everyone {
		return
	}
	t.inside = t.inside[:0]
	for i, m := range t.masks {
		for w := m[low]; w != 0; w &= w - 1 {
			t.inside = append(t.inside, i*8+bits.TrailingZeros8(w))
		}
	}
}

func (t *tally) add(b *store.Batch) {
	p := t.p
	if b.Shard != t.shard && !t.everyone {
		t.enter(b.Shard)
	}
	from := int64(-1 << 63) // from when on the person counts
	skip := false
	for i, low := range b.Low {
		if i == 0 || low != b.Low[i-1] {
			t.meet(low)
			skip = len(t.inside) == 0
			if p.eligible != nil {
				from = p.eligible[b.Shard<<16|int(low)]
				skip = skip || from >= p.span.To
			}
		}
		if skip {
			continue
		}
		for g, c := range p.calendars {
			t.near[g] = c.find(b.Times[i], t.near[g])
		}
		for hits := b.Hits[i]; hits != 0; hits &= hits - 1 {
			e := bits.TrailingZeros64(hits)
			switch {
			case e >= len(p.lines):
				t.count(p.anyLane(), from)
			case p.query.Breakdown == nil:
				t.count(p.lines[e].first, from)
			default:
				t.lanes = p.lines[e].appendLanes(t.lanes[:0], b.Values[i])
				for _, lane := range t.lanes {
					t.count(lane, from)
				}
			}
		}
	}
}

// count counts the row at hand in a lane.
func (t *tally) count(lane int, from int64) {
	p := t.p
	for g, c := range p.calendars {
		b := t.near[g]
		if from >= c.starts[b+1] {
			continue
		}
		mark := t.person<<bucketBits | uint64(b)
		fresh := t.counted[lane*len(p.calendars)+g] != mark
		t.counted[lane*len(p.calendars)+g] = mark
		t.credit(p.at(lane, c.first+b, 0), fresh)
	}
	fresh := t.total[lane] != t.person
	t.total[lane] = t.person
	t.credit(p.at(lane, p.buckets, 0), fresh)
}

// credit adds the event, and the person where it is the first, for each segment of the person.
func (t *tally) credit(at int, fresh bool) {
	for _, s := range t.inside {
		t.events[at+s]++
		if fresh {
			t.people[at+s]++
		}
	}
}
