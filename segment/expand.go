package segment

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/store"
)

// Expand gives the segment with every saved segment that it uses written out, as the view has them, to any depth. What it gives holds no Saved, means the
// same, passes Check, and is what reports echo. Errors: ErrInvalid as Check; ErrNoSegment; ErrCycle; ErrTooLarge where the whole passes a limit.
func Expand(v *store.View, seg Segment) (Segment, error) {
	look := library{view: v, loaded: map[string]Segment{}}
	return look.expand(seg)
}

// library looks saved segments up. It reads each of them once.
type library struct {
	view    *store.View
	instead *Segment // one that is about to be saved: it stands before the view's
	loaded  map[string]Segment
}

func (l *library) load(name string) (Segment, error) {
	if l.instead != nil && l.instead.Name == name {
		return *l.instead, nil
	}
	if seg, ok := l.loaded[name]; ok {
		return seg, nil
	}
	seg, err := Load(l.view, name)
	if err == nil {
		l.loaded[name] = seg
	}
	return seg, err
}

// expand writes a segment out; under are the saved segments that it stands for.
func (l *library) expand(seg Segment, under ...string) (Segment, error) {
	if err := seg.Check(); err != nil {
		return Segment{}, err
	}
	if seg.Where == nil {
		return seg, nil
	}
	e := expansion{library: l}
	where, err := e.predicate(seg.Where, under)
	if err != nil {
		return Segment{}, in(seg, err)
	}
	whole := Segment{Name: seg.Name, Where: where}
	return whole, whole.Check()
}

// in says which segment an error is of.
func in(seg Segment, err error) error {
	var f *FieldError
	if seg.Name == "" || errors.As(err, &f) {
		return err
	}
	return fmt.Errorf("%w (in segment %q)", err, seg.Name)
}

// expansion counts what it writes, since a few saved segments that use each other twice each can stand for millions of predicates.
type expansion struct {
	*library
	nodes int
}

func (e *expansion) predicate(p Predicate, under []string) (Predicate, error) {
	if e.nodes++; e.nodes > strict.MaxNodes {
		return nil, fmt.Errorf("%w: %w: more than %d parts with the saved segments written out", ErrInvalid, ErrTooLarge, strict.MaxNodes)
	}
	switch p := p.(type) {
	case All:
		list, err := e.list(p, under)
		return All(list), err
	case Any:
		list, err := e.list(p, under)
		return Any(list), err
	case Not:
		of, err := e.predicate(p.Of, under)
		return Not{of}, err
	case Saved:
		name := string(p)
		if i := slices.Index(under, name); i >= 0 {
			return nil, fmt.Errorf("%w: %s", ErrCycle, strings.Join(append(slices.Clone(under[i:]), name), " > "))
		}
		seg, err := e.load(name)
		if err != nil {
			return nil, err
		}
		if seg.Where == nil {
			return All{}, nil
		}
		return e.predicate(seg.Where, append(slices.Clip(under), name))
	}
	return p, nil
}

func (e *expansion) list(ps []Predicate, under []string) ([]Predicate, error) {
	list := make([]Predicate, len(ps))
	for i, p := range ps {
		var err error
		if list[i], err = e.predicate(p, under); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// parts are a predicate and all that it holds, from the outside in.
func parts(p Predicate) iter.Seq[Predicate] {
	return func(yield func(Predicate) bool) { walk(p, yield) }
}

func walk(p Predicate, yield func(Predicate) bool) bool {
	if p == nil {
		return true
	}
	if !yield(p) {
		return false
	}
	var inner []Predicate
	switch p := p.(type) {
	case All:
		inner = p
	case Any:
		inner = p
	case Not:
		return walk(p.Of, yield)
	}
	for _, q := range inner {
		if !walk(q, yield) {
			return false
		}
	}
	return true
}
