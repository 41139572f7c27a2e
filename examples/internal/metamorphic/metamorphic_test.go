// Package metamorphic tells stores the same history in different ways, and asks them the same: their reports are the same, byte for byte.
package metamorphic_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// way is how a history is told. Each field but batch is one in how many batches something happens; 0: never.
type way struct {
	name     string
	batch    int // most events of one call
	shuffled bool
	imported int // events come as NDJSON
	together int // events and facts go in as one commit
	view     int // a view is taken and asked; those that are held are asked again at the end
	drop     int // projections are dropped
	compact  int
	reload   int // a snapshot is written, and read into another store
	reopen   int // a folder is closed and opened
	save     int // a snapshot of a folder is written
	folder   bool
	policy   durable.Policy
	tail     int64
	workers  int
}

func ways() []way {
	return []way{
		{name: "large batches", batch: 2000},
		{name: "shuffled", batch: 300, shuffled: true, workers: 1},
		{name: "one event a batch", batch: 1, shuffled: true, view: 3000, workers: 2},
		{name: "as NDJSON", batch: 500, shuffled: true, imported: 2},
		{name: "with facts", batch: 40, together: 2, shuffled: true},
		{name: "views all the time", batch: 200, view: 12, workers: 8},
		{name: "without projections", batch: 200, view: 20, drop: 2},
		{name: "compacted", batch: 150, shuffled: true, compact: 9, view: 25},
		{name: "reloaded", batch: 250, shuffled: true, reload: 10},
		{name: "on the disk", batch: 100, folder: true, tail: -1, reopen: 40},
		{name: "on the disk by the interval", batch: 60, folder: true, policy: durable.EveryInterval, reopen: 30, tail: 5000, shuffled: true},
		{name: "on the disk some time", batch: 60, folder: true, policy: durable.Never, save: 10, reopen: 30, compact: 30, view: 30},
		{name: "everything", batch: 120, folder: true, policy: durable.EveryInterval, tail: 20_000, shuffled: true, imported: 5, together: 4, view: 40, drop: 10, compact: 25, reopen: 20, save: 15, workers: 3},
	}
}

// told is a store that is being told a history.
type told struct {
	t      *testing.T
	way    way
	random *rand.Rand
	store  *store.Store
	folder *durable.Store
	path   string
	held   []held
}

type held struct {
	view    *store.View
	answers [][]byte
}

func (w way) begin(t *testing.T, random *rand.Rand) *told {
	s := &told{t: t, way: w, random: random, path: t.TempDir()}
	if w.folder {
		s.open()
		return s
	}
	var err error
	s.store, err = store.New(nil)
	require.NoError(t, err)
	return s
}

func (s *told) open() {
	d, err := durable.Open(context.Background(), s.path, &durable.Options{Sync: s.way.policy, Interval: 20 * time.Millisecond, TailBytes: s.way.tail})
	require.NoError(s.t, err)
	s.folder, s.store = d, d.Store
}

func (s *told) close() {
	if s.folder != nil {
		require.NoError(s.t, s.folder.Close())
	}
}

func (s *told) now(oneIn int) bool { return oneIn > 0 && s.random.IntN(oneIn) == 0 }

// tell tells a stage.
func (s *told) tell(g stage) {
	events, facts := slices.Clone(g.events), slices.Clone(g.facts)
	if s.way.shuffled {
		s.random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		s.random.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	}
	for len(events) > 0 {
		n := min(len(events), 1+s.random.IntN(s.way.batch))
		var some []fact
		if s.way.batch > 1 || s.now(50) {
			k := min(len(facts), s.random.IntN(4))
			some, facts = facts[:k], facts[k:]
		}
		s.say(events[:n], some)
		events = events[n:]
		s.between()
	}
	s.say(nil, facts)
	if g.ends != nil {
		require.NoError(s.t, g.ends(s.store))
	}
}

// say brings events and facts into the store.
func (s *told) say(events []store.Event, facts []fact) {
	if s.now(s.way.together) {
		var c store.Changes
		for _, f := range facts {
			f.add(&c)
		}
		c.Append(events...)
		_, err := s.store.Commit(&c)
		require.NoError(s.t, err)
		return
	}
	for _, f := range facts {
		var c store.Changes
		f.add(&c)
		_, err := s.store.Commit(&c)
		require.NoError(s.t, err)
	}
	if s.now(s.way.imported) {
		done, err := s.store.ImportEvents(context.Background(), ndjson(s.t, events), nil)
		require.NoError(s.t, err)
		require.EqualValues(s.t, len(events), done.Committed+done.Repeated)
		return
	}
	_, err := s.store.Append(events...)
	require.NoError(s.t, err)
}

// between is what changes no answer.
func (s *told) between() {
	ctx := context.Background()
	if s.now(s.way.view) {
		v := s.store.View()
		s.held = append(s.held, held{v, answers(s.t, v, s.way.workers)})
	}
	if s.now(s.way.drop) {
		s.store.DropProjections()
	}
	if s.now(s.way.compact) {
		if s.folder != nil {
			require.NoError(s.t, s.folder.Compact(ctx))
		} else {
			require.NoError(s.t, s.store.Compact(ctx))
		}
	}
	if s.now(s.way.save) {
		require.NoError(s.t, s.folder.Snapshot(ctx))
	}
	if s.now(s.way.reload) {
		var b bytes.Buffer
		require.NoError(s.t, s.store.View().WriteSnapshot(ctx, &b, nil))
		again, err := store.Load(ctx, &b, nil)
		require.NoError(s.t, err)
		s.store = again
	}
	if s.now(s.way.reopen) {
		s.close()
		s.open()
	}
}

func ndjson(t require.TestingT, events []store.Event) *bytes.Buffer {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	for _, e := range events {
		line := map[string]any{"person": e.Person, "event": e.Name, "time": e.Time}
		if e.ID != "" {
			line["id"] = e.ID
		}
		if len(e.Properties) > 0 {
			properties := map[string]value.Value{}
			for _, p := range e.Properties {
				properties[p.Name] = p.Value
			}
			line["properties"] = properties
		}
		require.NoError(t, out.Encode(line))
	}
	return &b
}

// However a history is told, the reports after each of its stages are those of the plainest way; and a view that was held answers as it did at first.
func TestTheSameHistoryInOtherWays(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	events := 6000 // more than the head of a shard holds
	if testing.Short() {
		events = 2000
	}
	h := newHistory(rand.New(rand.NewPCG(seed, 0)), events)
	var want [][][]byte
	plain := way{batch: 1000}.begin(t, rand.New(rand.NewPCG(seed, 1)))
	for _, g := range h {
		plain.tell(g)
		want = append(want, answers(t, plain.store.View(), 0))
	}
	for i, w := range ways() {
		t.Run(w.name, func(t *testing.T) {
			s := w.begin(t, rand.New(rand.NewPCG(seed, uint64(2+i))))
			for i, g := range h {
				s.tell(g)
				same(t, want[i], answers(t, s.store.View(), w.workers), fmt.Sprint("after stage ", i))
			}
			require.NoError(t, s.store.Check(context.Background()))
			for _, h := range s.held {
				same(t, h.answers, answers(t, h.view, w.workers), "a view that was held")
			}
			s.close()
		})
	}
}
