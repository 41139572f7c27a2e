package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// TestDates counts people from their registration on, and makes a segment of dates and of events near them.
func TestDates(t *testing.T) {
	files := filepath.Join("..", "..", "query", "testdata")
	persons, events := filepath.Join(files, "people.ndjson"), filepath.Join(files, "events.ndjson")
	s, err := store.New(nil)
	require.NoError(t, err)
	require.NoError(t, s.DeclareAttribute("registered", people.Declaration{Kind: value.Time}))
	require.NoError(t, s.DeclareAttribute("birthday", people.Declaration{Kind: value.Day}))
	in, err := os.Open(persons)
	require.NoError(t, err)
	defer in.Close()
	_, err = s.ImportPeople(t.Context(), in, nil)
	require.NoError(t, err)
	in, err = os.Open(events)
	require.NoError(t, err)
	defer in.Close()
	_, err = s.ImportEvents(t.Context(), in, nil)
	require.NoError(t, err)

	p := open(t, serve(t, "-people", persons, "-events", events, "-attribute", "registered=date-time", "-attribute", "birthday=date"), "/", desktop)
	p.choose("Event 1", "Watch video")
	p.press("Adoption")
	p.press("All time")
	p.press("Weekly")
	query := metrics.Query{Metric: metrics.Adoption, Events: []store.Selector{store.On("Watch video")}, Every: []metrics.Unit{metrics.Week, metrics.Day}}
	compare := func() {
		t.Helper()
		want, err := metrics.Compute(t.Context(), s.View(), query, nil)
		require.NoError(t, err)
		p.render()
		require.Equal(t, figures(want, metrics.Week), p.rows())
		var warnings []string
		for _, w := range want.Warnings {
			warnings = append(warnings, w.Text)
		}
		require.ElementsMatch(t, warnings, p.texts(".warnings li"))
	}
	compare()
	require.Len(t, p.texts(".warnings li"), 1, "new people are in the audience")
	p.choose("Count each person from", "registered")
	query.EligibleFrom = "registered"
	compare()
	require.Empty(t, p.texts(".warnings li"))

	p.press("Add Segment")
	p.press("New segment")
	p.press("+ Attribute")
	p.choose("Attribute", "birthday")
	p.choose("Test of birthday", "is before")
	p.write("Value of birthday", "2000-01-01")
	p.press("+ Behaviour")
	p.choose("Event of the behaviour", "Watch video")
	p.within("dialog .more").press("More")
	p.press("near a date of the person")
	p.write("Days near", "2")
	born := segment.Attr("birthday", value.Before(value.NewDate(2000, 1, 1)))
	soon := segment.Did{Event: store.On("Watch video"), Near: segment.WithinAfter(2, "registered")}
	where := segment.All{born, soon}
	p.says(".live .plain-english", segment.Segment{Where: where}.String())
	p.press("Use once")
	p.misses("dialog")
	query.Segments = []segment.Segment{{Where: where}}
	compare()
	p.accessible()
}
