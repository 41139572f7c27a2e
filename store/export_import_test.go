package store_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// drawAttribute draws a value of a kind.
func drawAttribute(t *rapid.T, k value.Kind) value.Value {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"2026-05-03", "\r\n", "\u2028", `"\`, "<&>", "👩🏽", "1", "null"}))
	switch k {
	case value.Int:
		return value.Of(rapid.Int64().Draw(t, "int"))
	case value.Float:
		return value.Of(rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{1, -0.5, 1e300, 5e-324, 1 << 53})).Draw(t, "float"))
	case value.Bool:
		return value.Of(rapid.Bool().Draw(t, "bool"))
	case value.Day:
		return value.Of(value.Date(rapid.IntRange(1, 3_650_000).Draw(t, "date")))
	case value.Time:
		return value.Of(time.UnixMilli(rapid.Int64Range(-62_135_596_800_000, 253_402_300_799_999).Draw(t, "time")))
	case value.Texts:
		return value.Of(rapid.SliceOfN(text, 0, 4).Draw(t, "list"))
	}
	return value.Of(text.Draw(t, "text"))
}

// What Set.Export writes as NDJSON, ImportPeople reads back equal: dates and date-times too, where the attribute is declared so before.
func TestExportedPeopleAreImportedEqual(t *testing.T) {
	kinds := []value.Kind{value.Text, value.Int, value.Float, value.Bool, value.Day, value.Time, value.Texts}
	rapid.Check(t, func(t *rapid.T) {
		first, err := store.New(nil)
		require.NoError(t, err)
		second, err := store.New(nil)
		require.NoError(t, err)
		for _, k := range []value.Kind{value.Day, value.Time} {
			require.NoError(t, second.DeclareAttribute("a "+k.String(), people.Declaration{Kind: k}))
		}
		name := rapid.OneOf(rapid.StringN(1, 10, 60), rapid.SampledFrom([]string{"=1", "a\nb", `"`, "\u202e"}))
		ids := rapid.SliceOfNDistinct(name, 0, 6, rapid.ID).Draw(t, "ids")
		for _, id := range ids {
			a := people.Attributes{}
			for _, k := range rapid.SliceOfDistinct(rapid.SampledFrom(kinds), rapid.ID).Draw(t, "kinds") {
				a["a "+k.String()] = drawAttribute(t, k)
			}
			require.NoError(t, first.SetAttributes(id, a))
			for _, tag := range rapid.SliceOfDistinct(name, rapid.ID).Draw(t, "tags") {
				_, err := first.TagPeople(tag, id)
				require.NoError(t, err)
			}
		}

		options := &people.ExportOptions{Format: people.ExportNDJSON, AllAttributes: true, Tags: true}
		dump := func(s *store.Store) string {
			var b bytes.Buffer
			n, err := s.View().People().Everyone().Export(context.Background(), &b, options)
			require.NoError(t, err)
			require.Equal(t, int64(len(ids)), n)
			return b.String()
		}
		wrote := dump(first)
		got, err := second.ImportPeople(context.Background(), bytes.NewReader([]byte(wrote)), nil)
		require.NoError(t, err)
		require.Equal(t, int64(len(ids)), got.Committed)

		was, is := first.View().People(), second.View().People()
		for _, id := range ids {
			m, ok := was.Find(id)
			require.True(t, ok)
			n, ok := is.Find(id)
			require.True(t, ok, "%q", id)
			require.Equal(t, was.Attributes(m), is.Attributes(n))
			require.Equal(t, was.TagsOf(m), is.TagsOf(n))
		}
		require.Equal(t, wrote, dump(second), "and it is written again byte for byte")
	})
}

// Without a declaration a date comes back as the text that it is in JSON: nothing tells the two apart.
func TestExportedDateWithoutDeclarationIsText(t *testing.T) {
	first, err := store.New(nil)
	require.NoError(t, err)
	require.NoError(t, first.SetAttributes("ana", people.Attributes{"registered": value.Of(value.NewDate(2026, time.May, 3))}))
	var b bytes.Buffer
	_, err = first.View().People().Everyone().Export(context.Background(), &b, &people.ExportOptions{Format: people.ExportNDJSON, AllAttributes: true})
	require.NoError(t, err)
	second, err := store.New(nil)
	require.NoError(t, err)
	_, err = second.ImportPeople(context.Background(), &b, nil)
	require.NoError(t, err)
	require.Equal(t, value.Of("2026-05-03"), second.View().People().Attribute(0, "registered"))
}
