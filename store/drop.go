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
	if sh.head != nil {
		sh.runs = byPartition(sh.runs, seal(sh.head, sh.head.len(), names))
		sh.head = nil
	}
	gone := func(low uint16, ms int64, _ []byte) bool {
		n := base + people.Number(low)
		return !alive.Alive(n) || drop(n, ms)
	}
	var runs []*run
	for _, r := range sh.runs {
		if kept := mergeRuns([]*run{r}, names, gone); kept != nil {
			runs = append(runs, kept)
			left += int64(kept.len())
		}
	}
	sh.runs = settle(runs, names)
	sh.view = nil
	return left
}

// Compact rewrites the logs without the events of people who were deleted or merged away, and gives their memory back once the views that hold it are let go. It holds
// the writer for as long as it takes to copy the shards concerned, one after the other; a cancelled context ends it between two shards, with nothing half-done.
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
	return nil
}
