package store_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// crowd is a store large enough for every layout of rows: sealed runs of several sizes in several partitions of time, a head, late events, ties between runs, dead people.
func crowd(t testing.TB, events int) *store.Store {
	rng := rand.New(rand.NewPCG(7, 7))
	s, err := store.New(&store.Options{Location: zone(t, "America/New_York")})
	require.NoError(t, err)
	base := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	var batch []store.Event
	for i := range events {
		e := store.Event{
			Person: fmt.Sprint("p", int(600*rng.Float64()*rng.Float64())),
			Name:   fmt.Sprint("event ", int(20*rng.Float64()*rng.Float64())),
			// Few distinct minutes: ties within a run and between runs.
			Time: base.Add(time.Duration(i*4000/events)*6*time.Hour/8 + time.Duration(rng.IntN(50))*time.Hour),
		}
		if rng.IntN(2) == 0 {
			e.Properties = append(e.Properties, store.Prop("genre", []string{"rock", "pop", "jazz"}[rng.IntN(3)]))
		}
		switch rng.IntN(4) {
		case 0:
			e.Properties = append(e.Properties, store.Prop("n", rng.IntN(300)))
		case 1:
			e.Properties = append(e.Properties, store.Prop("n", float64(rng.IntN(300))/4))
		}
		e.Properties = append(e.Properties, store.Prop("kind", fmt.Sprint("kind ", rng.IntN(9))), store.Prop("page", fmt.Sprint("page ", int(900*rng.Float64()*rng.Float64()))))
		batch = append(batch, e)
		if len(batch) == 1000 || i == events-1 {
			_, err := s.Append(batch...)
			require.NoError(t, err)
			batch = batch[:0]
		}
	}
	require.NoError(t, s.Delete("p3"))
	require.NoError(t, s.Merge("p5", "p6"))
	return s
}

// TestEveryPathIsTheLog holds Scan, ScanDays and Who against the logs of the people, one by one.
func TestEveryPathIsTheLog(t *testing.T) {
	s := crowd(t, 150_000)
	t.Run("with rows of the dead", func(t *testing.T) { everyPath(t, s, true) })
	require.NoError(t, s.Compact(context.Background()))
	t.Run("without", func(t *testing.T) { everyPath(t, s, false) })
}

func everyPath(t *testing.T, s *store.Store, dead bool) {
	require.NoError(t, s.Check(context.Background()))
	v := s.View()
	among := v.People().Gather([]people.Number{1, 2, 5, 8, 13, 21, 34, 55, 89, 144, 233})
	february := store.Dates(value.NewDate(2026, 2, 10), value.NewDate(2026, 3, 20)).Span(v.Frame(), time.Monday)
	cut := store.Span{From: february.From + 12345678, To: february.To - 7654321}
	selectors := map[string][]store.Selector{
		"rare":         {store.On("event 17"), store.On("event 18")},
		"rare tested":  {store.On("event 15", store.If("genre", value.Is("rock"))), store.On("event 18", store.If("n", value.AtLeast(50)))},
		"twice tested": {store.On("event 15", store.If("genre", value.Is("rock"))), store.On("event 15", store.If("n", value.AtLeast(50)))},
		"overlapping":  {store.On("event 16"), store.OnAny([]string{"event 16", "event 17"}, store.Not{Of: store.If("genre", value.Exists())})},
		"a text":       {store.On("event 2", store.If("genre", value.IsNot("rock"))), store.On("event 5", store.If("genre", value.In("pop", "jazz")))},
		"always there": {store.On("event 4", store.If("kind", value.In("kind 3", "kind 5", "unheard"))), store.On("event 5", store.If("kind", value.Is("unheard")))},
		"of many":      {store.On("event 1", store.If("page", value.Is("page 3"))), store.On("event 2", store.If("page", value.Is("page 500"))), store.On("event 3", store.If("page", value.Is("kind 1")))},
		"rare looked":  {store.On("event 15", store.If("page", value.Contains("3"))), store.On("event 17", store.If("kind", value.IsNot("kind 3")))},
		"rare of many": {store.On("event 15", store.If("page", value.Is("page 3"))), store.On("event 18")},
		"frequent":     {store.On("event 0", store.Any{store.If("genre", value.Contains("o")), store.If("n", value.Less(3))}), store.OnEvery(store.If("n", value.Is(7)))},
		"every":        {store.OnEvery(), store.On("event 12")},
		"plain":        {store.On("event 1"), store.On("event 6")},
		"unheard":      {store.On("never")},
	}
	night := store.Span{From: cut.From, To: cut.From + 3_600_000}
	for name, sels := range selectors {
		for i, span := range []store.Span{store.AllTime(), cut, february, night} {
			for j, only := range []*people.Set{nil, &among} {
				v := paths{v, nil}
				if (i+j)%2 == 1 || name == "every" {
					v.while = s.DropProjections
				}
				if (name == "every" || name == "plain") && only == nil && span != cut {
					continue // many words for what the others say
				}
				if testing.Short() && (span == february || span == night) {
					continue
				}
				if dead && only != nil {
					continue // a set of people is of the living in either case
				}
				t.Run(fmt.Sprintf("%s/%d/%v", name, span.From, only != nil), func(t *testing.T) {
					samePaths(t, v, sels, span, only)
					if span == cut || only != nil {
						sameOrder(t, v, sels, span, only)
					}
				})
			}
		}
	}
}

// paths is a view, and what is done while it hands something out: such as to drop the projections that are being read.
type paths struct {
	*store.View
	while func() // nil: nothing
}

func (p paths) Scan(ctx context.Context, q store.Scan, do func(*store.Batch) error) error {
	return p.View.Scan(ctx, q, func(b *store.Batch) error {
		if p.while != nil {
			p.while()
		}
		return do(b)
	})
}

func (p paths) ScanDays(ctx context.Context, q store.Scan, do func(*store.DayBatch) error) error {
	return p.View.ScanDays(ctx, q, func(b *store.DayBatch) error {
		if p.while != nil {
			p.while()
		}
		return do(b)
	})
}

// TestProjectionsGiveTheirMemoryBack drops projections half-way through a scan.
func TestProjectionsGiveTheirMemoryBack(t *testing.T) {
	s := crowd(t, 60_000)
	v := s.View()
	played, err := v.Who(t.Context(), store.On("event 3"), store.AllTime())
	require.NoError(t, err)
	require.Positive(t, s.Stats().Bytes.Bitmaps)
	q := store.Scan{Selectors: []store.Selector{store.On("event 3")}, Span: store.AllTime(), Property: "genre", Workers: 1}
	var counts [2]int
	for i := range counts {
		require.NoError(t, v.ScanDays(context.Background(), q, func(b *store.DayBatch) error {
			if counts[i] == 0 && i == 1 {
				require.Positive(t, s.Stats().Bytes.Columns)
				s.DropProjections()
				require.Zero(t, s.Stats().Bytes.Projections())
			}
			counts[i] += len(b.Low)
			return nil
		}))
	}
	require.Positive(t, counts[0])
	require.Equal(t, counts[0], counts[1])
	again, err := v.Who(t.Context(), store.On("event 3"), store.AllTime())
	require.NoError(t, err)
	require.True(t, played.Equal(again))
}

// TestPeopleWhoComeLater has the people of the last range begin when the others have been there for long: a range without rows on a day.
func TestPeopleWhoComeLater(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	const events, persons = 160_000, 1000
	rng := rand.New(rand.NewPCG(4, 4))
	want := map[string]int{}
	var batch []store.Event
	for i := range events {
		e := store.Event{
			Person: fmt.Sprint("p", rng.IntN(1+persons*i/events)), Name: "view", Time: time.Date(2026, 5, 1, 0, 0, i*15, 0, time.UTC), // 28 days
			Properties: []store.Property{store.Prop("page", fmt.Sprint("page ", rng.IntN(40)))},
		}
		if i%20 == 0 {
			e.Name = "buy"
			if page, _ := e.Property("page").Text(); strings.Contains(page, "3") {
				want[e.Person]++
			}
		}
		if batch = append(batch, e); len(batch) == 1000 {
			_, err := s.Append(batch...)
			require.NoError(t, err)
			batch = batch[:0]
		}
	}
	require.NoError(t, s.Compact(t.Context()))
	v := s.View()
	q := store.Scan{Selectors: []store.Selector{store.On("buy", store.If("page", value.Contains("3")))}, Span: store.AllTime(), Workers: 4}
	var mu sync.Mutex
	got := map[string]int{}
	count := func(n people.Number) {
		mu.Lock()
		defer mu.Unlock()
		id, _ := v.People().ID(n)
		got[id]++
	}
	require.NoError(t, v.Scan(t.Context(), q, func(b *store.Batch) error {
		for i := range b.Low {
			count(b.Person(i))
		}
		return nil
	}))
	require.Equal(t, want, got)
	clear(got)
	require.NoError(t, v.ScanDays(t.Context(), q, func(b *store.DayBatch) error {
		for _, low := range b.Low {
			count(people.Number(b.Shard*people.ShardSize + int(low)))
		}
		return nil
	}))
	require.Equal(t, want, got)
}

// TestScansEndWithTheContext cancels in the first batch: nothing of a later day comes, nor what a sieve was to let through.
func TestScansEndWithTheContext(t *testing.T) {
	s := crowd(t, 60_000)
	require.NoError(t, s.Compact(t.Context())) // one run of each partition: large enough for their rows to be gathered from columns
	v := s.View()
	rare := []store.Selector{store.On("event 12")}
	for name, scan := range map[string]func(ctx context.Context, do func(*store.DayBatch) error) error{
		"days": func(ctx context.Context, do func(*store.DayBatch) error) error {
			return v.ScanDays(ctx, store.Scan{Selectors: rare, Span: store.AllTime(), Workers: 1}, do)
		},
		"sieve": func(ctx context.Context, do func(*store.DayBatch) error) error {
			everybody := make([]uint64, people.ShardSize/64)
			for i := range everybody {
				everybody[i] = ^uint64(0)
			}
			sieve := &store.Sieve{Selectors: rare, Do: do, Keep: func(int, int) []uint64 { return everybody }}
			return v.Scan(ctx, store.Scan{Selectors: rare, Span: store.AllTime(), Workers: 1, Sieve: sieve}, func(*store.Batch) error {
				t.Error("rows of who was let through")
				return nil
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			days := map[value.Date]bool{}
			err := scan(ctx, func(b *store.DayBatch) error {
				days[b.Day] = true
				cancel()
				return nil
			})
			require.ErrorIs(t, err, context.Canceled)
			require.Len(t, days, 1)
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	batches := 0
	require.ErrorIs(t, v.Scan(ctx, store.Scan{Selectors: []store.Selector{store.OnEvery()}, Span: store.AllTime(), Workers: 1}, func(*store.Batch) error {
		batches++
		cancel()
		return nil
	}), context.Canceled)
	require.Equal(t, 1, batches)

	asked := &askedContext{Context: t.Context()} // while rows are gathered, nobody else is called who could cancel
	require.NoError(t, v.Scan(asked, store.Scan{Selectors: rare, Span: store.AllTime(), Workers: 1}, func(*store.Batch) error { return nil }))
	require.Greater(t, asked.times, 50, "days with such an event")
}

// askedContext counts how often it is asked whether it is over.
type askedContext struct {
	context.Context
	times int
}

func (c *askedContext) Err() error {
	c.times++
	return c.Context.Err()
}

// hourly gives cuts some hours apart, over all the view's events, but for a stretch in the middle; a minute apart on one of the days.
func hourly(v *store.View, hours int) []int64 {
	oldest, newest, _ := v.Extent()
	middle := (oldest + newest) / 2
	var cuts []int64
	for ms := oldest - 3600_000; ms < newest+3600_000; ms += int64(hours) * 3600_000 {
		switch {
		case ms > middle && ms < middle+20*24*3600_000:
		case len(cuts) == 20:
			for i := range int64(60) {
				cuts = append(cuts, ms+i*60_000)
			}
		default:
			cuts = append(cuts, ms)
		}
	}
	return cuts
}

// sameOrder holds the rows of Scan, in order, against the logs: in either order of ties, and with a property.
func sameOrder(t *testing.T, v paths, sels []store.Selector, span store.Span, only *people.Set) {
	type row struct {
		person people.Number
		time   int64
		hits   uint64
		genre  string
	}
	var want []row
	for n := range v.People().Everyone().Numbers() {
		if only != nil && !only.Has(n) {
			continue
		}
		for _, e := range v.Log(n) {
			r := row{n, e.Time.UnixMilli(), 0, e.Property("genre").String()}
			for i, sel := range sels {
				if span.Has(r.time) && sel.Match(&e, v.Frame()) {
					r.hits |= 1 << i
				}
			}
			if r.hits != 0 {
				want = append(want, r)
			}
		}
	}
	for _, ties := range []bool{false, true} {
		for _, property := range []string{"genre", ""} {
			if property == "" && !ties {
				continue // many rows for what the others say
			}
			want := slices.Clone(want)
			if ties {
				slices.SortStableFunc(want, func(a, b row) int {
					return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.time, b.time), store.CompareHits(a.hits, b.hits))
				})
			}
			if property == "" {
				for i := range want {
					want[i].genre = ""
				}
			}
			var mu sync.Mutex
			var got []row
			q := store.Scan{Selectors: sels, Span: span, Among: only, Property: property, TiesByHits: ties, Workers: 2}
			require.NoError(t, v.Scan(context.Background(), q, func(b *store.Batch) error {
				mu.Lock()
				defer mu.Unlock()
				require.True(t, slices.IsSorted(b.Low))
				for i := range b.Low {
					r := row{b.Person(i), b.Times[i], b.Hits[i], ""}
					if property != "" {
						r.genre = b.Values[i].String()
					}
					got = append(got, r)
				}
				return nil
			}))
			slices.SortStableFunc(got, func(a, b row) int { return cmp.Compare(a.person, b.person) }) // ranges of people come from either worker
			for i := range min(len(want), len(got)) {
				if want[i] != got[i] {
					t.Fatalf("row %d is %v, not %v; ties by hits: %v, property %q", i, got[i], want[i], ties, property)
				}
			}
			require.Len(t, got, len(want))
		}
	}
}

// TestScanOverAges scans events of which the times and the indexes together do not fit in a key.
func TestScanOverAges(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	s, err := store.New(nil)
	require.NoError(t, err)
	base := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	var events []store.Event
	for range 60_000 {
		at := base.Add(time.Duration(rng.IntN(600_000)) * time.Millisecond)
		if rng.IntN(3) == 0 {
			at = at.Truncate(time.Minute)
		}
		events = append(events, store.Event{Person: fmt.Sprint("p", rng.IntN(30)), Name: fmt.Sprint("event ", rng.IntN(12)), Time: at,
			Properties: []store.Property{store.Prop("genre", []string{"rock", "pop", "jazz"}[rng.IntN(3)])}})
	}
	events = append(events,
		store.Event{Person: "p1", Name: "event 1", Time: time.Date(1, 2, 3, 0, 0, 0, 0, time.UTC)},
		store.Event{Person: "p1", Name: "event 2", Time: time.Date(9998, 2, 3, 0, 0, 0, 0, time.UTC)})
	for batch := range slices.Chunk(events, 1000) {
		_, err := s.Append(batch...)
		require.NoError(t, err)
	}
	many := []store.Selector{store.OnEvery(store.If("genre", value.Is("pop")))}
	for i := range 9 {
		many = append(many, store.On(fmt.Sprint("event ", i)), store.On(fmt.Sprint("event ", i), store.If("genre", value.Is("rock"))))
	}
	month := store.Span{From: base.UnixMilli() + 1000, To: base.AddDate(0, 1, 0).UnixMilli()}
	for _, span := range []store.Span{store.AllTime(), month} {
		for _, sels := range [][]store.Selector{many[:3], {many[1], many[3]}, many} {
			sameOrder(t, paths{s.View(), nil}, sels, span, nil)
		}
	}
}

func samePaths(t *testing.T, v paths, sels []store.Selector, span store.Span, only *people.Set) {
	cuts := hourly(v.View, 5)
	part := func(ms int64) int { return sort.Search(len(cuts), func(i int) bool { return cuts[i] > ms }) }
	var wantDays, wantParts []string
	var rows []pathRow
	wantWho := make([][]string, len(sels))
	for n := range v.People().Everyone().Numbers() {
		if only != nil && !only.Has(n) {
			continue
		}
		id, _ := v.People().ID(n)
		for _, e := range v.Log(n) {
			for i, sel := range sels {
				if span.Has(e.Time.UnixMilli()) && sel.Match(&e, v.Frame()) {
					rows = append(rows, pathRow{fmt.Sprint(i, " ", id), e.Time.UnixMilli()})
					wantDays = append(wantDays, fmt.Sprint(i, " ", id, " ", value.DateOf(e.Time, v.DayLocation()), " ", e.Property("genre")))
					wantParts = append(wantParts, fmt.Sprint(wantDays[len(wantDays)-1], " ", part(e.Time.UnixMilli())))
					if !slices.Contains(wantWho[i], id) {
						wantWho[i] = append(wantWho[i], id)
					}
				}
			}
		}
	}
	q := store.Scan{Selectors: sels, Span: span, Among: only, Property: "genre", Workers: 2}
	var mu sync.Mutex
	var days []string
	require.NoError(t, v.ScanDays(context.Background(), q, func(b *store.DayBatch) error {
		mu.Lock()
		defer mu.Unlock()
		for i, low := range b.Low {
			id, _ := v.People().ID(people.Number(b.Shard*people.ShardSize + int(low)))
			days = append(days, fmt.Sprint(b.Selector, " ", id, " ", b.Day, " ", b.Value(b.Codes[i])))
		}
		return nil
	}))
	slices.Sort(days)
	require.Equal(t, slices.Sorted(slices.Values(wantDays)), days, "ScanDays")
	for _, q.Cuts = range [][]int64{nil, cuts} { // without a property, any event has a column of its own
		q.Property = ""
		counts := map[string]int{}
		require.NoError(t, v.ScanDays(context.Background(), q, func(b *store.DayBatch) error {
			mu.Lock()
			defer mu.Unlock()
			require.Nil(t, b.Codes)
			for i, low := range b.Low {
				n := 1
				if b.Counts != nil {
					n = int(b.Counts[i])
				}
				id, _ := v.People().ID(people.Number(b.Shard*people.ShardSize + int(low)))
				key := fmt.Sprint(b.Selector, " ", id, " ", b.Day)
				if q.Cuts != nil {
					key += fmt.Sprint(" ", part(b.From))
				}
				counts[key] += n
			}
			return nil
		}))
		want := map[string]int{}
		for i, line := range wantDays {
			f := strings.Fields(line)
			key := strings.Join(f[:3], " ")
			if q.Cuts != nil {
				f = strings.Fields(wantParts[i])
				key += " " + f[len(f)-1]
			}
			want[key]++
		}
		require.Equal(t, want, counts, "ScanDays without a property, with %d cuts", len(q.Cuts))
	}
	sameTotals(t, v, q, wantDays, wantParts, cuts, part)
	sameDistinct(t, v, q, rows)
	q.Property, q.Cuts = "genre", cuts
	var parts []string
	last := map[[3]int]int64{}
	ranges := map[int]bool{}
	require.NoError(t, v.ScanDays(context.Background(), q, func(b *store.DayBatch) error {
		mu.Lock()
		defer mu.Unlock()
		at := [3]int{b.Shard, b.First, b.Selector}
		ranges[b.First] = true
		if from, ok := last[at]; ok && b.From < from {
			t.Errorf("from %d after %d", b.From, from)
		}
		last[at] = b.From
		for i, low := range b.Low {
			if int(low) < b.First || int(low) >= b.End {
				t.Errorf("person %d is not in the range from %d up to %d", low, b.First, b.End)
			}
			id, _ := v.People().ID(people.Number(b.Shard*people.ShardSize + int(low)))
			parts = append(parts, fmt.Sprint(b.Selector, " ", id, " ", b.Day, " ", b.Value(b.Codes[i]), " ", part(b.From)))
		}
		return nil
	}))
	slices.Sort(wantParts)
	slices.Sort(parts)
	require.Equal(t, wantParts, parts, "ScanDays with cuts")
	if len(parts) > 10_000 && only == nil && span == store.AllTime() && v.People().Count() > 100 {
		require.Greater(t, len(ranges), 1, "ranges of people")
	}
	if only != nil {
		return
	}
	for i, sel := range sels {
		who, err := v.Who(context.Background(), sel, span)
		require.NoError(t, err)
		got := slices.Sorted(who.IDs())
		slices.Sort(wantWho[i])
		require.Equal(t, wantWho[i], got, "Who")
	}
}

// More events of a person and day than a byte counts.
func TestAnyEventOfABusyDay(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	var events []store.Event
	for i := range 600 {
		events = append(events, store.Event{Person: "busy", Name: fmt.Sprint("event ", i%3), Time: noon.Add(time.Duration(i) * time.Second)})
	}
	events = append(events, store.Event{Person: "calm", Name: "event 0", Time: noon}, store.Event{Person: "busy", Name: "event 0", Time: noon.AddDate(0, 0, 1)})
	_, err = s.Append(events...)
	require.NoError(t, err)
	v := s.View()
	busy, _ := v.People().Find("busy")
	for name, c := range map[string]struct {
		q    store.Scan
		want int
	}{
		"all":           {store.Scan{Span: store.AllTime()}, 602},
		"one":           {store.Scan{Span: store.AllTime(), Among: ptr(v.People().Gather([]people.Number{busy}))}, 601},
		"a day":         {store.Scan{Span: store.Span{From: noon.UnixMilli() - 1, To: noon.UnixMilli() + 300_000}}, 301},
		"in two halves": {store.Scan{Span: store.AllTime(), Cuts: []int64{noon.UnixMilli() + 290_000}}, 602},
	} {
		t.Run(name, func(t *testing.T) {
			got := 0
			c.q.Selectors, c.q.Workers = []store.Selector{store.OnEvery()}, 1
			require.NoError(t, v.ScanDays(context.Background(), c.q, func(b *store.DayBatch) error {
				if b.Counts == nil {
					got += len(b.Low)
				}
				for _, n := range b.Counts {
					got += int(n)
				}
				return nil
			}))
			require.Equal(t, c.want, got)
		})
	}
}

func ptr[T any](v T) *T { return &v }

// TestReadersBesideAWriter is for the race detector: one writer, and readers that hold a view and ask it twice.
func TestReadersBesideAWriter(t *testing.T) {
	s := crowd(t, 20_000)
	done := make(chan struct{})
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				v := s.View()
				var counts [2]int
				for i := range counts {
					q := store.Scan{Selectors: []store.Selector{store.On("event 3"), store.On("event 17", store.If("genre", value.Is("rock")))}, Span: store.AllTime(), Workers: 1}
					if err := v.Scan(context.Background(), q, func(b *store.Batch) error { counts[i] += len(b.Low); return nil }); err != nil {
						t.Error(err)
					}
					if err := v.ScanDays(context.Background(), q, func(b *store.DayBatch) error { counts[i] += 1e9 * len(b.Low); return nil }); err != nil {
						t.Error(err)
					}
				}
				s.DropProjections()
				if counts[0] != counts[1] {
					t.Errorf("a view changed: %v", counts)
				}
				if _, err := v.Who(context.Background(), store.OnEvery(), store.AllTime()); err != nil {
					t.Error(err)
				}
				s.Stats()
			}
		})
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 300 {
		var batch []store.Event
		for range 50 {
			batch = append(batch, store.Event{Person: fmt.Sprint("q", rng.IntN(2000)), Name: fmt.Sprint("event ", rng.IntN(30)),
				Time: time.Date(2026, 4, 1, 0, rng.IntN(100_000), 0, 0, time.UTC), Properties: []store.Property{store.Prop("genre", fmt.Sprint(rng.IntN(500)))}})
		}
		_, err := s.Append(batch...)
		require.NoError(t, err)
		switch id := fmt.Sprint("q", i); i % 10 {
		case 3:
			require.NoError(t, s.SetAttributes(id, people.Attributes{"n": value.Of(i)}))
		case 5:
			require.NoError(t, s.Merge(id, "q1000"))
		case 7:
			if err := s.Delete(id); err != nil {
				require.ErrorIs(t, err, store.ErrNoPerson)
			}
		case 1:
			require.NoError(t, s.Forget(context.Background()))
		case 2:
			if err := s.Redact(id); err != nil {
				require.ErrorIs(t, err, store.ErrNoPerson)
			}
		case 9:
			_, err := s.Tag("all", s.View().People().Everyone())
			require.NoError(t, err)
		}
	}
	close(done)
	wait.Wait()
	require.NoError(t, s.Check(context.Background()))
}

// A text may be, byte for byte, what a list is kept as: the one is "rock" with a length before it, the other the list of "rock".
func TestATextThatLooksLikeAList(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	_, _, kept := value.Of([]string{"rock"}).Raw()
	at := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	_, err = s.Append(
		store.Event{Person: "ana", Name: "A", Time: at, Properties: []store.Property{store.Prop("genre", []string{"rock"})}},
		store.Event{Person: "bo", Name: "A", Time: at, Properties: []store.Property{store.Prop("genre", kept)}},
	)
	require.NoError(t, err)
	for _, test := range []value.Test{value.Is("rock"), value.Is(kept), value.StartsWith("r"), value.NotContains("x")} {
		samePaths(t, paths{s.View(), nil}, []store.Selector{store.On("A", store.If("genre", test))}, store.AllTime(), nil)
	}
}

// One person has nearly all rows, in several runs that overlap, and one date far off leaves hardly any order of time to begin with.
func TestABusyPersonAndADateFarOff(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	s, err := store.New(nil)
	require.NoError(t, err)
	base := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	batch := []store.Event{{Person: "ana", Name: "rare", Time: time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)}}
	for range 12_000 {
		name, person := "often", []string{"ana", "ana", "ana", "bo"}[rng.IntN(4)]
		if rng.IntN(20) == 0 {
			name = "rare"
		}
		batch = append(batch, store.Event{Person: person, Name: name, Time: base.Add(time.Duration(rng.IntN(5000)) * time.Second)})
	}
	_, err = s.Append(batch...)
	require.NoError(t, err)
	samePaths(t, paths{s.View(), s.DropProjections}, []store.Selector{store.On("often"), store.OnAny([]string{"rare", "often"}, store.Not{Of: store.If("genre", value.Exists())})}, store.AllTime(), nil)
}
