package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/footfall-go/footfall/examples/internal/ask"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// question is what the file holds: one of the three definitions, and the segments that it may use by name.
type question struct {
	ask.Question
	saved []segment.Segment
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
	data, err := io.ReadAll(io.LimitReader(stdin, ask.MaxBytes+1))
	if err != nil {
		return q, err
	}
	if len(data) > ask.MaxBytes {
		return q, fmt.Errorf("more than %d bytes", ask.MaxBytes)
	}
	if q.Question, err = ask.Decode(data, strict.Field{Name: "saved", Into: &q.saved}); err != nil {
		return q, err
	}
	return q, q.Check()
}

// answer finds the answer on the store as it is.
func (q question) answer(ctx context.Context, s *store.Store, o options) (ask.Answer, error) {
	for i, seg := range q.saved { // in their order: one may use those before it
		if err := segment.Save(s, seg); err != nil {
			return ask.Answer{}, fmt.Errorf("saved[%d]: %w", i, err)
		}
	}
	v := s.View()
	if !o.clock.IsZero() {
		v = v.At(o.clock)
	}
	return q.Answer(ctx, v, o.ids, nil)
}
