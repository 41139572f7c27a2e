package store

import (
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
)

// events reads a block of events.
func (l *loader) events(d *decoder) error {
	r := eventReader{decoder: *d}
	for r.rest != "" && r.err == nil {
		l.log.event, l.log.properties = Event{Person: "-"}, l.log.properties[:0]
		l.log.properties = r.next(&l.log.event, l.log.properties)
		if r.place >= l.counts.people && r.err == nil {
			r.fail("person %d of %d", r.place, l.counts.people)
		}
		if r.err == nil {
			l.log.put(&r, people.Number(r.place))
			l.counts.events++
		}
	}
	d.names = r.names
	return r.end()
}

// logLoader puts events that come by person into the shards: a shard's rows are gathered in one head and sorted into runs once.
type logLoader struct {
	store      *Store
	event      Event
	properties []Property
	in         incoming

	any    bool
	person people.Number
	ids    map[string]struct{} // of the person
	rows   *head               // of the person's shard
}

// loadRows is how many rows are gathered before they are sorted into runs, so that one shard of very diligent people costs no more.
const loadRows = 1 << 20

func (l *logLoader) put(r *eventReader, n people.Number) {
	e, st := &l.event, &l.store.now
	e.Properties = l.properties
	if err := e.Check(); err != nil {
		r.fail("%w", err)
		return
	}
	if l.any && n < l.person {
		r.fail("person %d behind %d", n, l.person)
		return
	}
	if !st.people.Named(n) && (e.ID != "" || len(e.Properties) > 0) {
		r.fail("person %d has no name, but an event with an ID or properties", n)
		return
	}
	if !l.any || n != l.person {
		if l.any && n/people.ShardSize != l.person/people.ShardSize {
			l.shardEnds()
		}
		l.any, l.person = true, n
		clear(l.ids)
	}
	ms := unixMilli(e.Time)
	if st.dropped != 0 && ms < l.store.calendar.start(st.dropped) {
		return // newer zone data begin the day later than those it was dropped by
	}
	sh := st.shardOf(n)
	if e.ID != "" {
		if _, twice := l.ids[e.ID]; twice {
			r.fail("event %s of person %d twice", strict.Quote(e.ID), n)
			return
		}
		if l.ids == nil {
			l.ids = map[string]struct{}{}
		}
		l.ids[e.ID] = struct{}{}
		sh.seen.add(fingerprint(l.store.seed, n, e.ID))
	}
	l.store.pack(e, &l.in)
	if names := st.names; len(names.events) > MaxNames || len(names.properties) > MaxNames || len(names.shapes) > MaxNames {
		r.fail("%d events, %d properties, %d shapes: more than there can be", len(names.events), len(names.properties), len(names.shapes))
		return
	}
	if st.events == 0 {
		st.oldest, st.newest = ms, ms
	}
	st.oldest, st.newest = min(st.oldest, ms), max(st.newest, ms)
	st.events++
	if l.rows == nil {
		l.rows = &head{}
	}
	if l.rows.add(uint16(n%people.ShardSize), ms, l.in.shape, l.in.nums, e.ID); l.rows.len() >= loadRows {
		l.sort()
	}
}

// sort sorts the rows that were gathered into runs of their shard.
func (l *logLoader) sort() {
	if l.rows == nil {
		return
	}
	sh := l.store.now.shardOf(l.person)
	sh.install(byPartition(sh.runs, seal(l.rows, l.store.now.names.known(), nil)), 0)
	l.rows = nil
}

// shardEnds sorts the last rows of a shard, and merges its runs: once, however many there are.
func (l *logLoader) shardEnds() {
	if l.any {
		l.sort()
		sh := l.store.now.shardOf(l.person)
		sh.install(settle(sh.runs, l.store.now.names.known()), 0)
	}
}
