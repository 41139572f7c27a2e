package store

import "github.com/footfall-go/footfall/people"

// Stats is how much a view holds. Bytes are of the memory behind the numbers, as allocated; they do not count what several views share twice.
type Stats struct {
	People   int    `json:"people"`   // living
	Events   int64  `json:"events"`   // of living people
	Stored   int64  `json:"stored"`   // rows kept, those of dead people included until they are compacted away
	Repeated int64  `json:"repeated"` // events ignored for their ID, ever
	Runs     int    `json:"runs"`     // sorted pieces of logs
	Evicted  int64  `json:"evicted"`  // projections that went for Options.Projections, ever
	Position uint64 `json:"position"`
	Bytes    Bytes  `json:"bytes"`
}

// Bytes is memory by kind.
type Bytes struct {
	People   people.Stats `json:"people"`    // identity, attributes, indexes, tags
	Logs     int64        `json:"logs"`      // per-person logs
	Heads    int64        `json:"heads"`     // rows that are not sorted in yet
	Bitmaps  int64        `json:"bitmaps"`   // per-event, per-day bitmaps
	Columns  int64        `json:"columns"`   // projections of the logs: see ScanDays
	EventIDs int64        `json:"event_ids"` // fingerprints of event IDs
	Texts    int64        `json:"texts"`     // dictionaries of property texts
	Names    int64        `json:"names"`     // events, properties, shapes
}

// Stats measures the store as it is. It costs a few microseconds a shard.
func (s *Store) Stats() Stats {
	v := s.View()
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Stats{People: v.state.people.Count(), Events: s.now.events, Repeated: s.now.repeats, Position: s.now.position, Evicted: s.now.budget.evicted()}
	out.Bytes.People = v.state.people.Stats()
	for _, sh := range s.now.shards {
		for _, r := range sh.runs {
			out.Runs++
			out.Stored += int64(r.len())
			out.Bytes.Logs += r.bytes()
			if c := r.index.Load(); c != nil {
				out.Bytes.Bitmaps += c.bytes()
			}
			out.Bytes.Columns += r.columnBytes()
		}
		for _, h := range sh.heads {
			out.Stored += int64(h.len())
			out.Bytes.Heads += h.bytes()
		}
		out.Bytes.EventIDs += int64(cap(sh.seen.slots)) * 8
	}
	for _, p := range s.now.names.properties {
		out.Bytes.Texts += p.texts.bytes()
		out.Bytes.Names += 64 + int64(len(p.name))
	}
	for _, name := range s.now.names.events {
		out.Bytes.Names += 48 + int64(len(name))
	}
	for _, sh := range s.now.names.shapes {
		out.Bytes.Names += 96 + 8*int64(cap(sh.slots))
	}
	return out
}
