package durable

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/footfall-go/footfall/store"
)

// recent is a file of records that wait for an fsync: each behind its length, 4 bytes, little-endian. A killed process leaves it whole but for its end, a power loss leaves anything: records have
// checksums and numbers, so that what is not whole, or not next, is seen and ends it.
type recent struct {
	file    *os.File
	records [][]byte // in the file
	size    int64
	buffer  []byte
}

const recentName = "recent"

func openRecent(path string) (*recent, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return &recent{file: f}, nil
}

func (r *recent) add(records [][]byte) error {
	r.buffer = r.buffer[:0]
	for _, record := range records {
		r.buffer = binary.LittleEndian.AppendUint32(r.buffer, uint32(len(record)))
		r.buffer = append(r.buffer, record...)
		r.records = append(r.records, append([]byte(nil), record...))
	}
	r.size += int64(len(r.buffer))
	_, err := r.file.Write(r.buffer)
	if cap(r.buffer) > chunkBytes {
		r.buffer = nil
	}
	return err
}

// clear empties the file. That need not reach the disk: records are known by their numbers.
func (r *recent) clear() error {
	clear(r.records)
	clear(r.buffer[:cap(r.buffer)]) // deleted people are in it
	r.records, r.size = r.records[:0], 0
	return r.file.Truncate(0)
}

// replayRecent makes the records of a file again as far as they are whole, moves them to a tail, and removes the file. torn is how many bytes were left over. A record that is whole and does not
// follow on what the tail has says that the tail has lost something.
func replayRecent(path string, s *store.Store, t *tail) (records int, torn int64, err error) {
	rest, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, 0, nil
	} else if err != nil {
		return 0, 0, err
	}
	var fresh [][]byte
	from := s.View().Commits() + 1
	for len(rest) > 4 {
		n := uint64(binary.LittleEndian.Uint32(rest))
		if n > uint64(len(rest)-4) {
			break
		}
		record := rest[4 : 4+n]
		if _, err := store.RecordNumber(record); errors.Is(err, store.ErrNewer) {
			return 0, 0, err
		} else if err != nil {
			break
		}
		done, err := s.Replay(record)
		if err != nil {
			return 0, 0, fmt.Errorf("or %s before it: %w", t.path, err)
		}
		if done {
			fresh = append(fresh, record)
		}
		rest = rest[4+n:]
	}
	if len(fresh) > 0 {
		if err := t.put(from, fresh); err != nil {
			return 0, 0, err
		}
		if err := t.db.Sync(); err != nil { // whatever the policy is now
			return 0, 0, err
		}
	}
	return len(fresh), int64(len(rest)), os.Remove(path)
}
