package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// maxQuestion is the most bytes of a question. A definition has at most strict.MaxNodes parts.
const maxQuestion = 1 << 20

// question is what the file holds: one of the three definitions, and the segments that it may use by name.
type question struct {
	saved   []segment.Segment
	segment *segment.Segment
	metrics *metrics.Query
	funnel  *funnel.Query
}

// readQuestion reads the file; "-" is standard input.
func readQuestion(path string, stdin io.Reader) (q question, err error) {
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return q, errors.Unwrap(err) // the caller names the file
		}
		defer file.Close()
		stdin = file
	}
	data, err := io.ReadAll(io.LimitReader(stdin, maxQuestion+1))
	if err != nil {
		return q, err
	}
	if len(data) > maxQuestion {
		return q, fmt.Errorf("more than %d bytes", maxQuestion)
	}
	err = q.UnmarshalJSON(data)
	return q, err
}

// UnmarshalJSON reads the envelope as strictly as the definitions in it are read.
func (q *question) UnmarshalJSON(data []byte) error {
	var read question
	if err := strict.Object(data, "question",
		strict.Version(1),
		strict.Field{Name: "saved", Into: &read.saved},
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
	if given != 1 {
		return &strict.Error{What: "question", Err: fmt.Errorf("%d of segment, metrics and funnel given: give one", given)}
	}
	if err := read.check(); err != nil {
		return err
	}
	*q = read
	return nil
}

// check finds what is wrong whatever the data, before any is read. Segments were checked when they were decoded.
func (q *question) check() error {
	switch {
	case q.metrics != nil:
		return q.metrics.Check(metrics.Limits{})
	case q.funnel != nil:
		return q.funnel.Check(funnel.Limits{})
	}
	return nil
}

// answer finds the answer on the store as it is.
func (q *question) answer(ctx context.Context, s *store.Store, o options) (answer, error) {
	for i, seg := range q.saved { // in their order: one may use those before it
		if err := segment.Save(s, seg); err != nil {
			return nil, fmt.Errorf("saved[%d]: %w", i, err)
		}
	}
	v := s.View()
	if !o.clock.IsZero() {
		v = v.At(o.clock)
	}
	switch {
	case q.metrics != nil:
		r, err := metrics.Compute(ctx, v, *q.metrics, nil)
		if err != nil {
			return nil, err
		}
		return metricsAnswer{&r.Report}, nil
	case q.funnel != nil:
		r, err := funnel.Compute(ctx, v, *q.funnel, nil)
		if err != nil {
			return nil, err
		}
		return funnelAnswer{&r.Report}, nil
	}
	return askSegment(ctx, v, *q.segment, o.ids)
}
