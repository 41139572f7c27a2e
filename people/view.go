package people

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/footfall-go/footfall/people/value"
)

// View is the state of the people at one moment. It is immutable and safe for concurrent use, also while its Registry goes on changing. It
// holds on to the memory of its moment until nobody refers to it.
type View struct {
	state
	livingOnce, goneOnce sync.Once
	livingBits, goneBits *roaring.Bitmap
}

// Len is how many numbers have been given out: every Number of this view is below it.
func (v *View) Len() int { return int(v.ids.n) }

// Count is how many people there are: numbers given out, without the deleted and merged away.
func (v *View) Count() int { return int(v.ids.n) - v.dead.count }

// Everyone is the set of all people. It is made at the first call.
func (v *View) Everyone() Set { return Set{v, v.everyone()} }

// everyone is read only.
func (v *View) everyone() *roaring.Bitmap {
	v.livingOnce.Do(func() {
		b := roaring.New()
		b.AddRange(0, uint64(v.ids.n))
		b.AndNot(v.gone())
		v.livingBits = b
	})
	return v.livingBits
}

// gone is the dead numbers, read only.
func (v *View) gone() *roaring.Bitmap {
	v.goneOnce.Do(func() { v.goneBits = v.dead.bitmap() })
	return v.goneBits
}

// Find is the person that an ID names; an alias leads to the person it was merged into.
func (v *View) Find(id string) (Number, bool) { return v.find(id) }

// ID is the person's own ID; false where the number is not of a living person, or the person has no name.
func (v *View) ID(n Number) (string, bool) {
	if !v.named(n) {
		return "", false
	}
	return string(v.ids.text(uint32(n))), true
}

// Alive reports whether the number is of a person: given out, and neither deleted nor merged away.
func (v *View) Alive(n Number) bool { return v.alive(n) }

// Attributes are the person's attributes, in a map of the caller's own.
func (v *View) Attributes(n Number) Attributes {
	a := Attributes{}
	for _, c := range v.columns {
		if x := c.get(n); !x.IsZero() {
			a[c.name] = x
		}
	}
	return a
}

// Attribute is the person's value of an attribute; the zero Value where it is absent.
func (v *View) Attribute(n Number, name string) value.Value { return v.get(n, name) }

// TagsOf are the names of the person's tags, sorted.
func (v *View) TagsOf(n Number) []string {
	var names []string
	for _, t := range v.tags {
		if t.members.has(n) {
			names = append(names, t.name)
		}
	}
	return names
}

// Tagged is the set of people with a tag; false where there is no such tag.
func (v *View) Tagged(tag string) (Set, bool) {
	i, ok := v.tagIndex(tag)
	if !ok {
		return Set{}, false
	}
	return Set{v, v.tags[i].members.bitmap()}, true
}

// Tags are all tags, sorted by name.
func (v *View) Tags() []TagInfo {
	infos := make([]TagInfo, len(v.tags))
	for i, t := range v.tags {
		infos[i] = TagInfo{t.name, t.members.count}
	}
	return infos
}

// Adopt makes a set of the living people among the bits, and takes the bitmap over: the caller must not use it again. The one way in.
func (v *View) Adopt(b *roaring.Bitmap) Set {
	if n := uint64(v.ids.n); !b.IsEmpty() && uint64(b.Maximum()) >= n {
		b.RemoveRange(n, 1<<32)
	}
	b.AndNot(v.gone())
	return Set{v, b}
}

// Knows reports whether the set is of a view of the same Registry: its numbers mean the same people. The zero Set is of all.
func (v *View) Knows(s Set) bool { return s.view == nil || s.view.home == v.home }

// Carry brings a set of an earlier view of the same Registry to this one: merged people are followed to the person they became, deleted
// people left out. merged and deleted count the members that went these ways. A number that this view does not know, of a set of a later
// view, counts as deleted; so does everybody of a set of another Registry (see Knows).
func (v *View) Carry(s Set) (carried Set, merged, deleted int) {
	if s.view == v || s.IsEmpty() {
		return Set{v, s.bitmap()}, 0, 0
	}
	if !v.Knows(s) {
		return Set{v, roaring.New()}, 0, s.Len()
	}
	b := roaring.AndNot(s.bits, v.gone())
	lost := roaring.And(s.bits, v.gone())
	if n := uint64(v.ids.n); uint64(s.bits.Maximum()) >= n {
		deleted = int(b.GetCardinality() - b.CardinalityInRange(0, n))
		b.RemoveRange(n, 1<<32)
	}
	it := lost.Iterator()
	for it.HasNext() {
		if n, ok := v.living(Number(it.Next())); ok {
			b.Add(uint32(n))
			merged++
		} else {
			deleted++
		}
	}
	return Set{v, b}, merged, deleted
}
