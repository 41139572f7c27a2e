package people

import (
	"math"
	"math/bits"
	"slices"

	"github.com/footfall-go/footfall/people/value"
)

// page is the values of pageCells people in one attribute. A cell is a kind and 64 bits: the code of a text or list in the column's
// dictionary, or a number in an order of signed integers (see ordered). While all cells are of one kind and fit 32 bits, as texts, dates
// and most integers do, a cell costs 4 bytes.
type page struct {
	has   [pageWords]uint64
	kind  value.Kind   // of all cells where kinds is nil; None while there are none
	kinds []value.Kind // of each cell, where the page mixes kinds
	low   []uint32     // the cells while all fit ...
	wide  []uint64     // ... and after that
}

func clonePage(p *page) *page {
	if p == nil {
		return &page{low: make([]uint32, pageCells)}
	}
	fresh := *p
	fresh.kinds, fresh.low, fresh.wide = slices.Clone(p.kinds), slices.Clone(p.low), slices.Clone(p.wide)
	return &fresh
}

// at is the kind and the bits of a cell; None where it is empty.
func (p *page) at(i int) (value.Kind, uint64) {
	if p.has[i>>6]>>(i&63)&1 == 0 {
		return value.None, 0
	}
	kind := p.kind
	if p.kinds != nil {
		kind = p.kinds[i]
	}
	if p.wide != nil {
		return kind, p.wide[i]
	}
	return kind, uint64(p.low[i])
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
	if p.wide == nil && x > math.MaxUint32 {
		p.wide = make([]uint64, pageCells)
		for j, y := range p.low {
			p.wide[j] = uint64(y)
		}
		p.low = nil
	}
	if p.wide != nil {
		p.wide[i] = x
	} else {
		p.low[i] = uint32(x)
	}
	p.has[i>>6] |= 1 << (i & 63)
}

func (p *page) drop(i int) {
	if p.wide != nil {
		p.wide[i] = 0 // nothing of it is left
	} else {
		p.low[i] = 0
	}
	p.has[i>>6] &^= 1 << (i & 63)
	if p.has == [pageWords]uint64{} {
		*p = page{low: make([]uint32, pageCells)}
	}
}

// filled yields the cells that hold a value, in ascending order.
func (p *page) filled(yield func(i int) bool) {
	for w, word := range p.has {
		for ; word != 0; word &= word - 1 {
			if !yield(w<<6 | bits.TrailingZeros64(word)) {
				return
			}
		}
	}
}

func (p *page) bytes() int64 {
	return int64(pageWords*8 + 88 + len(p.kinds) + len(p.low)*4 + len(p.wide)*8)
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
