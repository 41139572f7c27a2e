package durable

import (
	"context"
	"fmt"
	"time"
)

// Snapshot writes a snapshot, so that opening has only to make again what comes after it, and removes the files that it replaces. Writing goes on meanwhile. It waits for one that is being written
// in the background. An error changes nothing: what is in the folder stays as good as before.
func (s *Store) Snapshot(ctx context.Context) error {
	return s.inTurn(ctx, s.snapshot)
}

// inTurn runs what one at a time may do.
func (s *Store) inTurn(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)() // Close ends it
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		if s.ctx.Err() != nil {
			return fmt.Errorf("%w: %s", ErrClosed, s.journal.folder)
		}
		return ctx.Err()
	}
	return do(ctx)
}

// snapshot is for the one whose turn it is.
func (s *Store) snapshot(ctx context.Context) error {
	j := s.journal
	base, err := j.rotate()
	if err != nil {
		return s.about(err)
	}
	// What is in the old tails may be made by the store only in a moment.
	v := s.View()
	for v.Commits() < base {
		select {
		case <-time.After(100 * time.Microsecond):
			v = s.View()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	// A state has one snapshot. Only the one that was loaded, or written since, is known to be sound.
	s.mu.Lock()
	saved := s.saved
	s.mu.Unlock()
	if v.Commits() != saved {
		if err := j.folder.writeSnapshot(ctx, v); err != nil {
			return s.about(err)
		}
	}
	s.mu.Lock()
	s.saved, s.after = v.Commits(), 0
	s.mu.Unlock()
	if err := j.forget(base); err != nil {
		return s.about(err)
	}
	if err := j.folder.forgetSnapshots(v.Commits()); err != nil {
		return s.about(err)
	}
	s.forgotten()
	return nil
}

func (s *Store) about(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("durable: %s: snapshot: %w", s.journal.folder, err)
}

// inBackground begins a snapshot, unless one is being written. The journal calls it, and is locked.
func (s *Store) inBackground() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if size := s.journal.bytes(); s.running || size < s.after {
		return
	}
	s.running = true
	s.waiting.Go(func() {
		err := s.inTurn(s.ctx, func(ctx context.Context) error {
			if s.Status().TailBytes <= s.journal.options.TailBytes {
				return nil // somebody else wrote one meanwhile
			}
			return s.snapshot(ctx)
		})
		size := s.Status().TailBytes
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.ctx.Err() != nil {
			return // closed: none is begun any more
		}
		s.running = false
		if err != nil {
			s.after = size + s.journal.options.TailBytes // not at every change
			s.journal.options.Log.Error("durable: no snapshot could be written in the background", "path", string(s.journal.folder), "err", err)
		}
	})
}
