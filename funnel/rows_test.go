package funnel_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func TestRows(t *testing.T) {
	s := emptyStore(t)
	for i, text := range []string{"A@10 B@20", "A@10 B@12", "A@95 B@105", "A@95", "A@60 A@70 B@80", "B@1"} {
		id := string(rune('p' + i))
		require.NoError(t, s.SetAttributes(id, map[string]value.Value{"even": value.Of(i%2 == 0)}))
		for _, e := range parseLog(t, text) {
			e.Person = id
			_, err := s.Append(e)
			require.NoError(t, err)
		}
	}
	r, err := funnel.Compute(context.Background(), s.View().At(at(101)), funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: 15 * time.Second,
		Timeframe: store.Instants(at(0), at(100)), Segments: []segment.Segment{{Name: "=Even", Where: segment.Attr("even", value.Is(true))}, {Name: "Nobody", Where: segment.Tag("none")}}}, nil)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, r.Rows().WriteCSV(&b))
	require.Equal(t, `segment,step,event,view,reached,from_first,from_previous,from_audience,dropped,drop_rate,open,truncated,final,late_reached
'=Even,1,A,people,3,1,,1,0,,0,0,0,0
'=Even,2,B,people,2,0.6666666666666666,0.6666666666666666,0.6666666666666666,1,0.3333333333333333,0,1,0,1
Nobody,1,A,people,0,,,,0,,0,0,0,0
Nobody,2,B,people,0,,,,0,,0,0,0,0
'=Even,1,A,events,4,1,,,0,,0,0,0,0
'=Even,2,B,events,2,0.5,0.5,,2,0.5,0,1,1,1
Nobody,1,A,events,0,,,,0,,0,0,0,0
Nobody,2,B,events,0,,,,0,,0,0,0,0
`, b.String())
}

// Rows are for programs: every number of a step in a column of its own.
func ExampleReport_Rows() {
	now := time.Date(2026, 5, 3, 12, 50, 0, 0, time.UTC)
	r, err := funnel.Compute(context.Background(), tracker().View().At(now), videoFunnel, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := r.Rows().WriteCSV(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// segment,step,event,view,reached,from_first,from_previous,from_audience,dropped,drop_rate,open,truncated,final,late_reached
	// everyone,1,Registration,people,4,1,,1,0,,0,0,0,0
	// everyone,2,Watch video,people,3,0.75,0.75,0.75,1,0.25,1,0,0,0
	// everyone,3,Payment,people,1,0.25,0.3333333333333333,0.25,2,0.6666666666666666,0,0,2,0
	// everyone,1,Registration,events,5,1,,,0,,0,0,0,0
	// everyone,2,Watch video,events,3,0.6,0.6,,2,0.4,1,0,1,0
	// everyone,3,Payment,events,1,0.2,0.3333333333333333,,2,0.6666666666666666,0,0,2,0
}
