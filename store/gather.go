package store

import (
	"cmp"
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
	s.got.reset()
	for i := range runs {
		if r := &runs[i]; r.len() < gatherRows {
			s.collect(r, uint32(i), people.ShardSize, true)
		} else {
			s.gatherRun(r, uint32(i))
		}
	}
	if len(s.got.low) == 0 {
		return nil
	}
	s.sortShard(runs)
	out := &s.sorted
	s.batch.Low, s.batch.Times, s.batch.Hits, s.batch.Values = out.low, out.times, out.hits, nil
	if s.query.Property != "" {
		s.batch.Values = out.values
	}
	return do(&s.batch)
}

func (s *scanner) gatherRun(r *boundRun, index uint32) {
	var events []uint32
	for j := range r.shapes {
		if (r.plan.hits[j] != 0 || r.plan.tests[j] != nil) && !slices.Contains(events, r.shapes[j].event) {
			events = append(events, r.shapes[j].event)
		}
	}
	base := int64(r.part) << partitionBits
	cal := s.view.state.store.calendar
	span := s.query.Span
	for _, event := range events {
		c := r.column(event, cal)
		p := piece{run: r.run, column: c}
		var property *propertyColumn
		if s.plan.property >= 0 {
			property = c.property(r.run, uint32(s.plan.property))
		}
		// One shape without tests: all rows of the event alike.
		alike, hits := true, uint64(0)
		for j, seen := 0, false; j < len(r.shapes); j++ {
			if r.shapes[j].event != event {
				continue
			}
			alike = alike && r.plan.tests[j] == nil && (!seen || hits == r.plan.hits[j])
			hits, seen = r.plan.hits[j], true
		}
		from := sort.Search(len(c.days), func(i int) bool { return cal.start(c.days[i]+1) > span.From })
		for d := from; d < len(c.days); d++ {
			start := cal.start(c.days[d])
			if start >= span.To {
				break
			}
			cut := start < span.From || cal.start(c.days[d]+1) > span.To
			first := uint32(0)
			if d > 0 {
				first = c.ends[d-1]
			}
			for i := first; i < c.ends[d]; i++ {
				low := c.low[i]
				if s.mask != nil && s.mask[low] == 0 {
					continue
				}
				ms := base | int64(c.times[i])
				if cut && !span.Has(ms) {
					continue
				}
				h := hits
				if !alike {
					local := r.local(c.rows[i])
					h = r.plan.hits[local]
					for t := range r.plan.tests[local] {
						if test := &r.plan.tests[local][t]; test.on.evalColumn(&p, i, local) {
							h |= test.bit
						}
					}
					if h == 0 {
						continue
					}
				}
				s.got.low = append(s.got.low, low)
				s.got.times = append(s.got.times, ms)
				s.got.hits = append(s.got.hits, h)
				s.got.refs = append(s.got.refs, rowRef{index, c.rows[i], noAt})
				if s.query.Property != "" {
					v := value.Value{}
					if property != nil {
						if st, u := property.at(int(i)); st != 0 {
							t := s.plan.names.properties[s.plan.property].texts.snapshot()
							v = unpack(st, u, &t)
						}
					}
					s.got.values = append(s.got.values, v)
				}
			}
		}
	}
}

// noAt stands in a rowRef for slots that have not been looked for.
const noAt = ^uint32(0)

// sortShard puts collected rows in order: a counting sort by person, then each person's few rows by time.
func (s *scanner) sortShard(runs []boundRun) {
	n := len(s.got.low)
	if s.shardCounts == nil {
		s.shardCounts = make([]uint32, people.ShardSize+1)
	}
	counts := s.shardCounts
	clear(counts)
	for _, low := range s.got.low {
		counts[int(low)+1]++
	}
	for i := range people.ShardSize {
		counts[i+1] += counts[i]
	}
	if cap(s.order) < n {
		s.order = make([]uint32, n+n/2)
	}
	order := s.order[:n]
	for i, low := range s.got.low {
		order[counts[low]] = uint32(i)
		counts[low]++
	}
	s.arrange(order, runs)
}

// arrange sorts the rows of each person in order, which has them together, and copies all rows out in that order.
func (s *scanner) arrange(order []uint32, runs []boundRun) {
	got := &s.got
	n := len(order)
	for i := 0; i < n; {
		j, ordered := i+1, true
		for ; j < n && got.low[order[j]] == got.low[order[i]]; j++ {
			ordered = ordered && got.times[order[j-1]] < got.times[order[j]]
		}
		if !ordered {
			slices.SortFunc(order[i:j], func(a, b uint32) int { return s.compare(a, b, runs) })
		}
		i = j
	}
	out := &s.sorted
	out.reset()
	for _, i := range order {
		out.low = append(out.low, got.low[i])
		out.times = append(out.times, got.times[i])
		out.hits = append(out.hits, got.hits[i])
	}
	if s.query.Property != "" {
		for _, i := range order {
			out.values = append(out.values, got.values[i])
		}
	}
}

// compare is the order of two collected rows of one person.
func (s *scanner) compare(a, b uint32, runs []boundRun) int {
	if c := cmp.Compare(s.got.times[a], s.got.times[b]); c != 0 || a == b {
		return c
	}
	ra, rb := s.got.refs[a], s.got.refs[b]
	if ra.run == rb.run {
		return cmp.Compare(ra.row, rb.row)
	}
	low := s.got.low[a]
	stored := func(ref rowRef) runRow {
		r := runs[ref.run].run
		if ref.at == noAt {
			ref.at = r.at(low, ref.row)
		}
		return runRow{r, ref.row, ref.at}
	}
	return compareTied(s.plan.names, stored(ra), stored(rb))
}
