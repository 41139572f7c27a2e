package durable_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// smallFolder is one with a snapshot, a tail and, unless the process is killed right now, something recent; states are the contents after each commit.
func smallFolder(t *testing.T) (files map[string][]byte, states [][]byte) {
	path := t.TempDir()
	s := open(t, path, &durable.Options{Sync: durable.EveryInterval, Interval: time.Hour, TailBytes: -1})
	states = [][]byte{contents(t, s.View())}
	do := func(err error) {
		require.NoError(t, err)
		states = append(states, contents(t, s.View()))
	}
	do(second(s.Append(play("ana", 1), play("bo", 2))))
	do(s.SetAttributes("ana", people.Attributes{"country": value.Of("HR")}))
	require.NoError(t, s.Snapshot(context.Background()))
	do(second(s.TagPeople("vip", "ana")))
	do(second(s.Append(play("cy", 3))))
	require.NoError(t, s.Close())
	s = open(t, path, &durable.Options{Sync: durable.EveryInterval, Interval: time.Hour, TailBytes: -1})
	do(s.Merge("bo", "ana"))
	do(s.Delete("cy"))
	files = map[string][]byte{}
	for _, name := range names(t, path) {
		b, err := os.ReadFile(filepath.Join(path, name))
		require.NoError(t, err)
		files[name] = b
	}
	require.NoError(t, s.Close())
	require.Len(t, files, 4)
	return files, states
}

func write(t *testing.T, path string, files map[string][]byte) {
	require.NoError(t, os.RemoveAll(path))
	require.NoError(t, os.Mkdir(path, 0o700))
	for name, b := range files {
		require.NoError(t, os.WriteFile(filepath.Join(path, name), b, 0o600))
	}
}

// outcome is what became of a damaged folder: the number of commits that are there, exactly as they were made, or -1: refused by name.
func outcome(t *testing.T, path, name string, states [][]byte) int {
	s, err := durable.Open(context.Background(), path, &durable.Options{LockTimeout: -1, Sync: durable.Never})
	if err != nil {
		require.True(t, errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrNewer), err)
		require.ErrorContains(t, err, name)
		return -1
	}
	defer func() { require.NoError(t, s.Close()) }()
	require.NoError(t, s.Check(context.Background()))
	v := s.View()
	require.True(t, bytes.Equal(states[v.Commits()], contents(t, v)), "%d commits, but others", v.Commits())
	return int(v.Commits())
}

// Whatever bit is flipped, wherever a file is cut off: the folder is refused, and the error names the file, or what is there is an exact
// prefix: without what recent had. (A tail alone can lose its last transaction, from which bbolt itself falls back when it finds one of its two meta pages torn; here recent follows on it and shows it.)
func TestDamagedFolder(t *testing.T) {
	files, states := smallFolder(t)
	last := len(states) - 1
	path := filepath.Join(t.TempDir(), "store")
	write(t, path, files)
	require.Equal(t, last, outcome(t, path, "", states))
	for name, whole := range files {
		short, _, _ := strings.Cut(name, "-")
		t.Run(short, func(t *testing.T) {
			all := map[int]int{}
			try := func(b []byte, what string, at int) {
				broken := map[string][]byte{}
				for other, b := range files {
					broken[other] = b
				}
				broken[name] = b
				write(t, path, broken)
				defer func() {
					if t.Failed() {
						t.Logf("%s at %d", what, at)
					}
				}()
				got := outcome(t, path, name, states)
				if got != -1 {
					require.NotEqual(t, "snapshot", short)
					require.True(t, got == last || short == "recent", "%d commits", got)
				}
				all[got]++
			}
			every, cuts := 1, 1
			if len(whole) > 2000 {
				cuts = 512 // pages of bbolt are empty for the most part: there, every byte that is not 0 is flipped
			}
			if testing.Short() {
				every, cuts = 11, cuts*8
			}
			said := 0
			for n, c := range whole {
				if n%cuts == 0 {
					try(whole[:n], "cut off", n)
				}
				if c == 0 && cuts >= 512 {
					continue
				}
				if said++; said%every == 0 {
					flipped := bytes.Clone(whole)
					flipped[n] ^= 1 << (said / every % 8)
					try(flipped, "flipped", n)
				}
			}
			t.Logf("%d bytes; how often how many commits were there: %v", len(whole), all)
		})
	}
}

// The same of a tail of many pages, in a tree: random bits, and those of the pages that point to others. bbolt's fall back from a meta page may cost the last commit, and nothing else.
func TestDamagedTree(t *testing.T) {
	const commits = 400
	from, path := t.TempDir(), filepath.Join(t.TempDir(), "store")
	s := open(t, from, &durable.Options{TailBytes: -1})
	for i := range commits {
		require.NoError(t, second(s.Append(play("ana", i))))
	}
	require.NoError(t, s.Close())
	require.NoError(t, os.CopyFS(path, os.DirFS(from)))
	name := filepath.Join(path, "tail-00000000000000000000.db")
	whole, err := os.ReadFile(name)
	require.NoError(t, err)
	var bits, pointing, names []int
	for n, c := range whole {
		page := whole[n/4096*4096:]
		if branch := page[8] == 1 && page[9] == 0; branch && n%4096 < 400 {
			for bit := range 8 {
				pointing = append(pointing, n*8+bit)
			}
		} else if c != 0 {
			bits = append(bits, n*8+n%8)
		}
		if bytes.HasPrefix(whole[n:], []byte("records")) { // the name of the bucket, and what is left of it in pages that are free
			names = append(names, n*8+n%8)
		}
	}
	require.Greater(t, len(pointing), 1000, "no tree")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	tries := 300
	if testing.Short() {
		tries = 40
	}
	found := map[int]int{}
	for i := range tries {
		from := bits
		if i%2 == 0 {
			from = pointing
		}
		bit := from[random.IntN(len(from))]
		if i < len(names) {
			bit = names[i]
		}
		broken := bytes.Clone(whole)
		broken[bit/8] ^= 1 << (bit % 8)
		require.NoError(t, os.WriteFile(name, broken, 0o600))
		s, err := durable.Open(context.Background(), path, &durable.Options{LockTimeout: -1})
		if err != nil {
			require.True(t, errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrNewer), "bit %d: %v", bit, err)
			require.ErrorContains(t, err, name)
			found[-1]++
			continue
		}
		v := s.View()
		require.GreaterOrEqual(t, v.Commits(), uint64(commits-1), "bit %d", bit)
		require.EqualValues(t, v.Commits(), v.Len())
		ana, _ := v.People().Find("ana")
		for i, e := range v.Log(ana) {
			require.Equal(t, play("ana", i), e, "bit %d", bit)
		}
		require.NoError(t, s.Close())
		found[int(v.Commits())]++
	}
	t.Logf("%d bytes; how often how many commits were there: %v", len(whole), found)
}

func TestMissingFiles(t *testing.T) {
	files, states := smallFolder(t)
	path := filepath.Join(t.TempDir(), "store")
	for name := range files {
		write(t, path, files)
		require.NoError(t, os.Remove(filepath.Join(path, name)))
		switch {
		case name == "lock.db":
			require.Equal(t, 6, outcome(t, path, "", states))
		case name == "recent":
			require.Equal(t, 4, outcome(t, path, "", states))
		default:
			require.Equal(t, -1, outcome(t, path, path, states), name)
		}
	}
}

// A snapshot that is damaged does no harm as long as the one before it and its tail are there, as after a crash before they were removed.
func TestTheSnapshotBefore(t *testing.T) {
	path, other := t.TempDir(), filepath.Join(t.TempDir(), "store")
	s := open(t, path, nil)
	for i := range 5 {
		require.NoError(t, second(s.Append(play("ana", i))))
	}
	require.NoError(t, os.CopyFS(other, os.DirFS(path))) // the files before
	require.NoError(t, s.Snapshot(context.Background()))
	want := contents(t, s.View())
	require.NoError(t, s.Close())
	for _, name := range []string{"snapshot-00000000000000000005", "tail-00000000000000000005.db"} {
		b, err := os.ReadFile(filepath.Join(path, name))
		require.NoError(t, err)
		if strings.HasPrefix(name, "snapshot") {
			b[len(b)/2] ^= 4
		}
		require.NoError(t, os.WriteFile(filepath.Join(other, name), b, 0o600))
	}
	s = open(t, other, nil)
	require.Equal(t, want, contents(t, s.View()))
	require.Equal(t, []string{"snapshot-00000000000000000005"}, s.Recovery().Refused)
	require.NoError(t, s.CreateTag("goes on"))
	require.NoError(t, s.Snapshot(context.Background()))
	want = contents(t, s.View())
	require.NoError(t, s.Close())
	s = open(t, other, nil)
	require.Equal(t, want, contents(t, s.View()))
	require.NoError(t, s.Close())
}

// The next snapshot is of the same commits as the damaged one, and takes its place.
func TestTheDamagedSnapshotIsReplaced(t *testing.T) {
	path := t.TempDir()
	s := open(t, path, nil)
	for i := range 5 {
		require.NoError(t, second(s.Append(play("ana", i))))
	}
	want := contents(t, s.View())
	require.NoError(t, s.Close())
	name := filepath.Join(path, "snapshot-00000000000000000005")
	broken := bytes.Clone(want)
	broken[len(broken)/2] ^= 4
	require.NoError(t, os.WriteFile(name, broken, 0o600))
	s = open(t, path, nil)
	require.Len(t, s.Recovery().Refused, 1)
	require.NoError(t, s.Snapshot(context.Background()))
	require.NoError(t, s.Close())
	s = open(t, path, nil)
	require.Empty(t, s.Recovery().Refused)
	require.EqualValues(t, 5, s.Recovery().Snapshot)
	require.Equal(t, want, contents(t, s.View()))
	require.NoError(t, s.Close())
}

// Without fsync a loss of power may leave the snapshot ahead of the tail: writing goes on behind the snapshot.
func TestTailBehindTheSnapshot(t *testing.T) {
	path, other := t.TempDir(), filepath.Join(t.TempDir(), "store")
	s := open(t, path, nil)
	for i := range 5 {
		require.NoError(t, second(s.Append(play("ana", i))))
		if i == 2 {
			require.NoError(t, os.CopyFS(other, os.DirFS(path)))
		}
	}
	require.NoError(t, s.Snapshot(context.Background()))
	require.NoError(t, s.Close())
	const name = "snapshot-00000000000000000005"
	b, err := os.ReadFile(filepath.Join(path, name))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(other, name), b, 0o600))
	s = open(t, other, &durable.Options{Sync: durable.Never})
	require.EqualValues(t, 5, s.View().Len())
	require.NoError(t, second(s.Append(play("ana", 5))))
	want := contents(t, s.View())
	require.NoError(t, s.Close())
	s = open(t, other, nil)
	require.Equal(t, want, contents(t, s.View()))
	require.NoError(t, s.Close())
	require.Equal(t, []string{"lock.db", name, "tail-00000000000000000005.db"}, names(t, other))
}

// A backup that is cut off or changed restores to nothing.
func TestDamagedBackup(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	defer s.Close()
	require.NoError(t, second(s.Append(play("ana", 1))))
	var b bytes.Buffer
	require.NoError(t, s.Backup(context.Background(), &b))
	for n := range b.Len() {
		path := filepath.Join(t.TempDir(), fmt.Sprint(n))
		require.ErrorIs(t, durable.Restore(context.Background(), path, bytes.NewReader(b.Bytes()[:n]), nil), store.ErrDamaged)
		require.Empty(t, names(t, path))
		if testing.Short() && n > 20 {
			break
		}
	}
}
