package store

import "github.com/footfall-go/footfall/people"

// Stats is how much a store holds, and what it has done. Bytes are of the memory behind the numbers, as allocated; they do not count what several views share twice.
type Stats struct {
	People      int     `json:"people"`      // living
	Events      int64   `json:"events"`      // of living people
	Stored      int64   `json:"stored"`      // rows kept, those of dead people included until they are compacted away
	Repeated    int64   `json:"repeated"`    // events ignored for their ID, ever
	Runs        int     `json:"runs"`        // sorted pieces of logs
	Position    uint64  `json:"position"`    // see View.Position
	Commits     uint64  `json:"commits"`     // see View.Commits
	Appended    int64   `json:"appended"`    // events taken in since the store was made or loaded, as is all below
	Sealed      int64   `json:"sealed"`      // heads that were sorted into runs beside the writer, or by it where that could not keep up
	Compactions int64   `json:"compactions"` // those in the background included
	Evicted     int64   `json:"evicted"`     // projections that went for Options.Projections
	Refused     Refused `json:"refused"`
	Bytes       Bytes   `json:"bytes"`
}

// Bytes is memory by kind.
type Bytes struct {
	People   people.Stats `json:"people"`    // identity, attributes, indexes, tags, answers
	Logs     int64        `json:"logs"`      // per-person logs
	Heads    int64        `json:"heads"`     // rows that are not sorted in yet
	Bitmaps  int64        `json:"bitmaps"`   // per-event, per-day bitmaps
	Columns  int64        `json:"columns"`   // projections of the logs: see ScanDays
	EventIDs int64        `json:"event_ids"` // fingerprints of event IDs
	Texts    int64        `json:"texts"`     // dictionaries of property texts
	Names    int64        `json:"names"`     // events, properties, shapes
	Notes    int64        `json:"notes"`     // saved definitions
	Views    int64        `json:"views"`     // heads as questions of the newest view have sorted them, with bitmaps and columns of their own; for each shard until something is added to it
}

// Truth is what cannot be made again: all but the projections. Limits.Bytes is held against it.
func (b Bytes) Truth() int64 {
	return b.People.Identity + b.People.Attributes + b.People.Indexes + b.People.Tags + b.Logs + b.Heads + b.EventIDs + b.Texts + b.Names + b.Notes
}

// Projections is what Options.Projections bounds. What is kept of tests on attributes, a bit for each person and test, eight of an attribute at most, is not counted; views come on top: they hold at most 4096 rows a shard, or nine times as many where sealing cannot keep up.
func (b Bytes) Projections() int64 { return b.Bitmaps + b.Columns }

// Total is all of it: what the process's heap has for the store, within some percent.
func (b Bytes) Total() int64 { return b.Truth() + b.Projections() + b.People.Kept + b.Views }

// Stats measures the store as it is. It costs a few microseconds a shard.
func (s *Store) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.now
	out := Stats{
		People: st.people.Count(), Events: st.events, Repeated: st.repeats, Position: st.position, Commits: st.commits,
		Appended: st.appended, Sealed: st.sealed, Compactions: st.compactions, Evicted: st.budget.evicted(), Refused: st.refused,
	}
	for _, sh := range st.shards {
		out.Runs += len(sh.runs)
		for _, r := range sh.runs {
			out.Stored += int64(r.len())
		}
		for _, h := range sh.heads {
			out.Stored += int64(h.len())
		}
	}
	out.Bytes, _ = st.weigh()
	return out
}

// weigh measures the memory by kind, and how much the truth takes at most once what grows by steps has taken the next one, and what waits is sorted in.
func (st *state) weigh() (b Bytes, truth int64) {
	var more int64
	b.People, more = st.people.Stats()
	for _, sh := range st.shards {
		for _, r := range sh.runs {
			b.Logs += r.bytes()
			b.Bitmaps += r.cellBytes()
			b.Columns += r.columnBytes()
		}
		for _, h := range sh.heads {
			b.Heads += h.bytes()
			more += h.spread(len(st.names.shapes))
		}
		if n := len(sh.heads); n > 0 && sh.full() < n {
			more += sh.heads[n-1].bytes() + leastMeasured/16
		}
		if sh.view != nil {
			b.Views += sh.view.bytes()
		}
		b.EventIDs += held(sh.seen.slots)
		more += ahead(sh.seen.n, cap(sh.seen.slots))
	}
	for _, p := range st.names.properties {
		b.Texts += p.texts.bytes()
		more += p.texts.ahead()
		b.Names += 200 + int64(len(p.name))
	}
	for i, name := range st.names.events {
		b.Names += 100 + int64(len(name)) + st.names.habits[i].bytes()
	}
	b.Names += held(st.names.habits)
	for _, sh := range st.names.shapes {
		b.Names += 160 + 12*int64(cap(sh.slots))
	}
	for name := range st.declared {
		b.Names += 64 + int64(len(name))
	}
	b.Notes = st.notes.bytes
	return b, b.Truth() + more
}
