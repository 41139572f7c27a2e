package store

import (
	"slices"

	"github.com/footfall-go/footfall/people"
)

// picker tells which rows of a column are wanted. What asks least comes first: a list of the rows of the people wanted is shortened test by test. There is no branch on who is wanted, for it is not to be foreseen: with one,
// people a week of four events and four segments, over 10 million events, takes 16 ms of the cores instead of 7.5, and of one small segment 3.4 instead of 2.6 (BenchmarkQuestions of the workload).
type picker struct {
	span  Span
	among bool     // only some people are wanted, not all that are alive
	who   []byte   // who is wanted in the shard; nil: whoever has rows
	mask  []byte   // who is wanted in the run looked at
	room  []byte   // for a mask
	index []uint32 // for the rows that are left
}

// want fills the mask from a number of the shard on; nil words: all are wanted. false: nobody is.
func (k *picker) want(words []uint64, first int) bool {
	if k.who, k.mask = nil, nil; words == nil {
		return true
	}
	if k.among && !slices.ContainsFunc(words, func(w uint64) bool { return w != 0 }) {
		return false
	}
	if k.room == nil {
		k.room = make([]byte, people.ShardSize)
	}
	k.who = k.room
	people.WriteMask(k.who[first:], words)
	return true
}

// look turns to the rows of a run. Where all that are alive are wanted, there is a mask only if the run has rows of others.
func (k *picker) look(r *run) {
	if k.mask = nil; k.among || r.buried.Load() {
		k.mask = k.who
	}
}

// keepPeople gives the numbers that are in the mask.
func keepPeople(into, low []uint16, mask []byte) []uint16 {
	into = grown(into, len(low))
	wanted := (*[people.ShardSize]byte)(mask)
	n := 0
	for _, l := range low {
		into[n] = l
		n += int(wanted[l])
	}
	return into[:n]
}

// pick lists the rows [from, to) of the people wanted that meet the selector, and, where the span cuts the day, lie within it.
func (k *picker) pick(p *piece, from, to int, cut bool) []uint32 {
	index := k.rows(p, from, to)
	if cut {
		index = k.within(p, index)
	}
	if p.tests != nil && !k.tested(p) {
		index = p.keep(index)
	}
	return index
}

// tested reports whether rows tests the rows of a piece as it lists them.
func (k *picker) tested(p *piece) bool { return p.looked || p.leaf != nil && k.mask == nil }

// rows lists the rows [from, to) of the people wanted.
func (k *picker) rows(p *piece, from, to int) []uint32 {
	if p.looked {
		k.index = p.foundRows(k.index[:0], from, to)
		return k.keepRows(k.index, p.low)
	}
	k.index = grown(k.index, to-from)
	index := k.index
	if k.tested(p) {
		return p.tested.rows(index, from, to, p.leaf)
	}
	if k.mask == nil {
		for i := range index {
			index[i] = uint32(from + i)
		}
		return index
	}
	wanted := (*[people.ShardSize]byte)(k.mask)
	n := 0
	for i, low := range p.low[from:to] {
		index[n] = uint32(from + i)
		n += int(wanted[low])
	}
	return index[:n]
}

// keepRows leaves the rows of the people wanted.
func (k *picker) keepRows(index []uint32, low []uint16) []uint32 {
	if k.mask == nil {
		return index
	}
	n := 0
	for _, row := range index {
		index[n] = row
		n += int(k.mask[low[row]])
	}
	return index[:n]
}

// within leaves the rows within the span.
func (k *picker) within(p *piece, index []uint32) []uint32 {
	base := int64(p.run.part) << partitionBits
	n := 0
	for _, i := range index {
		index[n] = i
		if k.span.Has(base | int64(p.times[i])) {
			n++
		}
	}
	return index[:n]
}
