package metrics_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func rowsOf(t *testing.T, q metrics.Query) string {
	r, err := metrics.Compute(context.Background(), small(t, nil).View(), q, nil)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, r.Rows().WriteCSV(&b))
	return b.String()
}

func TestRows(t *testing.T) {
	require.Equal(t, `by,start,end,partial,segment,event,count,of,value
total,2026-05-09T00:00:00+02:00,2026-05-12T00:00:00+02:00,false,Croatia,Login,1,1,1
week,2026-05-09T00:00:00+02:00,2026-05-11T00:00:00+02:00,true,Croatia,Login,1,1,1
week,2026-05-11T00:00:00+02:00,2026-05-12T00:00:00+02:00,true,Croatia,Login,0,0,
`, rowsOf(t, metrics.Query{Metric: metrics.Engagement, Per: metrics.Active, Events: []store.Selector{store.On("Login")}, Timeframe: may(9, 11),
		Segments: []segment.Segment{croatia}, Every: []metrics.Unit{metrics.Week}, Location: "Europe/Zagreb"}), "0 of 0 has no value")

	require.Equal(t, `by,start,end,partial,segment,event,genre,kind,count,of,value
total,2026-05-04T00:00:00Z,2026-05-11T00:00:00Z,false,everyone,Song Played,rock,value,3,,
total,2026-05-04T00:00:00Z,2026-05-11T00:00:00Z,false,everyone,Song Played,(none),none,1,,
total,2026-05-04T00:00:00Z,2026-05-11T00:00:00Z,false,everyone,Song Played,(other),other,2,,
`, rowsOf(t, metrics.Query{Metric: metrics.Events, Events: []store.Selector{store.On("Song Played")}, Breakdown: &metrics.Breakdown{Property: "genre", Top: 1}}), "all time is from the first day to the last")
}

func TestRowsHaveEveryNumberOfTheReport(t *testing.T) {
	v := springOfSongs(t)
	r, err := metrics.Compute(context.Background(), v, metrics.Query{Metric: metrics.Adoption, Events: []store.Selector{store.On("Song Played"), store.On("Login")},
		Segments: []segment.Segment{croatia}, Timeframe: may(4, 20), Every: []metrics.Unit{metrics.Day, metrics.Week}, Breakdown: &metrics.Breakdown{Property: "genre", Top: 3}}, nil)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, r.Rows().WriteCSV(&b))
	records, err := csv.NewReader(&b).ReadAll()
	require.NoError(t, err)
	want := len(r.Series)
	sum := int64(0)
	for _, s := range r.Series {
		sum += s.Total.Count
	}
	for _, g := range r.Grids {
		want += len(r.Series) * len(g.Buckets)
		for _, points := range g.Points {
			for _, p := range points {
				sum += p.Count
			}
		}
	}
	require.Len(t, records, 1+want)
	for _, record := range records[1:] {
		count, err := strconv.ParseInt(record[8], 10, 64)
		require.NoError(t, err)
		of, err := strconv.ParseInt(record[9], 10, 64)
		require.NoError(t, err)
		value, err := strconv.ParseFloat(record[10], 64)
		require.NoError(t, err)
		require.Equal(t, float64(count)/float64(of), value)
		sum -= count
	}
	require.Zero(t, sum)
}

// Rows are for programs: a number a row.
func ExampleReport_Rows() {
	s, _ := store.New(nil)
	for _, person := range []string{"ana", "bo", "ana"} {
		_, _ = s.Append(store.Event{Person: person, Name: "Song Played", Time: time.Date(2026, time.May, 4, 8, 0, 0, 0, time.UTC)})
	}
	r, err := metrics.Compute(context.Background(), s.View(), metrics.Query{
		Metric: metrics.Engagement, Events: []store.Selector{store.On("Song Played")}, Timeframe: store.LastDays(2), Every: []metrics.Unit{metrics.Day},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := r.Rows().WriteCSV(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// by,start,end,partial,segment,event,count,of,value
	// total,2026-05-03T00:00:00Z,2026-05-05T00:00:00Z,false,everyone,Song Played,3,2,1.5
	// day,2026-05-03T00:00:00Z,2026-05-04T00:00:00Z,false,everyone,Song Played,0,2,0
	// day,2026-05-04T00:00:00Z,2026-05-05T00:00:00Z,true,everyone,Song Played,3,2,1.5
}
