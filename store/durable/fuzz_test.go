package durable_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// fuzzed opens a folder in which a file has bytes from outside: it is refused by name or sound, and reading takes at most 512 bytes for each of the file's, beside what bbolt and an empty store take.
func fuzzed(t *testing.T, path string) {
	info, err := os.Stat(path)
	require.NoError(t, err)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s, err := durable.Open(context.Background(), filepath.Dir(path), &durable.Options{LockTimeout: -1})
	runtime.ReadMemStats(&after)
	require.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(512*info.Size()+16<<20))
	if err != nil {
		require.True(t, errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrNewer), err)
		return
	}
	require.NoError(t, s.Check(context.Background()))
	require.NoError(t, s.CreateTag("goes on"))
	require.NoError(t, s.Close())
	require.NoError(t, open(t, filepath.Dir(path), nil).Close())
}

// FuzzRecent reads files of records that wait for an fsync.
func FuzzRecent(f *testing.F) {
	path := f.TempDir()
	s := open(f, path, &durable.Options{Sync: durable.EveryInterval, Interval: time.Hour})
	require.NoError(f, second(s.Append(play("ana", 1))))
	require.NoError(f, s.CreateTag("vip"))
	recent, err := os.ReadFile(filepath.Join(path, "recent"))
	require.NoError(f, err)
	require.NoError(f, s.Close())
	f.Add(recent)
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		path := t.TempDir()
		require.NoError(t, open(t, path, nil).Close())
		recent := filepath.Join(path, "recent")
		require.NoError(t, os.WriteFile(recent, b, 0o600))
		fuzzed(t, recent)
	})
}

// FuzzTail changes bytes of a tail: value by value, at places that the fuzzer chooses.
func FuzzTail(f *testing.F) {
	path := f.TempDir()
	s := open(f, path, nil)
	for i := range 3 {
		require.NoError(f, second(s.Append(play("ana", i))))
	}
	require.NoError(f, s.Close())
	const name = "tail-00000000000000000000.db"
	whole, err := os.ReadFile(filepath.Join(path, name))
	require.NoError(f, err)
	f.Add([]byte{})
	f.Add([]byte{0x20, 0x08, 0x01, 0x20, 0x10, 0xff})
	f.Add([]byte{0x30, 0x0a, 0xff, 0x30, 0x0b, 0xff})
	f.Fuzz(func(t *testing.T, changes []byte) {
		folder := t.TempDir()
		require.NoError(t, os.CopyFS(folder, os.DirFS(path)))
		broken := append([]byte(nil), whole...)
		for ; len(changes) >= 3; changes = changes[3:] {
			broken[(int(changes[0])<<8|int(changes[1]))%len(broken)] = changes[2]
		}
		tail := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(tail, broken, 0o600))
		fuzzed(t, tail)
	})
}
