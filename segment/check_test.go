package segment_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func TestCheck(t *testing.T) {
	play := store.On("Play")
	long := strings.Repeat("x", store.MaxNameBytes+1)
	nots := func(n int) segment.Predicate {
		var p segment.Predicate = segment.Tag("a")
		for range n {
			p = segment.Not{Of: p}
		}
		return p
	}
	tags := func(n int) segment.All {
		all := make(segment.All, n)
		for i := range all {
			all[i] = segment.Tag("a")
		}
		return all
	}
	loop := segment.All{nil}
	loop[0] = loop
	twice := segment.Any{nil, nil}
	twice[0], twice[1] = twice, twice

	for name, c := range map[string]struct {
		where segment.Predicate
		field string // "": it is fine
		says  string
	}{
		"nothing":                     {nil, "", ""},
		"empty lists":                 {segment.Any{segment.All{}}, "", ""},
		"a typed nil list":            {segment.All(nil), "", ""},
		"nil within":                  {segment.All{segment.Tag("a"), nil}, "where.all[1]", "no predicate"},
		"not of nothing":              {segment.Not{}, "where.not", "no predicate"},
		"a pointer":                   {&segment.Did{Event: play}, "where", "*segment.Did"},
		"zero test":                   {segment.Attribute{Name: "age"}, "where", `attribute "age"`},
		"attribute without name":      {segment.Attr("", value.Is(1)), "where.attribute", "empty name"},
		"not UTF-8":                   {segment.Any{segment.Tag("\xff")}, "where.any[0].tag", "UTF-8"},
		"a long name":                 {segment.Tag(long), "where.tag", "512"},
		"no tags":                     {segment.TaggedAny{}, "where.tags_any", "no names"},
		"an empty tag":                {segment.TaggedAll{"a", ""}, "where.tags_all[1]", "empty name"},
		"an empty saved name":         {segment.Saved(""), "where.segment", "empty name"},
		"an empty event":              {segment.Not{Of: segment.First{Event: store.On("")}}, "where.not.first.event", "empty"},
		"a condition within":          {segment.Last{Event: store.On("a", store.If("", value.Is(1)))}, "where.last.where.property", "empty"},
		"a timeframe of two":          {segment.Did{Event: play, In: store.Timeframe{LastDays: 2, Week: "this"}}, "where.in", ""},
		"negative last days":          {segment.Did{Event: play, In: store.LastDays(-1)}, "where.in.last_days", "-1"},
		"count of zero and more":      {segment.Did{Event: play, Count: value.AtLeast(0), Days: value.In(0, 7)}, "", ""},
		"count of text":               {segment.Did{Event: play, Count: value.Is("3")}, "where.count", "not an integer"},
		"count of a float":            {segment.Did{Event: play, Count: value.AtLeast(3.0)}, "where.count", "not an integer"},
		"negative count":              {segment.Did{Event: play, Count: value.AtLeast(-1)}, "where.count", "-1 is negative"},
		"count that exists":           {segment.Did{Event: play, Count: value.Exists()}, "where.count", "does not compare"},
		"count in the last days":      {segment.Did{Event: play, Days: value.LastDays(3)}, "where.days", "does not compare"},
		"count without number":        {segment.Did{Event: play, Count: value.Test{Op: value.OpIs}}, "where.count", ""},
		"near no attribute":           {segment.Did{Event: play, Near: segment.WithinAfter(1, "")}, "where.near.attribute", "empty name"},
		"near negative days":          {segment.Did{Event: play, Near: segment.WithinAround(-1, "a")}, "where.near.days", "-1"},
		"near too many days":          {segment.Did{Event: play, Near: segment.WithinAround(36_501, "a")}, "where.near.days", "36501"},
		"near no side":                {segment.Did{Event: play, Near: &segment.Near{Attribute: "a", Days: 1}}, "where.near.side", `""`},
		"as deep as JSON may be":      {nots(30), "", ""},
		"deeper than JSON may be":     {nots(31), ".", "32"},
		"far too deep":                {nots(1000), ".", "32"},
		"as many as JSON may have":    {tags(497), "", ""},
		"more than JSON may have":     {tags(498), ".", "1000"},
		"far too many":                {tags(100_000), ".", "1000"},
		"a list that holds itself":    {loop, ".", "32"},
		"one that holds itself twice": {twice, ".", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := segment.Segment{Name: "Some", Where: c.where}
			err := s.Check()
			if c.field == "" {
				require.NoError(t, err)
				data, err := s.MarshalJSON()
				require.NoError(t, err)
				require.NoError(t, new(segment.Segment).UnmarshalJSON(data), "what passes can be read back")
				return
			}
			require.ErrorIs(t, err, segment.ErrInvalid)
			require.ErrorContains(t, err, c.says)
			var f *segment.FieldError
			require.ErrorAs(t, err, &f)
			require.Equal(t, "Some", f.Segment)
			require.NotContains(t, err.Error(), "store:", "one path, not the parts' own")
			if c.field == "." {
				require.ErrorIs(t, err, segment.ErrTooLarge)
			} else {
				require.Equal(t, c.field, f.Field)
			}
			_, err = s.MarshalJSON()
			require.ErrorIs(t, err, segment.ErrInvalid, "nor is it written")
		})
	}
	require.ErrorIs(t, segment.Segment{Name: "\xff"}.Check(), segment.ErrInvalid)
	require.ErrorIs(t, segment.Segment{Name: long}.Check(), segment.ErrInvalid)
}

// TestWhatPassesReadsBack nests and repeats the parts that make most JSON, up to the limits and past them.
func TestWhatPassesReadsBack(t *testing.T) {
	parts := map[string]segment.Predicate{
		"full": segment.Did{Event: store.OnAny([]string{"a", "b"}), Count: value.Between(1, 2), Days: value.In(1, 2, 3), Near: segment.WithinAfter(1, "a"),
			In: store.Timeframe{From: value.NewDate(2026, 1, 2), To: value.NewDate(2026, 1, 3)}},
		"dates": segment.Attr("a", value.In(value.NewDate(2026, 1, 2), value.NewDate(2026, 1, 3))),
		"texts": segment.Attr("a", value.Test{Op: value.OpIn, Args: value.In("a", "b").Args, Fold: true}),
		"tags":  segment.TaggedAll{"a", "b", "c"},
		"where": segment.First{Event: store.On("a", store.All{store.If("b", value.In(1, 2)), store.Any{store.Not{Of: store.If("b", value.Exists())}}})},
	}
	passed, refused := 0, 0
	for name, part := range parts {
		for depth := range 20 {
			for _, n := range []int{1, 2, 10, 30, 40, 50, 55, 60, 62, 63, 70, 100, 200} {
				where := segment.Predicate(segment.All(slices.Repeat([]segment.Predicate{part}, n)))
				for range depth {
					where = segment.Any{where}
				}
				s := segment.Segment{Name: "Some", Where: where}
				err := s.Check()
				if err != nil {
					require.ErrorIs(t, err, segment.ErrTooLarge)
					refused++
					continue
				}
				passed++
				data, err := s.MarshalJSON()
				require.NoError(t, err)
				require.NoError(t, new(segment.Segment).UnmarshalJSON(data), "%d times %s at depth %d", n, name, depth)
			}
		}
	}
	require.Greater(t, passed, 100)
	require.Greater(t, refused, 100)
}

func ExampleSegment_Check() {
	s := segment.Segment{Name: "Fans", Where: segment.All{
		segment.Tag("vip"),
		segment.Did{Event: store.On("Song Played"), Count: value.AtLeast("three")},
	}}
	fmt.Println(s.Check())
	// Output:
	// segment "Fans": where.all[1].count: text three is not an integer
}
