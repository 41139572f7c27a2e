package store

import (
	"math"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// Any event at all, without a condition, has a column of its own: not a row for each event, but one for each person and day, with how many there are and where the first of them is in the
// log. A visit is several events, so that it is a fifth of the rows where visits have five, and the columns of all the events need not be made. Weekly adoption of the active takes a quarter of
// the time so (1.3 ms for 5.3 at a million events).

// everyEvent stands for any event where columns are asked for.
const everyEvent = math.MaxUint32

// makeEvery makes the column of any event. Rows lie in the log by person and time, so that those of a person and day are together: row i of the column is counts[i] rows from rows[i] on. More than
// a byte can count are several rows.
func (r *run) makeEvery(cal *calendar) *column {
	days := newDayTable(r.part, cal)
	next := make([]uint32, len(days.starts))
	n := uint32(0)
	r.visits(&days, func(_ uint16, _ uint32, _ uint8, day int) { next[day]++; n++ })
	c := &column{low: make([]uint16, n), rows: make([]uint32, n), counts: make([]uint8, n)}
	at := uint32(0)
	for d, rows := range next {
		next[d] = at
		if at += rows; rows > 0 {
			c.days = append(c.days, days.first+value.Date(d))
			c.ends = append(c.ends, at)
		}
	}
	r.visits(&days, func(low uint16, row uint32, count uint8, day int) {
		i := next[day]
		next[day]++
		c.low[i], c.rows[i], c.counts[i] = low, row, count
	})
	return c
}

// visits gives the rows of each person and day: the first one and how many, up to what a byte can count.
func (r *run) visits(days *dayTable, do func(low uint16, row uint32, count uint8, day int)) {
	day := 0
	for p, low := range r.low {
		for row, end := r.first[p], r.first[p+1]; row < end; {
			day = days.index(r.times[row], day)
			first, limit := row, days.starts[day+1]
			for row++; row < end && row-first < math.MaxUint8 && int64(r.times[row]) < limit; row++ {
			}
			do(low, first, uint8(row-first), day)
		}
	}
}

// isEvery reports whether a selector is answered from the columns of any event.
func (d *dayScanner) isEvery(selector int) bool {
	s := &d.query.Selectors[selector]
	return len(s.Events) == 0 && s.Where == nil && d.query.Property == ""
}

// everyCell hands out the rows [from, to) of a column of any event, on a day that the span does not cut.
func (d *dayScanner) everyCell(p *piece, from, to int) error {
	low, counts := p.low[from:to], p.counts[from:to]
	if d.mask != nil {
		wanted := (*[people.ShardSize]byte)(d.mask)
		d.low, d.counts = grown(d.low, len(low)), grown(d.counts, len(low))
		n := 0
		for i, l := range low {
			d.low[n], d.counts[n] = l, counts[i]
			n += int(wanted[l])
		}
		low, counts = d.low[:n], d.counts[:n]
	}
	if len(low) == 0 {
		return nil
	}
	d.batch.Low, d.batch.Counts = low, counts
	return d.hand()
}

// everyRows lists the rows of the log behind the rows [from, to) of a column of any event, with their people: those of the people wanted, within the span where that cuts the day.
func (d *dayScanner) everyRows(p *piece, from, to int, cut bool) {
	d.index, d.low = d.index[:0], d.low[:0]
	base := int64(p.run.part) << partitionBits
	for i := from; i < to; i++ {
		low := p.low[i]
		if d.mask != nil && d.mask[low] == 0 {
			continue
		}
		for row, end := p.rows[i], p.rows[i]+uint32(p.counts[i]); row < end; row++ {
			if !cut || d.query.Span.Has(base|int64(p.run.times[row])) {
				d.index, d.low = append(d.index, row), append(d.low, low)
			}
		}
	}
}
