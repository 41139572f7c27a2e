package metrics_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/strict"
)

func TestALongDefinitionMakesAShortError(t *testing.T) {
	const size = 1 << 16 // at each of many places
	query := `{"metric":"engagement","per":"active","events":[{"event":"Song Played"}],"segments":[{"name":"All","where":{"tag":"x"}}],"timeframe":{"last_days":30},"every":["week"],` +
		`"eligible_from":"registered","breakdown":{"property":"genre","top":3},"location":"Europe/Zagreb","week_start":"sunday"}`
	for good, fresh := range map[string]func() json.Unmarshaler{
		query:   func() json.Unmarshaler { return new(metrics.Query) },
		full(t): func() json.Unmarshaler { return new(metrics.Report) },
	} {
		for _, at := range regexp.MustCompile(`"[^"]*"|[0-9]+`).FindAllStringIndex(good, -1) {
			for _, long := range []string{`"` + strings.Repeat("x", size) + `"`, `"` + strings.Repeat("\u202e", size/3) + `"`, strings.Repeat("7", size), `{"` + strings.Repeat("é", size/2) + `":1}`} {
				into := fresh()
				err := into.UnmarshalJSON([]byte(good[:at[0]] + long + good[at[1]:]))
				if q, ok := into.(*metrics.Query); ok && err == nil {
					err = q.Check(metrics.Limits{})
				}
				if err != nil {
					require.Less(t, len(err.Error()), 15*strict.MaxShown, good[:at[0]])
				}
			}
		}
	}
	s := small(t, nil)
	long := strings.Repeat("x", 1<<20)
	_, err := metrics.Load(s.View(), long)
	require.ErrorIs(t, err, metrics.ErrNoQuery)
	require.Less(t, len(err.Error()), 15*strict.MaxShown)
}
