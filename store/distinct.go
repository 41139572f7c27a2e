package store

import (
	"math/bits"
	"slices"

	"github.com/footfall-go/footfall/people/value"
)

// Where only who has events on a day or in a week matters, and not how many, a column keeps its people by day and by week, each once: up to 2 bytes a row by day, and by each weekday that weeks are asked to begin on. Over 10 million events, of which a quarter are not a person's
// first of their kind on the day, people a day and weekly adoption take 10 to 15 % less time of the cores so; where people come back more often, so much less as there are fewer people than events.

const daysPerWeek = 7

// weekday is a date's place in its week, from 0; also of one before the year 1.
func weekday(d value.Date) value.Date { return (d%daysPerWeek + daysPerWeek) % daysPerWeek }

// weeksOf is those weeks of a span that lie, whole, between one cut and the next, from the first of them up to where they cease to follow one another. Empty: there is none.
func weeksOf(cuts []int64, span Span, cal *calendar) (weeks Span) {
	for i, from := range cuts[:max(0, len(cuts)-1)] {
		to := cuts[i+1]
		if from < span.From || to > span.To || from < firstSecond*1000-daysPerWeek*msPerDay || to > lastSecond*1000 || (to-from)/msPerDay < daysPerWeek-2 || (to-from)/msPerDay > daysPerWeek+2 {
			continue
		}
		first := cal.day(from)
		if cal.start(first) != from || cal.start(first+daysPerWeek) != to {
			continue
		}
		if weeks.IsEmpty() {
			weeks.From = from
		} else if weeks.To != from || weekday(first-cal.day(weeks.From)) != 0 { // a date that the place skips is of no week: the next one begins eight dates later
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
			p.people = p.column.weeksFrom(p.run, first)
			p.column = p.people
			d.weekly.pieces = append(d.weekly.pieces, p)
		}
	}
	return true
}

// fewerRows is the part of a column's rows that have to be a person's second or later ones of the day, for a list without them to be worth its memory: an eighth.
const fewerRows = 8

// once is who has rows of a column on each of its days: a column, of which a row is a person. nil: hardly anybody has several.
func (c *column) once(r *run) *column {
	return c.daily.get(r, &c.projection, func() (*column, int64) {
		once := c.makeOnce()
		return once, once.bytes()
	})
}

// makeOnce counts first: rows of a day come in order of person.
func (c *column) makeOnce() *column {
	same := func(i, from int) bool { return i > from && c.low[i] == c.low[i-1] }
	again := 0
	for day := range c.days {
		from, to := c.rowsOf(day)
		for i := from; i < to; i++ {
			if same(i, from) {
				again++
			}
		}
	}
	if again*fewerRows < len(c.low) {
		return nil
	}
	w := &column{days: slices.Clone(c.days), ends: make([]uint32, len(c.days)), low: make([]uint16, 0, len(c.low)-again)}
	for day := range c.days {
		from, to := c.rowsOf(day)
		for i := from; i < to; i++ {
			if !same(i, from) {
				w.low = append(w.low, c.low[i])
			}
		}
		w.ends[day] = uint32(len(w.low))
	}
	return w
}

// handPeople hands out who has rows on a day of a column, of which they have one each.
func (d *dayScanner) handPeople(c *column, day int) error {
	from, to := c.rowsOf(day)
	if from, to = d.at.within(c.low, from, to); from == to {
		return nil
	}
	low := c.low[from:to]
	if d.mask != nil {
		d.low = keepPeople(d.low, low, d.mask)
		low = d.low
	}
	if len(low) == 0 {
		return nil
	}
	d.batch.Low, d.batch.Codes, d.batch.Counts, d.batch.Times = low, nil, nil, nil
	return d.do(&d.batch)
}

// weeksFrom is who has rows of a column in each week, where a week begins on some date: a column, of which a day is a week and a row is a person.
func (c *column) weeksFrom(r *run, begin value.Date) *column {
	begin = weekday(begin)
	return c.weeks[begin].get(r, &c.projection, func() (*column, int64) {
		weeks := c.makeWeeks(begin)
		return weeks, weeks.bytes()
	})
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
