package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/store"
)

var update = flag.Bool("update", false, "write what -try prints to testdata/output.txt")

func TestTry(t *testing.T) {
	var got, log bytes.Buffer
	require.NoError(t, run(context.Background(), []string{"-try"}, &got, &log))
	golden := filepath.Join("testdata", "output.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, got.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
	require.Empty(t, log.String(), "nothing between the answers")
}

func TestArguments(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.ndjson")
	bad := filepath.Join(t.TempDir(), "bad.ndjson")
	require.NoError(t, os.WriteFile(bad, []byte("\n{}\n"), 0o600))
	for _, c := range []struct {
		says string
		args []string
	}{
		{"only flags", []string{"extra"}},
		{"-query-timeout", []string{"-query-timeout", "0s"}},
		{"describe data", []string{"-attribute", "registered=date"}},
		{"describe data", []string{"-location", "Europe/Zagreb"}},
		{"NAME=TYPE", []string{"-events", missing, "-attribute", "registered"}},
		{`no type "day"`, []string{"-events", missing, "-attribute", "registered=day"}},
		{"missing.ndjson", []string{"-events", missing}},
		{"bad.ndjson:2: ", []string{"-events", bad}},
		{"come in again", []string{"-data", t.TempDir(), "-events", missing}},
		{"-data " + bad, []string{"-data", bad}},
		{"nowhere", []string{"-data", t.TempDir(), "-listen", "nowhere"}},
	} {
		require.ErrorContains(t, run(context.Background(), c.args, io.Discard, io.Discard), c.says, c.args)
	}
	require.ErrorIs(t, run(context.Background(), []string{"-help"}, io.Discard, io.Discard), flag.ErrHelp)
}

// lines hands what is written to whoever waits for it.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

// during runs the program, hands over the address that it says, and ends it.
func during(t *testing.T, args []string, do func(address string)) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, ended := make(lines, 1), make(chan error, 1)
	go func() { ended <- run(ctx, append([]string{"-listen", "127.0.0.1:0"}, args...), out, io.Discard) }()
	select {
	case said := <-out:
		_, address, found := strings.Cut(said, "http://")
		require.True(t, found, said)
		address, _, _ = strings.Cut(address, "/")
		do("http://" + address)
		stop()
		require.NoError(t, <-ended)
	case err := <-ended:
		stop()
		require.NoError(t, errors.Join(err, errors.New("it ended by itself")))
	}
	stop()
}

// TestData: what came in while the program ran is in the folder, for the next run.
func TestData(t *testing.T) {
	args := []string{"-data", filepath.Join(t.TempDir(), "new"), "-attribute", "registered=date"}
	during(t, args, func(address string) {
		var done struct{ Committed int }
		_, err := send(t.Context(), nil, "POST", address, "/api/people", `{"id":"ana","attributes":{"registered":"2026-05-04"}}`, nil, &done)
		require.NoError(t, err)
		require.Equal(t, 1, done.Committed)
	})
	during(t, args, func(address string) {
		var catalog struct{ People, Commits int }
		_, err := send(t.Context(), nil, "GET", address, "/api/catalog", "", nil, &catalog)
		require.NoError(t, err)
		require.Equal(t, 1, catalog.People)
		require.Equal(t, 2, catalog.Commits, "what is declared already is not written again")
	})
}

// TestFiles: the files of the query example are shown.
func TestFiles(t *testing.T) {
	from := "../query/testdata/"
	during(t, []string{"-people", from + "people.ndjson", "-events", from + "events.ndjson", "-attribute", "registered=date-time", "-attribute", "birthday=date"}, func(address string) {
		var health struct{ People int }
		_, err := send(t.Context(), nil, "GET", address, "/api/healthz", "", nil, &health)
		require.NoError(t, err)
		require.Equal(t, 5, health.People)
	})
}

// TestOpenToOthers: that anybody may ask is said where it is so.
func TestOpenToOthers(t *testing.T) {
	for listen, open := range map[string]bool{"127.0.0.1:0": false, "localhost:0": false, "0.0.0.0:0": true} {
		ctx, stop := context.WithCancel(t.Context())
		out, ended := make(lines, 1), make(chan error, 1)
		var log bytes.Buffer
		go func() { ended <- run(ctx, []string{"-data", t.TempDir(), "-listen", listen}, out, &log) }()
		<-out
		stop()
		require.NoError(t, <-ended)
		require.Equal(t, open, strings.Contains(log.String(), "whoever can reach"), log.String())
	}
}

// asked gives the answer of a dashboard without people to one request.
func asked(t *testing.T, listen, address string, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	s, err := store.New(nil)
	require.NoError(t, err)
	var o options
	o.web.Listen = listen
	w := httptest.NewRecorder()
	site(s, o, address).ServeHTTP(w, r)
	return w
}

func TestHost(t *testing.T) {
	for _, c := range []struct {
		name, listen, address, host string
		ours                        bool
	}{
		{"address", "127.0.0.1:8080", "127.0.0.1:8080", "127.0.0.1:8080", true},
		{"localhost", "127.0.0.1:8080", "127.0.0.1:8080", "localhost:8080", true},
		{"case and a dot", "127.0.0.1:8080", "127.0.0.1:8080", "LocalHost.:8080", true},
		{"by a tunnel", "127.0.0.1:8080", "127.0.0.1:8080", "localhost:9000", true},
		{"other loopback", "127.0.0.1:8080", "127.0.0.1:8080", "127.0.0.9", true},
		{"loopback of 6", "[::1]:8080", "[::1]:8080", "[::1]:8080", true},
		{"a name that leads here", "127.0.0.1:8080", "127.0.0.1:8080", "evil.example:8080", false},
		{"a name that looks so", "127.0.0.1:8080", "127.0.0.1:8080", "localhost.evil.example", false},
		{"an address that looks so", "127.0.0.1:8080", "127.0.0.1:8080", "127.0.0.1.evil.example", false},
		{"none", "127.0.0.1:8080", "127.0.0.1:8080", "", false},
		{"another address", "127.0.0.1:8080", "127.0.0.1:8080", "192.0.2.1:8080", false},
		{"the name listened on", "Box.lan:8080", "192.0.2.1:8080", "box.lan:8080", true},
		{"its address", "box.lan:8080", "192.0.2.1:8080", "192.0.2.1:8080", true},
		{"another name", "box.lan:8080", "192.0.2.1:8080", "fox.lan:8080", false},
		{"any address", ":8080", "[::]:8080", "192.0.2.1:8080", true},
		{"any address, by none", ":8080", "[::]:8080", "", false},
		{"any address, by a name", ":8080", "[::]:8080", "evil.example:8080", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, path := range []string{"/", "/api/healthz"} {
				r := httptest.NewRequest("GET", path, nil)
				r.Host = c.host
				w := asked(t, c.listen, c.address, r)
				require.Equal(t, "no-referrer", w.Header().Get("Referrer-Policy"))
				if c.ours {
					require.Equal(t, 200, w.Code, w.Body)
					continue
				}
				require.Equal(t, 421, w.Code, w.Body)
				require.Contains(t, w.Body.String(), `"field":"Host"`)
			}
		})
	}
}

func TestOrigins(t *testing.T) {
	for _, c := range []struct {
		name, method, path string
		header             http.Header
		status             int
	}{
		{"no browser", "POST", "/api/people", nil, 200},
		{"our page", "POST", "/api/people", http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {"http://127.0.0.1:8080"}}, 200},
		{"another page", "POST", "/api/people", http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}}, 403},
		{"another port", "POST", "/api/people", http.Header{"Sec-Fetch-Site": {"same-site"}, "Origin": {"http://127.0.0.1:9090"}}, 403},
		{"another page, old browser", "POST", "/api/people", http.Header{"Origin": {"https://evil.example"}}, 403},
		{"a link from another page", "GET", "/funnel", http.Header{"Sec-Fetch-Site": {"cross-site"}}, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, "http://127.0.0.1:8080"+c.path, strings.NewReader(`{"id":"ana"}`))
			for name, values := range c.header {
				r.Header[name] = values
			}
			w := asked(t, "127.0.0.1:8080", "127.0.0.1:8080", r)
			require.Equal(t, c.status, w.Code, w.Body)
			require.Contains(t, w.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'")
			require.NotContains(t, w.Header().Get("Content-Security-Policy"), "unsafe")
			require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		})
	}
}

func TestPages(t *testing.T) {
	pages := fstest.MapFS{"index.html": {Data: []byte("index")}, "funnel.html": {Data: []byte("funnel")}, "app.js": {Data: []byte("app")}, "vendor/u.css": {Data: []byte("u")}}
	for _, c := range []struct {
		method, path, want string
		status             int
	}{
		{"GET", "/", "index", 200},
		{"GET", "/segmentation?metric=people", "index", 200},
		{"GET", "/people", "index", 200},
		{"GET", "/funnel?steps=3", "funnel", 200},
		{"HEAD", "/funnel", "", 200},
		{"GET", "/app.js", "app", 200},
		{"GET", "/vendor/u.css", "u", 200},
		{"GET", "/vendor", "404", 404},
		{"GET", "/vendor/", "404", 404},
		{"GET", "/nowhere", "404", 404},
		{"GET", "/../main.go", "404", 404},
		{"POST", "/funnel", "GET and HEAD", 405},
	} {
		w := httptest.NewRecorder()
		serve(pages).ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		require.Equal(t, c.status, w.Code, c.path)
		require.Contains(t, w.Body.String(), c.want, c.path)
	}
}

func TestListensOnLoopback(t *testing.T) {
	o, err := parse(nil, io.Discard)
	require.NoError(t, err)
	host, _, err := net.SplitHostPort(o.web.Listen)
	require.NoError(t, err)
	require.True(t, net.ParseIP(host).IsLoopback())
}
