package store

import (
	"sync"
	"sync/atomic"
)

// dayCounts is how often some codes occur among the rows of a column, day by day.
type dayCounts[K uint8 | uint16] struct {
	ends   []uint32 // of the column's days, in codes and counts
	codes  []K      // ascending within a day
	counts []uint32 // above 0
}

// dayCountsHead is what the struct takes, in bytes.
const dayCountsHead = 80

func (d *dayCounts[K]) bytes() int64 {
	if d == nil {
		return 0
	}
	return dayCountsHead + held(d.ends) + held(d.codes) + held(d.counts)
}

// add adds a day, the counts of which are by code.
func (d *dayCounts[K]) add(counts []uint32) {
	for code, n := range counts {
		if n > 0 {
			d.codes, d.counts = append(d.codes, K(code)), append(d.counts, n)
		}
	}
	d.ends = append(d.ends, uint32(len(d.codes)))
}

// all says that there are no days to come.
func (d *dayCounts[K]) all() *dayCounts[K] {
	d.ends, d.codes, d.counts = exact(d.ends), exact(d.codes), exact(d.counts)
	return d
}

// of is the numbers of a day of the column.
func (d *dayCounts[K]) of(day int) (codes []K, counts []uint32) {
	from, to := stretch(d.ends, day)
	return d.codes[from:to], d.counts[from:to]
}

// stretch is where item i of several begins and ends, which lie end to end.
func stretch(ends []uint32, i int) (from, to uint32) {
	if i > 0 {
		from = ends[i-1]
	}
	return from, ends[i]
}

// made is what is made of a column when it is first asked for.
type made[T any] struct {
	once sync.Once
	of   atomic.Pointer[T]
}

// get makes it, unless it has been made, and counts what it takes among the column's. nil: nothing can be made.
func (m *made[T]) get(r *run, p *projection, make func() (*T, int64)) *T {
	m.once.Do(func() {
		if x, bytes := make(); x != nil {
			m.of.Store(x)
			r.use(p, bytes)
		}
	})
	return m.of.Load()
}
