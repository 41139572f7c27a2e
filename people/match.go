package people

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// narrowShare says when a range is narrow: it holds at most one in so many of all people. Walking an index costs about as many times what
// scanning a cell costs.
const narrowShare = 64

// Matching is the set of living people whose attribute meets the test (value.Missing: those without it). An attribute that nobody has gives
// nobody (Missing: everyone). The error is the test's own (see value.Test.Check), or wraps value.ErrKind where the attribute is declared
// and the test cannot suit its kind.
//
// It scans the attribute's column, shard by shard on all cores, which takes one of them 0.2 to 0.6 milliseconds a million people, by how far apart
// the values lie, unless it is one of the last eight tests asked of the attribute since somebody's value of it changed, whose answers are kept, those that depend on a location for the same *time.Location; with an index, a narrow range costs as much as it holds people. A test on texts, but for equality, is asked once of each
// distinct text.
func (v *View) Matching(attribute string, t value.Test, f value.Frame) (Set, error) {
	if err := t.Check(); err != nil {
		return Set{}, fmt.Errorf("people: attribute %s: %w", strict.Quote(attribute), err)
	}
	c := v.column(attribute)
	if c != nil && c.declared {
		if err := t.Suits(c.declaration.Kind); err != nil {
			return Set{}, fmt.Errorf("people: attribute %s: %w", strict.Quote(attribute), err)
		}
	}
	switch {
	case t.Op == value.OpMissing && (c == nil || c.people() == 0):
		return v.Everyone(), nil
	case t.Op == value.OpMissing:
		t = value.Exists()
		return Set{v, roaring.AndNot(v.everyone(), v.scan(c, t, f))}, nil
	case c == nil || c.people() == 0:
		return Set{v, roaring.New()}, nil
	}
	if c.shown != nil {
		m := c.compile(t, f, c.declaration.Kind)
		if m.mode == inSpans {
			if b, ok := narrow(c.shown, m.spans, int(v.ids.n/narrowShare)); ok {
				return Set{v, b}, nil
			}
		}
	}
	return Set{v, v.scan(c, t, f)}, nil
}

// scan is the people whose cell of the column meets the test, read only.
func (v *View) scan(c *column, t value.Test, f value.Frame) *roaring.Bitmap {
	asked, keeps := askedOf(t, f)
	if keeps {
		if met := c.kept.find(asked); met != nil {
			return met
		}
	}
	var matchers [value.Texts + 1]matcher
	for kind, people := range c.kinds {
		if people > 0 {
			matchers[kind] = c.compile(t, f, value.Kind(kind))
		}
	}
	words := make([]uint64, (uint64(v.ids.n)+63)/64)
	c.scan(&matchers, words)
	// Copied: containers that share one array would hold on to all of it, and roaring would mark them for copying on write.
	met := roaring.FromDense(words, true)
	if keeps {
		c.kept.add(asked, met)
	}
	return met
}
