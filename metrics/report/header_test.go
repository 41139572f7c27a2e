package report_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func newStore(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.New(nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Check(context.Background())) })
	return s
}

func TestNewHeader(t *testing.T) {
	s := newStore(t)
	require.NoError(t, s.SetAttributes("ana", people.Attributes{"country": value.Of("HR")}))
	require.NoError(t, s.SetAttributes("ivo", people.Attributes{"country": value.Of("SI")}))
	_, err := s.Append(store.Event{Person: "eva", Name: "Visit", Time: time.Date(2026, 5, 3, 22, 30, 0, 0, time.UTC)})
	require.NoError(t, err)
	zagreb, err := time.LoadLocation("Europe/Zagreb")
	require.NoError(t, err)
	v := s.View().In(zagreb)
	f := v.Frame()
	croats := segment.Segment{Name: "Croats", Where: segment.Attr("country", value.Is("HR"))}
	tagged := segment.Segment{Where: segment.Tag("nobody yet")}
	ev, err := segment.Evaluate(context.Background(), v, croats, tagged, tagged)
	require.NoError(t, err)
	asked := store.LastDays(2)

	h := report.NewHeader(v, time.Sunday, asked, asked.Span(f, time.Sunday), ev)

	require.Equal(t, 1, h.Version)
	require.Equal(t, v.Position(), h.Position)
	require.Equal(t, "2026-05-03T22:30:00Z", h.Clock.Format(time.RFC3339))
	require.Equal(t, "Europe/Zagreb", h.Location)
	require.Equal(t, v.ZoneData(), h.ZoneData)
	require.NotEmpty(t, h.ZoneData)
	require.Equal(t, "sunday", h.WeekStart)
	require.Equal(t, asked, h.Timeframe.Asked)
	require.Equal(t, "2026-05-03T00:00:00+02:00", h.Timeframe.From.Format(time.RFC3339), "the clock is already on the 4th in Zagreb")
	require.Equal(t, "2026-05-05T00:00:00+02:00", h.Timeframe.To.Format(time.RFC3339))
	require.Len(t, h.Audiences, 3)
	require.Equal(t, "Croats", h.Audiences[0].Name)
	require.Equal(t, 1, h.Audiences[0].People)
	require.Equal(t, croats.String(), h.Audiences[0].Sentence)
	var back segment.Segment
	require.NoError(t, json.Unmarshal(h.Audiences[0].Definition, &back))
	require.Equal(t, croats, back)
	require.Zero(t, h.Audiences[1].People)
	require.Len(t, h.Warnings, 1, "the same warning of two segments stands once")
	require.Equal(t, store.WarnUnknownTag, h.Warnings[0].Code)

	data, err := json.Marshal(h)
	require.NoError(t, err)
	var again report.Header
	require.NoError(t, json.Unmarshal(data, &again))
	rewritten, err := json.Marshal(again)
	require.NoError(t, err)
	require.Equal(t, string(data), string(rewritten))
}

func TestNewHeaderOfNothing(t *testing.T) {
	v := newStore(t).View()
	h := report.NewHeader(v.In(nil), time.Monday, store.Timeframe{}, store.AllTime(), nil)
	require.Equal(t, "UTC", h.Location, "no location is UTC")
	require.Nil(t, h.Timeframe.From)
	require.Nil(t, h.Timeframe.To)
	require.Len(t, h.Audiences, 1)
	require.Equal(t, "everyone", h.Audiences[0].Sentence)
	require.Len(t, h.Warnings, 1)
	require.Equal(t, store.WarnNoEvents, h.Warnings[0].Code)
	data, err := json.Marshal(h)
	require.NoError(t, err)
	require.NotContains(t, string(data), "null")
}

func TestHeaderOfEveryoneCountsThePeople(t *testing.T) {
	s := newStore(t)
	_, err := s.Append(
		store.Event{Person: "ana", Name: "Visit", Time: time.Date(2026, 5, 3, 0, 0, 0, 0, time.UTC)},
		store.Event{Person: "ivo", Name: "Visit", Time: time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)},
	)
	require.NoError(t, err)
	v := s.View()
	h := report.NewHeader(v, time.Monday, store.Timeframe{}, store.AllTime(), nil)
	require.Equal(t, 2, h.Audiences[0].People)
	require.Equal(t, []store.Warning{}, h.Warnings, "empty, not nil: [] in JSON")
}

func TestHeaderWarnsOfDroppedEvents(t *testing.T) {
	s := newStore(t)
	_, err := s.Append(store.Event{Person: "ana", Name: "Visit", Time: time.Date(2026, 5, 3, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	day := value.NewDate(2026, 5, 2)
	_, err = s.DropBefore(day)
	require.NoError(t, err)
	v := s.View()
	for name, c := range map[string]struct {
		asked store.Timeframe
		warns int
	}{
		"all time":    {store.Timeframe{}, 1},
		"from before": {store.Dates(day-1, day+3), 1},
		"from then":   {store.Dates(day, day+3), 0},
	} {
		t.Run(name, func(t *testing.T) {
			h := report.NewHeader(v, time.Monday, c.asked, c.asked.Span(v.Frame(), time.Monday), nil)
			require.Len(t, h.Warnings, c.warns)
		})
	}
}

func TestWarnKeepsTheFirstOfACodeAndSubject(t *testing.T) {
	var h report.Header
	a := store.Warning{Code: store.WarnUnknownEvent, Subject: "a", Text: "first"}
	b := store.Warning{Code: store.WarnUnknownEvent, Subject: "b"}
	h.Warn(a, b, store.Warning{Code: store.WarnUnknownEvent, Subject: "a", Text: "second"})
	h.Warn(b)
	require.Equal(t, []store.Warning{a, b}, h.Warnings)
}
