package metrics_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

var zones = []string{"UTC", "Europe/Zagreb", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Honolulu"}

// moments have events close to the changes of the clock in these zones, to midnights, and everywhere.
func moments() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		base := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
		if rapid.Bool().Draw(t, "near a change") {
			near := rapid.SampledFrom([]time.Time{
				time.Date(2026, time.March, 29, 1, 0, 0, 0, time.UTC), // Zagreb
				time.Date(2026, time.March, 8, 7, 0, 0, 0, time.UTC),  // New York
				time.Date(2026, time.April, 4, 15, 0, 0, 0, time.UTC), // Lord Howe
			}).Draw(t, "change")
			return near.Add(time.Duration(rapid.IntRange(-3*4, 3*4).Draw(t, "quarters")) * 15 * time.Minute)
		}
		return base.Add(time.Duration(rapid.IntRange(0, 40*24*60).Draw(t, "minutes"))*time.Minute + time.Duration(rapid.IntRange(0, 1).Draw(t, "ms"))*time.Millisecond)
	})
}

func property() *rapid.Generator[value.Value] {
	return rapid.SampledFrom([]value.Value{
		{}, {}, value.Of("rock"), value.Of("rock"), value.Of("pop"), value.Of("1"), value.Of(1), value.Of(1.0), value.Of(2.5), value.Of(true),
		value.Of(value.NewDate(2026, time.March, 3)), value.Of(time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC)),
		value.Of([]string{"rock", "pop"}), value.Of([]string{"jazz", "jazz"}), value.Of([]string{"1", "folk", "blues"}),
	})
}

func drawWorld(t *rapid.T) *world {
	w := &world{people: map[string]map[string]value.Value{}}
	n := rapid.IntRange(0, 8).Draw(t, "people")
	for i := range n {
		a := map[string]value.Value{}
		if c := rapid.SampledFrom([]string{"", "HR", "SI"}).Draw(t, "country"); c != "" {
			a["country"] = value.Of(c)
		}
		at := moments().Draw(t, "registered")
		switch rapid.IntRange(0, 3).Draw(t, "kind of registered") {
		case 0:
			a["registered"] = value.Of(value.DateOf(at, time.UTC))
		case 1:
			a["registered"] = value.Of(at)
		case 2:
			a["registered"] = value.Of("in spring")
		}
		w.people[fmt.Sprint("p", i)] = a
	}
	if n == 0 {
		return w
	}
	for range rapid.IntRange(0, 40).Draw(t, "events") {
		e := store.Event{
			Person: fmt.Sprint("p", rapid.IntRange(0, n-1).Draw(t, "person")),
			Name:   rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "name"),
			Time:   moments().Draw(t, "time"),
		}
		if v := property().Draw(t, "genre"); !v.IsZero() {
			e.Properties = append(e.Properties, store.Property{Name: "genre", Value: v})
		}
		w.events = append(w.events, e)
	}
	return w
}

// load makes a store of the world, with its events in random batches.
func load(t *rapid.T, w *world, zoneName string) *store.Store {
	s, err := store.New(&store.Options{Location: zone(t, zoneName)})
	require.NoError(t, err)
	for _, id := range slices.Sorted(maps.Keys(w.people)) {
		// Somebody without attributes and events has to be known too.
		a := people.Attributes{"seen": value.Of(true)}
		maps.Copy(a, w.people[id])
		require.NoError(t, s.SetAttributes(id, a))
	}
	for rest := w.events; len(rest) > 0; {
		n := rapid.IntRange(1, len(rest)).Draw(t, "batch")
		_, err := s.Append(rest[:n]...)
		require.NoError(t, err)
		rest = rest[n:]
	}
	return s
}

// change merges two people or deletes one, in the store and in the world.
func change(t *rapid.T, w *world, s *store.Store) {
	ids := slices.Sorted(maps.Keys(w.people))
	if len(ids) < 2 {
		return
	}
	one, two := ids[rapid.IntRange(0, len(ids)-2).Draw(t, "from")], ids[len(ids)-1]
	switch rapid.IntRange(0, 3).Draw(t, "change") {
	case 0:
		require.NoError(t, s.Merge(one, two))
		for i := range w.events {
			if w.events[i].Person == one {
				w.events[i].Person = two
			}
		}
		for name, v := range w.people[one] {
			if _, has := w.people[two][name]; !has {
				w.people[two][name] = v
			}
		}
		delete(w.people, one)
	case 1:
		require.NoError(t, s.Delete(one))
		w.events = slices.DeleteFunc(w.events, func(e store.Event) bool { return e.Person == one })
		delete(w.people, one)
	}
}

var audiences = []struct {
	segment segment.Segment
	in      audience
}{
	{segment.Segment{Name: "everyone"}, func(*world, string) bool { return true }},
	{segment.Segment{Name: "HR", Where: segment.Attr("country", value.Is("HR"))}, func(w *world, id string) bool { return w.people[id]["country"] == value.Of("HR") }},
	{segment.Segment{Name: "not HR", Where: segment.Not{Of: segment.Attr("country", value.Is("HR"))}},
		func(w *world, id string) bool { return w.people[id]["country"] != value.Of("HR") }},
	{segment.Segment{Name: "nobody", Where: segment.Any{}}, func(*world, string) bool { return false }},
	{segment.Segment{Name: "twice A", Where: segment.Did{Event: store.On("A"), Count: value.AtLeast(2)}}, func(w *world, id string) bool {
		n := 0
		for _, e := range w.events {
			if e.Person == id && e.Name == "A" {
				n++
			}
		}
		return n >= 2
	}},
}

func drawQuery(t *rapid.T) (metrics.Query, []audience) {
	q := metrics.Query{Metric: rapid.SampledFrom(metrics.Metrics()).Draw(t, "metric")}
	switch q.Metric {
	case metrics.Adoption:
		q.Per = rapid.SampledFrom([]metrics.Denominator{metrics.Whole, metrics.Active}).Draw(t, "per")
	case metrics.Engagement:
		q.Per = rapid.SampledFrom([]metrics.Denominator{metrics.Whole, metrics.Active, metrics.Acting}).Draw(t, "per")
	}
	if q.Metric.IsRatio() && rapid.Bool().Draw(t, "eligible") {
		q.EligibleFrom = "registered"
	}
	q.Events = rapid.SliceOfN(rapid.SampledFrom([]store.Selector{
		store.On("A"), store.On("B"), store.OnEvery(), store.OnAny([]string{"A", "C"}), store.On("A", store.If("genre", value.Is("rock"))), store.On("unheard of"),
	}), 1, 3).Draw(t, "selectors")
	var in []audience
	for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(audiences)-1), 0, 4).Draw(t, "segments") {
		q.Segments = append(q.Segments, audiences[i].segment)
		in = append(in, audiences[i].in)
	}
	a, b := moments().Draw(t, "from"), moments().Draw(t, "to")
	if b.Before(a) {
		a, b = b, a
	}
	q.Timeframe = rapid.SampledFrom([]store.Timeframe{
		{}, store.LastDays(3), store.ThisWeek(), store.PreviousWeek(), store.Instants(a, b.Add(time.Millisecond)), store.Instants(a, time.Time{}), store.Instants(time.Time{}, a),
		store.Dates(value.DateOf(a, time.UTC), value.DateOf(b, time.UTC)), store.Dates(value.DateOf(a, time.UTC), 0),
	}).Draw(t, "timeframe")
	for _, u := range rapid.Permutation(metrics.Units()).Draw(t, "units")[:rapid.IntRange(0, 3).Draw(t, "of units")] {
		q.Every = append(q.Every, u)
	}
	if rapid.IntRange(0, 2).Draw(t, "broken down") == 0 {
		q.Breakdown = &metrics.Breakdown{Property: "genre", Top: rapid.IntRange(1, 4).Draw(t, "top")}
	}
	q.WeekStart = rapid.SampledFrom([]string{"", "sunday"}).Draw(t, "week start")
	q.Location = rapid.SampledFrom(append(zones, "")).Draw(t, "location")
	return q, in
}

func TestReportIsThatOfNestedLoops(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		zoneName := rapid.SampledFrom(zones).Draw(t, "zone of the store")
		s := load(t, w, zoneName)
		change(t, w, s)
		q, in := drawQuery(t)
		v := s.View()
		if rapid.Bool().Draw(t, "own clock") {
			v = v.At(moments().Draw(t, "clock"))
		}
		w.clock = v.Frame().Clock
		w.loc = zone(t, zoneName)
		if q.Location != "" {
			w.loc = zone(t, q.Location)
		}

		got, err := metrics.Compute(context.Background(), v, q, &metrics.Options{Workers: rapid.IntRange(0, 3).Draw(t, "workers")})
		require.NoError(t, err)
		buckets, strands, span := w.measure(q, in)
		require.Equal(t, lines(buckets, strands, q.Every), linesOf(&got.Report))
		require.Equal(t, span, spanOf(*got.Timeframe.From, *got.Timeframe.To))

		for i, s := range strands {
			requireBehind(t, got, metrics.Day, i, metrics.Total, s.total)
			for unit, figures := range s.points {
				for b := range figures {
					if len(figures) < 10 || len(figures[b].who) > 0 && b%3 == 0 {
						requireBehind(t, got, unit, i, b, figures[b])
					}
				}
			}
		}

		data, err := json.Marshal(got)
		require.NoError(t, err)
		var back metrics.Report
		require.NoError(t, json.Unmarshal(data, &back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(data), string(again))
	})
}

func requireBehind(t *rapid.T, r *metrics.Result, unit metrics.Unit, series, bucket int, want figure) {
	set, err := r.Behind(context.Background(), unit, series, bucket)
	require.NoError(t, err)
	ids := slices.Collect(set.IDs())
	sort.Strings(ids)
	require.Equal(t, want.who, ids, "%s series %d bucket %d", unit, series, bucket)
	if r.Metric.CountsPeople() {
		require.Equal(t, want.num, set.Len())
	}
}
