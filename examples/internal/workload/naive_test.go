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

// metrics counts events and people by key; buckets are days or weeks from the first bucket's start.
func (n *naive) metrics(q metrics.Query) (events, persons map[naiveKey]int64) {
	segments := q.Segments
	if len(segments) == 0 {
		segments = []segment.Segment{{}}
	}
	var inside [][]bool
	for _, s := range segments {
		inside = append(inside, n.inside(s))
	}
	start, days := workload.Start().UnixMilli(), int64(1)
	offset := int64(0)
	if q.Every[0] == metrics.Week {
		days, offset = 7, int64(workload.Start().Weekday()+6)%7
	}
	type seenKey struct {
		naiveKey
		person int32
	}
	events, persons = map[naiveKey]int64{}, map[naiveKey]int64{}
	seen := map[seenKey]bool{}
	for i := range n.events {
		e := &n.events[i]
		for j, sel := range q.Events {
			if !e.meets(sel) {
				continue
			}
			for s := range segments {
				if !inside[s][e.person] {
					continue
				}
				key := naiveKey{segment: s, event: j, bucket: int(((e.ms-start)/naiveDay + offset) / days)}
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

func (n *naive) ask(q question) {
	if q.funnel != nil {
		n.funnel(*q.funnel)
	} else {
		n.metrics(q.metrics)
	}
}

// TestQuestionsAreTheNaiveOnes compares every number that both give.
func TestQuestionsAreTheNaiveOnes(t *testing.T) {
	size := workload.Size{Name: "small", People: 4000, Events: 60_000}
	slow := loadNaive(t, size)
	s, err := workload.Load(size, nil)
	require.NoError(t, err)
	v := s.View()
	for _, q := range questions() {
		t.Run(q.name, func(t *testing.T) {
			if q.funnel != nil {
				r, err := funnel.Compute(context.Background(), v, *q.funnel, nil)
				require.NoError(t, err)
				for i, want := range slow.funnel(*q.funnel) {
					for k := range want {
						require.Equal(t, want[k], r.Segments[i].Steps[k].People.Reached, "segment %d step %d", i, k)
					}
				}
				return
			}
			r, err := metrics.Compute(context.Background(), v, q.metrics, nil)
			require.NoError(t, err)
			events, persons := slow.metrics(q.metrics)
			total, asked := int64(0), int64(0)
			for i, series := range r.Series {
				for b, point := range r.Grids[0].Points[i] {
					key := naiveKey{segment: series.Segment, event: series.Event, bucket: b}
					if q.metrics.Breakdown != nil {
						key.value, _ = series.Value.Text()
					}
					want := events[key]
					if q.metrics.Metric.CountsPeople() {
						want = persons[key]
					}
					require.Equal(t, want, point.Count, "%+v", key)
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
		for _, q := range questions() {
			b.Run("size="+size.Name+"/question="+q.name, func(b *testing.B) {
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
	for _, q := range questions() {
		var first, again []byte
		if q.funnel != nil {
			r, err := funnel.Compute(context.Background(), s.View(), *q.funnel, nil)
			require.NoError(t, err)
			first, err = json.Marshal(r)
			require.NoError(t, err)
			var back funnel.Report
			require.NoError(t, json.Unmarshal(first, &back))
			again, err = json.Marshal(back)
			require.NoError(t, err)
		} else {
			r, err := metrics.Compute(context.Background(), s.View(), q.metrics, nil)
			require.NoError(t, err)
			first, err = json.Marshal(r)
			require.NoError(t, err)
			var back metrics.Report
			require.NoError(t, json.Unmarshal(first, &back))
			again, err = json.Marshal(back)
			require.NoError(t, err)
		}
		require.Equal(t, string(first), string(again), q.name)
	}
}
