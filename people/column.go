package people

import (
	"fmt"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// column is one attribute. A view holds it until the writer, in a later epoch, makes a copy to write to; what it points to is shared as
// grid, table and btree allow.
type column struct {
	stamp       uint64 // the epoch in which this copy was made
	name        string
	declared    bool
	declaration Declaration
	kinds       [value.Texts + 1]int // people by kind
	cells       grid[page]
	texts       table // texts and canonical encodings of lists
	index       *tree // the writer's, read by no view
	shown       *tree // the views'
	kept        *kept // the views'
}

// people is the number of people who have the attribute.
func (c *column) people() int {
	sum := 0
	for _, k := range c.kinds {
		sum += k
	}
	return sum
}

func (c *column) get(n Number) value.Value {
	p := c.cells.page(n)
	if p == nil {
		return value.Value{}
	}
	return c.value(p.at(n.cell()))
}

// value is what a cell holds.
func (c *column) value(kind value.Kind, bits uint64) value.Value {
	switch kind {
	case value.None:
		return value.Value{}
	case value.Text, value.Texts:
		return value.FromRaw(kind, 0, string(c.texts.text(uint32(bits))))
	default:
		return value.FromRaw(kind, plain(kind, bits), "")
	}
}

// encode is the cell of a value; it may add to the dictionary.
func (c *column) encode(v value.Value) (value.Kind, uint64) {
	kind, num, text := v.Raw()
	if isCoded(kind) {
		code, _ := c.texts.intern(text)
		return kind, uint64(code)
	}
	return kind, ordered(kind, num)
}

// isCoded reports whether cells of the kind hold codes of the dictionary.
func isCoded(k value.Kind) bool { return k == value.Text || k == value.Texts }

// set writes a value in a copy that is the writer's own.
func (c *column) set(n Number, v value.Value, epoch uint64) {
	// The texts that no cell holds any more go when they may be the most: a column that is written again and again stays as small as its
	// values.
	if int(c.texts.n) >= 2*(c.kinds[value.Text]+c.kinds[value.Texts])+pageCells {
		c.compact(epoch)
	}
	p := c.cells.own(n, epoch, clonePage)
	kind, bits := c.encode(v)
	c.forget(p, n)
	p.put(n.cell(), kind, bits)
	c.kinds[kind]++
	if c.index != nil {
		c.index.ReplaceOrInsert(entry{int64(bits), n})
	}
}

func (c *column) remove(n Number, epoch uint64) {
	p := c.cells.own(n, epoch, clonePage)
	c.forget(p, n)
	p.drop(n.cell())
}

// forget takes the cell's present value out of the counts and the index.
func (c *column) forget(p *page, n Number) {
	kind, bits := p.at(n.cell())
	if kind == value.None {
		return
	}
	c.kinds[kind]--
	if c.index != nil {
		c.index.Delete(entry{int64(bits), n})
	}
}

// compact makes the dictionary anew with the texts that cells hold. It costs as much as there are pages and texts.
func (c *column) compact(epoch uint64) {
	old := c.texts
	codes := make([]uint32, old.n) // new code + 1
	c.texts = newTable()
	c.cells.all(func(first Number, p *page) {
		if p.kinds == nil && !isCoded(p.kind) {
			return
		}
		var fresh page // codes are fewer now: cells may be narrower
		for i := range p.filled {
			kind, bits := p.at(i)
			if isCoded(kind) {
				if codes[bits] == 0 {
					codes[bits] = c.texts.add(string(old.text(uint32(bits)))) + 1
				}
				bits = uint64(codes[bits] - 1)
			}
			fresh.put(i, kind, bits)
		}
		*c.cells.own(first, epoch, clonePage) = fresh
	})
	if c.index != nil && isCoded(c.declaration.Kind) {
		c.reindex()
	}
}

// misfits reports the people who hold another kind than the declared one.
func (c *column) misfits(d Declaration) error {
	for k, people := range c.kinds {
		if value.Kind(k) != d.Kind && people > 0 {
			return fmt.Errorf("%w: attribute %s cannot be declared %s: %d people hold a value of type %s", value.ErrKind, strict.Quote(c.name), d.Kind, people, value.Kind(k))
		}
	}
	return nil
}
