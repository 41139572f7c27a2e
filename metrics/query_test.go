package metrics_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// songs is a query that passes Check; tests spoil copies of it.
func songs() metrics.Query {
	return metrics.Query{Metric: metrics.Adoption, Events: []store.Selector{store.On("Song Played")}, Every: []metrics.Unit{metrics.Week, metrics.Day}}
}

func TestQueryCheck(t *testing.T) {
	many := func(n int) []store.Selector {
		var out []store.Selector
		for i := range n {
			out = append(out, store.On(fmt.Sprint("e", i)))
		}
		return out
	}
	for _, c := range []struct {
		name   string
		spoil  func(*metrics.Query)
		limits metrics.Limits
		is     error  // nil: any
		text   string // "": no error
	}{
		{name: "as it is"},
		{name: "no metric", spoil: func(q *metrics.Query) { q.Metric = "" }, is: metrics.ErrQuery, text: `metric: "" is not one of events, people, adoption, engagement`},
		{name: "another metric", spoil: func(q *metrics.Query) { q.Metric = "Events" }, is: metrics.ErrQuery, text: `metric: "Events"`},
		{name: "another denominator", spoil: func(q *metrics.Query) { q.Per = "day" }, is: metrics.ErrQuery, text: `per: "day"`},
		{name: "of active", spoil: func(q *metrics.Query) { q.Per = metrics.Active }},
		{name: "events of active", spoil: func(q *metrics.Query) { q.Metric, q.Per = metrics.Events, metrics.Active }, is: metrics.ErrQuery, text: `per: "active"`},
		{name: "engagement per acting person", spoil: func(q *metrics.Query) { q.Metric, q.Per = metrics.Engagement, metrics.Acting }},
		{name: "adoption per acting person", spoil: func(q *metrics.Query) { q.Per = metrics.Acting }, is: metrics.ErrQuery, text: `per: "acting"`},
		{name: "eligible events", spoil: func(q *metrics.Query) { q.Metric, q.EligibleFrom = metrics.Events, "registered" }, is: metrics.ErrQuery, text: `eligible_from: "registered"`},
		{name: "eligible people", spoil: func(q *metrics.Query) { q.Metric, q.EligibleFrom = metrics.People, "registered" }, is: metrics.ErrQuery, text: `eligible_from: "registered"`},
		{name: "eligible adoption", spoil: func(q *metrics.Query) { q.EligibleFrom = "registered" }},
		{name: "eligible from bad UTF-8", spoil: func(q *metrics.Query) { q.EligibleFrom = "\xff" }, is: metrics.ErrQuery, text: `eligible_from: "\xff"`},
		{name: "no events", spoil: func(q *metrics.Query) { q.Events = nil }, is: metrics.ErrQuery, text: "events: none given"},
		{name: "4 events", spoil: func(q *metrics.Query) { q.Events = many(4) }},
		{name: "5 events", spoil: func(q *metrics.Query) { q.Events = many(5) }, is: metrics.ErrLimit, text: "events: 5 given, at most 4"},
		{name: "5 events, raised", spoil: func(q *metrics.Query) { q.Events = many(5) }, limits: metrics.Limits{Events: 5}},
		{name: "a bad event", spoil: func(q *metrics.Query) { q.Events = append(q.Events, store.On("")) }, text: "events[1].event: "},
		{name: "4 segments", spoil: func(q *metrics.Query) { q.Segments = make([]segment.Segment, 4) }},
		{name: "5 segments", spoil: func(q *metrics.Query) { q.Segments = make([]segment.Segment, 5) }, is: metrics.ErrLimit, text: "segments: 5 given, at most 4"},
		{name: "16 segments, raised", spoil: func(q *metrics.Query) { q.Segments = make([]segment.Segment, 16) }, limits: metrics.Limits{Segments: 16}},
		{name: "a bad segment", spoil: func(q *metrics.Query) { q.Segments = []segment.Segment{{Where: segment.Tag("")}} }, is: segment.ErrInvalid, text: "segments[0].where.tag: "},
		{name: "an unknown unit", spoil: func(q *metrics.Query) { q.Every[1] = "year" }, is: metrics.ErrQuery, text: `every[1]: "year" is not one of hour, day, week, month`},
		{name: "a unit twice", spoil: func(q *metrics.Query) { q.Every[1] = metrics.Week }, is: metrics.ErrQuery, text: `every[1]: "week" stands twice`},
		{name: "totals only", spoil: func(q *metrics.Query) { q.Every = nil }},
		{name: "an empty timeframe", spoil: func(q *metrics.Query) {
			q.Timeframe = store.Dates(value.NewDate(2026, time.May, 2), value.NewDate(2026, time.May, 1))
		}, text: "timeframe.to: "},
		{name: "a breakdown", spoil: func(q *metrics.Query) { q.Breakdown = &metrics.Breakdown{Property: "genre", Top: 100} }},
		{name: "a breakdown by nothing", spoil: func(q *metrics.Query) { q.Breakdown = &metrics.Breakdown{Top: 5} }, is: metrics.ErrQuery, text: "breakdown.property"},
		{name: "the top 0", spoil: func(q *metrics.Query) { q.Breakdown = &metrics.Breakdown{Property: "genre"} }, is: metrics.ErrQuery, text: "breakdown.top: 0 "},
		{name: "the top 101", spoil: func(q *metrics.Query) { q.Breakdown = &metrics.Breakdown{Property: "genre", Top: 101} }, is: metrics.ErrQuery, text: "breakdown.top: 101 "},
		{name: "a location", spoil: func(q *metrics.Query) { q.Location = "Asia/Kathmandu" }},
		{name: "no such location", spoil: func(q *metrics.Query) { q.Location = "Mars/Olympus" }, is: metrics.ErrQuery, text: `location: "Mars/Olympus"`},
		{name: "wherever the machine is", spoil: func(q *metrics.Query) { q.Location = "Local" }, is: metrics.ErrQuery, text: `location: "Local"`},
		{name: "weeks from Sunday", spoil: func(q *metrics.Query) { q.WeekStart = "sunday" }},
		{name: "weeks from some day", spoil: func(q *metrics.Query) { q.WeekStart = "someday" }, is: metrics.ErrQuery, text: `week_start: "someday"`},
		{name: "a limit below 0", limits: metrics.Limits{Segments: -1}, is: metrics.ErrQuery, text: "limits.segments: -1"},
		{name: "more segments than bits", limits: metrics.Limits{Segments: 65}, is: metrics.ErrQuery, text: "limits.segments: 65"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := songs()
			if c.spoil != nil {
				c.spoil(&q)
			}
			err := q.Check(c.limits)
			if c.text == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.text)
			require.ErrorIs(t, err, metrics.ErrQuery)
			var f *metrics.FieldError
			require.ErrorAs(t, err, &f)
			require.EqualError(t, err, "metrics: "+f.Field+": "+f.Err.Error())
			require.NotContains(t, f.Error()[len("metrics: "):], "metrics:", "the field and what is wrong, nothing else")
			if c.is != nil {
				require.ErrorIs(t, err, c.is)
			}
		})
	}
}

func TestQueryJSONReadsBackEqual(t *testing.T) {
	full := metrics.Query{
		Metric: metrics.Engagement, Per: metrics.Active,
		Events:       []store.Selector{store.On("Song Played", store.If("genre", value.Is("rock"))), store.OnEvery()},
		Segments:     []segment.Segment{{Name: "May", Where: segment.Attr("registered", value.Between(value.NewDate(2026, 5, 1), value.NewDate(2026, 5, 31)))}, {}},
		Timeframe:    store.Last30Days(),
		Every:        []metrics.Unit{metrics.Week, metrics.Day},
		EligibleFrom: "registered",
		Breakdown:    &metrics.Breakdown{Property: "genre", Top: 5},
		Location:     "Europe/Zagreb", WeekStart: "sunday",
	}
	for name, q := range map[string]metrics.Query{"full": full, "small": {Metric: metrics.Events, Events: []store.Selector{store.On("Login")}}} {
		t.Run(name, func(t *testing.T) {
			data, err := json.Marshal(q)
			require.NoError(t, err)
			var back metrics.Query
			require.NoError(t, json.Unmarshal(data, &back))
			require.Equal(t, q, back)
			again, err := json.Marshal(back)
			require.NoError(t, err)
			require.Equal(t, string(data), string(again))
		})
	}
}

func TestQueryJSONIsStrict(t *testing.T) {
	const good = `{"version":1,"metric":"people","events":[{"event":"Login"}],"every":["day"]}`
	var q metrics.Query
	require.NoError(t, q.UnmarshalJSON([]byte(good)))
	before := q
	for _, c := range []struct {
		name, data string
		is         error
		text       string
	}{
		{"an unknown field", `{"metric":"people","events":[{}],"colour":"red"}`, strict.ErrUnknown, "colour"},
		{"a metric misspelt", `{"metrc":"people","events":[{}]}`, strict.ErrUnknown, "metrc"},
		{"wrong case", `{"Metric":"people","events":[{}]}`, strict.ErrUnknown, "Metric"},
		{"a repeated field", `{"metric":"people","metric":"people","events":[{}]}`, strict.ErrRepeated, "metric"},
		{"null", `{"metric":"people","events":null}`, strict.ErrNull, "events"},
		{"null by itself", `null`, nil, "null"},
		{"trailing bytes", good + `{}`, strict.ErrSyntax, ""},
		{"no metric", `{"events":[{}]}`, strict.ErrMissing, "metric"},
		{"no events", `{"metric":"people"}`, strict.ErrMissing, "events"},
		{"a newer version", `{"version":2,"metric":"people","events":[{}],"tint":1}`, strict.ErrVersion, "2"},
		{"an unknown metric", `{"metric":"retention","events":[{}]}`, metrics.ErrQuery, `"retention"`},
		{"an unknown unit", `{"metric":"people","events":[{}],"every":["day","era"]}`, metrics.ErrQuery, `every[1]`},
		{"an empty denominator", `{"metric":"adoption","events":[{}],"per":""}`, metrics.ErrQuery, "per"},
		{"a breakdown with more", `{"metric":"people","events":[{}],"breakdown":{"property":"genre","top":5,"bottom":1}}`, strict.ErrUnknown, "bottom"},
		{"a breakdown with less", `{"metric":"people","events":[{}],"breakdown":{"property":"genre"}}`, strict.ErrMissing, "top"},
		{"a number for a word", `{"metric":1,"events":[{}]}`, strict.ErrType, "metric"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := q.UnmarshalJSON([]byte(c.data))
			require.ErrorContains(t, err, c.text)
			if c.is != nil {
				require.ErrorIs(t, err, c.is)
			}
			require.ErrorIs(t, err, metrics.ErrQuery)
			require.Equal(t, before, q, "untouched")
		})
	}
	for i := range good {
		require.Error(t, q.UnmarshalJSON([]byte(good[:i])), "cut at byte %d", i)
	}
}

func ExampleQuery() {
	definition := `{
		"metric": "adoption",
		"events": [{"event": "Song Played"}],
		"timeframe": {"last_days": 30},
		"every": ["week", "day"],
		"eligible_from": "registered"
	}`
	var q metrics.Query
	if err := json.Unmarshal([]byte(definition), &q); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(q.Metric, "of", q.Events[0], q.Timeframe, q.Check(metrics.Limits{}))

	q.Events = append(q.Events, store.On("Login"), store.On("Logout"), store.On("Search"), store.On("Share"))
	fmt.Println(q.Check(metrics.Limits{}))
	// Output:
	// adoption of Song Played in the last 30 days <nil>
	// metrics: events: 5 given, at most 4
}
