package metrics_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

func TestPreviousPeriod(t *testing.T) {
	zagreb := zone(t, "Europe/Zagreb")
	clock := at(t, zagreb, "2026-04-02 12:00") // a Thursday, four days after a day of 23 hours
	date := func(month time.Month, day int) value.Date { return value.NewDate(2026, month, day) }
	for _, c := range []struct {
		name      string
		of        store.Timeframe
		weekStart string
		location  string
		want      store.Timeframe
	}{
		{name: "the last 7 days", of: store.Last7Days(), want: store.Dates(date(3, 20), date(3, 26))},
		{name: "the last day", of: store.LastDays(1), want: store.Dates(date(4, 1), date(4, 1))},
		{name: "this week", of: store.ThisWeek(), want: store.Dates(date(3, 23), date(3, 29))},
		{name: "the previous week", of: store.PreviousWeek(), want: store.Dates(date(3, 16), date(3, 22))},
		{name: "this week from Sunday", of: store.ThisWeek(), weekStart: "sunday", want: store.Dates(date(3, 22), date(3, 28))},
		{name: "dates", of: store.Dates(date(3, 29), date(3, 30)), want: store.Dates(date(3, 27), date(3, 28))},
		{name: "a month of dates is that many days", of: store.Dates(date(3, 1), date(3, 31)), want: store.Dates(date(1, 29), date(2, 28))},
		{name: "instants that are days", of: store.Instants(at(t, zagreb, "2026-03-29 00:00"), at(t, zagreb, "2026-03-30 00:00")), want: store.Dates(date(3, 28), date(3, 28))},
		{name: "instants that are no days", of: store.Instants(at(t, time.UTC, "2026-03-29 00:00"), at(t, time.UTC, "2026-03-29 06:00")),
			want: store.Instants(at(t, time.UTC, "2026-03-28 18:00"), at(t, time.UTC, "2026-03-29 00:00"))},
		{name: "instants that are days elsewhere", location: "UTC", of: store.Instants(at(t, time.UTC, "2026-03-29 00:00"), at(t, time.UTC, "2026-03-30 00:00")),
			want: store.Dates(date(3, 28), date(3, 28))},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := songs()
			q.Timeframe, q.WeekStart, q.Location = c.of, c.weekStart, c.location
			got, err := q.Previous(value.Frame{Clock: clock, Location: zagreb})
			require.NoError(t, err)
			q.Timeframe = c.want
			require.Equal(t, q, got, "all else stays")
		})
	}
}

func TestNoPreviousPeriod(t *testing.T) {
	first := value.NewDate(1, time.January, 1)
	for name, of := range map[string]store.Timeframe{
		"all time":                {},
		"open at the end":         store.Dates(value.NewDate(2026, 5, 1), 0),
		"open at the beginning":   store.Dates(0, value.NewDate(2026, 5, 1)),
		"the beginning of time":   store.Dates(first, first),
		"an empty timeframe":      store.Dates(first+1, first),
		"days before the year 1":  store.Dates(first+3, first+9),
		"hours before the year 1": store.Instants(time.Date(1, 1, 1, 5, 0, 0, 0, time.UTC), time.Date(1, 1, 1, 15, 0, 0, 0, time.UTC)),
	} {
		t.Run(name, func(t *testing.T) {
			q := songs()
			q.Timeframe = of
			_, err := q.Previous(value.Frame{Clock: time.Unix(1e9, 0)})
			require.ErrorIs(t, err, metrics.ErrQuery)
			require.ErrorContains(t, err, "timeframe")
		})
	}
}

func ExampleQuery_Previous() {
	q := metrics.Query{Metric: metrics.Events, Events: []store.Selector{store.On("Song Played")}, Timeframe: store.Last30Days(), Every: []metrics.Unit{metrics.Day}}
	before, err := q.Previous(value.Frame{Clock: time.Date(2026, time.May, 31, 12, 0, 0, 0, time.UTC)})
	fmt.Println(before.Timeframe, err)
	// Output:
	// from 2026-04-02 to 2026-05-01 <nil>
}
