package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// refusal is an error that knows how it is answered.
type refusal struct {
	status  int
	field   string // of the definition, or "body", "path", "method", a header; "": the request as a whole
	message string
}

func (r *refusal) Error() string { return r.field + ": " + r.message }

// fault is the JSON of an error.
type fault struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// write answers an error, unless an answer has begun already.
func write(w *response, err error) {
	if w.status != 0 {
		return
	}
	r := refuse(err)
	reply(w, r.status, struct {
		Error fault `json:"error"`
	}{fault{r.field, r.message}})
}

// answer writes a report.
func answer(w http.ResponseWriter, report any) error { return answerAs(w, http.StatusOK, report) }

func answerAs(w http.ResponseWriter, status int, report any) error {
	body, err := strict.Marshal(report)
	if err != nil {
		return err
	}
	reply(w, status, json.RawMessage(body))
	return nil
}

// reply writes JSON. Whether it arrives is not for a server to know.
func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(body)
}

// refuse says how an error is answered: what is wrong with the request is told whole, what is wrong with the service is not.
func refuse(err error) *refusal {
	if r := (*refusal)(nil); errors.As(err, &r) {
		return r
	}
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return tooLarge(large.Limit)
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded) && errors.Is(err, store.ErrUnreadable):
		return &refusal{http.StatusRequestTimeout, "body", "it did not arrive in time"}
	case errors.Is(err, context.DeadlineExceeded):
		return &refusal{http.StatusServiceUnavailable, "", "it took longer than the service allows a query"}
	case errors.Is(err, context.Canceled): // hardly anybody reads this: the client has gone
		return &refusal{http.StatusServiceUnavailable, "", "it was ended before there was an answer"}
	case errors.Is(err, store.ErrUnreadable) && errors.Is(err, store.ErrLimit):
		return &refusal{http.StatusRequestEntityTooLarge, "body", bare(err)}
	case errors.Is(err, store.ErrUnreadable):
		return &refusal{http.StatusBadRequest, "body", bare(err)}
	case errors.Is(err, store.ErrFull):
		return &refusal{http.StatusInsufficientStorage, "", bare(err)}
	case errors.Is(err, store.ErrNoPerson):
		return &refusal{http.StatusNotFound, "id", "nobody is known by that ID"}
	case isAny(err, metrics.ErrNumber, funnel.ErrNumber):
		return &refusal{http.StatusBadRequest, "number", bare(err)}
	case isAny(err, store.ErrInvalid, segment.ErrInvalid, metrics.ErrQuery, funnel.ErrQuery, segment.ErrNoSegment, segment.ErrCycle, value.ErrKind),
		errors.As(err, new(*strict.Error)):
		field, message := place(err)
		return &refusal{http.StatusBadRequest, field, message}
	}
	return &refusal{http.StatusInternalServerError, "", "the service could not answer; its log says why"}
}

func isAny(err error, targets ...error) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// place splits an error about a definition into the field and what is wrong with it.
func place(err error) (field, message string) {
	var form *strict.Error
	var steps *funnel.FieldError
	var measure *metrics.FieldError
	var who *segment.FieldError
	var part *store.FieldError
	switch {
	case errors.As(err, &form):
		return form.Path, form.Err.Error()
	case errors.As(err, &steps):
		return "funnel." + steps.Field, steps.Err.Error()
	case errors.As(err, &measure): // before the segment's, which it may hold
		return "metrics." + measure.Field, measure.Err.Error()
	case errors.As(err, &who):
		return "segment." + who.Field, who.Err.Error()
	case errors.As(err, &part): // the last, as all of them may hold one
		return part.Field, part.Err.Error()
	}
	return "", bare(err)
}

// bare is a text without the name of the package in front: a client does not know our packages.
func bare(err error) string {
	_, text, found := strings.Cut(err.Error(), ": ")
	if !found {
		return err.Error()
	}
	return text
}
