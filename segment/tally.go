package segment

import (
	"context"
	"math/bits"
	"runtime"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// tally is what one worker of a scan counts. A scan hands a person's events over in one batch, one after the other, so that there is only ever one person to
// count for.
type tally struct {
	*pass
	people  *people.View
	days    *days
	found   [][]people.Number // by leaf: who meets it (who does not, where it is met without events)
	person  people.Number
	of      []state // by leaf
	touched []int   // the leaves that have a state for this person
}

// state is how far a leaf has come with the events of one person.
type state struct {
	count   int64
	days    int64
	day     value.Date // of the last event counted
	span    store.Span // that counts for this person
	touched bool
	holds   bool // of first and last
}

func (q *query) tally(ctx context.Context, p *pass) ([]*tally, error) {
	if p.span.IsEmpty() {
		return nil, nil
	}
	workers := runtime.GOMAXPROCS(0)
	tallies := make([]*tally, workers)
	calendar := newDays(q.view, p)
	err := q.view.Scan(ctx, store.Scan{Selectors: p.selectors, Span: p.span, Among: q.among(p), Workers: workers}, func(b *store.Batch) error {
		t := tallies[b.Worker]
		if t == nil {
			t = &tally{
				pass: p, people: q.view.People(), days: calendar,
				found: make([][]people.Number, len(p.leaves)), of: make([]state, len(p.leaves)),
			}
			tallies[b.Worker] = t
		}
		t.batch(b)
		return nil
	})
	return tallies, err
}

func (t *tally) batch(b *store.Batch) {
	base := people.Number(b.Shard) << 16
	for i, low := range b.Low {
		if n := base | people.Number(low); n != t.person || i == 0 {
			t.finish()
			t.person = n
		}
		for hits := b.Hits[i]; hits != 0; hits &= hits - 1 {
			for _, leaf := range t.pass.of[bits.TrailingZeros64(hits)] {
				t.event(leaf, b.Times[i])
			}
		}
	}
	t.finish()
}

// event counts an event of the person for a leaf.
func (t *tally) event(i int, at int64) {
	l, s := &t.leaves[i], &t.of[i]
	if !s.touched {
		*s = state{touched: true, span: l.span}
		if l.near != nil {
			s.span = l.near.narrow(l.span, t.people.Attribute(t.person, l.near.Attribute))
		}
		s.holds = l.what == firstOf && l.span.Has(at)
		t.touched = append(t.touched, i)
	}
	switch l.what {
	case lastOf:
		s.holds = l.span.Has(at)
	case counted:
		if !s.span.Has(at) {
			return
		}
		s.count++
		if l.byDay {
			if day := t.days.of(at); day != s.day {
				s.day = day
				s.days++
			}
		}
	}
}

// finish judges the person that has been counted for.
func (t *tally) finish() {
	for _, i := range t.touched {
		l, s := &t.leaves[i], &t.of[i]
		holds := s.holds
		if l.what == counted {
			holds = l.count.has(s.count) && l.days.has(s.days)
		}
		if holds != l.none {
			t.found[i] = append(t.found[i], t.person)
		}
		s.touched = false
	}
	t.touched = t.touched[:0]
}
