package funnel_test

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/store"
)

func TestALongDefinitionMakesAShortError(t *testing.T) {
	const size = 1 << 16 // at each of many places
	s := emptyStore(t)
	_, err := s.Append(store.Event{Person: "ana", Name: "A", Time: at(0)}, store.Event{Person: "ana", Name: "B", Time: at(1)})
	require.NoError(t, err)
	asked := funnel.Query{Steps: []store.Selector{store.On("A"), store.On("B"), store.On("C")}, Window: time.Minute}
	r, err := funnel.Compute(context.Background(), s.View(), asked, nil)
	require.NoError(t, err)
	reported, err := json.Marshal(r)
	require.NoError(t, err)
	e, err := funnel.Explain(s.View(), "ana", asked)
	require.NoError(t, err)
	explained, err := json.Marshal(e)
	require.NoError(t, err)
	query := `{"steps":[{"event":"A","where":{"property":"n","op":"is","values":[1]}},{"events":["B","C"]}],"window":"1h30m","timeframe":{"last_days":30},` +
		`"segments":[{"name":"s","where":{"tag":"x"}}],"policy":"entry","location":"Europe/Zagreb","week_start":"sunday"}`
	for good, fresh := range map[string]func() json.Unmarshaler{
		query:             func() json.Unmarshaler { return new(funnel.Query) },
		string(reported):  func() json.Unmarshaler { return new(funnel.Report) },
		string(explained): func() json.Unmarshaler { return new(funnel.Explanation) },
	} {
		for _, at := range regexp.MustCompile(`"[^"]*"|[0-9]+`).FindAllStringIndex(good, -1) {
			for _, long := range []string{`"` + strings.Repeat("x", size) + `"`, `"` + strings.Repeat("\u202e", size/3) + `"`, `"` + strings.Repeat("7", size) + `d"`, strings.Repeat("7", size), `{"` + strings.Repeat("é", size/2) + `":1}`} {
				into := fresh()
				err := into.UnmarshalJSON([]byte(good[:at[0]] + long + good[at[1]:]))
				if q, ok := into.(*funnel.Query); ok && err == nil {
					err = q.Check(funnel.Limits{})
				}
				if err != nil {
					require.Less(t, len(err.Error()), 15*strict.MaxShown, good[:at[0]])
				}
			}
		}
	}
	long := strings.Repeat("x", 1<<20)
	_, err = funnel.Load(s.View(), long)
	require.ErrorIs(t, err, funnel.ErrNoQuery)
	require.Less(t, len(err.Error()), 15*strict.MaxShown)
	_, err = funnel.Explain(s.View(), long, asked)
	require.ErrorIs(t, err, funnel.ErrNoPerson)
	require.Less(t, len(err.Error()), 15*strict.MaxShown)
}
