package api

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// named is what the removal of something by name answers.
type named struct {
	Name string `json:"name"`
}

func (h *handler) getSegment(w http.ResponseWriter, r *http.Request) error {
	saved, err := segment.Load(h.store.View(), r.PathValue("name"))
	if err != nil {
		return byName(err)
	}
	return answer(w, saved)
}

// putSegment saves a segment under the name in the path.
func (h *handler) putSegment(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	data, err := readJSON(w, r)
	if err != nil {
		return err
	}
	var given segment.Segment
	if err := given.UnmarshalJSON(data); err != nil {
		return within("segment", err)
	}
	if given.Name != "" && given.Name != name {
		return &refusal{http.StatusBadRequest, "segment.name", fmt.Sprintf("%q is not the name in the path, %q", given.Name, name)}
	}
	given.Name = name
	_, before := h.store.View().Note(store.NoteSegment, name)
	if err := segment.Save(h.store, given); err != nil {
		return err
	}
	return answerAs(w, created(before), given)
}

// deleteSegment forgets a segment that nothing uses.
func (h *handler) deleteSegment(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if err := segment.Remove(h.store, name); err != nil {
		return byName(err)
	}
	return answer(w, named{name})
}

// saved is a metrics or funnel definition that is kept under a name.
type saved struct {
	Kind       string `json:"kind"` // "metrics", "funnel"
	Definition any    `json:"definition"`
}

// findReport gives what is saved under a name, of whichever kind.
func findReport(v *store.View, name string) (saved, error) {
	if _, there := v.Note(store.NoteFunnel, name); there {
		q, err := funnel.Load(v, name)
		return saved{store.NoteFunnel, q}, err
	}
	q, err := metrics.Load(v, name)
	return saved{store.NoteMetrics, q}, err
}

func (h *handler) getReport(w http.ResponseWriter, r *http.Request) error {
	found, err := findReport(h.store.View(), r.PathValue("name"))
	if err != nil {
		return byName(err)
	}
	return answer(w, found)
}

// putReport saves a definition. To the library the names of metrics and of funnels are apart; here a name is of one report, so that a page can open it by that
// alone. The lock keeps two requests from making one of each kind.
func (h *handler) putReport(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	data, err := readJSON(w, r)
	if err != nil {
		return err
	}
	var kind string
	var definition []byte
	if err := strict.Object(data, "report",
		strict.Field{Name: "kind", Into: &kind, Required: true},
		strict.Field{Name: "definition", Into: func(part []byte) error { definition = part; return nil }, Required: true},
	); err != nil {
		return err
	}
	h.naming.Lock()
	defer h.naming.Unlock()
	v := h.store.View()
	var put saved
	var other, noun string
	switch kind {
	case store.NoteMetrics:
		var q metrics.Query
		if err := q.UnmarshalJSON(definition); err != nil {
			return within("metrics", err)
		}
		put, other, noun = saved{kind, q}, store.NoteFunnel, "a funnel"
	case store.NoteFunnel:
		var q funnel.Query
		if err := q.UnmarshalJSON(definition); err != nil {
			return within("funnel", err)
		}
		put, other, noun = saved{kind, q}, store.NoteMetrics, "a metrics report"
	default:
		return &refusal{http.StatusBadRequest, "kind", fmt.Sprintf("%q is neither metrics nor funnel", kind)}
	}
	if _, taken := v.Note(other, name); taken {
		return &refusal{http.StatusConflict, "name", noun + " is saved under that name: remove it first, or take another name"}
	}
	_, before := v.Note(kind, name)
	if q, ok := put.Definition.(metrics.Query); ok {
		err = metrics.Save(h.store, name, q)
	} else {
		err = funnel.Save(h.store, name, put.Definition.(funnel.Query))
	}
	if err != nil {
		return err
	}
	return answerAs(w, created(before), put)
}

func (h *handler) deleteReport(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	err := funnel.Remove(h.store, name)
	if errors.Is(err, funnel.ErrNoQuery) {
		err = metrics.Remove(h.store, name)
	}
	if err != nil {
		return byName(err)
	}
	return answer(w, named{name})
}

func created(before bool) int {
	if before {
		return http.StatusOK
	}
	return http.StatusCreated
}

// byName answers what is wrong with a name in the path. (In a definition, a name that is not there is a wrong definition.)
func byName(err error) error {
	switch {
	case isAny(err, segment.ErrNoSegment, metrics.ErrNoQuery, funnel.ErrNoQuery):
		return &refusal{http.StatusNotFound, "name", "nothing is saved under that name"}
	case errors.Is(err, segment.ErrInUse):
		return &refusal{http.StatusConflict, "name", bare(err)}
	}
	return err
}

// within puts the name of the thing in front of the place where decoding it failed, so that a field has one name in all requests.
func within(what string, err error) error {
	if form := (*strict.Error)(nil); errors.As(err, &form) {
		place := what
		if form.Path != "" {
			place += "." + form.Path
		}
		return &refusal{http.StatusBadRequest, place, form.Err.Error()}
	}
	return err
}
