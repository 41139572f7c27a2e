package metrics_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// full is the JSON of a report that has every field.
func full(t *testing.T) string {
	q := metrics.Query{Metric: metrics.Engagement, Per: metrics.Active, Events: []store.Selector{store.On("Song Played")}, Segments: []segment.Segment{croatia},
		Timeframe: may(4, 5), Every: []metrics.Unit{metrics.Day}, EligibleFrom: "registered", Breakdown: &metrics.Breakdown{Property: "genre", Top: 1}, Location: "Europe/Zagreb"}
	r, err := metrics.Compute(context.Background(), small(t, nil).View(), q, nil)
	require.NoError(t, err)
	data, err := json.Marshal(r)
	require.NoError(t, err)
	return string(data)
}

func TestReportIsWrittenInFull(t *testing.T) {
	var got map[string]any
	require.NoError(t, json.Unmarshal([]byte(full(t)), &got))
	delete(got, "zone_data")
	delete(got, "position")
	data, err := json.MarshalIndent(got, "", " ")
	require.NoError(t, err)
	require.JSONEq(t, `{
		"version": 1, "clock": "2026-05-10T20:00:00Z", "location": "Europe/Zagreb", "week_start": "monday",
		"timeframe": {"asked": {"from": "2026-05-04", "to": "2026-05-05"}, "from": "2026-05-04T00:00:00+02:00", "to": "2026-05-06T00:00:00+02:00"},
		"audiences": [{"name": "Croatia", "people": 2, "sentence": "country is HR",
			"definition": {"version": 1, "name": "Croatia", "where": {"attribute": "country", "op": "is", "values": ["HR"]}}}],
		"warnings": [],
		"metric": "engagement", "per": "active", "eligible_from": "registered", "breakdown": {"property": "genre", "top": 1},
		"limits": {"segments": 4, "events": 4, "buckets": 10000, "points": 1000000},
		"events": [{"sentence": "Song Played", "definition": {"event": "Song Played"}}],
		"series": [
			{"segment": 0, "event": 0, "kind": "value", "value": "pop", "total": {"count": 1, "ratio": {"numerator": 1, "denominator": 1, "value": 1}}},
			{"segment": 0, "event": 0, "kind": "other", "total": {"count": 1, "ratio": {"numerator": 1, "denominator": 1, "value": 1}}}],
		"grids": [{"unit": "day",
			"buckets": [
				{"start": "2026-05-04T00:00:00+02:00", "end": "2026-05-05T00:00:00+02:00"},
				{"start": "2026-05-05T00:00:00+02:00", "end": "2026-05-06T00:00:00+02:00"}],
			"points": [
				[{"count": 1, "ratio": {"numerator": 1, "denominator": 1, "value": 1}}, {"count": 0, "ratio": {"numerator": 0, "denominator": 0}}],
				[{"count": 1, "ratio": {"numerator": 1, "denominator": 1, "value": 1}}, {"count": 0, "ratio": {"numerator": 0, "denominator": 0}}]]}]
	}`, string(data))
}

func TestReportIsReadStrictly(t *testing.T) {
	good := full(t)
	var r metrics.Report
	require.NoError(t, json.Unmarshal([]byte(good), &r))
	again, err := json.Marshal(r)
	require.NoError(t, err)
	require.Equal(t, good, string(again))
	require.Equal(t, value.Of("pop"), r.Series[0].Value)
	require.Equal(t, metrics.Grid{Unit: metrics.Week}, r.Grid(metrics.Week), "empty, so that a loop over its buckets does nothing")

	for i := range good {
		require.Error(t, r.UnmarshalJSON([]byte(good[:i])), "cut at byte %d", i)
	}
	for _, c := range []struct {
		name, from, to string
		is             error
	}{
		{"a newer version", `"version":1,"position"`, `"version":2,"position"`, strict.ErrVersion},
		{"an unknown field", `"series":`, `"colour":1,"series":`, strict.ErrUnknown},
		{"a repeated field", `"series":`, `"metric":"events","series":`, strict.ErrRepeated},
		{"wrong case", `"series":`, `"Series":`, strict.ErrUnknown},
		{"a missing field", `"metric":"engagement",`, ``, strict.ErrMissing},
		{"null", `"warnings":[]`, `"warnings":null`, strict.ErrNull},
		{"an unknown metric", `"metric":"engagement"`, `"metric":"joy"`, metrics.ErrQuery},
		{"an unknown kind", `"kind":"other"`, `"kind":"others"`, metrics.ErrQuery},
		{"a ratio that is none", `"value":1}`, `"value":2}`, report.ErrRatio},
		{"a count that is not the numerator", `"count":0`, `"count":7`, metrics.ErrQuery},
		{"a count below 0", `"count":0`, `"count":-1`, metrics.ErrQuery},
		{"a metric without ratios", `"metric":"engagement"`, `"metric":"events"`, metrics.ErrQuery},
		{"a segment that is not there", `"segment":0`, `"segment":1`, metrics.ErrQuery},
		{"an event that is not there", `"event":0`, `"event":-1`, metrics.ErrQuery},
		{"points without a bucket", `"buckets":[`, `"buckets":[{"start":"2026-05-03T00:00:00Z","end":"2026-05-04T00:00:00Z"},`, metrics.ErrQuery},
		{"points without a series", `"points":[`, `"points":[[],`, metrics.ErrQuery},
	} {
		t.Run(c.name, func(t *testing.T) {
			spoilt := strings.Replace(good, c.from, c.to, 1)
			require.NotEqual(t, good, spoilt)
			require.ErrorIs(t, r.UnmarshalJSON([]byte(spoilt)), c.is)
			again, err := json.Marshal(r)
			require.NoError(t, err)
			require.Equal(t, good, string(again), "untouched")
		})
	}
	require.ErrorIs(t, json.Unmarshal([]byte(good), new(metrics.Result)), metrics.ErrQuery)
}

func TestReportIsTheCallers(t *testing.T) {
	v := small(t, nil).View()
	q := metrics.Query{Metric: metrics.People, Events: []store.Selector{store.OnAny([]string{"Song Played"})}, Timeframe: may(4, 10), Every: []metrics.Unit{metrics.Day}}
	r, err := metrics.Compute(context.Background(), v, q, nil)
	require.NoError(t, err)
	q.Events[0].Events[0] = "Login"
	r.Events[0].Definition.Events[0] = "Logout"
	r.Grids[0].Buckets[0] = metrics.Bucket{}
	r.Series, r.Grids = nil, nil
	set, err := r.Behind(context.Background(), metrics.Day, 0, 0)
	require.NoError(t, err)
	require.Equal(t, 1, set.Len())
}

func FuzzQueryJSON(f *testing.F) {
	f.Add([]byte(`{"metric":"people","events":[{}]}`))
	f.Add([]byte(`{"version":1,"metric":"engagement","per":"acting","events":[{"event":"A","where":{"property":"n","op":"is","values":[1.0]}}],"segments":[{"where":{"tag":"x"}}],` +
		`"timeframe":{"week":"this"},"every":["hour"],"eligible_from":"r","breakdown":{"property":"g","top":3},"location":"UTC","week_start":"sunday"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var q metrics.Query
		if json.Unmarshal(data, &q) != nil {
			return
		}
		written, err := json.Marshal(q)
		require.NoError(t, err)
		var back metrics.Query
		require.NoError(t, json.Unmarshal(written, &back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(written), string(again))
		_ = q.Check(metrics.Limits{}) // must not panic
	})
}
