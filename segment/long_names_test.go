package segment_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func TestALongDefinitionMakesAShortError(t *testing.T) {
	const size = 1 << 17 // at each of many places
	_, good := whole()
	for _, at := range regexp.MustCompile(`"[^"]*"|[0-9]+`).FindAllStringIndex(good, -1) {
		for _, long := range []string{`"` + strings.Repeat("x", size) + `"`, `"` + strings.Repeat("\u202e", size/3) + `"`, strings.Repeat("7", size), `{"` + strings.Repeat("é", size/2) + `":1}`} {
			if err := new(segment.Segment).UnmarshalJSON([]byte(good[:at[0]] + long + good[at[1]:])); err != nil {
				require.Less(t, len(err.Error()), 15*strict.MaxShown, good[:at[0]])
			}
		}
	}
}

// TestNamesOfManyUsersMakeNoLongError has the names of saved segments be as long and as many as may be.
func TestNamesOfManyUsersMakeNoLongError(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	name := func(i int) string {
		return fmt.Sprintf("%04d%s", i, strings.Repeat("\u202e", (store.MaxNameBytes-4)/3))
	}
	for i := range 40 {
		where := segment.Predicate(segment.Tag("x"))
		if i > 0 {
			where = segment.Saved(name(i - 1))
		}
		require.NoError(t, segment.Save(s, segment.Segment{Name: name(i), Where: where}))
		if i > 0 {
			require.NoError(t, segment.Save(s, segment.Segment{Name: "of the first " + name(i)[:4], Where: segment.Saved(name(0))}))
		}
	}
	const most = 11 * 7 * strict.MaxShown // ten names, each of which takes up to seven bytes for three in quotes
	for what, err := range map[string]error{
		"in use":         segment.Remove(s, name(0)),
		"a cycle":        segment.Save(s, segment.Segment{Name: name(0), Where: segment.Saved(name(39))}),
		"not there":      segment.Remove(s, strings.Repeat("x", 1<<20)),
		"not to be had":  segment.Save(s, segment.Segment{Name: "a", Where: segment.Saved(name(99))}),
		"of no such tag": segment.Save(s, segment.Segment{Where: segment.Attr(strings.Repeat("x", 1<<20), value.Is(1))}),
	} {
		require.Error(t, err, what)
		require.Less(t, len(err.Error()), most, what)
	}
	require.ErrorContains(t, segment.Remove(s, name(0)), "and 30 more")
}
