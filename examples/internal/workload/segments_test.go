package workload_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// segmentQuestion is a segment, and how many people it has by the naive way.
type segmentQuestion struct {
	name  string
	where segment.Predicate
	naive func(*naive) int
}

// segments find people by equality, by range, and by behaviour.
func segments() []segmentQuestion {
	last30 := store.Last30Days()
	from, to := workload.Start().Add(50*time.Hour), workload.Start().Add(900*time.Hour)
	first, last := value.NewDate(2025, 6, 1), value.NewDate(2025, 8, 31)
	rock := workload.On(3, store.If("genre", value.Is("rock")))
	some := func(int) bool { return true }
	return []segmentQuestion{
		{"equality", segment.Attr("country", value.Is("HR")), func(n *naive) int {
			return n.having("country", func(v value.Value) bool { text, _ := v.Text(); return text == "HR" })
		}},
		{"range", segment.Attr("registered", value.Between(first, last)), func(n *naive) int {
			return n.having("registered", func(v value.Value) bool { d, _ := v.Date(); return d >= first && d <= last })
		}},
		{"behaviour", segment.Did{Event: workload.On(3), Count: value.AtLeast(3), In: last30}, func(n *naive) int {
			return n.did(workload.On(3), n.last(30), func(times int) bool { return times >= 3 })
		}},
		{"any-event", segment.Did{Event: store.OnEvery(), Count: value.AtLeast(20), In: last30}, func(n *naive) int {
			return n.did(store.OnEvery(), n.last(30), func(times int) bool { return times >= 20 })
		}},
		{"cut-days", segment.Did{Event: store.OnEvery(), In: store.Instants(from, to)}, func(n *naive) int {
			return n.did(store.OnEvery(), store.Span{From: from.UnixMilli(), To: to.UnixMilli()}, some)
		}},
		{"condition", segment.First{Event: rock, In: last30}, func(n *naive) int { return n.firstDid(rock, n.last(30)) }},
	}
}

// having counts people by a test on an attribute.
func (n *naive) having(attribute string, test func(value.Value) bool) (count int) {
	for _, a := range n.attributes {
		if test(a[attribute]) {
			count++
		}
	}
	return count
}

// last is the last so many days of the data, whose newest event is of the last of them.
func (n *naive) last(days int) store.Span {
	return store.Span{From: workload.Start().AddDate(0, 0, workload.Days-days).UnixMilli(), To: workload.Start().AddDate(0, 0, workload.Days).UnixMilli()}
}

// did counts people by how many events they have in a span.
func (n *naive) did(s store.Selector, span store.Span, test func(times int) bool) (count int) {
	times := map[int32]int{}
	for i := range n.events {
		if e := &n.events[i]; span.Has(e.ms) && (len(s.Events) == 0 || e.meets(s)) {
			times[e.person]++
		}
	}
	for _, n := range times {
		if test(n) {
			count++
		}
	}
	return count
}

// firstDid counts people whose first event of a kind lies in a span.
func (n *naive) firstDid(s store.Selector, span store.Span) (count int) {
	first := map[int32]int64{}
	for i := range n.events {
		e := &n.events[i]
		if !e.meets(s) {
			continue
		}
		if ms, ok := first[e.person]; !ok || e.ms < ms {
			first[e.person] = e.ms
		}
	}
	for _, ms := range first {
		if span.Has(ms) {
			count++
		}
	}
	return count
}

func TestSegmentsAreTheNaiveOnes(t *testing.T) {
	size := workload.Size{Name: "small", People: 4000, Events: 60_000}
	slow := loadNaive(t, size)
	s, err := workload.Load(size, nil)
	require.NoError(t, err)
	for _, q := range segments() {
		set, err := segment.People(t.Context(), s.View(), segment.Segment{Where: q.where})
		require.NoError(t, err)
		require.Positive(t, set.Len(), q.name)
		require.Equal(t, q.naive(slow), set.Len(), q.name)
	}
}

// BenchmarkSegments finds people. Before each question somebody's attributes are written, for who met a test is kept until they are.
func BenchmarkSegments(b *testing.B) {
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		var s *store.Store
		for _, q := range segments() {
			b.Run("size="+size.Name+"/question=segment-"+q.name, func(b *testing.B) {
				if s == nil {
					s = compacted(b, size)
				}
				find := func() {
					require.NoError(b, s.SetAttributes("somebody", people.Attributes{"country": value.Of("HR"), "registered": value.Of(value.NewDate(2025, 7, 1))}))
					_, err := segment.People(b.Context(), s.View(), segment.Segment{Where: q.where})
					require.NoError(b, err)
				}
				find() // what a question makes once is made
				b.ReportAllocs()
				for b.Loop() {
					find()
				}
			})
		}
	}
}
