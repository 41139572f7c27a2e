package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// load is what clients do to a service that is another process, and what they were told.
type load struct {
	*process
	client         *http.Client
	sent, told     atomic.Int64 // events: of requests that began, and of those that were acknowledged
	requests, rude atomic.Int64
	stopping       atomic.Bool
}

// post sends a body. An error is fine once the service is being stopped.
func (l *load) post(path, body string) (status int, answer string, ok bool) {
	l.requests.Add(1)
	response, err := l.client.Post("http://"+l.address+path, "application/json", strings.NewReader(body))
	if err == nil {
		var read []byte
		read, err = io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err == nil {
			return response.StatusCode, string(read), true
		}
	}
	if !l.stopping.Load() {
		l.t.Error(err)
	}
	return 0, "", false
}

// write sends events of its own people, request after request.
func (l *load) write(writer, lines int, goesOn func() bool) {
	var body strings.Builder
	for i := 0; goesOn(); i++ {
		body.Reset()
		for k := range lines {
			n := i*lines + k
			fmt.Fprintf(&body, `{"person":"w%d-%d","event":"%s","time":"2026-05-%02dT%02d:%02d:%02dZ","id":"%d","properties":{"genre":"%s","price":%d.25}}`+"\n",
				writer, n%5000, []string{"Came", "Looked", "Paid"}[n%3], 1+n%28, n/28%24, n/7%60, n%60, n, []string{"rock", "pop", "jazz"}[n%7%3], n%90)
		}
		l.sent.Add(int64(lines))
		status, answer, ok := l.post("/events", body.String())
		if !ok {
			return
		}
		var read struct{ Committed, Repeated, Refused int }
		if err := json.Unmarshal([]byte(answer), &read); status != 200 || err != nil || read.Committed != lines {
			l.t.Errorf("%d: %.300s", status, answer)
			return
		}
		l.told.Add(int64(lines))
	}
}

// questions are asked in turns; the first counts all events.
var questions = []string{
	`{"metrics":{"metric":"events","events":[{"events":["Came","Looked","Paid"]}]}}`,
	`{"metrics":{"metric":"people","events":[{"event":"Paid"},{"event":"Looked","where":{"property":"genre","op":"is","values":["rock"]}}],"every":["week","day"]}}`,
	`{"metrics":{"metric":"events","events":[{"event":"Came"}],"every":["day"],"breakdown":{"property":"genre","top":3}}}`,
	`{"funnel":{"steps":[{"event":"Came"},{"event":"Looked"},{"event":"Paid"}],"window":"2d"}}`,
	`{"ids":100,"segment":{"where":{"did":{"event":"Paid"},"count":{"op":">=","values":[2]}}}}`,
}

// ask asks until it is told to stop, and gives how long each answer took. No answer is older than what was acknowledged before it was asked for, none has what was not sent, and none is
// older than the one before.
func (l *load) ask(goesOn func() bool) (took []time.Duration) {
	position := uint64(0)
	for i := 0; goesOn(); i++ {
		least, began := l.told.Load(), time.Now()
		status, answer, ok := l.post("/query", questions[i%len(questions)])
		if !ok {
			return took
		}
		took = append(took, time.Since(began))
		var read struct {
			Position uint64
			Series   []struct{ Total struct{ Count int64 } }
		}
		if err := json.Unmarshal([]byte(answer), &read); status != 200 || err != nil || read.Position < position {
			l.t.Errorf("%d, position %d after %d: %.300s", status, read.Position, position, answer)
			return took
		}
		position = read.Position
		if i%len(questions) == 0 {
			if have := read.Series[0].Total.Count; have < least || have > l.sent.Load() {
				l.t.Errorf("%d events in an answer, %d acknowledged before it, %d sent", have, least, l.sent.Load())
			}
		}
	}
	return took
}

// annoy sends what nobody should: each kind has its answer, and disturbs nobody.
func (l *load) annoy(goesOn func() bool) {
	kinds := []struct {
		path, body string
		status     int
	}{
		{"/events", strings.Repeat("x", 3<<20), 413},
		{"/query", strings.Repeat("[", 900_000), 400},
		{"/query", strings.Repeat("x", 2<<20), 413},
		{"/events", "\x1f\x8b\x08\x00garbage", 415},
		{"/events", strings.Repeat("{\n", 5000), 200}, // refused line by line
		{"/people", `{"id":"` + strings.Repeat("p", 5000) + `"}`, 200},
		{"/query", `{"funnel":{"steps":[` + strings.Repeat(`{},`, 400) + `{}],"window":"1d"}}`, 400},
		{"/query", `{"metrics":{"metric":"events","events":[{"event":"\ud800"}]}}`, 400},
	}
	for i := 0; goesOn(); i++ {
		c, err := net.Dial("tcp", l.address)
		if err != nil {
			return
		}
		switch i % 3 { // clients that go away: within a head, within a body, without reading the answer
		case 0:
			_, _ = io.WriteString(c, "POST /events HT")
		case 1:
			_, _ = io.WriteString(c, "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"person\":")
		case 2:
			_, _ = fmt.Fprintf(c, "POST /query HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(questions[3]), questions[3])
		}
		_ = c.Close()
		kind := kinds[i%len(kinds)]
		response, err := l.client.Post("http://"+l.address+kind.path, "application/json", strings.NewReader(kind.body))
		l.rude.Add(2)
		if err != nil {
			continue // the service need not read a body that it refuses to its end
		}
		read, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if response.StatusCode != kind.status && !l.stopping.Load() {
			l.t.Errorf("%s %.40q: %d, not %d: %.300s", kind.path, kind.body, response.StatusCode, kind.status, read)
		}
	}
}

// dawdle keeps connections open that send a byte now and then.
func (l *load) dawdle(goesOn func() bool) {
	var open []net.Conn
	for range 20 {
		c, err := net.Dial("tcp", l.address)
		if err != nil {
			break
		}
		_, _ = io.WriteString(c, "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
		open = append(open, c)
	}
	for goesOn() {
		for _, c := range open {
			_, _ = io.WriteString(c, " ")
		}
		time.Sleep(50 * time.Millisecond)
	}
	for _, c := range open {
		_ = c.Close()
	}
}

func spread(took []time.Duration) string {
	if len(took) == 0 {
		return "none"
	}
	slices.Sort(took)
	at := func(share float64) time.Duration {
		return took[int(share*float64(len(took)-1))].Round(10 * time.Microsecond)
	}
	return fmt.Sprintf("%d, p50 %v, p99 %v, most %v", len(took), at(.5), at(.99), at(1))
}

// TestLoad: sustained writing, questions, and clients that are slow, broken, too loud or hostile, all at once and then a stop. Every answer is of one state, between what was acknowledged before and
// what had been sent; and after the next start nothing that was acknowledged is missing. FOOTFALL_LOAD=60s goes on for so long, and prints figures.
func TestLoad(t *testing.T) {
	last := 2 * time.Second
	if testing.Short() {
		last = 300 * time.Millisecond
	}
	if d, err := time.ParseDuration(os.Getenv("FOOTFALL_LOAD")); err == nil {
		last = d
	}
	data := filepath.Join(t.TempDir(), "data")
	args := []string{"-data", data, "-max-body", "2000000", "-read-timeout", "5s", "-grace", "10s"}
	l := &load{process: start(t, args...), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 20}}}
	var all sync.WaitGroup
	for writer := range 2 {
		all.Go(func() {
			times := 0
			l.write(writer, 1000, func() bool { times++; return times <= 10 })
		})
	}
	all.Wait()

	until := func(end time.Time) func() bool { return func() bool { return time.Now().Before(end) && !t.Failed() } }
	readers := func(goesOn func() bool) *[]time.Duration {
		var mu sync.Mutex
		var took []time.Duration
		for range 2 {
			all.Go(func() {
				mine := l.ask(goesOn)
				mu.Lock()
				defer mu.Unlock()
				took = append(took, mine...)
			})
		}
		return &took
	}
	quiet := readers(until(time.Now().Add(last / 4)))
	all.Wait()

	asked, before, began := l.requests.Load(), l.told.Load(), time.Now()
	goesOn := func() bool { return !l.stopping.Load() && !t.Failed() }
	for writer := 2; writer < 4; writer++ {
		all.Go(func() { l.write(writer, 500, goesOn) })
	}
	busy := readers(goesOn)
	all.Go(func() { l.annoy(goesOn) })
	all.Go(func() { l.dawdle(goesOn) })
	time.Sleep(time.Until(began.Add(last)))
	events, ran := l.told.Load()-before, time.Since(began)
	l.stopping.Store(true)
	require.NoError(t, l.command.Process.Signal(syscall.SIGTERM))
	all.Wait()
	require.NoError(t, l.command.Wait())
	for line := range strings.Lines(l.log.text()) {
		if strings.Contains(line, "level=ERROR") && !strings.Contains(line, "status=503") { // a client that went away is answered that, and does not read it
			t.Error(line)
		}
	}

	again := start(t, args...)
	status, body, err := again.send("POST", "/query", strings.NewReader(questions[0]))
	require.NoError(t, err)
	require.Equal(t, 200, status, body)
	var read struct {
		Series []struct{ Total struct{ Count int64 } }
	}
	require.NoError(t, json.Unmarshal([]byte(body), &read))
	have := read.Series[0].Total.Count
	require.GreaterOrEqual(t, have, l.told.Load(), "acknowledged events are missing")
	require.LessOrEqual(t, have, l.sent.Load())
	again.stop()
	t.Logf("%v: %d requests, %d rude ones beside them; %.0f events/s, %d acknowledged, %d there after a stop", ran.Round(time.Millisecond), l.requests.Load()-asked, l.rude.Load(),
		float64(events)/ran.Seconds(), l.told.Load(), have)
	t.Logf("questions without writers: %s", spread(*quiet))
	t.Logf("questions beside writers:  %s", spread(*busy))
}
