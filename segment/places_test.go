package segment_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// What a view has against a definition names the place in the definition as it was written, also where saved segments are between.
func TestErrorsOfAViewNameThePlace(t *testing.T) {
	s := empty(t)
	require.NoError(t, s.DeclareProperty("length", value.Int))
	long := store.On("Play", store.If("length", value.Contains("3")))
	require.NoError(t, segment.Save(s, segment.Segment{Name: "Adults", Where: segment.Not{Of: segment.Attr("age", value.Contains("1"))}}))
	require.NoError(t, segment.Save(s, segment.Segment{Name: "Users", Where: segment.Any{segment.Tag("x"), segment.Saved("Adults")}}))
	require.NoError(t, s.DeclareAttribute("age", people.Declaration{Kind: value.Int}), "after the segment was saved")
	v := s.View()
	contains := `attribute "age": "contains" tests a text or a list of texts, not an integer`
	for name, c := range map[string]struct {
		where segment.Predicate
		is    error
		field string
		says  string
	}{
		"no saved segment":    {segment.Any{segment.Tag("x"), segment.Saved("Fans")}, segment.ErrNoSegment, "where.any[1].segment", `no saved segment "Fans"`},
		"a type":              {segment.All{segment.Attr("age", value.Contains("1"))}, value.ErrKind, "where.all[0]", contains},
		"a type, saved":       {segment.All{segment.Saved("Adults")}, value.ErrKind, "where.all[0].segment", `in saved segment "Adults": where.not: ` + contains},
		"a type, saved twice": {segment.Saved("Users"), value.ErrKind, "where.segment", `in saved segment "Users": where.any[1].segment: in saved segment "Adults": where.not: ` + contains},
		"near a number": {
			segment.Did{Event: store.On("Play"), Near: segment.WithinAfter(1, "age")}, value.ErrKind, "where.near",
			`attribute "age": near asks for a date-time, declared is integer`,
		},
		"a property": {
			segment.Not{Of: segment.First{Event: long}}, value.ErrKind, "where.not.first.where",
			`property "length": "contains" tests a text or a list of texts, not an integer`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			seg := segment.Segment{Name: "Some", Where: c.where}
			_, checked := seg.CheckOn(v)
			_, evaluated := segment.Evaluate(context.Background(), v, segment.Segment{}, seg)
			for i, err := range []error{checked, evaluated} {
				var f *segment.FieldError
				require.ErrorAs(t, err, &f)
				require.ErrorIs(t, err, c.is)
				require.Equal(t, c.is != segment.ErrNoSegment, errors.Is(err, segment.ErrInvalid))
				require.EqualError(t, err, `segment "Some": `+c.field+": "+c.says)
				require.Equal(t, segment.FieldError{Index: i, Segment: "Some", Field: c.field, Err: f.Err}, *f)
			}
			_, err := segment.Segment{Where: c.where}.CheckOn(v)
			require.EqualError(t, err, "segment: "+c.field+": "+c.says, "one without a name is not called \"\"")
		})
	}
}
