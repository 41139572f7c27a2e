package durable

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/footfall-go/footfall/store"
)

// folder is a path with the files that the package comment names.
type folder string

const (
	lockName     = "lock.db"
	lockBucket   = "footfall"
	lockVersion  = "version"
	version      = 1
	snapshotName = "snapshot-"
	tailName     = "tail-"
	tailEnd      = ".db"
	unfinished   = ".tmp" // behind the name of a file that is being written
)

func (f folder) in(name string) string { return filepath.Join(string(f), name) }

func snapshotFile(commits uint64) string { return fmt.Sprintf("%s%020d", snapshotName, commits) }
func tailFile(base uint64) string        { return fmt.Sprintf("%s%020d%s", tailName, base, tailEnd) }

func numberOf(name, before, behind string) (uint64, bool) {
	name, ok := strings.CutPrefix(name, before)
	name, end := strings.CutSuffix(name, behind)
	n, err := strconv.ParseUint(name, 10, 64)
	return n, ok && end && err == nil && len(name) == 20
}

// create makes the folder where there is none, and has its name on the disk: also one that a process made that ended before it came to that.
func (f folder) create() error {
	above := folder(filepath.Dir(string(f)))
	_, err := os.Stat(string(f))
	fresh := errors.Is(err, fs.ErrNotExist)
	if fresh && above != f {
		if err := above.create(); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return err
	}
	if err := above.sync(); fresh {
		return err
	}
	return nil // of what was there before, the one above may belong to somebody else
}

// lock holds the folder until the file is closed.
func (f folder) lock(wait time.Duration) (*bbolt.DB, error) {
	if err := f.newLock(); err != nil {
		return nil, err
	}
	if wait < 0 {
		wait = 1 // 0 waits for ever
	}
	db, err := openLock(f.in(lockName), wait)
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("%w: %s", ErrLocked, f)
	}
	return db, err
}

// newLock makes the file of the lock where there is none. It has its name only when it is whole, and then never another: a link does not replace what somebody else made meanwhile. Where the file
// system knows no links, opening makes it in its place.
func (f folder) newLock() error {
	path := f.in(lockName)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.CreateTemp(string(f), lockName+"-*"+unfinished)
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if err := file.Close(); err != nil {
		return err
	}
	db, err := openLock(file.Name(), time.Second)
	if err == nil {
		err = db.Close()
	}
	if err == nil && os.Link(file.Name(), path) == nil {
		return f.sync()
	}
	return err
}

// openLock opens a file of a lock, and makes it, or fills it, where there is nothing.
func openLock(path string, wait time.Duration) (*bbolt.DB, error) {
	db, err := openBolt(path, lockBucket, true, &bbolt.Options{Timeout: wait})
	if err != nil {
		return nil, err
	}
	err = guarded(path, func() error {
		return db.Update(func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(lockBucket))
			switch have := b.Get([]byte(lockVersion)); {
			case have == nil:
				return b.Put([]byte(lockVersion), []byte{version})
			case len(have) != 1 || have[0] == 0:
				return fmt.Errorf("%w: %s: version %.16x", store.ErrDamaged, path, have)
			case have[0] > version:
				return fmt.Errorf("%w: %s: version %d, known are 1 to %d", store.ErrNewer, path, have[0], version)
			}
			return errUnchanged
		})
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// list gives what is in the folder, and removes what was not finished.
func (f folder) list() (snapshots, tails []uint64, removed []string, err error) {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return nil, nil, nil, err
	}
	for _, e := range entries {
		name := e.Name()
		if n, ok := numberOf(name, snapshotName, ""); ok {
			snapshots = append(snapshots, n)
		} else if n, ok := numberOf(name, tailName, tailEnd); ok {
			tails = append(tails, n)
		} else if strings.HasSuffix(name, unfinished) && (strings.HasPrefix(name, snapshotName) || strings.HasPrefix(name, tailName) || strings.HasPrefix(name, lockName)) {
			if err := os.Remove(f.in(name)); err != nil {
				return nil, nil, nil, err
			}
			removed = append(removed, name)
		}
	}
	slices.Sort(snapshots)
	slices.Sort(tails)
	return snapshots, tails, removed, nil
}

// newTail makes a tail. Its file has the name only when it is whole and on the disk.
func (f folder) newTail(base uint64, noSync bool) (*tail, error) {
	path := f.in(tailFile(base))
	if err := os.Remove(path + unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	db, err := openBolt(path+unfinished, recordBucket, true, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	if err := f.finish(tailFile(base)); err != nil {
		return nil, err
	}
	return openTail(path, base, noSync)
}

// finish gives a file that is synced its name.
func (f folder) finish(name string) error {
	if err := os.Rename(f.in(name+unfinished), f.in(name)); err != nil {
		return err
	}
	return f.sync()
}

// writeSnapshot writes the file of a view, in the place of one that is there: that one may be damaged.
func (f folder) writeSnapshot(ctx context.Context, v *store.View) (err error) {
	name := snapshotFile(v.Commits())
	file, err := os.OpenFile(f.in(name+unfinished), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<20)
	if err = v.WriteSnapshot(ctx, w, nil); err == nil {
		if err = w.Flush(); err == nil {
			err = file.Sync()
		}
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(f.in(name + unfinished))
		return err
	}
	return f.finish(name)
}

// forgetSnapshots removes those before a number.
func (f folder) forgetSnapshots(commits uint64) error {
	snapshots, _, _, err := f.list()
	if err != nil {
		return err
	}
	for _, n := range snapshots {
		if n < commits {
			if err := f.remove(snapshotFile(n)); err != nil {
				return err
			}
		}
	}
	return nil
}

// remove removes a file for good. It may be gone already, where that could not be synced before.
func (f folder) remove(name string) error {
	if err := os.Remove(f.in(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return f.sync()
}

// sync makes names durable.
func (f folder) sync() error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there
	}
	d, err := os.Open(string(f))
	if err != nil {
		return err
	}
	err = d.Sync()
	if closed := d.Close(); err == nil {
		err = closed
	}
	return err
}
