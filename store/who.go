package store

import (
	"context"
	"fmt"
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// Who is the set of living people with at least one event in the span that meets the selector. Without a condition, whole days of the store's location come from the bitmaps, and only the
// span's edges from rows.
func (v *View) Who(ctx context.Context, sel Selector, span Span) (people.Set, error) {
	if err := sel.Check(); err != nil {
		return people.Set{}, fmt.Errorf("store: who: %w", err)
	}
	set := roaring.New()
	whole := Span{span.To, span.To} // of days; empty where only rows will do
	var from, to value.Date
	if oldest, newest, ok := v.Extent(); ok && sel.Where == nil && !span.IsEmpty() {
		cal := v.state.store.calendar
		from = cal.day(max(span.From, oldest))
		if cal.start(from) < span.From {
			from++
		}
		to = cal.day(min(span.To-1, newest))
		if span.To <= newest && cal.start(to+1) > span.To {
			to--
		}
		if from <= to {
			whole = Span{max(span.From, min(cal.start(from), span.To)), min(span.To, cal.start(to+1))}
			if err := v.unionDays(ctx, sel.Events, from, to, set); err != nil {
				return people.Set{}, err
			}
		}
	}
	for _, edge := range []Span{{span.From, whole.From}, {whole.To, span.To}} {
		oldest, newest, _ := v.Extent()
		if edge.From, edge.To = max(edge.From, oldest), min(edge.To, newest+1); edge.IsEmpty() {
			continue
		}
		q := Scan{Selectors: []Selector{sel}, Span: edge, Workers: 1}
		err := v.Scan(ctx, q, func(b *Batch) error {
			last := -1
			for i, low := range b.Low {
				if int(low) != last {
					last = int(low)
					set.Add(uint32(b.Person(i)))
				}
			}
			return nil
		})
		if err != nil {
			return people.Set{}, err
		}
	}
	return v.state.people.Adopt(set), nil
}

// unionDays adds the people of the bitmaps of some events (none: all) on the days from to to, both included.
func (v *View) unionDays(ctx context.Context, events []string, from, to value.Date, into *roaring.Bitmap) error {
	var codes []uint32
	if len(events) == 0 {
		for c := range v.state.names.events {
			codes = append(codes, uint32(c))
		}
	}
	for _, name := range events {
		if c, ok := v.state.names.event(name); ok {
			codes = append(codes, c)
		}
	}
	dense := make([]uint64, people.ShardSize/64)
	buf := make([]uint32, 4096)
	cell := roaring.New()
	for i, sh := range v.state.shards {
		if err := ctx.Err(); err != nil {
			return err
		}
		clear(dense)
		for _, r := range sh.runs() {
			c := r.cells(v.state.store.calendar)
			for _, code := range codes {
				for j, end := c.between(code, from, to); j < end; j++ {
					if err := c.bitmap(j, cell); err != nil {
						return fmt.Errorf("store: bitmap of event %q: %w", v.state.names.events[code], err)
					}
					it := cell.ManyIterator()
					for n := it.NextMany(buf); n > 0; n = it.NextMany(buf) {
						for _, low := range buf[:n] {
							dense[low/64] |= 1 << (low % 64)
						}
					}
				}
			}
		}
		out := buf[:0]
		for w, word := range dense {
			for ; word != 0; word &= word - 1 {
				out = append(out, uint32(i*people.ShardSize+w*64+bits.TrailingZeros64(word)))
			}
		}
		into.AddMany(out)
	}
	return nil
}
