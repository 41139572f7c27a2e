package store

import (
	"fmt"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
)

// Merge makes one person of two: from's events, tags and attributes go to into, whose own attributes win, and from is another name (an alias) of into from now
// on. Events that share an event ID become one, the earlier (of one time: the first in the canonical order). IDs not known yet become known. Doing it again changes
// nothing.
//
// ErrSelfMerge where both IDs are the same; ErrAliasCycle where into is an alias of from already. It costs a microsecond an event of from.
func (s *Store) Merge(from, into string) error {
	_, err := s.commit(change{op: opMerge, person: from, into: into})
	return err
}

// Delete removes a person (an alias deletes the person it names): log, attributes, tags and all names go at once, and every later view is without them. Views taken before keep
// what they hold. The bytes go with the compaction that Delete starts in the background; Compact does it at once and returns when it is done. ErrNoPerson. A later write to the ID makes a new person.
func (s *Store) Delete(person string) error {
	_, err := s.commit(change{op: opDelete, person: person})
	return err
}

func (s *Store) checkMerge(c *change) error {
	if err := checkID("from", c.person); err != nil {
		return err
	}
	if err := checkID("into", c.into); err != nil {
		return err
	}
	if c.person == c.into {
		return fmt.Errorf("%w: %s", ErrSelfMerge, strict.Quote(c.person))
	}
	from, known := s.now.people.Find(c.person)
	into, also := s.now.people.Find(c.into)
	if known && also && from == into {
		if id, _ := s.now.people.View().ID(into); id == c.person {
			return fmt.Errorf("%w: %s is an alias of %s", ErrAliasCycle, strict.Quote(c.into), strict.Quote(c.person))
		}
	}
	return nil
}

func (s *Store) applyMerge(c *change) {
	st := &s.now
	into, _ := st.people.Intern(c.into)
	from, _ := st.people.Intern(c.person)
	if from == into {
		return // an earlier merge has made them one
	}
	st.position++
	theirs := s.coded(from)
	s.keepEarlier(into, theirs)
	st.people.Merge(from, into)
	s.bury(from, len(theirs))
	var repeated []codedEvent
	for i := range theirs {
		if !s.put(into, theirs[i].ms, theirs[i].id, &theirs[i].incoming) {
			repeated = append(repeated, theirs[i]) // ours is the earlier
		}
	}
	s.remeasureIf(repeated)
}

// codedEvent is a stored event as it can be put again.
type codedEvent struct {
	incoming
	ms int64
	id string
	row
}

// coded is a person's log, in no set order.
func (s *Store) coded(n people.Number) []codedEvent {
	var out []codedEvent
	i := int(n) / people.ShardSize
	if i >= len(s.now.shards) {
		return nil
	}
	sh, low := s.now.shards[i], uint16(n%people.ShardSize)
	add := func(r row, ms int64) {
		e := codedEvent{ms: ms, id: string(r.id()), row: r}
		e.incoming.shape = r.shape()
		for j := range s.now.names.shapes[r.shape()].slots {
			e.nums = append(e.nums, r.num(j))
		}
		out = append(out, e)
	}
	for _, r := range sh.runs {
		if p, ok := r.person(low); ok {
			c := cursor{runRow{r, r.first[p], r.start[p]}, r.first[p+1]}
			for c.row < c.end {
				add(c.runRow, r.ms(c.row))
				c.advance()
			}
		}
	}
	for _, h := range sh.heads {
		for row, l := range h.low {
			if l == low {
				add(headRow{h, uint32(row)}, h.times[row])
			}
		}
	}
	return out
}

// keepEarlier removes from a person's log the events that share an ID with an earlier one of a log that is about to be put.
func (s *Store) keepEarlier(n people.Number, theirs []codedEvent) {
	byID := map[string]*codedEvent{}
	for i := range theirs {
		if theirs[i].id != "" {
			byID[theirs[i].id] = &theirs[i]
		}
	}
	if len(byID) == 0 {
		return
	}
	names := s.now.names.known()
	later := map[string]bool{}
	ours := s.coded(n)
	for i := range ours {
		t := byID[ours[i].id]
		if ours[i].id == "" || t == nil {
			continue
		}
		if t.ms < ours[i].ms || t.ms == ours[i].ms && compareTied(names, t.row, ours[i].row) < 0 {
			later[ours[i].id] = true
		}
	}
	if len(later) == 0 {
		return
	}
	sh, low := s.now.shardOf(n), uint16(n%people.ShardSize)
	s.sealNow(int(n) / people.ShardSize)
	runs := make([]*run, 0, len(sh.runs))
	for _, r := range sh.runs {
		if _, ok := r.person(low); ok && r.idEnd != nil {
			r = mergeRuns([]*run{r}, names, func(l uint16, _ int64, id []byte) bool { return l == low && later[string(id)] })
		}
		if r != nil {
			runs = append(runs, r)
		}
	}
	sh.install(runs, 0)
	s.now.events -= int64(len(later))
	s.remeasure()
}

// bury takes the events of a number that is dead from now on out of the totals.
func (s *Store) bury(n people.Number, events int) {
	s.now.events -= int64(events)
	if events > 0 {
		s.now.shardOf(n).bury(uint16(n % people.ShardSize))
	}
}

func (s *Store) applyDelete(c *change) {
	st := &s.now
	n, ok := st.people.Find(c.person)
	if !ok {
		return // an earlier change of the same commit has
	}
	log := s.coded(n)
	st.people.Delete(n)
	s.bury(n, len(log))
	st.position++
	s.remeasureIf(log)
	s.forgetSoon()
}

// remeasureIf looks for the oldest and the newest event again where events that may have gone were among them.
func (s *Store) remeasureIf(gone []codedEvent) {
	for i := range gone {
		if gone[i].ms == s.now.oldest || gone[i].ms == s.now.newest {
			s.remeasure()
			return
		}
	}
}

// remeasure finds the oldest and the newest event of living people anew.
func (s *Store) remeasure() {
	st := &s.now
	st.oldest, st.newest = 0, 0
	found := false
	see := func(ms int64) {
		if !found {
			st.oldest, st.newest, found = ms, ms, true
		}
		st.oldest, st.newest = min(st.oldest, ms), max(st.newest, ms)
	}
	alive := st.people.View()
	for i, sh := range st.shards {
		base := people.Number(i * people.ShardSize)
		for _, r := range sh.runs {
			for p, low := range r.low {
				if alive.Alive(base + people.Number(low)) {
					see(r.ms(r.first[p]))
					see(r.ms(r.first[p+1] - 1))
				}
			}
		}
		for _, h := range sh.heads {
			for row, low := range h.low {
				if alive.Alive(base + people.Number(low)) {
					see(h.times[row])
				}
			}
		}
	}
}
