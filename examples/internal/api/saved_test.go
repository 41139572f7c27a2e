package api_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/api"
	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
)

// TestSavedSegments: saved, read, used by name, replaced, and removed only when nothing uses it.
func TestSavedSegments(t *testing.T) {
	h := api.New(shop(t), api.Options{})
	const path, name = "/segments/Fans%20%2F%20%3Cb%3E", "Fans / <b>"
	w := ask(h, "PUT", path, `{"where":{"did":{"event":"Payment"}}}`)
	require.Equal(t, 201, w.Code, w.Body)
	saved := w.Body.String()
	require.JSONEq(t, `{"version":1,"name":"Fans / <b>","where":{"did":{"event":"Payment"}}}`, saved)
	require.Equal(t, saved, ask(h, "GET", path, "").Body.String())
	w = ask(h, "PUT", path, `{"name":"Fans / <b>","where":{"did":{"event":"Registration"}}}`)
	require.Equal(t, 200, w.Code, w.Body)
	require.Contains(t, ask(h, "GET", path, "").Body.String(), "Registration")

	who := read[struct{ Audiences []struct{ People int } }](t, ask(h, "POST", "/query", `{"segment":{"where":{"segment":"Fans / <b>"}}}`), 200)
	require.Equal(t, 6, who.Audiences[0].People)
	require.Equal(t, 201, ask(h, "PUT", "/segments/Others", `{"where":{"not":{"segment":"Fans / <b>"}}}`).Code)
	require.Equal(t, 201, ask(h, "PUT", "/reports/Board", `{"kind":"funnel","definition":{`+bought+`,"segments":[{"where":{"segment":"Fans / <b>"}}]}}`).Code)
	w = ask(h, "DELETE", path, "")
	require.Equal(t, 409, w.Code, w.Body)
	field, message := fault(t, w)
	require.Equal(t, "name", field)
	require.Contains(t, message, "Others")
	require.Contains(t, message, "Board")
	require.Equal(t, 200, ask(h, "DELETE", "/segments/Others", "").Code)
	require.Equal(t, 200, ask(h, "DELETE", "/reports/Board", "").Code)
	w = ask(h, "DELETE", path, "")
	require.Equal(t, 200, w.Code, w.Body)
	require.JSONEq(t, fmt.Sprintf(`{"name":%q}`, name), w.Body.String())
	require.Equal(t, 404, ask(h, "GET", path, "").Code)
}

// TestSavedReports: both kinds, each as the library has it; a name is of one report.
func TestSavedReports(t *testing.T) {
	s := shop(t)
	h := api.New(s, api.Options{})
	adoption := `{"kind":"metrics","definition":{"version":1,"metric":"adoption","events":[{"event":"Payment"}],"every":["week"]}}`
	payers := `{"kind":"funnel","definition":{"version":1,` + bought + `}}`
	w := ask(h, "PUT", "/reports/A", adoption)
	require.Equal(t, 201, w.Code, w.Body)
	require.JSONEq(t, adoption, w.Body.String())
	require.JSONEq(t, adoption, ask(h, "GET", "/reports/A", "").Body.String())
	require.Equal(t, 200, ask(h, "PUT", "/reports/A", adoption).Code)
	_, err := metrics.Load(s.View(), "A")
	require.NoError(t, err)

	w = ask(h, "PUT", "/reports/A", payers)
	require.Equal(t, 409, w.Code, w.Body)
	field, _ := fault(t, w)
	require.Equal(t, "name", field)
	require.Equal(t, 201, ask(h, "PUT", "/reports/B", payers).Code)
	require.JSONEq(t, payers, ask(h, "GET", "/reports/B", "").Body.String())
	require.Equal(t, 409, ask(h, "PUT", "/reports/B", adoption).Code)
	_, err = funnel.Load(s.View(), "B")
	require.NoError(t, err)

	catalog := read[struct{ Reports []struct{ Name, Kind string } }](t, ask(h, "GET", "/catalog", ""), 200)
	require.Len(t, catalog.Reports, 2)
	for _, name := range []string{"A", "B"} {
		require.Equal(t, 200, ask(h, "DELETE", "/reports/"+name, "").Code)
		require.Equal(t, 404, ask(h, "DELETE", "/reports/"+name, "").Code)
		require.Equal(t, 404, ask(h, "GET", "/reports/"+name, "").Code)
	}
}

// TestRacingReports: of two who save the two kinds under one name at once, one is refused.
func TestRacingReports(t *testing.T) {
	h := api.New(shop(t), api.Options{})
	for i := range 20 {
		var saving sync.WaitGroup
		codes := make([]int, 2)
		for k, body := range []string{`{"kind":"metrics","definition":{"metric":"people","events":[{}]}}`, `{"kind":"funnel","definition":{` + bought + `}}`} {
			saving.Go(func() { codes[k] = ask(h, "PUT", fmt.Sprintf("/reports/r%d", i), body).Code })
		}
		saving.Wait()
		require.ElementsMatch(t, []int{201, 409}, codes)
	}
}

func TestSavingRefused(t *testing.T) {
	h := api.New(shop(t), api.Options{})
	require.Equal(t, 201, ask(h, "PUT", "/segments/A", `{}`).Code)
	require.Equal(t, 201, ask(h, "PUT", "/segments/B", `{"where":{"segment":"A"}}`).Code)
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		field, message           string
	}{
		{"no such segment", "GET", "/segments/C", "", 404, "name", "nothing is saved"},
		{"none to remove", "DELETE", "/segments/C", "", 404, "name", "nothing is saved"},
		{"in use", "DELETE", "/segments/A", "", 409, "name", `"B"`},
		{"no JSON", "PUT", "/segments/A", "{", 400, "segment", "not valid JSON"},
		{"another name", "PUT", "/segments/A", `{"name":"B"}`, 400, "segment.name", `"B" is not the name in the path`},
		{"unknown field", "PUT", "/segments/A", `{"were":{}}`, 400, "segment", `did you mean "where"?`},
		{"wrong within", "PUT", "/segments/A", `{"where":{"all":[{"tag":3}]}}`, 400, "segment.where.all[0].tag", ""},
		{"wrong by its meaning", "PUT", "/segments/A", `{"where":{"all":[{"tag":""}]}}`, 400, "segment.where.all[0].tag", ""},
		{"wrong type", "PUT", "/segments/A", `{"where":{"attribute":"registered","op":"is","values":[3]}}`, 400, "segment.where", "registered"},
		{"uses what is not there", "PUT", "/segments/A", `{"where":{"segment":"C"}}`, 400, "segment.where.segment", `"C"`},
		{"a circle", "PUT", "/segments/A", `{"where":{"segment":"B"}}`, 400, "segment.where.segment", "B"},
		{"too long a name", "PUT", "/segments/" + strings.Repeat("x", 513), `{}`, 400, "segment.name", "512"},
		{"a name that is no text", "PUT", "/segments/%ff", `{}`, 400, "segment.name", "UTF-8"},
		{"too large", "PUT", "/segments/A", strings.Repeat(" ", api.MaxQuestion+1), 413, "body", "more than"},
		{"wrong method", "POST", "/segments/A", `{}`, 405, "method", "takes DELETE, GET, HEAD, PUT, not POST"},
		{"no name", "GET", "/segments/", "", 404, "path", ""},
		{"no such report", "GET", "/reports/C", "", 404, "name", "nothing is saved"},
		{"no report to remove", "DELETE", "/reports/C", "", 404, "name", "nothing is saved"},
		{"no kind", "PUT", "/reports/C", `{"definition":{}}`, 400, "", `missing field "kind"`},
		{"another kind", "PUT", "/reports/C", `{"kind":"segment","definition":{}}`, 400, "kind", `"segment"`},
		{"no definition", "PUT", "/reports/C", `{"kind":"funnel"}`, 400, "", `missing field "definition"`},
		{"wrong metrics", "PUT", "/reports/C", `{"kind":"metrics","definition":{"metric":"joy","events":[{}]}}`, 400, "metrics.metric", "joy"},
		{"wrong by their meaning", "PUT", "/reports/C", `{"kind":"metrics","definition":{"metric":"people","events":[]}}`, 400, "metrics.events", ""},
		{"wrong funnel", "PUT", "/reports/C", `{"kind":"funnel","definition":{"steps":[{},{}],"window":"soon"}}`, 400, "funnel.window", "soon"},
		{"report of what is not there", "PUT", "/reports/C", `{"kind":"funnel","definition":{` + bought + `,"segments":[{"where":{"segment":"C"}}]}}`, 400,
			"funnel.segments[0].where.segment", `"C"`},
		{"too long a name of a report", "PUT", "/reports/" + strings.Repeat("x", 513), `{"kind":"funnel","definition":{` + bought + `}}`, 400, "name", "512"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(h, c.method, c.path, c.body)
			require.Equal(t, c.status, w.Code, w.Body)
			field, message := fault(t, w)
			require.Equal(t, c.field, field, message)
			require.Contains(t, message, c.message)
		})
	}
	require.JSONEq(t, `{"version":1,"name":"A"}`, ask(h, "GET", "/segments/A", "").Body.String(), "what was refused has changed nothing")
}
