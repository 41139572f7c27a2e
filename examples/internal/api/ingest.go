package api

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/footfall-go/footfall/store"
)

func (h *handler) importEvents(w http.ResponseWriter, r *http.Request) error {
	return h.ingest(w, r, h.store.ImportEvents)
}

func (h *handler) importPeople(w http.ResponseWriter, r *http.Request) error {
	return h.ingest(w, r, h.store.ImportPeople)
}

type importer func(context.Context, io.Reader, *store.ImportOptions) (store.Imported, error)

// ingest takes the good lines and reports the refused ones. Where a body breaks off, what was committed stays, and the error says how much
// that is; a client that gives its events IDs may simply send them again.
func (h *handler) ingest(w http.ResponseWriter, r *http.Request, in importer) error {
	if r.ContentLength > h.options.MaxBody { // before a byte of it is read
		w.Header().Set("Connection", "close")
		return tooLarge(h.options.MaxBody)
	}
	body := bufio.NewReader(http.MaxBytesReader(w, r.Body, h.options.MaxBody))
	if magic, _ := body.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) || r.Header.Get("Content-Encoding") != "" {
		return &refusal{http.StatusUnsupportedMediaType, "Content-Encoding", "send plain NDJSON: a bound on compressed bytes bounds nothing"}
	}
	done, err := in(r.Context(), body, &store.ImportOptions{OnBad: store.GoOn})
	if err == nil {
		return answer(w, done)
	}
	refused := refuse(err)
	reply(w, refused.status, struct {
		Error    fault          `json:"error"`
		Imported store.Imported `json:"imported"`
	}{fault{refused.field, refused.message}, done})
	return err
}

func tooLarge(limit int64) *refusal {
	return &refusal{http.StatusRequestEntityTooLarge, "body", fmt.Sprintf("more than %d bytes", limit)}
}
