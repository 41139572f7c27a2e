package durable

import (
	"context"
	"errors"
	"time"
)

// How long after a failure the snapshot is tried again that is to forget what was deleted: each wait is twice the one before, up to the longest.
const (
	firstWait   = time.Second
	longestWait = 5 * time.Minute
)

// forget is a Snapshot that Compact, or the compaction that a deletion starts, has written. Where it fails it is tried again in the background.
func (s *Store) forget(ctx context.Context) error {
	select {
	case <-s.opened: // a deletion that Open has made again
	case <-ctx.Done():
		return ctx.Err()
	}
	err := s.Snapshot(ctx)
	if err != nil && ctx.Err() == nil {
		s.owe(err)
	}
	return err
}

// owe notes that what was deleted is still in the folder, and has it tried again.
func (s *Store) owe(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return // closed: it is for the next Open, which makes the deletion again, or begins with a snapshot without it
	}
	s.owed = err
	if s.paying {
		return // the background tells of it at its next try
	}
	s.tellOwed(firstWait)
	if !errors.Is(err, ErrFailed) {
		s.paying = true
		s.waiting.Go(s.pay)
	}
}

// pay writes a snapshot as soon as that is possible. It ends when one was written, by whomever, when writing has failed for good, and with the Store.
func (s *Store) pay() {
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		select {
		case <-time.After(wait):
		case <-s.ctx.Done():
			return
		}
		var err error
		if s.Status().Owed != nil {
			err = s.Snapshot(s.ctx)
		}
		s.mu.Lock()
		if s.ctx.Err() != nil {
			s.mu.Unlock()
			return
		}
		if err != nil {
			s.owed = err
			s.tellOwed(min(2*wait, longestWait))
		}
		if s.owed == nil || errors.Is(s.owed, ErrFailed) {
			s.paying = false
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
	}
}

// tellOwed logs the failure, and when the next try is. s.mu is held.
func (s *Store) tellOwed(wait time.Duration) {
	if errors.Is(s.owed, ErrFailed) {
		s.journal.options.Log.Error("durable: what was deleted is still in the folder, until it is opened again", "path", string(s.journal.folder), "err", s.owed)
		return
	}
	s.journal.options.Log.Error("durable: what was deleted is still in the folder, and is tried again", "path", string(s.journal.folder), "err", s.owed, "in", wait)
}

// forgotten notes that a snapshot has taken the place of all before it.
func (s *Store) forgotten() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.owed != nil {
		s.owed = nil
		s.journal.options.Log.Info("durable: what was deleted is in the folder no more", "path", string(s.journal.folder))
	}
}
