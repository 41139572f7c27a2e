package people_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// What is forgotten is as unreadable as what is compacted, and costs nobody else anything: numbers, values and aliases stay.
func TestForgetting(t *testing.T) {
	r := people.NewRegistry()
	n := intern(r, "ana", "bo", "cy", "di")
	require.NoError(t, r.Declare("city", people.Declaration{Kind: value.Text, Indexed: true}))
	for i, city := range []string{"Pula", "", "Split", "Pula"} {
		r.Set(n[i], "city", value.Of(city))
		r.Set(n[i], "langs", value.Of([]string{fmt.Sprint("lang ", i)}))
	}
	r.Merge(n[1], n[0])
	old := r.View()
	r.Delete(n[2])
	require.Equal(t, []string{"city", "langs"}, r.View().Forgettable())
	r.ForgetIDs()
	r.ForgetTexts("city")
	r.ForgetTexts("langs")
	r.ForgetTexts("unheard")
	v := r.View()
	require.NoError(t, v.Check())
	require.NoError(t, old.Check())
	require.Empty(t, v.Forgettable())
	id, ok := old.ID(n[2])
	require.True(t, ok)
	require.Equal(t, "cy", id)
	require.Equal(t, value.Of("Split"), old.Attribute(n[2], "city"))
	for _, c := range []struct {
		test value.Test
		want []string
	}{{value.Is("Pula"), []string{"ana", "di"}}, {value.Is("Split"), nil}, {value.StartsWith("P"), []string{"ana", "di"}}, {value.NotContains("x"), []string{"ana", "di"}}, {value.Is(""), nil}} {
		got, err := v.Matching("city", c.test, value.Frame{})
		require.NoError(t, err)
		require.Equal(t, c.want, slices.Collect(got.IDs()), "%v", c.test)
	}
	bo, ok := v.Find("bo")
	require.True(t, ok)
	require.Equal(t, n[0], bo)
	again, fresh := r.Intern("cy")
	require.True(t, fresh)
	require.NotEqual(t, n[2], again)
	r.Set(again, "city", value.Of("Split"))
	r.Set(n[0], "city", value.Of(""))
	got, err := r.View().Matching("city", value.In("Split", ""), value.Frame{})
	require.NoError(t, err)
	require.Equal(t, []string{"ana", "cy"}, slices.Collect(got.IDs()))
	require.NoError(t, r.View().Check())
	r.Compact()
	require.NoError(t, r.View().Check())
}

// People without a name are counted, and are not among those who can be called by one.
func TestNamelessPeople(t *testing.T) {
	r := people.NewRegistry()
	n := intern(r, "ana", "bo")
	ghost := r.AddNameless()
	v := r.View()
	require.Equal(t, 3, v.Count())
	require.Equal(t, 3, v.Everyone().Len())
	require.True(t, v.Alive(ghost))
	require.Equal(t, []string{"ana", "bo"}, slices.Collect(v.Everyone().IDs()))
	require.Equal(t, []people.Number{ghost}, slices.Collect(v.Nameless().Numbers()))
	_, named := v.ID(ghost)
	require.False(t, named)
	_, found := v.Find("")
	require.False(t, found)
	require.Equal(t, 2, r.AddToTag("all", v.Everyone()))
	r.Set(ghost, "city", value.Of("Pula"))
	require.Empty(t, r.View().Attributes(ghost))
	for _, format := range []people.ExportFormat{people.ExportText, people.ExportCSV, people.ExportNDJSON} {
		var out bytes.Buffer
		written, err := r.View().Everyone().Export(context.Background(), &out, &people.ExportOptions{Format: format})
		require.NoError(t, err)
		require.EqualValues(t, 2, written)
		heads := 0
		if format == people.ExportCSV {
			heads = 1
		}
		require.Equal(t, 2+heads, strings.Count(out.String(), "\n"))
	}
	r.Merge(n[0], n[1])
	r.Delete(n[1])
	r.Compact()
	require.NoError(t, r.View().Check())
	require.Equal(t, 1, r.View().Count())
	r.Delete(ghost)
	require.Zero(t, r.View().Count())
	require.True(t, r.View().Nameless().IsEmpty())
	require.NoError(t, r.View().Check())
}
