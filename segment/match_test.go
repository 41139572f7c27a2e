package segment_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Match judges anybody by anything as the rules say.
func TestMatchIsNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := aFrame().Draw(t, "frame")
		where := append(rapid.SliceOfN(aPredicate(3), 1, 2).Draw(t, "where"), rapid.SliceOfN(aBehaviour(), 8, 8).Draw(t, "behaviour")...)
		week := time.Weekday(rapid.IntRange(0, 6).Draw(t, "week start"))
		for _, who := range aCrowd(1, 4).Draw(t, "crowd") {
			for _, p := range where {
				want := naive{f.Clock, f.Location, week}.meets(p, who)
				require.Equal(t, want, segment.MatchWeeks(p, who.attributes, who.tags, who.log, f, week), "%v of %+v", segment.Segment{Where: p}, who)
				if week == time.Monday {
					require.Equal(t, want, segment.Match(p, who.attributes, who.tags, who.log, f))
				}
			}
		}
	})
}

// Negation is logical, And and Or are each other's mirror, and order does not matter: for one person as for sets.
func TestMatchLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := aFrame().Draw(t, "frame")
		a, b := aPredicate(1).Draw(t, "a"), aPredicate(1).Draw(t, "b")
		who := aCrowd(1, 1).Draw(t, "crowd")[0]
		meets := func(p segment.Predicate) bool { return segment.Match(p, who.attributes, who.tags, who.log, f) }
		require.Equal(t, !meets(a), meets(segment.Not{Of: a}))
		require.Equal(t, meets(segment.All{a, b}), meets(segment.All{b, a}))
		require.Equal(t, meets(segment.Not{Of: segment.All{a, b}}), meets(segment.Any{segment.Not{Of: a}, segment.Not{Of: b}}))
		require.Equal(t, meets(a), meets(segment.All{a}))
		require.Equal(t, meets(a), meets(segment.Any{a, a}))
		require.True(t, meets(segment.Any{a, segment.Not{Of: a}}))
	})
}

func TestMatch(t *testing.T) {
	zagreb := zone("Europe/Zagreb")
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, zagreb) }
	frame := value.Frame{Clock: at(30, 12, 0), Location: zagreb} // a Monday; the 29th has 23 hours
	ana := people.Attributes{
		"country": value.Of("HR"), "likes": value.Of([]string{"rock", "jazz"}), "registered": value.Of(at(28, 23, 0)), "born": value.Of(value.NewDate(2000, 2, 29)),
	}
	log := []store.Event{
		{Name: "Play", Time: at(28, 23, 59), Properties: []store.Property{store.Prop("genre", "rock")}},
		{Name: "Play", Time: at(29, 0, 0)},
		{Name: "Play", Time: at(29, 23, 59), Properties: []store.Property{store.Prop("genre", "jazz")}},
		{Name: "Pay", Time: at(30, 0, 0)},
	}
	play := store.On("Play")
	for name, c := range map[string]struct {
		p    segment.Predicate
		want bool
	}{
		"nil is everyone":                             {nil, true},
		"all of none is everyone":                     {segment.All{}, true},
		"any of none is nobody":                       {segment.Any{}, false},
		"is not, absent":                              {segment.Attr("city", value.IsNot("Zagreb")), false},
		"not in, absent":                              {segment.Attr("city", value.NotIn("Zagreb")), false},
		"not contains, absent":                        {segment.Attr("city", value.NotContains("Z")), false},
		"not of is, absent":                           {segment.Not{Of: segment.Attr("city", value.Is("Zagreb"))}, true},
		"missing":                                     {segment.Attr("city", value.Missing()), true},
		"is not, another type":                        {segment.Attr("country", value.IsNot(1)), false},
		"any element":                                 {segment.Attr("likes", value.Is("jazz")), true},
		"negated: no element":                         {segment.Attr("likes", value.IsNot("jazz")), false},
		"negated: no such element":                    {segment.Attr("likes", value.IsNot("pop")), true},
		"saved is not looked up":                      {segment.Saved("Fans"), false},
		"once by default":                             {segment.Did{Event: play}, true},
		"exactly thrice":                              {segment.Did{Event: play, Count: value.Is(3)}, true},
		"a day of 23 hours is one day":                {segment.Did{Event: play, Count: value.Is(2), In: store.Dates(value.NewDate(2026, 3, 29), value.NewDate(2026, 3, 29))}, true},
		"distinct days":                               {segment.Did{Event: play, Days: value.Is(2)}, true},
		"distinct days of any event":                  {segment.Did{Event: store.OnEvery(), Days: value.AtLeast(3)}, true},
		"no days asks for an event":                   {segment.Did{Event: store.On("Skip"), Days: value.AtMost(2)}, false},
		"today is one of the last days":               {segment.Did{Event: store.On("Pay"), In: store.LastDays(1)}, true},
		"last 2 days have the whole of yesterday":     {segment.Did{Event: play, Count: value.Is(2), In: store.LastDays(2)}, true},
		"this week began today":                       {segment.Did{Event: play, In: store.ThisWeek()}, false},
		"previous week":                               {segment.Did{Event: play, Count: value.Is(3), In: store.PreviousWeek()}, true},
		"never":                                       {segment.Never(store.On("Skip")), true},
		"never, but did":                              {segment.Never(play), false},
		"first":                                       {segment.First{Event: play, In: store.Dates(0, value.NewDate(2026, 3, 28))}, true},
		"conditions choose the first":                 {segment.First{Event: store.On("Play", store.If("genre", value.Is("jazz"))), In: store.Dates(0, value.NewDate(2026, 3, 28))}, false},
		"last":                                        {segment.Last{Event: play, In: store.Dates(value.NewDate(2026, 3, 29), 0)}, true},
		"the last is of the whole log":                {segment.Last{Event: play, In: store.Dates(0, value.NewDate(2026, 3, 28))}, false},
		"first of nothing":                            {segment.First{Event: store.On("Skip")}, false},
		"near: 24 hours, not a day of 23":             {segment.Did{Event: play, Count: value.Is(3), Near: segment.WithinAfter(1, "registered")}, true},
		"near: both ends in":                          {segment.Did{Event: play, Near: segment.WithinBefore(0, "paid at")}, false},
		"near what is absent is no event":             {segment.Did{Event: play, Count: value.Is(0), Near: segment.WithinAround(9, "city")}, true},
		"near a date is no event":                     {segment.Did{Event: play, Near: segment.WithinAround(36_500, "born")}, false},
		"registered in the last 2 days is not enough": {segment.Attr("registered", value.LastDays(2)), false},
		"registered in the last 3 days":               {segment.Attr("registered", value.LastDays(3)), true},
		"more than 2 days ago":                        {segment.Attr("registered", value.MoreDaysAgo(2)), true},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, segment.Match(c.p, ana, []string{"staff"}, log, frame))
		})
	}
	t.Run("tags", func(t *testing.T) {
		meets := func(p segment.Predicate) bool { return segment.Match(p, nil, []string{"a", "b"}, nil, frame) }
		require.True(t, meets(segment.Tag("a")))
		require.False(t, meets(segment.Tag("A")))
		require.True(t, meets(segment.TaggedAny{"x", "b"}))
		require.False(t, meets(segment.TaggedAll{"x", "b"}))
		require.True(t, meets(segment.TaggedAll{"a", "b"}))
	})
	t.Run("near has both ends in, to the millisecond", func(t *testing.T) {
		start := at(1, 12, 0)
		near := segment.Did{Event: play, Near: segment.WithinAfter(2, "at")}
		for after, want := range map[time.Duration]bool{
			0: true, -time.Millisecond: false, 48 * time.Hour: true, 48*time.Hour + time.Millisecond: false, 48*time.Hour + time.Microsecond: true,
		} {
			log := []store.Event{{Name: "Play", Time: start.Add(after)}}
			require.Equal(t, want, segment.Match(near, people.Attributes{"at": value.Of(start)}, nil, log, frame), "%v", after)
		}
	})
	t.Run("weeks from Sunday", func(t *testing.T) {
		p := segment.Did{Event: play, In: store.ThisWeek()} // Sunday is the 29th
		require.True(t, segment.MatchWeeks(p, nil, nil, log, frame, time.Sunday))
		require.False(t, segment.Match(p, nil, nil, log, frame))
	})
}

func ExampleMatch() {
	day := func(d int) time.Time { return time.Date(2026, 5, d, 12, 0, 0, 0, time.UTC) }
	p := segment.All{
		segment.Attr("country", value.In("HR", "SI")),
		segment.Did{Event: store.On("Song Played"), Count: value.AtLeast(2), In: store.Last30Days()},
	}
	attributes := people.Attributes{"country": value.Of("HR")}
	log := []store.Event{{Name: "Song Played", Time: day(1)}, {Name: "Song Played", Time: day(20)}}
	for _, today := range []int{30, 31} {
		fmt.Println(segment.Match(p, attributes, nil, log, value.Frame{Clock: day(today)}))
	}
	// Output:
	// true
	// false
}
