package store_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

func location(t require.TestingT, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

func date(year int, month time.Month, day int) value.Date { return value.NewDate(year, month, day) }

func TestTimeframeSpan(t *testing.T) {
	const zagreb, newYork, apia = "Europe/Zagreb", "America/New_York", "Pacific/Apia"
	for _, c := range []struct {
		name      string
		timeframe store.Timeframe
		clock     string // RFC 3339
		location  string
		weekStart time.Weekday
		from, to  string // "" is open
	}{
		{"all time", store.Timeframe{}, "2026-05-06T12:00:00Z", "UTC", time.Monday, "", ""},
		{"last 7 days: today and six before", store.Last7Days(), "2026-05-06T12:00:00Z", "UTC", time.Monday, "2026-04-30T00:00:00Z", "2026-05-07T00:00:00Z"},
		{"last 30 days", store.Last30Days(), "2026-05-06T12:00:00Z", "UTC", time.Monday, "2026-04-07T00:00:00Z", "2026-05-07T00:00:00Z"},
		{"last day is today", store.LastDays(1), "2026-05-06T00:00:00Z", "UTC", time.Monday, "2026-05-06T00:00:00Z", "2026-05-07T00:00:00Z"},
		{"today is local", store.LastDays(1), "2026-05-06T22:30:00Z", zagreb, time.Monday, "2026-05-07T00:00:00+02:00", "2026-05-08T00:00:00+02:00"},
		{"day of 23 hours", store.LastDays(1), "2026-03-29T12:00:00Z", zagreb, time.Monday, "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"},
		{"day of 25 hours", store.LastDays(1), "2026-10-25T12:00:00Z", zagreb, time.Monday, "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"},
		{"week over the change of clocks", store.Last7Days(), "2026-11-03T12:00:00Z", newYork, time.Monday, "2026-10-28T00:00:00-04:00", "2026-11-04T00:00:00-05:00"},
		{"this week, on a Wednesday", store.ThisWeek(), "2026-05-06T12:00:00Z", "UTC", time.Monday, "2026-05-04T00:00:00Z", "2026-05-07T00:00:00Z"},
		{"this week, on its first day", store.ThisWeek(), "2026-05-04T00:00:00Z", "UTC", time.Monday, "2026-05-04T00:00:00Z", "2026-05-05T00:00:00Z"},
		{"this week, on its last day", store.ThisWeek(), "2026-05-10T23:59:59Z", "UTC", time.Monday, "2026-05-04T00:00:00Z", "2026-05-11T00:00:00Z"},
		{"this week from Sunday", store.ThisWeek(), "2026-05-10T12:00:00Z", "UTC", time.Sunday, "2026-05-10T00:00:00Z", "2026-05-11T00:00:00Z"},
		{"this week from Saturday", store.ThisWeek(), "2026-05-06T12:00:00Z", "UTC", time.Saturday, "2026-05-02T00:00:00Z", "2026-05-07T00:00:00Z"},
		{"previous week", store.PreviousWeek(), "2026-05-06T12:00:00Z", "UTC", time.Monday, "2026-04-27T00:00:00Z", "2026-05-04T00:00:00Z"},
		{"previous week from Sunday", store.PreviousWeek(), "2026-05-06T12:00:00Z", "UTC", time.Sunday, "2026-04-26T00:00:00Z", "2026-05-03T00:00:00Z"},
		{"previous week of 167 hours", store.PreviousWeek(), "2026-03-31T12:00:00Z", zagreb, time.Monday, "2026-03-23T00:00:00+01:00", "2026-03-30T00:00:00+02:00"},
		{"dates, both included", store.Dates(date(2017, 1, 2), date(2017, 12, 31)), "2026-05-06T12:00:00Z", newYork, time.Monday, "2017-01-02T00:00:00-05:00", "2018-01-01T00:00:00-05:00"},
		{"one date", store.Dates(date(2026, 3, 29), date(2026, 3, 29)), "2026-05-06T12:00:00Z", zagreb, time.Monday, "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"},
		{"from a date", store.Dates(date(2017, 1, 2), 0), "2026-05-06T12:00:00Z", "UTC", time.Monday, "2017-01-02T00:00:00Z", ""},
		{"to a date", store.Dates(0, date(2017, 1, 2)), "2026-05-06T12:00:00Z", "UTC", time.Monday, "", "2017-01-03T00:00:00Z"},
		{"a date that was left out", store.Dates(date(2011, 12, 30), date(2011, 12, 30)), "2026-05-06T12:00:00Z", apia, time.Monday, "2011-12-31T00:00:00+14:00", "2011-12-31T00:00:00+14:00"},
		{"no midnight", store.Dates(date(2018, 11, 4), date(2018, 11, 4)), "2026-05-06T12:00:00Z", "America/Sao_Paulo", time.Monday, "2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00"},
		{"instants", store.Instants(time.UnixMilli(5), time.UnixMilli(9)), "2026-05-06T12:00:00Z", zagreb, time.Monday, "1970-01-01T00:00:00.005Z", "1970-01-01T00:00:00.009Z"},
		{"instants are rounded down", store.Timeframe{Since: time.Unix(-1, 1), Until: time.Unix(0, 1_999_999)}, "2026-05-06T12:00:00Z", "UTC", time.Monday, "1969-12-31T23:59:59Z", "1970-01-01T00:00:00.001Z"},
		{"since", store.Instants(time.UnixMilli(5), time.Time{}), "2026-05-06T12:00:00Z", "UTC", time.Monday, "1970-01-01T00:00:00.005Z", ""},
		{"until", store.Instants(time.Time{}, time.UnixMilli(5)), "2026-05-06T12:00:00Z", "UTC", time.Monday, "", "1970-01-01T00:00:00.005Z"},
		{"the last year", store.Dates(date(9999, 12, 31), date(9999, 12, 31)), "2026-05-06T12:00:00Z", "UTC", time.Monday, "9999-12-31T00:00:00Z", "+10000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, c.timeframe.Check())
			clock, err := time.Parse(time.RFC3339, c.clock)
			require.NoError(t, err)
			span := c.timeframe.Span(value.Frame{Clock: clock, Location: location(t, c.location)}, c.weekStart)
			want := store.AllTime()
			for _, end := range []struct {
				text string
				into *int64
			}{{c.from, &want.From}, {c.to, &want.To}} {
				switch end.text {
				case "":
				case "+10000":
					*end.into = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
				default:
					at, err := time.Parse(time.RFC3339Nano, end.text)
					require.NoError(t, err)
					*end.into = at.UnixMilli()
				}
			}
			require.Equal(t, want, span, "%v to %v", time.UnixMilli(span.From).UTC(), time.UnixMilli(span.To).UTC())
		})
	}
}

func TestTimeframeSpanWithoutALocationIsUTC(t *testing.T) {
	f := value.Frame{Clock: time.Date(2026, 5, 6, 12, 0, 0, 0, time.UTC)}
	require.Equal(t, store.Last7Days().Span(value.Frame{Clock: f.Clock, Location: time.UTC}, time.Monday), store.Last7Days().Span(f, time.Monday))
	require.Equal(t, store.Dates(date(2026, 1, 1), 0).Span(value.Frame{Clock: f.Clock, Location: time.UTC}, time.Monday), store.Dates(date(2026, 1, 1), 0).Span(f, time.Monday))
}

// An instant lies in a span of dates exactly where its local date does, counted on a wall calendar one day at a time.
func TestTimeframeHoldsTheInstantsOfItsDates(t *testing.T) {
	zones := []string{"UTC", "Europe/Zagreb", "America/New_York", "Pacific/Honolulu", "Asia/Kolkata", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia"}
	rapid.Check(t, func(t *rapid.T) {
		loc := location(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		weekStart := time.Weekday(rapid.IntRange(0, 6).Draw(t, "week start"))
		second := func(name string) time.Time {
			return time.Unix(rapid.Int64Range(1_293_840_000, 1_356_998_400).Draw(t, name), 0) // 2011 and 2012
		}
		clock, at := second("clock"), second("at")
		near := rapid.Int64Range(-20*86400, 20*86400).Draw(t, "near")
		if rapid.Bool().Draw(t, "close") {
			at = clock.Add(time.Duration(near) * time.Second)
		}
		civil := func(t time.Time, days int) string { // the local date, some days on
			y, m, d := t.In(loc).Date()
			return time.Date(y, m, d+days, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		}
		inDays := func(back, ahead int) bool { // of the clock's date
			for i := back; i <= ahead; i++ {
				if civil(clock, i) == civil(at, 0) {
					return true
				}
			}
			return false
		}
		intoWeek := 0
		y, m, d := clock.In(loc).Date()
		for time.Date(y, m, d-intoWeek, 0, 0, 0, 0, time.UTC).Weekday() != weekStart {
			intoWeek++
		}
		f := value.Frame{Clock: clock, Location: loc}
		n := rapid.IntRange(1, 15).Draw(t, "n")
		has := func(tf store.Timeframe) bool { return tf.Span(f, weekStart).Has(at.UnixMilli()) }
		require.Equal(t, inDays(1-n, 0), has(store.LastDays(n)), "last %d days", n)
		require.Equal(t, inDays(-intoWeek, 0), has(store.ThisWeek()), "this week")
		require.Equal(t, inDays(-intoWeek-7, -intoWeek-1), has(store.PreviousWeek()), "previous week")
		today := value.DateOf(clock, loc)
		require.Equal(t, inDays(-n, n), has(store.Dates(today-value.Date(n), today+value.Date(n))), "dates")
	})
}

func TestTimeframeCheck(t *testing.T) {
	may := date(2026, 5, 1)
	at := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name      string
		timeframe store.Timeframe
		field     string
		says      string
	}{
		{"two forms", store.Timeframe{LastDays: 7, Week: "this"}, "", "2 forms"},
		{"four forms", store.Timeframe{LastDays: 7, Week: "this", From: may, Until: at}, "", "4 forms"},
		{"negative days", store.LastDays(-1), "last_days", "-1"},
		{"too many days", store.LastDays(store.MaxLastDays + 1), "last_days", "36501"},
		{"unknown week", store.Timeframe{Week: "next"}, "week", `"next"`},
		{"year 0", store.Dates(-1, 0), "from", "year"},
		{"year 10000", store.Dates(0, date(10000, 1, 1)), "to", "year"},
		{"empty range", store.Dates(may, may-1), "to", "2026-04-30 is before from, 2026-05-01"},
		{"empty instants", store.Instants(at, at), "until", "not after since"},
		{"instants of one millisecond", store.Timeframe{Since: at, Until: at.Add(time.Microsecond)}, "until", "not after since"},
		{"backward", store.Instants(at, at.Add(-time.Hour)), "until", "2026-04-30T23:00:00Z is not after since, 2026-05-01T00:00:00Z"},
		{"instant of the year 10000", store.Instants(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}), "since", "year"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.timeframe.Check()
			var field *store.FieldError
			require.ErrorAs(t, err, &field)
			require.Equal(t, c.field, field.Field)
			require.ErrorContains(t, err, c.says)
			require.ErrorIs(t, err, store.ErrInvalid)
			_, err = json.Marshal(c.timeframe)
			require.Error(t, err)
		})
	}
}

func TestTimeframeJSONAndString(t *testing.T) {
	at := time.Date(2026, 5, 1, 10, 0, 0, 123_456_789, time.FixedZone("", 7200))
	for _, c := range []struct {
		timeframe  store.Timeframe
		json, text string
	}{
		{store.Timeframe{}, `{}`, "at any time"},
		{store.Last30Days(), `{"last_days":30}`, "in the last 30 days"},
		{store.LastDays(1), `{"last_days":1}`, "today"},
		{store.ThisWeek(), `{"week":"this"}`, "this week"},
		{store.PreviousWeek(), `{"week":"previous"}`, "in the previous week"},
		{store.Dates(date(2017, 1, 2), date(2017, 12, 31)), `{"from":"2017-01-02","to":"2017-12-31"}`, "from 2017-01-02 to 2017-12-31"},
		{store.Dates(date(2017, 1, 2), date(2017, 1, 2)), `{"from":"2017-01-02","to":"2017-01-02"}`, "on 2017-01-02"},
		{store.Dates(date(2017, 1, 2), 0), `{"from":"2017-01-02"}`, "from 2017-01-02 on"},
		{store.Dates(0, date(2017, 1, 2)), `{"to":"2017-01-02"}`, "up to 2017-01-02"},
		{store.Instants(at, at.Add(time.Hour)), `{"since":"2026-05-01T08:00:00.123Z","until":"2026-05-01T09:00:00.123Z"}`,
			"from 2026-05-01T08:00:00.123Z to before 2026-05-01T09:00:00.123Z"},
		{store.Instants(at, time.Time{}), `{"since":"2026-05-01T08:00:00.123Z"}`, "from 2026-05-01T08:00:00.123Z on"},
		{store.Timeframe{Until: at}, `{"until":"2026-05-01T08:00:00.123Z"}`, "before 2026-05-01T08:00:00.123Z"},
	} {
		t.Run(c.text, func(t *testing.T) {
			require.Equal(t, c.text, c.timeframe.String())
			data, err := json.Marshal(c.timeframe)
			require.NoError(t, err)
			require.Equal(t, c.json, string(data))
			back := store.LastDays(99)
			require.NoError(t, json.Unmarshal(data, &back))
			require.True(t, back.Equal(c.timeframe), "%v", back)
			require.Equal(t, c.timeframe.IsZero(), back.IsZero())
			require.Equal(t, c.text == "at any time", back.IsZero())
		})
	}
}

func TestTimeframeJSONReadsAnyOffset(t *testing.T) {
	var got store.Timeframe
	require.NoError(t, json.Unmarshal([]byte(`{"since":"2026-05-01T10:00:00+02:00"}`), &got))
	require.True(t, got.Equal(store.Instants(time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC), time.Time{})))
	require.False(t, got.Equal(store.Instants(time.Date(2026, 5, 1, 8, 0, 1, 0, time.UTC), time.Time{})))
}

func TestTimeframeJSONRefuses(t *testing.T) {
	for _, c := range []struct{ in, says string }{
		{`null`, "null"},
		{`30`, "want an object"},
		{`{"last_days":0}`, "last_days: 0"},
		{`{"last_days":-3}`, "last_days: -3"},
		{`{"last_days":1.5}`, "last_days"},
		{`{"last_days":"7"}`, "last_days"},
		{`{"last_days":36501}`, "last_days"},
		{`{"lastDays":7}`, `did you mean "last_days"?`},
		{`{"last_days":7,"last_days":8}`, "last_days"},
		{`{"last_days":7,"week":"this"}`, "2 forms"},
		{`{"week":""}`, "week: empty"},
		{`{"week":"This"}`, `"This"`},
		{`{"from":""}`, "from"},
		{`{"from":"2017-02-30"}`, "from"},
		{`{"from":"2017-01-02T00:00:00Z"}`, "from"},
		{`{"from":"2017-01-02","to":"2017-01-01"}`, "to: 2017-01-01 is before"},
		{`{"since":"2017-01-02"}`, "since"},
		{`{"since":"2017-01-02T00:00:00"}`, "since"},
		{`{"since":"0001-01-01T00:00:00Z"}`, "since"},
		{`{"until":null}`, "null"},
		{`{}x`, ""},
	} {
		t.Run(c.in, func(t *testing.T) {
			got := store.Last7Days()
			err := got.UnmarshalJSON([]byte(c.in))
			require.ErrorContains(t, err, c.says)
			require.ErrorIs(t, err, store.ErrInvalid)
			require.Equal(t, store.Last7Days(), got, "the receiver is as it was")
		})
	}
}

func TestSpan(t *testing.T) {
	s := store.Span{From: 3, To: 5}
	for ms, want := range map[int64]bool{2: false, 3: true, 4: true, 5: false} {
		require.Equal(t, want, s.Has(ms), ms)
	}
	require.False(t, s.IsEmpty())
	require.True(t, store.Span{From: 5, To: 5}.IsEmpty())
	require.True(t, store.Span{From: 5, To: 3}.IsEmpty())
	require.False(t, store.AllTime().IsEmpty())
	require.True(t, store.AllTime().Has(store.Beginning))
}

func ExampleTimeframe() {
	zagreb, err := time.LoadLocation("Europe/Zagreb")
	if err != nil {
		fmt.Println(err)
		return
	}
	f := value.Frame{Clock: time.Date(2026, 3, 31, 9, 0, 0, 0, zagreb), Location: zagreb}
	for _, t := range []store.Timeframe{store.Last7Days(), store.PreviousWeek()} {
		span := t.Span(f, time.Monday)
		data, err := json.Marshal(t)
		fmt.Println(t, string(data), err)
		fmt.Println(time.UnixMilli(span.From).In(zagreb).Format(time.RFC3339), time.UnixMilli(span.To).In(zagreb).Format(time.RFC3339))
	}
	// Output:
	// in the last 7 days {"last_days":7} <nil>
	// 2026-03-25T00:00:00+01:00 2026-04-01T00:00:00+02:00
	// in the previous week {"week":"previous"} <nil>
	// 2026-03-23T00:00:00+01:00 2026-03-30T00:00:00+02:00
}
