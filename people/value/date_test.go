package value_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests name places, and the machine may have no zone data

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/value"
)

func place(t require.TestingT, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// The places are chosen for their clocks: changes at midnight and over it, by 20, 30 and 45 minutes, at odd seconds, whole days left out and repeated.
func places() []string {
	return []string{
		"UTC", "Europe/Zagreb", "America/New_York", "Pacific/Honolulu", "Asia/Kolkata", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia", "Asia/Beirut", "Africa/Cairo",
		"America/St_Johns", "America/Toronto", "America/Havana", "America/Asuncion", "America/Santiago", "America/Juneau", "America/Nuuk", "America/Scoresbysund",
		"America/Caracas", "Atlantic/Azores", "Africa/Monrovia", "Africa/Casablanca", "Africa/Khartoum", "Antarctica/Troll", "Antarctica/Casey", "Asia/Amman", "Asia/Gaza",
		"Asia/Tehran", "Asia/Manila", "Asia/Pyongyang", "Australia/Lord_Howe", "Europe/Dublin", "Europe/Moscow", "Europe/Lisbon",
		"Pacific/Kwajalein", "Pacific/Kiritimati", "Pacific/Fakaofo", "Pacific/Chatham", "Asia/Singapore", "Europe/Amsterdam",
	}
}

// shows reports whether the clocks of a place show the date d or a later one. It is told from the printed date, which has nothing to do with how Date counts.
func shows(at time.Time, d string) bool { return at.Format("2006-01-02") >= d }

// slowStart looks at every minute of four days, and then at every second.
func slowStart(d value.Date, loc *time.Location) time.Time {
	date := d.String()
	noon, err := time.Parse("2006-01-02", date)
	if err != nil {
		panic(err)
	}
	at := noon.Add(-48 * time.Hour)
	for !shows(at.In(loc), date) {
		at = at.Add(time.Minute)
	}
	at = at.Add(-time.Minute)
	for !shows(at.In(loc), date) {
		at = at.Add(time.Second)
	}
	return at
}

// slowDateOf is the last date that the clocks of a place have shown up to an instant.
func slowDateOf(at time.Time, loc *time.Location) string {
	last := at.In(loc).Format("2006-01-02")
	for u := at.Add(-50 * time.Hour).Truncate(time.Minute); u.Before(at); u = u.Add(time.Minute) {
		last = max(last, u.In(loc).Format("2006-01-02"))
	}
	return last
}

func TestDaysInPlaces(t *testing.T) {
	for _, c := range []struct {
		place, date, start string
		hours              float64
	}{
		{"UTC", "1969-12-31", "1969-12-31T00:00:00Z", 24},
		{"Europe/Zagreb", "2026-03-29", "2026-03-29T00:00:00+01:00", 23},
		{"Europe/Zagreb", "2026-10-25", "2026-10-25T00:00:00+02:00", 25},
		{"America/New_York", "2026-03-08", "2026-03-08T00:00:00-05:00", 23},
		{"America/New_York", "2026-11-01", "2026-11-01T00:00:00-04:00", 25},
		{"Pacific/Honolulu", "2026-03-29", "2026-03-29T00:00:00-10:00", 24},
		{"Asia/Kolkata", "2026-03-29", "2026-03-29T00:00:00+05:30", 24},
		{"Asia/Kathmandu", "2026-03-29", "2026-03-29T00:00:00+05:45", 24},
		{"Asia/Kathmandu", "1986-01-01", "1986-01-01T00:15:00+05:45", 23.75},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00", 23},
		{"America/Sao_Paulo", "2018-02-17", "2018-02-17T00:00:00-02:00", 25},
		{"Asia/Beirut", "2026-03-29", "2026-03-29T01:00:00+03:00", 23},
		{"Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00", 23},
		{"Africa/Cairo", "2026-10-29", "2026-10-29T00:00:00+03:00", 25},
		{"Pacific/Apia", "2011-12-29", "2011-12-29T00:00:00-10:00", 24},
		{"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00", 0},
		{"Pacific/Apia", "2011-12-31", "2011-12-31T00:00:00+14:00", 24},
		{"Pacific/Kwajalein", "1993-08-21", "1993-08-22T00:00:00+12:00", 0},
		{"Australia/Lord_Howe", "2026-04-05", "2026-04-05T00:00:00+11:00", 24.5},
		{"America/St_Johns", "2006-10-29", "2006-10-29T00:00:00-02:30", 25},
		{"America/Toronto", "1919-03-31", "1919-03-31T00:30:00-04:00", 23.5},
	} {
		t.Run(c.place+" "+c.date, func(t *testing.T) {
			loc := place(t, c.place)
			d, err := value.ParseDate(c.date)
			require.NoError(t, err)
			start := d.Start(loc)
			require.Equal(t, c.start, start.Format(time.RFC3339))
			require.Equal(t, loc, start.Location())
			require.Equal(t, c.hours, (d + 1).Start(loc).Sub(start).Hours())
			require.True(t, slowStart(d, loc).Equal(start))
			if c.hours > 0 {
				require.Equal(t, d, value.DateOf(start, loc))
				require.Equal(t, d, value.DateOf((d+1).Start(loc).Add(-1), loc))
			}
		})
	}
}

func TestAnHourThatComesAgainOverMidnightIsOfTheDayThatHadBegun(t *testing.T) {
	loc := place(t, "America/St_Johns")
	// At 00:01 of the 29th the clocks went back to 23:01 of the 28th.
	again := time.Date(2006, 10, 29, 2, 45, 0, 0, time.UTC)
	require.Equal(t, "2006-10-28 23:15", again.In(loc).Format("2006-01-02 15:04"))
	require.Equal(t, value.NewDate(2006, 10, 29), value.DateOf(again, loc))
	require.Equal(t, value.NewDate(2006, 10, 28), value.DateOf(again.Add(-time.Hour), loc))

	loc = place(t, "America/Sao_Paulo")
	// At 24:00 of the 17th they went back to 23:00, so that the 18th had not begun.
	again = time.Date(2018, 2, 18, 2, 30, 0, 0, time.UTC)
	require.Equal(t, "2018-02-17 23:30", again.In(loc).Format("2006-01-02 15:04"))
	require.Equal(t, value.NewDate(2018, 2, 17), value.DateOf(again, loc))
}

// changes lists the changes of a place's clocks in some years, and some New Years among them.
func changes(loc *time.Location, from, to int) []time.Time {
	var all []time.Time
	at := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).In(loc)
	for {
		_, next := at.ZoneBounds()
		if next.IsZero() || next.Year() > to {
			return all
		}
		if !next.After(at) {
			// ZoneBounds loses the last day of a leap year.
			next = time.Date(at.UTC().Year()+1, 1, 1, 0, 0, 0, 0, time.UTC).In(loc)
		}
		all = append(all, next)
		at = next
	}
}

// Every change of every place, by the two sentences that define a day.
func TestADayBeginsAtTheFirstInstantOfItsDateOrALaterOne(t *testing.T) {
	for _, name := range places() {
		loc := place(t, name)
		for _, change := range changes(loc, 1840, 2060) {
			middle := value.NewDate(change.UTC().Date())
			for d := middle - 2; d <= middle+2; d++ {
				start := d.Start(loc)
				require.True(t, shows(start.In(loc), d.String()), "%s %s", name, d)
				require.Less(t, value.DateOf(start.Add(-1), loc), d, "%s %s", name, d)
				require.GreaterOrEqual(t, value.DateOf(start, loc), d, "%s %s", name, d)
				require.False(t, (d + 1).Start(loc).Before(start), "%s %s", name, d)
			}
		}
	}
}

func TestStartAndDateOfAgreeWithSlowTwins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(places()).Draw(t, "place")
		loc := place(t, name)
		near := time.Date(rapid.IntRange(1840, 2060).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 31).Draw(t, "day"), 12, 0, 0, 0, time.UTC)
		if all := changes(loc, 1840, 2060); len(all) > 0 {
			near = all[rapid.IntRange(0, len(all)-1).Draw(t, "change")].UTC()
		}
		d := value.NewDate(near.Date()) + value.Date(rapid.IntRange(-1, 1).Draw(t, "days"))
		require.Equal(t, slowStart(d, loc).Format(time.RFC3339), d.Start(loc).UTC().Format(time.RFC3339))
		at := near.Add(time.Duration(rapid.Int64Range(-30*3600, 30*3600).Draw(t, "seconds")) * time.Second)
		require.Equal(t, slowDateOf(at, loc), value.DateOf(at, loc).String())
	})
}

func TestDaysOfFixedZones(t *testing.T) {
	for _, seconds := range []int{0, 1, -1, 14 * 3600, -12 * 3600, 5*3600 + 17, 40 * 3600, -1_000_000} {
		loc := time.FixedZone("fixed", seconds)
		d := value.NewDate(2026, 5, 3)
		require.Equal(t, time.Date(2026, 5, 3, 0, 0, 0, 0, loc).Unix(), d.Start(loc).Unix(), seconds)
		require.Equal(t, d, value.DateOf(d.Start(loc), loc))
		require.Equal(t, d-1, value.DateOf(d.Start(loc).Add(-1), loc))
	}
	d := value.NewDate(2026, 5, 3)
	require.Equal(t, time.Date(2026, 5, 3, 0, 0, 0, 0, time.UTC), d.Start(nil))
	require.Equal(t, d, value.DateOf(d.Start(nil), nil))
}

func TestNewDateCarriesOverAsTimeDateDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year, month, day := rapid.IntRange(-200, 10200).Draw(t, "year"), rapid.IntRange(-50, 50).Draw(t, "month"), rapid.IntRange(-5000, 5000).Draw(t, "day")
		d := value.NewDate(year, time.Month(month), day)
		want := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		y, m, n := d.Civil()
		wantY, wantM, wantN := want.Date()
		require.Equal(t, fmt.Sprint(wantY, wantM, wantN), fmt.Sprint(y, m, n))
		require.Equal(t, want.Weekday(), d.Weekday())
		require.Equal(t, wantY >= 1 && wantY <= 9999, d.Valid())
		require.Equal(t, d, value.DateOf(want, nil))
		if d.Valid() {
			require.Equal(t, want.Format("2006-01-02"), d.String())
			back, err := value.ParseDate(d.String())
			require.NoError(t, err)
			require.Equal(t, d, back)
		}
	})
}

func TestDatesFarOutAreNotValid(t *testing.T) {
	for _, d := range []value.Date{
		value.NewDate(math.MaxInt32, 1, 1), value.NewDate(math.MinInt32, 1, 1), value.NewDate(2026, math.MaxInt32, 1), value.NewDate(2026, 1, math.MaxInt32),
		value.NewDate(100_000_000, 1, 1), value.NewDate(-100_000_000, 1, 1), value.DateOf(time.Unix(math.MaxInt64/2, 0), nil), value.DateOf(time.Unix(math.MinInt64/2, 0), nil),
		value.NewDate(0, 12, 31), value.NewDate(10000, 1, 1), 0,
	} {
		require.False(t, d.Valid(), "%d", int32(d))
		_ = d.String()
		_ = d.Weekday()
	}
	require.Zero(t, value.NewDate(0, 12, 31), "the day before 0001-01-01 is no date")
	require.Empty(t, value.Date(0).String())
}

func TestDateAsText(t *testing.T) {
	text, err := value.NewDate(2026, 5, 3).MarshalText()
	require.NoError(t, err)
	require.Equal(t, "2026-05-03", string(text))
	d := value.Date(7)
	require.NoError(t, d.UnmarshalText(text))
	require.Equal(t, value.NewDate(2026, 5, 3), d)

	text, err = value.Date(0).MarshalText()
	require.NoError(t, err)
	require.NoError(t, d.UnmarshalText(text))
	require.Zero(t, d)

	_, err = value.NewDate(10000, 1, 1).MarshalText()
	require.ErrorIs(t, err, value.ErrYear)
	d = 7
	for _, bad := range []string{"2026-5-3", "2026-05-32", strings.Repeat("9", 1000)} {
		require.ErrorIs(t, d.UnmarshalText([]byte(bad)), value.ErrKind)
		require.Equal(t, value.Date(7), d)
	}
	_, err = value.ParseDate("")
	require.ErrorIs(t, err, value.ErrKind)
}
