package store

import (
	"context"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// DropBefore removes all events before the start of a day of the store's location, for good, and gives their memory back; it reports how many events of living people went. People
// stay known. Earlier events are refused from then on with ErrDropped, and every report or segment that reaches back before the day says so. An earlier day than one given
// before changes nothing. It costs about a copy of what is kept of the partitions that it cuts.
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
	kept := s.sift(func(_ people.Number, ms int64) bool { return ms < before })
	dropped := st.events - kept
	st.events = kept
	s.remeasure()
	return dropped
}

// sift rewrites what drop says yes to, or is of dead people, out of all shards; it returns the number of events that are left.
func (s *Store) sift(drop func(n people.Number, ms int64) bool) int64 {
	names, alive := s.now.names.known(), s.now.people.View()
	left := int64(0)
	for i := range s.now.shards {
		left += s.siftShard(i, names, alive, drop)
	}
	return left
}

func (s *Store) siftShard(i int, names *known, alive *people.View, drop func(n people.Number, ms int64) bool) int64 {
	sh := s.now.shards[i]
	base := people.Number(i * people.ShardSize)
	left := int64(0)
	sh.sealAll(names)
	gone := func(low uint16, ms int64, _ []byte) bool {
		n := base + people.Number(low)
		return !alive.Alive(n) || drop(n, ms)
	}
	var runs []*run
	for from := 0; from < len(sh.runs); {
		to := from + 1
		for to < len(sh.runs) && sh.runs[to].part == sh.runs[from].part {
			to++
		}
		kept := sh.runs[from]
		if to > from+1 || kept.any(gone) {
			kept = mergeRuns(sh.runs[from:to], names, gone)
		}
		if kept != nil {
			runs = append(runs, kept)
			left += int64(kept.len())
		}
		from = to
	}
	sh.install(runs, 0)
	return left
}

// any reports whether some row of the run meets the test.
func (r *run) any(test func(low uint16, ms int64, id []byte) bool) bool {
	for p, low := range r.low {
		for row := r.first[p]; row < r.first[p+1]; row++ {
			if test(low, r.ms(row), r.id(row)) {
				return true
			}
		}
	}
	return false
}

// Compact rewrites the logs without the events of people who were deleted or merged away, and with one run for each shard and partition of time, which is the layout that answers fastest; it drops
// the IDs and attribute texts of deleted people as well. Their memory is given back once the views that hold it are let go. It holds the writer while it copies a shard, one
// after the other (about 50 ns an event that has to be copied); a cancelled context ends it between two shards, with nothing half-done.
func (s *Store) Compact(ctx context.Context) error {
	s.mu.Lock()
	shards := len(s.now.shards)
	s.mu.Unlock()
	for i := range shards {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.mu.Lock()
		s.siftShard(i, s.now.names.known(), s.now.people.View(), func(people.Number, int64) bool { return false })
		s.view = nil
		s.mu.Unlock()
	}
	s.mu.Lock()
	s.now.people.Compact()
	s.view = nil
	s.mu.Unlock()
	return ctx.Err()
}

// DropColumns gives the memory of all projections back (Stats: Bytes.Columns). They are made anew by the questions that need them; answers do not change, also of scans that are under
// way. A service that is short of memory may call it at any time.
func (s *Store) DropColumns() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sh := range s.now.shards {
		for _, r := range sh.runs {
			s.now.budget.dropColumns(r)
			r.dropColumns()
		}
	}
}
