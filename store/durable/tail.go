package durable

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/store"
)

// tail is a bbolt file of records under the numbers of their commits.
type tail struct {
	path  string
	base  uint64 // commits before it
	db    *bbolt.DB
	end   uint64 // the last commit that was read from it; base: none
	bytes int64  // of its records
}

const recordBucket = "records"

// openBolt opens a bbolt file, makes it where it is not there, and sees to it that it has the one bucket, which only a fresh file may lack. What is wrong with its bytes is an ErrDamaged.
func openBolt(path, bucket string, fresh bool, o *bbolt.Options) (db *bbolt.DB, err error) {
	var file *os.File
	o.OpenFile = func(name string, flag int, perm os.FileMode) (*os.File, error) {
		file, err = os.OpenFile(name, flag, perm)
		return file, err
	}
	err = guarded(path, func() (err error) {
		if db, err = bbolt.Open(path, 0o600, o); err != nil {
			return err
		}
		// bbolt reads beyond the end of a file that was cut off.
		err = db.View(func(tx *bbolt.Tx) error {
			if info, err := file.Stat(); err != nil {
				return err
			} else if info.Size() < tx.Size() {
				return fmt.Errorf("%d bytes, not %d", info.Size(), tx.Size())
			}
			return nil
		})
		if err != nil {
			return err
		}
		return checkPages(path, db.Info().PageSize)
	})
	if err == nil {
		err = guarded(path, func() error {
			return db.Update(func(tx *bbolt.Tx) error {
				switch name, _ := tx.Cursor().First(); {
				case string(name) == bucket:
					return errUnchanged
				case name != nil || !fresh:
					return fmt.Errorf("%s in the place of the bucket %q", strict.Quote(name), bucket) // a flipped bit of its name would hide all records
				}
				_, err := tx.CreateBucket([]byte(bucket))
				return err
			})
		})
	}
	if err == nil || errors.Is(err, errUnchanged) {
		return db, nil
	}
	if db != nil {
		_ = guarded(path, db.Close)
	} else if file != nil {
		_ = file.Close() // bbolt itself does so where it returned an error, but not where it panicked
	}
	return nil, named(path, err)
}

var errUnchanged = errors.New("durable: nothing to write")

// named says of which file an error is. bbolt has no common name for what it finds wrong with the bytes of one: that is whatever the system did not say. (Of what the system says while bbolt makes a file
// larger, it hands on the text alone.)
func named(path string, err error) error {
	var file *fs.PathError
	var call *os.SyscallError
	var number syscall.Errno
	switch {
	case errors.Is(err, store.ErrDamaged), errors.Is(err, bolterrors.ErrTimeout), errors.As(err, &file), errors.As(err, &call), errors.As(err, &number),
		strings.HasPrefix(err.Error(), "file sync error: "), strings.HasPrefix(err.Error(), "file resize error: "):
		return fmt.Errorf("durable: %s: %w", path, err)
	}
	return fmt.Errorf("%w: %s: %w", store.ErrDamaged, path, err)
}

// guarded runs what reads a mapped bbolt file: bbolt trusts its pages, and panics or faults where they make no sense.
func guarded(path string, read func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %s: %v", store.ErrDamaged, path, p)
		}
	}()
	return read()
}

func openTail(path string, base uint64, noSync bool) (*tail, error) {
	if info, err := os.Stat(path); err == nil && info.Size() == 0 {
		return nil, fmt.Errorf("%w: %s: empty", store.ErrDamaged, path) // bbolt would begin anew
	}
	db, err := openBolt(path, recordBucket, false, &bbolt.Options{Timeout: time.Second, NoSync: noSync})
	if err != nil {
		return nil, err
	}
	return &tail{path: path, base: base, end: base, db: db}, nil
}

func (t *tail) close() error { return t.db.Close() }

// put adds records, the first one under a number, in one transaction.
func (t *tail) put(number uint64, records [][]byte) error {
	err := guarded(t.path, func() error {
		return t.db.Update(func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(recordBucket))
			b.FillPercent = 1 // numbers only grow
			for i, r := range records {
				if err := b.Put(binary.BigEndian.AppendUint64(nil, number+uint64(i)), r); err != nil {
					return err
				}
			}
			return nil
		})
	})
	for _, r := range records {
		t.bytes += int64(len(r))
	}
	return err
}

// chunkBytes is from how many bytes on read leaves the rest to the next call.
const chunkBytes = 4 << 20

// read gives the next records, from a number on, in their order; none where there are no more. The first number of a tail is base + 1, and none is left out.
func (t *tail) read(from uint64) (records [][]byte, err error) {
	err = guarded(t.path, func() error {
		return t.db.View(func(tx *bbolt.Tx) error {
			size := 0
			b := tx.Bucket([]byte(recordBucket))
			if b == nil {
				return fmt.Errorf("%w: %s: no records", store.ErrDamaged, t.path)
			}
			c := b.Cursor()
			k, v := c.First()
			if from > t.base+1 {
				k, v = c.Seek(binary.BigEndian.AppendUint64(nil, from))
			}
			for ; k != nil && size < chunkBytes; k, v = c.Next() {
				if len(k) != 8 || binary.BigEndian.Uint64(k) != from {
					return fmt.Errorf("%w: %s: key %.16x, not %d", store.ErrDamaged, t.path, k, from)
				}
				from++
				records = append(records, append([]byte(nil), v...))
				size += len(v)
			}
			return nil
		})
	})
	return records, err
}
