package metrics

import (
	"context"
	"math"
	"math/bits"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

// A report by rows is the slow twin of what Compute does: one pass over the logs by person and time (store.Scan), each row looked at by itself.

func (p *plan) byRows(ctx context.Context) (*Result, error) {
	scan := p.scan(p.selectors(), p.span, p.among)
	if p.query.Breakdown != nil {
		scan.Property = p.query.Breakdown.Property
		if err := p.chooseByRows(ctx, scan); err != nil {
			return nil, err
		}
	} else if err := p.choose(ctx); err != nil {
		return nil, err
	}
	if err := p.makeEligible(ctx); err != nil {
		return nil, err
	}
	eligible := p.eligibleByPerson()
	tallies := make([]*tally, p.workers)
	sum := newSums(p)
	err := p.rows(ctx, scan, func(b *store.Batch) error {
		t := tallies[b.Worker]
		if t == nil {
			t = newTally(p, eligible)
			tallies[b.Worker] = t
		}
		t.add(b)
		return nil
	})
	for _, t := range tallies {
		if t != nil {
			sum.add(t.sums)
		}
	}
	return &Result{Report: p.report(sum), plan: p}, err
}

func (p *plan) rows(ctx context.Context, s store.Scan, do func(*store.Batch) error) error {
	if s.Span.IsEmpty() {
		return nil
	}
	return p.view.Scan(ctx, s, do)
}

func (p *plan) chooseByRows(ctx context.Context, scan store.Scan) error {
	p.lines = make([]line, len(p.query.Events))
	sum := newCensus(len(p.lines))
	scan.Selectors, scan.Workers = p.query.Events, 1
	err := p.rows(ctx, scan, func(b *store.Batch) error {
		for i, v := range b.Values {
			for e := range p.lines {
				if b.Hits[i]>>e&1 == 1 {
					sum.count(e, v, appendSeries(nil, v), 1)
				}
			}
		}
		return nil
	})
	p.lists = sum.lists
	for e := range p.lines {
		p.lines[e] = p.chosen(sum.all(e), sum.none[e])
	}
	return err
}

// eligibleByPerson asks everybody, and counts who counts at each end anew.
func (p *plan) eligibleByPerson() []int64 {
	if p.query.EligibleFrom == "" {
		return nil
	}
	known := p.view.People()
	eligible := make([]int64, known.Len())
	for i := range eligible {
		eligible[i] = math.MaxInt64
		v := known.Attribute(people.Number(i), p.query.EligibleFrom)
		if t, ok := v.Time(); ok {
			eligible[i] = t.UnixMilli()
		} else if d, ok := v.Date(); ok {
			eligible[i] = d.Start(p.frame.Location).UnixMilli()
		}
	}
	for s, set := range p.audiences {
		clear(p.eligible.whole[s])
		for n := range set.Numbers() {
			for i, end := range p.eligible.ends {
				if eligible[n] < end {
					p.eligible.whole[s][i]++
				}
			}
		}
	}
	return eligible
}

// tally is the counters of one worker by rows. Rows come by person and then by time, and a person's rows never stand in two batches; so a person's
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
	eligible []int64 // by number: from when on a person counts; nil: everybody always
}

// bucketBits of a mark hold the bucket, the rest the person: more buckets than any limit, and more persons than there are numbers.
const bucketBits = 24

func newTally(p *plan, eligible []int64) *tally {
	t := &tally{
		sums: newSums(p), p: p, shard: -1, everyone: len(p.evaluated) == 0, eligible: eligible,
		counted: make([]uint64, p.counted()*len(p.calendars)), total: make([]uint64, p.counted()), near: make([]int, len(p.calendars)),
	}
	if t.everyone {
		t.inside = []int{0}
		return t
	}
	t.masks = p.newMasks()
	return t
}

// enter makes the masks those of a shard.
func (t *tally) enter(shard int) {
	t.shard = shard
	t.p.fillMasks(shard, t.masks)
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
			if t.eligible != nil {
				from = t.eligible[b.Shard<<16|int(low)]
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
