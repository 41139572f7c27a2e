package store

import (
	"context"
	"math/bits"
	"slices"

	"github.com/footfall-go/footfall/people/value"
)

// Where a scan wants at most one row in gatherShare, it gathers the rows of the wanted events from the columns of the larger runs and puts them in order, instead of walking past all others in the log. At
// 10 million events of 40 kinds a funnel of three steps takes a third of the time so.
const gatherShare = 4

// gatherRows is the least number of rows of a run for which a column pays.
const gatherRows = 4 * headRows

// sparse reports whether a scan wants few enough of the runs' rows to gather them.
func sparse(runs []boundRun) bool {
	wanted, all := 0, 0
	for i := range runs {
		for j := range runs[i].shapes {
			rows := int(runs[i].shapes[j].rows)
			all += rows
			if runs[i].plan.hits[j] != 0 || runs[i].plan.tests[j] != nil {
				wanted += rows
			}
		}
	}
	return all >= gatherRows && wanted*gatherShare <= all
}

// gather collects the wanted rows of a unit from the logs of small runs, and day by day from columns, and hands them out in order. Day by day a person's rows come nearly in order.
func (s *scanner) gather(ctx context.Context, u unit, runs []boundRun, do func(*Batch) error) error {
	s.rows.reset()
	s.walk.pieces = s.walk.pieces[:0]
	for i := range runs {
		if r := &runs[i]; r.len() < gatherRows {
			s.rows.begin(r.run)
			s.collect(r, u.end)
		} else {
			s.open(r)
		}
	}
	for s.walk.begin(s.view.state.store.calendar, s.span, 1); s.walk.next(); {
		err := s.walk.each(func(p *piece, day int) error {
			s.look(p.run)
			from, to := p.rowsOf(day)
			from, to = u.within(p.low, from, to)
			s.gatherRows(p, s.pick(p, from, to, s.walk.cut))
			return ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	s.sort()
	return s.hand(do)
}

// open opens the columns of a run's events that are wanted.
func (s *scanner) open(r *boundRun) {
	var events []uint32
	for j := range r.shapes {
		if (r.plan.hits[j] != 0 || r.plan.tests[j] != nil) && !slices.Contains(events, r.shapes[j].event) {
			events = append(events, r.shapes[j].event)
		}
	}
	for _, event := range events {
		p := piece{run: r.run, event: event, column: r.column(event, s.view.state.store.calendar)}
		if p.column == nil {
			continue
		}
		var alike bool
		if p.hits, alike = r.sure(event); !alike {
			if bit, ok := r.only(event); ok {
				p.hits, p.tests = bit, s.plan.nodesOf(bits.TrailingZeros64(bit))
				if one, tested := p.oneTest(); one != nil && !p.test(one, tested) {
					continue
				}
			} else {
				p.plan = &r.plan
			}
		}
		if s.plan.property >= 0 {
			p.property = p.column.property(r.run, uint32(s.plan.property))
		}
		s.walk.pieces = append(s.walk.pieces, p)
	}
}

// gatherRows collects rows of a column, but for those that meet nothing.
func (s *scanner) gatherRows(p *piece, index []uint32) {
	if len(index) == 0 {
		return
	}
	g := &s.rows
	g.begin(p.run)
	base := int64(p.run.part) << partitionBits
	switch {
	case p.plan == nil && g.layout.whole:
		keys, l, place := g.extend(len(index)), g.layout, uint64(placeOf[p.hits])
		for k, i := range index {
			keys[k] = l.key(p.low[i], base|int64(p.times[i]), place)
		}
	case p.plan == nil:
		for _, i := range index {
			g.add(p.low[i], base|int64(p.times[i]), p.hits, p.rows[i])
		}
	default:
		k := 0
		for _, i := range index {
			if hits := p.plan.hitsOf(p, i); hits != 0 {
				g.add(p.low[i], base|int64(p.times[i]), hits, p.rows[i])
				index[k] = i
				k++
			}
		}
		index = index[:k]
	}
	if s.query.Property != "" {
		s.gatherValues(p, index)
	}
}

// sure is what all rows of an event meet; false where it depends on the row.
func (r *boundRun) sure(event uint32) (hits uint64, alike bool) {
	seen := false
	for j := range r.shapes {
		if r.shapes[j].event == event {
			if r.plan.tests[j] != nil || seen && hits != r.plan.hits[j] {
				return 0, false
			}
			hits, seen = r.plan.hits[j], true
		}
	}
	return hits, true
}

// only is the one selector that rows of an event can meet, if it is one.
func (r *boundRun) only(event uint32) (bit uint64, ok bool) {
	for j := range r.shapes {
		if r.shapes[j].event == event {
			bit |= r.plan.hits[j]
			for _, t := range r.plan.tests[j] {
				bit |= t.bit
			}
		}
	}
	return bit, bits.OnesCount64(bit) == 1
}

// hitsOf is what row i of a column meets.
func (b *runPlan) hitsOf(p *piece, i uint32) uint64 {
	local := p.run.local(p.rows[i])
	hits := b.hits[local]
	for t := range b.tests[local] {
		if test := &b.tests[local][t]; test.on.evalColumn(p, i, local) {
			hits |= test.bit
		}
	}
	return hits
}

// gatherValues appends the property asked for of some rows of a column.
func (s *scanner) gatherValues(p *piece, index []uint32) {
	for _, i := range index {
		v := value.Value{}
		if p.property != nil {
			if st, u := p.property.at(int(i)); st != 0 {
				t := s.plan.names.properties[s.plan.property].texts.snapshot()
				v = unpack(st, u, &t)
			}
		}
		s.rows.values = append(s.rows.values, v)
	}
}
