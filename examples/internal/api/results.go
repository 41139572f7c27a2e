package api

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/footfall-go/footfall/examples/internal/ask"
)

// idLength is that of rand.Text.
const idLength = 26

// results keeps the last answers of metrics and funnels, each under an ID that nobody can guess. An answer holds the view that it was made of: so a download, a list
// of people or a tag of a minute later is of exactly the numbers that were shown, whatever came in meanwhile. A view holds memory, and so the answers are bounded in
// number, in size and in age; the oldest go first. For as long, they also list who was deleted since.
type results struct {
	options Options

	mu      sync.Mutex
	byID    map[string]*result
	order   []string // oldest first
	numbers int64    // of all
}

type result struct {
	ask.Answer
	numbers int64
	forget  *time.Timer
}

func newResults(o Options) *results { return &results{options: o, byID: map[string]*result{}} }

// keep keeps an answer and gives it an ID.
func (k *results) keep(a ask.Answer) string {
	id := rand.Text()
	kept := &result{Answer: a, numbers: size(a)}
	k.mu.Lock()
	defer k.mu.Unlock()
	kept.forget = time.AfterFunc(k.options.ResultAge, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.drop(id)
	})
	k.byID[id] = kept
	k.order = append(k.order, id)
	k.numbers += kept.numbers
	for len(k.order) > 1 && (len(k.order) > k.options.Results || k.numbers > k.options.Numbers) {
		k.drop(k.order[0])
	}
	return id
}

// drop forgets an answer, if it is there. The caller holds the lock.
func (k *results) drop(id string) {
	old := k.byID[id]
	if old == nil {
		return
	}
	old.forget.Stop()
	k.numbers -= old.numbers
	delete(k.byID, id)
	for i, other := range k.order {
		if other == id {
			k.order = append(k.order[:i], k.order[i+1:]...)
			break
		}
	}
}

// size is how many numbers an answer holds: points of metrics, people who entered a funnel.
func size(a ask.Answer) (n int64) {
	if a.Metrics != nil {
		for _, g := range a.Metrics.Grids {
			n += int64(len(g.Points) * len(g.Buckets))
		}
		return n
	}
	for _, s := range a.Funnel.Segments {
		n += s.Steps[0].People.Reached
	}
	return n
}

// result finds the answer that a request is about. What has the form of an ID and is not there was there once, or so nearly all who ask would
// say: 410. Anything else never was an ID: 404.
func (h *handler) result(r *http.Request) (ask.Answer, error) {
	id := r.PathValue("id")
	h.results.mu.Lock()
	defer h.results.mu.Unlock()
	if kept := h.results.byID[id]; kept != nil {
		return kept.Answer, nil
	}
	if len(id) != idLength || strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return ask.Answer{}, &refusal{http.StatusNotFound, "id", "there never was a result of that ID"}
	}
	return ask.Answer{}, &refusal{http.StatusGone, "id", "that result is no longer kept: ask the question again"}
}
