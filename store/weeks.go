package store

import (
	"math/bits"

	"github.com/footfall-go/footfall/people/value"
)

// Where only who has events in a week matters, and not how many or on which day, a column keeps its people by week, each once: up to 2 bytes a row. Over 10 million events, people a week and weekly adoption
// take 10 to 15 % less time of the cores so where a person seldom comes twice a week, and those where many do come often so much less as there are fewer people than events.

const daysPerWeek = 7

// weekday is a date's place in its week, from 0; also of one before the year 1.
func weekday(d value.Date) value.Date { return (d%daysPerWeek + daysPerWeek) % daysPerWeek }

// weeksOf is those weeks of a span that lie, whole, between one cut and the next, from the first of them up to where they cease to follow one another. Empty: there is none.
func weeksOf(cuts []int64, span Span, cal *calendar) (weeks Span) {
	for i, from := range cuts[:max(0, len(cuts)-1)] {
		to := cuts[i+1]
		if from < span.From || to > span.To || (to-from)/msPerDay < daysPerWeek-2 || (to-from)/msPerDay > daysPerWeek+2 {
			continue
		}
		first := cal.day(from)
		if cal.start(first) != from || cal.start(first+daysPerWeek) != to {
			continue
		}
		if weeks.IsEmpty() {
			weeks.From = from
		} else if weeks.To != from {
			break
		}
		weeks.To = to
	}
	return weeks
}

// openWeeks turns to the weeks of the open pieces, if these are all that is asked for.
func (d *dayScanner) openWeeks() bool {
	if d.weeks.IsEmpty() {
		return false
	}
	d.weekly.pieces = d.weekly.pieces[:0]
	first := d.view.state.store.calendar.day(d.weeks.From)
	for _, p := range d.walk.pieces {
		if p.tests != nil {
			return false
		}
		if p.run.overlaps(d.weeks) {
			p.column = p.column.weeksFrom(p.run, first)
			d.weekly.pieces = append(d.weekly.pieces, p)
		}
	}
	return true
}

// weeksFrom is who has rows of a column in each week, where a week begins on some date: a column, of which a day is a week and a row is a person.
func (c *column) weeksFrom(r *run, begin value.Date) *column {
	begin = weekday(begin)
	c.mu.Lock()
	w, fresh := c.weeks[begin], int64(0)
	if w == nil {
		w = c.makeWeeks(begin)
		c.weeks[begin] = w
		fresh = w.bytes()
	}
	c.mu.Unlock()
	if fresh > 0 {
		r.use(&c.projection, fresh)
	}
	return w
}

func (c *column) makeWeeks(begin value.Date) *column {
	w := &column{}
	var met [shardWords]uint64
	for i := 0; i < len(c.days); {
		first := c.days[i] - weekday(c.days[i]-begin)
		for ; i < len(c.days) && c.days[i] < first+daysPerWeek; i++ {
			from, to := c.rowsOf(i)
			for _, low := range c.low[from:to] {
				met[low/64] |= 1 << (low % 64)
			}
		}
		for at, word := range met {
			for ; word != 0; word &= word - 1 {
				w.low = append(w.low, uint16(at*64+bits.TrailingZeros64(word)))
			}
		}
		clear(met[:])
		w.days, w.ends = append(w.days, first), append(w.ends, uint32(len(w.low)))
	}
	w.days, w.ends, w.low = exact(w.days), exact(w.ends), exact(w.low)
	return w
}
