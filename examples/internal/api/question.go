package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// maxIDs is the most people whose IDs the answer to a segment lists.
const maxIDs = 10_000

// question is one definition, and how it is asked.
type question struct {
	clock   time.Time // "now"; zero: the newest event's time
	ids     int       // of a segment: how many IDs to list
	segment *segment.Segment
	metrics *metrics.Query
	funnel  *funnel.Query
}

// UnmarshalJSON reads the envelope as strictly as the definitions in it are read.
func (q *question) UnmarshalJSON(data []byte) error {
	var read question
	if err := strict.Object(data, "question",
		strict.Version(1),
		strict.Field{Name: "clock", Into: &read.clock},
		strict.Field{Name: "ids", Into: &read.ids},
		strict.Field{Name: "segment", Into: &read.segment},
		strict.Field{Name: "metrics", Into: &read.metrics},
		strict.Field{Name: "funnel", Into: &read.funnel},
	); err != nil {
		return err
	}
	given := 0
	for _, is := range []bool{read.segment != nil, read.metrics != nil, read.funnel != nil} {
		if is {
			given++
		}
	}
	switch {
	case given != 1:
		return &strict.Error{What: "question", Err: fmt.Errorf("%d of segment, metrics and funnel given: give one", given)}
	case read.ids < 0 || read.ids > maxIDs:
		return &strict.Error{What: "question", Path: "ids", Err: fmt.Errorf("%d is not in 0 to %d", read.ids, maxIDs)}
	}
	*q = read
	return nil
}

// query answers a question, with the progress before the answer where the client accepts that.
func (h *handler) query(w http.ResponseWriter, r *http.Request) error {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxQuestion))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &refusal{http.StatusRequestTimeout, "body", "it did not arrive in time"}
	case errors.As(err, new(*http.MaxBytesError)):
		return err
	case err != nil:
		return &refusal{http.StatusBadRequest, "body", "it broke off: " + err.Error()}
	}
	var q question
	if err := q.UnmarshalJSON(data); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.options.QueryTimeout) // the request's own ends when its client goes away
	defer cancel()
	if strings.Contains(r.Header.Get("Accept"), ndjson) {
		return h.stream(ctx, w, q)
	}
	found, err := q.ask(ctx, h.store.View(), nil)
	if err != nil {
		return err
	}
	return answer(w, found)
}

// ask finds the answer on a view. progress may be nil; it is called from other goroutines, never twice at once.
func (q question) ask(ctx context.Context, v *store.View, progress func(done, total int)) (any, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !q.clock.IsZero() {
		v = v.At(q.clock)
	}
	switch {
	case q.metrics != nil:
		r, err := metrics.Compute(ctx, v, *q.metrics, &metrics.Options{Progress: progress})
		if err != nil {
			return nil, err
		}
		return &r.Report, nil
	case q.funnel != nil:
		r, err := funnel.Compute(ctx, v, *q.funnel, &funnel.Options{Progress: progress})
		if err != nil {
			return nil, err
		}
		return &r.Report, nil
	}
	found, err := segment.Evaluate(ctx, v, *q.segment)
	if err != nil {
		return nil, err
	}
	return describePeople(v, found, q.ids), nil
}

// who is the answer to a segment: the header that all reports have, with the segment as its one audience, and the first IDs.
type who struct {
	report.Header
	IDs []string `json:"ids"`
}

func describePeople(v *store.View, found []segment.Evaluated, ids int) who {
	all := store.Timeframe{}
	w := who{report.NewHeader(v, time.Monday, all, all.Span(v.Frame(), time.Monday), found), []string{}}
	for id := range found[0].People.IDs() {
		if len(w.IDs) == ids {
			break
		}
		w.IDs = append(w.IDs, id)
	}
	return w
}
