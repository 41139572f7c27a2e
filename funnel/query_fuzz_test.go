package funnel_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
)

// FuzzQueryJSON reads any bytes as a query: what is read and checked writes what reads back the same, and has its sentence; a query that is refused is left as it was.
func FuzzQueryJSON(f *testing.F) {
	f.Add([]byte(`{"steps":[{"event":"A"},{}],"window":"15m"}`))
	f.Add([]byte(`{"version":1,"steps":[{"event":"A","where":{"property":"n","op":"is","values":[1.0]}},{"events":["B","C"]}],"window":"no limit","timeframe":{"last_days":30},` +
		`"segments":[{"name":"s","where":{"tag":"x"}}],"policy":"entry","strict_increase":true,"location":"Europe/Zagreb","week_start":"sunday"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var q funnel.Query
		if err := q.UnmarshalJSON(data); err != nil {
			require.Equal(t, funnel.Query{}, q)
			return
		}
		if q.Check(funnel.Limits{}) != nil {
			return
		}
		written, err := json.Marshal(q)
		require.NoError(t, err)
		var back funnel.Query
		require.NoError(t, json.Unmarshal(written, &back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(written), string(again))
		require.NoError(t, back.Check(funnel.Limits{}))
	})
}
