package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// process is the service as a program of its own.
type process struct {
	t       *testing.T
	command *exec.Cmd
	address string
	log     *journal
	logged  chan struct{} // closed when all of the log is there
}

// journal is what a process writes to standard error.
type journal struct {
	sync.Mutex
	bytes.Buffer
}

func (j *journal) add(line string) {
	j.Lock()
	defer j.Unlock()
	j.WriteString(line + "\n")
}

func (j *journal) text() string {
	j.Lock()
	defer j.Unlock()
	return j.String()
}

// asService says that a process of this test is to be the service, and no test.
const asService = "FOOTFALL_TEST_AS_SERVICE"

func TestMain(m *testing.M) {
	if os.Getenv(asService) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// start runs the program and waits until it listens.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGTERM on Windows")
	}
	itself, err := os.Executable()
	require.NoError(t, err)
	p := &process{t: t, log: &journal{}, logged: make(chan struct{}), command: exec.Command(itself, append([]string{"-listen", "127.0.0.1:0"}, args...)...)}
	p.command.Env = append(os.Environ(), asService+"=1")
	stderr, err := p.command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, p.command.Start())
	t.Cleanup(func() { _ = p.command.Process.Kill() }) // of a test that failed; one that ended is not there any more
	listening := make(chan string, 1)
	go func() {
		defer close(p.logged)
		defer close(listening)
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			p.log.add(lines.Text())
			if _, address, found := strings.Cut(lines.Text(), "msg=listening address="); found {
				listening <- address
			}
		}
	}()
	address, ok := <-listening
	require.True(t, ok, p.log.text())
	p.address = address
	return p
}

// stop sends SIGTERM; the status has to be 0.
func (p *process) stop() {
	p.t.Helper()
	require.NoError(p.t, p.command.Process.Signal(syscall.SIGTERM))
	<-p.logged // Wait closes the pipe
	require.NoError(p.t, p.command.Wait(), p.log.text())
}

// send makes a request. An error is one of the connection.
func (p *process) send(method, path string, body io.Reader) (status int, answer string, err error) {
	r, err := http.NewRequest(method, "http://"+p.address+path, body)
	if err != nil {
		return 0, "", err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	return response.StatusCode, string(read), err
}

func event(person string, minute int) string {
	return fmt.Sprintf(`{"person":%q,"event":"Came","time":"2026-05-04T10:%02d:00Z","id":"e%d"}`+"\n", person, minute, minute)
}

// known are the people of the service, by ID.
func (p *process) known() map[string]bool {
	p.t.Helper()
	status, body, err := p.send("POST", "/query", strings.NewReader(`{"ids":10000,"segment":{"where":{"did":{"event":"Came"}}}}`))
	require.NoError(p.t, err)
	require.Equal(p.t, 200, status, body)
	var found struct{ IDs []string }
	require.NoError(p.t, json.Unmarshal([]byte(body), &found))
	known := map[string]bool{}
	for _, id := range found.IDs {
		known[id] = true
	}
	return known
}

// TestWrongRequests: each has its status and says in JSON what is wrong, and the service goes on.
func TestWrongRequests(t *testing.T) {
	p := start(t, "-max-body", "1000", "-read-timeout", "300ms")
	large := strings.Repeat(event("ana", 1), 100)
	for _, c := range []struct {
		name, method, path string
		body               io.Reader
		status             int
		field              string
	}{
		{"wrong method", "GET", "/events", nil, 405, "method"},
		{"unknown path", "GET", "/", nil, 404, "path"},
		{"wrong JSON", "POST", "/query", strings.NewReader(`{"funnel":`), 400, "funnel"},
		{"wrong definition", "POST", "/query", strings.NewReader(`{"funnel":{"steps":[{},{}],"window":"0s"}}`), 400, "funnel.window"},
		{"too large and says so", "POST", "/events", strings.NewReader(large), 413, "body"},
		{"too large and does not say so", "POST", "/events", io.MultiReader(strings.NewReader(large)), 413, "body"},
		{"slow events", "POST", "/events", &slow{first: event("slow", 1), then: time.Second}, 408, "body"},
		{"slow question", "POST", "/query", &slow{first: `{"segment":`, then: time.Second}, 408, "body"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body, err := p.send(c.method, c.path, c.body)
			require.NoError(t, err)
			require.Equal(t, c.status, status, body)
			var read struct {
				Error *struct{ Field, Message string }
			}
			require.NoError(t, json.Unmarshal([]byte(body), &read), body)
			require.NotNil(t, read.Error, body)
			require.Equal(t, c.field, read.Error.Field)
			require.NotEmpty(t, read.Error.Message)
		})
	}
	t.Run("slow head", func(t *testing.T) {
		c, err := net.Dial("tcp", p.address)
		require.NoError(t, err)
		defer c.Close()
		_, err = io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: x\r\n") // and never the empty line
		require.NoError(t, err)
		require.NoError(t, c.SetDeadline(time.Now().Add(10*time.Second)))
		_, err = io.ReadAll(c)
		require.NoError(t, err, "the service closes the connection")
	})
	require.True(t, p.known()["slow"], "the line before the wait was committed, and the answer said so")
	p.stop()
}

// slow gives a text, and then nothing for a while.
type slow struct {
	first string
	then  time.Duration
}

func (s *slow) Read(b []byte) (int, error) {
	if s.first == "" {
		time.Sleep(s.then)
		return 0, io.EOF
	}
	n := copy(b, s.first)
	s.first = s.first[n:]
	return n, nil
}

// TestStopInTheMiddle: events come in and questions are asked from several sides when the signal arrives. Whatever was acknowledged is there
// after the next start; and a request that had begun is finished.
func TestStopInTheMiddle(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	p := start(t, "-data", data)

	var mu sync.Mutex
	acknowledged := map[string]bool{}
	var clients sync.WaitGroup
	for client := range 4 {
		clients.Go(func() {
			for i := 0; ; i++ {
				person := fmt.Sprintf("p%d-%d", client, i)
				status, _, err := p.send("POST", "/events", strings.NewReader(event(person, 1)+event(person, 2)))
				if err != nil {
					return // nobody listens any more
				}
				if status == 200 {
					mu.Lock()
					acknowledged[person] = true
					mu.Unlock()
				}
			}
		})
	}
	clients.Go(func() {
		for {
			status, body, err := p.send("POST", "/query",
				strings.NewReader(`{"metrics":{"metric":"people","events":[{"event":"Came"}],"every":["hour"]}}`))
			if err != nil {
				return
			}
			if status != 200 {
				t.Errorf("%d: %s", status, body)
			}
		}
	})

	// One request is in hand when the signal comes: its second half arrives afterwards.
	reader, writer := io.Pipe()
	inHand := make(chan string, 1)
	go func() {
		status, body, err := p.send("POST", "/events", reader)
		inHand <- fmt.Sprint(status, body, err)
	}()
	_, err := io.WriteString(writer, event("in hand", 1))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(acknowledged) > 100
	}, 20*time.Second, 5*time.Millisecond)
	require.NoError(t, p.command.Process.Signal(syscall.SIGTERM))
	require.Eventually(t, func() bool { return strings.Contains(p.log.text(), "msg=stopping") }, 10*time.Second, time.Millisecond)
	clients.Wait()
	_, err = io.WriteString(writer, event("in hand", 2))
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	require.Contains(t, <-inHand, `"committed":2`)
	require.NoError(t, p.command.Wait(), p.log.text())
	acknowledged["in hand"] = true

	again := start(t, "-data", data)
	known := again.known()
	require.Less(t, len(known), 10_000, "the answer lists everybody")
	for person := range acknowledged {
		require.True(t, known[person], person)
	}
	again.stop()
}

// TestKill: the process is killed while events come in. What was acknowledged is there after the next start: events, people and saved definitions,
// and each request whole or not at all.
func TestKill(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	for round := range 3 {
		p := start(t, "-data", data)
		before := len(acknowledged)
		var clients sync.WaitGroup
		for client := range 4 {
			clients.Go(func() {
				for i := 0; ; i++ {
					person := fmt.Sprintf("p%d-%d-%d", round, client, i)
					status, _, err := p.send("POST", "/events", strings.NewReader(event(person, 1)+event(person, 2)))
					if err != nil {
						return
					}
					if status == 200 {
						mu.Lock()
						acknowledged[person] = true
						mu.Unlock()
					}
				}
			})
		}
		require.Eventually(t, func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(acknowledged) > before+50
		}, 20*time.Second, time.Millisecond)
		status, body, err := p.send("PUT", fmt.Sprintf("/segments/s%d", round), strings.NewReader(`{"where":{"did":{"event":"Came"}}}`))
		require.NoError(t, err)
		require.Equal(t, 201, status, body)
		require.NoError(t, p.command.Process.Kill())
		clients.Wait()
		require.Error(t, p.command.Wait())
	}

	p := start(t, "-data", data)
	known := p.known()
	for person := range acknowledged {
		require.True(t, known[person], person)
	}
	_, body, err := p.send("GET", "/healthz", nil)
	require.NoError(t, err)
	require.Contains(t, body, fmt.Sprintf(`"events":%d,`, 2*len(known)), "no request is there by half")
	_, body, err = p.send("GET", "/catalog", nil)
	require.NoError(t, err)
	require.Contains(t, body, `"segments":["s0","s1","s2"]`)
	p.stop()
}

// TestNobodyIsWaitedForForever: a client that does not finish is cut off after the grace, and what the others sent is kept.
func TestNobodyIsWaitedForForever(t *testing.T) {
	data := t.TempDir()
	p := start(t, "-data", data, "-grace", "200ms")
	status, body, err := p.send("POST", "/events", strings.NewReader(event("ana", 1)))
	require.NoError(t, err)
	require.Equal(t, 200, status, body)
	reader, writer := io.Pipe()
	cut := make(chan error, 1)
	arrived := make(chan struct{})
	go func() {
		trace := &httptrace.ClientTrace{Got100Continue: func() { close(arrived) }} // which the service sends when it begins to read
		r, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), "POST", "http://"+p.address+"/events", reader)
		if err == nil {
			r.Header.Set("Expect", "100-continue")
			_, err = http.DefaultClient.Do(r)
		}
		cut <- err
	}()
	<-arrived
	_, err = io.WriteString(writer, event("ben", 1))
	require.NoError(t, err)
	p.stop()
	require.NoError(t, writer.Close()) // the client waits for its own body
	require.Error(t, <-cut)
	require.Contains(t, p.log.text(), "requests were cut off")
	again := start(t, "-data", data)
	require.True(t, again.known()["ana"])
	again.stop()
}
