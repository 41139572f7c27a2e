package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/api"
	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

func newStore(t *testing.T) *store.Store {
	s, err := store.New(nil)
	require.NoError(t, err)
	require.NoError(t, s.DeclareAttribute("registered", people.Declaration{Kind: value.Day}))
	return s
}

// ask sends one request to a handler.
func ask(h http.Handler, method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w
}

// fault is the error of an answer, which has nothing else that is unknown.
func fault(t *testing.T, w *httptest.ResponseRecorder) (field, message string) {
	t.Helper()
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	var read struct {
		Error *struct{ Field, Message string }
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &read), w.Body)
	require.NotNil(t, read.Error, w.Body)
	require.NotEmpty(t, read.Error.Message)
	return read.Error.Field, read.Error.Message
}

const signups = `{"person":"ana","event":"Registration","time":"2026-05-04T12:05:00Z","id":"1"}
{"person":"ana","event":"Payment","time":"2026-05-04T12:15:00Z"}
{"person":"ben","event":"Registration","time":"2026-05-04T14:00:00Z"}
`

const bought = `"steps":[{"event":"Registration"},{"event":"Payment"}],"window":"15m"`

func TestIngestAndQuery(t *testing.T) {
	s := newStore(t)
	h := api.New(s, api.Options{})

	w := ask(h, "POST", "/people", `{"id":"ana","attributes":{"registered":"2026-05-04"},"tags":["beta"]}
{"id":"cleo","attributes":{"registered":"soon"}}`)
	require.Equal(t, 200, w.Code, w.Body)
	require.Contains(t, w.Body.String(), `"committed":1,"repeated":0,"refused":1,"bad":[{"line":2,"reason":"attributes.registered:`)

	w = ask(h, "POST", "/events", signups)
	require.Equal(t, 200, w.Code, w.Body)
	require.JSONEq(t, fmt.Sprintf(`{"lines":3,"bytes":%d,"committed":3,"repeated":0,"refused":0,"bad":[]}`, len(signups)), w.Body.String())

	w = ask(h, "POST", "/query", `{"clock":"2026-05-04T14:10:00Z","funnel":{`+bought+`}}`)
	require.Equal(t, 200, w.Code, w.Body)
	var f funnel.Report
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &f), "the answer is a report that the library reads back")
	require.EqualValues(t, 2, f.Segments[0].Steps[0].People.Reached)
	require.EqualValues(t, 1, f.Segments[0].Steps[1].People.Reached)
	require.EqualValues(t, 1, f.Segments[0].Steps[1].People.Open, "ben has five minutes left by the clock of the question")

	w = ask(h, "POST", "/query", `{"metrics":{"metric":"people","events":[{"event":"Payment"}],"every":["day"]}}`)
	require.Equal(t, 200, w.Code, w.Body)
	var m metrics.Report
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &m))
	require.EqualValues(t, 1, m.Series[0].Total.Count)

	for body, want := range map[string][]any{
		`{"segment":{"where":{"tag":"beta"}},"ids":5}`: {"ana"},
		`{"segment":{},"ids":1}`:                       {"ana"},
		`{"segment":{}}`:                               {},
		`{"segment":{"where":{"did":{"event":"Payment"},"count":{"op":"is","values":[0]}}},"ids":9}`: {"ben"},
	} {
		w = ask(h, "POST", "/query", body)
		require.Equal(t, 200, w.Code, w.Body)
		var who map[string]any
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &who))
		require.Equal(t, want, who["ids"], body)
	}

	w = ask(h, "POST", "/query", `{"segment":{"name":"<b>","where":{"did":{"event":"Payment"},"count":{"op":">=","values":[1]}}}}`)
	require.Contains(t, w.Body.String(), `"op":">="`, "JSON for programs and people, not for HTML")
	require.Contains(t, w.Body.String(), `"name":"<b>"`)

	w = ask(h, "GET", "/healthz", "")
	require.Equal(t, 200, w.Code)
	require.JSONEq(t, fmt.Sprintf(`{"status":"ok","people":2,"events":3,"position":%d}`, s.View().Position()), w.Body.String())
}

func TestRefused(t *testing.T) {
	small := api.Options{MaxBody: 100}
	hundred := strings.Repeat(" ", 101)
	zipped := &bytes.Buffer{}
	z := gzip.NewWriter(zipped)
	_, err := z.Write([]byte(signups))
	require.NoError(t, err)
	require.NoError(t, z.Close())

	for _, c := range []struct {
		name, method, path, body string
		status                   int
		field, message           string // message: a part of it
	}{
		{"unknown path", "GET", "/nowhere", "", 404, "path", "there is no /nowhere"},
		{"path below", "GET", "/healthz/", "", 404, "path", "there is no /healthz/"},
		{"wrong method of events", "GET", "/events", "", 405, "method", "takes POST, not GET"},
		{"wrong method of people", "PUT", "/people", "", 405, "method", "takes GET, HEAD, POST, not PUT"},
		{"wrong method of query", "DELETE", "/query", "", 405, "method", "takes POST"},
		{"wrong method of health", "POST", "/healthz", "", 405, "method", "takes GET, HEAD"},
		{"body too large", "POST", "/events", hundred, 413, "body", "more than 100 bytes"},
		{"gzip", "POST", "/events", zipped.String()[:50], 415, "Content-Encoding", "plain NDJSON"},
		{"question too large", "POST", "/query", strings.Repeat(" ", api.MaxQuestion+1), 413, "body", "more than 1048576 bytes"},
		{"no JSON", "POST", "/query", "{", 400, "", "not valid JSON"},
		{"nothing", "POST", "/query", "", 400, "", "not valid JSON"},
		{"no definition", "POST", "/query", "{}", 400, "", "0 of segment, metrics and funnel"},
		{"two definitions", "POST", "/query", `{"segment":{},"funnel":{` + bought + `}}`, 400, "", "2 of segment"},
		{"unknown field", "POST", "/query", `{"Funnel":{}}`, 400, "", `"Funnel" (did you mean "funnel"?)`},
		{"unknown field within", "POST", "/query", `{"funnel":{` + bought + `,"windows":1}}`, 400, "funnel", `unknown field "windows"`},
		{"newer version", "POST", "/query", `{"version":2,"segment":{}}`, 400, "version", "version"},
		{"too many IDs", "POST", "/query", `{"segment":{},"ids":10001}`, 400, "ids", "0 to 10000"},
		{"bad clock", "POST", "/query", `{"segment":{},"clock":"noon"}`, 400, "clock", "noon"},
		{"bad window", "POST", "/query", `{"funnel":{"steps":[{"event":"a"},{"event":"b"}],"window":"soon"}}`, 400, "funnel.window", "soon"},
		{"one step", "POST", "/query", `{"funnel":{"steps":[{"event":"a"}],"window":"1h"}}`, 400, "funnel.steps", "1"},
		{"bad step", "POST", "/query", `{"funnel":{"steps":[{},{"event":""}],"window":"1h"}}`, 400, "funnel.steps[1].event", ""},
		{"bad metric", "POST", "/query", `{"metrics":{"metric":"joy","events":[{}]}}`, 400, "metrics.metric", "joy"},
		{"bad unit", "POST", "/query", `{"metrics":{"metric":"people","events":[{}],"every":["day","day"]}}`, 400, "metrics.every[1]", "twice"},
		{"five events", "POST", "/query", `{"metrics":{"metric":"people","events":[{},{},{},{},{}]}}`, 400, "metrics.events", "5"},
		{"bad zone", "POST", "/query", `{"metrics":{"metric":"people","events":[{}],"location":"Nowhere"}}`, 400, "metrics.location", "Nowhere"},
		{"bad segment", "POST", "/query", `{"segment":{"where":{"all":[{"tag":""}]}}}`, 400, "segment.where.all[0].tag", ""},
		{"no such segment", "POST", "/query", `{"segment":{"where":{"segment":"Fans"}}}`, 400, "segment.where.segment", "Fans"},
		{"type of attribute", "POST", "/query", `{"segment":{"where":{"attribute":"registered","op":"is","values":[3]}}}`, 400,
			"segment.where", "registered"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(api.New(newStore(t), small), c.method, c.path, c.body)
			require.Equal(t, c.status, w.Code, w.Body)
			field, message := fault(t, w)
			require.Equal(t, c.field, field, message)
			require.Contains(t, message, c.message)
			if c.status == 405 {
				require.NotEmpty(t, w.Header().Get("Allow"))
				require.NotContains(t, w.Header().Get("Allow"), c.method)
			}
		})
	}
}

// TestBrokenBody: what stood before the break is committed and told; nothing after it is.
func TestBrokenBody(t *testing.T) {
	for _, c := range []struct {
		name   string
		rest   io.Reader
		status int
	}{
		{"breaks off", &failing{err: io.ErrUnexpectedEOF}, 400},
		{"larger than it said", strings.NewReader(strings.Repeat(" ", 1000)), 413},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			r := httptest.NewRequest("POST", "/events", io.MultiReader(strings.NewReader(signups+`{"person":"dan"`), c.rest))
			r.ContentLength = -1
			w := httptest.NewRecorder()
			api.New(s, api.Options{MaxBody: 500}).ServeHTTP(w, r)
			require.Equal(t, c.status, w.Code, w.Body)
			field, _ := fault(t, w)
			require.Equal(t, "body", field)
			require.Contains(t, w.Body.String(), `"imported":{"lines":3,`)
			require.EqualValues(t, 3, s.View().Len())
		})
	}
	t.Run("a line too long", func(t *testing.T) {
		w := ask(api.New(newStore(t), api.Options{}), "POST", "/events", signups+strings.Repeat("x", store.MaxLineBytes+1))
		require.Equal(t, 413, w.Code, w.Body)
		require.Contains(t, w.Body.String(), `"committed":3`)
	})
}

// TestFull: a store that is full says so, and goes on answering.
func TestFull(t *testing.T) {
	s, err := store.New(&store.Options{Limits: store.Limits{People: 2, Names: 2}})
	require.NoError(t, err)
	h := api.New(s, api.Options{})
	require.Equal(t, 200, ask(h, "POST", "/events", signups).Code)
	id := kept(t, h, days)
	for tag := range 2 {
		require.Equal(t, 200, ask(h, "POST", "/results/"+id+"/tag", fmt.Sprintf(`{"tag":"%d","number":{"series":0}}`, tag)).Code)
	}
	for _, w := range []*httptest.ResponseRecorder{
		ask(h, "POST", "/events", strings.ReplaceAll(signups, "ana", "dan")),
		ask(h, "POST", "/people", `{"id":"dan"}`),
		ask(h, "POST", "/results/"+id+"/tag", `{"tag":"third","number":{"series":0}}`),
	} {
		require.Equal(t, 507, w.Code, w.Body)
		_, message := fault(t, w)
		require.Contains(t, message, "2")
	}
	require.Equal(t, 200, ask(h, "POST", "/query", days).Code)
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// TestEnds: a query ends with its client and with its time, and the log says so.
func TestEnds(t *testing.T) {
	var log bytes.Buffer
	s := newStore(t)
	for _, accept := range []string{"application/json", "application/x-ndjson"} {
		log.Reset()
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		r := httptest.NewRequest("POST", "/query", strings.NewReader(`{"funnel":{`+bought+`}}`)).WithContext(gone)
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		api.New(s, api.Options{Log: slog.New(slog.NewTextHandler(&log, nil))}).ServeHTTP(w, r)
		require.Equal(t, 503, w.Code)
		require.Contains(t, log.String(), `error="context canceled"`)
		require.Contains(t, log.String(), "level=INFO", "a client may cancel")

		r = httptest.NewRequest("POST", "/query", strings.NewReader(`{"funnel":{`+bought+`}}`))
		r.Header.Set("Accept", accept)
		w = httptest.NewRecorder()
		api.New(s, api.Options{QueryTimeout: time.Nanosecond}).ServeHTTP(w, r)
		require.Equal(t, 503, w.Code)
		_, message := fault(t, w)
		require.Contains(t, message, "longer")
	}
}

// TestProgress: lines of progress up to the whole, then the answer that there is without them.
func TestProgress(t *testing.T) {
	s := newStore(t)
	var changes store.Changes
	for i := range 3 * people.ShardSize { // three shards, and so more than one step
		changes.SetAttributes(fmt.Sprint(i), people.Attributes{"n": value.Of(i)})
	}
	_, err := s.Commit(&changes)
	require.NoError(t, err)
	h := api.New(s, api.Options{})
	require.Equal(t, 200, ask(h, "POST", "/events", signups).Code)
	for _, question := range []string{`{"funnel":{` + bought + `}}`, `{"metrics":{"metric":"events","events":[{}]}}`, `{"segment":{}}`} {
		r := httptest.NewRequest("POST", "/query", strings.NewReader(question))
		r.Header.Set("Accept", "application/x-ndjson")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		require.Equal(t, 200, w.Code)
		require.Equal(t, "application/x-ndjson", w.Header().Get("Content-Type"))
		require.True(t, w.Flushed)
		lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
		var last struct{ Answer json.RawMessage }
		require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &last))
		require.JSONEq(t, ask(h, "POST", "/query", question).Body.String(), string(last.Answer))
		if !strings.Contains(question, "segment") { // which tells no progress
			var before struct{ Progress struct{ Done, Total int } }
			require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-2]), &before))
			require.NotZero(t, before.Progress.Total)
			require.Equal(t, before.Progress.Total, before.Progress.Done, question)
		}
	}

	r := httptest.NewRequest("POST", "/query", strings.NewReader(`{"segment":{"where":{"segment":"Fans"}}}`))
	r.Header.Set("Accept", "application/x-ndjson")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	require.Equal(t, 400, w.Code, "an error before the first line keeps its status")
}

// TestTogether: each answer is of one state, whatever comes in meanwhile. Every request brings a whole way through the funnel.
func TestTogether(t *testing.T) {
	h := api.New(newStore(t), api.Options{})
	whole := signups[:strings.Index(signups, `{"person":"ben"`)] // ana's
	var all sync.WaitGroup
	for writer := range 4 {
		all.Go(func() {
			for i := range 25 {
				w := ask(h, "POST", "/events", strings.ReplaceAll(whole, "ana", fmt.Sprintf("w%d-%d", writer, i)))
				if w.Code != 200 {
					t.Errorf("%d: %s", w.Code, w.Body)
				}
			}
		})
	}
	for range 2 {
		all.Go(func() {
			for range 25 {
				w := ask(h, "POST", "/query", `{"funnel":{`+bought+`}}`)
				var f funnel.Report
				if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil {
					t.Errorf("%d: %s: %v", w.Code, w.Body, err)
				} else if steps := f.Segments[0].Steps; steps[0].People.Reached != steps[1].People.Reached {
					t.Errorf("a request is seen by half: %d entered, %d completed", steps[0].People.Reached, steps[1].People.Reached)
				}
			}
		})
	}
	all.Wait()
	require.Contains(t, ask(h, "GET", "/healthz", "").Body.String(), `"people":100,"events":200`)
}
