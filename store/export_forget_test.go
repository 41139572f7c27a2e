package store

import "context"

// Forget is the compaction that deletions start, now.
func (s *Store) Forget(ctx context.Context) error { return s.compact(ctx, false) }
