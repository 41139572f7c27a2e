package people

import (
	"iter"

	"github.com/RoaringBitmap/roaring/v2"
)

// Set is an immutable set of people of one view; the zero Set is empty. It is safe for concurrent use, and holds on to its view.
//
// Sets of two views of the same Registry may be combined: the other one is carried to the receiver's view first (see View.Carry), and the
// result belongs to that view; where the receiver is the zero Set, to the other's. Combining takes time by the containers (65,536 numbers
// each) that the sets have, not by people.
type Set struct {
	view *View
	bits *roaring.Bitmap // nil: empty; never changed
}

// bitmap is read only.
func (s Set) bitmap() *roaring.Bitmap {
	if s.bits == nil {
		return roaring.New()
	}
	return s.bits
}

// align brings two sets to one view.
func (s Set) align(o Set) (*View, *roaring.Bitmap, *roaring.Bitmap) {
	switch {
	case s.view == nil:
		return o.view, s.bitmap(), o.bitmap()
	case o.view != nil && o.view != s.view:
		o, _, _ = s.view.Carry(o)
	}
	return s.view, s.bitmap(), o.bitmap()
}

// And is the people of both sets.
func (s Set) And(o Set) Set {
	v, a, b := s.align(o)
	return Set{v, roaring.And(a, b)}
}

// Or is the people of either set.
func (s Set) Or(o Set) Set {
	v, a, b := s.align(o)
	return Set{v, roaring.Or(a, b)}
}

// AndNot is the people of the set that are not in the other one.
func (s Set) AndNot(o Set) Set {
	v, a, b := s.align(o)
	return Set{v, roaring.AndNot(a, b)}
}

// Len is the number of people. It adds up containers, not people.
func (s Set) Len() int {
	if s.bits == nil {
		return 0
	}
	return int(s.bits.GetCardinality())
}

// AndLen is the Len of And, without building it.
func (s Set) AndLen(o Set) int {
	if s.bits == nil || o.bits == nil {
		return 0
	}
	_, a, b := s.align(o)
	return int(a.AndCardinality(b))
}

// IsEmpty reports whether the set has nobody.
func (s Set) IsEmpty() bool { return s.bits == nil || s.bits.IsEmpty() }

// Has reports whether the person is in the set.
func (s Set) Has(n Number) bool { return s.bits != nil && s.bits.Contains(uint32(n)) }

// Equal reports whether two sets have the same numbers, whatever their views.
func (s Set) Equal(o Set) bool { return s.bitmap().Equals(o.bitmap()) }

// Numbers yields the people in ascending order.
func (s Set) Numbers() iter.Seq[Number] {
	return func(yield func(Number) bool) {
		if s.bits == nil {
			return
		}
		it := s.bits.ManyIterator()
		var buffer [256]uint32
		for n := it.NextMany(buffer[:]); n > 0; n = it.NextMany(buffer[:]) {
			for _, x := range buffer[:n] {
				if !yield(Number(x)) {
					return
				}
			}
		}
	}
}

// IDs yields the people's IDs in order of number; people without a name (see View.Nameless) have none and are passed over, so that it may be
// fewer than Len. Each one is a string of its own, so that a million of them need not be held to be written out.
func (s Set) IDs() iter.Seq[string] {
	return func(yield func(string) bool) {
		for n := range s.Numbers() {
			if !s.view.unnamed.has(n) && !yield(string(s.view.ids.text(uint32(n)))) {
				return
			}
		}
	}
}

// Bits is a copy of the set as a bitmap of numbers. The one way out.
func (s Set) Bits() *roaring.Bitmap {
	if s.bits == nil {
		return roaring.New()
	}
	return s.bits.Clone()
}
