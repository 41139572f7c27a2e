package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/footfall-go/footfall/examples/internal/ask"
	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
)

// number is a place in a report: of metrics {"series":0,"unit":"day","bucket":3}, the total of the series where there is no bucket; of a funnel
// {"segment":0,"step":1,"which":"dropped"}. All places count from 0. In an address its fields are parameters.
type number struct {
	series, bucket *int
	unit           metrics.Unit
	segment, step  *int
	which          string
}

// whiches are the words for a step's numbers of people: those of the report's JSON, and one that is in no report. A table, never changed.
var whiches = map[string]funnel.Which{
	"reached": funnel.Reached, "dropped": funnel.Dropped, "open": funnel.DroppedOpen, "truncated": funnel.DroppedTruncated, "final": funnel.DroppedFinal,
	"exactly_at": funnel.ExactlyAt, "late_reached": funnel.LateReached,
}

// numberNames are the fields of a number. A table, never changed.
var numberNames = []string{"series", "unit", "bucket", "segment", "step", "which"}

// UnmarshalJSON reads a number strictly.
func (n *number) UnmarshalJSON(data []byte) error {
	var read number
	if err := strict.Object(data, "number",
		strict.Field{Name: "series", Into: &read.series},
		strict.Field{Name: "unit", Into: &read.unit},
		strict.Field{Name: "bucket", Into: &read.bucket},
		strict.Field{Name: "segment", Into: &read.segment},
		strict.Field{Name: "step", Into: &read.step},
		strict.Field{Name: "which", Into: &read.which},
	); err != nil {
		return err
	}
	*n = read
	return nil
}

// number reads a number from an address.
func (p parameters) number() (n number, err error) {
	for name, into := range map[string]**int{"series": &n.series, "bucket": &n.bucket, "segment": &n.segment, "step": &n.step} {
		if !p.has(name) {
			continue
		}
		at, err := p.whole(name, 0, 0, 1<<30)
		if err != nil {
			return n, err
		}
		*into = &at
	}
	n.which = p["which"]
	if p.has("unit") {
		if n.unit, err = oneOf(p, "unit", metrics.Units()...); err != nil {
			return n, err
		}
	}
	return n, nil
}

// people are those behind a number of an answer, on the view of the answer.
func (n number) people(ctx context.Context, a ask.Answer) (people.Set, error) {
	if a.Metrics != nil {
		bucket := metrics.Total
		switch {
		case n.series == nil:
			return people.Set{}, wrongNumber("series", "missing: which line of the graph, from 0")
		case n.segment != nil || n.step != nil || n.which != "":
			return people.Set{}, wrongNumber("", "segment, step and which are of a funnel: metrics have series, unit and bucket")
		case n.bucket != nil && n.unit == "":
			return people.Set{}, wrongNumber("unit", "missing: of which granularity is the bucket?")
		case n.bucket != nil:
			bucket = *n.bucket
		}
		return a.Metrics.Behind(ctx, n.unit, *n.series, bucket)
	}
	which, known := whiches[n.which]
	switch {
	case n.step == nil:
		return people.Set{}, wrongNumber("step", "missing: from 0")
	case n.series != nil || n.bucket != nil || n.unit != "":
		return people.Set{}, wrongNumber("", "series, unit and bucket are of metrics: a funnel has segment, step and which")
	case !known:
		return people.Set{}, wrongNumber("which", fmt.Sprintf("%q is none of reached, dropped, open, truncated, final, exactly_at, late_reached", n.which))
	}
	audience := 0
	if n.segment != nil {
		audience = *n.segment
	}
	return a.Funnel.Behind(audience, *n.step, which)
}

func wrongNumber(field, message string) error {
	if field != "" {
		field = "." + field
	}
	return &refusal{http.StatusBadRequest, "number" + field, message}
}
