package api

import (
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"time"
)

// ndjson is the media type that a client accepts who wants to see the progress of a long query.
const ndjson = "application/x-ndjson"

// pace is how often progress is told.
const pace = 200 * time.Millisecond

// line is one line of a stream: progress any number of times, then an answer or an error.
type line struct {
	Progress *progress `json:"progress,omitempty"`
	Answer   any       `json:"answer,omitempty"`
	Result   string    `json:"result,omitempty"` // of an answer: the ID under which it is kept
	Error    *fault    `json:"error,omitempty"`
}

type progress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// stream writes the progress of a query as it goes, and then its answer. An error that comes before the first line keeps its status; a later
// one is the last line.
func (h *handler) stream(ctx context.Context, w http.ResponseWriter, q question) error {
	var newest atomic.Pointer[progress] // the query only leaves it here: it must not wait for a slow client
	type found struct {
		answer any
		id     string
		err    error
	}
	finished := make(chan found, 1)
	go func() {
		answer, id, err := h.find(ctx, q, func(done, total int) { newest.Store(&progress{done, total}) })
		finished <- found{answer, id, err}
	}()
	begun := false
	tell := func(l line) error {
		if !begun {
			begun = true
			w.Header().Set("Content-Type", ndjson)
			w.WriteHeader(http.StatusOK)
		}
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		if err := e.Encode(l); err != nil {
			return err
		}
		return http.NewResponseController(w).Flush()
	}
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if p := newest.Swap(nil); p != nil {
				if err := tell(line{Progress: p}); err != nil {
					return err // the caller ends the context, and with it the query
				}
			}
		case r := <-finished:
			if r.err != nil && !begun {
				return r.err
			}
			if p := newest.Swap(nil); p != nil && r.err == nil {
				if err := tell(line{Progress: p}); err != nil {
					return err
				}
			}
			if r.err == nil {
				return tell(line{Answer: r.answer, Result: r.id})
			}
			refused := refuse(r.err)
			_ = tell(line{Error: &fault{refused.field, refused.message}})
			return r.err
		}
	}
}
