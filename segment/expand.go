package segment

import (
	"errors"
	"fmt"
	"slices"

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

// expand writes a segment out; under are the saved segments that it stands for. Its errors are *FieldErrors.
func (l *library) expand(seg Segment, under ...string) (Segment, error) {
	if err := seg.Check(); err != nil {
		return Segment{}, err
	}
	if seg.Where == nil {
		return seg, nil
	}
	e := expansion{library: l}
	where, err := e.predicate(seg.Where, "where", under)
	if err != nil {
		return Segment{}, &FieldError{Segment: seg.Name, Field: err.field, Err: err.err}
	}
	whole := Segment{Name: seg.Name, Where: where}
	return whole, whole.Check()
}

// expansion counts what it writes, since a few saved segments that use each other twice each can stand for millions of predicates.
type expansion struct {
	*library
	nodes int
}

// misplaced is an error with its place in the segment that is being written out.
type misplaced struct {
	field string
	err   error
}

// in puts an error within a saved segment at the place where that is used. A cycle, and a limit, are said of the whole.
func (m *misplaced) in(name, field string) *misplaced {
	switch {
	case errors.Is(m.err, ErrTooLarge):
		return m
	case errors.Is(m.err, ErrCycle):
		return &misplaced{field, m.err}
	}
	return &misplaced{field, fmt.Errorf("in saved segment %s: %s: %w", strict.Quote(name), m.field, m.err)}
}

func (e *expansion) predicate(p Predicate, field string, under []string) (Predicate, *misplaced) {
	if e.nodes++; e.nodes > strict.MaxNodes {
		return nil, &misplaced{"", fmt.Errorf("%w: more than %d parts with the saved segments written out", ErrTooLarge, strict.MaxNodes)}
	}
	switch p := p.(type) {
	case All:
		list, err := e.list(p, field+".all", under)
		return All(list), err
	case Any:
		list, err := e.list(p, field+".any", under)
		return Any(list), err
	case Not:
		of, err := e.predicate(p.Of, field+".not", under)
		return Not{of}, err
	case Saved:
		return e.saved(string(p), field+".segment", under)
	}
	return p, nil
}

func (e *expansion) saved(name, field string, under []string) (Predicate, *misplaced) {
	if i := slices.Index(under, name); i >= 0 {
		way := append(slices.Clone(under[i:]), name)
		for j := range way {
			way[j] = strict.Name(way[j])
		}
		return nil, &misplaced{field, said{"saved segments use each other in a cycle: " + several(way, " > "), ErrCycle}}
	}
	seg, err := e.load(name)
	switch {
	case errors.Is(err, ErrNoSegment):
		return nil, &misplaced{field, said{fmt.Sprintf("no saved segment %s", strict.Quote(name)), ErrNoSegment}}
	case err != nil:
		return nil, &misplaced{field, err}
	case seg.Where == nil:
		return All{}, nil
	}
	where, wrong := e.predicate(seg.Where, "where", append(slices.Clip(under), name))
	if wrong != nil {
		return nil, wrong.in(name, field)
	}
	return where, nil
}

func (e *expansion) list(ps []Predicate, field string, under []string) ([]Predicate, *misplaced) {
	list := make([]Predicate, len(ps))
	for i, p := range ps {
		var err *misplaced
		if list[i], err = e.predicate(p, fmt.Sprintf("%s[%d]", field, i), under); err != nil {
			return nil, err
		}
	}
	return list, nil
}
