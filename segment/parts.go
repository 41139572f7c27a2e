package segment

import (
	"fmt"
	"iter"
)

// parts are a predicate and all that it holds, from the outside in.
func parts(p Predicate) iter.Seq[Predicate] {
	return func(yield func(Predicate) bool) {
		for part := range places(p) {
			if !yield(part) {
				return
			}
		}
	}
}

// places are the parts of a segment's predicate with their fields, as JSON spells them: "where.all[1].not".
func places(p Predicate) iter.Seq2[Predicate, string] {
	return func(yield func(Predicate, string) bool) { walk(p, "where", yield) }
}

func walk(p Predicate, field string, yield func(Predicate, string) bool) bool {
	if p == nil {
		return true
	}
	if !yield(p, field) {
		return false
	}
	var inner []Predicate
	switch p := p.(type) {
	case All:
		inner, field = p, field+".all"
	case Any:
		inner, field = p, field+".any"
	case Not:
		return walk(p.Of, field+".not", yield)
	}
	for i, q := range inner {
		if !walk(q, fmt.Sprintf("%s[%d]", field, i), yield) {
			return false
		}
	}
	return true
}
