package workload_test

import (
	"context"
	"encoding/json"
	"runtime"
	"slices"
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

// naive is what a Go service would write without a library: all events in a slice of structs, in order of arrival, and one pass with maps for each question, on one core. It knows just enough for
// the questions of the benchmarks, and stands beside them as the honest baseline: it keeps no set of people where none is asked for.
type naive struct {
	attributes []people.Attributes
	events     []naiveEvent
	took       time.Duration // to append the events
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
		started := time.Now()
		for _, e := range events {
			genre, _ := e.Property("genre").Text()
			song, _ := e.Property("song").Text()
			n.events = append(n.events, naiveEvent{number[e.Person], e.Name, e.Time.UnixMilli(), genre, song})
		}
		n.took += time.Since(started)
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
	var registered []int64
	if q.EligibleFrom != "" {
		for _, a := range n.attributes {
			d, _ := a["registered"].Date()
			registered = append(registered, d.Start(time.UTC).UnixMilli())
		}
	}
	type seenKey struct {
		naiveKey
		person int32
	}
	events, persons = map[naiveKey]int64{}, map[naiveKey]int64{}
	ofPeople := q.Metric.CountsPeople() || q.Per == metrics.Acting
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
				if key.event >= 0 && !ofPeople {
					continue
				}
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

// funnel groups the steps' events by person, sorts them, and follows each person's attempts: people and attempts by segment and step.
func (n *naive) funnel(q funnel.Query) (reached, attempts [][]int64) {
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
	for _, s := range segments {
		inside := n.inside(s)
		counts, tries := make([]int64, len(q.Steps)), make([]int64, len(q.Steps))
		for person, log := range logs {
			if !inside[person] {
				continue
			}
			sort.SliceStable(log, func(i, j int) bool { return log[i].Time.Before(log[j].Time) })
			type attempt struct {
				start time.Time
				depth int
			}
			var all []attempt
			for i := range log {
				for k := len(q.Steps) - 1; k > 0; k-- { // the latest attempt that waits for the step has the event
					if !matches(q.Steps[k], &log[i]) {
						continue
					}
					for a := len(all) - 1; a >= 0 && log[i].Time.Sub(all[a].start) <= q.Window; a-- {
						if all[a].depth == k {
							all[a].depth++
							break
						}
					}
				}
				if matches(q.Steps[0], &log[i]) {
					all = append(all, attempt{log[i].Time, 1})
				}
			}
			level := 0
			for _, a := range all {
				level = max(level, a.depth)
				for k := range a.depth {
					tries[k]++
				}
			}
			for k := range level {
				counts[k]++
			}
		}
		reached, attempts = append(reached, counts), append(attempts, tries)
	}
	return reached, attempts
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
				reached, attempts := slow.funnel(*q.Funnel)
				require.Len(t, r.Segments, len(reached))
				for i := range reached {
					for k, step := range r.Segments[i].Steps {
						require.Equal(t, reached[i][k], step.People.Reached, "segment %d step %d", i, k)
						require.Equal(t, attempts[i][k], step.Events.Reached, "segment %d step %d", i, k)
					}
				}
				return
			}
			r, err := metrics.Compute(context.Background(), v, q.Metrics, nil)
			require.NoError(t, err)
			events, persons := slow.metrics(q.Metrics)
			total, counted := int64(0), events
			if q.Metrics.Metric.CountsPeople() {
				counted = persons
			}
			for i, series := range r.Series {
				for b, point := range r.Grids[0].Points[i] {
					key := naiveKey{segment: series.Segment, event: series.Event, bucket: b}
					if q.Metrics.Breakdown != nil {
						key.value, _ = series.Value.Text()
					}
					require.Equal(t, counted[key], point.Count, "%+v", key)
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
			require.Positive(t, total)
			for key, n := range counted { // none is missing from the report
				if key.event >= 0 {
					total -= n
				}
			}
			require.Zero(t, total)
		})
	}
}

// BenchmarkNaive loads the slice, and asks each question of it.
func BenchmarkNaive(b *testing.B) {
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		b.Run("size="+size.Name+"/question=load", func(b *testing.B) {
			for b.Loop() {
				before := heap()
				n := loadNaive(b, size)
				b.ReportMetric(float64(size.Events)/n.took.Seconds(), "events/s")
				after := heap()
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(size.Events), "all-B/event")
				runtime.KeepAlive(n)
			}
		})
		var n *naive
		run := func(question string, ask func()) {
			b.Run("size="+size.Name+"/question="+question, func(b *testing.B) {
				if n == nil {
					n = loadNaive(b, size)
				}
				b.ReportAllocs()
				for b.Loop() {
					ask()
				}
			})
		}
		var copied []naiveEvent
		run("view", func() { copied = slices.Clone(n.events) })
		runtime.KeepAlive(copied)
		for _, q := range segments() {
			run("segment-"+q.name, func() { q.naive(n) })
		}
		for _, q := range workload.Questions() {
			run(q.Name, func() { n.ask(q) })
		}
	}
}

// TestReportsSurviveJSON reads every report of the questions back as it was written.
func TestReportsSurviveJSON(t *testing.T) {
	s, err := workload.Load(workload.Size{Name: "tiny", People: 100, Events: 2000}, nil)
	require.NoError(t, err)
	for _, q := range workload.Questions() {
		r, err := q.Report(context.Background(), s.View())
		require.NoError(t, err)
		first, err := json.Marshal(r)
		require.NoError(t, err)
		var back any = new(metrics.Report)
		if q.Funnel != nil {
			back = new(funnel.Report)
		}
		require.NoError(t, json.Unmarshal(first, back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(first), string(again), q.Name)
	}
}
