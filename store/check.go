package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// ErrCorrupt is what Check finds: a promise of the store's own that does not hold. It is a bug.
var ErrCorrupt = errors.New("store: corrupt")

// Check verifies everything the store promises of itself: the order of every log, the bitmaps against the rows, the totals, event IDs once per person, and the people. It works on a
// view, beside readers and writers, and costs some hundred nanoseconds an event. The error is an ErrCorrupt, or the context's.
func (s *Store) Check(ctx context.Context) error {
	v := s.View()
	if err := v.state.people.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	c := checker{view: v, nameless: v.state.people.Nameless(), first: true}
	for i, sh := range v.state.shards {
		for _, r := range sh.runs() {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := c.run(i, r); err != nil {
				return fmt.Errorf("%w: shard %d: %w", ErrCorrupt, i, err)
			}
		}
		if err := c.ids(i, sh); err != nil {
			return fmt.Errorf("%w: shard %d: %w", ErrCorrupt, i, err)
		}
	}
	switch st := v.state; {
	case c.events != st.events:
		return fmt.Errorf("%w: %d events counted, %d noted", ErrCorrupt, c.events, st.events)
	case c.events > 0 && (c.oldest != st.oldest || c.newest != st.newest):
		return fmt.Errorf("%w: events from %d to %d, noted %d to %d", ErrCorrupt, c.oldest, c.newest, st.oldest, st.newest)
	}
	return nil
}

type checker struct {
	view           *View
	nameless       people.Set
	first          bool
	events         int64
	oldest, newest int64
}

func (c *checker) run(shard int, r *run) error {
	p, rows := c.view.state.people, uint32(r.len())
	if len(r.first) != len(r.low)+1 || len(r.start) != len(r.low)+1 || r.first[len(r.low)] != rows || rows == 0 {
		return fmt.Errorf("a run of %d rows has offsets for %d", rows, r.first[len(r.low)])
	}
	if r.idEnd != nil && (uint32(len(r.idEnd)) != rows || int(r.idEnd[rows-1]) != len(r.ids)) {
		return errors.New("event IDs do not end with their run")
	}
	for i, low := range r.low {
		n := people.Number(shard*people.ShardSize + int(low))
		if i > 0 && r.low[i-1] >= low || r.first[i] >= r.first[i+1] || int(n) >= p.Len() {
			return fmt.Errorf("person %d is out of order, without rows or not known", n)
		}
		at := r.start[i]
		var before runRow
		for row := r.first[i]; row < r.first[i+1]; row++ {
			now := runRow{r, row, at}
			if row > r.first[i] {
				if a, b := r.times[row-1], r.times[row]; a > b || a == b && compareTied(c.view.state.names, before, now) > 0 {
					return fmt.Errorf("person %d: row %d is before the one before it", n, row)
				}
			}
			if c.nameless.Has(n) && (len(r.id(row)) > 0 || len(r.shape(row).slots) > 0) {
				return fmt.Errorf("person %d has no name, but an event with an ID or properties", n)
			}
			ms := r.ms(row)
			if !p.Alive(n) && !r.buried.Load() {
				return fmt.Errorf("person %d is dead, and the run has rows of theirs without saying so", n)
			}
			if p.Alive(n) {
				if c.first {
					c.oldest, c.newest, c.first = ms, ms, false
				}
				c.events++
				c.oldest, c.newest = min(c.oldest, ms), max(c.newest, ms)
			}
			if d := c.view.state.dropped; d != 0 && ms < c.view.state.store.calendar.start(d) {
				return fmt.Errorf("person %d has an event before %s", n, d)
			}
			for j := range r.shape(row).slots {
				if sl := &r.shape(row).slots[j]; sl.storage.isCoded() {
					t := c.view.state.names.properties[sl.property].texts.snapshot()
					if u := r.num(at, sl); u >= uint64(t.len()) || t.at[u] == freeCode {
						return fmt.Errorf("person %d: row %d has text %d of property %d, which is not there", n, row, u, sl.property)
					}
				}
			}
			at += r.shape(row).stride
			before = now
		}
		if at != r.start[i+1] {
			return fmt.Errorf("person %d: slots end at %d, not at %d", n, at, r.start[i+1])
		}
	}
	return c.bitmaps(r)
}

// bitmaps compares the cells with what the rows say.
func (c *checker) bitmaps(r *run) error {
	cal := c.view.state.store.calendar
	want := map[uint64]map[uint16]int{}
	for i, low := range r.low {
		for row := r.first[i]; row < r.first[i+1]; row++ {
			key := cellKey(r.shape(row).event, value.DateOf(millis(r.ms(row)), cal.loc))
			if start := cal.start(value.Date(uint32(key)) + 1); r.ms(row) >= start {
				key++ // the clock was set back over midnight: the next day had begun
			}
			if want[key] == nil {
				want[key] = map[uint16]int{}
			}
			want[key][low]++
		}
	}
	cells := r.cells(cal)
	if len(cells.keys) != len(want) {
		return fmt.Errorf("%d bitmaps for %d events and days", len(cells.keys), len(want))
	}
	for i, key := range cells.keys {
		bm := roaring.New()
		if err := cells.bitmap(i, bm); err != nil {
			return fmt.Errorf("bitmap %x: %w", key, err)
		}
		if err := bm.Validate(); err != nil {
			return fmt.Errorf("bitmap %x: %w", key, err)
		}
		events := 0
		for low, n := range want[key] {
			events += n
			if !bm.Contains(uint32(low)) {
				return fmt.Errorf("bitmap %x lacks %d", key, low)
			}
		}
		if int(bm.GetCardinality()) != len(want[key]) || int(cells.events[i]) != events {
			return fmt.Errorf("bitmap %x: %d people and %d events, want %d and %d", key, bm.GetCardinality(), cells.events[i], len(want[key]), events)
		}
	}
	return nil
}

// ids looks for an event ID that a living person has twice.
func (c *checker) ids(shard int, sh *shardView) error {
	type key struct {
		low uint16
		id  string
	}
	seen := map[key]bool{}
	for _, r := range sh.runs() {
		if r.idEnd == nil {
			continue
		}
		for i, low := range r.low {
			if !c.view.state.people.Alive(people.Number(shard*people.ShardSize + int(low))) {
				continue
			}
			for row := r.first[i]; row < r.first[i+1]; row++ {
				if id := string(r.id(row)); id != "" {
					if seen[key{low, id}] {
						return fmt.Errorf("person %d has event %s twice", low, strict.Quote(id))
					}
					seen[key{low, id}] = true
				}
			}
		}
	}
	return nil
}
