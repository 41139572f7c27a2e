package segment_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// whole has every predicate and every field; its JSON is the one that the package comment shows.
func whole() (segment.Segment, string) {
	s := segment.Segment{Name: "Fans", Where: segment.All{
		segment.Attr("country", value.In("HR", "SI")),
		segment.Attr("city", value.Contains("zag").Folded()),
		segment.Any{segment.Tag("vip"), segment.TaggedAny{"beta", "alpha"}, segment.TaggedAll{"paid", "active"}},
		segment.Not{Of: segment.Saved("Staff")},
		segment.Did{
			Event: store.On("Song Played", store.If("genre", value.Is("rock"))),
			Count: value.AtLeast(3), Days: value.AtLeast(2), In: store.Last30Days(), Near: segment.WithinAfter(7, "registered"),
		},
		segment.Did{Event: store.On("Refund"), Count: value.Is(0)},
		segment.First{Event: store.OnEvery(), In: store.Dates(value.NewDate(2026, time.May, 1), value.NewDate(2026, time.May, 31))},
		segment.Last{Event: store.OnAny([]string{"Login", "Song Played"})},
	}}
	return s, `{"version":1,"name":"Fans","where":{"all":[
		{"attribute":"country","op":"in","values":["HR","SI"]},
		{"attribute":"city","op":"contains","values":["zag"],"fold":true},
		{"any":[{"tag":"vip"},{"tags_any":["beta","alpha"]},{"tags_all":["paid","active"]}]},
		{"not":{"segment":"Staff"}},
		{"did":{"event":"Song Played","where":{"property":"genre","op":"is","values":["rock"]}},"count":{"op":">=","values":[3]},
		 "days":{"op":">=","values":[2]},"in":{"last_days":30},"near":{"attribute":"registered","days":7,"side":"after"}},
		{"did":{"event":"Refund"},"count":{"op":"is","values":[0]}},
		{"first":{},"in":{"from":"2026-05-01","to":"2026-05-31"}},
		{"last":{"events":["Login","Song Played"]}}
	]}}`
}

func TestJSON(t *testing.T) {
	s, text := whole()
	data, err := json.Marshal(s)
	require.NoError(t, err)
	require.JSONEq(t, text, string(data))

	plain, err := s.MarshalJSON()
	require.NoError(t, err)
	require.Contains(t, string(plain), `"op":">="`, "operators stay readable")
	require.True(t, strings.HasPrefix(string(plain), `{"version":1,"name":"Fans","where":{"all":[{"attribute":`), "the order is fixed")

	var read segment.Segment
	require.NoError(t, json.Unmarshal([]byte(text), &read))
	require.Equal(t, s, read)

	read = segment.Segment{}
	require.NoError(t, json.Unmarshal([]byte(`{}`), &read))
	require.Equal(t, segment.Segment{}, read, "everyone")
	data, err = json.Marshal(segment.Segment{})
	require.NoError(t, err)
	require.JSONEq(t, `{"version":1}`, string(data))
}

// What is written reads back as the same definition: it writes the same bytes, and judges people alike.
func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := segment.Segment{Name: rapid.String().Draw(t, "name"), Where: aPredicate(3).Draw(t, "where")}
		data, err := json.Marshal(s)
		require.NoError(t, err)
		var read segment.Segment
		require.NoError(t, json.Unmarshal(data, &read))
		again, err := json.Marshal(read)
		require.NoError(t, err)
		require.Equal(t, string(data), string(again))
		require.Equal(t, s.Name, read.Name)
		require.Equal(t, s.String(), read.String())
		f := aFrame().Draw(t, "frame")
		for _, who := range aCrowd(1, 3).Draw(t, "crowd") {
			require.Equal(t, segment.Match(s.Where, who.attributes, who.tags, who.log, f), segment.Match(read.Where, who.attributes, who.tags, who.log, f))
		}
	})
}

func TestJSONIsStrict(t *testing.T) {
	deep := strings.Repeat(`{"not":`, 40) + `{"tag":"a"}` + strings.Repeat(`}`, 40)
	many := `{"all":[` + strings.Repeat(`{"tag":"a"},`, 600) + `{"tag":"a"}]}`
	for name, c := range map[string]struct {
		where string // a predicate, or with a leading space the whole
		is    error
		says  string
	}{
		"unknown field":         {` {"wheer":{}}`, strict.ErrUnknown, `"wheer"`},
		"wrong case":            {` {"Where":{}}`, strict.ErrUnknown, `did you mean "where"`},
		"repeated field":        {` {"name":"a","name":"b"}`, strict.ErrRepeated, "name"},
		"null":                  {` {"where":null}`, strict.ErrNull, "where"},
		"a newer version":       {` {"version":2}`, strict.ErrVersion, "2"},
		"trailing bytes":        {` {} {}`, strict.ErrSyntax, ""},
		"a list":                {` []`, strict.ErrType, "object"},
		"cut short":             {` {"where":{"tag":"a"}`, strict.ErrSyntax, ""},
		"no predicate":          {`{}`, strict.ErrMissing, "tags_any"},
		"two predicates":        {`{"tag":"a","segment":"b"}`, strict.ErrType, `both "tag" and "segment"`},
		"kind in wrong case":    {`{"Tag":"a"}`, strict.ErrUnknown, `did you mean "tag"`},
		"a kind misspelt":       {`{"atribute":"c","op":"is","values":["HR"]}`, strict.ErrUnknown, `where: unknown field "atribute" (did you mean "attribute"?)`},
		"a field of another":    {`{"tag":"a","op":"is"}`, strict.ErrUnknown, `"op"`},
		"null within":           {`{"all":[{"tag":"a"},null]}`, strict.ErrNull, "all[1]"},
		"no operator":           {`{"attribute":"a","values":[1]}`, strict.ErrMissing, "op"},
		"unknown operator":      {`{"attribute":"a","op":"equals","values":[1]}`, segment.ErrInvalid, "equals"},
		"too few values":        {`{"attribute":"a","op":"between","values":[1]}`, segment.ErrInvalid, "between"},
		"an unknown value type": {`{"attribute":"a","op":"is","values":[{"money":1}]}`, strict.ErrUnknown, "where.values[0]"},
		"tags of a number":      {`{"tags_any":[1]}`, strict.ErrType, "tags_any[0]"},
		"no tags":               {`{"tags_all":[]}`, segment.ErrInvalid, "tags_all"},
		"an empty name":         {`{"segment":""}`, segment.ErrInvalid, "where.segment"},
		"count of text":         {`{"did":{"event":"a"},"count":{"op":"is","values":["b"]}}`, segment.ErrInvalid, "where.count"},
		"near without side":     {`{"did":{"event":"a"},"near":{"attribute":"b","days":1}}`, strict.ErrMissing, "side"},
		"near with two sides":   {`{"did":{"event":"a"},"near":{"attribute":"b","days":1,"side":"both"}}`, segment.ErrInvalid, "where.near.side"},
		"near in half days":     {`{"did":{"event":"a"},"near":{"attribute":"b","days":1.5,"side":"after"}}`, strict.ErrType, "days"},
		"a count of a first":    {`{"first":{"event":"a"},"count":{"op":"is","values":[1]}}`, strict.ErrUnknown, "count"},
		"an empty event name":   {`{"any":[{"tag":"a"},{"did":{"event":""}}]}`, store.ErrInvalid, "where.any[1].did"},
		"two timeframes":        {`{"did":{"event":"a"},"in":{"last_days":3,"week":"this"}}`, store.ErrInvalid, "where.in"},
		"too deep":              {deep, strict.ErrDepth, ""},
		"too many":              {many, strict.ErrNodes, ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.TrimPrefix(c.where, " ")
			if text == c.where {
				text = `{"where":` + text + `}`
			}
			kept := segment.Segment{Name: "kept"}
			err := kept.UnmarshalJSON([]byte(text))
			require.ErrorIs(t, err, c.is)
			require.ErrorIs(t, err, segment.ErrInvalid)
			require.ErrorContains(t, err, c.says)
			require.ErrorContains(t, err, "segment")
			require.Equal(t, segment.Segment{Name: "kept"}, kept, "untouched on an error")
		})
	}
}

// Whatever reads, writes what reads back the same.
func FuzzUnmarshal(f *testing.F) {
	_, text := whole()
	f.Add([]byte(text))
	f.Add([]byte(`{"where":{"not":{"attribute":"a","op":"between","values":[{"date":"2026-05-03"},{"time":"2026-05-03T10:00:00Z"}]}}}`))
	f.Add([]byte(`{"where":{"did":{"where":{"any":[]}},"count":{"op":"not in","values":[0,1]},"in":{"since":"2026-05-03T10:00:00Z"}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s segment.Segment
		if err := s.UnmarshalJSON(data); err != nil {
			require.Equal(t, segment.Segment{}, s)
			return
		}
		require.NoError(t, s.Check())
		require.NotEmpty(t, s.String())
		written, err := s.MarshalJSON()
		require.NoError(t, err)
		var again segment.Segment
		require.NoError(t, again.UnmarshalJSON(written))
		rewritten, err := again.MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, string(written), string(rewritten))
	})
}

func ExampleSegment_UnmarshalJSON() {
	var s segment.Segment
	err := json.Unmarshal([]byte(`{"name":"Fans","where":{"all":[
		{"attribute":"country","op":"in","values":["HR","SI"]},
		{"did":{"event":"Song Played"},"count":{"op":">=","values":[3]},"in":{"last_days":30}}]}}`), &s)
	fmt.Println(s, err)
	err = json.Unmarshal([]byte(`{"where":{"any":[{"tag":"staff"},{"did":{"event":"Song Played"},"count":{"op":">=","values":["three"]}}]}}`), &s)
	fmt.Println(err)
	// Output:
	// country is one of HR, SI and did Song Played at least 3 times in the last 30 days <nil>
	// segment: where.any[1].count: text three is not an integer
}
