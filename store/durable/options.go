package durable

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/footfall-go/footfall/store"
)

// What can be wrong besides store.ErrDamaged and store.ErrNewer; test with errors.Is.
var (
	// ErrLocked is a folder that another Store has open, in this process or another.
	ErrLocked = errors.New("durable: locked by another process")

	// ErrFailed is a change that is refused because writing failed before, see the package comment. The folder has to be opened again.
	ErrFailed = errors.New("durable: writing failed before, open again")

	// ErrClosed is a change or a call after Close.
	ErrClosed = errors.New("durable: closed")

	// ErrNotEmpty is a folder that Restore would have to overwrite.
	ErrNotEmpty = errors.New("durable: the folder is not empty")
)

// Policy says when what was written is synced to the disk; the package comment says what each may lose.
type Policy int

const (
	EveryCommit   Policy = iota // before a change is acknowledged; changes that come in meanwhile share the next fsync
	EveryInterval               // once in an Interval in which there were changes
	Never                       // when the system likes to
)

// What zero options stand for.
const (
	DefaultInterval    = time.Second
	DefaultLockTimeout = time.Second
	DefaultTailBytes   = 64 << 20
)

// Options are what a folder is opened with. The zero Options, and nil, are the defaults.
type Options struct {
	// Store is for the store itself. Its Journal has to be nil. A Location that is nil is that of the folder, or UTC for a new one; another one than the folder's is a store.ErrInvalid.
	Store store.Options

	// Sync is when to fsync.
	Sync Policy

	// Interval is that of EveryInterval. 0 is DefaultInterval.
	Interval time.Duration

	// LockTimeout is how long to wait for another process to let the folder go before ErrLocked. 0 is DefaultLockTimeout; negative does not wait.
	LockTimeout time.Duration

	// TailBytes is how many bytes of records may follow the last snapshot before one is written in the background: what opening has to make again, and about what the folder takes beside its
	// snapshot. The tail grows on meanwhile, so that it is at most about twice that where the disk keeps up. 0 is DefaultTailBytes; negative: only Snapshot, Compact and deletions write one.
	TailBytes int64

	// Log is told what a human must know: that something had to be left out or put aside on opening, that a snapshot in the background or an fsync failed, that what was deleted could not be
	// removed yet, and that it was. nil: nobody.
	Log *slog.Logger
}

func (o *Options) filled() (Options, error) {
	var out Options
	if o != nil {
		out = *o
	}
	switch {
	case out.Store.Journal != nil:
		return out, fmt.Errorf("durable: options: Store.Journal: is not nil: %w", store.ErrInvalid)
	case out.Sync < EveryCommit || out.Sync > Never:
		return out, fmt.Errorf("durable: options: Sync: %d is no policy: %w", out.Sync, store.ErrInvalid)
	case out.Interval < 0:
		return out, fmt.Errorf("durable: options: Interval: %v is negative: %w", out.Interval, store.ErrInvalid)
	}
	if out.Interval == 0 {
		out.Interval = DefaultInterval
	}
	if out.LockTimeout == 0 {
		out.LockTimeout = DefaultLockTimeout
	}
	if out.TailBytes == 0 {
		out.TailBytes = DefaultTailBytes
	}
	if out.Log == nil {
		out.Log = slog.New(slog.DiscardHandler)
	}
	return out, nil
}
