package people

import "github.com/RoaringBitmap/roaring/v2"

// AddNameless makes a new person without a name: a number that no ID leads to, and that can have neither attributes nor tags, nor be merged.
// The caller has checked that Len is below MaxPeople.
func (r *Registry) AddNameless() Number {
	n := Number(r.ids.keep(""))
	r.unnamed.add(n, r.epoch)
	r.last = nil
	return n
}

// Nameless is the set of living people without a name: they count in everyone, and no ID, attribute or tag is known of them.
func (v *View) Nameless() Set {
	return Set{v, roaring.AndNot(v.unnamed.bitmap(), v.gone())}
}

// Named reports whether the number is of a living person with a name.
func (r *Registry) Named(n Number) bool { return r.named(n) }

// named reports whether the number is of a living person with a name.
func (s *state) named(n Number) bool { return s.alive(n) && !s.unnamed.has(n) }
