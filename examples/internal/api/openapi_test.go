package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/api"
)

// TestOpenAPI: the description is JSON, names exactly the routes there are, and every reference in it leads somewhere.
func TestOpenAPI(t *testing.T) {
	w := ask(api.New(newStore(t), api.Options{}), "GET", "/openapi.json", "")
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	var whole map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &whole))
	require.Equal(t, "3.1.0", whole["openapi"])

	var described []string
	operations := map[any]bool{}
	for path, methods := range whole["paths"].(map[string]any) {
		for method, operation := range methods.(map[string]any) {
			described = append(described, strings.ToUpper(method)+" "+path)
			o := operation.(map[string]any)
			require.NotEmpty(t, o["summary"])
			require.Contains(t, o["responses"], "200")
			require.Contains(t, o["responses"], "405")
			require.False(t, operations[o["operationId"]], "%v stands twice", o["operationId"])
			operations[o["operationId"]] = true
		}
	}
	slices.Sort(described)
	require.Equal(t, api.Routes(), described)

	// Each parameter that is described is one that the route knows, and a route with parameters refuses others.
	h := api.New(shop(t), api.Options{})
	for path, methods := range whole["paths"].(map[string]any) {
		at := strings.NewReplacer("/results/{id}", "/results/"+kept(t, h, payment), "{id}", "p0-0", "{name}", "none").Replace(path)
		for method, operation := range methods.(map[string]any) {
			named := 0
			given, _ := operation.(map[string]any)["parameters"].([]any)
			for _, p := range given {
				if p := p.(map[string]any); p["in"] == "query" {
					named++
					w := ask(h, strings.ToUpper(method), at+"?"+p["name"].(string)+"=1", "")
					require.NotContains(t, w.Body.String(), "no such parameter", "%s %s: %s", method, path, p["name"])
				}
			}
			if named > 0 {
				require.Contains(t, ask(h, strings.ToUpper(method), at+"?zzzzzz=1", "").Body.String(), "no such parameter", "%s %s", method, path)
			}
		}
	}

	references := 0
	var follow func(any)
	follow = func(part any) {
		switch part := part.(type) {
		case map[string]any:
			if to, ok := part["$ref"].(string); ok {
				references++
				var at any = whole
				for _, name := range strings.Split(strings.TrimPrefix(to, "#/"), "/") {
					at = at.(map[string]any)[name]
				}
				require.NotNil(t, at, to)
			}
			for _, p := range part {
				follow(p)
			}
		case []any:
			for _, p := range part {
				follow(p)
			}
		}
	}
	follow(whole)
	require.Greater(t, references, 20)
}
