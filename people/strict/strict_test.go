package strict_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/strict"
)

// thing has a field of every sort that Into takes.
type thing struct {
	Text  string
	Int   int
	Small int8
	Num   float64
	Yes   bool
	Time  time.Time
	Steps []step
	Lists [][]string
	Named map[string]step
	Maybe *int
	Plain plain
	Any   shape
	Many  []shape
}

type plain struct {
	Embedded
	Name     string `json:"name"`
	Optional int    `json:"optional,omitzero"`
	Skipped  int    `json:"-"`
	hidden   int
}

type Embedded struct {
	Inner int `json:"inner"`
}

func (t *thing) UnmarshalJSON(data []byte) error {
	var fresh thing
	if err := strict.Object(data, "thing",
		strict.Version(1),
		strict.Field{Name: "text", Into: &fresh.Text},
		strict.Field{Name: "int", Into: &fresh.Int},
		strict.Field{Name: "small", Into: &fresh.Small},
		strict.Field{Name: "num", Into: &fresh.Num},
		strict.Field{Name: "yes", Into: &fresh.Yes},
		strict.Field{Name: "time", Into: &fresh.Time},
		strict.Field{Name: "steps", Into: &fresh.Steps},
		strict.Field{Name: "lists", Into: &fresh.Lists},
		strict.Field{Name: "named", Into: &fresh.Named},
		strict.Field{Name: "maybe", Into: &fresh.Maybe},
		strict.Field{Name: "plain", Into: &fresh.Plain},
		strict.Field{Name: "any_one", Into: strict.One(&fresh.Any, decodeShape)},
		strict.Field{Name: "many", Into: strict.Each(&fresh.Many, decodeShape)},
	); err != nil {
		return err
	}
	*t = fresh
	return nil
}

const whole = ` {"version":1, "text":"caf\u00e9 \ud83d\ude00 \\ \" / é", "int":-12, "small":127, "num":-1.5e+3, "yes":true, "time":"2026-05-03T10:00:00Z",
	"steps":[{"event":"a"},{"event":"b","times":2}], "lists":[["a"],[],["b","c"]], "named":{"x.y":{"event":"c"},"":{"event":"d"}}, "maybe":0,
	"plain":{"name":"n","inner":3}, "any_one":{"side":2}, "many":[{"side":1},{"width":2,"height":3}]}
	`

func TestObjectDecodesEverySortOfField(t *testing.T) {
	var got thing
	require.NoError(t, got.UnmarshalJSON([]byte(whole)))
	zero := 0
	require.Equal(t, thing{
		Text: `café 😀 \ " / é`, Int: -12, Small: 127, Num: -1500, Yes: true, Time: time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC),
		Steps: []step{{"a", 0}, {"b", 2}}, Lists: [][]string{{"a"}, {}, {"b", "c"}},
		Named: map[string]step{"x.y": {"c", 0}, "": {"d", 0}}, Maybe: &zero,
		Plain: plain{Name: "n", Embedded: Embedded{3}}, Any: square{2}, Many: []shape{square{1}, oblong{2, 3}},
	}, got)
	require.Zero(t, got.Plain.hidden)

	var throughJSON thing
	require.NoError(t, json.Unmarshal([]byte(whole), &throughJSON))
	require.Equal(t, got, throughJSON)

	var empty thing
	require.NoError(t, empty.UnmarshalJSON([]byte(`{}`)))
	require.Equal(t, thing{}, empty)
}

func TestObjectRefuses(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, c := range []struct {
		name, data string
		is         error
		message    string
	}{
		{"nothing", ``, strict.ErrSyntax, `thing: not valid JSON: want a value, have the end at byte 0`},
		{"space only", " \n", strict.ErrSyntax, `thing: not valid JSON: want a value, have the end at byte 2`},
		{"a list", `[]`, strict.ErrType, `thing: wrong type: want an object, have a list`},
		{"a text", `"x"`, strict.ErrType, `thing: wrong type: want an object, have the text "x"`},
		{"a number", `12`, strict.ErrType, `thing: wrong type: want an object, have 12`},
		{"null", `null`, strict.ErrNull, `thing: null is not allowed`},
		{"a null field", `{"text":null}`, strict.ErrNull, `thing: text: null is not allowed`},
		{"a deep null", `{"steps":[{},{"x":[1,null]}]}`, strict.ErrNull, `thing: steps[1].x[1]: null is not allowed`},
		{"trailing bytes", `{} x`, strict.ErrSyntax, `thing: not valid JSON: the value is followed by 'x' at byte 3`},
		{"two objects", `{}{}`, strict.ErrSyntax, `thing: not valid JSON: the value is followed by '{' at byte 2`},
		{"unknown name", `{"colour":"a"}`, strict.ErrUnknown, `thing: unknown field "colour" (known: version, text, int, small, num, yes, time, steps, lists, named, maybe, plain, any_one, many)`},
		{"wrong case", `{"Text":"a"}`, strict.ErrUnknown, `thing: unknown field "Text" (did you mean "text"?)`},
		{"other word marks", `{"anyOne":{"side":1}}`, strict.ErrUnknown, `thing: unknown field "anyOne" (did you mean "any_one"?)`},
		{"repeated name", `{"text":"a","text":"a"}`, strict.ErrRepeated, `thing: repeated field "text"`},
		{"repeated by escape", `{"text":"a","\u0074ext":"a"}`, strict.ErrRepeated, `thing: repeated field "text"`},
		{"repeated deep down", `{"steps":[{"event":"a","event":"a"}]}`, strict.ErrRepeated, `thing: steps[0]: repeated field "event"`},
		{"missing within", `{"steps":[{"event":"a"},{}]}`, strict.ErrMissing, `thing: steps[1]: missing field "event"`},
		{"unknown within", `{"steps":[{"event":"a","Times":1}]}`, strict.ErrUnknown, `thing: steps[0]: unknown field "Times" (did you mean "times"?)`},
		{"text for a number", `{"int":"1"}`, strict.ErrType, `thing: int: wrong type: want an integer, have the text "1"`},
		{"fraction for an integer", `{"int":1.5}`, strict.ErrType, `thing: int: wrong type: want an integer, have 1.5`},
		{"too large", `{"small":128}`, strict.ErrType, `thing: small: wrong type: want an integer of 8 bits, have 128`},
		{"float out of range", `{"num":1e999}`, strict.ErrType, `thing: num: wrong type: want a number, have 1e999`},
		{"number for a text", `{"text":1}`, strict.ErrType, `thing: text: wrong type: want a text, have 1`},
		{"list for a text", `{"text":[]}`, strict.ErrType, `thing: text: wrong type: want a text, have a list`},
		{"text for a boolean", `{"yes":"true"}`, strict.ErrType, `thing: yes: wrong type: want true or false, have the text "true"`},
		{"object for a list", `{"steps":{}}`, strict.ErrType, `thing: steps: wrong type: want a list, have an object`},
		{"object for a list of sums", `{"many":{}}`, strict.ErrType, `thing: many: wrong type: want a list, have an object`},
		{"list in a list", `{"lists":[["a"],["b",2]]}`, strict.ErrType, `thing: lists[1][1]: wrong type: want a text, have 2`},
		{"list for a map", `{"named":[]}`, strict.ErrType, `thing: named: wrong type: want an object, have a list`},
		{"within a map", `{"named":{"a b":{"event":1}}}`, strict.ErrType, `thing: named."a b".event: wrong type: want a text, have 1`},
		{"within a struct", `{"plain":{"name":"n","inner":"x"}}`, strict.ErrType, `thing: plain.inner: wrong type: want an integer, have the text "x"`},
		{"missing in a struct", `{"plain":{"name":"n"}}`, strict.ErrMissing, `thing: plain: missing field "inner"`},
		{"unknown in a struct", `{"plain":{"name":"n","inner":1,"hidden":2}}`, strict.ErrUnknown, `thing: plain: unknown field "hidden" (known: inner, name, optional)`},
		{"wrong case in a struct", `{"plain":{"Name":"n","inner":1}}`, strict.ErrUnknown, `thing: plain: unknown field "Name" (did you mean "name"?)`},
		{"within a sum", `{"many":[{"side":1},{"width":2}]}`, strict.ErrMissing, `thing: many[1]: missing field "height"`},
		{"newer version before unknown names", `{"novel":1,"version":2}`, strict.ErrVersion, `thing: version: unknown version: 2 is newer than 1, the newest that can be read here`},
		{"version 0", `{"version":0}`, strict.ErrVersion, `thing: version: unknown version: want a version from 1 to 1, have 0`},
		{"version as text", `{"version":"1"}`, strict.ErrVersion, `thing: version: unknown version: want a version from 1 to 1, have "1"`},
		{"version as float", `{"version":1.0}`, strict.ErrVersion, `thing: version: unknown version: want a version from 1 to 1, have 1.0`},
		{"too deep", `{"x":` + deep(strict.MaxDepth) + `}`, strict.ErrDepth, "thing: x" + strings.Repeat("[0]", strict.MaxDepth-1) + ": too deeply nested: more than 32 levels"},
		{"depth bomb", strings.Repeat(`{"x":`, 1_000_000), strict.ErrDepth, "thing: " + strings.TrimSuffix(strings.Repeat("x.", strict.MaxDepth), ".") + ": too deeply nested: more than 32 levels"},
		{"too many", `{"x":[` + strings.Repeat("1,", strict.MaxNodes) + `1]}`, strict.ErrNodes, "thing: x[998]: too many values: more than 1000"},
		{"broken UTF-8", "{\"text\":\"caf\xe9\"}", strict.ErrUTF8, `thing: text: text is not valid UTF-8: byte 0xe9 at byte 12`},
		{"broken UTF-8 in a name", "{\"\xff\":1}", strict.ErrUTF8, `thing: text is not valid UTF-8: byte 0xff at byte 2`},
		{"a surrogate as bytes", "{\"text\":\"\xed\xa0\x80\"}", strict.ErrUTF8, `thing: text: text is not valid UTF-8: byte 0xed at byte 9`},
		{"high half", `{"text":"\ud83d"}`, strict.ErrUTF8, `thing: text: text is not valid UTF-8: half of a surrogate pair at byte 9`},
		{"high half and a letter", `{"text":"\ud83d\u0041"}`, strict.ErrUTF8, `thing: text: text is not valid UTF-8: half of a surrogate pair at byte 9`},
		{"low half", `{"text":"\ude00"}`, strict.ErrUTF8, `thing: text: text is not valid UTF-8: half of a surrogate pair at byte 9`},
		{"control character", "{\"text\":\"a\nb\"}", strict.ErrSyntax, `thing: text: not valid JSON: a control character has to be escaped in a text: '\n' at byte 10`},
		{"unknown escape", `{"text":"\x41"}`, strict.ErrSyntax, `thing: text: not valid JSON: an unknown escape in a text: '\\' at byte 9`},
		{"no end of text", `{"text":"a`, strict.ErrSyntax, `thing: text: not valid JSON: a text has no end: the end at byte 10`},
		{"comma at the end", `{"int":1,}`, strict.ErrSyntax, `thing: not valid JSON: want a field's name, have '}' at byte 9`},
		{"comma at a list's end", `{"lists":[1,]}`, strict.ErrSyntax, `thing: lists[1]: not valid JSON: want a value, have ']' at byte 12`},
		{"leading zero", `{"int":01}`, strict.ErrSyntax, `thing: not valid JSON: want a comma or the object's end, have '1' at byte 8`},
		{"no digit after the point", `{"num":1.}`, strict.ErrSyntax, `thing: num: not valid JSON: want a digit after the point, have '}' at byte 9`},
		{"no digit of the exponent", `{"num":1e+}`, strict.ErrSyntax, `thing: num: not valid JSON: want a digit of the exponent, have '}' at byte 10`},
		{"plus", `{"num":+1}`, strict.ErrSyntax, `thing: num: not valid JSON: want a value, have '+' at byte 7`},
		{"NaN", `{"num":NaN}`, strict.ErrSyntax, `thing: num: not valid JSON: want a value, have 'N' at byte 7`},
		{"comment", `{/**/}`, strict.ErrSyntax, `thing: not valid JSON: want a field's name, have '/' at byte 1`},
		{"bare name", `{int:1}`, strict.ErrSyntax, `thing: not valid JSON: want a field's name, have 'i' at byte 1`},
		{"byte order mark", "\ufeff{}", strict.ErrSyntax, `thing: not valid JSON: want a value, have 'ï' at byte 0`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := thing{Text: "as before"}
			err := got.UnmarshalJSON([]byte(c.data))
			require.ErrorIs(t, err, c.is)
			require.EqualError(t, err, c.message)
			require.Equal(t, thing{Text: "as before"}, got)
			var typed *strict.Error
			require.ErrorAs(t, err, &typed)
			require.Equal(t, "thing", typed.What)
		})
	}
}

func TestObjectTakesWhatIsJustWithinTheLimits(t *testing.T) {
	var list []any
	into := strict.Field{Name: "x", Into: func(data []byte) error { return json.Unmarshal(data, &list) }}
	require.NoError(t, strict.Object([]byte(`{"x":`+strings.Repeat("[", strict.MaxDepth-1)+strings.Repeat("]", strict.MaxDepth-1)+`}`), "thing", into))
	require.NoError(t, strict.Object([]byte(`{"x":[`+strings.Repeat("1,", strict.MaxNodes-3)+`1]}`), "thing", into))
	require.Len(t, list, strict.MaxNodes-2)

	long := []byte(`{"x":[` + strings.Repeat("1,", 5000) + `1]}`)
	require.ErrorIs(t, strict.Object(long, "thing", into), strict.ErrNodes)
	require.NoError(t, strict.Limits{Nodes: 6000}.Object(long, "thing", into))
	require.NoError(t, strict.Limits{Nodes: 6000}.Check(long, "thing"))
	require.ErrorIs(t, strict.Limits{Depth: 1, Nodes: 6000}.Check(long, "thing"), strict.ErrDepth)
}

func TestAnErrorOfAFieldsOwnKeepsItsTextAndIsFound(t *testing.T) {
	own := errors.New("own: no good")
	into := strict.Field{Name: "x", Into: func([]byte) error { return own }}
	err := strict.Object([]byte(`{"x":1}`), "thing", into)
	require.ErrorIs(t, err, own)
	require.EqualError(t, err, "thing: x: own: no good")

	wrapped := strict.Field{Name: "x", Into: func(data []byte) error {
		return errors.Join(own, strict.Check([]byte("null"), "inner"))
	}}
	err = strict.Object([]byte(`{"x":1}`), "thing", wrapped)
	require.ErrorIs(t, err, own)
	require.ErrorIs(t, err, strict.ErrNull)
	require.EqualError(t, err, "thing: x: own: no good\ninner: null is not allowed")
}

func TestAPlaceThatCannotBeDecodedIntoIsAnError(t *testing.T) {
	var (
		channel chan int
		number  int
		keyed   map[int]string
		missing *int
	)
	for name, into := range map[string]any{"nil": nil, "a value": number, "a channel": &channel, "keys that are no texts": &keyed, "a nil pointer": missing} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, strict.Object([]byte(`{"x":{}}`), "thing", strict.Field{Name: "x", Into: into}), strict.ErrType)
		})
	}
}

func TestNames(t *testing.T) {
	names, err := strict.Names([]byte(` {"b":{"c":1},"a":[],"\u00e9":2} `), "thing")
	require.NoError(t, err)
	require.Equal(t, []string{"b", "a", "é"}, names)

	names, err = strict.Names([]byte(`{}`), "thing")
	require.NoError(t, err)
	require.Empty(t, names)

	for data, is := range map[string]error{`[]`: strict.ErrType, `{"a":null}`: strict.ErrNull, `{"a":1,"a":1}`: strict.ErrRepeated, `{"a"}`: strict.ErrSyntax} {
		_, err := strict.Names([]byte(data), "thing")
		require.ErrorIs(t, err, is, data)
	}
}

func TestLongNamesAndValuesAreShortenedInErrors(t *testing.T) {
	long := strings.Repeat("é", 10_000)
	for _, data := range []string{`{"` + long + `":1}`, `{"int":"` + long + `"}`, `{"steps":[{"` + long + `":null}]}`, `{"version":"` + long + `"}`} {
		err := new(thing).UnmarshalJSON([]byte(data))
		require.Error(t, err)
		require.Less(t, len(err.Error()), 500)
		require.Contains(t, err.Error(), "…")
		require.True(t, json.Valid([]byte(`"`+strings.ReplaceAll(err.Error(), `"`, ``)+`"`)))
	}
}

// A decoder that is cut short or has a bit turned refuses, or reads what is JSON all the same; it never panics and never half-decodes.
func TestObjectTruncatedAndFlipped(t *testing.T) {
	data := bytes.TrimSpace([]byte(whole))
	for i := range data {
		got := thing{Text: "as before"}
		require.Error(t, got.UnmarshalJSON(data[:i]), "cut at byte %d", i)
		require.Equal(t, thing{Text: "as before"}, got)
	}
	for i := range data {
		for bit := range 8 {
			flipped := bytes.Clone(data)
			flipped[i] ^= 1 << bit
			got := thing{Text: "as before"}
			if err := got.UnmarshalJSON(flipped); err != nil {
				require.Equal(t, thing{Text: "as before"}, got)
			} else {
				require.True(t, json.Valid(flipped), "byte %d bit %d", i, bit)
			}
		}
	}
}

func TestAlsoIsBothErrorsAndKeepsThePath(t *testing.T) {
	mine := errors.New("mine")
	var one step
	err := strict.Also(one.UnmarshalJSON([]byte(`{"evnt":"A"}`)), mine)
	require.ErrorIs(t, err, mine)
	require.ErrorIs(t, err, strict.ErrUnknown)
	require.EqualError(t, err, `step: unknown field "evnt" (did you mean "event"?)`)
	require.Same(t, err, strict.Also(err, mine), "once is enough")

	var into func([]byte) error = func([]byte) error { return err }
	err = strict.Object([]byte(`{"first":{}}`), "funnel", strict.Field{Name: "first", Into: into})
	require.ErrorIs(t, err, mine)
	require.EqualError(t, err, `funnel: first: unknown field "evnt" (did you mean "event"?)`)

	other := errors.New("other")
	require.ErrorIs(t, strict.Also(other, mine), other)
	require.ErrorIs(t, strict.Also(other, mine), mine)
	require.NoError(t, strict.Also(nil, mine))
}

func TestMeant(t *testing.T) {
	known := []string{"all", "any", "attribute", "tag", "tags_any", "values", "eligible_from", "window"}
	for _, c := range []struct{ name, meant string }{
		{"atribute", "attribute"}, {"attributes", "attribute"}, {"Attribute", "attribute"}, {"attirbute", "attribute"},
		{"value", "values"}, {"windw", "window"}, {"eligibleFrom", "eligible_from"}, {"EligableFrom", "eligible_from"},
		{"tags", "tag"}, {"tagsany", "tags_any"}, {"al", "all"},
		{"colour", ""}, {"", ""}, {"in", ""}, {"al1x", ""}, {strings.Repeat("attribute", 1000), ""},
	} {
		require.Equal(t, c.meant, strict.Meant(c.name, known), "%q", c.name)
	}
	require.Empty(t, strict.Meant("tag", nil))
}
