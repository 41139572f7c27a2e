package segment

import (
	"context"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Segment is a named predicate over people. The zero Segment is everyone.
type Segment struct {
	Name  string
	Where Predicate // nil: everyone
}

// Predicate is a condition on a person: All, Any, Not, Attribute, HasTag, Did, First, Last, Saved. The set is closed.
type Predicate interface{ predicate() }

// Evaluated is what Evaluate finds for one segment.
type Evaluated struct {
	Segment  Segment // with saved segments written out
	People   people.Set
	Warnings []store.Warning
}

// Evaluate finds the people of several segments in one pass over the events; a segment (or a part of one) that stands twice is evaluated once.
func Evaluate(ctx context.Context, v *store.View, f value.Frame, segs ...Segment) ([]Evaluated, error) {
	panic("todo")
}
