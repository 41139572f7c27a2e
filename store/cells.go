package store

import (
	"bytes"
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/footfall-go/footfall/people/value"
)

// cells are the per-event, per-day bitmaps of one run: for every event and day of the store's location that has rows, a serialized roaring bitmap of
// the people (their low 16 bits), and the number of events. Kept as bytes: thousands of live bitmaps would cost every garbage collection milliseconds.
type cells struct {
	keys   []uint64 // event<<32 | day, ascending
	events []uint32 // how many
	ends   []uint32 // where the cell's bitmap ends in bits
	bits   []byte

	projection projection
}

func cellKey(event uint32, d value.Date) uint64 { return uint64(event)<<32 | uint64(uint32(d)) }

// cells gives the run's bitmaps, made at the first call. It is safe for concurrent use.
func (r *run) cells(cal *calendar) *cells {
	c, made := r.findCells(cal)
	if made {
		r.use(&c.projection, c.bytes())
	} else {
		r.use(&c.projection, 0)
	}
	return c
}

func (r *run) findCells(cal *calendar) (_ *cells, made bool) {
	if c := r.index.Load(); c != nil {
		return c, false
	}
	r.making.Lock()
	defer r.making.Unlock()
	if c := r.index.Load(); c != nil {
		return c, false
	}
	c := makeCells(r, cal)
	c.projection.run, c.projection.cells = r, c
	r.index.Store(c)
	return c, true
}

func makeCells(r *run, cal *calendar) *cells {
	// First pass: the cell of every row, and how many distinct people each has; rows come by person, so "another person than the cell's last" is distinct.
	number := map[uint64]uint32{}
	type cell struct {
		key    uint64
		events uint32
		people uint32
		last   int32
		from   uint32
	}
	var list []cell
	of := make([]uint32, r.len())
	var dayFrom, dayTo int64 // the rows of a person come by time: often the same day
	var day value.Date
	for p, low := range r.low {
		for row := r.first[p]; row < r.first[p+1]; row++ {
			if ms := r.ms(row); ms < dayFrom || ms >= dayTo {
				day = cal.day(ms)
				dayFrom, dayTo = cal.start(day), cal.start(day+1)
			}
			key := cellKey(r.shape(row).event, day)
			c, ok := number[key]
			if !ok {
				c = uint32(len(list))
				number[key] = c
				list = append(list, cell{key: key, last: -1})
			}
			of[row] = c
			list[c].events++
			if list[c].last != int32(low) {
				list[c].last = int32(low)
				list[c].people++
			}
		}
	}
	// Second pass: the people, cell by cell.
	total := uint32(0)
	for i := range list {
		list[i].from = total
		total += list[i].people
		list[i].people, list[i].last = 0, -1
	}
	people := make([]uint32, total)
	for p, low := range r.low {
		for row := r.first[p]; row < r.first[p+1]; row++ {
			if c := &list[of[row]]; c.last != int32(low) {
				c.last = int32(low)
				people[c.from+c.people] = uint32(low)
				c.people++
			}
		}
	}
	slices.SortFunc(list, func(a, b cell) int {
		if a.key < b.key {
			return -1
		}
		return 1
	})
	out := &cells{keys: make([]uint64, len(list)), events: make([]uint32, len(list)), ends: make([]uint32, len(list))}
	var buf bytes.Buffer
	for i, c := range list {
		bm := roaring.New()
		bm.AddMany(people[c.from : c.from+c.people])
		if _, err := bm.WriteTo(&buf); err != nil {
			panic(err) // a bytes.Buffer does not fail
		}
		out.keys[i], out.events[i], out.ends[i] = c.key, c.events, uint32(buf.Len())
	}
	out.bits = bytes.Clone(buf.Bytes())
	return out
}

// between gives the cells of an event whose days lie in [from, to]: indices [i, j).
func (c *cells) between(event uint32, from, to value.Date) (i, j int) {
	i = sort.Search(len(c.keys), func(i int) bool { return c.keys[i] >= cellKey(event, from) })
	j = sort.Search(len(c.keys), func(i int) bool { return c.keys[i] > cellKey(event, to) })
	return i, j
}

// bitmap opens a cell's bitmap; it borrows the bytes and is only to be read.
func (c *cells) bitmap(i int, into *roaring.Bitmap) error {
	from, to := stretch(c.ends, i)
	_, err := into.FromBuffer(c.bits[from:to])
	return err
}

// cellsHead is what the struct takes, in bytes.
const cellsHead = 192

func (r *run) cellBytes() int64 {
	if c := r.index.Load(); c != nil {
		return c.bytes()
	}
	return 0
}

func (c *cells) bytes() int64 {
	return cellsHead + held(c.keys) + held(c.events) + held(c.ends) + held(c.bits)
}
