package metrics_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/store"
)

func zone(t require.TestingT, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

func spanOf(from, to time.Time) store.Span {
	return store.Span{From: from.UnixMilli(), To: to.UnixMilli()}
}

// at reads a local time; where the clock shows it twice, the first is meant unless an offset is given.
func at(t require.TestingT, loc *time.Location, s string) time.Time {
	if when, err := time.Parse(time.RFC3339, s); err == nil {
		return when
	}
	when, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	require.NoError(t, err)
	return when
}

// show writes buckets as their starts, what lasts unusually long or short, and a * for partial ones.
func show(buckets []metrics.Bucket, usual time.Duration) []string {
	var out []string
	for _, b := range buckets {
		s := b.Start.Format("01-02 15:04 -07:00")
		if d := b.End.Sub(b.Start); d != usual {
			s += " " + d.String()
		}
		if b.Partial {
			s += " *"
		}
		out = append(out, s)
	}
	return out
}

func TestBuckets(t *testing.T) {
	for _, c := range []struct {
		name, zone, from, to string
		unit                 metrics.Unit
		week                 time.Weekday
		want                 []string
	}{
		{name: "a day of 23 hours in Zagreb", zone: "Europe/Zagreb", from: "2026-03-28 00:00", to: "2026-03-31 00:00", unit: metrics.Day,
			want: []string{"03-28 00:00 +01:00", "03-29 00:00 +01:00 23h0m0s", "03-30 00:00 +02:00"}},
		{name: "a day of 25 hours in New York", zone: "America/New_York", from: "2026-10-31 00:00", to: "2026-11-03 00:00", unit: metrics.Day,
			want: []string{"10-31 00:00 -04:00", "11-01 00:00 -04:00 25h0m0s", "11-02 00:00 -05:00"}},
		{name: "a skipped hour has no bucket", zone: "Europe/Zagreb", from: "2026-03-29 01:00", to: "2026-03-29 04:00", unit: metrics.Hour,
			want: []string{"03-29 01:00 +01:00", "03-29 03:00 +02:00"}},
		{name: "a repeated hour is two buckets", zone: "Europe/Zagreb", from: "2026-10-25 01:00", to: "2026-10-25 04:00", unit: metrics.Hour,
			want: []string{"10-25 01:00 +02:00", "10-25 02:00 +02:00", "10-25 02:00 +01:00", "10-25 03:00 +01:00"}},
		{name: "hours of a half-hour zone begin at half past by UTC", zone: "Asia/Kolkata", from: "2026-01-01T00:00:00Z", to: "2026-01-01T02:00:00Z", unit: metrics.Hour,
			want: []string{"01-01 05:30 +05:30 30m0s *", "01-01 06:00 +05:30", "01-01 07:00 +05:30 30m0s *"}},
		{name: "Lord Howe puts the clock back by half an hour", zone: "Australia/Lord_Howe", from: "2026-04-05 00:00", to: "2026-04-05 03:00", unit: metrics.Hour,
			want: []string{"04-05 00:00 +11:00", "04-05 01:00 +11:00", "04-05 01:30 +10:30 30m0s", "04-05 02:00 +10:30"}},
		{name: "Lord Howe puts the clock forward by half an hour", zone: "Australia/Lord_Howe", from: "2026-10-04 01:00", to: "2026-10-04 04:00", unit: metrics.Hour,
			want: []string{"10-04 01:00 +10:30", "10-04 02:30 +11:00 30m0s", "10-04 03:00 +11:00"}},
		{name: "Lord Howe's day of 24 and a half hours", zone: "Australia/Lord_Howe", from: "2026-04-04 00:00", to: "2026-04-07 00:00", unit: metrics.Day,
			want: []string{"04-04 00:00 +11:00", "04-05 00:00 +11:00 24h30m0s", "04-06 00:00 +10:30"}},
		{name: "Sao Paulo skips midnight", zone: "America/Sao_Paulo", from: "2017-10-14 00:00", to: "2017-10-17 00:00", unit: metrics.Day,
			want: []string{"10-14 00:00 -03:00", "10-15 01:00 -02:00 23h0m0s", "10-16 00:00 -02:00"}},
		{name: "Samoa skips a whole day", zone: "Pacific/Apia", from: "2011-12-28 00:00", to: "2012-01-01 00:00", unit: metrics.Day,
			want: []string{"12-28 00:00 -10:00", "12-29 00:00 -10:00", "12-31 00:00 +14:00"}},
		{name: "the clock is put back over midnight in St John's", zone: "America/St_Johns", from: "2010-11-06 00:00", to: "2010-11-09 00:00", unit: metrics.Day,
			want: []string{"11-06 00:00 -02:30", "11-07 00:00 -02:30 25h0m0s", "11-08 00:00 -03:30"}},
		{name: "and its hours follow the clock", zone: "America/St_Johns", from: "2010-11-06 23:00", to: "2010-11-07 01:00", unit: metrics.Hour,
			want: []string{"11-06 23:00 -02:30", "11-07 00:00 -02:30 1m0s", "11-06 23:01 -03:30 59m0s", "11-07 00:00 -03:30"}},
		{name: "weeks begin on Monday", zone: "UTC", from: "2026-05-06 00:00", to: "2026-05-20 00:00", unit: metrics.Week, week: time.Monday,
			want: []string{"05-06 00:00 +00:00 120h0m0s *", "05-11 00:00 +00:00", "05-18 00:00 +00:00 48h0m0s *"}},
		{name: "or on Sunday", zone: "UTC", from: "2026-05-10 00:00", to: "2026-05-20 00:00", unit: metrics.Week, week: time.Sunday,
			want: []string{"05-10 00:00 +00:00", "05-17 00:00 +00:00 72h0m0s *"}},
		{name: "a month is what the calendar says", zone: "Europe/Zagreb", from: "2026-01-31 12:00", to: "2026-04-01 00:00", unit: metrics.Month,
			want: []string{"01-31 12:00 +01:00 12h0m0s *", "02-01 00:00 +01:00 672h0m0s", "03-01 00:00 +01:00 743h0m0s"}},
		{name: "an empty span has no bucket", zone: "UTC", from: "2026-05-10 00:00", to: "2026-05-10 00:00", unit: metrics.Day},
		{name: "nor has one that ends before it begins", zone: "UTC", from: "2026-05-10 00:00", to: "2026-05-09 00:00", unit: metrics.Day},
	} {
		t.Run(c.name, func(t *testing.T) {
			loc := zone(t, c.zone)
			usual := map[metrics.Unit]time.Duration{metrics.Hour: time.Hour, metrics.Day: 24 * time.Hour, metrics.Week: 168 * time.Hour}[c.unit]
			clock := at(t, time.UTC, "2030-01-01 00:00")
			got, err := metrics.Buckets(spanOf(at(t, loc, c.from), at(t, loc, c.to)), c.unit, loc, c.week, clock, 0)
			require.NoError(t, err)
			require.Equal(t, c.want, show(got, usual))
		})
	}
}

func TestBucketIsPartialUntilTheClockHasPassedIt(t *testing.T) {
	from, to := at(t, time.UTC, "2026-05-01 00:00"), at(t, time.UTC, "2026-05-04 00:00")
	for clock, want := range map[string][]bool{
		"2026-05-02 23:59": {false, true, true},
		"2026-05-03 00:00": {false, false, true},
		"2026-05-04 00:00": {false, false, false},
	} {
		got, err := metrics.Buckets(spanOf(from, to), metrics.Day, nil, time.Monday, at(t, time.UTC, clock), 0)
		require.NoError(t, err)
		var partial []bool
		for _, b := range got {
			partial = append(partial, b.Partial)
		}
		require.Equal(t, want, partial, clock)
	}
}

func TestBucketsRefuse(t *testing.T) {
	from := at(t, time.UTC, "2026-05-01 00:00")
	span := spanOf(from, from.AddDate(0, 0, 10))
	got, err := metrics.Buckets(span, metrics.Day, nil, time.Monday, from, 10)
	require.NoError(t, err)
	require.Len(t, got, 10)
	_, err = metrics.Buckets(span, metrics.Day, nil, time.Monday, from, 9)
	require.ErrorIs(t, err, metrics.ErrLimit)
	require.ErrorContains(t, err, "more than 9 day buckets")
	_, err = metrics.Buckets(spanOf(from, from.AddDate(7000, 0, 0)), metrics.Hour, nil, time.Monday, from, 0)
	require.ErrorIs(t, err, metrics.ErrLimit)
	_, err = metrics.Buckets(span, "fortnight", nil, time.Monday, from, 0)
	require.ErrorIs(t, err, metrics.ErrQuery)
	require.ErrorContains(t, err, `"fortnight"`)
	for _, open := range []store.Span{store.AllTime(), {From: span.From, To: store.End}, {From: store.Beginning, To: span.To}} {
		_, err = metrics.Buckets(open, metrics.Day, nil, time.Monday, from, 0)
		require.ErrorIs(t, err, metrics.ErrQuery)
	}
}

// walked cuts a span by looking at the local clock every few minutes: as often as clocks change.
func walked(span store.Span, unit metrics.Unit, loc *time.Location, weekStart time.Weekday, clock time.Time, every time.Duration) []metrics.Bucket {
	if span.From >= span.To {
		return nil
	}
	step := every.Milliseconds()
	margin := 3 * 24 * time.Hour.Milliseconds()
	if unit == metrics.Week || unit == metrics.Month {
		margin = 40 * 24 * time.Hour.Milliseconds()
	}
	begins := (span.From - margin) / step * step
	var out []metrics.Bucket
	var begin time.Time
	begun := false
	last, latest := "", ""
	var shown time.Time // what the local clock showed a step ago
	for ms := begins; ms < span.To+margin; ms += step {
		now := time.UnixMilli(ms).In(loc)
		_, offset := now.Zone()
		reads := now.UTC().Add(time.Duration(offset) * time.Second)
		if date := now.Format("2006-01-02"); date > latest {
			latest = date // a date that comes again does not count again
		}
		var key string
		switch unit {
		case metrics.Hour:
			key = now.Format("2006-01-02 15")
			if reads.Before(shown) {
				last = ""
			}
		case metrics.Day:
			key = latest
		case metrics.Week:
			day, _ := time.Parse("2006-01-02", latest)
			for day.Weekday() != weekStart {
				day = day.AddDate(0, 0, -1)
			}
			key = day.Format("2006-01-02")
		case metrics.Month:
			key = latest[:7]
		}
		shown = reads
		if key == last {
			continue
		}
		last = key
		if begun {
			from, to := max(begin.UnixMilli(), span.From), min(ms, span.To)
			if from < to {
				partial := from != begin.UnixMilli() || to != ms || clock.UnixMilli() < ms
				out = append(out, metrics.Bucket{Start: time.UnixMilli(from).In(loc), End: time.UnixMilli(to).In(loc), Partial: partial})
			}
		}
		begin, begun = now, true
	}
	return out
}

func TestBucketsAreThoseThatTheLocalClockShows(t *testing.T) {
	zones := []string{"UTC", "Europe/Zagreb", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Honolulu", "America/Sao_Paulo",
		"Africa/Cairo", "Asia/Beirut", "Pacific/Apia", "America/Havana", "America/St_Johns", "Antarctica/Troll", "America/Caracas", "Asia/Pyongyang", "Africa/Casablanca"}
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		unit := rapid.SampledFrom(metrics.Units()).Draw(t, "unit")
		week := time.Weekday(rapid.IntRange(0, 6).Draw(t, "week start"))
		around := time.Unix(rapid.Int64Range(500_000_000, 1_900_000_000).Draw(t, "around")/60*60, 0).In(loc)
		if _, change := around.ZoneBounds(); !change.IsZero() {
			around = change
		}
		longest := map[metrics.Unit]int{metrics.Hour: 600, metrics.Day: 9000, metrics.Week: 40_000, metrics.Month: 90_000}[unit]
		from := around.Add(-time.Duration(rapid.IntRange(0, longest).Draw(t, "before")) * time.Minute)
		to := from.Add(time.Duration(rapid.IntRange(0, 2*longest).Draw(t, "length")) * time.Minute)
		clock := from.Add(time.Duration(rapid.IntRange(-100, 3*longest).Draw(t, "clock")) * time.Minute)
		got, err := metrics.Buckets(spanOf(from, to), unit, loc, week, clock, 0)
		require.NoError(t, err)
		require.Equal(t, walked(spanOf(from, to), unit, loc, week, clock, time.Minute), got)
	})
}

func ExampleBuckets() {
	zagreb, _ := time.LoadLocation("Europe/Zagreb")
	from := time.Date(2026, time.March, 28, 12, 0, 0, 0, zagreb)
	to := time.Date(2026, time.March, 31, 0, 0, 0, 0, zagreb)
	buckets, err := metrics.Buckets(store.Span{From: from.UnixMilli(), To: to.UnixMilli()}, metrics.Day, zagreb, time.Monday, to, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range buckets {
		fmt.Println(b.Start.Format("Mon 02 Jan 15:04"), b.End.Sub(b.Start), b.Partial)
	}
	// Output:
	// Sat 28 Mar 12:00 12h0m0s true
	// Sun 29 Mar 00:00 23h0m0s false
	// Mon 30 Mar 00:00 24h0m0s false
}
