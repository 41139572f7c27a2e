package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/footfall-go/footfall/people/strict"
)

// parameters are what stands behind the question mark of an address: each at most once, and none that nobody asks for, so that a misspelt one is
// not silently without effect.
type parameters map[string]string

func readParameters(r *http.Request, known ...string) (parameters, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, "", "the address cannot be read: " + err.Error()}
	}
	p := parameters{}
	for name, given := range values {
		if !slices.Contains(known, name) {
			message := "there is no such parameter"
			if meant := strict.Meant(name, known); meant != "" {
				message += fmt.Sprintf(" (did you mean %q?)", meant)
			}
			return nil, &refusal{http.StatusBadRequest, name, message}
		}
		if len(given) > 1 {
			return nil, &refusal{http.StatusBadRequest, name, "it is given twice"}
		}
		p[name] = given[0]
	}
	return p, nil
}

func (p parameters) has(name string) bool {
	_, has := p[name]
	return has
}

// whole is a parameter that is a whole number, absent where it is not there.
func (p parameters) whole(name string, absent, low, high int) (int, error) {
	if !p.has(name) {
		return absent, nil
	}
	n, err := strconv.Atoi(p[name])
	if err != nil || n < low || n > high {
		return 0, &refusal{http.StatusBadRequest, name, fmt.Sprintf("%q is no whole number from %d to %d", p[name], low, high)}
	}
	return n, nil
}

// oneOf is a parameter that is one of some words, the first where it is not there.
func oneOf[T ~string](p parameters, name string, words ...T) (T, error) {
	if !p.has(name) {
		return words[0], nil
	}
	if word := T(p[name]); slices.Contains(words, word) {
		return word, nil
	}
	return "", &refusal{http.StatusBadRequest, name, fmt.Sprintf("%q is none of %q", p[name], words)}
}
