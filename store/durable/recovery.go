package durable

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/footfall-go/footfall/store"
)

// Recovery is what Open found.
type Recovery struct {
	Fresh    bool          // there was nothing: a new folder
	Snapshot uint64        // commits in the snapshot
	Replayed uint64        // commits made again from tails, those from recent included
	Recent   int           // commits of which the last process did not get to the fsync
	Torn     int64         // bytes at the end of recent that were no whole record: commits that were not acknowledged, or lost by a loss of power
	Refused  []string      // snapshots that were damaged, and replaced by the one before and its tail; nothing is missing
	Removed  []string      // files that were not finished, or not needed any more
	Took     time.Duration // altogether
}

// Recovery tells what Open found.
func (s *Store) Recovery() Recovery { return s.recovery }

// recover makes the store of the files, and has the journal ready.
func (s *Store) recover(ctx context.Context) error {
	j, r, began := s.journal, &s.recovery, time.Now()
	snapshots, tails, removed, err := j.folder.list()
	if err != nil {
		return fmt.Errorf("durable: %w", err)
	}
	r.Removed = removed
	if len(snapshots) == 0 {
		if err := s.found(ctx, tails); err != nil {
			return err
		}
		r.Fresh = true
		if snapshots, tails, _, err = j.folder.list(); err != nil {
			return fmt.Errorf("durable: %w", err)
		}
	}
	if err := s.load(ctx, snapshots); err != nil {
		return err
	}
	if err := s.replay(ctx, tails); err != nil {
		return err
	}
	if newest := snapshots[len(snapshots)-1]; s.View().Commits() < newest {
		return fmt.Errorf("%w: %s, and there is nothing to make it again", store.ErrDamaged, j.folder.in(snapshotFile(newest)))
	}
	if _, err := os.Stat(j.folder.in(recentName)); err == nil {
		if err := j.settle(); err != nil {
			return fmt.Errorf("durable: %s: %w", j.folder, err)
		}
	}
	records, torn, err := replayRecent(j.folder.in(recentName), s.Store, j.last())
	if err != nil {
		return fmt.Errorf("durable: %s: %w", j.folder.in(recentName), err)
	}
	if r.Recent, r.Torn = records, torn; torn > 0 {
		j.options.Log.Warn("durable: records at the end were not whole and are left out", "path", j.folder.in(recentName), "bytes", torn)
	}
	commits := s.View().Commits()
	j.next, s.saved, r.Replayed = commits+1, r.Snapshot, commits-r.Snapshot
	if j.options.Sync == EveryInterval {
		if j.recent, err = openRecent(j.folder.in(recentName)); err != nil {
			return fmt.Errorf("durable: %w", err)
		}
	}
	if err := s.tidy(snapshots); err != nil {
		return fmt.Errorf("durable: %w", err)
	}
	r.Took = time.Since(began)
	return nil
}

// found makes the files of a new folder: an empty tail, then the snapshot of nothing, which keeps the location.
func (s *Store) found(ctx context.Context, tails []uint64) error {
	j := s.journal
	for _, base := range tails {
		t, err := openTail(j.folder.in(tailFile(base)), base, false)
		if err != nil {
			return err
		}
		records, err := t.read(base + 1)
		_ = t.close()
		if err != nil {
			return err
		}
		if base != 0 || len(records) > 0 {
			return fmt.Errorf("%w: %s: there are records, but no snapshot", store.ErrDamaged, j.folder)
		}
	}
	empty, err := store.New(&j.options.Store)
	if err != nil {
		return err
	}
	if len(tails) == 0 {
		t, err := j.folder.newTail(0, false)
		if err == nil {
			err = t.close()
		}
		if err != nil {
			return fmt.Errorf("durable: %w", err)
		}
	}
	if err := j.folder.writeSnapshot(ctx, empty.View()); err != nil {
		return fmt.Errorf("durable: %w", err)
	}
	return nil
}

// load makes the store of the newest snapshot that is sound.
func (s *Store) load(ctx context.Context, snapshots []uint64) (err error) {
	for i := len(snapshots) - 1; i >= 0; i-- {
		path := s.journal.folder.in(snapshotFile(snapshots[i]))
		failed := s.loadOne(ctx, path, snapshots[i])
		if failed == nil {
			s.recovery.Snapshot = snapshots[i]
			return nil
		}
		if failed = fmt.Errorf("durable: %s: %w", path, failed); err == nil {
			err = failed
		}
		if !errors.Is(failed, store.ErrDamaged) {
			return failed
		}
		s.recovery.Refused = append(s.recovery.Refused, snapshotFile(snapshots[i]))
		s.journal.options.Log.Error("durable: a snapshot is damaged", "path", path, "err", failed)
	}
	return err
}

func (s *Store) loadOne(ctx context.Context, path string, commits uint64) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	o := s.journal.options.Store
	o.Journal = s.journal
	loaded, err := store.Load(ctx, bufio.NewReaderSize(file, 1<<20), &o)
	if err != nil {
		return err
	}
	if have := loaded.View().Commits(); have != commits {
		return fmt.Errorf("%w: of commit %d", store.ErrDamaged, have)
	}
	s.Store = loaded
	return nil
}

// replay opens the tails and makes again what the snapshot does not have.
func (s *Store) replay(ctx context.Context, tails []uint64) error {
	j := s.journal
	if len(tails) == 0 {
		return fmt.Errorf("%w: %s: there is a snapshot, but no tail", store.ErrDamaged, j.folder)
	}
	commits := s.View().Commits()
	for _, base := range tails {
		path := j.folder.in(tailFile(base))
		if base > commits {
			return fmt.Errorf("%w: %s: the commits from %d to %d before it are missing", store.ErrDamaged, path, commits+1, base)
		}
		t, err := openTail(path, base, j.options.Sync == Never)
		if err != nil {
			return err
		}
		j.tails = append(j.tails, t)
		if commits, err = s.replayTail(ctx, t, commits); err != nil {
			return err
		}
	}
	// Without fsync the tail may have lost what a snapshot has. Numbers of a tail follow on each other.
	if commits > j.last().end {
		t, err := j.folder.newTail(commits, j.options.Sync == Never)
		if err != nil {
			return fmt.Errorf("durable: %w", err)
		}
		j.tails = append(j.tails, t)
	}
	return nil
}

// replayTail makes again what follows on the commits that there are, and gives how many there are then.
func (s *Store) replayTail(ctx context.Context, t *tail, commits uint64) (uint64, error) {
	for {
		if err := ctx.Err(); err != nil {
			return commits, err
		}
		records, err := t.read(t.end + 1)
		if err != nil || len(records) == 0 {
			return commits, err
		}
		for _, record := range records {
			done, err := s.Replay(record)
			if err != nil {
				return commits, fmt.Errorf("durable: %s: %w", t.path, err)
			}
			t.end++
			t.bytes += int64(len(record))
			if done != (t.end == commits+1) {
				return commits, fmt.Errorf("%w: %s: record %d is another one", store.ErrDamaged, t.path, t.end)
			}
			commits = max(commits, t.end)
		}
	}
}

// tidy removes what a process that was killed between a snapshot and the end of its work left.
func (s *Store) tidy(snapshots []uint64) error {
	j := s.journal
	for len(j.tails) > 1 && j.tails[1].base <= s.recovery.Snapshot {
		s.recovery.Removed = append(s.recovery.Removed, tailFile(j.tails[0].base))
		if err := j.forget(j.tails[1].base); err != nil {
			return err
		}
	}
	for _, n := range snapshots {
		if n < s.recovery.Snapshot {
			s.recovery.Removed = append(s.recovery.Removed, snapshotFile(n))
		}
	}
	return j.folder.forgetSnapshots(s.recovery.Snapshot)
}
