package store

import (
	"context"
	"errors"
	"time"
)

// Compact drops what Options.Retain keeps no longer, if that is due, as a change would. Then it gives back what deleted people held, and what no row has any more: when it returns, nothing of people who were deleted or redacted before the call (logs, IDs, texts of attributes and properties), or of
// events before a day that was dropped, is in the memory of the store, nor in what its Journal keeps. Views taken before, and sets and reports of them, keep theirs until they are let go. It
// also leaves one run for each shard and partition of time, which is the layout that answers fastest.
//
// Delete, Redact and DropBefore start a compaction themselves, in the background: a second after the first of them, and two seconds more for every million events and people, so that many deletions are forgotten together and
// that it takes at most about a tenth of one core, whatever comes. It works beside the writer. Compact waits for one that is under way, and does not wait for the next to begin. An error of the background is the journal's to
// tell, and to try again; the next deletion, or Compact, asks it again.
//
// Compact itself copies what has to be copied beside the writer too, about 50 ns an event, but holds it while it makes the tables of IDs and of attribute texts anew of which an eighth has gone, so that their memory is
// given back (about 100 ns a person). A cancelled context ends it between two shards, with nothing half-done. The error is the context's or the journal's.
func (s *Store) Compact(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.retain(); err != nil {
		s.refuse(err)
		return errors.Join(err, s.compact(ctx, true)) // what was deleted is forgotten all the same
	}
	return s.compact(ctx, true)
}

// forgetSoon has a compaction begin in the background, unless one is going to. s.mu is held.
func (s *Store) forgetSoon() {
	st := &s.now
	st.due = true
	if !st.planned {
		st.planned = true
		time.AfterFunc(st.rest(), s.forget)
	}
}

// rest is how long the background waits before a compaction. No clock is read: what it costs grows with what there is, at most some 200 ns each.
func (st *state) rest() time.Duration {
	return time.Second + 2*time.Microsecond*time.Duration(st.events+int64(st.people.Len()))
}

// forget is the compaction in the background.
func (s *Store) forget() {
	s.mu.Lock()
	due := s.now.due
	s.mu.Unlock()
	if due {
		_ = s.compact(context.Background(), false) // the journal has told whom it concerns
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.planned = false
	if s.now.due {
		s.forgetSoon() // what was deleted meanwhile, whatever became of what was deleted before
	}
}

// failedToForget notes that what was deleted is still there. The background may have found nothing due while Compact was at work: so it gets its turn again after a Compact that came to nothing.
func (s *Store) failedToForget(wholly bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now.undone = true; wholly {
		s.forgetSoon()
	}
}

// compact forgets what was deleted; wholly gives back all memory that it can, and holds the writer for that.
func (s *Store) compact(ctx context.Context, wholly bool) (err error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	s.mu.Lock()
	due := s.now.due || s.now.undone
	s.now.due, s.now.undone = false, false
	shards := len(s.now.shards)
	s.mu.Unlock()
	defer func() {
		if err != nil && due {
			s.failedToForget(wholly)
		}
	}()
	for i := range shards {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.mu.Lock()
		if wholly {
			s.fold(i)
		} else {
			s.purge(i)
		}
		s.mu.Unlock()
	}
	if err := s.forgetTexts(ctx); err != nil {
		return err
	}
	s.forgetPeople(wholly)
	if err := s.sealerLetsGo(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	s.now.compactions++
	s.mu.Unlock()
	if j := s.options.Journal; j != nil && ctx.Err() == nil {
		return j.Forget(ctx)
	}
	return ctx.Err()
}

// forgetPeople has the registry forget who is gone.
func (s *Store) forgetPeople(wholly bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { s.now.memory.changed = true }()
	s.view = nil
	s.now.people.ForgetIDs()
	v := s.now.people.View()
	s.mu.Unlock()
	attributes := v.Forgettable()
	s.mu.Lock()
	for _, name := range attributes {
		s.now.people.ForgetTexts(name)
		s.view = nil
		s.mu.Unlock() // for a writer to have its turn
		s.mu.Lock()
	}
	if wholly {
		s.now.people.Compact()
		s.view = nil
	}
}

// besideTries is how often the runs of a shard are rewritten beside the writer, before what has changed meanwhile is rewritten while the writer waits.
const besideTries = 4

// purge takes the rows of the dead out of a shard. The rewriting is done without the lock, on what is never written again. s.mu is held before and after.
func (s *Store) purge(i int) {
	sh := s.now.shards[i]
	gone := sh.dead()
	if gone == nil {
		return
	}
	if sh.headBuried() {
		s.sealNow(i)
	}
	clean := map[*run]*run{} // a run -> what is left of it
	ids := 0                 // of rows that went
	for try := 1; ; try++ {
		runs, names := sh.runs, s.now.names.known()
		todo := false
		for _, r := range runs {
			_, done := clean[r]
			todo = todo || !done
		}
		if !todo {
			break
		}
		if try < besideTries {
			s.mu.Unlock()
		}
		for _, r := range runs {
			if _, done := clean[r]; done {
				continue
			}
			left := r.without(gone, names, &ids)
			if clean[r] = left; left != nil {
				clean[left] = left
			}
		}
		if try < besideTries {
			s.mu.Lock()
		}
		changed := false
		runs = nil
		for _, r := range sh.runs {
			left, done := clean[r]
			if !done {
				left = r // the sealer's; seen at the next try
			}
			if left != nil {
				runs = append(runs, left)
			}
			changed = changed || left != r
		}
		if changed {
			sh.install(runs, 0)
		}
	}
	sh.idsWent(ids, s.seed)
	s.view = nil
}

// fold leaves one run of each partition of a shard, without the rows of the dead. The rewriting is done without the lock, as by purge. s.mu is held before and after.
func (s *Store) fold(i int) {
	sh := s.now.shards[i]
	sh.folding = true
	defer func() { sh.folding = false }()
	for try := 1; ; try++ {
		s.sealNow(i)
		names := s.now.names.known()
		runs, layout, gone := sh.runs, sh.layout, sh.dead()
		if try < besideTries {
			s.mu.Unlock()
		}
		ids := 0
		folded := oneEach(runs, names, gone, &ids)
		if try < besideTries {
			s.mu.Lock()
		}
		if sh.layout != layout {
			continue
		}
		if sh.install(folded, 0); sh.stale > 0 || ids > 0 {
			sh.remember(s.seed)
		}
		s.view = nil
		return
	}
}
