package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/api"
	"github.com/footfall-go/footfall/store"
)

// TestCatalog: it lists what there is, and anew once there is more.
func TestCatalog(t *testing.T) {
	h := api.New(newStore(t), api.Options{})
	w := ask(h, "GET", "/catalog", "")
	require.JSONEq(t, `{"people":0,"events":0,"clock":"1970-01-01T00:00:00Z","location":"UTC","commits":1,"event_names":[],
		"attributes":[{"name":"registered","kinds":[],"declared":"date","people":0}],"tags":[],"segments":[],"reports":[]}`, w.Body.String())

	require.Equal(t, 200, ask(h, "POST", "/people", `{"id":"ana","attributes":{"registered":"2026-05-04","a<b":1},"tags":["vip"]}
{"id":"dan","attributes":{"a<b":"x"},"tags":["vip","beta"]}`).Code)
	require.Equal(t, 200, ask(h, "POST", "/events", signups+`{"person":"dan","event":"Payment","time":"2026-05-05T23:30:00Z","properties":{"sum":3,"via":["card","cash"]}}
{"person":"dan","event":"Payment","time":"2026-05-05T23:30:00Z","properties":{"sum":3.5}}`).Code)
	require.Equal(t, 201, ask(h, "PUT", "/segments/S", `{}`).Code)
	require.Equal(t, 201, ask(h, "PUT", "/reports/F", `{"kind":"funnel","definition":{`+bought+`}}`).Code)
	require.Equal(t, 201, ask(h, "PUT", "/reports/M", `{"kind":"metrics","definition":{"metric":"people","events":[{}]}}`).Code)
	w = ask(h, "GET", "/catalog", "")
	commits := read[struct{ Commits int }](t, w, 200).Commits
	want := fmt.Sprintf(`{"people":3,"events":5,"from":"2026-05-04","to":"2026-05-05","clock":"2026-05-05T23:30:00Z","location":"UTC","commits":%d,
		"event_names":[{"name":"Payment","events":3,"properties":[{"name":"sum","kinds":["integer","float"]},{"name":"via","kinds":["list of texts"]}]},
			{"name":"Registration","events":2,"properties":[]}],
		"attributes":[{"name":"a<b","kinds":["text","integer"],"people":2},{"name":"registered","kinds":["date"],"declared":"date","people":1}],
		"tags":[{"name":"beta","people":1},{"name":"vip","people":2}],"segments":["S"],"reports":[{"name":"F","kind":"funnel"},{"name":"M","kind":"metrics"}]}`, commits)
	require.JSONEq(t, want, w.Body.String())
	require.Equal(t, w.Body.String(), ask(h, "GET", "/catalog", "").Body.String())
}

func TestValues(t *testing.T) {
	h := api.New(newStore(t), api.Options{})
	var events strings.Builder
	for i, genre := range []string{`"Rock"`, `"rock"`, `"rock"`, `"pop"`, `"rococo"`, `["pop","jazz"]`, `3`, `true`} {
		fmt.Fprintf(&events, `{"person":"p%d","event":"Played","time":"2026-05-04T12:00:00Z","properties":{"genre":%s}}`+"\n", i, genre)
	}
	events.WriteString(`{"person":"p0","event":"Liked","time":"2026-05-04T12:00:00Z","properties":{"genre":"folk"}}`)
	require.Equal(t, 200, ask(h, "POST", "/events", events.String()).Code)
	require.Equal(t, 200, ask(h, "POST", "/people", `{"id":"p0","attributes":{"registered":"2026-05-04","city":"Zagreb"}}
{"id":"p1","attributes":{"registered":"2026-05-05","city":"Zadar"}}
{"id":"p2","attributes":{"registered":"2025-05-05","city":"Zadar"}}`).Code)
	for query, want := range map[string]string{
		"event=Played&property=genre&limit=2":                `{"values":[{"value":"pop","count":2},{"value":"rock","count":2}],"distinct":7}`,
		"event=Played&property=genre&prefix=roc":             `{"values":[{"value":"rock","count":2},{"value":"Rock","count":1},{"value":"rococo","count":1}],"distinct":3}`,
		"event=Played&property=genre&prefix=ROC&limit=1":     `{"values":[{"value":"rock","count":2}],"distinct":3}`,
		"event=Played&property=genre&prefix=t":               `{"values":[{"value":true,"count":1}],"distinct":1}`,
		"event=Played&property=genre&prefix=x":               `{"values":[],"distinct":0}`,
		"property=genre&prefix=fo":                           `{"values":[{"value":"folk","count":1}],"distinct":1}`,
		"event=Played&property=nothing":                      `{"values":[],"distinct":0}`,
		"event=" + url.QueryEscape("<none>") + "&property=x": `{"values":[],"distinct":0}`,
		"attribute=city":                                     `{"values":[{"value":"Zadar","count":2},{"value":"Zagreb","count":1}],"distinct":2}`,
		"attribute=city&prefix=zag":                          `{"values":[{"value":"Zagreb","count":1}],"distinct":1}`,
		"attribute=registered&prefix=2026":                   `{"values":[{"value":{"date":"2026-05-04"},"count":1},{"value":{"date":"2026-05-05"},"count":1}],"distinct":2}`,
		"attribute=nothing":                                  `{"values":[],"distinct":0}`,
	} {
		w := ask(h, "GET", "/values?"+query, "")
		require.Equal(t, 200, w.Code, w.Body)
		require.JSONEq(t, want, w.Body.String(), query)
	}
}

// TestValuesOfNow: lists are kept from one question to the next, and not from one state to the next.
func TestValuesOfNow(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	h := api.New(s, api.Options{})
	for i := range 3 {
		want := fmt.Sprintf(`{"values":[{"value":"x","count":%d}],"distinct":1}`, i)
		if i == 0 {
			want = `{"values":[],"distinct":0}`
		}
		for range 2 {
			require.JSONEq(t, want, ask(h, "GET", "/values?property=a", "").Body.String())
		}
		for other := range 20 * (i % 2) { // more than are kept
			require.JSONEq(t, `{"values":[],"distinct":0}`, ask(h, "GET", fmt.Sprintf("/values?attribute=%d", other), "").Body.String())
		}
		_, err := s.Append(store.Event{Person: "ana", Name: "e", Time: time.Unix(0, 0), Properties: []store.Property{store.Prop("a", "x")}})
		require.NoError(t, err)
	}
}

func TestCatalogRefused(t *testing.T) {
	for _, c := range []struct {
		name, method, path string
		status             int
		field, message     string
	}{
		{"parameter of the catalog", "GET", "/catalog?limit=3", 400, "limit", "no such parameter"},
		{"wrong method", "POST", "/catalog", 405, "method", "takes GET, HEAD"},
		{"neither", "GET", "/values", 400, "property", "attribute"},
		{"both", "GET", "/values?event=a&property=b&attribute=c", 400, "property", "attribute"},
		{"event alone", "GET", "/values?event=a", 400, "property", "attribute"},
		{"event of an attribute", "GET", "/values?event=a&attribute=b", 400, "event", "property"},
		{"limit", "GET", "/values?attribute=a&limit=1001", 400, "limit", "1 to 1000"},
		{"misspelt", "GET", "/values?atribute=a", 400, "atribute", `did you mean "attribute"?`},
		{"wrong method of values", "PUT", "/values", 405, "method", "takes GET, HEAD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(api.New(newStore(t), api.Options{}), c.method, c.path, "")
			require.Equal(t, c.status, w.Code, w.Body)
			field, message := fault(t, w)
			require.Equal(t, c.field, field, message)
			require.Contains(t, message, c.message)
		})
	}
}
