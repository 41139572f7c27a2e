package store

import (
	"encoding/binary"
	"slices"
	"sync"
	"sync/atomic"
)

// partitionBits is the width of a partition of time in bits of milliseconds: rows of one run lie within 2^32 ms (49.7 days), so that a row keeps its time in 4 bytes.
const partitionBits = 32

// run is an immutable sorted piece of a shard's log: the rows of one partition of time, by (person, time, canonical order of ties), in columns without pointers.
type run struct {
	part  int32    // the rows' times are part<<32 | times[row]
	low   []uint16 // the people that have rows, ascending by the low 16 bits of their number
	first []uint32 // low index -> first row; one more at the end
	start []uint32 // low index -> where the first row's slots begin in pack

	times   []uint32
	shape8  []uint8 // row -> index into shapes; one of the two
	shape16 []uint16
	shapes  []runShape
	pack    []byte   // slots of the rows, end to end, each as narrow as the run allows; 8 bytes of padding
	idEnd   []uint32 // row -> where its event ID ends in ids; nil where no row has one
	ids     []byte

	making  sync.Mutex            // held by the one that makes index
	index   atomic.Pointer[cells] // by event and day: made when first asked for
	columns columns

	budget    atomic.Pointer[projections] // what is made of the run is kept within; nil: only views have the run, or there is no budget
	projected []*projection               // guarded by projections.mu
	buried    atomic.Bool                 // it has rows of the dead: see dead
	stays     bool                        // the writer's own: see shard.install
}

// runShape is a shape as one run keeps it.
type runShape struct {
	shape  uint32 // in names
	event  uint32
	stride uint32 // bytes of a row's slots
	rows   uint32 // of this shape in the run
	slots  []runSlot
}

// runSlot is where a property's number stands in a row's slots.
type runSlot struct {
	slot
	offset uint32
	width  uint8
}

func (r *run) len() int { return len(r.times) }

func (r *run) shape(row uint32) *runShape {
	if r.shape8 != nil {
		return &r.shapes[r.shape8[row]]
	}
	return &r.shapes[r.shape16[row]]
}

func (r *run) ms(row uint32) int64 { return int64(r.part)<<partitionBits | int64(r.times[row]) }

func (r *run) id(row uint32) []byte {
	if r.idEnd == nil {
		return nil
	}
	from, to := stretch(r.idEnd, int(row))
	return r.ids[from:to]
}

// num reads a slot of the row whose slots begin at at.
func (r *run) num(at uint32, s *runSlot) uint64 {
	u := binary.LittleEndian.Uint64(r.pack[at+s.offset:])
	return u & (^uint64(0) >> (64 - 8*uint(s.width)))
}

// person finds the index of a person in low.
func (r *run) person(low uint16) (int, bool) { return slices.BinarySearch(r.low, low) }

// What the structs of a run, of its shapes and of their slots take, in bytes.
const (
	runHead   = 448
	shapeHead = 40
	slotHead  = 16
)

func (r *run) bytes() int64 {
	n := runHead + held(r.low) + held(r.first) + held(r.start) + held(r.times) + held(r.idEnd) + held(r.shape8) + held(r.shape16) + held(r.pack) + held(r.ids) + held(r.shapes)
	for i := range r.shapes {
		n += held(r.shapes[i].slots)
	}
	return n
}

// runBuilder writes a run. Its shapes are declared first, with the widest number of every slot; then rows are added in order.
type runBuilder struct {
	run    *run
	local  map[uint32]uint32 // shape -> index into run.shapes
	hasIDs bool
}

func newRunBuilder(part int32) *runBuilder {
	return &runBuilder{run: &run{part: part}, local: map[uint32]uint32{}}
}

// declare announces a shape, and that its slot i will hold numbers of up to widths(i) bytes.
func (b *runBuilder) declare(names *known, shape uint32, width func(i int) uint8) {
	local, ok := b.local[shape]
	if !ok {
		sh := names.shapes[shape]
		local = uint32(len(b.run.shapes))
		b.local[shape] = local
		b.run.shapes = append(b.run.shapes, runShape{shape: shape, event: sh.event, slots: make([]runSlot, len(sh.slots))})
		for i, s := range sh.slots {
			b.run.shapes[local].slots[i].slot = s
		}
	}
	for i := range b.run.shapes[local].slots {
		s := &b.run.shapes[local].slots[i]
		s.width = max(s.width, width(i), 1)
	}
}

// begin closes the declarations and makes room for rows.
func (b *runBuilder) begin(rows int, hasIDs bool) {
	r := b.run
	for i := range r.shapes {
		sh := &r.shapes[i]
		for j := range sh.slots {
			sh.slots[j].offset = sh.stride
			sh.stride += uint32(sh.slots[j].width)
		}
	}
	r.times = make([]uint32, 0, rows)
	if len(r.shapes) <= 1<<8 {
		r.shape8 = make([]uint8, 0, rows)
	} else {
		r.shape16 = make([]uint16, 0, rows)
	}
	b.hasIDs = hasIDs
	if hasIDs {
		r.idEnd = make([]uint32, 0, rows)
	}
}

// row adds a row, but for its slots, which the caller puts with num in order.
func (b *runBuilder) row(low uint16, time uint32, shape uint32, id []byte) *runShape {
	r := b.run
	if n := len(r.low); n == 0 || r.low[n-1] != low {
		r.low = append(r.low, low)
		r.first = append(r.first, uint32(len(r.times)))
		r.start = append(r.start, uint32(len(r.pack)))
	}
	r.times = append(r.times, time)
	local := b.local[shape]
	if r.shape8 != nil {
		r.shape8 = append(r.shape8, uint8(local))
	} else {
		r.shape16 = append(r.shape16, uint16(local))
	}
	if b.hasIDs {
		r.ids = append(r.ids, id...)
		r.idEnd = append(r.idEnd, uint32(len(r.ids)))
	}
	r.shapes[local].rows++
	return &r.shapes[local]
}

func (b *runBuilder) num(s *runSlot, u uint64) {
	var wide [8]byte
	binary.LittleEndian.PutUint64(wide[:], u)
	b.run.pack = append(b.run.pack, wide[:s.width]...)
}

// finish gives the run.
func (b *runBuilder) finish() *run {
	r := b.run
	r.low = exact(r.low)
	r.first = exact(append(r.first, uint32(len(r.times))))
	r.start = exact(append(r.start, uint32(len(r.pack))))
	r.pack = exact(append(r.pack, make([]byte, 8)...))
	r.ids = exact(r.ids)
	r.times, r.shape8, r.shape16, r.idEnd = exact(r.times), exact(r.shape8), exact(r.shape16), exact(r.idEnd) // some rows may have been left out
	return r
}

// exact gives back what a list that has stopped growing has more room than it needs. A copy does; slices.Clip keeps the room, and hides it.
func exact[E any](list []E) []E {
	if len(list) == cap(list) {
		return list
	}
	return slices.Clone(list)
}

func widthOf(u uint64) uint8 {
	w := uint8(1)
	for u >>= 8; u != 0; u >>= 8 {
		w++
	}
	return w
}
