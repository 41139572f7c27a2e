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

	"github.com/footfall-go/footfall/examples/internal/ask"
	"github.com/footfall-go/footfall/people/strict"
)

// maxIDs is the most people whose IDs an answer lists.
const maxIDs = 10_000

// question is one definition, and how it is asked.
type question struct {
	ask.Question
	clock time.Time // "now"; zero: the newest event's time
	ids   int       // of a segment: how many IDs to list
}

func decode(data []byte) (q question, err error) {
	q.Question, err = ask.Decode(data, strict.Field{Name: "clock", Into: &q.clock}, strict.Field{Name: "ids", Into: &q.ids})
	if err == nil && (q.ids < 0 || q.ids > maxIDs) {
		err = &strict.Error{What: "question", Path: "ids", Err: fmt.Errorf("%d is not in 0 to %d", q.ids, maxIDs)}
	}
	return q, err
}

// readJSON reads the body of a request that is one definition or the like.
func readJSON(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxQuestion))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &refusal{http.StatusRequestTimeout, "body", "it did not arrive in time"}
	case err == nil, errors.As(err, new(*http.MaxBytesError)):
		return data, err
	}
	return nil, &refusal{http.StatusBadRequest, "body", "it broke off: " + err.Error()}
}

// query answers a question, with the progress before the answer where the client accepts that.
func (h *handler) query(w http.ResponseWriter, r *http.Request) error {
	data, err := readJSON(w, r)
	if err != nil {
		return err
	}
	q, err := decode(data)
	if err != nil {
		return err
	}
	ctx, cancel := h.bounded(r)
	defer cancel()
	if strings.Contains(r.Header.Get("Accept"), ndjson) {
		return h.stream(ctx, w, q)
	}
	found, id, err := h.find(ctx, q, nil)
	if err != nil {
		return err
	}
	if id != "" {
		w.Header().Set("Footfall-Result", id)
	}
	return answer(w, found)
}

// find finds the answer on a view of this moment, and keeps it for what will be asked about it. A segment has no number to ask about, and no ID.
func (h *handler) find(ctx context.Context, q question, progress func(done, total int)) (a ask.Answer, id string, err error) {
	v := h.store.View()
	if !q.clock.IsZero() {
		v = v.At(q.clock)
	}
	a, err = q.Answer(ctx, v, q.ids, progress)
	if err == nil && a.Segment == nil {
		id = h.results.keep(a)
	}
	return a, id, err
}
