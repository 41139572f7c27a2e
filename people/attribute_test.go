package people_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

func TestAttributesJSONReadsBackEqual(t *testing.T) {
	want := people.Attributes{"country": value.Of("HR"), "age": value.Of(30), "tags": value.Of([]string{"a", "b"})}
	data, err := json.Marshal(want)
	require.NoError(t, err)
	got := people.Attributes{"old": value.Of(true)}
	require.NoError(t, json.Unmarshal(data, &got))
	require.Equal(t, want, got)
}

func TestAttributesJSONNamesTheAttribute(t *testing.T) {
	for _, c := range []struct {
		name, data string
		is         error
		text       string
	}{
		{"null", `{"age":30,"country":null}`, strict.ErrNull, `attributes: country: null is not allowed`},
		{"null by itself", `null`, strict.ErrNull, `attributes: null is not allowed`},
		{"a bare list", `{"country":["HR"]}`, value.ErrKind, `attributes: country: `},
		{"an object that is no value", `{"born":{"day":"2001-02-03"}}`, strict.ErrUnknown, `attributes: born: unknown field "day" (known: date, time, texts)`},
		{"no such date", `{"born":{"date":"2001-02-30"}}`, nil, `attributes: born.date: `},
		{"a name twice", `{"age":1,"age":2}`, strict.ErrRepeated, `attributes: repeated field "age"`},
		{"a list", `["HR"]`, strict.ErrType, `attributes: wrong type: want an object, have a list`},
	} {
		t.Run(c.name, func(t *testing.T) {
			kept := people.Attributes{"kept": value.Of(1)}
			err := json.Unmarshal([]byte(c.data), &kept)
			require.ErrorContains(t, err, c.text)
			if c.is != nil {
				require.ErrorIs(t, err, c.is)
			}
			require.Equal(t, people.Attributes{"kept": value.Of(1)}, kept, "untouched")
		})
	}
}
