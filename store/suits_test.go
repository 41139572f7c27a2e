package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

func TestSuitsNamesTheConditionThatADeclaredTypeCannotMeet(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	require.NoError(t, s.DeclareProperty("length", value.Int))
	v := s.View()
	good, bad := store.If("length", value.AtLeast(3)), store.If("length", value.Contains("3"))
	for name, c := range map[string]struct {
		where store.Condition
		field string // "": it suits
	}{
		"no condition":   {nil, ""},
		"a test":         {good, ""},
		"not declared":   {store.If("genre", value.Contains("3")), ""},
		"all that suit":  {store.All{good, store.Any{good}, store.Not{Of: good}}, ""},
		"a bad one":      {bad, "where"},
		"in all":         {store.All{good, bad}, "where.all[1]"},
		"in any":         {store.Any{bad}, "where.any[0]"},
		"negated":        {store.Not{Of: bad}, "where.not"},
		"deep inside it": {store.All{store.Any{good, store.Not{Of: store.All{good, bad}}}}, "where.all[0].any[1].not.all[1]"},
	} {
		t.Run(name, func(t *testing.T) {
			err := v.Suits(store.OnEvery(c.where))
			if c.field == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, value.ErrKind)
			var f *store.FieldError
			require.ErrorAs(t, err, &f)
			require.Equal(t, c.field, f.Field)
			require.EqualError(t, f.Err, `property "length": "contains" tests a text or a list of texts, not an integer`)
		})
	}
}
