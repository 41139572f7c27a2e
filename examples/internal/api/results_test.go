package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/api"
	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/store"
)

// read decodes an answer of the status.
func read[T any](t *testing.T, w *httptest.ResponseRecorder, status int) (answer T) {
	t.Helper()
	require.Equal(t, status, w.Code, w.Body)
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer), w.Body)
	return answer
}

// kept asks a question and gives the ID of its answer.
func kept(t *testing.T, h http.Handler, question string) string {
	t.Helper()
	w := ask(h, "POST", "/query", question)
	require.Equal(t, 200, w.Code, w.Body)
	id := w.Header().Get("Footfall-Result")
	require.NotEmpty(t, id)
	return id
}

const (
	days    = `{"metrics":{"metric":"people","events":[{"event":"Registration"},{"event":"Payment"}],"every":["day","hour"]}}`
	payment = `{"clock":"2026-05-04T14:10:00Z","funnel":{` + bought + `}}`
)

// shop is a store of three days of sign-ups: on day i, i+1 people register, and every second of them pays ten minutes later.
func shop(t *testing.T) *store.Store {
	s := newStore(t)
	for day := range 3 {
		for i := range day + 1 {
			at := time.Date(2026, 5, 4+day, 12, i, 0, 0, time.UTC)
			person := fmt.Sprintf("p%d-%d", day, i)
			_, err := s.Append(store.Event{Person: person, Name: "Registration", Time: at})
			require.NoError(t, err)
			if i%2 == 0 {
				_, err = s.Append(store.Event{Person: person, Name: "Payment", Time: at.Add(10 * time.Minute), Properties: []store.Property{store.Prop("sum", 10*day+i)}})
				require.NoError(t, err)
			}
		}
	}
	return s
}

type behind struct {
	Count, Nameless int
	IDs             []string
	More            bool
}

// TestNameless: who was redacted counts, and is neither listed nor tagged.
func TestNameless(t *testing.T) {
	s := shop(t)
	require.NoError(t, s.Redact("p2-1"))
	h := api.New(s, api.Options{})
	id := kept(t, h, days)
	first := read[behind](t, ask(h, "GET", "/results/"+id+"/people?series=0&unit=day&bucket=2&limit=1", ""), 200)
	require.Equal(t, behind{3, 1, []string{"p2-0"}, true}, first)
	require.Equal(t, behind{3, 1, []string{"p2-2"}, false}, read[behind](t, ask(h, "GET", "/results/"+id+"/people?series=0&unit=day&bucket=2&limit=1&after=p2-0", ""), 200))
	w := ask(h, "POST", "/results/"+id+"/tag", `{"tag":"t","number":{"series":0,"unit":"day","bucket":2}}`)
	require.JSONEq(t, `{"tag":"t","created":true,"matched":3,"added":2,"already":0,"merged":0,"deleted":0,"nameless":1,"total":2}`, w.Body.String())
	require.Equal(t, 404, ask(h, "GET", "/people/p2-1", "").Code)
	require.NotContains(t, ask(h, "GET", "/people", "").Body.String(), `"id":""`)
}

// TestBehindEachNumber: behind each number of people that a report shows are exactly as many, in pages of any size.
func TestBehindEachNumber(t *testing.T) {
	h := api.New(shop(t), api.Options{})
	check := func(t *testing.T, id, number string, want int64) {
		t.Helper()
		whole := read[behind](t, ask(h, "GET", "/results/"+id+"/people?"+number, ""), 200)
		require.EqualValues(t, want, whole.Count, number)
		require.Len(t, whole.IDs, whole.Count)
		require.False(t, whole.More)
		var paged []string
		for after := ""; ; {
			page := read[behind](t, ask(h, "GET", "/results/"+id+"/people?limit=2&"+number+after, ""), 200)
			require.Equal(t, whole.Count, page.Count)
			paged = append(paged, page.IDs...)
			if !page.More {
				break
			}
			after = "&after=" + paged[len(paged)-1]
		}
		require.Equal(t, whole.IDs, append([]string{}, paged...))
	}
	t.Run("metrics", func(t *testing.T) {
		w := ask(h, "POST", "/query", days)
		report := read[metrics.Report](t, w, 200)
		id := w.Header().Get("Footfall-Result")
		for s, series := range report.Series {
			check(t, id, fmt.Sprintf("series=%d", s), series.Total.Count)
			for _, grid := range report.Grids {
				for b, p := range grid.Points[s] {
					check(t, id, fmt.Sprintf("series=%d&unit=%s&bucket=%d", s, grid.Unit, b), p.Count)
				}
			}
		}
	})
	t.Run("funnel", func(t *testing.T) {
		w := ask(h, "POST", "/query", `{"clock":"2026-05-06T12:20:00Z","funnel":{`+bought+`,"segments":[{"name":"all"},{"name":"payers","where":{"did":{"event":"Payment"}}}]}}`)
		report := read[funnel.Report](t, w, 200)
		id := w.Header().Get("Footfall-Result")
		for s, segment := range report.Segments {
			for k, step := range segment.Steps {
				for which, want := range map[string]int64{"reached": step.People.Reached, "dropped": step.People.Dropped, "open": step.People.Open,
					"truncated": step.People.Truncated, "final": step.People.Final, "late_reached": step.People.LateReached} {
					check(t, id, fmt.Sprintf("segment=%d&step=%d&which=%s", s, k, which), want)
				}
			}
		}
		check(t, id, "step=0&which=exactly_at", report.Segments[0].Steps[1].People.Dropped)
		check(t, id, "step=1&which=exactly_at", report.Segments[0].Steps[1].People.Reached)
	})
}

// TestTagOfAMomentAgo: what is tagged is what was shown, however much came in meanwhile; and the tag is a segment at once.
func TestTagOfAMomentAgo(t *testing.T) {
	s := shop(t)
	h := api.New(s, api.Options{})
	id := kept(t, h, days)
	require.Equal(t, 200, ask(h, "POST", "/events", strings.ReplaceAll(signups, "05-04", "05-06")).Code, "ana registers on the third day, after the question")
	require.NoError(t, s.Delete("p2-0"))
	type tagged struct {
		Tag                                                       string
		Created                                                   bool
		Matched, Added, Already, Merged, Deleted, Nameless, Total int
	}
	body := `{"tag":"third <day>","number":{"series":0,"unit":"day","bucket":2}}`
	require.Equal(t, tagged{"third <day>", true, 3, 2, 0, 0, 1, 0, 2}, read[tagged](t, ask(h, "POST", "/results/"+id+"/tag", body), 200))
	require.Equal(t, tagged{"third <day>", false, 3, 0, 2, 0, 1, 0, 2}, read[tagged](t, ask(h, "POST", "/results/"+id+"/tag", body), 200))
	who := read[struct{ IDs []string }](t, ask(h, "POST", "/query", `{"ids":9,"segment":{"where":{"tag":"third <day>"}}}`), 200)
	require.Equal(t, []string{"p2-1", "p2-2"}, who.IDs)

	id = kept(t, h, `{"funnel":{`+bought+`}}`)
	require.Equal(t, tagged{"dropped", true, 2, 2, 0, 0, 0, 0, 2},
		read[tagged](t, ask(h, "POST", "/results/"+id+"/tag", `{"tag":"dropped","number":{"segment":0,"step":1,"which":"final"}}`), 200))
}

func TestDownloads(t *testing.T) {
	h := api.New(shop(t), api.Options{})
	for question, kind := range map[string]string{days: "people", payment: "funnel"} {
		w := ask(h, "POST", "/query", question)
		shown, id := w.Body.String(), w.Header().Get("Footfall-Result")
		for _, c := range []struct{ format, ext, media, holds string }{
			{"json", "json", "application/json", "\n  \"position\": "},
			{"csv", "csv", "text/csv; charset=utf-8", "everyone,"},
			{"svg", "svg", "image/svg+xml", "<svg "},
			{"markdown", "md", "text/markdown; charset=utf-8", "| --"},
			{"text", "txt", "text/plain; charset=utf-8", "-----"},
		} {
			got := ask(h, "GET", "/results/"+id+"?format="+c.format, "")
			require.Equal(t, 200, got.Code, got.Body)
			require.Equal(t, c.media, got.Header().Get("Content-Type"))
			require.Equal(t, "nosniff", got.Header().Get("X-Content-Type-Options"))
			require.Equal(t, "no-store", got.Header().Get("Cache-Control"))
			disposition := got.Header().Get("Content-Disposition")
			require.Regexp(t, `^attachment; filename=footfall-[a-z]+(-[0-9-]{10}-to-[0-9-]{10})?\.`+c.ext+`$`, disposition)
			require.Contains(t, disposition, "footfall-"+kind)
			require.Contains(t, got.Body.String(), c.holds)
			if c.format == "json" {
				require.JSONEq(t, shown, got.Body.String())
				require.Equal(t, got.Body.String(), ask(h, "GET", "/results/"+id, "").Body.String())
			}
		}
		people, events := ask(h, "GET", "/results/"+id+"?format=svg&by=people", ""), ask(h, "GET", "/results/"+id+"?format=svg&by=events", "")
		require.Equal(t, kind == "people", people.Body.String() == events.Body.String(), "only a funnel has two views")
	}
}

// TestForgotten: an answer is kept until there are too many younger ones, or it is too old.
func TestForgotten(t *testing.T) {
	gone := func(t *testing.T, h http.Handler, id string) bool {
		w := ask(h, "GET", "/results/"+id, "")
		if w.Code == 200 {
			return false
		}
		require.Equal(t, 410, w.Code, w.Body)
		field, message := fault(t, w)
		require.Equal(t, "id", field)
		require.Contains(t, message, "ask the question again")
		return true
	}
	t.Run("too many", func(t *testing.T) {
		h := api.New(shop(t), api.Options{Results: 2})
		first, second := kept(t, h, days), kept(t, h, days)
		require.False(t, gone(t, h, first))
		require.Empty(t, ask(h, "POST", "/query", `{"segment":{}}`).Header().Get("Footfall-Result"), "a segment is not kept")
		third := kept(t, h, payment)
		require.Equal(t, []bool{true, false, false}, []bool{gone(t, h, first), gone(t, h, second), gone(t, h, third)})
		require.Equal(t, 410, ask(h, "GET", "/results/"+first+"/people?series=0", "").Code)
		require.Equal(t, 410, ask(h, "POST", "/results/"+first+"/tag", `{"tag":"x","number":{"series":0}}`).Code)
	})
	t.Run("too old", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := api.New(shop(t), api.Options{ResultAge: time.Hour})
			first := kept(t, h, days)
			time.Sleep(40 * time.Minute)
			second := kept(t, h, days)
			require.False(t, gone(t, h, first))
			time.Sleep(21 * time.Minute)
			synctest.Wait()
			require.Equal(t, []bool{true, false}, []bool{gone(t, h, first), gone(t, h, second)})
		})
	})
	t.Run("too many numbers", func(t *testing.T) {
		h := api.New(shop(t), api.Options{Numbers: 400})
		day := `{"metrics":{"metric":"events","events":[{}],"every":["hour"],"timeframe":{"from":"2026-05-01","to":"2026-05-08"}}}` // 192 points
		first, second := kept(t, h, day), kept(t, h, day)
		require.False(t, gone(t, h, first))
		third := kept(t, h, payment) // 6 people entered
		require.False(t, gone(t, h, first))
		fourth := kept(t, h, day)
		require.Equal(t, []bool{true, false, false, false}, []bool{gone(t, h, first), gone(t, h, second), gone(t, h, third), gone(t, h, fourth)})
		large := kept(t, h, strings.Replace(day, "05-08", "05-30", 1))
		require.Equal(t, []bool{true, true, true, false}, []bool{gone(t, h, second), gone(t, h, third), gone(t, h, fourth), gone(t, h, large)}, "the newest is kept, however large")
	})
}

// TestNumbersHoldStill: while events come in, people are tagged and definitions are saved, each answer's numbers stay those that it showed.
func TestNumbersHoldStill(t *testing.T) {
	h := api.New(shop(t), api.Options{})
	ended := make(chan struct{})
	var writers, readers sync.WaitGroup
	for writer := range 2 {
		writers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-ended:
					return
				default:
				}
				if w := ask(h, "POST", "/events", strings.ReplaceAll(signups, "ana", fmt.Sprintf("w%d-%d", writer, i))); w.Code != 200 {
					t.Errorf("%d: %s", w.Code, w.Body)
				}
				if w := ask(h, "PUT", fmt.Sprintf("/segments/w%d", writer), `{"where":{"tag":"paid"}}`); w.Code != 200 && w.Code != 201 {
					t.Errorf("%d: %s", w.Code, w.Body)
				}
			}
		})
	}
	for reader := range 2 {
		readers.Go(func() {
			for i := range 10 {
				w := ask(h, "POST", "/query", `{"funnel":{`+bought+`}}`)
				var f funnel.Report
				var listed behind
				var tagged struct{ Matched, Added, Total int }
				id := w.Header().Get("Footfall-Result")
				list := ask(h, "GET", "/results/"+id+"/people?step=1&which=reached", "")
				tag := ask(h, "POST", "/results/"+id+"/tag", fmt.Sprintf(`{"tag":"t%d-%d","number":{"step":1,"which":"reached"}}`, reader, i))
				for answer, into := range map[*httptest.ResponseRecorder]any{w: &f, list: &listed, tag: &tagged} {
					if err := json.Unmarshal(answer.Body.Bytes(), into); err != nil || answer.Code != 200 {
						t.Errorf("%d: %s: %v", answer.Code, answer.Body, err)
						return
					}
				}
				shown := int(f.Segments[0].Steps[1].People.Reached)
				if got := []int{listed.Count, tagged.Matched, tagged.Added, tagged.Total}; !slices.Equal(got, []int{shown, shown, shown, shown}) {
					t.Errorf("%d were shown; listed, matched, added and tagged: %v", shown, got)
				}
				if w := ask(h, "GET", "/catalog", ""); w.Code != 200 {
					t.Errorf("%d: %s", w.Code, w.Body)
				}
			}
		})
	}
	readers.Wait()
	close(ended)
	writers.Wait()
}

// TestStreamKeeps: the last line of a stream says where the answer is kept.
func TestStreamKeeps(t *testing.T) {
	h := api.New(shop(t), api.Options{})
	r := httptest.NewRequest("POST", "/query", strings.NewReader(days))
	r.Header.Set("Accept", "application/x-ndjson")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	var last struct {
		Answer json.RawMessage
		Result string
	}
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &last))
	require.JSONEq(t, string(last.Answer), ask(h, "GET", "/results/"+last.Result, "").Body.String())
}

func TestResultsRefused(t *testing.T) {
	h := api.New(shop(t), api.Options{})
	metricsID, funnelID := kept(t, h, days), kept(t, h, payment)
	require.NotEqual(t, metricsID, funnelID)
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		field, message           string
	}{
		{"no ID", "GET", "/results/1", "", 404, "id", "never was"},
		{"nearly an ID", "GET", "/results/" + strings.ToLower(metricsID), "", 404, "id", "never was"},
		{"gone", "GET", "/results/" + strings.Repeat("A", len(metricsID)), "", 410, "id", "no longer kept"},
		{"unknown format", "GET", "/results/" + metricsID + "?format=xml", "", 400, "format", `"xml" is none of`},
		{"unknown view", "GET", "/results/" + funnelID + "?by=day", "", 400, "by", `"day"`},
		{"misspelt", "GET", "/results/" + metricsID + "?fromat=csv", "", 400, "fromat", `did you mean "format"?`},
		{"twice", "GET", "/results/" + metricsID + "?format=csv&format=csv", "", 400, "format", "twice"},
		{"broken address", "GET", "/results/" + metricsID + "?format=%zz", "", 400, "", "cannot be read"},
		{"no series", "GET", "/results/" + metricsID + "/people", "", 400, "number.series", "missing"},
		{"no unit", "GET", "/results/" + metricsID + "/people?series=0&bucket=0", "", 400, "number.unit", "missing"},
		{"unit not asked for", "GET", "/results/" + metricsID + "/people?series=0&unit=week&bucket=0", "", 400, "number", "week"},
		{"no unit at all", "GET", "/results/" + metricsID + "/people?series=0&unit=year&bucket=0", "", 400, "unit", `"year"`},
		{"series beyond", "GET", "/results/" + metricsID + "/people?series=2", "", 400, "number", "2"},
		{"bucket beyond", "GET", "/results/" + metricsID + "/people?series=0&unit=day&bucket=3", "", 400, "number", "3"},
		{"bucket below", "GET", "/results/" + metricsID + "/people?series=0&unit=day&bucket=-1", "", 400, "bucket", `"-1"`},
		{"bucket no number", "GET", "/results/" + metricsID + "/people?series=0&unit=day&bucket=x", "", 400, "bucket", `"x"`},
		{"step of metrics", "GET", "/results/" + metricsID + "/people?series=0&step=1", "", 400, "number", "of a funnel"},
		{"no step", "GET", "/results/" + funnelID + "/people?which=reached", "", 400, "number.step", "missing"},
		{"no which", "GET", "/results/" + funnelID + "/people?step=1", "", 400, "number.which", `"" is none of`},
		{"unknown which", "GET", "/results/" + funnelID + "/people?step=1&which=lost", "", 400, "number.which", `"lost"`},
		{"step beyond", "GET", "/results/" + funnelID + "/people?step=2&which=reached", "", 400, "number", "2"},
		{"segment beyond", "GET", "/results/" + funnelID + "/people?segment=1&step=1&which=reached", "", 400, "number", "1"},
		{"series of a funnel", "GET", "/results/" + funnelID + "/people?series=0&step=1&which=reached", "", 400, "number", "of metrics"},
		{"limit", "GET", "/results/" + funnelID + "/people?step=1&which=reached&limit=0", "", 400, "limit", `"0"`},
		{"limit beyond", "GET", "/results/" + funnelID + "/people?step=1&which=reached&limit=10001", "", 400, "limit", "1 to 10000"},
		{"after nobody", "GET", "/results/" + funnelID + "/people?step=1&which=reached&after=nobody", "", 400, "after", "nobody"},
		{"tag without a name", "POST", "/results/" + metricsID + "/tag", `{"tag":"","number":{"series":0}}`, 400, "tag", ""},
		{"tag too long", "POST", "/results/" + metricsID + "/tag", `{"tag":"` + strings.Repeat("x", 513) + `","number":{"series":0}}`, 400, "tag", ""},
		{"tag without a number", "POST", "/results/" + metricsID + "/tag", `{"tag":"x"}`, 400, "", `missing field "number"`},
		{"tag of another number", "POST", "/results/" + metricsID + "/tag", `{"tag":"x","number":{"series":9}}`, 400, "number", "9"},
		{"tag of half a number", "POST", "/results/" + metricsID + "/tag", `{"tag":"x","number":{"series":0.5}}`, 400, "number.series", "0.5"},
		{"unknown part of a number", "POST", "/results/" + metricsID + "/tag", `{"tag":"x","number":{"serie":0}}`, 400, "number", `did you mean "series"?`},
		{"wrong method", "GET", "/results/" + metricsID + "/tag", "", 405, "method", "takes POST"},
		{"wrong method of people", "POST", "/results/" + metricsID + "/people", "", 405, "method", "takes GET, HEAD"},
		{"no such path below", "GET", "/results/" + metricsID + "/events", "", 404, "path", "there is no"},
		{"no ID at all", "GET", "/results/", "", 404, "path", "there is no"},
		{"dots", "GET", "/results/../healthz", "", 404, "path", "there is no"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(h, c.method, c.path, c.body)
			require.Equal(t, c.status, w.Code, w.Body)
			field, message := fault(t, w)
			require.Equal(t, c.field, field, message)
			require.Contains(t, message, c.message)
		})
	}
	tags := read[struct{ Tags []any }](t, ask(h, "GET", "/catalog", ""), 200).Tags
	require.Empty(t, tags, "what was refused has made no tag")
	require.False(t, slices.Contains(api.Routes(), "GET /results/{id}/tag"))
}
