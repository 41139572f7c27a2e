package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

func TestWhenSaysTheTimeframeByLocalClocks(t *testing.T) {
	zagreb, err := time.LoadLocation("Europe/Zagreb")
	require.NoError(t, err)
	s := newStore(t)
	_, err = s.Append(store.Event{Person: "ana", Name: "Visit", Time: time.Date(2026, 5, 12, 22, 30, 0, 0, time.UTC)})
	require.NoError(t, err)
	v := s.View().In(zagreb)
	day := value.NewDate(2026, 5, 3)
	noon := time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		asked store.Timeframe
		want  string
	}{
		"all time":      {store.Timeframe{}, "at any time, Europe/Zagreb"},
		"a date":        {store.Dates(day, day), "on 2026-05-03, Europe/Zagreb"},
		"today":         {store.LastDays(1), "today (2026-05-13), Europe/Zagreb"},
		"the last days": {store.LastDays(7), "in the last 7 days (2026-05-07 to 2026-05-13), Europe/Zagreb"},
		"this week":     {store.ThisWeek(), "this week (2026-05-11 to 2026-05-13), Europe/Zagreb"},
		"instants":      {store.Instants(noon, noon.Add(90*time.Second)), "from 2026-05-03 12:00 to before 2026-05-03 12:01:30, Europe/Zagreb"},
		"from then on":  {store.Timeframe{Since: noon}, "from 2026-05-03 12:00 on, Europe/Zagreb"},
		"before":        {store.Timeframe{Until: noon.Add(time.Millisecond)}, "before 2026-05-03 12:00:00.001, Europe/Zagreb"},
	} {
		t.Run(name, func(t *testing.T) {
			h := report.NewHeader(v, time.Monday, c.asked, c.asked.Span(v.Frame(), time.Monday), nil)
			require.Equal(t, c.want, h.When())
		})
	}
}

func TestAPeriodBeforeIsNamedShortly(t *testing.T) {
	day := value.NewDate(2026, 5, 3)
	noon := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		asked store.Timeframe
		want  string
	}{
		"a date":   {store.Dates(day, day), "before: 2026-05-03"},
		"dates":    {store.Dates(day, day+6), "before: 2026-05-03 to 2026-05-09"},
		"instants": {store.Instants(noon, noon.Add(time.Hour)), "before: 2026-05-03 12:00 to before 2026-05-03 13:00"},
	} {
		t.Run(name, func(t *testing.T) {
			v := newStore(t).View()
			h := report.NewHeader(v, time.Monday, c.asked, c.asked.Span(v.Frame(), time.Monday), nil)
			require.Equal(t, c.want, h.AsBefore())
		})
	}
}

func TestPrintableObeysAndHidesNothing(t *testing.T) {
	for text, want := range map[string]string{
		"Song Played":                     "Song Played",
		"two\nlines\x1b[2J":               `two\nlines\x1b[2J`,
		`two\nlines`:                      `two\\nlines`,
		"abc\u202etxt.exe":                `abc\u202etxt.exe`,
		"👨\u200d👩\u200d👧":                 "👨\u200d👩\u200d👧",
		"a\u200db":                        `a\u200db`,
		"\xff":                            `\xff`,
		strings.Repeat("long ", 60) + "x": strings.Repeat("long ", 60) + "x",
	} {
		require.Equal(t, want, report.Printable(text))
	}
}

func TestLocalTimesOfAHeaderWithoutAPlace(t *testing.T) {
	noon := time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC)
	for location, want := range map[string]string{
		"Europe/Zagreb": "2026-05-03 12:00", // open ends: the name has to do
		"UTC":           "2026-05-03 10:00",
		"nowhere":       "2026-05-03 10:00",
	} {
		require.Equal(t, want, (&report.Header{Location: location}).Local(noon), location)
	}
	own := time.FixedZone("Ours", 3600)
	in := noon.In(own)
	require.Equal(t, "2026-05-03 11:00", (&report.Header{Location: "Ours", Timeframe: report.Timeframe{To: &in}}).Local(noon), "a place of the caller's own")
}

func TestCaptionsSayWhoAnAudienceIs(t *testing.T) {
	for want, a := range map[string]report.Audience{
		"Fans (country is HR): 65 people": {Name: "Fans", Sentence: "country is HR", People: 65},
		"country is HR: 1 person":         {Sentence: "country is HR", People: 1},
		"everyone: 0 people":              {Sentence: "everyone"},
		"Everyone: 2 people":              {Name: "Everyone", Sentence: "everyone", People: 2},
	} {
		require.Equal(t, want, a.Caption())
	}
}

func TestLabelsTellAudiencesOfOneNameApart(t *testing.T) {
	for _, c := range []struct{ names, want []string }{
		{nil, []string{}},
		{[]string{"A", "B"}, []string{"A", "B"}},
		{[]string{"A", "A", "A"}, []string{"A", "A (2)", "A (3)"}},
		{[]string{"A (2)", "A", "A"}, []string{"A (2)", "A", "A (3)"}},
		{[]string{"A", "A", "A (2)"}, []string{"A", "A (2)", "A (2) (2)"}},
		{[]string{"", ""}, []string{"is x", "is x (2)"}},
	} {
		var h report.Header
		for _, name := range c.names {
			h.Audiences = append(h.Audiences, report.Audience{Name: name, Sentence: "is x", People: 2})
		}
		require.Equal(t, c.want, h.Labels())
	}
	h := report.Header{Audiences: []report.Audience{{Name: "A", Sentence: "is x", People: 1}, {Name: "A", Sentence: "is y", People: 2}}}
	require.Equal(t, []string{"A (is x): 1 person", "A (2) (is y): 2 people"}, h.Captions())
}

func TestNotesNameTheClockWhereItDecides(t *testing.T) {
	h := report.Header{Location: "UTC", Clock: time.Date(2026, 5, 3, 10, 0, 1, 0, time.UTC), Warnings: []store.Warning{{Text: "a text"}}}
	require.Equal(t, []string{"Warning: a text"}, h.Notes(false))
	require.Equal(t, []string{"Clock: 2026-05-03 10:00:01, UTC", "Warning: a text"}, h.Notes(true))
	h.Timeframe.Asked = store.LastDays(3)
	require.Equal(t, []string{"Clock: 2026-05-03 10:00:01, UTC", "Warning: a text"}, h.Notes(false), "the last days are by the clock")
}

func TestWidthIsThatOfTheLines(t *testing.T) {
	table := report.Table{
		Title:   "a title is never cut and does not count",
		Columns: []report.Column{{Name: "Step"}, {Name: "人", Right: true}},
		Rows:    [][]string{{"Watch video", "7"}, nil, {"x", "1000"}},
	}
	require.Equal(t, len("Watch video")+2+len("1000"), table.Width())
	require.Zero(t, report.Table{}.Width())
}
