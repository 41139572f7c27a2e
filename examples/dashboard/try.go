package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/footfall-go/footfall/funnel"
)

const offers = `{"funnel":{"steps":[{"event":"campaign_received"},{"event":"coupon_redeemed"},{"event":"purchase"}],"window":"30d"}}`

// try asks as the pages do, and shows of each answer what a reader looks for first.
func try(ctx context.Context, address string, w io.Writer) error {
	for _, path := range []string{"/", "/segmentation", "/funnel?steps=3", "/people", "/nowhere", "/api/healthz", "/api/nowhere"} {
		status, _, err := send(ctx, "GET", address+path, "", nil)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "GET %s: %s\n", path, status)
	}
	status, body, err := send(ctx, "POST", address+"/api/query", offers, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "POST /api/query: %s\n", status)
	var report funnel.Report
	if err := json.Unmarshal(body, &report); err != nil {
		return err
	}
	for _, step := range report.Segments[0].Steps {
		fmt.Fprintf(w, "  %s: %d people, %s\n", step.Name, step.People.Reached, step.People.FromFirst.Percent())
	}
	status, _, err = send(ctx, "POST", address+"/api/query", offers, http.Header{"Origin": {"https://elsewhere.example"}})
	fmt.Fprintf(w, "POST /api/query from a page of elsewhere.example: %s\n", status)
	return err
}

func send(ctx context.Context, method, address, body string, header http.Header) (status string, answer []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return "", nil, err
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", nil, err
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	return response.Status, answer, err
}
