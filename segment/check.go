package segment

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Check reports the first thing that is wrong with the segment by itself, whatever the data, as a *FieldError, which is an ErrInvalid (and an ErrTooLarge
// where a limit is passed): an empty list of tags, an empty name or one over store.MaxNameBytes or not UTF-8, a test, selector or timeframe that cannot
// be asked, a Count or Days that does not compare with integers of 0 and more, a Near without attribute or side, or with days outside 0 to MaxNearDays, a
// predicate that is missing, or a pointer. Saved segments are not followed: see CheckOn.
//
// The limits are those of package strict, counted on the segment's JSON, so that what passes Check can be written and read back.
func (s Segment) Check() error {
	c := checker{segment: s.Name}
	if err := c.check(s); err != nil {
		return err
	}
	if c.small() {
		return nil
	}
	data, err := s.encode()
	if err != nil {
		return c.under("", err)
	}
	err = strict.Check(data, "segment")
	if errors.Is(err, strict.ErrDepth) || errors.Is(err, strict.ErrNodes) {
		return c.large("%w", err)
	}
	return err
}

// checker walks a definition. Its own limits come before anything is written out, so that a slice that holds itself ends too.
type checker struct {
	segment string
	nodes   int
	depth   int  // the most
	listed  int  // arguments and names of events
	where   bool // an event has a condition
}

// small reports whether a definition is far from the limits of its JSON, as most are: then it need not be written out to see that, which takes longer than all else of Check. A part has at
// most two levels of its own, and ends two below; and it makes at most 16 objects, lists and scalars, but for what it lists, each of which is at most two. The segment itself makes three.
func (c *checker) small() bool {
	return !c.where && 2*c.depth+2 <= strict.MaxDepth && 16*c.nodes+2*c.listed+3 <= strict.MaxNodes
}

func (c *checker) check(s Segment) error {
	if err := c.text(s.Name, "name"); err != nil {
		return err
	}
	if s.Where == nil {
		return nil
	}
	return c.predicate(s.Where, "where", 1)
}

func (c *checker) predicate(p Predicate, path string, depth int) error {
	if c.nodes++; c.nodes > strict.MaxNodes {
		return c.large("more than %d parts", strict.MaxNodes)
	}
	if depth > strict.MaxDepth {
		return c.large("nested more than %d deep", strict.MaxDepth)
	}
	c.depth = max(c.depth, depth)
	switch p := p.(type) {
	case nil:
		return c.bad(path, "no predicate")
	case All:
		return c.list(p, path+".all", depth)
	case Any:
		return c.list(p, path+".any", depth)
	case Not:
		return c.predicate(p.Of, path+".not", depth+1)
	case Attribute:
		if err := c.name(p.Name, path+".attribute"); err != nil {
			return err
		}
		if err := p.Test.Check(); err != nil {
			return c.under(path, fmt.Errorf("attribute %s: %w", strict.Quote(p.Name), value.Bare(err)))
		}
		c.listed += len(p.Test.Args)
	case Tag:
		return c.name(string(p), path+".tag")
	case TaggedAny:
		return c.names(p, path+".tags_any")
	case TaggedAll:
		return c.names(p, path+".tags_all")
	case Did:
		return c.did(p, path)
	case First:
		return c.selected(p.Event, p.In, path, "first")
	case Last:
		return c.selected(p.Event, p.In, path, "last")
	case Saved:
		return c.name(string(p), path+".segment")
	default:
		return c.bad(path, "a predicate of type %T: give it as a value of this package", p)
	}
	return nil
}

func (c *checker) selected(event store.Selector, in store.Timeframe, path, field string) error {
	if err := event.Check(); err != nil {
		return c.under(path+"."+field, err)
	}
	if err := in.Check(); err != nil {
		return c.under(path+".in", err)
	}
	c.listed += len(event.Events)
	c.where = c.where || event.Where != nil
	return nil
}

func (c *checker) list(ps []Predicate, path string, depth int) error {
	for i, p := range ps {
		if err := c.predicate(p, fmt.Sprintf("%s[%d]", path, i), depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) did(d Did, path string) error {
	if err := c.selected(d.Event, d.In, path, "did"); err != nil {
		return err
	}
	if err := c.count(d.Count, path+".count"); err != nil {
		return err
	}
	if err := c.count(d.Days, path+".days"); err != nil {
		return err
	}
	if d.Near == nil {
		return nil
	}
	if err := c.name(d.Near.Attribute, path+".near.attribute"); err != nil {
		return err
	}
	if d.Near.Days < 0 || d.Near.Days > MaxNearDays {
		return c.bad(path+".near.days", "%d is outside 0 to %d", d.Near.Days, MaxNearDays)
	}
	switch d.Near.Side {
	case After, Before, Around:
		return nil
	}
	return c.bad(path+".near.side", "%s is not one of %q, %q, %q", strict.Quote(d.Near.Side), After, Before, Around)
}

// count checks a test on a number of events or days. A negative number is refused because no count can be: it is a slip, not a question.
func (c *checker) count(t value.Test, path string) error {
	if t.IsZero() {
		return nil
	}
	if err := t.Check(); err != nil {
		return c.under(path, err)
	}
	switch t.Op {
	case value.OpIs, value.OpIsNot, value.OpIn, value.OpNotIn, value.OpLess, value.OpAtMost, value.OpMore, value.OpAtLeast, value.OpBetween:
	default:
		return c.bad(path, "operator %q does not compare a count", t.Op)
	}
	c.listed += len(t.Args)
	for _, arg := range t.Args {
		n, ok := arg.Int()
		if !ok {
			return c.bad(path, "%s %s is not an integer", arg.Kind(), strict.Clip(arg.String()))
		}
		if n < 0 {
			return c.bad(path, "%d is negative", n)
		}
	}
	return nil
}

func (c *checker) names(names []string, path string) error {
	if len(names) == 0 {
		return c.bad(path, "no names")
	}
	if c.nodes += len(names); c.nodes > strict.MaxNodes {
		return c.large("more than %d parts", strict.MaxNodes)
	}
	for i, name := range names {
		if err := c.name(name, fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) name(name, path string) error {
	if name == "" {
		return c.bad(path, "an empty name")
	}
	return c.text(name, path)
}

func (c *checker) text(s, path string) error {
	switch {
	case len(s) > store.MaxNameBytes:
		return c.bad(path, "%d bytes long, at most %d", len(s), store.MaxNameBytes)
	case !utf8.ValidString(s):
		return c.bad(path, "%s is not valid UTF-8", strict.Quote(s))
	}
	return nil
}

// under puts what another package says of a part at the place of that part.
func (c *checker) under(path string, err error) error {
	var inner *store.FieldError
	if errors.As(err, &inner) {
		if inner.Field != "" {
			path += "." + inner.Field
		}
		err = inner.Err
	}
	return c.wrong(path, value.Bare(err))
}

func (c *checker) bad(path, format string, args ...any) error {
	return c.wrong(path, fmt.Errorf(format, args...))
}

func (c *checker) large(format string, args ...any) error {
	return c.wrong("", fmt.Errorf("%w: "+format, append([]any{ErrTooLarge}, args...)...))
}

func (c *checker) wrong(path string, err error) error {
	return &FieldError{Segment: c.segment, Field: path, Err: err}
}
