// Package ask reads one question in JSON, answers it on a view, and writes the answer in any form: what the query program and the JSON API have in common.
package ask

import (
	"context"
	"fmt"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// MaxBytes is the most bytes of a question that are worth reading. A definition has at most strict.MaxNodes parts.
const MaxBytes = 1 << 20

// Question is one definition: exactly one of the fields is there.
type Question struct {
	Segment *segment.Segment
	Metrics *metrics.Query
	Funnel  *funnel.Query
}

// Decode reads {"segment":{...}}, {"metrics":{...}} or {"funnel":{...}}, as strictly as the definitions themselves are read; more are the other fields
// that the envelope may have. The error is that of package strict or of the definition, and names the field.
func Decode(data []byte, more ...strict.Field) (q Question, err error) {
	fields := append([]strict.Field{
		strict.Version(1),
		{Name: "segment", Into: &q.Segment},
		{Name: "metrics", Into: &q.Metrics},
		{Name: "funnel", Into: &q.Funnel},
	}, more...)
	if err := strict.Object(data, "question", fields...); err != nil {
		return Question{}, err
	}
	given := 0
	for _, is := range []bool{q.Segment != nil, q.Metrics != nil, q.Funnel != nil} {
		if is {
			given++
		}
	}
	if given != 1 {
		return Question{}, &strict.Error{What: "question", Err: fmt.Errorf("%d of segment, metrics and funnel given: give one", given)}
	}
	return q, nil
}

// Check finds what is wrong whatever the data, before any is read. A segment was checked when it was decoded.
func (q Question) Check() error {
	switch {
	case q.Metrics != nil:
		return q.Metrics.Check(metrics.Limits{})
	case q.Funnel != nil:
		return q.Funnel.Check(funnel.Limits{})
	}
	return nil
}

// Answer answers on a view, by its clock. ids is how many IDs the answer to a segment lists; negative: all. progress may be nil; it is called
// from other goroutines, never twice at once. The errors are those of segment.Evaluate, metrics.Compute and funnel.Compute.
func (q Question) Answer(ctx context.Context, v *store.View, ids int, progress func(done, total int)) (a Answer, err error) {
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	switch {
	case q.Metrics != nil:
		a.Metrics, err = metrics.Compute(ctx, v, *q.Metrics, &metrics.Options{Progress: progress})
	case q.Funnel != nil:
		a.Funnel, err = funnel.Compute(ctx, v, *q.Funnel, &funnel.Options{Progress: progress})
	default:
		a.Segment, err = members(ctx, v, *q.Segment, ids)
	}
	return a, err
}
