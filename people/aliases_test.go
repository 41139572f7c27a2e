package people_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
)

func TestAliases(t *testing.T) {
	r := people.NewRegistry()
	number := func(id string) people.Number { n, _ := r.Intern(id); return n }
	for _, id := range []string{"ana", "bo", "cy", "di", "ed"} {
		number(id)
	}
	aliases := func() map[string]string {
		v, got := r.View(), map[string]string{}
		for alias, n := range v.Aliases() {
			id, ok := v.ID(n)
			require.True(t, ok)
			got[alias] = id
		}
		return got
	}
	require.Empty(t, aliases())
	r.Merge(number("bo"), number("ana"))
	r.Merge(number("ana"), number("cy"))
	r.Merge(number("ed"), number("di"))
	require.Equal(t, map[string]string{"ana": "cy", "bo": "cy", "ed": "di"}, aliases())
	r.Delete(number("ed"))
	number("ed")
	require.Equal(t, map[string]string{"ana": "cy", "bo": "cy"}, aliases())
	for range r.View().Aliases() {
		break
	}
}
