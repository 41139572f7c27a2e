package segment

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/store"
)

// UnmarshalJSON reads what MarshalJSON writes, strictly: an unknown, repeated or wrong-case field, null, trailing bytes, a newer version, a predicate that is
// none or several, and whatever Check refuses, are errors that name the field. Each is ErrInvalid, and where the form is wrong the error of package strict
// that says how. On an error the segment is left as it was. (json.Unmarshal reports what is no JSON at all by itself, before this is called.)
func (s *Segment) UnmarshalJSON(data []byte) error {
	var read Segment
	err := strict.Object(data, "segment",
		strict.Version(1),
		strict.Field{Name: "name", Into: &read.Name},
		strict.Field{Name: "where", Into: strict.One(&read.Where, decode)},
	)
	if err != nil {
		return strict.Also(err, ErrInvalid)
	}
	if err := read.Check(); err != nil {
		var f *FieldError
		if errors.As(err, &f) {
			return &strict.Error{What: "segment", Path: f.Field, Err: misread{f.Err}} // a decoder around this one puts its own path in front
		}
		return err
	}
	*s = read
	return nil
}

// kinds are the fields of which a predicate has exactly one: it says which predicate it is.
func kinds() []string {
	return []string{"all", "any", "not", "attribute", "tag", "tags_any", "tags_all", "did", "first", "last", "segment"}
}

// decode reads one predicate.
func decode(data []byte) (Predicate, error) {
	names, err := strict.Names(data, "predicate")
	if err != nil {
		return nil, err
	}
	kind := ""
	for _, name := range names {
		if !slices.Contains(kinds(), name) {
			continue
		}
		if kind != "" {
			return nil, &strict.Error{What: "predicate", Err: fmt.Errorf("%w: both %q and %s", strict.ErrType, kind, strict.Quote(name))}
		}
		kind = name
	}
	switch kind {
	case "all":
		var list All
		return decoded(data, &list, strict.Field{Name: kind, Into: strict.Each((*[]Predicate)(&list), decode)})
	case "any":
		var list Any
		return decoded(data, &list, strict.Field{Name: kind, Into: strict.Each((*[]Predicate)(&list), decode)})
	case "not":
		var not Not
		return decoded(data, &not, strict.Field{Name: kind, Into: strict.One(&not.Of, decode)})
	case "attribute":
		var a Attribute
		return decoded(data, &a,
			strict.Field{Name: kind, Into: &a.Name},
			strict.Field{Name: "op", Into: &a.Test.Op, Required: true},
			strict.Field{Name: "values", Into: &a.Test.Args},
			strict.Field{Name: "fold", Into: &a.Test.Fold},
		)
	case "tag":
		var tag Tag
		return decoded(data, &tag, strict.Field{Name: kind, Into: &tag})
	case "tags_any":
		var tags TaggedAny
		return decoded(data, &tags, strict.Field{Name: kind, Into: &tags})
	case "tags_all":
		var tags TaggedAll
		return decoded(data, &tags, strict.Field{Name: kind, Into: &tags})
	case "did":
		var d Did
		return decoded(data, &d,
			strict.Field{Name: kind, Into: &d.Event},
			strict.Field{Name: "count", Into: &d.Count},
			strict.Field{Name: "days", Into: &d.Days},
			strict.Field{Name: "in", Into: &d.In},
			strict.Field{Name: "near", Into: &d.Near},
		)
	case "first":
		var first First
		return decoded(data, &first, edge(kind, &first.Event, &first.In)...)
	case "last":
		var last Last
		return decoded(data, &last, edge(kind, &last.Event, &last.In)...)
	case "segment":
		var saved Saved
		return decoded(data, &saved, strict.Field{Name: kind, Into: &saved})
	}
	return nil, unknown(names)
}

// decoded fills a predicate in by its fields.
func decoded[P Predicate](data []byte, p *P, fields ...strict.Field) (Predicate, error) {
	if err := strict.Object(data, "predicate", fields...); err != nil {
		return nil, err
	}
	return *p, nil
}

func edge(kind string, event *store.Selector, in *store.Timeframe) []strict.Field {
	return []strict.Field{{Name: kind, Into: event}, {Name: "in", Into: in}}
}

// unknown says what is missing, and which field was probably meant.
func unknown(names []string) error {
	for _, name := range names {
		if kind := strict.Meant(name, kinds()); kind != "" {
			return &strict.Error{What: "predicate", Err: fmt.Errorf("%w %s (did you mean %q?)", strict.ErrUnknown, strict.Quote(name), kind)}
		}
	}
	return &strict.Error{What: "predicate", Err: fmt.Errorf("%w: one of %s", strict.ErrMissing, strings.Join(kinds(), ", "))}
}

// misread is an ErrInvalid that speaks of nothing else than err.
type misread struct{ err error }

func (e misread) Error() string   { return e.err.Error() }
func (e misread) Unwrap() []error { return []error{ErrInvalid, e.err} }
