package store

import (
	"math/bits"
	"slices"
	"sort"

	"github.com/footfall-go/footfall/people"
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

// gather collects the wanted rows of a shard from columns, and from the logs of small runs, and hands them out in order.
func (s *scanner) gather(runs []boundRun, do func(*Batch) error) error {
	s.rows.reset()
	for i := range runs {
		s.rows.begin()
		if r := &runs[i]; r.len() < gatherRows {
			s.collect(r, people.ShardSize)
		} else {
			s.gatherRun(r)
		}
	}
	s.sort(runs)
	return s.hand(do)
}

func (s *scanner) gatherRun(r *boundRun) {
	var events []uint32
	for j := range r.shapes {
		if (r.plan.hits[j] != 0 || r.plan.tests[j] != nil) && !slices.Contains(events, r.shapes[j].event) {
			events = append(events, r.shapes[j].event)
		}
	}
	for _, event := range events {
		if c := r.column(event, s.view.state.store.calendar); c != nil {
			s.gatherEvent(r, c, event)
		}
	}
}

// gatherEvent collects the rows of one event: a list of those of the wanted people, shortened by the span and by the conditions, and then what is handed out of those that are left.
func (s *scanner) gatherEvent(r *boundRun, c *column, event uint32) {
	index := s.rowsWithin(r, c)
	g := &s.rows
	n := g.len()
	sure, alike := r.sure(event)
	p := piece{run: r.run, column: c}
	if bit, ok := r.only(event); ok && !alike {
		p.tests = s.plan.nodesOf(bits.TrailingZeros64(bit))
		if one, tested := p.oneTest(); tested.allTexts() {
			p.leaf, p.tested = one, tested
		}
		index = p.keep(index)
		sure, alike = bit, true
	}
	g.room(n + len(index))
	g.extend(n + len(index))
	low, times, row, hits := g.low[n:], g.times[n:], g.row[n:], g.hits[n:]
	base := int64(r.part) << partitionBits
	k := 0
	for _, i := range index {
		low[k], times[k], row[k], hits[k] = c.low[i], base|int64(c.times[i]), c.rows[i], sure
		if !alike {
			if hits[k] = r.plan.hitsOf(&p, i); hits[k] == 0 {
				continue
			}
		}
		index[k] = i
		k++
	}
	g.extend(n + k)
	if s.query.Property != "" {
		s.gatherValues(r, c, index[:k])
	}
}

// rowsWithin lists the column's rows of the wanted people within the span.
func (s *scanner) rowsWithin(r *boundRun, c *column) []uint32 {
	cal := s.view.state.store.calendar
	span := s.query.Span
	from := sort.Search(len(c.days), func(i int) bool { return cal.start(c.days[i]+1) > span.From })
	to := from + sort.Search(len(c.days)-from, func(i int) bool { return cal.start(c.days[from+i]) >= span.To })
	if from == to {
		return nil
	}
	first, end := uint32(0), c.ends[to-1]
	if from > 0 {
		first = c.ends[from-1]
	}
	s.index = grown(s.index, int(end-first))
	index := s.index
	if s.mask == nil {
		for i := range index {
			index[i] = first + uint32(i)
		}
	} else {
		mask := (*[people.ShardSize]byte)(s.mask)
		n := 0
		for i, low := range c.low[first:end] {
			index[n] = first + uint32(i)
			n += int(mask[low])
		}
		index = index[:n]
	}
	if cal.start(c.days[from]) >= span.From && cal.start(c.days[to-1]+1) <= span.To {
		return index
	}
	since, until, _ := s.within(r)
	n := 0
	for _, i := range index {
		index[n] = i
		if c.times[i]-since <= until-since {
			n++
		}
	}
	return index[:n]
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
func (s *scanner) gatherValues(r *boundRun, c *column, index []uint32) {
	var property *propertyColumn
	if s.plan.property >= 0 {
		property = c.property(r.run, uint32(s.plan.property))
	}
	for _, i := range index {
		v := value.Value{}
		if property != nil {
			if st, u := property.at(int(i)); st != 0 {
				t := s.plan.names.properties[s.plan.property].texts.snapshot()
				v = unpack(st, u, &t)
			}
		}
		s.rows.values = append(s.rows.values, v)
	}
}
