package segment

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Check reports the first thing that is wrong with the segment by itself, whatever the data; the error is ErrInvalid (and ErrTooLarge where a limit is
// passed), and names field and value: `segment "Fans": where.all[1].did.count: ...`. Saved segments are not followed: see CheckOn.
//
// The limits are those of package strict, counted on the segment's JSON, so that what passes Check can be written and read back.
func (s Segment) Check() error {
	c := checker{segment: s.Name}
	if err := c.check(s); err != nil {
		return err
	}
	data, err := s.encode()
	if err != nil {
		return c.bad("", "%w", err)
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
}

func (c *checker) check(s Segment) error {
	if !utf8.ValidString(s.Name) {
		return c.bad("name", "%q is not valid UTF-8", s.Name)
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
			return c.bad(path+"."+p.Name, "%w", err)
		}
	case Tag:
		return c.name(string(p), path+".tag")
	case TaggedAny:
		return c.names(p, path+".tags_any")
	case TaggedAll:
		return c.names(p, path+".tags_all")
	case Did:
		return c.did(p, path+".did")
	case First:
		return c.selected(p.Event, p.In, path+".first")
	case Last:
		return c.selected(p.Event, p.In, path+".last")
	case Saved:
		return c.name(string(p), path+".segment")
	default:
		return c.bad(path, "a predicate of type %T: give it as a value of this package", p)
	}
	return nil
}

func (c *checker) selected(event store.Selector, in store.Timeframe, path string) error {
	if err := event.Check(); err != nil {
		return c.bad(path, "%w", err)
	}
	if err := in.Check(); err != nil {
		return c.bad(path+".in", "%w", err)
	}
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
	if err := c.selected(d.Event, d.In, path); err != nil {
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
	return c.bad(path+".near.side", "%q is not one of %q, %q, %q", d.Near.Side, After, Before, Around)
}

// count checks a test on a number of events or days. A negative number is refused because no count can be: it is a slip, not a question.
func (c *checker) count(t value.Test, path string) error {
	if t.IsZero() {
		return nil
	}
	if err := t.Check(); err != nil {
		return c.bad(path, "%w", err)
	}
	switch t.Op {
	case value.OpIs, value.OpIsNot, value.OpIn, value.OpNotIn, value.OpLess, value.OpAtMost, value.OpMore, value.OpAtLeast, value.OpBetween:
	default:
		return c.bad(path, "operator %q does not compare a count", t.Op)
	}
	for _, arg := range t.Args {
		n, ok := arg.Int()
		if !ok {
			return c.bad(path, "%s %v is not an integer", arg.Kind(), arg)
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
	switch {
	case name == "":
		return c.bad(path, "an empty name")
	case !utf8.ValidString(name):
		return c.bad(path, "%q is not valid UTF-8", name)
	}
	return nil
}

func (c *checker) bad(path, format string, args ...any) error {
	at := fmt.Sprintf("segment %q", c.segment)
	if path != "" {
		at += ": " + path
	}
	return fmt.Errorf("%w: %s: %w", ErrInvalid, at, fmt.Errorf(format, args...))
}

func (c *checker) large(format string, args ...any) error {
	return c.bad("", "%w: "+format, append([]any{ErrTooLarge}, args...)...)
}
