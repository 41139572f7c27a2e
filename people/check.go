package people

import (
	"errors"
	"fmt"
	"math"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// ErrCorrupt is what Check wraps: the library broke a promise that it makes itself.
var ErrCorrupt = errors.New("people: inconsistent state")

// Check verifies every internal promise and reports the first one broken, as an error that wraps ErrCorrupt: IDs lead to their people, the
// dead and those without a name have nothing, the columns' counts, dictionaries and indexes agree with their cells, the sets with the people there are. It reads
// everything: about a microsecond a person and attribute.
func (v *View) Check() error {
	if err := v.checkPeople(); err != nil {
		return err
	}
	for i, c := range v.columns {
		if i > 0 && v.columns[i-1].name >= c.name {
			return fmt.Errorf("%w: attribute %s is out of order", ErrCorrupt, strict.Quote(c.name))
		}
		if err := v.checkColumn(c); err != nil {
			return fmt.Errorf("%w: attribute %s: %w", ErrCorrupt, strict.Quote(c.name), err)
		}
	}
	named := roaring.AndNot(v.everyone(), v.unnamed.bitmap())
	for i, t := range v.tags {
		if i > 0 && v.tags[i-1].name >= t.name {
			return fmt.Errorf("%w: tag %s is out of order", ErrCorrupt, strict.Quote(t.name))
		}
		if err := v.checkMembers(&t.members, named); err != nil {
			return fmt.Errorf("%w: tag %s: %w", ErrCorrupt, strict.Quote(t.name), err)
		}
	}
	return nil
}

func (v *View) checkPeople() error {
	all := roaring.New()
	all.AddRange(0, uint64(v.ids.n))
	if err := v.checkMembers(&v.dead, all); err != nil {
		return fmt.Errorf("%w: the dead: %w", ErrCorrupt, err)
	}
	if err := v.checkMembers(&v.unnamed, all); err != nil {
		return fmt.Errorf("%w: those without an ID: %w", ErrCorrupt, err)
	}
	if got := v.Everyone().Len(); got != v.Count() {
		return fmt.Errorf("%w: everyone is %d people, the count is %d", ErrCorrupt, got, v.Count())
	}
	for n := range Number(v.ids.n) {
		id := string(v.ids.text(uint32(n)))
		got, found := v.Find(id)
		person, lives := v.living(n)
		switch {
		case v.unnamed.has(n):
			if id != "" {
				return fmt.Errorf("%w: number %d has no name, but the ID %s", ErrCorrupt, n, strict.Quote(id))
			}
		case lives && !v.named(person):
			return fmt.Errorf("%w: %s leads to number %d, which has no name", ErrCorrupt, strict.Quote(id), person)
		case v.alive(n) && (!found || got != n):
			return fmt.Errorf("%w: ID %s of number %d leads to %d (%t)", ErrCorrupt, strict.Quote(id), n, got, found)
		case found && !v.alive(got):
			return fmt.Errorf("%w: ID %s leads to the dead number %d", ErrCorrupt, strict.Quote(id), got)
		case !v.alive(n) && lives && (!found || got != person):
			return fmt.Errorf("%w: alias %s of number %d leads to %d (%t), not to %d", ErrCorrupt, strict.Quote(id), n, got, found, person)
		}
	}
	return nil
}

// checkMembers verifies that the members are counted, lie in their shards, and are among those they may be.
func (v *View) checkMembers(m *members, among *roaring.Bitmap) error {
	count := 0
	for i, s := range m.shards {
		if s.bits == nil || s.bits.IsEmpty() {
			continue
		}
		if err := s.bits.Validate(); err != nil {
			return err
		}
		if Number(s.bits.Minimum()).shard() != i || Number(s.bits.Maximum()).shard() != i {
			return fmt.Errorf("shard %d holds %d to %d", i, s.bits.Minimum(), s.bits.Maximum())
		}
		if stray := roaring.AndNot(s.bits, among); !stray.IsEmpty() {
			return fmt.Errorf("number %d should not be in it", stray.Minimum())
		}
		count += int(s.bits.GetCardinality())
	}
	if count != m.count {
		return fmt.Errorf("%d members are counted as %d", count, m.count)
	}
	return nil
}

func (v *View) checkColumn(c *column) (err error) {
	for code := range c.texts.n {
		if got, ok := c.texts.find(string(c.texts.text(code))); (!ok || got != code) && !c.texts.blanked(code) {
			return fmt.Errorf("text %d of the dictionary leads to %d (%t)", code, got, ok)
		}
	}
	if indexed := c.declared && c.declaration.Indexed; indexed != (c.shown != nil) {
		return fmt.Errorf("indexed is %t, but there being an index is %t", indexed, c.shown != nil)
	}
	var kinds [value.Texts + 1]int
	c.cells.all(func(first Number, p *page) {
		for i := range p.filled {
			kind, bits := p.at(i)
			n := first + Number(i)
			switch {
			case err != nil:
			case kind == value.None || kind > value.Texts:
				err = fmt.Errorf("number %d has a value of kind %d", n, kind)
			case !v.alive(n):
				err = fmt.Errorf("the dead number %d has a value", n)
			case v.unnamed.has(n):
				err = fmt.Errorf("number %d has no name, but a value", n)
			case isCoded(kind) && (bits > math.MaxUint32 || uint32(bits) >= c.texts.n):
				err = fmt.Errorf("number %d has code %d of %d", n, bits, c.texts.n)
			case isCoded(kind) && c.texts.blanked(uint32(bits)):
				err = fmt.Errorf("number %d has code %d, whose text is gone", n, bits)
			case c.declared && kind != c.declaration.Kind:
				err = fmt.Errorf("number %d holds %s, declared is %s", n, kind, c.declaration.Kind)
			case c.value(kind, bits).Check() != nil:
				err = fmt.Errorf("number %d: %w", n, c.value(kind, bits).Check())
			case c.shown != nil && !c.shown.Has(entry{int64(bits), n}):
				err = fmt.Errorf("number %d is missing in the index", n)
			default:
				kinds[kind]++
			}
		}
	})
	if err != nil {
		return err
	}
	if kinds != c.kinds {
		return fmt.Errorf("people by kind are %v, counted as %v", kinds, c.kinds)
	}
	if c.shown != nil && c.shown.Len() != c.people() {
		return fmt.Errorf("the index has %d people, the column %d", c.shown.Len(), c.people())
	}
	return nil
}
