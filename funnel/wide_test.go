package funnel_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Days of the timeframe are days of the query's location, whatever the store's are: over months with a change of the clock, for zones
// whole, half and quarter hours away.
func TestComputeInAnyLocation(t *testing.T) {
	zones := []string{"UTC", "Europe/Zagreb", "America/New_York", "Pacific/Honolulu", "Asia/Kolkata", "Asia/Kathmandu"}
	rapid.Check(t, func(t *rapid.T) {
		home, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "store"))
		require.NoError(t, err)
		zone := rapid.SampledFrom(zones).Draw(t, "query")
		loc, err := time.LoadLocation(zone)
		require.NoError(t, err)

		// Around the night of 29 March 2026, when Zagreb's clocks change; and the 8th, when New York's do.
		noon := time.Date(2026, 3, rapid.SampledFrom([]int{29, 8}).Draw(t, "day"), 12, 0, 0, 0, time.UTC)
		c := crowd{map[string][]store.Event{}, map[string]string{}}
		for i := range rapid.IntRange(1, 6).Draw(t, "people") {
			id := fmt.Sprintf("p%02d", i)
			c.groups[id] = ""
			for range rapid.IntRange(0, 12).Draw(t, "events") {
				c.logs[id] = append(c.logs[id], store.Event{
					Person: id, Name: rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "name"),
					Time: noon.Add(time.Duration(rapid.IntRange(-96*4, 96*4).Draw(t, "quarter")) * 15 * time.Minute),
				})
			}
			if c.logs[id] == nil {
				c.logs[id] = []store.Event{}
			}
		}
		first := value.DateOf(noon, time.UTC) + value.Date(rapid.IntRange(-4, 3).Draw(t, "first day"))
		last := first + value.Date(rapid.IntRange(0, 4).Draw(t, "days more"))
		midnight := func(d value.Date) int64 {
			y, m, day := d.Civil()
			return time.Date(y, m, day, 0, 0, 0, 0, loc).Unix()
		}
		nq := naiveQuery{
			steps:  naiveSteps(rapid.SampledFrom([]string{"A>B", "A>B>C", "A|B>C", "A>A"}).Draw(t, "steps")),
			window: rapid.SampledFrom([]int64{900, 86400, 3 * 86400, -1}).Draw(t, "window"),
			from:   midnight(first), to: midnight(last + 1),
			entry: rapid.Bool().Draw(t, "entry"), strict: rapid.Bool().Draw(t, "strict"),
			clock: noon.Unix() + rapid.Int64Range(-5*86400, 5*86400).Draw(t, "clock"),
		}
		q, f := nq.query()
		q.Timeframe, q.Location = store.Dates(first, last), zone

		s, err := store.New(&store.Options{Location: home})
		require.NoError(t, err)
		for id := range c.logs {
			require.NoError(t, s.SetAttributes(id, people.Attributes{"known": value.Of(true)}))
		}
		_, err = s.Append(c.events()...)
		require.NoError(t, err)
		r, err := funnel.Compute(context.Background(), s.View().At(f.Clock), q, nil)
		require.NoError(t, err)
		require.Equal(t, zone, r.Header.Location)
		require.Equal(t, at(nq.from), r.Header.Timeframe.From.UTC())
		require.Equal(t, at(nq.to), r.Header.Timeframe.To.UTC())
		requireReport(t, r, nq, c)
	})
}

// The query's location also decides conditions on dates, and its first day of the week the segments' weeks: noon of Sunday, 3 May 2026, in
// Kathmandu.
func TestComputeAsksInItsOwnCalendar(t *testing.T) {
	loc, err := time.LoadLocation("Asia/Kathmandu")
	require.NoError(t, err)
	sunday := value.NewDate(2026, 5, 3)
	now := sunday.Start(loc).Add(12 * time.Hour)
	early := sunday.Start(loc).Add(time.Hour) // still Saturday in UTC
	s, err := store.New(nil)
	require.NoError(t, err)
	_, err = s.Append(
		store.Event{Person: "sunday", Name: "A", Time: early, Properties: []store.Property{store.Prop("for", early)}},
		store.Event{Person: "sunday", Name: "B", Time: early},
		store.Event{Person: "saturday", Name: "A", Time: early.Add(-2 * time.Hour), Properties: []store.Property{store.Prop("for", early.Add(-2*time.Hour))}},
		store.Event{Person: "saturday", Name: "B", Time: early.Add(-2 * time.Hour)},
	)
	require.NoError(t, err)
	for _, c := range []struct {
		name    string
		change  func(*funnel.Query)
		reached int64
	}{
		{"all of it", func(*funnel.Query) {}, 2},
		{"a condition on a date", func(q *funnel.Query) { q.Steps[0].Where = store.If("for", value.On(sunday)) }, 1},
		{"this week, from monday", func(q *funnel.Query) { q.Timeframe = store.ThisWeek() }, 2},
		{"this week, from sunday", func(q *funnel.Query) { q.Timeframe, q.WeekStart = store.ThisWeek(), "sunday" }, 1},
		{"a segment of this week, from monday", func(q *funnel.Query) {
			q.Segments = []segment.Segment{{Where: segment.Did{Event: store.On("B"), In: store.ThisWeek()}}}
		}, 2},
		{"a segment of this week, from sunday", func(q *funnel.Query) {
			q.Segments, q.WeekStart = []segment.Segment{{Where: segment.Did{Event: store.On("B"), In: store.ThisWeek()}}}, "sunday"
		}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: time.Hour, Location: "Asia/Kathmandu"}
			c.change(&q)
			r, err := funnel.Compute(context.Background(), s.View().At(now), q, nil)
			require.NoError(t, err)
			require.Equal(t, c.reached, r.Segments[0].People.Completed)
			require.Equal(t, "Asia/Kathmandu", r.View().Frame().Location.String())
		})
	}
}

// Samoa had no 30 December 2011: a timeframe of that day holds no instant, and so no funnel begins in it.
func TestComputeOfADayThatWasNot(t *testing.T) {
	loc, err := time.LoadLocation("Pacific/Apia")
	require.NoError(t, err)
	day := value.NewDate(2011, 12, 30)
	s, err := store.New(nil)
	require.NoError(t, err)
	for i := range 5 {
		_, err = s.Append(store.Event{Person: "p", Name: "A", Time: day.Start(loc).Add(time.Duration(i-2) * time.Hour)})
		require.NoError(t, err)
	}
	q := funnel.Query{Steps: selectors(naiveSteps("A>A")), Window: time.Hour, Timeframe: store.Dates(day, day), Location: "Pacific/Apia"}
	r, err := funnel.Compute(context.Background(), s.View(), q, nil)
	require.NoError(t, err)
	require.Zero(t, r.Segments[0].Steps[0].Events.Reached)
	p, err := funnel.Match(s.View().Log(0), q, s.View().Frame())
	require.NoError(t, err)
	require.Empty(t, p.Attempts)
}

// Two segments in two shards: who stands at one place in both must not be taken for the other.
func TestComputeOverShards(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	var events []store.Event
	for i := range people.ShardSize + 10 {
		events = append(events, store.Event{Person: fmt.Sprint(i), Name: "A", Time: at(0)})
		if i < 10 {
			events = append(events, store.Event{Person: fmt.Sprint(i), Name: "first", Time: at(0)})
		}
		if i >= people.ShardSize {
			events = append(events, store.Event{Person: fmt.Sprint(i), Name: "second", Time: at(0)})
		}
	}
	for len(events) > 0 {
		n := min(len(events), 50_000)
		_, err := s.Append(events[:n]...)
		require.NoError(t, err)
		events = events[n:]
	}
	q := funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: time.Minute, Segments: []segment.Segment{
		{Where: segment.Did{Event: store.On("first")}}, {Where: segment.Did{Event: store.On("second")}},
	}}
	for workers := range 3 {
		r, err := funnel.Compute(context.Background(), s.View(), q, &funnel.Options{Workers: workers})
		require.NoError(t, err)
		for i := range q.Segments {
			require.Equal(t, int64(10), r.Segments[i].Steps[0].People.Reached, "%d workers, segment %d", workers, i)
		}
	}
	q.Segments = nil
	r, err := funnel.Compute(context.Background(), s.View(), q, nil)
	require.NoError(t, err)
	set, err := r.Behind(0, 0, funnel.Reached)
	require.NoError(t, err)
	require.Equal(t, people.ShardSize+10, set.Len())
}

// More segments than one mask of a scan holds, and more than one of its words.
func TestComputeOfManySegments(t *testing.T) {
	c := crowd{map[string][]store.Event{}, map[string]string{}}
	s, err := store.New(nil)
	require.NoError(t, err)
	var segments []segment.Segment
	for i := range 64 {
		for j := range 3 {
			id := fmt.Sprintf("p%02d-%d", i, j)
			require.NoError(t, s.SetAttributes(id, people.Attributes{"number": value.Of(i)}))
			for step := range j {
				c.logs[id] = append(c.logs[id], store.Event{Person: id, Name: []string{"A", "B"}[step], Time: at(int64(step))})
			}
		}
		segments = append(segments, segment.Segment{Where: segment.Attr("number", value.AtMost(i))})
	}
	_, err = s.Append(c.events()...)
	require.NoError(t, err)
	q := funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: time.Minute, Segments: segments}
	_, err = funnel.Compute(context.Background(), s.View(), q, nil)
	require.ErrorIs(t, err, funnel.ErrLimit)
	r, err := funnel.Compute(context.Background(), s.View(), q, &funnel.Options{Limits: funnel.Limits{MaxSegments: 64}})
	require.NoError(t, err)
	require.Equal(t, funnel.Limits{MinSteps: 2, MaxSteps: 7, MaxSegments: 64}, r.Limits)
	for i, o := range r.Segments {
		require.Equal(t, 3*(i+1), r.Header.Audiences[i].People)
		require.Equal(t, int64(2*(i+1)), o.Steps[0].People.Reached)
		require.Equal(t, int64(i+1), o.Steps[1].People.Reached)
		set, err := r.Behind(i, 1, funnel.Reached)
		require.NoError(t, err)
		require.Equal(t, i+1, set.Len())
	}
}

// Sixty-four steps, which is all that a mask holds, by Match and by Compute.
func TestSixtyFourSteps(t *testing.T) {
	c := crowd{map[string][]store.Event{}, map[string]string{"p": ""}}
	var names []string
	for i := range 64 {
		name := fmt.Sprint("e", i)
		names = append(names, name)
		c.logs["p"] = append(c.logs["p"], store.Event{Person: "p", Name: name, Time: at(int64(i))})
	}
	nq := naiveQuery{steps: naiveSteps(strings.Join(names, ">")), window: 63, from: longAgo, to: farAhead, clock: farAhead}
	q, f := nq.query()
	p, err := funnel.Match(c.logs["p"], q, f)
	require.NoError(t, err)
	require.Equal(t, 64, p.Level)
	require.Equal(t, indexes(64), p.Attempts[0].Events)
	r, err := funnel.Compute(context.Background(), c.fill(t, c.events(), all).View().At(f.Clock), q, &funnel.Options{Limits: funnel.Limits{MaxSteps: 64}})
	require.NoError(t, err)
	require.Equal(t, int64(1), r.Segments[0].People.Completed)

	q.Window = 62 * time.Second
	p, err = funnel.Match(c.logs["p"], q, f)
	require.NoError(t, err)
	require.Equal(t, 63, p.Level)
}

// One step alone, where a caller lowers the limit, is finished as soon as it begins.
func TestOneStep(t *testing.T) {
	c := crowd{map[string][]store.Event{"p": parseLog(t, "A@1 A@2")}, map[string]string{"p": ""}}
	nq := naiveQuery{steps: naiveSteps("A"), window: 5, from: 0, to: 100, clock: 3}
	requireSame(t, nq, c.logs["p"])
	q, f := nq.query()
	r, err := funnel.Compute(context.Background(), c.fill(t, c.events(), all).View().At(f.Clock), q, &funnel.Options{Limits: funnel.Limits{MinSteps: 1}})
	require.NoError(t, err)
	requireReport(t, r, nq, c)
}

// A query's allocations do not grow with people: 4 bytes each, in lists that double.
func TestComputeAllocatesNothingForAPerson(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	const n = 20_000
	var events []store.Event
	for i := range n {
		id := fmt.Sprint(i)
		events = append(events, store.Event{Person: id, Name: "B", Time: at(0)}, store.Event{Person: id, Name: "A", Time: at(0)}) // a tie to put in order
	}
	_, err = s.Append(events...)
	require.NoError(t, err)
	require.NoError(t, s.Compact(context.Background()))
	v := s.View()
	q := funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: time.Minute}
	// The count is of the whole process, in which the store may still be at work on what came in: the least of several is Compute's own.
	allocated := math.Inf(1)
	for range 5 {
		allocated = min(allocated, testing.AllocsPerRun(3, func() {
			r, err := funnel.Compute(context.Background(), v, q, nil)
			require.NoError(t, err)
			require.Equal(t, int64(n), r.Segments[0].People.Completed)
		}))
	}
	require.Less(t, allocated, float64(n/10))
}

func TestProgressReachesTheEnd(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	_, err = s.Append(store.Event{Person: "p", Name: "A", Time: at(0)})
	require.NoError(t, err)
	var last [2]int
	_, err = funnel.Compute(context.Background(), s.View(), funnel.Query{Steps: selectors(naiveSteps("A>B")), Window: time.Hour},
		&funnel.Options{Progress: func(done, total int) { last = [2]int{done, total} }})
	require.NoError(t, err)
	require.NotZero(t, last[1])
	require.Equal(t, last[1], last[0])
}

// What a report says of itself: it can be read years later.
func TestReportEchoesItsDefinition(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	_, err = s.Append(store.Event{Person: "p", Name: "A", Time: at(86400 * 100)})
	require.NoError(t, err)
	_, err = s.DropBefore(value.DateOf(at(86400*90), time.UTC))
	require.NoError(t, err)
	q := funnel.Query{
		Steps: selectors(naiveSteps("A>B")), Window: time.Hour, Timeframe: store.Dates(value.DateOf(at(86400*80), time.UTC), value.DateOf(at(86400*120), time.UTC)),
		Segments: []segment.Segment{{Name: "nobody", Where: segment.Tag("none")}}, Policy: funnel.Entry, Location: "Asia/Kathmandu", WeekStart: "sunday",
	}
	v := s.View()
	r, err := funnel.Compute(context.Background(), v, q, nil)
	require.NoError(t, err)
	require.Equal(t, q, r.Query)
	require.Equal(t, v.Position(), r.Header.Position)
	require.Equal(t, at(86400*100), r.Header.Clock)
	require.Equal(t, "Asia/Kathmandu", r.Header.Location)
	require.Equal(t, "sunday", r.Header.WeekStart)
	require.Equal(t, []int{0}, []int{r.Header.Audiences[0].People})
	var codes []string
	for _, w := range r.Header.Warnings {
		codes = append(codes, w.Code+" "+w.Subject)
	}
	require.ElementsMatch(t, []string{"unknown_tag none", "unknown_event B", "dropped_before 1970-04-01"}, codes)
	_, defined := r.Segments[0].Steps[0].People.FromFirst.Float()
	require.False(t, defined, "0/0")
	require.Equal(t, v.Position(), r.View().Position())
}
