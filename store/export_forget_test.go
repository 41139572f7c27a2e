package store

import "context"

// Forget is the compaction that deletions start, now.
func (s *Store) Forget(ctx context.Context) error { return s.compact(ctx, false) }

// Queued is how many commits wait for the journal.
func (s *Store) Queued() int {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return len(s.journal.queue)
}
