package segment_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// fill puts a crowd into a new store, events in any order and batches, and checks the store.
func fill(t *rapid.T, crowd []somebody, loc *time.Location) *store.Store {
	s, err := store.New(&store.Options{Location: loc})
	require.NoError(t, err)
	var events []store.Event
	for _, who := range crowd {
		require.NoError(t, s.SetAttributes(who.id, who.attributes))
		for _, tag := range who.tags {
			_, err := s.TagPeople(tag, who.id)
			require.NoError(t, err)
		}
		events = append(events, who.log...)
	}
	events = rapid.Permutation(events).Draw(t, "order")
	for len(events) > 0 {
		n := rapid.IntRange(1, len(events)).Draw(t, "batch")
		_, err := s.Append(events[:n]...)
		require.NoError(t, err)
		events = events[n:]
	}
	return s
}

func ids(set people.Set) []string { return slices.Sorted(set.IDs()) }

// Everybody is judged on a view as alone, and as the rules say, whatever the zone of the store's days, with people merged and deleted, whatever else is
// asked at the same time, and however definitions are put together out of saved ones.
func TestEvaluateIsNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		crowd := aCrowd(1, 8).Draw(t, "crowd")
		s := fill(t, crowd, zone(rapid.SampledFrom(worldZones).Draw(t, "store's zone")))
		if len(crowd) > 2 && rapid.Bool().Draw(t, "merge") { // the last into the first
			from, into := crowd[len(crowd)-1], &crowd[0]
			require.NoError(t, s.Merge(from.id, into.id))
			into.log = append(slices.Clone(into.log), from.log...)
			for _, tag := range from.tags {
				if !has(into.tags, tag) {
					into.tags = append(slices.Clone(into.tags), tag)
				}
			}
			for name, v := range from.attributes {
				if _, ok := into.attributes[name]; !ok {
					into.attributes[name] = v
				}
			}
			crowd = crowd[:len(crowd)-1]
		}
		if len(crowd) > 1 && rapid.Bool().Draw(t, "delete") {
			require.NoError(t, s.Delete(crowd[0].id))
			crowd = crowd[1:]
		}
		require.NoError(t, s.Check(context.Background()))

		saved := map[string]segment.Predicate{}
		for i := range rapid.IntRange(0, 3).Draw(t, "saved") {
			p := aPredicate(2).Draw(t, "saved")
			if i > 0 {
				p = segment.Any{p, segment.All{aPredicate(1).Draw(t, "and"), segment.Saved(fmt.Sprint("s", i-1))}}
			}
			name := fmt.Sprint("s", i)
			saved[name] = p
			require.NoError(t, segment.Save(s, segment.Segment{Name: name, Where: p}))
		}
		v, f := s.View(), aFrame().Draw(t, "frame")
		week := time.Weekday(rapid.IntRange(0, 6).Draw(t, "week start"))
		var segs []segment.Segment
		for range rapid.IntRange(1, 4).Draw(t, "segments") {
			p := aPredicate(3).Draw(t, "where")
			if len(saved) > 0 && rapid.Bool().Draw(t, "uses") {
				p = segment.All{p, segment.Not{Of: segment.Saved(fmt.Sprint("s", len(saved)-1))}}
			}
			segs = append(segs, segment.Segment{Where: p})
		}
		for _, p := range rapid.SliceOfN(aBehaviour(), 8, 8).Draw(t, "behaviour") {
			segs = append(segs, segment.Segment{Where: p})
		}

		found, err := segment.EvaluateWeeks(context.Background(), v.At(f.Clock).In(f.Location), week, segs...)
		require.NoError(t, err)
		require.Len(t, found, len(segs))
		for i, seg := range segs {
			var want, matched []string
			for _, who := range crowd {
				if (naive{f.Clock, f.Location, week}).meets(plain(seg.Where, saved), who) {
					want = append(want, who.id)
				}
				if segment.MatchWeeks(found[i].Segment.Where, who.attributes, who.tags, who.log, f, week) {
					matched = append(matched, who.id)
				}
			}
			slices.Sort(want)
			slices.Sort(matched)
			require.Equal(t, want, ids(found[i].People), "%v", seg)
			require.Equal(t, want, matched)
			require.Empty(t, segment.Uses(found[i].Segment))
		}
		if week == time.Monday {
			alone, err := segment.Evaluate(context.Background(), v.At(f.Clock).In(f.Location), segs[0])
			require.NoError(t, err)
			require.True(t, found[0].People.Equal(alone[0].People))
		}
	})
}

// plain puts saved predicates in the place of their names.
func plain(p segment.Predicate, saved map[string]segment.Predicate) segment.Predicate {
	switch p := p.(type) {
	case segment.All:
		var list segment.All
		for _, q := range p {
			list = append(list, plain(q, saved))
		}
		return list
	case segment.Any:
		var list segment.Any
		for _, q := range p {
			list = append(list, plain(q, saved))
		}
		return list
	case segment.Not:
		return segment.Not{Of: plain(p.Of, saved)}
	case segment.Saved:
		return plain(saved[string(p)], saved)
	}
	return p
}

// Algebra on predicates is algebra on sets.
func TestEvaluateLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := fill(t, aCrowd(0, 6).Draw(t, "crowd"), time.UTC).View()
		f := aFrame().Draw(t, "frame")
		a, b := aPredicate(1).Draw(t, "a"), aPredicate(1).Draw(t, "b")
		not := func(p segment.Predicate) segment.Predicate { return segment.Not{Of: p} }
		people := func(p segment.Predicate) people.Set {
			found, err := segment.Evaluate(context.Background(), v.At(f.Clock).In(f.Location), segment.Segment{Where: p})
			require.NoError(t, err)
			return found[0].People
		}
		everyone := v.People().Everyone()
		require.True(t, people(nil).Equal(everyone))
		require.True(t, people(segment.All{a, b}).Equal(people(a).And(people(b))))
		require.True(t, people(segment.Any{a, b}).Equal(people(a).Or(people(b))))
		require.True(t, people(not(a)).Equal(everyone.AndNot(people(a))))
		require.True(t, people(segment.All{a, not(b)}).Equal(people(a).AndNot(people(b))))
		require.True(t, people(not(segment.All{a, b})).Equal(people(segment.Any{not(a), not(b)})))
		require.Equal(t, 0, people(segment.All{a, not(a)}).Len())
	})
}

// The bitmaps' answer, the scan's, and the count's are the same question in other words.
func TestEvaluateByBitmapsOrScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := fill(t, aCrowd(1, 6).Draw(t, "crowd"), zone(rapid.SampledFrom(worldZones).Draw(t, "zone"))).View()
		f := aFrame().Draw(t, "frame")
		plain, in := store.On("play"), aTimeframe().Draw(t, "in")
		asked := plain
		asked.Where = store.All{} // a condition that always holds keeps the bitmaps out
		found, err := segment.Evaluate(context.Background(), v.At(f.Clock).In(f.Location),
			segment.Segment{Where: segment.Did{Event: plain, In: in}}, segment.Segment{Where: segment.Did{Event: asked, In: in}},
			segment.Segment{Where: segment.Did{Event: plain, In: in, Count: value.Is(0)}}, segment.Segment{Where: segment.Did{Event: asked, In: in, Count: value.Less(1)}},
			segment.Segment{Where: segment.First{Event: plain, In: in}}, segment.Segment{Where: segment.First{Event: asked, In: in}},
			segment.Segment{Where: segment.Last{Event: plain, In: in}}, segment.Segment{Where: segment.Last{Event: asked, In: in}},
		)
		require.NoError(t, err)
		for i := 0; i < len(found); i += 2 {
			require.Equal(t, ids(found[i].People), ids(found[i+1].People), "%v", found[i].Segment)
		}
	})
}

// More different selectors than one scan takes go into several.
func TestEvaluateManySelectors(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	noon := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	var any segment.Any
	var segs []segment.Segment
	const n = 2*store.MaxScanSelectors + 3
	for i := range n {
		name := fmt.Sprint("event ", i)
		_, err := s.Append(store.Event{Person: name, Name: name, Time: noon}, store.Event{Person: name, Name: name, Time: noon})
		require.NoError(t, err)
		did := segment.Did{Event: store.On(name), Count: value.Is(2)}
		any = append(any, did)
		segs = append(segs, segment.Segment{Where: did})
	}
	segs = append(segs, segment.Segment{Where: any})
	v := s.View()
	found, err := segment.Evaluate(context.Background(), v, segs...)
	require.NoError(t, err)
	for i := range n {
		require.Equal(t, []string{fmt.Sprint("event ", i)}, ids(found[i].People))
	}
	require.Equal(t, n, found[n].People.Len())
}

// A person stands on both sides of a shard's edge without one's events being counted for the other.
func TestEvaluateAcrossShards(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	noon := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	const extra = 3
	events := make([]store.Event, 0, people.ShardSize+extra)
	for i := range people.ShardSize + extra {
		events = append(events, store.Event{Person: fmt.Sprint(i), Name: "Visit", Time: noon})
	}
	for len(events) > 0 {
		n := min(len(events), store.MaxBatch)
		_, err = s.Append(events[:n]...)
		require.NoError(t, err)
		events = events[n:]
	}
	twice := []string{"0", fmt.Sprint(people.ShardSize - 1), fmt.Sprint(people.ShardSize), fmt.Sprint(people.ShardSize + extra - 1)}
	for _, id := range twice {
		_, err := s.Append(store.Event{Person: id, Name: "Visit", Time: noon.AddDate(0, 0, 1)})
		require.NoError(t, err)
	}
	v := s.View()
	visit := store.On("Visit")
	found, err := segment.Evaluate(context.Background(), v,
		segment.Segment{Where: segment.Did{Event: visit, Count: value.AtLeast(2)}},
		segment.Segment{Where: segment.Did{Event: visit, Days: value.Is(2)}},
		segment.Segment{Where: segment.Did{Event: visit, Count: value.Is(1)}},
	)
	require.NoError(t, err)
	slices.Sort(twice)
	require.Equal(t, twice, ids(found[0].People))
	require.Equal(t, twice, ids(found[1].People))
	require.Equal(t, people.ShardSize+extra-len(twice), found[2].People.Len())
}

// A day is what the location's calendar says, also where it has 23, 24.5 or 25 hours, where it has no midnight, and long before the table of days begins.
func TestEvaluateDistinctDays(t *testing.T) {
	for zoneName, years := range map[string][]int{
		"Europe/Zagreb": {2026, 1850, 3}, "America/New_York": {2026, 1883}, "Australia/Lord_Howe": {2026}, "America/Sao_Paulo": {2018}, "Asia/Kathmandu": {1986},
	} {
		t.Run(zoneName, func(t *testing.T) {
			loc := zone(zoneName)
			s := empty(t)
			var within, across []string
			var events []store.Event
			for _, year := range years {
				first := value.NewDate(year, time.January, 1)
				for day := first; day < first+366; day++ {
					last := (day + 1).Start(loc).Add(-time.Millisecond)
					one, two := "within "+day.String(), "across "+day.String()
					within, across = append(within, one), append(across, two)
					events = append(events,
						store.Event{Person: one, Name: "Visit", Time: day.Start(loc)}, store.Event{Person: one, Name: "Visit", Time: last},
						store.Event{Person: two, Name: "Visit", Time: last}, store.Event{Person: two, Name: "Visit", Time: last.Add(time.Millisecond)},
					)
				}
			}
			_, err := s.Append(events...)
			require.NoError(t, err)
			found, err := segment.Evaluate(context.Background(), s.View().In(loc),
				segment.Segment{Where: segment.Did{Event: store.On("Visit"), Days: value.Is(1)}},
				segment.Segment{Where: segment.Did{Event: store.On("Visit"), Days: value.Is(2)}},
			)
			require.NoError(t, err)
			slices.Sort(within)
			slices.Sort(across)
			require.Equal(t, within, ids(found[0].People))
			require.Equal(t, across, ids(found[1].People))
		})
	}
}

func TestEvaluateErrorsAndWarnings(t *testing.T) {
	ctx := context.Background()
	s, err := store.New(nil)
	require.NoError(t, err)
	noon := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	require.NoError(t, s.DeclareAttribute("registered", people.Declaration{Kind: value.Day}))
	require.NoError(t, s.DeclareProperty("length", value.Int))
	require.NoError(t, s.SetAttributes("ana", people.Attributes{"country": value.Of("HR")}))
	_, err = s.Append(
		store.Event{Person: "ana", Name: "Play", Time: noon, Properties: []store.Property{store.Prop("length", 3)}},
		store.Event{Person: "ivo", Name: "Play", Time: noon.AddDate(0, 0, -9)},
	)
	require.NoError(t, err)
	_, err = s.TagPeople("staff", "ivo")
	require.NoError(t, err)

	t.Run("errors", func(t *testing.T) {
		v := s.View()
		for name, c := range map[string]struct {
			where segment.Predicate
			is    error
			says  string
		}{
			"invalid":              {segment.Not{}, segment.ErrInvalid, "where.not"},
			"no saved segment":     {segment.Any{segment.Saved("Fans")}, segment.ErrNoSegment, `"Fans"`},
			"attribute of a type":  {segment.Attr("registered", value.Contains("2026")), value.ErrKind, `"registered"`},
			"negated all the same": {segment.Not{Of: segment.Attr("registered", value.IsNot("x"))}, value.ErrKind, `"registered"`},
			"property of a type":   {segment.Did{Event: store.On("Play", store.Not{Of: store.If("length", value.Is("3"))})}, value.ErrKind, `"length"`},
			"property of a first":  {segment.First{Event: store.OnEvery(store.If("length", value.Contains("3")))}, value.ErrKind, `"length"`},
			"near a declared date": {segment.Did{Event: store.On("Play"), Near: segment.WithinAfter(1, "registered")}, value.ErrKind, `"registered"`},
			"a pointer":            {segment.All{&segment.Did{}}, segment.ErrInvalid, "where.all[0]"},
			"too large":            {make(segment.All, 2000), segment.ErrInvalid, "where.all[0]"},
		} {
			t.Run(name, func(t *testing.T) {
				seg := segment.Segment{Name: "Asked", Where: c.where}
				_, err := segment.Evaluate(ctx, v, segment.Segment{}, seg)
				require.ErrorIs(t, err, c.is)
				require.ErrorContains(t, err, c.says)
				require.ErrorContains(t, err, "Asked")
				_, err = seg.CheckOn(v)
				require.ErrorIs(t, err, c.is)
				_, err = segment.People(ctx, v, seg)
				require.ErrorIs(t, err, c.is)
				require.ErrorIs(t, segment.Save(s, seg), c.is)
			})
		}
	})

	t.Run("warnings", func(t *testing.T) {
		seg := segment.Segment{Where: segment.Any{
			segment.Attr("city", value.Is("Zagreb")), segment.Attr("country", value.Is("HR")), segment.Attr("city", value.Missing()),
			segment.Tag("beta"), segment.TaggedAny{"staff", "vip"}, segment.TaggedAll{"vip"},
			segment.Did{Event: store.OnAny([]string{"Play", "Pay"}, store.If("genre", value.Is("rock"))), Near: segment.WithinAround(2, "renewed")},
			segment.Never(store.On("Pay")),
		}}
		v := s.View()
		found, err := segment.Evaluate(ctx, v, seg)
		require.NoError(t, err)
		var got []string
		for _, w := range found[0].Warnings {
			require.NotEmpty(t, w.Text)
			got = append(got, w.Code+" "+w.Subject)
		}
		require.Equal(t, []string{
			"unknown_attribute city", "unknown_tag beta", "unknown_tag vip", "unknown_event Pay", "unknown_property genre", "unknown_attribute renewed",
		}, got)
		checked, err := seg.CheckOn(v)
		require.NoError(t, err)
		require.Equal(t, found[0].Warnings, checked)
	})

	t.Run("what no data has brought is nobody", func(t *testing.T) {
		v := s.View()
		for _, p := range []segment.Predicate{
			segment.Attr("city", value.IsNot("Zagreb")), segment.Tag("vip"), segment.TaggedAll{"staff", "vip"}, segment.Did{Event: store.On("Pay")},
			segment.First{Event: store.On("Pay")}, segment.Did{Event: store.On("Play", store.If("genre", value.IsNot("rock")))},
		} {
			set, err := segment.People(ctx, v, segment.Segment{Where: p})
			require.NoError(t, err)
			require.True(t, set.IsEmpty(), "%v", segment.Segment{Where: p})
		}
	})

	t.Run("dropped", func(t *testing.T) {
		v := s.View()
		codes := func(p segment.Predicate) (codes []string) {
			warnings, err := segment.Segment{Where: p}.CheckOn(v)
			require.NoError(t, err)
			for _, w := range warnings {
				codes = append(codes, w.Code)
			}
			return codes
		}
		day := value.DateOf(noon, time.UTC)
		since := segment.Did{Event: store.On("Play"), In: store.Dates(day-1, day)}
		require.Empty(t, codes(segment.Did{Event: store.On("Play")}))
		_, err := s.DropBefore(day - 1)
		require.NoError(t, err)
		v = s.View()
		require.Empty(t, codes(since))
		require.Equal(t, []string{store.WarnDropped}, codes(segment.Any{segment.Did{Event: store.On("Play")}, segment.Did{Event: store.On("Play"), In: store.LastDays(9)}}))
		require.Equal(t, []string{store.WarnDropped}, codes(segment.First{Event: store.On("Play"), In: since.In}), "a first may be gone")
	})

	t.Run("context", func(t *testing.T) {
		v := s.View()
		ended, end := context.WithCancel(ctx)
		end()
		for _, p := range []segment.Predicate{nil, segment.Tag("staff"), segment.Did{Event: store.On("Play")}, segment.Did{Event: store.On("Play"), Count: value.Is(1)}} {
			_, err := segment.People(ended, v, segment.Segment{Where: p})
			require.ErrorIs(t, err, context.Canceled)
		}
	})

	t.Run("no segments", func(t *testing.T) {
		found, err := segment.Evaluate(ctx, s.View())
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

// exampleStore has three people of May 2026.
func exampleStore() *store.Store {
	day := func(d int) time.Time { return time.Date(2026, time.May, d, 12, 0, 0, 0, time.UTC) }
	s, err := store.New(nil)
	if err == nil {
		err = s.SetAttributes("ana", people.Attributes{"country": value.Of("HR"), "registered": value.Of(day(2))})
	}
	if err == nil {
		err = s.SetAttributes("ivo", people.Attributes{"country": value.Of("SI"), "registered": value.Of(day(20))})
	}
	if err == nil {
		err = s.SetAttributes("eva", people.Attributes{"country": value.Of("HR")})
	}
	if err == nil {
		_, err = s.Append(
			store.Event{Person: "ana", Name: "Song Played", Time: day(3)}, store.Event{Person: "ana", Name: "Song Played", Time: day(5)},
			store.Event{Person: "ivo", Name: "Song Played", Time: day(21)}, store.Event{Person: "eva", Name: "Login", Time: day(30)},
		)
	}
	if err != nil {
		panic(err)
	}
	return s
}

func ExampleEvaluate() {
	v := exampleStore().View() // the clock is the newest event's: 30 May
	fans := segment.Segment{Name: "Fans", Where: segment.Did{Event: store.On("Song Played"), Count: value.AtLeast(2), In: store.Last30Days()}}
	idle := segment.Segment{Name: "Idle", Where: segment.All{segment.Attr("country", value.Is("HR")), segment.Never(store.On("Song Skipped"))}}
	found, err := segment.Evaluate(context.Background(), v, fans, idle)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, one := range found {
		fmt.Println(one.Segment.Name, slices.Collect(one.People.IDs()), one.Warnings)
	}
	// Output:
	// Fans [ana] []
	// Idle [ana eva] [{unknown_event Song Skipped no event "Song Skipped" has come in yet}]
}

func ExamplePeople() {
	v := exampleStore().View()
	quick := segment.Segment{Where: segment.Did{Event: store.On("Song Played"), Near: segment.WithinAfter(2, "registered")}}
	set, err := segment.People(context.Background(), v, quick)
	fmt.Println(slices.Collect(set.IDs()), err)
	// Output:
	// [ana ivo] <nil>
}

func ExampleEvaluateWeeks() {
	v := exampleStore().View().At(time.Date(2026, time.May, 24, 9, 0, 0, 0, time.UTC)) // a Sunday
	week := segment.Segment{Where: segment.Did{Event: store.On("Song Played"), In: store.ThisWeek()}}
	for _, start := range []time.Weekday{time.Monday, time.Sunday} {
		found, err := segment.EvaluateWeeks(context.Background(), v, start, week)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(start, slices.Collect(found[0].People.IDs()))
	}
	// Output:
	// Monday [ivo]
	// Sunday []
}

func ExampleSegment_CheckOn() {
	v := exampleStore().View()
	warnings, err := segment.Segment{Name: "Buyers", Where: segment.Did{Event: store.On("Purchase")}}.CheckOn(v)
	fmt.Println(warnings[0].Code, err)
	_, err = segment.Segment{Name: "Best", Where: segment.Saved("Fans")}.CheckOn(v)
	fmt.Println(err)
	// Output:
	// unknown_event <nil>
	// segment "Best": where.segment: no saved segment "Fans"
}

// A service writes the warnings out as they are: a list, also where there is none.
func TestWarningsAreNeverNull(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	found, err := segment.Evaluate(context.Background(), s.View(), segment.Segment{})
	require.NoError(t, err)
	require.Equal(t, []store.Warning{}, found[0].Warnings)
	warnings, err := segment.Segment{}.CheckOn(s.View())
	require.NoError(t, err)
	require.Equal(t, []store.Warning{}, warnings)
}
