package api

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// catalog is what there is to ask about.
type catalog struct {
	People     int                 `json:"people"`
	Events     int64               `json:"events"`
	From       value.Date          `json:"from,omitzero"` // the days of the oldest and the newest event, in the location; absent where there is none
	To         value.Date          `json:"to,omitzero"`
	Clock      time.Time           `json:"clock"` // what "now" is to a question that does not say
	Location   string              `json:"location"`
	Commits    uint64              `json:"commits"`
	EventNames []catalogEvent      `json:"event_names"` // most frequent first
	Attributes []catalogAttribute  `json:"attributes"`  // by name, as all below
	Tags       []catalogTag        `json:"tags"`
	Segments   []string            `json:"segments"`
	Reports    []catalogDefinition `json:"reports"`
}

type catalogEvent struct {
	Name       string            `json:"name"`
	Events     int64             `json:"events"`
	Properties []catalogProperty `json:"properties"` // most frequent first
}

type catalogProperty struct {
	Name     string   `json:"name"`
	Kinds    []string `json:"kinds"` // seen, with any event
	Declared string   `json:"declared,omitempty"`
}

type catalogAttribute struct {
	Name     string   `json:"name"`
	Kinds    []string `json:"kinds"`
	Declared string   `json:"declared,omitempty"`
	People   int      `json:"people"`
}

type catalogTag struct {
	Name   string `json:"name"`
	People int    `json:"people"`
}

type catalogDefinition struct {
	Name string `json:"name"`
	Kind string `json:"kind"` // "metrics", "funnel"
}

// catalogs keeps the last catalog: it costs two passes over all events, and pages ask for it again and again.
type catalogs struct {
	mu   sync.Mutex
	last *catalog
}

func (h *handler) describeData(w http.ResponseWriter, r *http.Request) error {
	if _, err := readParameters(r); err != nil {
		return err
	}
	ctx, cancel := h.bounded(r)
	defer cancel()
	h.catalog.mu.Lock()
	defer h.catalog.mu.Unlock() // a second one who asks meanwhile waits, and then has it for nothing
	v := h.store.View()
	if h.catalog.last == nil || h.catalog.last.Commits != v.Commits() {
		made, err := makeCatalog(ctx, v)
		if err != nil {
			return err
		}
		h.catalog.last = made
	}
	return answer(w, h.catalog.last)
}

func makeCatalog(ctx context.Context, v *store.View) (*catalog, error) {
	frame := v.Frame()
	c := &catalog{People: v.People().Count(), Events: v.Len(), Clock: frame.Clock.UTC(), Location: frame.Location.String(), Commits: v.Commits(),
		EventNames: []catalogEvent{}, Attributes: []catalogAttribute{}, Tags: []catalogTag{}, Segments: []string{}, Reports: []catalogDefinition{}}
	if oldest, newest, any := v.Extent(); any {
		c.From, c.To = value.DateOf(time.UnixMilli(oldest), frame.Location), value.DateOf(time.UnixMilli(newest), frame.Location)
	}
	events, err := v.Events(ctx)
	if err != nil {
		return nil, err
	}
	properties, err := v.Properties(ctx, "") // of all events in one pass: View.HasProperty then says at once which event has which
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found := catalogEvent{e.Name, e.Events, []catalogProperty{}}
		for _, p := range properties {
			if v.HasProperty(e.Name, p.Name) {
				found.Properties = append(found.Properties, catalogProperty{p.Name, kindNames(p.Kinds), declaredName(p.Declared)})
			}
		}
		c.EventNames = append(c.EventNames, found)
	}
	for _, a := range v.People().AttributeNames() {
		c.Attributes = append(c.Attributes, catalogAttribute{a.Name, kindNames(a.Kinds), declaredName(a.Declaration.Kind), a.People})
	}
	for _, t := range v.People().Tags() {
		c.Tags = append(c.Tags, catalogTag{t.Name, t.People})
	}
	for _, n := range v.Notes() {
		switch n.Kind {
		case store.NoteSegment:
			c.Segments = append(c.Segments, n.Name)
		case store.NoteMetrics, store.NoteFunnel:
			c.Reports = append(c.Reports, catalogDefinition{n.Name, n.Kind})
		}
	}
	return c, nil
}

func kindNames(kinds []value.Kind) []string {
	names := []string{}
	for _, k := range kinds {
		names = append(names, k.String())
	}
	return names
}

func declaredName(k value.Kind) string {
	if k == value.None {
		return ""
	}
	return k.String()
}
