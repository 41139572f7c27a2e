// Package api puts a store behind HTTP: events and people in as NDJSON, questions as JSON definitions, answers as JSON reports, and what a page needs
// around them: what there is to ask about, the people behind a number, tags, saved segments and reports. openapi.json beside this file describes all
// of it, and is served too.
//
//	POST   /events                 events in, one JSON object a line
//	POST   /people                 people in, one JSON object a line
//	POST   /query                  a segment, metrics or funnel definition in, its report out
//	GET    /results/{id}           a report of a moment ago again, as a download
//	GET    /results/{id}/people    the people behind one of its numbers
//	POST   /results/{id}/tag       the same people, tagged
//	GET    /catalog                what there is: events, properties, attributes, tags, saved definitions
//	GET    /values                 the values of a property or an attribute
//	GET    /segments/{name}        a saved segment; PUT, DELETE
//	GET    /reports/{name}         a saved metrics or funnel definition; PUT, DELETE
//	GET    /people                 people by the beginning of their IDs
//	GET    /people/{id}            one person: attributes, tags, events
//	POST   /people/{id}/explain    one person's way through a funnel
//	GET    /healthz                how much there is
//	GET    /openapi.json           the description
//
// Whatever goes wrong has a status and a JSON object that names the field and says why: {"error":{"field":"funnel.window","message":"..."}}.
// Bodies, the parts of definitions, the time of a query and what is kept of answers are bounded. A query ends when its client goes away.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/footfall-go/footfall/examples/internal/ask"
	"github.com/footfall-go/footfall/store"
)

// Options are the bounds of a handler. The zero Options are the defaults.
type Options struct {
	MaxBody      int64         // most bytes of events or people in one request; 0: 64 MiB
	QueryTimeout time.Duration // longest that a query may take, its body not counted; 0: 30 s
	Results      int           // most answers that are kept for what is asked about them; 0: 64
	ResultAge    time.Duration // longest that one is kept; 0: 30 minutes
	Numbers      int64         // most numbers that all of them hold together, the newest apart: points of metrics, people who entered a funnel; 0: 16 Mi, some 300 MB
	Log          *slog.Logger  // a line a request; nil: none
}

// MaxQuestion is the most bytes of a question, and of any other JSON that is sent.
const MaxQuestion = ask.MaxBytes

// handler answers requests about one store.
type handler struct {
	store   *store.Store
	options Options
	results *results
	catalog catalogs
	lists   lists
	naming  sync.Mutex // held while a report is saved: see putReport
	mux     *http.ServeMux
}

// answerer answers a request. An error that comes before anything was written is answered as JSON.
type answerer func(http.ResponseWriter, *http.Request) error

// New makes the handler of a store. It is safe for concurrent use, also beside other writers of the store.
func New(s *store.Store, o Options) http.Handler {
	if o.MaxBody == 0 {
		o.MaxBody = 64 << 20
	}
	if o.QueryTimeout == 0 {
		o.QueryTimeout = 30 * time.Second
	}
	if o.Results == 0 {
		o.Results = 64
	}
	if o.Numbers == 0 {
		o.Numbers = 16 << 20
	}
	if o.ResultAge == 0 {
		o.ResultAge = 30 * time.Minute
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	h := &handler{store: s, options: o, results: newResults(o), mux: http.NewServeMux()}
	for path, methods := range h.routes() {
		for method, serve := range methods {
			h.mux.HandleFunc(method+" "+path, kept(serve))
		}
		h.mux.HandleFunc(path, kept(notAllowed(methods)))
	}
	h.mux.HandleFunc("/", kept(notFound))
	return h
}

// routes are the paths, as http.ServeMux understands them, with what each takes.
func (h *handler) routes() map[string]map[string]answerer {
	return map[string]map[string]answerer{
		"/events":              {"POST": h.importEvents},
		"/people":              {"POST": h.importPeople, "GET": h.findPeople},
		"/people/{id}":         {"GET": h.person},
		"/people/{id}/explain": {"POST": h.explain},
		"/query":               {"POST": h.query},
		"/results/{id}":        {"GET": h.download},
		"/results/{id}/people": {"GET": h.behind},
		"/results/{id}/tag":    {"POST": h.tag},
		"/catalog":             {"GET": h.describeData},
		"/values":              {"GET": h.values},
		"/segments/{name}":     {"GET": h.getSegment, "PUT": h.putSegment, "DELETE": h.deleteSegment},
		"/reports/{name}":      {"GET": h.getReport, "PUT": h.putReport, "DELETE": h.deleteReport},
		"/healthz":             {"GET": h.health},
		"/openapi.json":        {"GET": describe},
	}
}

// Routes are the handler's routes, as "POST /events", sorted.
func Routes() []string {
	var routes []string
	for path, methods := range (*handler)(nil).routes() {
		for method := range methods {
			routes = append(routes, method+" "+path)
		}
	}
	slices.Sort(routes)
	return routes
}

// kept keeps the error of an answerer for ServeHTTP, which answers and logs it.
func kept(serve answerer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { w.(*response).err = serve(w, r) }
}

func notFound(_ http.ResponseWriter, r *http.Request) error {
	return &refusal{http.StatusNotFound, "path", "there is no " + r.URL.Path + "; /openapi.json says what there is"}
}

func notAllowed(methods map[string]answerer) answerer {
	var allowed []string
	for method := range methods {
		allowed = append(allowed, method)
		if method == http.MethodGet {
			allowed = append(allowed, http.MethodHead)
		}
	}
	slices.Sort(allowed)
	takes := strings.Join(allowed, ", ")
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Allow", takes)
		return &refusal{http.StatusMethodNotAllowed, "method", r.URL.Path + " takes " + takes + ", not " + r.Method}
	}
}

// ServeHTTP finds the route, answers its error and logs.
func (h *handler) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	began := time.Now()
	w := &response{ResponseWriter: rw}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	if asked := r.URL.EscapedPath(); path.Clean(asked) != asked { // which the mux would send elsewhere
		w.err = notFound(w, r)
	} else {
		h.mux.ServeHTTP(w, r)
	}
	if w.err != nil {
		write(w, w.err)
	}
	level := slog.LevelInfo
	if w.status >= http.StatusInternalServerError && r.Context().Err() == nil { // that a client went away is no fault of the service
		level = slog.LevelError
	}
	attributes := []slog.Attr{slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", w.status),
		slog.Duration("took", time.Since(began))}
	if w.err != nil {
		attributes = append(attributes, slog.String("error", w.err.Error()))
	}
	h.options.Log.LogAttrs(r.Context(), level, "request", attributes...)
}

// bounded is the request's context, which ends when its client goes away, for no longer than a query may take.
func (h *handler) bounded(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), h.options.QueryTimeout)
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

// response remembers the status, and what went wrong. http.ResponseController finds what is below it.
type response struct {
	http.ResponseWriter
	status int // 0: nothing written yet
	err    error
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
