package segment_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// What one segment looks up among few, another that is asked with it needs for others, or for everyone.
func TestNarrowedForSeveral(t *testing.T) {
	s := empty(t)
	noon := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	for id, country := range map[string]string{"ana": "HR", "bea": "AT", "eva": "SI", "ivo": "SI", "jan": "SI", "una": "SI"} {
		require.NoError(t, s.SetAttributes(id, people.Attributes{"country": value.Of(country)}))
		_, err := s.Append(store.Event{Person: id, Name: "play", Time: noon, Properties: []store.Property{store.Prop("genre", "rock")}})
		require.NoError(t, err)
	}
	first := segment.First{Event: store.On("play", store.If("genre", value.Is("rock")))}
	from := func(country string, p segment.Predicate) segment.Predicate {
		return segment.All{segment.Attr("country", value.Is(country)), p}
	}
	all := []string{"ana", "bea", "eva", "ivo", "jan", "una"}
	for name, c := range map[string]struct {
		where []segment.Predicate
		want  [][]string
	}{
		"one":                {[]segment.Predicate{from("HR", first)}, [][]string{{"ana"}}},
		"two":                {[]segment.Predicate{from("HR", first), from("AT", first)}, [][]string{{"ana"}, {"bea"}}},
		"then everyone":      {[]segment.Predicate{from("HR", first), first}, [][]string{{"ana"}, all}},
		"everyone before":    {[]segment.Predicate{first, from("HR", first)}, [][]string{all, {"ana"}}},
		"everyone in an any": {[]segment.Predicate{from("HR", first), segment.Any{first, segment.Tag("vip")}}, [][]string{{"ana"}, all}},
		"negated":            {[]segment.Predicate{from("HR", segment.Not{Of: first}), from("AT", segment.Any{first, segment.Tag("vip")})}, [][]string{nil, {"bea"}}},
		"nobody":             {[]segment.Predicate{from("IT", first)}, [][]string{nil}},
	} {
		t.Run(name, func(t *testing.T) {
			var segs []segment.Segment
			for _, p := range c.where {
				segs = append(segs, segment.Segment{Where: p})
			}
			found, err := segment.Evaluate(context.Background(), s.View(), segs...)
			require.NoError(t, err)
			for i, want := range c.want {
				require.Equal(t, want, ids(found[i].People))
			}
		})
	}
}

// Segments that share their parts, asked together, alone and within each other: what is looked up among few for one is not for another. The parts come
// from a short list, so that they meet; what asks for events needs the log.
func TestNarrowedIsNaive(t *testing.T) {
	rock := store.On("play", store.If("genre", value.Is("rock")))
	asking := []segment.Predicate{
		segment.First{Event: rock, In: store.LastDays(3)},
		segment.Did{Event: store.On("play"), Count: value.AtMost(1), Near: segment.WithinAround(2, "registered")},
		segment.Did{Event: store.OnEvery(), Count: value.AtLeast(3)},
		segment.Did{Event: rock, Count: value.AtLeast(2)},
	}
	still := []segment.Predicate{
		segment.Attr("country", value.Is("HR")), segment.Attr("age", value.AtLeast(18)), segment.Tag("staff"), segment.Not{Of: segment.Tag("beta")},
		segment.Any{segment.Tag("vip"), segment.Attr("country", value.Is("SI"))}, segment.Tag("nobody has this"),
	}
	var part func(depth int) *rapid.Generator[segment.Predicate]
	part = func(depth int) *rapid.Generator[segment.Predicate] {
		return rapid.Custom(func(t *rapid.T) segment.Predicate {
			kinds := []string{"asking", "asking", "still"}
			if depth > 0 {
				kinds = append(kinds, "all", "any", "not")
			}
			switch rapid.SampledFrom(kinds).Draw(t, "part") {
			case "asking":
				return rapid.SampledFrom(asking).Draw(t, "asks for events")
			case "still":
				return rapid.SampledFrom(still).Draw(t, "asks for none")
			case "any":
				return segment.Any(rapid.SliceOfN(part(depth-1), 1, 3).Draw(t, "any of"))
			case "not":
				return segment.Not{Of: part(depth-1).Draw(t, "not")}
			}
			return segment.All(rapid.SliceOfN(part(depth-1), 1, 3).Draw(t, "all of"))
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		crowd := aCrowd(1, 8).Draw(t, "crowd")
		f := value.Frame{Clock: anInstant().Draw(t, "clock"), Location: time.UTC}
		v := fill(t, crowd, time.UTC).View().At(f.Clock)
		var segs []segment.Segment
		for range rapid.IntRange(1, 4).Draw(t, "segments") {
			where := part(2).Draw(t, "where")
			if rapid.Bool().Draw(t, "as an all") {
				where = append(segment.All{where}, rapid.SliceOfN(part(1), 1, 3).Draw(t, "and")...)
			}
			segs = append(segs, segment.Segment{Where: where})
		}
		found, err := segment.Evaluate(context.Background(), v, segs...)
		require.NoError(t, err)
		for i, seg := range segs {
			var want []string
			for _, who := range crowd {
				if (naive{f.Clock, f.Location, time.Monday}).meets(seg.Where, who) {
					want = append(want, who.id)
				}
			}
			slices.Sort(want)
			require.Equal(t, want, ids(found[i].People), "%v", seg)
		}
	})
}
