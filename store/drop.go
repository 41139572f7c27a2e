package store

import (
	"hash/maphash"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// DropBefore removes all events before the start of a day of the store's location, for good, and gives their memory back; it reports how many events of living people went. People
// stay known. Earlier events are refused from then on with ErrDropped, and every report or segment that reaches back before the day says so. An earlier day than one given
// before changes nothing. It costs about a copy of what is kept of the partitions of time that it cuts: what is later is not touched. The bytes of texts, and what a Journal keeps,
// go with the compaction that it starts in the background, see Compact. Options.Retain does it by itself.
func (s *Store) DropBefore(day value.Date) (int64, error) {
	out, err := s.commit(change{op: opDropBefore, day: day})
	return out.dropped, err
}

func (s *Store) applyDropBefore(day value.Date) int64 {
	st := &s.now
	if day <= st.dropped {
		return 0
	}
	st.dropped = day
	st.position++
	before := s.calendar.start(day)
	names, alive := st.names.known(), st.people.View()
	dropped := int64(0)
	for i := range st.shards {
		dropped += s.cutShard(i, before, names, alive)
	}
	if st.events -= dropped; dropped > 0 {
		s.remeasure()
	}
	s.forgetSoon()
	return dropped
}

// cutShard removes the rows before an instant, and gives how many of them were of living people.
func (s *Store) cutShard(i int, before int64, names *known, alive *people.View) (dropped int64) {
	sh := s.now.shards[i]
	if sh.waits(before) {
		s.sealNow(i)
	}
	var runs []*run
	ids := 0
	for _, r := range sh.runs {
		if int64(r.part)<<partitionBits >= before {
			runs = append(runs, r)
			continue
		}
		rows := 0
		for p, low := range r.low {
			row := r.first[p]
			for ; row < r.first[p+1] && r.ms(row) < before; row++ {
				if len(r.id(row)) > 0 {
					ids++
				}
			}
			n := int(row - r.first[p])
			rows += n
			if alive.Alive(people.Number(i*people.ShardSize + int(low))) {
				dropped += int64(n)
			}
		}
		if rows == 0 {
			runs = append(runs, r)
		} else if rows < r.len() {
			runs = append(runs, mergeRuns([]*run{r}, names, func(_ uint16, ms int64, _ []byte) bool { return ms < before }))
		}
	}
	sh.install(runs, 0)
	sh.idsWent(ids, s.seed)
	return dropped
}

// waits reports whether rows before an instant wait in the heads.
func (s *shard) waits(before int64) bool {
	for _, h := range s.heads {
		for _, ms := range h.times {
			if ms < before {
				return true
			}
		}
	}
	return false
}

// idsWent notes that rows with event IDs went. Their fingerprints go once they are as many as those that are needed, so that this costs no more than having put them in.
func (s *shard) idsWent(ids int, seed maphash.Seed) {
	if s.stale += ids; s.stale > 0 && s.stale*2 >= s.seen.n {
		s.remember(seed)
	}
}

// remember makes the fingerprints anew from the rows.
func (s *shard) remember(seed maphash.Seed) {
	s.seen, s.stale = fingerprints{}, 0
	add := func(low uint16, id []byte) {
		if len(id) > 0 {
			s.seen.add(fingerprint(seed, people.Number(s.number*people.ShardSize+int(low)), string(id)))
		}
	}
	for _, r := range s.runs {
		for p, low := range r.low {
			for row := r.first[p]; row < r.first[p+1] && r.idEnd != nil; row++ {
				add(low, r.id(row))
			}
		}
	}
	for _, h := range s.heads {
		for row, low := range h.low {
			add(low, h.id(row))
		}
	}
}

// DropProjections gives the memory of all that was made of the logs to answer faster back (Stats: Bytes.Projections). It is made anew by the questions that need it; answers do not change, also of scans that are under
// way. A service that is short of memory may call it at any time.
func (s *Store) DropProjections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sh := range s.now.shards {
		for _, r := range sh.runs {
			r.dropProjections() // first: what readers make from here on stays in the budget
			s.now.budget.letGo(r)
		}
	}
}
