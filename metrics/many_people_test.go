package metrics_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// TestManyPeopleInSeveralSegments has enough people for each way of counting masks, of events with one series beside those with many: a report of four segments is that of each by itself.
func TestManyPeopleInSeveralSegments(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	var events []store.Event
	var segments []segment.Segment
	for k := range 4 {
		segments = append(segments, segment.Segment{Name: fmt.Sprint("from ", k), Where: segment.Attr("group", value.AtLeast(k))})
	}
	for i := range 3000 {
		id := fmt.Sprint("p", i)
		require.NoError(t, s.SetAttributes(id, people.Attributes{"group": value.Of(i % 4)}))
		at := time.Date(2026, 5, 4+i%3/2, 1, 0, i, 0, time.UTC)
		events = append(events, store.Event{Person: id, Name: "many", Time: at, Properties: []store.Property{store.Prop("song", fmt.Sprint("song ", i%40))}},
			store.Event{Person: id, Name: "one", Time: at, Properties: []store.Property{store.Prop("song", "the one")}})
	}
	_, err = s.Append(events...)
	require.NoError(t, err)
	many, one, songs := store.On("many"), store.On("one"), &metrics.Breakdown{Property: "song", Top: 20}
	for name, q := range map[string]metrics.Query{
		"adoption of the active":     {Metric: metrics.Adoption, Per: metrics.Active, Events: []store.Selector{many}, Breakdown: songs},
		"events":                     {Metric: metrics.Events, Events: []store.Selector{many, one}, Breakdown: songs},
		"people":                     {Metric: metrics.People, Events: []store.Selector{many, one}, Breakdown: songs},
		"people without a breakdown": {Metric: metrics.People, Events: []store.Selector{many, one}},
	} {
		t.Run(name, func(t *testing.T) {
			q.Every = []metrics.Unit{metrics.Day}
			points := func(segments []segment.Segment) map[string][]int64 {
				q.Segments = segments
				r, err := metrics.Compute(t.Context(), s.View(), q, &metrics.Options{Workers: 1})
				require.NoError(t, err)
				found := map[string][]int64{}
				for i, series := range r.Series {
					if series.Kind != metrics.Valued && series.Kind != metrics.Unbroken {
						continue // what the others are depends on the segments
					}
					key := fmt.Sprint(segments[series.Segment].Name, ", event ", series.Event, ", ", series.Value)
					for _, p := range append(r.Grids[0].Points[i], series.Total) {
						found[key] = append(found[key], p.Count)
						if p.Ratio != nil {
							found[key] = append(found[key], p.Ratio.Den)
						}
					}
				}
				return found
			}
			alone := map[string][]int64{}
			for i := range segments {
				for key, p := range points(segments[i : i+1]) {
					alone[key] = p
				}
			}
			together := points(segments)
			if q.Breakdown == nil {
				require.Equal(t, alone, together)
				require.Equal(t, []int64{1500, 750, 2250}, together["from 1, event 1, "])
				return
			}
			for key, p := range together { // the 20 songs of a segment by itself may be others
				if other, ok := alone[key]; ok {
					require.Equal(t, other, p, key)
				}
			}
			require.Greater(t, len(together), 60)
		})
	}
}

// TestWeeksBesideASkippedDate asks for weeks of other locations that begin where the store's skips a date: what the store keeps by week is cut otherwise.
func TestWeeksBesideASkippedDate(t *testing.T) {
	s, err := store.New(&store.Options{Location: zone(t, "Pacific/Apia")}) // without 30 December 2011
	require.NoError(t, err)
	var events []store.Event
	for hour := range 40 * 24 {
		events = append(events, store.Event{Person: fmt.Sprint("p", hour*hour%101), Name: "seen", Time: time.Date(2011, 12, 20, hour, 0, 0, 0, time.UTC)})
	}
	_, err = s.Append(events...)
	require.NoError(t, err)
	for _, place := range []string{"Pacific/Apia", "Pacific/Honolulu", "Pacific/Kiritimati", "Pacific/Auckland", "UTC"} {
		for day := time.Sunday; day <= time.Saturday; day++ {
			q := metrics.Query{Metric: metrics.People, Events: []store.Selector{store.On("seen")}, Every: []metrics.Unit{metrics.Week}, Location: place, WeekStart: strings.ToLower(day.String()),
				Timeframe: store.Dates(value.NewDate(2011, 12, 16), value.NewDate(2012, 1, 25))}
			r, err := metrics.Compute(t.Context(), s.View(), q, nil)
			require.NoError(t, err)
			for i, bucket := range r.Grids[0].Buckets {
				met := map[string]bool{}
				for _, e := range events {
					if !e.Time.Before(bucket.Start) && e.Time.Before(bucket.End) {
						met[e.Person] = true
					}
				}
				require.EqualValues(t, len(met), r.Grids[0].Points[0][i].Count, "%s, %s, week %d", place, day, i)
			}
		}
	}
}
