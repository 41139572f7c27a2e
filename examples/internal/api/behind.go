package api

import (
	"bytes"
	"mime"
	"net/http"

	"github.com/footfall-go/footfall/examples/internal/ask"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/store"
)

// download gives a kept answer as a file.
func (h *handler) download(w http.ResponseWriter, r *http.Request) error {
	p, err := readParameters(r, "format", "by")
	if err != nil {
		return err
	}
	format, err := oneOf(p, "format", ask.JSON, ask.CSV, ask.SVG, ask.Markdown, ask.Text)
	if err != nil {
		return err
	}
	by, err := oneOf(p, "by", ask.Both, ask.ByPeople, ask.ByEvents)
	if err != nil {
		return err
	}
	kept, err := h.result(r)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := kept.Write(&file, format, by); err != nil {
		return err
	}
	media := map[ask.Format]string{ask.JSON: "application/json", ask.CSV: "text/csv; charset=utf-8", ask.SVG: "image/svg+xml",
		ask.Markdown: "text/markdown; charset=utf-8", ask.Text: "text/plain; charset=utf-8"}[format]
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(kept, format)}))
	_, err = file.WriteTo(w)
	return err
}

// fileName names a download for what it holds. Nothing of it comes from the data, so that it is a file name on any machine.
func fileName(a ask.Answer, format ask.Format) string {
	name := "footfall-funnel"
	if a.Metrics != nil {
		name = "footfall-" + string(a.Metrics.Metric)
	}
	const day = "2006-01-02"
	if t := a.Header().Timeframe; t.From != nil && t.To != nil {
		name += "-" + t.From.Format(day) + "-to-" + t.To.Add(-1).Format(day)
	}
	return name + "." + map[ask.Format]string{ask.JSON: "json", ask.CSV: "csv", ask.SVG: "svg", ask.Markdown: "md", ask.Text: "txt"}[format]
}

// behind lists the people behind a number, in order of arrival.
func (h *handler) behind(w http.ResponseWriter, r *http.Request) error {
	p, err := readParameters(r, append([]string{"limit", "after"}, numberNames...)...)
	if err != nil {
		return err
	}
	limit, err := p.whole("limit", 100, 1, maxIDs)
	if err != nil {
		return err
	}
	place, err := p.number()
	if err != nil {
		return err
	}
	kept, err := h.result(r)
	if err != nil {
		return err
	}
	ctx, cancel := h.bounded(r)
	defer cancel()
	set, err := place.people(ctx, kept)
	if err != nil {
		return err
	}
	known := view(kept).People()
	next := people.Number(0)
	if p.has("after") {
		last, found := known.Find(p["after"])
		if !found {
			return &refusal{http.StatusBadRequest, "after", "the result knows nobody of that ID"}
		}
		next = last + 1
	}
	page := struct {
		Count    int      `json:"count"`
		Nameless int      `json:"nameless"` // of Count: people who were redacted, and have no ID to list
		IDs      []string `json:"ids"`
		More     bool     `json:"more"`
	}{set.Len(), set.AndLen(known.Nameless()), []string{}, false}
	for n := range set.Numbers() {
		id, named := known.ID(n)
		if n < next || !named {
			continue
		}
		if len(page.IDs) == limit {
			page.More = true
			break
		}
		page.IDs = append(page.IDs, id)
	}
	return answer(w, page)
}

func view(a ask.Answer) *store.View {
	if a.Metrics != nil {
		return a.Metrics.View()
	}
	return a.Funnel.View()
}

// tag tags the people behind a number: those of the answer's view, as many as it showed, whatever came in since. Of these the store leaves out who was deleted
// since or has no name, and follows who was merged; the answer counts each.
func (h *handler) tag(w http.ResponseWriter, r *http.Request) error {
	data, err := readJSON(w, r)
	if err != nil {
		return err
	}
	var name string
	var place number
	if err := strict.Object(data, "tag",
		strict.Field{Name: "tag", Into: &name, Required: true},
		strict.Field{Name: "number", Into: &place, Required: true},
	); err != nil {
		return err
	}
	kept, err := h.result(r)
	if err != nil {
		return err
	}
	ctx, cancel := h.bounded(r)
	defer cancel()
	set, err := place.people(ctx, kept)
	if err != nil {
		return err
	}
	_, there := h.store.View().People().Tagged(name)
	tagged, err := h.store.Tag(name, set)
	if err != nil {
		return err
	}
	return answer(w, struct {
		Tag      string `json:"tag"`
		Created  bool   `json:"created"` // there was no such tag a moment before
		Matched  int    `json:"matched"` // the number
		Added    int    `json:"added"`
		Already  int    `json:"already"`
		Merged   int    `json:"merged"`
		Deleted  int    `json:"deleted"`
		Nameless int    `json:"nameless"`
		Total    int    `json:"total"`
	}{name, !there, tagged.Given, tagged.Added, tagged.Already, tagged.Merged, tagged.Deleted, tagged.Nameless, tagged.Total})
}
