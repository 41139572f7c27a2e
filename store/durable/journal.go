package durable

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"
)

// journal is the store.Journal of a folder.
type journal struct {
	folder  folder
	options Options
	grown   func()                          // called when the tails are over TailBytes; must not wait
	erase   func(ctx context.Context) error // writes a snapshot and removes what is before it

	mu       sync.Mutex // guards all below
	tails    []*tail    // oldest first; the last one takes the records
	next     uint64     // number of the next commit
	needless []string   // names of tails that are to be removed
	recent   *recent    // under EveryInterval
	wait     *time.Timer
	synced   time.Time
	took     time.Duration // of what synced is the end of
	syncs    int64
	calm     bool  // what was there before is on the disk
	err      error // refuses everything
}

// Append keeps records by the policy.
func (j *journal) Append(records [][]byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return j.err
	}
	err := j.settle()
	switch {
	case err != nil:
	case j.recent != nil:
		err = j.soon(records)
	default:
		began := time.Now()
		err = j.last().put(j.next, records)
		if j.options.Sync == EveryCommit && err == nil {
			j.sync(began)
		}
	}
	if err != nil {
		return j.failed(err)
	}
	j.next += uint64(len(records))
	if limit := j.options.TailBytes; limit > 0 && j.bytes() > limit {
		j.grown()
	}
	return nil
}

// Forget has the folder hold nothing of what was deleted: the snapshot is one of a view without it, and older files go.
func (j *journal) Forget(ctx context.Context) error { return j.erase(ctx) }

// settle has on the disk what a process left that was killed, before anything is written after it: names, tails that are not written any more, and in the last one a state that bbolt takes for safe, and
// writes over the one before.
func (j *journal) settle() error {
	if j.calm || j.options.Sync == Never {
		return nil
	}
	for _, t := range j.tails {
		if err := t.db.Sync(); err != nil {
			return err
		}
	}
	if err := j.folder.sync(); err != nil {
		return err
	}
	j.calm = true
	return nil
}

// soon writes records where a killed process cannot lose them, and has them synced within the interval.
func (j *journal) soon(records [][]byte) error {
	if err := j.recent.add(records); err != nil {
		return err
	}
	if j.recent.size > chunkBytes {
		return j.flush(j.next + uint64(len(records)))
	}
	if j.wait == nil {
		j.wait = time.AfterFunc(j.options.Interval, func() {
			j.mu.Lock()
			defer j.mu.Unlock()
			if j.err == nil {
				if err := j.flush(j.next); err != nil {
					_ = j.failed(err)
				}
			}
		})
	}
	return nil
}

// flush moves what waits for an fsync, up to the number before next, to the tail.
func (j *journal) flush(next uint64) error {
	if j.wait != nil {
		j.wait.Stop()
		j.wait = nil
	}
	if j.recent == nil || len(j.recent.records) == 0 {
		return nil
	}
	began := time.Now()
	if err := j.last().put(next-uint64(len(j.recent.records)), j.recent.records); err != nil {
		return err
	}
	j.sync(began)
	return j.recent.clear()
}

// sync notes an fsync.
func (j *journal) sync(began time.Time) {
	j.synced = time.Now()
	j.took = j.synced.Sub(began)
	j.syncs++
}

// failed is the end of writing.
func (j *journal) failed(err error) error {
	j.err = fmt.Errorf("%w: %s: %w", ErrFailed, j.folder, err)
	j.options.Log.Error("durable: writing failed, all changes are refused from now on", "path", string(j.folder), "err", err)
	return j.err
}

func (j *journal) last() *tail { return j.tails[len(j.tails)-1] }

// bytes is how much there is to make again on opening, and a little more.
func (j *journal) bytes() (n int64) {
	for _, t := range j.tails {
		n += t.bytes
	}
	if j.recent != nil {
		n += j.recent.size
	}
	return n
}

// rotate has the next records go into a new tail, and gives the number of the last one before.
func (j *journal) rotate() (uint64, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return 0, j.err
	}
	if err := j.flush(j.next); err != nil {
		return 0, j.failed(err)
	}
	base := j.next - 1
	if j.last().base == base {
		return base, nil // nothing came since
	}
	t, err := j.folder.newTail(base, j.options.Sync == Never)
	if err != nil {
		return 0, err
	}
	j.tails = append(j.tails, t)
	return base, nil
}

// forget removes the tails before a number, which a snapshot has made needless.
func (j *journal) forget(base uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for len(j.tails) > 1 && j.tails[1].base <= base {
		if err := j.tails[0].close(); err != nil {
			return err
		}
		j.needless = append(j.needless, filepath.Base(j.tails[0].path))
		j.tails = j.tails[1:]
	}
	for len(j.needless) > 0 {
		if err := j.folder.remove(j.needless[0]); err != nil {
			return err // the next one tries again
		}
		j.needless = j.needless[1:]
	}
	return nil
}

// close makes what was acknowledged durable, whatever the policy, and refuses everything from then on.
func (j *journal) close() (err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if failed := j.err; failed != nil {
		err = failed
	} else if err = j.flush(j.next); j.options.Sync == Never {
		for _, t := range j.tails { // more than one where a snapshot did not come to its end
			if failed := t.db.Sync(); err == nil {
				err = failed
			}
		}
	}
	j.err = fmt.Errorf("%w: %s", ErrClosed, j.folder)
	for _, t := range j.tails {
		if failed := t.close(); err == nil {
			err = failed
		}
	}
	if j.recent != nil {
		if failed := j.recent.file.Close(); err == nil {
			err = failed
		}
	}
	return err
}
