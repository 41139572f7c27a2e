package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics/report"
)

const offers = `{"funnel":{"steps":[{"event":"campaign_received"},{"event":"coupon_redeemed"},{"event":"purchase"}],"window":"30d"}}`

// try asks as the pages do, and shows of each answer what a reader looks for first: a funnel, the people who stopped in it tagged, and the tag as a segment.
func try(ctx context.Context, address string, w io.Writer) error {
	for _, path := range []string{"/", "/segmentation", "/funnel?steps=3", "/people", "/nowhere", "/api/healthz", "/api/nowhere"} {
		if _, err := send(ctx, w, "GET", address, path, "", nil, nil); err != nil {
			return err
		}
	}
	var found funnel.Report
	header, err := send(ctx, w, "POST", address, "/api/query", offers, nil, &found)
	if err != nil {
		return err
	}
	for _, step := range found.Segments[0].Steps {
		fmt.Fprintf(w, "  %s: %d people, %s\n", step.Name, step.People.Reached, step.People.FromFirst.Percent())
	}
	var tagged struct{ Tag, Matched, Added any }
	kept := "/api/results/" + header.Get("Footfall-Result")
	if _, err := send(ctx, nil, "POST", address, kept+"/tag", `{"tag":"let offers pass","number":{"step":1,"which":"final"}}`, nil, &tagged); err != nil {
		return err
	}
	fmt.Fprintf(w, "  tagged %q: %v of %v\n", tagged.Tag, tagged.Added, tagged.Matched)
	var who struct{ Audiences []report.Audience }
	if _, err := send(ctx, w, "POST", address, "/api/query", `{"segment":{"where":{"tag":"let offers pass"}}}`, nil, &who); err != nil {
		return err
	}
	fmt.Fprintf(w, "  %s: %d people\n", who.Audiences[0].Sentence, who.Audiences[0].People)
	fmt.Fprint(w, "from a page of elsewhere.example, ")
	_, err = send(ctx, w, "POST", address, "/api/query", offers, http.Header{"Origin": {"https://elsewhere.example"}}, nil)
	return err
}

// send sends a request, shows its status, and decodes the answer where somebody wants it.
func send(ctx context.Context, w io.Writer, method, address, path, body string, header http.Header, into any) (http.Header, error) {
	request, err := http.NewRequestWithContext(ctx, method, address+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if w != nil {
		fmt.Fprintf(w, "%s %s: %s\n", method, path, response.Status)
	}
	if into == nil {
		return response.Header, nil
	}
	if err := json.Unmarshal(answer, into); err != nil || response.StatusCode >= 300 {
		return nil, fmt.Errorf("%s %s: %s: %s", method, path, response.Status, answer)
	}
	return response.Header, nil
}
