package funnel_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func TestTable(t *testing.T) {
	s := emptyStore(t)
	for i, text := range []string{
		"A@10 B@20 C@30", "A@10 B@20", "A@10", "A@95 B@105", "A@95", "A@98 B@99", "A@60 A@70 B@80", "B@1",
	} {
		id := fmt.Sprint("p", i)
		require.NoError(t, s.SetAttributes(id, people.Attributes{"even": value.Of(i%2 == 0)}))
		for _, e := range parseLog(t, text) {
			e.Person = id
			_, err := s.Append(e)
			require.NoError(t, err)
		}
	}
	base := funnel.Query{Steps: selectors(naiveSteps("A>B>C")), Window: 15 * time.Second, Timeframe: store.Instants(at(0), at(100))}
	for _, c := range []struct {
		name   string
		change func(*funnel.Query)
		by     funnel.View
		clock  int64
		want   string
	}{
		{"everyone, by people, after the timeframe", func(*funnel.Query) {}, funnel.ByPeople, 101, `
Funnel by people, within 15s, from 1970-01-01T00:00:00Z to before 1970-01-01T00:01:40Z

Step  Everyone  of first  dropped    rate  open
----  --------  --------  -------  ------  ----
1. A         7    100.0%
2. B         4     57.1%        3   42.9%     0
3. C         0      0.0%        4  100.0%     0

Everyone: 8 people, 7 entered, 0 completed, 7 unfinished
Everyone, step 2: of 3 dropped, 2 cut off by the end of the timeframe, 1 reached it after the timeframe
Everyone, step 3: of 4 dropped, 1 cut off by the end of the timeframe
`},
		{"everyone, by events, no limit, entry, strictly", func(q *funnel.Query) {
			q.Window, q.Policy, q.StrictIncrease, q.Timeframe = funnel.NoLimit, funnel.Entry, true, store.Timeframe{}
		}, funnel.ByEvents, 101, `
Funnel by events, without a limit, at any time (entry), each step later than the one before

Step  Everyone  of first  dropped   rate  people
----  --------  --------  -------  -----  ------
1. A         8    100.0%                       7
2. B         5     62.5%        3  37.5%       5
3. C         1     12.5%        4  80.0%       1

Everyone: 8 attempts, 1 completed, 7 unfinished
Everyone, step 2: of 3 dropped, 3 may still go on
Everyone, step 3: of 4 dropped, 4 may still go on
`},
		{"two segments, one without a name, and a warning", func(q *funnel.Query) {
			q.Segments = []segment.Segment{{Name: "Even", Where: segment.Attr("even", value.Is(true))}, {Where: segment.Tag("vip")}}
		}, funnel.ByPeople, 99, `
Funnel by people, within 15s, from 1970-01-01T00:00:00Z to before 1970-01-01T00:01:40Z

Step  Even  of first  dropped    rate  open  Segment 2  of first  dropped  rate  open
----  ----  --------  -------  ------  ----  ---------  --------  -------  ----  ----
1. A     4    100.0%                                 0       n/a
2. B     2     50.0%        2   50.0%     1          0       n/a        0   n/a     0
3. C     0      0.0%        2  100.0%     0          0       n/a        0   n/a     0

Even: 4 people, 4 entered, 0 completed, 4 unfinished
Segment 2: 0 people, 0 entered, 0 completed, 0 unfinished
Even, step 2: of 2 dropped, 1 may still go on
Warning: there is no tag "vip" yet
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := base
			c.change(&q)
			r, err := funnel.Compute(context.Background(), s.View().At(at(c.clock)), q, nil)
			require.NoError(t, err)
			var b bytes.Buffer
			require.NoError(t, r.Table(c.by).WriteText(&b))
			require.Equal(t, strings.TrimPrefix(c.want, "\n"), b.String())
		})
	}
}
