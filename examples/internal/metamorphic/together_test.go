package metamorphic_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// together is a store on which everybody works at once, for a while.
type together struct {
	t     *testing.T
	store *durable.Store
	ends  time.Time
	clock atomic.Int64 // hours since begin: what writers take for now
	count struct{ commits, late, merges, deletions, redactions, tags, saves, compactions, drops, reports, checks atomic.Int64 }

	mu   sync.Mutex
	kept map[string]map[string]time.Time // by person, event IDs that were acknowledged, and when they were
}

func (g *together) goesOn() bool { return time.Now().Before(g.ends) && !g.t.Failed() }

func (g *together) ok(err error, allowed ...error) bool {
	for _, is := range allowed {
		if errors.Is(err, is) {
			return false
		}
	}
	if err != nil {
		g.t.Error(err)
	}
	return err == nil
}

func (g *together) keep(person string, events []store.Event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.kept[person] == nil {
		g.kept[person] = map[string]time.Time{}
	}
	for _, e := range events {
		g.kept[person][e.ID] = e.Time
	}
}

// writes brings the events of one person, some of them late, some under other names of the person that are merged into it afterwards.
func (g *together) writes(w int, random *rand.Rand) {
	person := fmt.Sprint("keeper ", w)
	for i := 0; g.goesOn(); i++ {
		visitor := person
		if i%5 == 4 {
			visitor = fmt.Sprint("visitor ", w, " ", i)
		}
		at := begin.Add(time.Duration(g.clock.Load()) * time.Hour)
		if random.IntN(4) == 0 {
			at = at.Add(-time.Duration(random.IntN(120)) * time.Hour)
		}
		var c store.Changes
		var events []store.Event
		for k := range 1 + random.IntN(12) {
			e := store.Event{Person: visitor, Name: names[random.IntN(len(names))], Time: at.Add(time.Duration(k) * time.Minute), ID: fmt.Sprint(w, "-", i, "-", k),
				Properties: []store.Property{store.Prop("genre", []string{"rock", "pop"}[k%2]), store.Prop("price", float64(i%50))}}
			events = append(events, e)
		}
		c.Append(events...)
		c.SetAttributes(visitor, people.Attributes{"country": value.Of("HR"), "registered": value.Of(value.DateOf(at, time.UTC)), "step": value.Of(i)})
		if _, err := g.store.Commit(&c); !g.ok(err, store.ErrDropped) {
			g.count.late.Add(1)
			continue
		}
		g.count.commits.Add(1)
		if visitor != person && g.ok(g.store.Merge(visitor, person)) {
			g.count.merges.Add(1)
		}
		g.keep(person, events)
		time.Sleep(time.Millisecond)
	}
}

// forgets brings people and deletes or redacts them.
func (g *together) forgets() {
	for i := 0; g.goesOn(); i++ {
		guest := fmt.Sprint("guest ", i)
		at := begin.Add(time.Duration(g.clock.Load()) * time.Hour)
		_, err := g.store.Append(store.Event{Person: guest, Name: "Login", Time: at, ID: "1"}, store.Event{Person: guest, Name: "Payment", Time: at, Properties: []store.Property{store.Prop("genre", guest)}})
		if !g.ok(err, store.ErrDropped) {
			continue
		}
		if i%3 == 0 {
			g.ok(g.store.Redact(guest))
			g.count.redactions.Add(1)
		} else {
			g.ok(g.store.Delete(guest))
			g.count.deletions.Add(1)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// tags gives and takes tags, of views that are old by then.
func (g *together) tags(random *rand.Rand) {
	for g.goesOn() {
		set := g.store.View().People().Everyone()
		time.Sleep(time.Duration(random.IntN(5)) * time.Millisecond)
		name := []string{"vip", "staff"}[random.IntN(2)]
		tagged, err := g.store.Tag(name, set)
		g.ok(err)
		if sum := tagged.Added + tagged.Already + tagged.Merged + tagged.Deleted + tagged.Nameless; sum != tagged.Given {
			g.t.Errorf("%+v", tagged)
		}
		if random.IntN(3) == 0 {
			_, err = g.store.Untag(name, set)
			g.ok(err)
		}
		g.count.tags.Add(1)
	}
}

// tends does to the files and the memory what a service does.
func (g *together) tends(random *rand.Rand) {
	ctx := context.Background()
	for g.goesOn() {
		switch random.IntN(6) {
		case 0:
			g.ok(g.store.Snapshot(ctx))
			g.count.saves.Add(1)
		case 1:
			g.ok(g.store.Compact(ctx))
			g.count.compactions.Add(1)
		case 2:
			g.ok(g.store.Backup(ctx, io.Discard))
			g.count.saves.Add(1)
		case 3:
			g.store.DropProjections()
		case 4:
			day := value.DateOf(begin.Add(time.Duration(g.clock.Load())*time.Hour), time.UTC) - 10
			_, err := g.store.DropBefore(day)
			g.ok(err)
			g.count.drops.Add(1)
		case 5:
			_, _ = g.store.Stats(), g.store.Status()
			g.ok(g.store.Check(ctx))
			g.count.checks.Add(1)
		}
		time.Sleep(time.Duration(random.IntN(10)) * time.Millisecond)
	}
}

// reads asks views, holds them, and asks them again.
func (g *together) reads(random *rand.Rand) {
	var views []held
	position := uint64(0)
	for g.goesOn() {
		v := g.store.View()
		if v.Position() < position {
			g.t.Errorf("position %d after %d", v.Position(), position)
		}
		position = v.Position()
		views = append(views, held{v, answers(g.t, v, 2)})
		g.adds(v)
		h := views[random.IntN(len(views))]
		same(g.t, h.answers, answers(g.t, h.view, 1), "a view that was held")
		if len(views) > 4 {
			views = append(views[:1:1], views[2:]...) // the first is held to the end
		}
		g.count.reports.Add(2)
	}
	same(g.t, views[0].answers, answers(g.t, views[0].view, 0), "the first view")
}

// adds looks whether numbers of one view that are found in different ways agree.
func (g *together) adds(v *store.View) {
	r, err := metrics.Compute(context.Background(), v, metrics.Query{Metric: metrics.Events, Events: []store.Selector{store.OnEvery()}}, nil)
	if !g.ok(err) {
		return
	}
	logs := 0
	for n := range v.People().Everyone().Numbers() {
		logs += len(v.Log(n))
	}
	if total := r.Report.Series[0].Total.Count; int64(logs) != v.Len() || total != v.Len() {
		g.t.Errorf("%d events in logs, %d counted, %d in the view", logs, total, v.Len())
	}
}

// Writers, people who are forgotten, tags, merges, snapshots, compaction, dropped days and readers, all at once: views never change, and in the end exactly what was acknowledged is there, also after
// opening again. FOOTFALL_SOAK=5m goes on for so long.
func TestEverybodyTogether(t *testing.T) {
	last := 2 * time.Second
	if testing.Short() {
		last = 300 * time.Millisecond
	}
	if d, err := time.ParseDuration(os.Getenv("FOOTFALL_SOAK")); err == nil {
		last = d
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	ctx, path := context.Background(), t.TempDir()
	o := &durable.Options{Sync: durable.EveryInterval, Interval: 20 * time.Millisecond, TailBytes: 200_000}
	s, err := durable.Open(ctx, path, o)
	require.NoError(t, err)
	g := &together{t: t, store: s, ends: time.Now().Add(last), kept: map[string]map[string]time.Time{}}
	var wait sync.WaitGroup
	random := func(i int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(i))) }
	for w := range 3 {
		wait.Go(func() { g.writes(w, random(w)) })
	}
	wait.Go(g.forgets)
	wait.Go(func() { g.tags(random(10)) })
	wait.Go(func() { g.tends(random(11)) })
	wait.Go(func() { g.reads(random(12)) })
	wait.Go(func() { g.reads(random(13)) })
	wait.Go(func() {
		for g.goesOn() {
			time.Sleep(10 * time.Millisecond)
			g.clock.Add(1)
		}
	})
	wait.Wait()
	require.NoError(t, s.Check(ctx))
	g.compare(s.View())
	want := answers(t, s.View(), 0)
	require.NoError(t, s.Close())
	s, err = durable.Open(ctx, path, nil)
	require.NoError(t, err)
	require.NoError(t, s.Check(ctx))
	g.compare(s.View())
	same(t, want, answers(t, s.View(), 0), "opened again")
	require.NoError(t, s.Close())
	c := &g.count
	t.Logf("%v: %d commits, %d refused as too late, %d merges, %d deletions, %d redactions, %d tags, %d snapshots and backups, %d compactions, %d drops, %d checks, %d times all reports; %d events at the end", last,
		c.commits.Load(), c.late.Load(), c.merges.Load(), c.deletions.Load(), c.redactions.Load(), c.tags.Load(), c.saves.Load(), c.compactions.Load(), c.drops.Load(), c.checks.Load(), c.reports.Load(), s.View().Len())
}

// compare holds what is there against what was acknowledged.
func (g *together) compare(v *store.View) {
	dropped := v.DroppedBefore()
	for person, kept := range g.kept {
		n, ok := v.People().Find(person)
		require.True(g.t, ok, person)
		have := map[string]bool{}
		for _, e := range v.Log(n) {
			require.False(g.t, have[e.ID], e.ID)
			have[e.ID] = true
			at, ok := kept[e.ID]
			require.True(g.t, ok && at.Equal(e.Time), "%s was not acknowledged", e.ID)
		}
		for id, at := range kept {
			require.True(g.t, have[id] || value.DateOf(at, time.UTC) < dropped, "%s is missing", id)
		}
	}
}
