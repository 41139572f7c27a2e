package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

func TestTimeframePrevious(t *testing.T) {
	const zagreb, newYork, apia = "Europe/Zagreb", "America/New_York", "Pacific/Apia"
	instants := func(since, until string) store.Timeframe {
		from, err := time.Parse(time.RFC3339, since)
		require.NoError(t, err)
		to, err := time.Parse(time.RFC3339, until)
		require.NoError(t, err)
		return store.Instants(from, to)
	}
	for _, c := range []struct {
		name      string
		of        store.Timeframe
		clock     string
		location  string
		weekStart time.Weekday
		want      store.Timeframe
	}{
		{"last 7 days", store.Last7Days(), "2026-05-06T12:00:00Z", "UTC", time.Monday, store.Dates(date(2026, 4, 23), date(2026, 4, 29))},
		{"today", store.LastDays(1), "2026-05-06T12:00:00Z", "UTC", time.Monday, store.Dates(date(2026, 5, 5), date(2026, 5, 5))},
		{"today is local", store.LastDays(1), "2026-05-06T22:30:00Z", zagreb, time.Monday, store.Dates(date(2026, 5, 6), date(2026, 5, 6))},
		{"30 days over the change of clocks", store.Last30Days(), "2026-04-10T12:00:00Z", zagreb, time.Monday, store.Dates(date(2026, 2, 10), date(2026, 3, 11))},
		{"this week is a whole week before", store.ThisWeek(), "2026-05-06T12:00:00Z", "UTC", time.Monday, store.Dates(date(2026, 4, 27), date(2026, 5, 3))},
		{"this week, on its first day", store.ThisWeek(), "2026-05-04T00:00:00Z", "UTC", time.Monday, store.Dates(date(2026, 4, 27), date(2026, 5, 3))},
		{"this week from Sunday", store.ThisWeek(), "2026-05-06T12:00:00Z", "UTC", time.Sunday, store.Dates(date(2026, 4, 26), date(2026, 5, 2))},
		{"previous week", store.PreviousWeek(), "2026-05-06T12:00:00Z", "UTC", time.Monday, store.Dates(date(2026, 4, 20), date(2026, 4, 26))},
		{"dates", store.Dates(date(2026, 3, 1), date(2026, 3, 31)), "2026-05-06T12:00:00Z", newYork, time.Monday, store.Dates(date(2026, 1, 29), date(2026, 2, 28))},
		{"one date", store.Dates(date(2026, 3, 29), date(2026, 3, 29)), "2026-05-06T12:00:00Z", zagreb, time.Monday, store.Dates(date(2026, 3, 28), date(2026, 3, 28))},
		{"a date that was left out", store.Dates(date(2011, 12, 30), date(2011, 12, 30)), "2026-05-06T12:00:00Z", apia, time.Monday, store.Dates(date(2011, 12, 29), date(2011, 12, 29))},
		{"a day of 23 hours in instants", instants("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"), "2026-05-06T12:00:00Z", zagreb, time.Monday, store.Dates(date(2026, 3, 28), date(2026, 3, 28))},
		{"a day of 25 hours in instants", instants("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"), "2026-05-06T12:00:00Z", zagreb, time.Monday, store.Dates(date(2026, 10, 24), date(2026, 10, 24))},
		{"days elsewhere are instants here", instants("2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"), "2026-05-06T12:00:00Z", zagreb, time.Monday, instants("2026-03-28T00:00:00Z", "2026-03-29T00:00:00Z")},
		{"six hours", instants("2026-03-29T00:00:00Z", "2026-03-29T06:00:00Z"), "2026-05-06T12:00:00Z", "UTC", time.Monday, instants("2026-03-28T18:00:00Z", "2026-03-29T00:00:00Z")},
		{"a millisecond", store.Instants(time.UnixMilli(0), time.UnixMilli(1)), "2026-05-06T12:00:00Z", "UTC", time.Monday, store.Instants(time.UnixMilli(-1), time.UnixMilli(0))},
		{"up to the last year", store.Dates(date(5001, 1, 1), date(9999, 12, 31)), "2026-05-06T12:00:00Z", "UTC", time.Monday, store.Dates(date(2, 1, 1), date(5000, 12, 31))},
		{"down to the first day", store.Dates(2, 2), "2026-05-06T12:00:00Z", "UTC", time.Monday, store.Dates(1, 1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock, err := time.Parse(time.RFC3339, c.clock)
			require.NoError(t, err)
			got, err := c.of.Previous(value.Frame{Clock: clock, Location: location(t, c.location)}, c.weekStart)
			require.NoError(t, err)
			require.True(t, c.want.Equal(got), "want %v, got %v", c.want, got)
		})
	}
}

func TestTimeframeWithoutPrevious(t *testing.T) {
	first := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, of := range map[string]store.Timeframe{
		"all time":                        {},
		"from a date on":                  store.Dates(date(2026, 5, 1), 0),
		"up to a date":                    store.Dates(0, date(2026, 5, 1)),
		"from an instant on":              store.Instants(time.UnixMilli(5), time.Time{}),
		"before an instant":               store.Instants(time.Time{}, time.UnixMilli(5)),
		"the first day":                   store.Dates(1, 1),
		"days that reach before it":       store.Dates(3, 9),
		"hours that reach before it":      store.Instants(first.Add(5*time.Hour), first.Add(15*time.Hour)),
		"hours that reach the first time": store.Instants(first.Add(5*time.Hour), first.Add(10*time.Hour)),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := of.Previous(value.Frame{Clock: time.UnixMilli(1e12)}, time.Monday)
			require.ErrorIs(t, err, store.ErrNoPrevious)
		})
	}
	_, err := store.Timeframe{LastDays: -1}.Previous(value.Frame{}, time.Monday)
	require.ErrorIs(t, err, store.ErrInvalid)
	require.False(t, errors.Is(err, store.ErrNoPrevious))
}

// The period before ends where the timeframe begins, whatever the zone does there, and has as many dates, or is as long.
func TestTimeframePreviousIsDirectlyBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := location(t, rapid.SampledFrom([]string{"UTC", "Europe/Zagreb", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe"}).Draw(t, "zone"))
		f := value.Frame{Clock: time.Unix(rapid.Int64Range(1e9, 2e9).Draw(t, "clock"), 0), Location: loc}
		from := value.DateOf(f.Clock, loc)
		to := from + value.Date(rapid.IntRange(0, 400).Draw(t, "days"))
		begin := rapid.Int64Range(1e12, 2e12).Draw(t, "since")
		end := begin + rapid.Int64Range(1, 1e10).Draw(t, "for")
		of := rapid.SampledFrom([]store.Timeframe{
			store.LastDays(int(to - from + 1)), store.ThisWeek(), store.PreviousWeek(), store.Dates(from, to),
			store.Instants(from.Start(loc), (to + 1).Start(loc)), store.Instants(time.UnixMilli(begin), time.UnixMilli(end)),
		}).Draw(t, "timeframe")
		weekStart := time.Weekday(rapid.IntRange(0, 6).Draw(t, "week start"))

		before, err := of.Previous(f, weekStart)
		require.NoError(t, err)
		require.NoError(t, before.Check())
		now, then := of.Span(f, weekStart), before.Span(f, weekStart)
		require.Equal(t, now.From, then.To)
		days := func(s store.Span) value.Date {
			return value.DateOf(time.UnixMilli(s.To-1), loc) - value.DateOf(time.UnixMilli(s.From), loc) + 1
		}
		switch {
		case of.Week != "":
			require.Equal(t, value.Date(7), days(then))
		case before.From != 0:
			require.Equal(t, days(now), days(then))
		default:
			require.Equal(t, now.To-now.From, then.To-then.From)
		}
	})
}

func ExampleTimeframe_Previous() {
	now := value.Frame{Clock: time.Date(2026, time.May, 31, 12, 0, 0, 0, time.UTC)}
	for _, t := range []store.Timeframe{store.Last30Days(), store.ThisWeek(), {}} {
		before, err := t.Previous(now, time.Monday)
		fmt.Println(t, "-", before, "-", err)
	}
	// Output:
	// in the last 30 days - from 2026-04-02 to 2026-05-01 - <nil>
	// this week - from 2026-05-18 to 2026-05-24 - <nil>
	// at any time - at any time - store: no previous period: one at any time has no beginning or no length
}
