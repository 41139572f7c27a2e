package api

import (
	"context"
	"math"
	"net/http"
	"strings"
	"sync"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// values lists the values of a property or of an attribute that begin with a text, most frequent first. A name that no data has brought has none.
func (h *handler) values(w http.ResponseWriter, r *http.Request) error {
	p, err := readParameters(r, "event", "property", "attribute", "prefix", "limit")
	if err != nil {
		return err
	}
	limit, err := p.whole("limit", 20, 1, 1000)
	if err != nil {
		return err
	}
	if p.has("property") == p.has("attribute") {
		return &refusal{http.StatusBadRequest, "property", "give property (with event, or of any), or attribute"}
	}
	if p.has("event") && !p.has("property") {
		return &refusal{http.StatusBadRequest, "event", "it goes with property"}
	}
	ctx, cancel := h.bounded(r)
	defer cancel()
	all, err := h.lists.of(ctx, h.store.View(), list{p["event"], p["property"], p["attribute"]})
	if err != nil {
		return err
	}
	type counted struct {
		Value value.Value `json:"value"`
		Count int         `json:"count"`
	}
	out := struct {
		Values   []counted `json:"values"`
		Distinct int       `json:"distinct"` // how many begin so
	}{Values: []counted{}}
	prefix := strings.ToLower(p["prefix"])
	for _, found := range all {
		if prefix != "" && !strings.HasPrefix(strings.ToLower(found.Value.String()), prefix) {
			continue
		}
		if out.Distinct++; out.Distinct <= limit {
			out.Values = append(out.Values, counted(found))
		}
	}
	return answer(w, out)
}

// list is whose values are listed: those of a property of an event (empty: of any), or of an attribute.
type list struct{ event, property, attribute string }

// lists keeps some lists of values: making one costs a pass over the events, and whoever types asks for it at each letter.
type lists struct {
	mu      sync.Mutex
	commits uint64 // the state that they are of
	kept    map[list][]people.ValueCount
}

// The bounds of what is kept: lists, and values of one list.
const (
	maxLists  = 16
	maxValues = 100_000
)

// of gives a list on a view, which nobody may change.
func (l *lists) of(ctx context.Context, v *store.View, which list) (all []people.ValueCount, err error) {
	l.mu.Lock()
	if l.kept == nil || l.commits != v.Commits() || len(l.kept) >= maxLists {
		l.commits, l.kept = v.Commits(), map[list][]people.ValueCount{}
	}
	all, found := l.kept[which]
	l.mu.Unlock()
	if found {
		return all, nil
	}
	if which.attribute != "" {
		all, _ = v.People().Values(which.attribute, math.MaxInt)
	} else if all, _, err = v.PropertyValues(ctx, which.event, which.property, math.MaxInt); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.commits == v.Commits() && len(all) <= maxValues {
		l.kept[which] = all
	}
	return all, nil
}
