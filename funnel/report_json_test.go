package funnel_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/store"
)

// The header's fields stand beside the others, as in a metrics report.
func TestReportIsReadStrictly(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	_, err = s.Append(
		store.Event{Person: "ana", Name: "A", Time: time.Unix(0, 0)}, store.Event{Person: "ana", Name: "B", Time: time.Unix(60, 0)},
		store.Event{Person: "ben", Name: "A", Time: time.Unix(0, 0)},
	)
	require.NoError(t, err)
	r, err := funnel.Compute(context.Background(), s.View(), funnel.Query{
		Steps: []store.Selector{store.On("A"), store.On("B")}, Window: time.Minute,
	}, nil)
	require.NoError(t, err)
	data, err := json.Marshal(r)
	require.NoError(t, err)
	good := string(data)
	require.True(t, strings.HasPrefix(good, `{"version":1,"position":3,"clock":"1970-01-01T00:01:00Z","location":"UTC"`), good)

	var back funnel.Report
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, r.Segments, back.Segments)
	for i := range good {
		require.Error(t, back.UnmarshalJSON([]byte(good[:i])), "cut at byte %d", i)
	}
	for _, c := range []struct {
		name, from, to string
		is             error
		says           string
	}{
		{"a newer version", `"version":1,"position"`, `"version":2,"position"`, strict.ErrVersion, "version"},
		{"the older, nested form", `"version":1,"position"`, `"header":{},"version":1,"position"`, strict.ErrUnknown, "header"},
		{"a repeated field", `"limits":`, `"clock":"1970-01-01T00:01:00Z","limits":`, strict.ErrRepeated, "clock"},
		{"a missing field", `"zone_data":"` + r.ZoneData + `",`, ``, strict.ErrMissing, "zone_data"},
		{"null", `"warnings":[]`, `"warnings":null`, strict.ErrNull, "warnings"},
		{"a query that is none", `"window":"1m"`, `"window":"1x"`, funnel.ErrQuery, "query.window"},
		{"a ratio that is none", `"value":1}`, `"value":2}`, report.ErrRatio, "segments[0].steps[0].people.from_first"},
		{"a step too many", `"steps":[{"event":"A"}`, `"steps":[{"event":"C"},{"event":"A"}`, funnel.ErrQuery, "segments[0].steps: 2 for the 3 of the query"},
		{"a drop-off without its parts", `"dropped":1`, `"dropped":2`, funnel.ErrQuery, "segments[0].steps[1].people: 2 dropped are not"},
		{"a segment too many", `"audiences":[`, `"audiences":[{"name":"","people":0,"sentence":"","definition":{}},`, funnel.ErrQuery, "segments: 1 for 2 audiences"},
	} {
		t.Run(c.name, func(t *testing.T) {
			spoilt := strings.Replace(good, c.from, c.to, 1)
			require.NotEqual(t, good, spoilt)
			err := back.UnmarshalJSON([]byte(spoilt))
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
			again, err := json.Marshal(back)
			require.NoError(t, err)
			require.Equal(t, good, string(again), "untouched")
		})
	}
	require.ErrorIs(t, json.Unmarshal(data, new(funnel.Result)), funnel.ErrQuery)
}
