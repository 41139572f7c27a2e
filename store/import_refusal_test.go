package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/store"
)

func TestImportRefusesALineByItsReason(t *testing.T) {
	event := func(rest string) string {
		return `{"person":"ana","event":"A","time":"2026-05-03T10:00:00Z"` + rest + `}`
	}
	for _, c := range []struct{ name, line, reason string }{
		{"a brace", `{`, `not valid JSON: want a field's name, have the end of the line`},
		{"a list", `[1]`, `not valid JSON: want an object, have '[' at byte 0`},
		{"no JSON", `person,event,time`, `not valid JSON: want an object, have 'p' at byte 0`},
		{"cut off", `{"person":"ana"`, `not valid JSON: want a comma or the object's end, have the end of the line`},
		{"two objects", event("") + event(""), `not valid JSON: want the end of the line, have '{' at byte 58`},
		{"not UTF-8", "{\"person\":\"\xff\"}", "not valid UTF-8"},
		{"unknown field", event(`,"type":"x"`), `unknown field "type" (known: person, event, time, id, properties)`},
		{"wrong case", event(`,"ID":"x"`), `unknown field "ID" (did you mean "id"?)`},
		{"repeated field", event(`,"event":"B"`), "event: given twice"},
		{"missing time", `{"person":"ana","event":"A"}`, "time: missing"},
		{"null time", `{"person":"ana","event":"A","time":null}`, "time: null: leave it out, or give a text"},
		{"number for a person", `{"person":7,"event":"A"}`, "person: value: wrong type: want a text, have a number"},
		{"empty person", `{"person":"","event":"A"}`, "person: empty"},
		{"long person", `{"person":"` + strings.Repeat("a", 513) + `","event":"A","time":"2026-05-03T10:00:00Z"}`, "person: 513 bytes long, at most 512"},
		{"no offset", `{"person":"ana","event":"A","time":"2026-05-03T10:00:00"}`, `time: want RFC 3339 with an offset, have "2026-05-03T10:00:00"`},
		{"null property", event(`,"properties":{"x":null}`), "properties.x: null: leave it out, or give a text, a number, true, false or a list of texts"},
		{"object property", event(`,"properties":{"x":{}}`), "properties.x: value: wrong type: want a text, a number, true, false or a list of texts, have an object"},
		{"mixed list", event(`,"properties":{"x":["a",1]}`), "properties.x: [1]: value: wrong type: want a text, have a number"},
		{"huge integer", event(`,"properties":{"x":9223372036854775808}`), `properties.x: "9223372036854775808": an integer outside 64 bits`},
		{"huge float", event(`,"properties":{"x":1e400}`), `properties.x: "1e400": value: not a finite number`},
		{"repeated property", event(`,"properties":{"x":1,"x":2}`), "properties.x: given twice"},
		{"half a surrogate", event(`,"properties":{"x":"\ud800"}`), `properties.x: not valid JSON: want both halves of a surrogate pair, have '\\' at byte 77`},
		{"depth bomb", event(`,"properties":` + strings.Repeat(`{"x":`, 100_000)), "properties.x: value: wrong type: want a text, a number, true, false or a list of texts, have an object"},
		{"long text", event(`,"properties":{"x":"` + strings.Repeat("a", store.MaxTextBytes+1) + `"}`), "properties.x: text of 65537 bytes, at most 65536"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			got, err := s.ImportEvents(t.Context(), strings.NewReader(twoEvents+c.line+"\n"+twoEvents), &store.ImportOptions{OnBad: store.GoOn})
			require.NoError(t, err)
			require.Equal(t, []store.Refusal{{Line: 3, Reason: c.reason}}, got.Bad)
			require.EqualValues(t, 5, got.Lines)
			require.EqualValues(t, 3, got.Committed)
			require.EqualValues(t, 1, got.Repeated)
			require.EqualValues(t, 1, got.Refused)

			s = newStore(t)
			got, err = s.ImportEvents(t.Context(), strings.NewReader(twoEvents+c.line+"\n"+twoEvents), nil)
			var line *store.LineError
			require.ErrorAs(t, err, &line)
			require.ErrorIs(t, err, store.ErrInvalid)
			require.EqualValues(t, 3, line.Line)
			require.EqualValues(t, 3, got.Lines)
			require.EqualValues(t, 2, got.Committed)
			require.Equal(t, twoEventsTold, told(s))
		})
	}
}

func TestImportOfPeopleRefusesALineByItsReason(t *testing.T) {
	for _, c := range []struct{ name, line, reason string }{
		{"no ID", `{"attributes":{}}`, "id: missing"},
		{"empty ID", `{"id":""}`, "id: empty"},
		{"wrong case", `{"Id":"a"}`, `unknown field "Id" (did you mean "id"?)`},
		{"null attributes", `{"id":"a","attributes":null}`, "attributes: null: leave it out, or give an object"},
		{"null attribute", `{"id":"a","attributes":{"x":null}}`, "attributes.x: null: leave it out, or give a text, a number, true, false or a list of texts"},
		{"repeated attribute", `{"id":"a","attributes":{"x":1,"x":1}}`, "attributes.x: given twice"},
		{"empty name", `{"id":"a","attributes":{"":1}}`, "attributes: name: empty"},
		{"empty tag", `{"id":"a","tags":["x",""]}`, "tags: [1]: empty"},
		{"text for tags", `{"id":"a","tags":"x"}`, "tags: value: wrong type: want a list of texts, have a text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			got, err := s.ImportPeople(t.Context(), strings.NewReader(`{"id":"ana"}`+"\n"+c.line+"\n"+`{"id":"bo"}`), &store.ImportOptions{OnBad: store.GoOn})
			require.NoError(t, err)
			require.Equal(t, []store.Refusal{{Line: 2, Reason: c.reason}}, got.Bad)
			require.Equal(t, []string{"person ana", "person bo"}, told(s))

			s = newStore(t)
			got, err = s.ImportPeople(t.Context(), strings.NewReader(`{"id":"ana"}`+"\n"+c.line+"\n"+`{"id":"bo"}`), nil)
			require.EqualError(t, err, "store: line 2: "+c.reason)
			require.ErrorIs(t, err, store.ErrInvalid)
			require.EqualValues(t, 2, got.Lines)
			require.Equal(t, []string{"person ana"}, told(s))
		})
	}
}
