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
		switch rapid.IntRange(0, 4).Draw(t, "kind of registered") {
		case 4: // just when a day ends or begins somewhere
			y, m, d := at.Date()
			a["registered"] = value.Of(time.Date(y, m, d, 0, 0, 0, 0, zone(t, rapid.SampledFrom(zones).Draw(t, "zone of registered"))))
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
	if q.Metric.IsRatio() && rapid.IntRange(0, 2).Draw(t, "eligible") > 0 {
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
	q.Every = append(q.Every, rapid.Permutation(metrics.Units()).Draw(t, "units")[:rapid.IntRange(0, 3).Draw(t, "of units")]...)
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

func TestOrderAndBatchesOfEventsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q, _ := drawQuery(t)
		var reports []string
		for range 3 {
			r, err := metrics.Compute(context.Background(), load(t, w, "Europe/Zagreb").View(), q, &metrics.Options{Workers: rapid.IntRange(1, 3).Draw(t, "workers")})
			require.NoError(t, err)
			data, err := json.Marshal(r)
			require.NoError(t, err)
			reports = append(reports, string(data))
			w.events = rapid.Permutation(w.events).Draw(t, "order")
		}
		require.Equal(t, reports[0], reports[1])
		require.Equal(t, reports[0], reports[2])
	})
}

// small is a store with three people and a calendar week of events.
func small(t *testing.T, o *store.Options) *store.Store {
	s, err := store.New(o)
	require.NoError(t, err)
	require.NoError(t, s.SetAttributes("ana", people.Attributes{"country": value.Of("HR"), "registered": value.Of(value.NewDate(2026, time.May, 4))}))
	require.NoError(t, s.SetAttributes("bo", people.Attributes{"country": value.Of("SI"), "registered": value.Of(time.Date(2026, time.May, 6, 0, 0, 0, 0, time.UTC))}))
	require.NoError(t, s.SetAttributes("cy", people.Attributes{"country": value.Of("HR")}))
	for _, e := range []struct {
		person, name string
		day, hour    int
		properties   []store.Property
	}{
		{"ana", "Song Played", 4, 8, []store.Property{store.Prop("genre", "rock"), store.Prop("seconds", 180)}},
		{"ana", "Song Played", 4, 9, []store.Property{store.Prop("genre", "pop")}},
		{"bo", "Song Played", 5, 23, []store.Property{store.Prop("genre", "rock")}},
		{"bo", "Song Played", 6, 0, nil},
		{"bo", "Login", 8, 12, nil},
		{"cy", "Song Played", 6, 10, []store.Property{store.Prop("genre", []string{"rock", "folk"})}},
		{"cy", "Login", 10, 20, nil},
	} {
		_, err := s.Append(store.Event{Person: e.person, Name: e.name, Time: time.Date(2026, time.May, e.day, e.hour, 0, 0, 0, time.UTC), Properties: e.properties})
		require.NoError(t, err)
	}
	return s
}

// may is a timeframe of days of May 2026.
func may(from, to int) store.Timeframe {
	return store.Dates(value.NewDate(2026, time.May, from), value.NewDate(2026, time.May, to))
}

// rows are the points of a report by day as short texts, the total last.
func rows(r *metrics.Result, series int) []string {
	show := func(p metrics.Point) string {
		if p.Ratio != nil {
			return p.Ratio.String()
		}
		return fmt.Sprint(p.Count)
	}
	var out []string
	for _, g := range r.Grids {
		for _, p := range g.Points[series] {
			out = append(out, show(p))
		}
	}
	return append(out, show(r.Series[series].Total))
}

func TestTheMetricsAndTheirVariants(t *testing.T) {
	v := small(t, nil).View()
	for _, c := range []struct {
		name string
		q    metrics.Query
		want []string // Monday 4 to Sunday 10 May, then the total
	}{
		{"events", metrics.Query{Metric: metrics.Events}, []string{"2", "1", "2", "0", "0", "0", "0", "5"}},
		{"people", metrics.Query{Metric: metrics.People}, []string{"1", "1", "2", "0", "0", "0", "0", "3"}},
		{"adoption", metrics.Query{Metric: metrics.Adoption}, []string{"1/3", "1/3", "2/3", "0/3", "0/3", "0/3", "0/3", "3/3"}},
		{"engagement", metrics.Query{Metric: metrics.Engagement}, []string{"2/3", "1/3", "2/3", "0/3", "0/3", "0/3", "0/3", "5/3"}},
		{"adoption of active", metrics.Query{Metric: metrics.Adoption, Per: metrics.Active}, []string{"1/1", "1/1", "2/2", "0/0", "0/1", "0/0", "0/1", "3/3"}},
		{"engagement of active", metrics.Query{Metric: metrics.Engagement, Per: metrics.Active}, []string{"2/1", "1/1", "2/2", "0/0", "0/1", "0/0", "0/1", "5/3"}},
		{"engagement per acting person", metrics.Query{Metric: metrics.Engagement, Per: metrics.Acting}, []string{"2/1", "1/1", "2/2", "0/0", "0/0", "0/0", "0/0", "5/3"}},
		// Ana counts from the 4th on. Bo registered at the very instant at which the 5th ends: not before its end, so from the 6th on; and
		// then all that Bo did counts in the total. Cy has no date.
		{"adoption, eligible from", metrics.Query{Metric: metrics.Adoption, EligibleFrom: "registered"}, []string{"1/1", "0/1", "1/2", "0/2", "0/2", "0/2", "0/2", "2/2"}},
		{"engagement, eligible from", metrics.Query{Metric: metrics.Engagement, EligibleFrom: "registered"}, []string{"2/1", "0/1", "1/2", "0/2", "0/2", "0/2", "0/2", "4/2"}},
		{"adoption of active, eligible from", metrics.Query{Metric: metrics.Adoption, Per: metrics.Active, EligibleFrom: "registered"},
			[]string{"1/1", "0/0", "1/1", "0/0", "0/1", "0/0", "0/0", "2/2"}},
		{"engagement per acting person, eligible from", metrics.Query{Metric: metrics.Engagement, Per: metrics.Acting, EligibleFrom: "registered"},
			[]string{"2/1", "0/0", "1/1", "0/0", "0/0", "0/0", "0/0", "4/2"}},
		{"nobody", metrics.Query{Metric: metrics.Adoption, Segments: []segment.Segment{{Where: segment.Any{}}}}, []string{"0/0", "0/0", "0/0", "0/0", "0/0", "0/0", "0/0", "0/0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := c.q
			q.Events, q.Timeframe, q.Every = []store.Selector{store.On("Song Played")}, may(4, 10), []metrics.Unit{metrics.Day}
			r, err := metrics.Compute(context.Background(), v, q, nil)
			require.NoError(t, err)
			require.Equal(t, c.want, rows(r, 0))
		})
	}
}

func TestEligibilityEndsWithTheTimeframe(t *testing.T) {
	v := small(t, nil).View()
	q := metrics.Query{Metric: metrics.Adoption, Events: []store.Selector{store.On("Song Played")}, Timeframe: may(4, 5), Every: []metrics.Unit{metrics.Day}, EligibleFrom: "registered"}
	r, err := metrics.Compute(context.Background(), v, q, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"1/1", "0/1", "1/1"}, rows(r, 0), "Bo registers when the timeframe is over")
	for bucket, want := range map[int][]string{0: {"ana"}, 1: nil, metrics.Total: {"ana"}} {
		set, err := r.Behind(context.Background(), metrics.Day, 0, bucket)
		require.NoError(t, err)
		require.Equal(t, want, slices.Collect(set.IDs()))
	}
	// A day later by the clock of Honolulu, ten hours behind: the 4th begins there at 10:00 UTC, so Ana's songs of 08:00 and 09:00 lie
	// before the timeframe.
	q.Location = "Pacific/Honolulu"
	r, err = metrics.Compute(context.Background(), v, q, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"0/1", "1/2", "1/2"}, rows(r, 0))
}

func TestBreakdown(t *testing.T) {
	v := small(t, nil).View()
	q := metrics.Query{Metric: metrics.Events, Events: []store.Selector{store.On("Song Played")}, Timeframe: may(4, 10), Breakdown: &metrics.Breakdown{Property: "genre", Top: 1}}
	r, err := metrics.Compute(context.Background(), v, q, nil)
	require.NoError(t, err)
	var got []string
	for i, s := range r.Series {
		got = append(got, s.Label()+" "+rows(r, i)[0])
	}
	require.Equal(t, []string{"rock 3", "(none) 1", "(other) 2"}, got)
	require.Equal(t, []string{store.WarnList}, codes(r))

	q.Breakdown.Top = 2
	r, err = metrics.Compute(context.Background(), v, q, nil)
	require.NoError(t, err)
	require.Equal(t, value.Of("folk"), r.Series[1].Value, "folk and pop have one event each: the lower value goes first")
}

func codes(r *metrics.Result) []string {
	var out []string
	for _, w := range r.Warnings {
		out = append(out, w.Code)
	}
	return out
}

func TestWarnings(t *testing.T) {
	day := value.NewDate(2026, time.May, 4)
	registered := func(test value.Test) []segment.Segment {
		return []segment.Segment{{Name: "s", Where: segment.All{segment.Attr("country", value.Is("HR")), segment.Attr("registered", test)}}}
	}
	for _, c := range []struct {
		name  string
		o     *store.Options
		spoil func(*metrics.Query)
		want  []string
	}{
		{name: "everyone", want: []string{store.WarnNotByRegistration}},
		{name: "engagement", spoil: func(q *metrics.Query) { q.Metric = metrics.Engagement }, want: []string{store.WarnNotByRegistration}},
		{name: "events", spoil: func(q *metrics.Query) { q.Metric = metrics.Events }},
		{name: "people", spoil: func(q *metrics.Query) { q.Metric = metrics.People }},
		{name: "eligible from", spoil: func(q *metrics.Query) { q.EligibleFrom = "registered" }},
		{name: "active people could act", spoil: func(q *metrics.Query) { q.Per = metrics.Active }},
		{name: "before", spoil: func(q *metrics.Query) { q.Segments = registered(value.Before(day)) }},
		{name: "on", spoil: func(q *metrics.Query) { q.Segments = registered(value.On(day)) }},
		{name: "is", spoil: func(q *metrics.Query) { q.Segments = registered(value.Is(day)) }},
		{name: "in", spoil: func(q *metrics.Query) { q.Segments = registered(value.In(day, day+1)) }},
		{name: "between", spoil: func(q *metrics.Query) { q.Segments = registered(value.Between(day, day+1)) }},
		{name: "less", spoil: func(q *metrics.Query) { q.Segments = registered(value.Less(time.Unix(1e9, 0))) }},
		{name: "at most", spoil: func(q *metrics.Query) { q.Segments = registered(value.AtMost(day)) }},
		{name: "from then on is no bound", spoil: func(q *metrics.Query) { q.Segments = registered(value.AtLeast(day)) }, want: []string{store.WarnNotByRegistration}},
		{name: "a number is no date", spoil: func(q *metrics.Query) { q.Segments = registered(value.Less(7)) }, want: []string{store.WarnNotByRegistration}},
		{name: "nobody who could be early", spoil: func(q *metrics.Query) { q.Segments = registered(value.After(day)) }},
		{name: "by itself", spoil: func(q *metrics.Query) {
			q.Segments = []segment.Segment{{Where: segment.Attr("registered", value.Before(day))}}
		}},
		{name: "within an or", spoil: func(q *metrics.Query) {
			q.Segments = []segment.Segment{{Where: segment.Any{segment.Attr("registered", value.Before(day)), segment.Attr("country", value.Is("HR"))}}}
		}, want: []string{store.WarnNotByRegistration}},
		{name: "within a not", spoil: func(q *metrics.Query) {
			q.Segments = []segment.Segment{{Where: segment.Not{Of: segment.Attr("registered", value.Before(day))}}}
		}, want: []string{store.WarnNotByRegistration}},
		{name: "the registration date of the store", o: &store.Options{Registration: "registered"}, spoil: func(q *metrics.Query) { q.Segments = registered(value.Before(day)) }},
		{name: "another than that of the store", o: &store.Options{Registration: "joined"}, spoil: func(q *metrics.Query) { q.Segments = registered(value.On(day)) },
			want: []string{store.WarnNotByRegistration}},
		{name: "one of two segments", spoil: func(q *metrics.Query) {
			q.Segments = append(registered(value.Before(day)), segment.Segment{Name: "t"}, segment.Segment{Name: "u"})
		}, want: []string{store.WarnNotByRegistration, store.WarnNotByRegistration}},
		{name: "an event that is not there", spoil: func(q *metrics.Query) { q.Metric, q.Events = metrics.Events, []store.Selector{store.On("Nap")} }, want: []string{store.WarnUnknownEvent}},
		{name: "a condition on a property that is not there", spoil: func(q *metrics.Query) {
			q.Metric, q.Events = metrics.Events, []store.Selector{store.On("Login", store.If("genre", value.Is("rock")))}
		}, want: []string{store.WarnUnknownProperty}},
		{name: "a breakdown by a property that is not there", spoil: func(q *metrics.Query) {
			q.Metric, q.Breakdown = metrics.Events, &metrics.Breakdown{Property: "mood", Top: 3}
		}, want: []string{store.WarnUnknownProperty}},
		{name: "eligible from an attribute that is not there", spoil: func(q *metrics.Query) { q.EligibleFrom = "joined" }, want: []string{store.WarnUnknownAttribute}},
		{name: "eligible from a text", spoil: func(q *metrics.Query) { q.EligibleFrom = "country" }, want: []string{store.WarnUnknownAttribute}},
		{name: "a segment on a tag that is not there", spoil: func(q *metrics.Query) {
			q.Metric, q.Segments = metrics.Events, []segment.Segment{{Where: segment.Tag("vip")}}
		}, want: []string{store.WarnUnknownTag}},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := metrics.Query{Metric: metrics.Adoption, Events: []store.Selector{store.On("Song Played")}, Timeframe: may(4, 10)}
			if c.spoil != nil {
				c.spoil(&q)
			}
			s := small(t, c.o)
			require.NoError(t, s.SetAttributes("cy", people.Attributes{"registered": value.Of(3)}), "no date")
			r, err := metrics.Compute(context.Background(), s.View(), q, nil)
			require.NoError(t, err)
			require.Equal(t, c.want, codes(r))
		})
	}
}

func TestDroppedEventsAreWarnedOf(t *testing.T) {
	s := small(t, nil)
	_, err := s.DropBefore(value.NewDate(2026, time.May, 6))
	require.NoError(t, err)
	q := metrics.Query{Metric: metrics.Events, Events: []store.Selector{store.OnEvery()}}
	for _, c := range []struct {
		in   store.Timeframe
		want []string
	}{
		{store.Timeframe{}, []string{store.WarnDropped}},
		{may(5, 10), []string{store.WarnDropped}},
		{may(6, 10), nil},
	} {
		q.Timeframe = c.in
		r, err := metrics.Compute(context.Background(), s.View(), q, nil)
		require.NoError(t, err)
		require.Equal(t, c.want, codes(r), c.in)
		require.EqualValues(t, 4, r.Series[0].Total.Count)
	}
}

func TestAnEmptyStore(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	for _, in := range []store.Timeframe{{}, store.Last30Days(), store.Dates(value.NewDate(2026, time.May, 1), 0), store.Dates(0, value.NewDate(2026, time.May, 1))} {
		for _, breakdown := range []*metrics.Breakdown{nil, {Property: "genre", Top: 3}} {
			q := metrics.Query{Metric: metrics.Adoption, Events: []store.Selector{store.OnEvery()}, Timeframe: in, Every: metrics.Units(), Breakdown: breakdown}
			r, err := metrics.Compute(context.Background(), s.View(), q, nil)
			require.NoError(t, err)
			require.Contains(t, codes(r), store.WarnNoEvents)
			for _, s := range r.Series {
				require.Equal(t, "0/0", s.Total.Ratio.String())
			}
			require.Equal(t, in == store.Last30Days(), len(r.Grids[1].Buckets) == 30, in)
			data, err := json.Marshal(r)
			require.NoError(t, err)
			require.NotContains(t, string(data), "null")
			require.NoError(t, json.Unmarshal(data, new(metrics.Report)))
		}
	}
}

func TestComputeRefuses(t *testing.T) {
	s := small(t, nil)
	require.NoError(t, s.DeclareAttribute("country", people.Declaration{Kind: value.Text}))
	require.NoError(t, s.DeclareProperty("seconds", value.Int))
	base := metrics.Query{Metric: metrics.Adoption, Events: []store.Selector{store.On("Song Played")}, Timeframe: may(4, 10), Every: []metrics.Unit{metrics.Day}}
	for _, c := range []struct {
		name  string
		spoil func(*metrics.Query)
		o     *metrics.Options
		is    error
		text  string
	}{
		{"what Check refuses", func(q *metrics.Query) { q.Events = nil }, nil, metrics.ErrQuery, "events: none"},
		{"too many buckets", func(q *metrics.Query) { q.Every = []metrics.Unit{metrics.Hour} }, &metrics.Options{Limits: metrics.Limits{Buckets: 100}}, metrics.ErrLimit, "more than 100 hour buckets"},
		{"too many points", nil, &metrics.Options{Limits: metrics.Limits{Points: 6}}, metrics.ErrLimit, "7 points (1 series in 7 buckets), at most 6"},
		{"workers below 0", nil, &metrics.Options{Workers: -1}, metrics.ErrQuery, "workers: -1"},
		{"a saved segment that is not there", func(q *metrics.Query) { q.Segments = []segment.Segment{{Where: segment.Saved("x")}} }, nil, segment.ErrNoSegment, `"x"`},
		{"eligible from what is declared a text", func(q *metrics.Query) { q.EligibleFrom = "country" }, nil, value.ErrKind, `eligible_from: "country" is declared as text`},
		{"a condition that does not suit a declared property", func(q *metrics.Query) {
			q.Events = []store.Selector{store.On("Song Played", store.If("seconds", value.Is("long")))}
		}, nil, value.ErrKind, `metrics: events[0].where: property "seconds"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := base
			if c.spoil != nil {
				c.spoil(&q)
			}
			_, err := metrics.Compute(context.Background(), s.View(), q, c.o)
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.text)
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := metrics.Compute(ctx, s.View(), base, nil)
	require.ErrorIs(t, err, context.Canceled)

	r, err := metrics.Compute(context.Background(), s.View(), base, nil)
	require.NoError(t, err)
	for _, at := range []struct {
		unit           metrics.Unit
		series, bucket int
	}{{metrics.Day, 1, 0}, {metrics.Day, -1, 0}, {metrics.Day, 0, 7}, {metrics.Day, 0, -2}, {metrics.Week, 0, 0}} {
		_, err := r.Behind(context.Background(), at.unit, at.series, at.bucket)
		require.ErrorIs(t, err, metrics.ErrNumber, at)
	}
}

func TestSixteenSegmentsAreEachTheirOwn(t *testing.T) {
	s := small(t, nil)
	q := metrics.Query{Metric: metrics.People, Events: []store.Selector{store.On("Song Played")}, Timeframe: may(4, 10)}
	for i := range 16 {
		where := segment.Predicate(segment.Attr("country", value.Is("HR")))
		if i%3 == 0 {
			where = segment.Not{Of: where}
		}
		q.Segments = append(q.Segments, segment.Segment{Name: fmt.Sprint(i), Where: where})
	}
	r, err := metrics.Compute(context.Background(), s.View(), q, &metrics.Options{Limits: metrics.Limits{Segments: 16}})
	require.NoError(t, err)
	for i, one := range r.Series {
		require.EqualValues(t, map[bool]int{true: 1, false: 2}[i%3 == 0], one.Total.Count)
	}
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
