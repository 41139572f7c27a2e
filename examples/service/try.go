package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// attempts are the requests of -try: what a first client of the service would send.
func attempts() []struct{ method, path, body string } {
	return []struct{ method, path, body string }{
		{"POST", "/people", `{"id":"ana","attributes":{"country":"HR"}}
{"id":"ben","attributes":{"country":"SI"}}`},
		{"POST", "/events", `{"person":"ana","event":"Registration","time":"2026-05-04T12:05:00Z","id":"1"}
{"person":"ana","event":"Payment","time":"2026-05-04T12:15:00Z","id":"2"}
{"person":"ana","event":"Payment","time":"2026-05-04T12:15:00Z","id":"2"}
{"person":"ben","event":"Registration","time":"2026-05-04T14:00:00Z"}
{"person":"ben","event":"Payment"}`},
		{"POST", "/query", `{"ids":10,"segment":{"name":"Payers","where":{"did":{"event":"Payment"}}}}`},
		{"POST", "/query", `{"clock":"2026-05-04T15:00:00Z","funnel":{"steps":[{"event":"Registration"},{"event":"Payment"}],"window":"15m"}}`},
		{"POST", "/query", `{"funnel":{"steps":[{"event":"Registration"},{"event":"Payment"}],"window":"soon"}}`},
		{"GET", "/query", ""},
		{"GET", "/healthz", ""},
	}
}

// try sends the requests and shows the answers; of a report, what its reader looks for first.
func try(ctx context.Context, address string, w io.Writer) error {
	for _, a := range attempts() {
		request, err := http.NewRequestWithContext(ctx, a.method, address+a.path, strings.NewReader(a.body))
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s %s\n", a.method, a.path)
		for line := range strings.Lines(a.body) {
			fmt.Fprintf(w, "  %s\n", strings.TrimSuffix(line, "\n"))
		}
		fmt.Fprintf(w, "%s\n  %s\n\n", response.Status, short(body))
	}
	return nil
}

// short leaves of a report the IDs or the people of each step, and other answers whole.
func short(body []byte) []byte {
	var report struct {
		IDs      []string
		Segments []struct {
			Steps []struct {
				Name   string
				People struct{ Reached int }
			}
		}
	}
	if err := json.Unmarshal(body, &report); err == nil && len(report.Segments) > 0 {
		text := []byte("…")
		for _, step := range report.Segments[0].Steps {
			text = fmt.Appendf(text, " %s: %d people …", step.Name, step.People.Reached)
		}
		return text
	} else if err == nil && len(report.IDs) > 0 {
		return fmt.Appendf(nil, "… ids: %s …", strings.Join(report.IDs, ", "))
	}
	return bytes.TrimSpace(body)
}
