package people

import (
	"iter"
	"math"
	"math/bits"
	"slices"

	"github.com/footfall-go/footfall/people/value"
)

// page is the values of pageCells people in one attribute. A cell is a kind and 64 bits: the code of a text or list in the column's
// dictionary, or a number in an order of signed integers (see ordered).
type page struct {
	has   [pageWords]uint64
	kind  value.Kind   // of all cells where kinds is nil; None while there are none
	kinds []value.Kind // of each cell, where the page mixes kinds
	cells cells
}

func clonePage(p *page) *page {
	if p == nil {
		return &page{}
	}
	fresh := *p
	fresh.kinds, fresh.cells.words = slices.Clone(p.kinds), slices.Clone(p.cells.words)
	return &fresh
}

// at is the kind and the bits of a cell; None where it is empty.
func (p *page) at(i int) (value.Kind, uint64) {
	if p.has[i>>6]>>(i&63)&1 == 0 {
		return value.None, 0
	}
	if p.kinds != nil {
		return p.kinds[i], p.cells.at(i)
	}
	return p.kind, p.cells.at(i)
}

func (p *page) put(i int, kind value.Kind, x uint64) {
	switch {
	case p.kinds != nil:
		p.kinds[i] = kind
	case p.kind == value.None:
		p.kind = kind
	case p.kind != kind:
		p.kinds = make([]value.Kind, pageCells)
		for j := range p.kinds {
			p.kinds[j] = p.kind
		}
		p.kinds[i] = kind
	}
	p.cells.put(i, x, &p.has)
	p.has[i>>6] |= 1 << (i & 63)
}

// drop empties a cell that holds a value.
func (p *page) drop(i int) {
	p.cells.drop(i)
	p.has[i>>6] &^= 1 << (i & 63)
	if p.has == [pageWords]uint64{} {
		*p = page{}
	}
}

// filled yields the cells that hold a value, in ascending order.
func (p *page) filled(yield func(i int) bool) { ones(&p.has)(yield) }

// numbers yields the cells of a kind that hold a value, in ascending order, with their bits.
func (p *page) numbers(kind value.Kind) iter.Seq2[int, uint64] {
	return func(yield func(i int, x uint64) bool) {
		if p.kinds == nil && p.kind != kind {
			return
		}
		var cells [64]uint64
		for w, word := range p.has {
			if word != 0 {
				p.cells.unpack(w, &cells)
			}
			for ; word != 0; word &= word - 1 {
				i := bits.TrailingZeros64(word)
				if (p.kinds == nil || p.kinds[w<<6|i] == kind) && !yield(w<<6|i, cells[i]) {
					return
				}
			}
		}
	}
}

// ones yields the places of the bits that are set, in ascending order.
func ones(has *[pageWords]uint64) iter.Seq[int] {
	return func(yield func(i int) bool) {
		for w, word := range has {
			for ; word != 0; word &= word - 1 {
				if !yield(w<<6 | bits.TrailingZeros64(word)) {
					return
				}
			}
		}
	}
}

func (p *page) bytes() int64 {
	return int64(pageWords*8 + 80 + len(p.kinds) + len(p.cells.words)*8)
}

// ordered gives a number, boolean, date or instant the bits that a cell keeps: as signed integers they stand in the order of the values.
// plain takes it back.
func ordered(kind value.Kind, num uint64) uint64 {
	if kind == value.Float && num>>63 == 1 {
		return num ^ math.MaxInt64 // sign and magnitude become two's complement: -0.0 comes right before 0.0
	}
	return num
}

func plain(kind value.Kind, x uint64) uint64 { return ordered(kind, x) }
