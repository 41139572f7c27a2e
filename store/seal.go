package store

import (
	"cmp"
	"slices"
)

// seal sorts the rows of a head into runs, one a partition of time, ascending. Rows that drop says yes to are left out; nil keeps all.
func seal(h *head, names *known, drop func(low uint16, ms int64, id []byte) bool) []*run {
	type key struct {
		part int32
		row  uint32
		sort uint64 // low<<32 | time within the partition
	}
	keys := make([]key, 0, h.len())
	for i, ms := range h.times {
		if drop == nil || !drop(h.low[i], ms, h.id(i)) {
			keys = append(keys, key{int32(ms >> partitionBits), uint32(i), uint64(h.low[i])<<32 | uint64(uint32(ms))})
		}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if a.part != b.part {
			return cmp.Compare(a.part, b.part)
		}
		if a.sort != b.sort {
			return cmp.Compare(a.sort, b.sort)
		}
		return compareTied(names, headRow{h, a.row}, headRow{h, b.row})
	})
	var runs []*run
	for from := 0; from < len(keys); {
		to := from + 1
		for to < len(keys) && keys[to].part == keys[from].part {
			to++
		}
		b := newRunBuilder(keys[from].part)
		hasIDs := false
		for _, k := range keys[from:to] {
			at := h.at[k.row]
			b.declare(names, h.shapes[k.row], func(i int) uint8 { return widthOf(h.nums[int(at)+i]) })
			hasIDs = hasIDs || len(h.id(int(k.row))) > 0
		}
		b.begin(to-from, hasIDs)
		for _, k := range keys[from:to] {
			sh := b.row(uint16(k.sort>>32), uint32(k.sort), h.shapes[k.row], h.id(int(k.row)))
			for i := range sh.slots {
				b.num(&sh.slots[i], h.nums[int(h.at[k.row])+i])
			}
		}
		runs = append(runs, b.finish())
		from = to
	}
	return runs
}

// row is one stored event, wherever it is kept.
type row interface {
	id() []byte
	shape() uint32
	num(i int) uint64 // of the shape's slot i
}

type headRow struct {
	h   *head
	row uint32
}

func (r headRow) id() []byte       { return r.h.id(int(r.row)) }
func (r headRow) shape() uint32    { return r.h.shapes[r.row] }
func (r headRow) num(i int) uint64 { return r.h.nums[int(r.h.at[r.row])+i] }

type runRow struct {
	r   *run
	row uint32
	at  uint32 // of its slots in pack
}

func (r runRow) id() []byte       { return r.r.id(r.row) }
func (r runRow) shape() uint32    { return r.r.shape(r.row).shape }
func (r runRow) num(i int) uint64 { return r.r.num(r.at, &r.r.shape(r.row).slots[i]) }

// compareTied puts two stored events of one person and instant in the canonical order, as CompareTied does with whole events.
func compareTied(names *known, a, b row) int {
	sa, sb := a.shape(), b.shape()
	if sa == sb && len(a.id()) == 0 && len(b.id()) == 0 {
		same := true
		for i := range names.shapes[sa].slots {
			same = same && a.num(i) == b.num(i)
		}
		if same {
			return 0
		}
	}
	ea, eb := decode(names, a), decode(names, b)
	return CompareTied(&ea, &eb)
}

// decode makes an event of a stored row, but for its person and time.
func decode(names *known, r row) Event {
	sh := names.shapes[r.shape()]
	e := Event{Name: names.events[sh.event], ID: string(r.id())}
	if len(sh.slots) > 0 {
		e.Properties = make([]Property, len(sh.slots))
		for i, s := range sh.slots {
			p := names.properties[s.property]
			t := p.texts.snapshot()
			e.Properties[i] = Property{p.name, unpack(s.storage, r.num(i), &t)}
		}
	}
	return e
}
