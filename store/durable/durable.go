package durable

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"github.com/footfall-go/footfall/store"
)

// Store is a store.Store whose changes are kept in a folder. It is safe for concurrent use. Make it with Open.
type Store struct {
	*store.Store
	lock     *bbolt.DB
	journal  *journal
	recovery Recovery

	opened  chan struct{}   // closed when Open is through
	turn    chan struct{}   // held by the one that writes a snapshot
	ctx     context.Context // of what goes on in the background
	cancel  context.CancelFunc
	waiting sync.WaitGroup // for what goes on in the background
	close   sync.Once
	closed  error

	mu      sync.Mutex // guards all below
	running bool       // a snapshot in the background
	after   int64      // bytes of the tails below which none is tried again
	saved   uint64     // commits in the newest snapshot
	owed    error      // why what was deleted is still in the folder
	paying  bool       // it is tried again in the background
}

// Open opens a folder, and makes it where there is none. It reads all that is in it, about half a microsecond an event of the snapshot and a microsecond of the tail; a context that
// ends meanwhile ends it. One Store at a time has a folder open: ErrLocked. What is wrong with the files is a store.ErrDamaged or store.ErrNewer that names the file; nothing is changed then.
func Open(ctx context.Context, path string, o *Options) (*Store, error) {
	options, err := o.filled()
	if err != nil {
		return nil, err
	}
	f := folder(path)
	if err := f.create(); err != nil {
		return nil, fmt.Errorf("durable: %w", err)
	}
	lock, err := f.lock(options.LockTimeout)
	if err != nil {
		return nil, err
	}
	s := &Store{lock: lock, opened: make(chan struct{}), turn: make(chan struct{}, 1), journal: &journal{folder: f, options: options}}
	defer close(s.opened)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.journal.grown, s.journal.erase = s.inBackground, s.forget
	if err := s.recover(ctx); err != nil {
		s.cancel()
		s.turn <- struct{}{} // for ever: a deletion that was made again begins no snapshot in a folder that is let go
		for _, t := range s.journal.tails {
			_ = t.close()
		}
		if s.journal.recent != nil {
			_ = s.journal.recent.file.Close()
		}
		_ = lock.Close()
		return nil, err
	}
	return s, nil
}

// Close ends what goes on in the background, syncs what was acknowledged, whatever the policy, and lets the folder go. Views go on answering; changes are refused with ErrClosed. The error is the
// one for which not all that was acknowledged may be on the disk. A second Close gives the same again.
func (s *Store) Close() error {
	s.close.Do(func() {
		s.mu.Lock()
		s.running = true // for ever
		s.cancel()       // with the lock, so that nothing begins after it
		s.mu.Unlock()
		s.waiting.Wait()
		s.turn <- struct{}{} // a Snapshot in hand ends by the context
		s.closed = errors.Join(s.journal.close(), s.lock.Close())
	})
	return s.closed
}

// Backup writes the present state for Restore, or store.Load, while writing goes on. It is View.WriteSnapshot of a new view: a backup of any view is as good.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	return s.View().WriteSnapshot(ctx, w, nil)
}

// Restore makes a folder of what Backup wrote, for Open. The path has to be of an empty folder, or of none: ErrNotEmpty. A backup that is not as it was written is a store.ErrDamaged and leaves no
// folder that opens. A process that ends before Restore returns leaves a folder that is refused, or empty, or whole: remove it and restore again.
func Restore(ctx context.Context, path string, r io.Reader, o *Options) (err error) {
	options, err := o.filled()
	if err != nil {
		return err
	}
	f := folder(path)
	if err := f.create(); err != nil {
		return fmt.Errorf("durable: %w", err)
	}
	if entries, err := os.ReadDir(path); err != nil {
		return fmt.Errorf("durable: %w", err)
	} else if len(entries) > 0 {
		return fmt.Errorf("%w: %s", ErrNotEmpty, path)
	}
	loaded, err := store.Load(ctx, r, &options.Store)
	if err != nil {
		return err
	}
	lock, err := f.lock(options.LockTimeout)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	v := loaded.View()
	t, err := f.newTail(v.Commits(), false)
	if err != nil {
		return fmt.Errorf("durable: %w", err)
	}
	if err := t.close(); err != nil {
		return fmt.Errorf("durable: %w", err)
	}
	return f.writeSnapshot(ctx, v)
}

// Status is how the files stand.
type Status struct {
	Commits   uint64        // acknowledged so far
	Snapshot  uint64        // of them, how many are in the newest snapshot: the rest is made again on opening
	TailBytes int64         // of records in the tails
	Waiting   int           // acknowledged commits that wait for the next fsync, under EveryInterval
	Synced    time.Time     // when records were synced last, under EveryCommit and EveryInterval; zero: not since opening
	SyncTook  time.Duration // how long that took, the writing included
	Syncs     int64         // how often since opening; one may be of many commits
	Err       error         // why changes are refused; nil: they are not
	Owed      error         // why what was deleted or dropped is still in the files, although it was to be gone; nil: it is gone, or its compaction has not come to the files. It is tried again
}

// Status tells how the files stand. It may wait for the fsync in hand.
func (s *Store) Status() Status {
	j := s.journal
	j.mu.Lock()
	out := Status{Commits: j.next - 1, TailBytes: j.bytes(), Synced: j.synced, SyncTook: j.took, Syncs: j.syncs, Err: j.err}
	if j.recent != nil {
		out.Waiting = len(j.recent.records)
	}
	j.mu.Unlock()
	s.mu.Lock()
	out.Snapshot, out.Owed = s.saved, s.owed
	s.mu.Unlock()
	return out
}
