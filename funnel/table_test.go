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
	base := funnel.Query{Steps: selectors(naiveSteps("A>B>C")), Window: 15 * time.Second, Location: "Europe/Zagreb", Timeframe: store.Instants(at(0), at(100))}
	for _, c := range []struct {
		name   string
		change func(*funnel.Query)
		by     funnel.By
		clock  int64
		want   string
	}{
		{"everyone, by people, after the timeframe", func(*funnel.Query) {}, funnel.ByPeople, 101, `
Funnel by people, within 15s; from 1970-01-01 01:00 to before 1970-01-01 01:01:40, Europe/Zagreb

Step  everyone  of first  dropped  drop rate  open
----  --------  --------  -------  ---------  ----
1. A         7    100.0%
2. B         4     57.1%        3      42.9%     0
3. C         0      0.0%        4     100.0%     0

everyone: 8 people, 7 entered, 0 completed, 7 unfinished
everyone, step 2: of 3 dropped, 2 cut off by the end of the timeframe, 1 reached it after the timeframe
everyone, step 3: of 4 dropped, 1 cut off by the end of the timeframe
`},
		{"everyone, by events, no limit, entry, strictly", func(q *funnel.Query) {
			q.Window, q.Policy, q.StrictIncrease, q.Timeframe = funnel.NoLimit, funnel.Entry, true, store.Timeframe{}
		}, funnel.ByEvents, 101, `
Funnel by events, without a limit, entry in the timeframe, each step later than the one before; at any time, Europe/Zagreb

Step  everyone  of first  dropped  drop rate  people
----  --------  --------  -------  ---------  ------
1. A         8    100.0%                           7
2. B         5     62.5%        3      37.5%       5
3. C         1     12.5%        4      80.0%       1

everyone: 8 people, 8 attempts, 1 completed, 7 unfinished
everyone, step 2: of 3 dropped, 3 may still go on
everyone, step 3: of 4 dropped, 4 may still go on
Clock: 1970-01-01 01:01:41, Europe/Zagreb
`},
		{"segments below each other where they do not fit beside each other", func(q *funnel.Query) {
			q.Steps = append([]store.Selector{store.OnAny([]string{"A", "a long name of an event", "and another one"})}, q.Steps[1:]...)
			q.Segments = []segment.Segment{{Name: "Those whose number is even", Where: segment.Attr("even", value.Is(true))}, {Name: "All of the others", Where: segment.Attr("even", value.Is(false))}}
		}, funnel.ByEvents, 200, `
Funnel by events, within 15s; from 1970-01-01 01:00 to before 1970-01-01 01:01:40, Europe/Zagreb

Step                                              attempts  of first  dropped  drop rate  people
------------------------------------------------  --------  --------  -------  ---------  ------
Those whose number is even
  1. A or a long name of…nt or "and another one"         5    100.0%                           4
  2. B                                                   2     40.0%        3      60.0%       2
  3. C                                                   0      0.0%        2     100.0%       0
------------------------------------------------  --------  --------  -------  ---------  ------
All of the others
  1. A or a long name of…nt or "and another one"         3    100.0%                           3
  2. B                                                   2     66.7%        1      33.3%       2
  3. C                                                   0      0.0%        2     100.0%       0

Those whose number is even (even is true): 4 people, 5 attempts, 0 completed, 5 unfinished
All of the others (even is false): 4 people, 3 attempts, 0 completed, 3 unfinished
All of the others, step 2: of 1 dropped, 1 cut off by the end of the timeframe, 1 reached it after the timeframe
Warning: no event "a long name of an event" has come in yet
Warning: no event "and another one" has come in yet
`},
		{"two segments of one name", func(q *funnel.Query) {
			q.Segments = []segment.Segment{{Name: "Same", Where: segment.Attr("even", value.Is(true))}, {Name: "Same", Where: segment.Attr("even", value.Is(false))}}
		}, funnel.ByPeople, 99, `
Funnel by people, within 15s; from 1970-01-01 01:00 to before 1970-01-01 01:01:40, Europe/Zagreb

Step  Same  of first  dropped  drop rate  open  Same (2)  of first  dropped  drop rate  open
----  ----  --------  -------  ---------  ----  --------  --------  -------  ---------  ----
1. A     4    100.0%                                   3    100.0%
2. B     2     50.0%        2      50.0%     1         2     66.7%        1      33.3%     1
3. C     0      0.0%        2     100.0%     0         0      0.0%        2     100.0%     1

Same (even is true): 4 people, 4 entered, 0 completed, 4 unfinished
Same (2) (even is false): 4 people, 3 entered, 0 completed, 3 unfinished
Same, step 2: of 2 dropped, 1 may still go on
Same (2), step 2: of 1 dropped, 1 may still go on, 1 reached it after the timeframe
Same (2), step 3: of 2 dropped, 1 may still go on
Clock: 1970-01-01 01:01:39, Europe/Zagreb
`},
		{"two segments, one without a name, and a warning", func(q *funnel.Query) {
			q.Segments = []segment.Segment{{Name: "Even", Where: segment.Attr("even", value.Is(true))}, {Where: segment.Tag("vip")}}
		}, funnel.ByPeople, 99, `
Funnel by people, within 15s; from 1970-01-01 01:00 to before 1970-01-01 01:01:40, Europe/Zagreb

Step  Even  of first  dropped  drop rate  open  has tag vip  of first  dropped  drop rate  open
----  ----  --------  -------  ---------  ----  -----------  --------  -------  ---------  ----
1. A     4    100.0%                                      0       n/a
2. B     2     50.0%        2      50.0%     1            0       n/a        0        n/a     0
3. C     0      0.0%        2     100.0%     0            0       n/a        0        n/a     0

Even (even is true): 4 people, 4 entered, 0 completed, 4 unfinished
has tag vip: 0 people, 0 entered, 0 completed, 0 unfinished
Even, step 2: of 2 dropped, 1 may still go on
Clock: 1970-01-01 01:01:39, Europe/Zagreb
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
