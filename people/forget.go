package people

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// ForgetIDs makes the IDs of deleted people, and of their aliases, unreadable. Views taken before keep theirs until released. It looks at the
// dead and aliases that it has not forgotten yet, and copies the parts of the table, of up to 1 MiB each, that hold such an ID; the room of
// the IDs is given back by Compact alone.
func (r *Registry) ForgetIDs() {
	if gone := r.forgettable(); len(gone) > 0 {
		r.markUnnamed(gone)
		r.ids.blank(gone)
	}
}

// Forgettable are the attributes that have texts which nobody has any more, for Registry.ForgetTexts. It looks at every text of every person,
// which takes about 3 ns each.
func (v *View) Forgettable() (attributes []string) {
	for _, c := range v.columns {
		if len(c.readable(c.unused())) > 0 {
			attributes = append(attributes, c.name)
		}
	}
	return attributes
}

// ForgetTexts makes the texts of an attribute that nobody has any more unreadable, as ForgetIDs does with IDs. It looks at everybody's value,
// which takes about 3 ns each.
func (r *Registry) ForgetTexts(attribute string) {
	c := r.column(attribute)
	if c == nil {
		return
	}
	if codes := c.readable(c.unused()); len(codes) > 0 {
		r.write(attribute).texts.blank(codes)
	}
}

// readable are those of the codes that have a text.
func (c *column) readable(codes []uint32) []uint32 {
	return slices.DeleteFunc(codes, func(code uint32) bool { return len(c.texts.text(code)) == 0 })
}

// forgettable are the dead who live on in nobody, and whose ID is still there.
func (r *Registry) forgettable() (codes []uint32) {
	for n := range r.dead.each {
		if r.unnamed.has(n) {
			continue
		}
		if _, lives := r.living(n); !lives {
			codes = append(codes, uint32(n))
		}
	}
	return codes
}

func (r *Registry) markUnnamed(codes []uint32) {
	r.last = nil
	for _, code := range codes {
		r.unnamed.add(Number(code), r.epoch)
	}
}

// blank makes texts empty in copies of their chunks. The slots go on leading to their codes, for copies of the table that still have the texts.
func (t *table) blank(codes []uint32) {
	t.blanks += len(codes)
	t.chunks = slices.Clone(t.chunks)
	own := map[uint64]bool{}
	for _, code := range codes {
		p := t.pages[code>>pageBits]
		at := p.base + uint64(p.off[code&(pageCells-1)])
		i := at >> chunkBits
		if !own[i] {
			own[i], t.chunks[i] = true, bytes.Clone(t.chunks[i])
		}
		b := t.chunks[i][at&(1<<chunkBits-1):]
		if size, k := binary.Uvarint(b); size > 0 {
			clear(b[:k+int(size)])
			b[0] = blankMark
		}
	}
}

// blankMark and a zero are the length 0 in a form that no text is written in: so an empty text that somebody has is told from a blanked one.
const blankMark = 0x80

func (t *table) blanked(code uint32) bool {
	p := t.pages[code>>pageBits]
	at := p.base + uint64(p.off[code&(pageCells-1)])
	b := t.chunks[at>>chunkBits][at&(1<<chunkBits-1):]
	return b[0] == blankMark && b[1] == 0
}
