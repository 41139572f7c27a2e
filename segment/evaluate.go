package segment

import (
	"context"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

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

// EvaluateWeeks is Evaluate with weeks that start on another day than Monday.
func EvaluateWeeks(ctx context.Context, v *store.View, f value.Frame, weekStart time.Weekday, segs ...Segment) ([]Evaluated, error) {
	panic("todo")
}

// People finds the people of one segment by the view's own clock and location.
func People(ctx context.Context, v *store.View, s Segment) (people.Set, error) {
	panic("todo")
}
