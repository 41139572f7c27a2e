package people

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/btree"
)

// tree is the ordered index of an attribute.
type tree = btree.BTreeG[entry]

// entry is a person's value in an index: the bits of the cell, in their order as signed integers. Texts so stand in the order of their
// codes.
type entry struct {
	key int64
	n   Number
}

func (e entry) less(o entry) bool { return e.key < o.key || e.key == o.key && e.n < o.n }

const treeDegree = 64

func newTree(free *btree.FreeListG[entry]) *tree {
	return btree.NewWithFreeListG(treeDegree, entry.less, free)
}

// reindex fills the index anew from the cells. The old tree stays with the views.
func (c *column) reindex() {
	entries := make([]entry, 0, c.people())
	c.cells.all(func(first Number, p *page) {
		for i := range p.filled {
			_, bits := p.at(i)
			entries = append(entries, entry{int64(bits), first + Number(i)})
		}
	})
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.n, b.n)) })
	c.index.Clear(false)
	for _, e := range entries {
		c.index.ReplaceOrInsert(e)
	}
}

// show hands the views a snapshot of the index. Clone writes its source, so it is called by the writer alone, before the column is seen by
// a view.
func (c *column) show() {
	c.shown, c.kept = nil, &kept{}
	if c.index != nil {
		c.shown = c.index.Clone()
	}
}

// narrow collects the people whose key lies in one of the spans by walking the index, and gives up once there are more than most: a scan of
// the cells is faster then.
func narrow(t *tree, spans []span, most int) (*roaring.Bitmap, bool) {
	var numbers []uint32
	for _, s := range spans {
		t.AscendGreaterOrEqual(entry{s.low, 0}, func(e entry) bool {
			if e.key > s.high || len(numbers) > most {
				return false
			}
			numbers = append(numbers, uint32(e.n))
			return true
		})
		if len(numbers) > most {
			return nil, false
		}
	}
	slices.Sort(numbers)
	b := roaring.New()
	b.AddMany(numbers)
	return b, true
}
