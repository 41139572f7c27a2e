package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/store"
)

// What a write did and what a store holds are answers of a service: their names are those of definitions and reports, in lower case.
func TestResultsHaveNamesInJSON(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	appended, err := s.Append(store.Event{Person: "ana", Name: "A", Time: time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	tagged, err := s.Tag("all", s.View().People().Everyone())
	require.NoError(t, err)
	for _, c := range []struct {
		value any
		want  string
	}{
		{appended, `{"added":1,"repeated":0,"refused":0}`},
		{tagged, `{"given":1,"added":1,"already":0,"merged":0,"deleted":0,"nameless":0,"total":1}`},
	} {
		data, err := json.Marshal(c.value)
		require.NoError(t, err)
		require.Equal(t, c.want, string(data))
	}

	data, err := json.Marshal(s.Stats())
	require.NoError(t, err)
	var stats map[string]any
	require.NoError(t, json.Unmarshal(data, &stats))
	require.Equal(t, 1.0, stats["events"])
	require.Contains(t, stats["bytes"], "event_ids")
	require.Contains(t, stats["bytes"].(map[string]any)["people"], "indexes")
}
