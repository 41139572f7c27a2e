package metrics_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func tablesOf(t *testing.T, q metrics.Query) string {
	r, err := metrics.Compute(context.Background(), small(t, nil).View(), q, nil)
	require.NoError(t, err)
	var b bytes.Buffer
	for i, table := range r.Tables() {
		require.NoError(t, table.WriteText(&b))
		if i < len(r.Tables())-1 {
			b.WriteByte('\n')
		}
	}
	for _, line := range strings.Split(b.String(), "\n") {
		if !strings.HasPrefix(line, "Warning") {
			require.LessOrEqual(t, len(line), report.TableWidth, line)
		}
	}
	return b.String()
}

func TestTableOfOneSegmentAndEvent(t *testing.T) {
	got := tablesOf(t, metrics.Query{Metric: metrics.Adoption, Events: []store.Selector{store.On("Song Played")}, Timeframe: may(4, 8), Every: []metrics.Unit{metrics.Day}})
	require.Equal(t, `Adoption by day; Song Played; everyone; from 2026-05-04 to 2026-05-08, UTC

day                 adoption
--------------  ------------
2026-05-04 Mon   33.3% (1/3)
2026-05-05 Tue   33.3% (1/3)
2026-05-06 Wed   66.7% (2/3)
2026-05-07 Thu    0.0% (0/3)
2026-05-08 Fri    0.0% (0/3)
--------------  ------------
total           100.0% (3/3)

total: everybody counted once, so it is not the sum of the buckets
everyone: 3 people
Warning: adoption of everyone may count people who had not registered yet: choose a segment by registration date, or count from registration (EligibleFrom, in JSON eligible_from)
`, got)
}

var croatia = segment.Segment{Name: "Croatia", Where: segment.Attr("country", value.Is("HR"))}

func TestTableOfSegmentsAndEvents(t *testing.T) {
	got := tablesOf(t, metrics.Query{Metric: metrics.Engagement, Per: metrics.Active, Events: []store.Selector{store.On("Song Played"), store.On("Login")}, Timeframe: may(9, 12),
		Segments: []segment.Segment{croatia, {Where: segment.Attr("country", value.Is("SI"))}}, Every: []metrics.Unit{metrics.Week, metrics.Day}})
	require.Equal(t, `Engagement of active people by week; from 2026-05-09 to 2026-05-12, UTC

week          Croatia, Song Played  Croatia, Login  country is SI, Song Played  country is SI, Login
------------  --------------------  --------------  --------------------------  --------------------
2026-05-09 *            0.00 (0/1)      1.00 (1/1)                   n/a (0/0)             n/a (0/0)
2026-05-11 *             n/a (0/0)       n/a (0/0)                   n/a (0/0)             n/a (0/0)
------------  --------------------  --------------  --------------------------  --------------------
total                   0.00 (0/1)      1.00 (1/1)                   n/a (0/0)             n/a (0/0)

* partial: cut by the timeframe, or not yet over

Engagement of active people by day; from 2026-05-09 to 2026-05-12, UTC

day               Croatia, Song Played  Croatia, Login  country is SI, Song Played  country is SI, Login
----------------  --------------------  --------------  --------------------------  --------------------
2026-05-09 Sat               n/a (0/0)       n/a (0/0)                   n/a (0/0)             n/a (0/0)
2026-05-10 Sun *            0.00 (0/1)      1.00 (1/1)                   n/a (0/0)             n/a (0/0)
2026-05-11 Mon *             n/a (0/0)       n/a (0/0)                   n/a (0/0)             n/a (0/0)
2026-05-12 Tue *             n/a (0/0)       n/a (0/0)                   n/a (0/0)             n/a (0/0)
----------------  --------------------  --------------  --------------------------  --------------------
total                       0.00 (0/1)      1.00 (1/1)                   n/a (0/0)             n/a (0/0)

* partial: cut by the timeframe, or not yet over
Croatia (country is HR): 2 people
country is SI: 1 person
Clock: 2026-05-10 20:00, UTC
`, got)
}

func TestTablesOfManySeries(t *testing.T) {
	q := metrics.Query{Metric: metrics.Events, Events: []store.Selector{store.On("Song Played"), store.On("Login")}, Timeframe: may(4, 17),
		Segments: []segment.Segment{croatia, {Name: "Everyone"}}, Every: []metrics.Unit{metrics.Week}, Breakdown: &metrics.Breakdown{Property: "genre", Top: 2}}
	require.Contains(t, tablesOf(t, q), `
series                          2026-05-04 *  2026-05-11 *  total
------------------------------  ------------  ------------  -----
Croatia, Song Played, rock                 2             0      2
Croatia, Song Played, folk                 1             0      1
Croatia, Song Played, (none)               0             0      0
Croatia, Song Played, (other)              1             0      1
Croatia, Login, (none)                     1             0      1
Everyone, Song Played, rock                3             0      3
`, "few buckets: series in rows")

	q.Every, q.Metric = []metrics.Unit{metrics.Day}, metrics.Adoption
	got := tablesOf(t, q)
	require.Contains(t, got, `Adoption by day; top 2 of genre; Croatia; from 2026-05-04 to 2026-05-17, UTC

day               Song Played, rock  Song Played, folk  Song Played, (none)  Song Played, (other)  Login, (none)
----------------  -----------------  -----------------  -------------------  --------------------  -------------
2026-05-04 Mon          50.0% (1/2)         0.0% (0/2)           0.0% (0/2)           50.0% (1/2)     0.0% (0/2)
`, "else each audience has its own")
	require.Contains(t, got, "\nAdoption by day; top 2 of genre; Everyone; from 2026-05-04 to 2026-05-17, UTC\n")

	q.Events = append(q.Events, store.OnEvery())
	got = tablesOf(t, q)
	require.Contains(t, got, "Croatia; from 2026-05-04 to 2026-05-17, UTC (1 of 2)\n")
	require.Contains(t, got, "Everyone; from 2026-05-04 to 2026-05-17, UTC (2 of 2)\n")

	q.Every = nil
	require.Contains(t, tablesOf(t, q), `Adoption, total; top 2 of genre; from 2026-05-04 to 2026-05-17, UTC

audience  event        genre        adoption
--------  -----------  -------  ------------
Croatia   Song Played  rock     100.0% (2/2)
`)
}

func TestTableTellsRepeatedHoursApart(t *testing.T) {
	loc := zone(t, "Europe/Zagreb")
	q := metrics.Query{Metric: metrics.Events, Events: []store.Selector{store.OnEvery()}, Every: []metrics.Unit{metrics.Hour}, Location: "Europe/Zagreb",
		Timeframe: store.Instants(at(t, loc, "2026-10-25 01:00"), at(t, loc, "2026-10-25 04:00"))}
	require.Contains(t, tablesOf(t, q), `
2026-10-25 01:00 *              0
2026-10-25 02:00 +02:00 *       0
2026-10-25 02:00 +01:00 *       0
2026-10-25 03:00 *              0
`)
}

func TestTablesOfTheZeroReport(t *testing.T) {
	require.Len(t, new(metrics.Report).Tables(), 1)
}
