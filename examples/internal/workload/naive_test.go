package workload_test

import (
	"context"
	"encoding/json"
	"sort"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// naive is what a Go service would write without a library: all events in a slice of structs, in order of arrival, and one pass with maps for each question. It knows just enough for
// the questions of the benchmarks, and stands beside them as the honest baseline.
type naive struct {
	attributes []people.Attributes
	events     []naiveEvent
}

type naiveEvent struct {
	person int32
	name   string
	ms     int64
	genre  string
	song   string
}

func loadNaive(t testing.TB, size workload.Size) *naive {
	n := &naive{}
	number := map[string]int32{}
	require.NoError(t, workload.People(size, func(id string, a people.Attributes) error {
		number[id] = int32(len(n.attributes))
		n.attributes = append(n.attributes, a)
		return nil
	}))
	require.NoError(t, workload.Events(size, 4096, func(events []store.Event) error {
		for _, e := range events {
			genre, _ := e.Property("genre").Text()
			song, _ := e.Property("song").Text()
			n.events = append(n.events, naiveEvent{number[e.Person], e.Name, e.Time.UnixMilli(), genre, song})
		}
		return nil
	}))
	return n
}

// inside tells for each person whether a segment on attributes has it.
func (n *naive) inside(s segment.Segment) []bool {
	in := make([]bool, len(n.attributes))
	for i, a := range n.attributes {
		in[i] = s.Where == nil || segment.Match(s.Where, a, nil, nil, value.Frame{})
	}
	return in
}

func (e *naiveEvent) meets(s store.Selector) bool {
	if e.name != s.Events[0] {
		return false
	}
	if s.Where == nil {
		return true
	}
	test := s.Where.(store.PropertyTest)
	want, _ := test.Test.Args[0].Text()
	return test.Property == "genre" && e.genre == want || test.Property == "song" && e.song == want
}

// naiveKey is one number of a report.
type naiveKey struct {
	segment, event, bucket int
	value                  string
}

const naiveDay = 24 * 60 * 60 * 1000

// bucket gives the bucket of an instant, from 0, counted from the start of the data; -1: it lies before. Days of another location begin at its midnights.
func (q naiveQuery) bucket(ms int64) int {
	switch {
	case ms < q.start:
		return -1
	case q.Every[0] == metrics.Hour:
		return int((ms - q.start) / (naiveDay / 24))
	case q.Every[0] == metrics.Week:
		return int(((ms-q.start)/naiveDay + int64(workload.Start().Weekday()+6)%7) / 7)
	case q.Location == "":
		return int((ms - q.start) / naiveDay)
	}
	return sort.Search(len(q.midnights), func(i int) bool { return q.midnights[i] > ms }) - 1
}

// end is the end of a day or week.
func (q naiveQuery) end(bucket int) int64 {
	if q.Every[0] == metrics.Week {
		return q.start + (int64(bucket+1)*7-int64(workload.Start().Weekday()+6)%7)*naiveDay
	}
	return q.start + int64(bucket+1)*naiveDay
}

// naiveQuery is a query with what its buckets are found by.
type naiveQuery struct {
	metrics.Query
	start     int64
	midnights []int64
}

func newNaiveQuery(q metrics.Query) naiveQuery {
	n := naiveQuery{Query: q, start: workload.Start().UnixMilli()}
	if q.Location != "" {
		loc, err := time.LoadLocation(q.Location)
		if err != nil {
			panic(err)
		}
		for d := range workload.Days + 1 {
			n.midnights = append(n.midnights, time.Date(2026, time.January, 1+d, 0, 0, 0, 0, loc).UnixMilli())
		}
		n.start = n.midnights[0]
	}
	return n
}

// metrics counts events and people by key. Any event at all is event -1.
func (n *naive) metrics(asked metrics.Query) (events, persons map[naiveKey]int64) {
	q := newNaiveQuery(asked)
	segments := q.Segments
	if len(segments) == 0 {
		segments = []segment.Segment{{}}
	}
	var inside [][]bool
	for _, s := range segments {
		inside = append(inside, n.inside(s))
	}
	registered := make([]int64, len(n.attributes))
	for i, a := range n.attributes {
		d, _ := a["registered"].Date()
		registered[i] = d.Start(time.UTC).UnixMilli()
	}
	type seenKey struct {
		naiveKey
		person int32
	}
	events, persons = map[naiveKey]int64{}, map[naiveKey]int64{}
	seen := map[seenKey]bool{}
	for i := range n.events {
		e := &n.events[i]
		bucket := q.bucket(e.ms)
		if bucket < 0 || q.EligibleFrom != "" && registered[e.person] >= q.end(bucket) {
			continue
		}
		for j := range len(q.Events) + 1 {
			if j == len(q.Events) && q.Per != metrics.Active || j < len(q.Events) && !e.meets(q.Events[j]) {
				continue
			}
			for s := range segments {
				if !inside[s][e.person] {
					continue
				}
				key := naiveKey{segment: s, event: j, bucket: bucket}
				if j == len(q.Events) {
					key.event = -1
				}
				if q.Breakdown != nil {
					key.value = e.genre
				}
				events[key]++
				if person := (seenKey{key, e.person}); !seen[person] {
					seen[person] = true
					persons[key]++
				}
			}
		}
	}
	if q.EligibleFrom != "" { // who counts below the line, by bucket: event -2
		last := q.bucket(q.start + workload.Days*naiveDay - 1)
		for s := range segments {
			for b := range last + 1 {
				key := naiveKey{segment: s, event: -2, bucket: b}
				for person, from := range registered {
					if inside[s][person] && from < q.end(b) {
						persons[key]++
					}
				}
			}
		}
	}
	return events, persons
}

// funnel groups the steps' events by person, sorts them, and matches each person's.
func (n *naive) funnel(q funnel.Query) [][]int64 {
	span := q.Timeframe.Span(value.Frame{}, time.Monday)
	logs := map[int32][]store.Event{}
	for i := range n.events {
		e := &n.events[i]
		for _, step := range q.Steps {
			if span.Has(e.ms) && e.name == step.Events[0] {
				logs[e.person] = append(logs[e.person], store.Event{Name: e.name, Time: time.UnixMilli(e.ms), Properties: []store.Property{store.Prop("genre", e.genre)}})
				break
			}
		}
	}
	segments := q.Segments
	if len(segments) == 0 {
		segments = []segment.Segment{{}}
	}
	var reached [][]int64
	for _, s := range segments {
		inside := n.inside(s)
		counts := make([]int64, len(q.Steps))
		for person, log := range logs {
			if !inside[person] {
				continue
			}
			sort.SliceStable(log, func(i, j int) bool { return log[i].Time.Before(log[j].Time) })
			level := 0
			for i := range log { // each first step: how far do the next ones lead?
				if !matches(q.Steps[0], &log[i]) {
					continue
				}
				depth := 1
				for j := i + 1; j < len(log) && depth < len(q.Steps) && log[j].Time.Sub(log[i].Time) <= q.Window; j++ {
					if matches(q.Steps[depth], &log[j]) {
						depth++
					}
				}
				level = max(level, depth)
			}
			for k := range level {
				counts[k]++
			}
		}
		reached = append(reached, counts)
	}
	return reached
}

func matches(s store.Selector, e *store.Event) bool { return s.Match(e, value.Frame{}) }

func (n *naive) ask(q workload.Question) {
	if q.Funnel != nil {
		n.funnel(*q.Funnel)
	} else {
		n.metrics(q.Metrics)
	}
}

// TestQuestionsAreTheNaiveOnes compares every number that both give.
func TestQuestionsAreTheNaiveOnes(t *testing.T) {
	size := workload.Size{Name: "small", People: 4000, Events: 60_000}
	slow := loadNaive(t, size)
	s, err := workload.Load(size, nil)
	require.NoError(t, err)
	v := s.View()
	for _, q := range workload.Questions() {
		t.Run(q.Name, func(t *testing.T) {
			if q.Funnel != nil {
				r, err := funnel.Compute(context.Background(), v, *q.Funnel, nil)
				require.NoError(t, err)
				for i, want := range slow.funnel(*q.Funnel) {
					for k := range want {
						require.Equal(t, want[k], r.Segments[i].Steps[k].People.Reached, "segment %d step %d", i, k)
					}
				}
				return
			}
			r, err := metrics.Compute(context.Background(), v, q.Metrics, nil)
			require.NoError(t, err)
			events, persons := slow.metrics(q.Metrics)
			total, asked := int64(0), int64(0)
			for i, series := range r.Series {
				for b, point := range r.Grids[0].Points[i] {
					key := naiveKey{segment: series.Segment, event: series.Event, bucket: b}
					if q.Metrics.Breakdown != nil {
						key.value, _ = series.Value.Text()
					}
					want := events[key]
					if q.Metrics.Metric.CountsPeople() {
						want = persons[key]
					}
					require.Equal(t, want, point.Count, "%+v", key)
					switch below := (naiveKey{segment: series.Segment, bucket: b}); {
					case q.Metrics.Per == metrics.Active:
						below.event = -1
						require.Equal(t, persons[below], point.Ratio.Den, "%+v", below)
					case q.Metrics.EligibleFrom != "":
						below.event = -2
						require.Equal(t, persons[below], point.Ratio.Den, "%+v", below)
					}
					total += point.Count
				}
			}
			for _, n := range events {
				asked += n
			}
			require.Positive(t, total)
			require.Positive(t, asked)
		})
	}
}

// BenchmarkNaive asks each question of the slice.
func BenchmarkNaive(b *testing.B) {
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		var n *naive
		for _, q := range workload.Questions() {
			b.Run("size="+size.Name+"/question="+q.Name, func(b *testing.B) {
				if n == nil {
					n = loadNaive(b, size)
				}
				b.ReportAllocs()
				for b.Loop() {
					n.ask(q)
				}
			})
		}
	}
}

// TestReportsSurviveJSON reads every report of the questions back as it was written.
func TestReportsSurviveJSON(t *testing.T) {
	s, err := workload.Load(workload.Size{Name: "tiny", People: 100, Events: 2000}, nil)
	require.NoError(t, err)
	for _, q := range workload.Questions() {
		var first, again []byte
		if q.Funnel != nil {
			r, err := funnel.Compute(context.Background(), s.View(), *q.Funnel, nil)
			require.NoError(t, err)
			first, err = json.Marshal(r)
			require.NoError(t, err)
			var back funnel.Report
			require.NoError(t, json.Unmarshal(first, &back))
			again, err = json.Marshal(back)
			require.NoError(t, err)
		} else {
			r, err := metrics.Compute(context.Background(), s.View(), q.Metrics, nil)
			require.NoError(t, err)
			first, err = json.Marshal(r)
			require.NoError(t, err)
			var back metrics.Report
			require.NoError(t, json.Unmarshal(first, &back))
			again, err = json.Marshal(back)
			require.NoError(t, err)
		}
		require.Equal(t, string(first), string(again), q.Name)
	}
}
