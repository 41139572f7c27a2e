package segment_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// wideCrowd is a store with people in three shards, of whom a few on both sides of the shards' edges have events: most up to a dozen, some hundreds. Every
// event says its name in a property too, so that the same can be asked of named events and of any event. Some people are merged, some deleted.
func wideCrowd(t *testing.T, loc *time.Location, seed uint64) (*store.Store, map[string][]store.Event) {
	s, err := store.New(&store.Options{Location: loc})
	require.NoError(t, err)
	const crowd = 2*people.ShardSize + 100
	for i := range crowd {
		require.NoError(t, s.SetAttributes(fmt.Sprint("p", i), nil))
	}
	r := rand.New(rand.NewPCG(seed, 1))
	var ids []string
	for _, edge := range []int{20, people.ShardSize, 2 * people.ShardSize} {
		for i := edge - 20; i < edge+20; i++ {
			ids = append(ids, fmt.Sprint("p", i))
		}
	}
	logs := map[string][]store.Event{}
	var events []store.Event
	for _, id := range ids {
		n := r.IntN(12)
		if r.IntN(20) == 0 {
			n = 700
		}
		for range n {
			at := worldTimes[0].Add(time.Duration(r.IntN(120*60)-12*60) * time.Minute)
			if r.IntN(2) == 0 { // beside a midnight
				y, m, d := at.Date()
				at = time.Date(y, m, d, 0, 0, 0, 0, zone(worldZones[r.IntN(len(worldZones))])).Add(time.Duration(r.IntN(3)-1) * time.Millisecond)
			}
			name := []string{"play", "play", "pay", "skip"}[r.IntN(4)]
			e := store.Event{Person: id, Name: name, Time: at.UTC(), Properties: []store.Property{store.Prop("kind", name)}}
			if r.IntN(3) > 0 {
				e.Properties = append(e.Properties, store.Prop("genre", []string{"rock", "jazz"}[r.IntN(2)]))
			}
			logs[id] = append(logs[id], e)
			events = append(events, e)
		}
	}
	r.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	for part := range slices.Chunk(events, len(events)/5+1) { // what an older view holds stays as it is
		_, err := s.Append(part...)
		require.NoError(t, err)
		_, err = segment.People(context.Background(), s.View(), segment.Segment{Where: segment.Did{Event: store.On("play"), Count: value.AtLeast(2)}})
		require.NoError(t, err)
	}
	for i := range 12 {
		from, into := ids[r.IntN(len(ids))], ids[r.IntN(len(ids))]
		switch _, known := s.View().People().Find(from); {
		case !known || from == into:
		case i%3 == 0:
			require.NoError(t, s.Delete(from))
			delete(logs, from)
			ids = slices.DeleteFunc(ids, func(id string) bool { return id == from })
		default:
			require.NoError(t, s.Merge(from, into))
			logs[into] = append(slices.Clone(logs[into]), logs[from]...)
			delete(logs, from)
			ids = slices.DeleteFunc(ids, func(id string) bool { return id == from })
		}
	}
	for _, id := range ids {
		logs[id] = logs[id][:len(logs[id]):len(logs[id])] // also those without events
	}
	require.NoError(t, s.Check(context.Background()))
	return s, logs
}

// dropping drops projections every millisecond, until the context is over.
func dropping(ctx context.Context, s *store.Store) {
	for ; ctx.Err() == nil; time.Sleep(time.Millisecond) {
		s.DropProjections()
	}
}

// A count from columns is the count from the log, and what the rules say, whatever the zones of store and view, where a span cuts days, over
// several shards and beyond what a byte counts; and while columns are dropped.
func TestCountByDaysIsCountByLog(t *testing.T) {
	for i, name := range []string{"UTC", "Europe/Zagreb", "Asia/Kolkata"} {
		t.Run(name, func(t *testing.T) {
			s, logs := wideCrowd(t, zone(name), uint64(i))
			go dropping(t.Context(), s)
			rapid.Check(t, func(t *rapid.T) {
				f := aFrame().Draw(t, "frame")
				v := s.View().At(f.Clock).In(f.Location)
				count := func(label string) value.Test {
					n := rapid.SampledFrom([]int{0, 1, 2, 3, 5, 30, 100, 253, 254, 255, 256, 257, 300, 400}).Draw(t, "n")
					return rapid.SampledFrom([]value.Test{
						{}, value.AtLeast(n), value.AtMost(n), value.More(n), value.Less(n), value.Is(n), value.IsNot(n), value.Between(min(2, n), n), value.In(0, n), value.NotIn(n, 2),
					}).Draw(t, label)
				}
				names := rapid.SampledFrom([][]string{{"play"}, {"pay"}, {"pay", "skip"}, {"play", "pay", "skip"}, {"nobody does this"}}).Draw(t, "events")
				fast := segment.Did{Event: rapid.SampledFrom([]store.Selector{store.OnAny(names), store.OnAny(names), store.OnEvery()}).Draw(t, "or every"), Count: count("times"), In: aTimeframe().Draw(t, "in")}
				if rapid.Bool().Draw(t, "by day") {
					fast.Days = count("days")
				}
				kind := store.If("kind", value.In(names...))
				if len(fast.Event.Events) == 0 {
					kind = store.If("kind", value.Exists())
				}
				slow := fast
				slow.Event = store.OnEvery(kind)
				if rapid.Bool().Draw(t, "with condition") {
					rock := store.If("genre", rapid.SampledFrom([]value.Test{value.Is("rock"), value.IsNot("rock"), value.Missing()}).Draw(t, "genre"))
					fast.Event.Where, slow.Event.Where = rock, store.All{kind, rock}
				}
				other := fast // counted in the same pass
				other.Count = count("also times")

				found, err := segment.Evaluate(context.Background(), v, segment.Segment{Where: fast}, segment.Segment{Where: slow}, segment.Segment{Where: other})
				require.NoError(t, err)
				require.True(t, found[0].People.Equal(found[1].People), "%v: %d by days, %d by log", fast, found[0].People.Len(), found[1].People.Len())
				for j, did := range []segment.Did{fast, slow, other} {
					n := naive{f.Clock, f.Location, time.Monday}
					want := 0
					if n.meets(did, somebody{}) {
						want = v.People().Count() - len(logs)
					}
					for id, log := range logs {
						number, ok := v.People().Find(id)
						require.True(t, ok)
						meets := n.meets(did, somebody{log: log})
						require.Equal(t, meets, found[j].People.Has(number), "%v: %s", did, id)
						if meets {
							want++
						}
					}
					require.Equal(t, want, found[j].People.Len(), "%v", did)
				}
			})
		})
	}
}

// More days than the stamps of a counter tell apart, and more than a byte counts.
func TestCountByDaysManyDays(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	const days = 70_000
	var events []store.Event
	first := value.NewDate(1830, time.January, 1).Start(time.UTC)
	for i := range days {
		at := first.AddDate(0, 0, i)
		events = append(events, store.Event{Person: "daily", Name: "Visit", Time: at})
		if i%10_000 == 0 {
			events = append(events, store.Event{Person: "daily", Name: "Visit", Time: at.Add(time.Hour)}, store.Event{Person: "rarely", Name: "Visit", Time: at})
		}
	}
	for _, day := range []int{0, 1<<16 - 1} { // the same stamp
		events = append(events, store.Event{Person: "twice", Name: "Visit", Time: first.AddDate(0, 0, day)})
	}
	for part := range slices.Chunk(events, store.MaxBatch) {
		_, err = s.Append(part...)
		require.NoError(t, err)
	}
	v := s.View()
	for name, c := range map[string]struct {
		count, days value.Test
		want        []string
	}{
		"all days":            {days: value.Is(days), want: []string{"daily"}},
		"a day more":          {days: value.AtLeast(days + 1)},
		"events":              {count: value.Is(days + 7), want: []string{"daily"}},
		"both":                {count: value.AtLeast(days + 7), days: value.AtMost(days), want: []string{"daily"}},
		"a stamp again":       {days: value.Is(2), want: []string{"twice"}},
		"in bytes":            {days: value.Is(7), want: []string{"rarely"}},
		"in bytes, both":      {count: value.AtLeast(7), days: value.AtLeast(8), want: []string{"daily"}},
		"the last of a byte":  {count: value.More(254), want: []string{"daily"}},
		"the first of a word": {count: value.AtMost(255), want: []string{"rarely", "twice"}},
	} {
		t.Run(name, func(t *testing.T) {
			asked := []*store.View{v}
			if name == "both" {
				asked = append(asked, v.In(zone("Asia/Kolkata"))) // the same dates there, but too many to tell apart in columns
			}
			for _, v := range asked {
				set, err := segment.People(context.Background(), v, segment.Segment{Where: segment.Did{Event: store.On("Visit"), Count: c.count, Days: c.days}})
				require.NoError(t, err)
				require.Equal(t, c.want, ids(set))
			}
		})
	}
}

// A shard with so many events that it is shared out in ranges of people: nobody is lost between two, whatever is counted.
func TestCountByDaysInRanges(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	const crowd = 800
	start := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	var events []store.Event
	for i := range crowd { // the person i has 50 + i%300 events, on i%5 + 1 days
		for j := range 50 + i%300 {
			events = append(events, store.Event{Person: fmt.Sprint(i), Name: []string{"play", "pay"}[j/2%2], Time: start.AddDate(0, 0, j%(i%5+1))})
		}
	}
	require.Greater(t, len(events), 2<<16)
	for part := range slices.Chunk(events, store.MaxBatch) {
		_, err = s.Append(part...)
		require.NoError(t, err)
	}
	both := store.OnAny([]string{"play", "pay"})
	require.NoError(t, s.Compact(context.Background())) // sealed: a range is found by the runs
	v := s.View()
	var further atomic.Bool
	require.NoError(t, v.ScanDays(context.Background(), store.Scan{Selectors: []store.Selector{both}, Span: store.AllTime(), Workers: 2}, func(b *store.DayBatch) error {
		if b.First > 0 {
			further.Store(true)
		}
		return nil
	}))
	require.True(t, further.Load(), "a second range")
	for name, c := range map[string]struct {
		did  segment.Did
		want func(i int) bool
	}{
		"events": {segment.Did{Event: both, Count: value.AtLeast(120)}, func(i int) bool { return 50+i%300 >= 120 }},
		"many":   {segment.Did{Event: store.OnEvery(), Count: value.AtLeast(300)}, func(i int) bool { return 50+i%300 >= 300 }},
		"days":   {segment.Did{Event: both, Days: value.Is(3)}, func(i int) bool { return i%5+1 == 3 }},
		"both":   {segment.Did{Event: store.OnEvery(), Count: value.AtMost(200), Days: value.AtLeast(4)}, func(i int) bool { return 50+i%300 <= 200 && i%5+1 >= 4 }},
		"either": {segment.Did{Event: store.On("pay")}, func(int) bool { return true }},
	} {
		t.Run(name, func(t *testing.T) {
			var want []string
			for i := range crowd {
				if c.want(i) {
					want = append(want, fmt.Sprint(i))
				}
			}
			slices.Sort(want)
			never := segment.Not{Of: c.did}
			found, err := segment.Evaluate(context.Background(), v, segment.Segment{Where: c.did}, segment.Segment{Where: segment.Any{segment.Did{Event: store.On("play"), Count: value.AtLeast(400)}, c.did}}, segment.Segment{Where: never})
			require.NoError(t, err)
			require.Equal(t, want, ids(found[0].People))
			require.Equal(t, want, ids(found[1].People))
			require.Equal(t, crowd-len(want), found[2].People.Len())
		})
	}
}

// A day on which more people come than a list of a bitmap holds.
func TestDidOnACrowdedDay(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	const crowd = 6_000
	noon := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	var events []store.Event
	for i := range crowd {
		events = append(events, store.Event{Person: fmt.Sprint(i), Name: "Visit", Time: noon})
	}
	_, err = s.Append(append(events, store.Event{Person: "other", Name: "Login", Time: noon.AddDate(0, 0, 1)})...)
	require.NoError(t, err)
	for _, v := range []*store.View{s.View(), s.View().In(zone("Asia/Kolkata"))} {
		set, err := segment.People(context.Background(), v, segment.Segment{Where: segment.Did{Event: store.On("Visit"), In: store.Last30Days()}})
		require.NoError(t, err)
		require.Equal(t, crowd, set.Len())
		set, err = segment.People(context.Background(), v, segment.Segment{Where: segment.Never(store.On("Visit"))})
		require.NoError(t, err)
		require.Equal(t, []string{"other"}, ids(set))
	}
}
