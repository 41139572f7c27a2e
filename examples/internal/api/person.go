package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// whom is what is known of a person, the events apart.
type whom struct {
	ID         string            `json:"id"`
	Attributes people.Attributes `json:"attributes"`
	Tags       []string          `json:"tags"`
}

func known(v *people.View, n people.Number) whom {
	id, _ := v.ID(n)
	w := whom{id, v.Attributes(n), v.TagsOf(n)}
	if w.Attributes == nil {
		w.Attributes = people.Attributes{}
	}
	if w.Tags == nil {
		w.Tags = []string{}
	}
	return w
}

// findPeople lists people by the beginning of their IDs, in order of the IDs: so the one who is called exactly so comes first.
func (h *handler) findPeople(w http.ResponseWriter, r *http.Request) error {
	p, err := readParameters(r, "find", "limit", "after")
	if err != nil {
		return err
	}
	limit, err := p.whole("limit", 20, 1, 100)
	if err != nil {
		return err
	}
	ctx, cancel := h.bounded(r)
	defer cancel()
	v := h.store.View().People()
	ids, err := firstIDs(ctx, v, p["find"], p["after"], limit+1)
	if err != nil {
		return err
	}
	page := struct {
		People []whom `json:"people"`
		More   bool   `json:"more"`
	}{[]whom{}, len(ids) > limit}
	for _, id := range ids[:min(len(ids), limit)] {
		n, _ := v.Find(id)
		page.People = append(page.People, known(v, n))
	}
	return answer(w, page)
}

// firstIDs are the first IDs after one that begin with a text, at most some. It looks at everybody, about 100 ns each, as no index of IDs is in order.
func firstIDs(ctx context.Context, v *people.View, begin, after string, most int) ([]string, error) {
	var first []string
	looked := 0
	for id := range v.Everyone().IDs() {
		if looked++; looked%people.ShardSize == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !strings.HasPrefix(id, begin) || id <= after || len(first) == most && id > first[most-1] {
			continue
		}
		at, _ := slices.BinarySearch(first, id)
		first = slices.Insert(first, at, id)
		first = first[:min(len(first), most)]
	}
	return first, nil
}

// happened is an event of a person.
type happened struct {
	Event      string                 `json:"event"`
	Time       time.Time              `json:"time"`
	ID         string                 `json:"id,omitempty"`
	Properties map[string]value.Value `json:"properties"`
}

// person shows one person, the newest events first.
func (h *handler) person(w http.ResponseWriter, r *http.Request) error {
	p, err := readParameters(r, "limit", "before")
	if err != nil {
		return err
	}
	limit, err := p.whole("limit", 200, 1, maxIDs)
	if err != nil {
		return err
	}
	v := h.store.View()
	n, found := v.People().Find(r.PathValue("id"))
	if !found {
		return store.ErrNoPerson // refuse says how it is answered
	}
	log := v.Log(n)
	before, err := p.whole("before", len(log), 0, 1<<30)
	if err != nil {
		return err
	}
	end := min(before, len(log))
	start := max(0, end-limit)
	page := struct {
		whom
		Total  int        `json:"total"`
		Events []happened `json:"events"`
		More   bool       `json:"more"`
		Before int        `json:"before,omitempty"` // where the next page begins: how many events are older than those shown
	}{known(v.People(), n), len(log), []happened{}, start > 0, start}
	for _, e := range slices.Backward(log[start:end]) {
		shown := happened{e.Name, e.Time.In(v.Frame().Location), e.ID, map[string]value.Value{}}
		for _, property := range e.Properties {
			shown.Properties[property.Name] = property.Value
		}
		page.Events = append(page.Events, shown)
	}
	return answer(w, page)
}

// maxAttempts is the most attempts of one person that are told: nobody reads more.
const maxAttempts = 1000

// explain tells a person's way through a funnel.
func (h *handler) explain(w http.ResponseWriter, r *http.Request) error {
	p, err := readParameters(r, "clock")
	if err != nil {
		return err
	}
	data, err := readJSON(w, r)
	if err != nil {
		return err
	}
	var q funnel.Query
	if err := q.UnmarshalJSON(data); err != nil {
		return within("funnel", err)
	}
	v := h.store.View()
	if p.has("clock") {
		clock, err := time.Parse(time.RFC3339, p["clock"])
		if err != nil {
			return &refusal{http.StatusBadRequest, "clock", "it is a date and time with an offset, as 2026-05-04T15:00:00Z"}
		}
		v = v.At(clock)
	}
	told, err := funnel.Explain(v, r.PathValue("id"), q)
	if err != nil {
		return err
	}
	if n := len(told.Attempts); n > maxAttempts {
		return &refusal{http.StatusBadRequest, "funnel.timeframe", fmt.Sprintf("the person has %d attempts in it, at most %d are told: ask for a shorter one", n, maxAttempts)}
	}
	return answer(w, struct {
		funnel.Explanation
		Sentences []string `json:"sentences"`
	}{told, told.Sentences()})
}
