package store

import (
	"math"

	"github.com/footfall-go/footfall/people/value"
)

// retain drops what Options.Retain keeps no longer, with the first change or Compact of a day of the store's location by the clock of ingest. It is a commit of its own, of the day: a journal that is replayed, at whatever time and with
// whatever options, drops the same.
func (s *Store) retain() error {
	if s.options.Retain == 0 {
		return nil
	}
	now := s.options.Now().UnixMilli()
	if now < s.retained.Load() {
		return nil
	}
	today := s.calendar.day(now)
	day := today - value.Date(s.options.Retain) + 1
	if !day.Valid() || !today.Valid() {
		return nil // the clock is of no year that an event could be of
	}
	s.mu.Lock()
	due := day > s.now.dropped
	s.mu.Unlock()
	if due {
		if _, err := s.enact(change{op: opDropBefore, day: day}); err != nil {
			return err
		}
	}
	next := int64(math.MaxInt64)
	if tomorrow := today + 1; tomorrow.Valid() {
		next = s.calendar.start(tomorrow)
	}
	s.retained.Store(next)
	return nil
}
