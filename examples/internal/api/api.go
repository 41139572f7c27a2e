// Package api puts a store behind HTTP: events and people in as NDJSON, questions as JSON definitions, answers as JSON reports. openapi.json
// beside this file describes it, and is served too.
//
//	POST /events        events in, one JSON object a line
//	POST /people        people in, one JSON object a line
//	POST /query         a segment, metrics or funnel definition in, its report out
//	GET  /healthz       how much there is
//	GET  /openapi.json  the description
//
// Whatever goes wrong has a status and a JSON object that names the field and says why: {"error":{"field":"funnel.window","message":"..."}}.
// Bodies, the parts of definitions and the time of a query are bounded. A query ends when its client goes away.
package api

import (
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/footfall-go/footfall/store"
)

// Options are the bounds of a handler. The zero Options are the defaults.
type Options struct {
	MaxBody      int64         // most bytes of events or people in one request; 0: 64 MiB
	QueryTimeout time.Duration // longest that a query may take, its body not counted; 0: 30 s
	Log          *slog.Logger  // a line a request; nil: none
}

// MaxQuestion is the most bytes of a question. A definition has at most strict.MaxNodes parts.
const MaxQuestion = 1 << 20

// handler answers requests about one store.
type handler struct {
	store   *store.Store
	options Options
	routes  map[string]route // by path
}

type route struct {
	method string
	serve  func(http.ResponseWriter, *http.Request) error // an error that comes before anything was written is answered as JSON
}

// New makes the handler of a store. It is safe for concurrent use, also beside other writers of the store.
func New(s *store.Store, o Options) http.Handler { return newHandler(s, o) }

func newHandler(s *store.Store, o Options) *handler {
	if o.MaxBody == 0 {
		o.MaxBody = 64 << 20
	}
	if o.QueryTimeout == 0 {
		o.QueryTimeout = 30 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	h := &handler{store: s, options: o}
	h.routes = map[string]route{
		"/events":       {http.MethodPost, h.events},
		"/people":       {http.MethodPost, h.people},
		"/query":        {http.MethodPost, h.query},
		"/healthz":      {http.MethodGet, h.health},
		"/openapi.json": {http.MethodGet, describe},
	}
	return h
}

// Routes are the handler's routes, as "POST /events", sorted.
func Routes() []string {
	var routes []string
	for path, r := range newHandler(nil, Options{}).routes {
		routes = append(routes, r.method+" "+path)
	}
	return slices.Sorted(slices.Values(routes))
}

// ServeHTTP finds the route, answers its error and logs.
func (h *handler) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	began := time.Now()
	w := &response{ResponseWriter: rw}
	err := h.serve(w, r)
	if err != nil {
		write(w, err)
	}
	level := slog.LevelInfo
	if w.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	attributes := []slog.Attr{slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", w.status),
		slog.Duration("took", time.Since(began))}
	if err != nil {
		attributes = append(attributes, slog.String("error", err.Error()))
	}
	h.options.Log.LogAttrs(r.Context(), level, "request", attributes...)
}

func (h *handler) serve(w http.ResponseWriter, r *http.Request) error {
	found, ok := h.routes[r.URL.Path]
	if !ok {
		paths := slices.Sorted(maps.Keys(h.routes))
		return &refusal{http.StatusNotFound, "path", "there is no " + r.URL.Path + ", only " + strings.Join(paths, ", ")}
	}
	allowed := found.method
	if allowed == http.MethodGet {
		allowed = "GET, HEAD"
	}
	if r.Method != found.method && (found.method != http.MethodGet || r.Method != http.MethodHead) {
		w.Header().Set("Allow", allowed)
		return &refusal{http.StatusMethodNotAllowed, "method", r.URL.Path + " takes " + allowed + ", not " + r.Method}
	}
	return found.serve(w, r)
}

// health says that the service answers, and how much there is.
func (h *handler) health(w http.ResponseWriter, _ *http.Request) error {
	v := h.store.View()
	return answer(w, struct {
		Status   string `json:"status"`
		People   int    `json:"people"`
		Events   int64  `json:"events"`
		Position uint64 `json:"position"`
	}{"ok", v.People().Count(), v.Len(), v.Position()})
}

// response remembers the status. http.ResponseController finds what is below it.
type response struct {
	http.ResponseWriter
	status int // 0: nothing written yet
}

func (w *response) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }
