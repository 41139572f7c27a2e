package api_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/examples/internal/api"
	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/store"
)

type peoplePage struct {
	People []struct {
		ID         string
		Attributes map[string]any
		Tags       []string
	}
	More bool
}

// TestFindPeople: pages of any size have together everybody whose ID begins so, once each, in order.
func TestFindPeople(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[abé%/]{1,4}`), 0, 30, rapid.ID[string]).Draw(rt, "ids")
		find := rapid.StringMatching(`[abé%/]{0,2}`).Draw(rt, "find")
		limit := rapid.IntRange(1, 100).Draw(rt, "limit")
		s, err := store.New(nil)
		require.NoError(rt, err)
		var want []string
		for _, id := range ids {
			require.NoError(rt, s.SetAttributes(id, nil))
			if strings.HasPrefix(id, find) {
				want = append(want, id)
			}
		}
		slices.Sort(want)
		h := api.New(s, api.Options{})
		var got []string
		for after := ""; ; {
			page := read[peoplePage](t, ask(h, "GET", fmt.Sprintf("/people?find=%s&limit=%d%s", url.QueryEscape(find), limit, after), ""), 200)
			for _, p := range page.People {
				got = append(got, p.ID)
			}
			if !page.More {
				break
			}
			require.Len(rt, page.People, limit)
			after = "&after=" + url.QueryEscape(got[len(got)-1])
		}
		require.Equal(rt, want, got)
	})
}

func TestPerson(t *testing.T) {
	s := newStore(t)
	h := api.New(s, api.Options{})
	require.Equal(t, 200, ask(h, "POST", "/people", `{"id":"a/b <i>?","attributes":{"registered":"2026-05-04","n":3.0},"tags":["vip","beta"]}`).Code)
	path := "/people/" + url.PathEscape("a/b <i>?")
	require.JSONEq(t, `{"id":"a/b <i>?","attributes":{"registered":{"date":"2026-05-04"},"n":3.0},"tags":["beta","vip"],"total":0,"events":[],"more":false}`,
		ask(h, "GET", path, "").Body.String())
	require.JSONEq(t, `{"people":[{"id":"a/b <i>?","attributes":{"registered":{"date":"2026-05-04"},"n":3.0},"tags":["beta","vip"]}],"more":false}`,
		ask(h, "GET", "/people", "").Body.String())

	var lines strings.Builder
	for i := range 7 { // the first four at one time
		fmt.Fprintf(&lines, `{"person":"a/b <i>?","event":"E%d","time":"2026-05-04T12:00:%02dZ","id":"i%d","properties":{"k":{"no":1}}}`+"\n", i, max(0, i-3), i)
	}
	require.Equal(t, 200, ask(h, "POST", "/events", strings.ReplaceAll(lines.String(), `{"no":1}`, `["x"]`)).Code)
	type page struct {
		Total  int
		Events []struct {
			Event, ID, Time string
			Properties      map[string]any
		}
		More   bool
		Before int
	}
	for _, limit := range []int{1, 2, 3, 7, 8} {
		var got []string
		for before := ""; ; {
			p := read[page](t, ask(h, "GET", fmt.Sprintf("%s?limit=%d%s", path, limit, before), ""), 200)
			require.Equal(t, 7, p.Total)
			for _, e := range p.Events {
				got = append(got, e.Event)
				require.Equal(t, map[string]any{"k": map[string]any{"texts": []any{"x"}}}, e.Properties)
			}
			if !p.More {
				require.Zero(t, p.Before)
				break
			}
			before = fmt.Sprintf("&before=%d", p.Before)
		}
		require.Equal(t, []string{"E6", "E5", "E4", "E3", "E2", "E1", "E0"}, got, limit)
	}

	require.NoError(t, s.Merge("visitor", "a/b <i>?"))
	require.Contains(t, ask(h, "GET", "/people/visitor", "").Body.String(), `"id":"a/b <i>?"`, "an alias leads to the person")
}

// TestExplain: the answer is the library's, and reads back as such, with sentences beside it; the clock decides what is open.
func TestExplain(t *testing.T) {
	s := newStore(t)
	h := api.New(s, api.Options{})
	require.Equal(t, 200, ask(h, "POST", "/events", signups).Code)
	for clock, open := range map[string]bool{"": true, "?clock=2026-05-04T14:14:00Z": true, "?clock=" + url.QueryEscape("2026-05-04T17:00:00+02:00"): false} {
		w := ask(h, "POST", "/people/ben/explain"+clock, "{"+bought+"}")
		answered := read[map[string]json.RawMessage](t, w, 200)
		var sentences []string
		require.NoError(t, json.Unmarshal(answered["sentences"], &sentences))
		delete(answered, "sentences")
		plain, err := json.Marshal(answered)
		require.NoError(t, err)
		var told funnel.Explanation
		require.NoError(t, json.Unmarshal(plain, &told))
		require.Equal(t, told.Sentences(), sentences)
		require.Equal(t, 1, told.Level)
		require.Equal(t, open, told.Open, clock)
	}
}

// TestExplainTooMany: an answer that nobody would read is not made.
func TestExplainTooMany(t *testing.T) {
	s := newStore(t)
	h := api.New(s, api.Options{})
	var events []store.Event
	for i := range 1001 {
		events = append(events, store.Event{Person: "ana", Name: "Registration", Time: time.Date(2026, 5, 4, 0, 0, i, 0, time.UTC)})
	}
	_, err := s.Append(events...)
	require.NoError(t, err)
	w := ask(h, "POST", "/people/ana/explain", "{"+bought+"}")
	require.Equal(t, 400, w.Code)
	field, message := fault(t, w)
	require.Equal(t, "funnel.timeframe", field)
	require.Contains(t, message, "1001 attempts")
	require.Equal(t, 200, ask(h, "POST", "/people/ana/explain", "{"+bought+`,"timeframe":{"since":"2026-05-04T00:00:01Z"}}`).Code)
}

func TestPeopleRefused(t *testing.T) {
	h := api.New(shop(t), api.Options{})
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		field, message           string
	}{
		{"limit of people", "GET", "/people?limit=101", "", 400, "limit", "1 to 100"},
		{"misspelt", "GET", "/people?fnd=a", "", 400, "fnd", `did you mean "find"?`},
		{"nobody", "GET", "/people/nobody", "", 404, "id", "nobody is known"},
		{"limit of events", "GET", "/people/p0-0?limit=none", "", 400, "limit", `"none"`},
		{"before", "GET", "/people/p0-0?before=-1", "", 400, "before", `"-1"`},
		{"wrong method", "DELETE", "/people/p0-0", "", 405, "method", "takes GET, HEAD"},
		{"nobody to explain", "POST", "/people/nobody/explain", "{" + bought + "}", 404, "id", "nobody is known"},
		{"no JSON", "POST", "/people/p0-0/explain", "", 400, "funnel", "not valid JSON"},
		{"an envelope", "POST", "/people/p0-0/explain", `{"funnel":{` + bought + `}}`, 400, "funnel", `"funnel"`},
		{"bad window", "POST", "/people/p0-0/explain", `{"steps":[{},{}],"window":"0s"}`, 400, "funnel.window", "0s"},
		{"bad step", "POST", "/people/p0-0/explain", `{"steps":[{},{"event":""}],"window":"1h"}`, 400, "funnel.steps[1].event", ""},
		{"segment that is not there", "POST", "/people/p0-0/explain", "{" + bought + `,"segments":[{"where":{"segment":"C"}}]}`, 400,
			"funnel.segments[0].where.segment", `"C"`},
		{"bad clock", "POST", "/people/p0-0/explain?clock=noon", "{" + bought + "}", 400, "clock", "2026-05-04T15:00:00Z"},
		{"wrong method of explain", "GET", "/people/p0-0/explain", "", 405, "method", "takes POST"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(h, c.method, c.path, c.body)
			require.Equal(t, c.status, w.Code, w.Body)
			field, message := fault(t, w)
			require.Equal(t, c.field, field, message)
			require.Contains(t, message, c.message)
		})
	}
}
