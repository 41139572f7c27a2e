package store

import (
	"math"
	"sort"

	"github.com/footfall-go/footfall/people/value"
)

// dayWalk goes through pieces day by day.
type dayWalk struct {
	pieces    []piece    // in order of partition
	low, high int        // the pieces that may have rows on the day
	day       value.Date // the next one that has rows; noDay: there is none

	calendar   *calendar
	span       Span
	length     value.Date // of a day, in days; 7: the pieces are of weeks
	start, end int64      // of the day; see next
	cut        bool       // the span begins or ends within it
}

const noDay = value.Date(math.MaxInt32)

// begin finds the first day of the span that has rows.
func (w *dayWalk) begin(cal *calendar, span Span, length value.Date) {
	w.calendar, w.span, w.length = cal, span, length
	first := value.Date(math.MinInt32)
	if span.From > math.MinInt64+msPerDay*2 && len(w.pieces) > 0 {
		first = cal.day(max(span.From, int64(w.pieces[0].run.part)<<partitionBits)) - (length - 1) // a week may begin before its partition
	}
	for i := range w.pieces {
		p := &w.pieces[i]
		p.next = sort.Search(len(p.days), func(j int) bool { return p.days[j] >= first })
	}
	w.low, w.high = 0, 0
	w.find()
}

// next reports whether there is a day of the span, and makes ready for it.
func (w *dayWalk) next() bool {
	if w.day == noDay {
		return false
	}
	w.start, w.end = w.calendar.start(w.day), w.calendar.start(w.day+w.length)
	w.cut = w.start < w.span.From || w.end > w.span.To
	return w.start < w.span.To
}

// find finds the next day that has rows. Pieces come in order of partition, and a day lies in two at most: a store of many years has many pieces, of which few have rows on a day.
func (w *dayWalk) find() {
	for w.low < len(w.pieces) && w.pieces[w.low].next >= len(w.pieces[w.low].days) {
		w.low++
	}
	for w.high = max(w.low, w.high); w.high < len(w.pieces) && w.pieces[w.high].run.part <= w.pieces[w.low].run.part+1; w.high++ {
	}
	w.day = noDay
	for i := w.low; i < w.high; i++ {
		if p := &w.pieces[i]; p.next < len(p.days) {
			w.day = min(w.day, p.days[p.next])
		}
	}
}

// each visits the pieces that have rows on the day, with the number of the day in the piece, and goes on to the next day.
func (w *dayWalk) each(do func(p *piece, day int) error) error {
	for i := w.low; i < w.high; i++ {
		p := &w.pieces[i]
		if p.next >= len(p.days) || p.days[p.next] != w.day {
			continue
		}
		p.next++
		if err := do(p, p.next-1); err != nil {
			return err
		}
	}
	w.find()
	return nil
}

// rowsOf are the rows [from, to) of a day of the column.
func (c *column) rowsOf(day int) (from, to int) {
	first, end := stretch(c.ends, day)
	return int(first), int(end)
}
