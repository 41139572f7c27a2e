package store_test

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// mostOfAnError is more than any error about one field is long: a few pieces of MaxShown bytes, each of which takes up to four in quotes.
const mostOfAnError = 15 * strict.MaxShown

func requireShort(t *testing.T, err error, what string) {
	t.Helper()
	require.Error(t, err, what)
	require.Less(t, len(err.Error()), mostOfAnError, what)
}

// TestANameOfAMegabyteMakesNoMegabyteOfError hands in a megabyte wherever something has a name, and the longest name that is taken wherever its rules are looked up.
func TestANameOfAMegabyteMakesNoMegabyteOfError(t *testing.T) {
	for name, piece := range map[string]string{"plain": "x", "wide": "é", "unprintable": "\u202e", "control": "\x01", "broken": "\xff"} {
		t.Run(name, func(t *testing.T) {
			long := strings.Repeat(piece, 1<<20/len(piece))
			id := strings.ToValidUTF8(strings.Repeat(piece, store.MaxIDBytes/len(piece)), "?")
			s, err := store.New(&store.Options{Limits: store.Limits{Texts: 1}})
			require.NoError(t, err)
			require.NoError(t, s.DeclareAttribute(id, people.Declaration{Kind: value.Int}))
			require.NoError(t, s.DeclareProperty(id, value.Int))
			_, err = s.TagPeople(id, id)
			require.NoError(t, err)
			require.NoError(t, s.Merge("alias", id))

			with := func(change func(*store.Event)) error {
				e := store.Event{Person: "ana", Name: "Song Played", Time: noon}
				change(&e)
				_, err := s.Append(e)
				return err
			}
			property := func(name string, vs ...value.Value) error {
				return with(func(e *store.Event) {
					for _, v := range vs {
						e.Properties = append(e.Properties, store.Property{Name: name, Value: v})
					}
				})
			}
			tag := func(tag string, ids ...string) error {
				_, err := s.TagPeople(tag, ids...)
				return err
			}
			for what, err := range map[string]error{
				"a person":              with(func(e *store.Event) { e.Person = long }),
				"an event":              with(func(e *store.Event) { e.Name = long }),
				"an event's ID":         with(func(e *store.Event) { e.ID = long }),
				"a property":            property(long, value.Of(1)),
				"a property's text":     property("p", value.Of(long)),
				"a property's type":     property(id, value.Of("x")),
				"a property twice":      property(id, value.Of(1), value.Of(1)),
				"a person's attributes": s.SetAttributes(long, nil),
				"an attribute":          s.SetAttributes("ana", people.Attributes{long: value.Of(1)}),
				"an attribute's text":   s.SetAttributes("ana", people.Attributes{"a": value.Of(long)}),
				"an attribute's type":   s.SetAttributes("ana", people.Attributes{id: value.Of("x")}),
				"a tag":                 tag(long, "ana"),
				"somebody to tag":       tag("t", long),
				"no such tag":           s.RenameTag(long, "t"),
				"such a tag":            s.RenameTag(id, id),
				"merged with itself":    s.Merge(id, id),
				"merged the other way":  s.Merge(id, "alias"),
				"merged":                s.Merge(long, "ana"),
				"deleted":               s.Delete(long),
				"redacted":              s.Redact(long),
				"a declared property":   s.DeclareProperty(long, value.Int),
				"a declared attribute":  s.DeclareAttribute(long, people.Declaration{Kind: value.Int}),
				"a kind of note":        s.PutNote(store.Note{Kind: long, Name: "n"}, 0),
				"a note":                s.PutNote(store.Note{Kind: store.NoteSegment, Name: long}, 0),
				"no such note":          s.RemoveNote(store.NoteSegment, id, 0),
			} {
				requireShort(t, err, what)
			}
		})
	}
}

func TestALineOfAMegabyteMakesNoMegabyteOfError(t *testing.T) {
	for name, piece := range map[string]string{"plain": "x", "wide": "é", "unprintable": "\u202e", "control": `\u0001`, "broken": "\xff", "digits": "7"} {
		t.Run(name, func(t *testing.T) {
			s, err := store.New(nil)
			require.NoError(t, err)
			long, id := strings.Repeat(piece, 1<<19/len(piece)), strings.Repeat(piece, 500/len(piece))
			var decoded string
			if utf8.ValidString(id) {
				require.NoError(t, json.Unmarshal([]byte(`"`+id+`"`), &decoded))
				require.NoError(t, s.DeclareProperty(decoded, value.Int))
				require.NoError(t, s.DeclareAttribute(decoded, people.Declaration{Kind: value.Day}))
			}
			event := `"person":"ana","event":"e","time":"2026-05-01T00:00:00Z"`
			for _, line := range []string{
				`{"person":"` + long + `"}`, `{"person":"ana","event":"` + long + `"}`, `{"person":"ana","event":"e","time":"` + long + `"}`, `{"` + long + `":1}`, long,
				`{` + event + `,"id":"` + long + `"}`, `{` + event + `,"properties":{"` + long + `":1}}`, `{` + event + `,"properties":{"` + id + `":"` + long + `"}}`,
				`{` + event + `,"properties":{"` + id + `":1,"` + id + `":1}}`, `{` + event + `,"properties":{"p":1` + long + `}}`, `{` + event + `,"properties":{"p":` + long + `}}`,
				`{` + event + `,"properties":{"` + id + `":{}}}`,
			} {
				_, err := s.ImportEvents(context.Background(), strings.NewReader(line), nil)
				requireShort(t, err, line[:min(len(line), 100)])
			}
			for _, line := range []string{
				`{"id":"` + long + `"}`, `{"` + long + `":1}`, `{"id":"ana","tags":["` + long + `"]}`, `{"id":"ana","attributes":{"` + long + `":1}}`,
				`{"id":"ana","attributes":{"` + id + `":"` + long + `"}}`, `{"id":"ana","attributes":{"` + id + `":1,"` + id + `":1}}`, `{"id":"ana","attributes":{"p":` + long + `}}`,
				`{"id":"ana","attributes":{"` + id + `":{}}}`,
			} {
				_, err := s.ImportPeople(context.Background(), strings.NewReader(line), nil)
				requireShort(t, err, line[:min(len(line), 100)])
			}
		})
	}
}

func TestALongDefinitionMakesAShortError(t *testing.T) {
	const size = 1 << 17 // at each of some forty places
	texts := regexp.MustCompile(`"[^"]*"|[0-9]+`)
	for _, good := range []string{
		`{"event":"Song Played","where":{"all":[{"property":"genre","op":"in","values":["rock","pop"]},{"not":{"property":"length","op":"between","values":[1,2]}},{"property":"day","op":"on","values":[{"date":"2026-05-01"}]}]}}`,
		`{"events":["a","b"],"where":{"any":[{"property":"at","op":"before","values":[{"time":"2026-05-01T00:00:00Z"}]},{"property":"list","op":"has any","values":["x"]}]}}`,
		`{"last_days":30}`, `{"from":"2026-05-01","to":"2026-05-02"}`, `{"since":"2026-05-01T00:00:00Z"}`, `{"week":"this"}`,
	} {
		for _, at := range texts.FindAllStringIndex(good, -1) {
			for _, long := range []string{`"` + strings.Repeat("x", size) + `"`, `"` + strings.Repeat("\u202e", size/3) + `"`, strings.Repeat("7", size), `{"` + strings.Repeat("é", size/2) + `":1}`, `"2026-05-01T00:00:00.` + strings.Repeat("0", size) + `Z"`} {
				data := []byte(good[:at[0]] + long + good[at[1]:])
				for _, into := range []json.Unmarshaler{new(store.Selector), new(store.Timeframe)} {
					if err := into.UnmarshalJSON(data); err != nil {
						requireShort(t, err, good[:at[0]])
					}
				}
			}
		}
	}
}
