//go:build amd64

package durable_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// A wreck is what is on the disk after a process ended before one of its calls.
type wreck struct {
	at    string
	power bool              // the power went too
	least int               // commits that have to be there
	may   bool              // be refused
	files map[string]string // by path below the root; the name of a folder ends in a slash

	// After a kill: what of it is synced, and how many commits have to be there should the power go as well, or somebody write without fsync.
	disk   *disk
	synced int
	saved  int  // of them in a snapshot: all that counts once somebody writes without fsync
	unsafe bool // without fsync more may be harmed than what came last, and the folder refused
}

// wrecks runs a child on root/store and gives what it leaves if it ends before any of the calls by which it changes files: by kill -9, which keeps all that was written, and by a loss of power, which
// keeps what was synced and any part of the rest. before is what it finds: one of nothing, or what another process left.
func wrecks(t *testing.T, d *disk, kind string, policy durable.Policy, before wreck, random *rand.Rand) (all []wreck, calls int) {
	acknowledged, synced, saved, unsafe := before.least, before.synced, before.saved, before.unsafe || policy == durable.Never
	if policy == durable.Never {
		synced = saved
	}
	last := acknowledged // at the call before
	now, safe := func(id int) string { return d.now[id].bytes }, func(id int) string { return d.safe[id].bytes }
	torn := func(id int) string { return tear(d.safe[id].bytes, d.now[id].bytes, random) }
	said := func(length int) {
		if length == len(sayAcknowledged) {
			acknowledged++
		}
		if length == len(saySafe) || policy == durable.EveryCommit || length == len(sayClosed) && policy == durable.EveryInterval {
			synced, unsafe = acknowledged, policy == durable.Never
		}
		if length == len(saySafe) {
			saved = acknowledged
		}
	}
	at := func(call string) {
		where := fmt.Sprintf("%s, policy %d, call %d: %s", kind, policy, d.calls, call)
		add := func(how string, least int, names map[int]node, content func(int) string) *wreck {
			w := wreck{at: where + how, least: least, files: map[string]string{}}
			w.saved = saved
			w.gather(d, "", rootID, names, content)
			all = append(all, w)
			return &all[len(all)-1]
		}
		w := add("", acknowledged, d.now, now)
		w.disk, w.synced, w.unsafe = d.again(t, d.root), synced, unsafe
		add("; in the middle of the write before", last, d.now, func(id int) string { return cut(d.was[id].bytes, d.now[id].bytes, random) })
		last = acknowledged
		power := func(how string, names map[int]node, content func(int) string) {
			w := add(how, synced, names, content)
			w.power, w.may = true, unsafe
		}
		power("; what was synced", d.safe, safe)
		power("; all names and what was synced of the files", d.now, safe)
		power("; all files and what was synced of the names", d.safe, now)
		power("; torn files and all names", d.now, torn)
		power("; torn files and what was synced of the names", d.safe, torn)
	}
	traced(t, d, fmt.Sprintf("%s=%s %d", childEnv, kind, policy), filepath.Join(d.root, "store"), said, at)
	d.look(t)
	at("none, it has ended")
	return all, d.calls
}

func (w *wreck) gather(d *disk, path string, id int, names map[int]node, content func(int) string) {
	for name, id := range names[id].entries {
		name = path + name
		if d.dirs[id] {
			w.files[name+"/"] = ""
			w.gather(d, name+"/", id, names, content)
		} else {
			w.files[name] = content(id)
		}
	}
}

// cut gives a file of which the first pages are written: a kill may end a long write between two of them.
func cut(before, after string, random *rand.Rand) string {
	const page = 4096
	if len(after) <= page || before == after || len(after) < len(before) {
		return after
	}
	at := page * random.IntN(len(after)/page)
	return after[:at] + before[min(at, len(before)):]
}

// tear gives a file of which some sectors are as they were, and some as they would have become.
func tear(before, after string, random *rand.Rand) string {
	const sector = 512
	out := []byte(after)
	if random.IntN(2) == 0 { // the file has not grown, or shrunk, yet
		out = make([]byte, len(before))
		copy(out, after)
	}
	for at := 0; at < min(len(out), len(before)); at += sector {
		if end := min(at+sector, len(out), len(before)); random.IntN(2) == 0 {
			copy(out[at:end], before[at:end])
		}
	}
	for at := len(before); at < len(out); at += sector { // blocks that a file has got, and nothing was written to
		if random.IntN(4) == 0 {
			clear(out[at:min(at+sector, len(out))])
		}
	}
	return string(out)
}

func (w *wreck) names() []string {
	var all []string
	for name := range w.files {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// key tells wrecks apart.
func (w *wreck) key() [sha256.Size]byte {
	h := sha256.New()
	fmt.Fprintln(h, w.power, w.least, w.may)
	for _, name := range w.names() {
		fmt.Fprintln(h, name, len(w.files[name]))
		_, _ = io.WriteString(h, w.files[name])
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func (w *wreck) put(t *testing.T, root string) {
	require.NoError(t, os.RemoveAll(root))
	require.NoError(t, os.Mkdir(root, 0o700))
	for _, name := range w.names() {
		if path := filepath.Join(root, name); strings.HasSuffix(name, "/") {
			require.NoError(t, os.Mkdir(path, 0o700))
		} else {
			require.NoError(t, os.WriteFile(path, []byte(w.files[name]), 0o600))
		}
	}
}

// distinct leaves out wrecks that were tried before.
func distinct(all []wreck, tried map[[sha256.Size]byte]bool) []wreck {
	return slices.DeleteFunc(all, func(w wreck) bool {
		k := w.key()
		known := tried[k]
		tried[k] = true
		return known
	})
}

// open opens a wreck: all that was acknowledged has to be there, exactly as it was made, and it goes on. one of wants has the contents by commits. It
// gives how many commits there are, and the contents after one more; -1: it is refused.
func (w *wreck) open(t *testing.T, root string, wants ...map[int][]byte) (commits int, after []byte) {
	w.put(t, root)
	defer func() {
		if t.Failed() {
			t.Logf("%s: %q", w.at, w.names())
		}
	}()
	path := filepath.Join(root, "store")
	s, err := durable.Open(context.Background(), path, &durable.Options{Sync: durable.Never, TailBytes: -1})
	if err != nil && w.may {
		require.ErrorIs(t, err, store.ErrDamaged, w.at)
		return -1, nil
	}
	require.NoError(t, err, w.at)
	require.NoError(t, s.Check(context.Background()), w.at)
	commits = int(s.View().Commits())
	require.GreaterOrEqual(t, commits, w.least, "%s: acknowledged commits are missing", w.at)
	have := contents(t, s.View())
	require.True(t, slices.ContainsFunc(wants, func(want map[int][]byte) bool { return bytes.Equal(want[commits], have) }), "%s: %d commits, but others", w.at, commits)
	require.NoError(t, s.CreateTag(goesOn), w.at)
	after = contents(t, s.View())
	require.NoError(t, s.Close(), w.at)
	for _, name := range names(t, path) {
		require.False(t, strings.HasSuffix(name, ".tmp"), "%s: %s", w.at, name)
	}
	return commits, after
}

// chapters are the contents of a story's folder by commits.
func chapters(t *testing.T) map[int][]byte {
	all, err := told()
	require.NoError(t, err)
	want := map[int][]byte{}
	for i, b := range all {
		want[i] = b
	}
	return want
}

// scratch is a folder for wrecks. They need no disk.
func scratch(t *testing.T) string {
	memory := "/dev/shm"
	if _, err := os.Stat(memory); err != nil {
		memory = ""
	}
	path, err := os.MkdirTemp(memory, "footfall")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(path) })
	return path
}

// Wherever a process ends, by kill -9 or by a loss of power, before any single call by which it changes the folder, from the first open over snapshots and compaction to the last close: opening again
// finds everything that was acknowledged, exactly. A process of any policy that opens what the first one left, makes a commit, and ends in the same way is tried like it: after a kill what was not
// synced is not synced yet.
func TestEveryCrashPoint(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	again := 20 // one of how many wrecks has its opening traced
	if os.Getenv("FOOTFALL_CRASHES") != "" {
		again = 1
	}
	for _, policy := range policies() {
		t.Run(fmt.Sprint("policy=", int(policy)), func(t *testing.T) {
			root, tried := scratch(t), map[[sha256.Size]byte]bool{}
			all, calls := wrecks(t, newDisk(t, root), "story", policy, wreck{}, random)
			kills, losses, deep, refused := 0, 0, 0, 0
			try := func(w wreck, wants ...map[int][]byte) (commits int, after []byte) {
				commits, after = w.open(t, root, wants...)
				if commits < 0 {
					refused++
				}
				if w.power {
					losses++
				} else {
					kills++
				}
				return commits, after
			}
			want := chapters(t)
			for i, w := range distinct(all, tried) {
				have, after := try(w, want)
				if i%again != 0 || have < 0 {
					continue
				}
				further := maps.Clone(want)
				further[have+1] = after
				w.put(t, root)
				d := newDisk(t, root)
				if w.disk != nil {
					d = w.disk.again(t, root)
				} else {
					w.synced = w.least
				}
				second, calls := wrecks(t, d, "open", policies()[random.IntN(3)], w, random)
				deep += calls
				for _, w2 := range distinct(second, tried) {
					w2.at = w.at + "; then " + w2.at
					if w2.least > have {
						try(w2, further)
					} else { // a commit that the first process did not get to acknowledge may be there, whole
						try(w2, further, want)
					}
				}
			}
			t.Logf("%d calls and %d while opening again: %d wrecks by kill -9 and %d by loss of power, 0 acknowledged commits lost, %d refused", calls, deep, kills, losses, refused)
		})
	}
}

// A process that ends while it restores a backup leaves nothing, a folder that is refused, or all of it.
func TestEveryCrashPointOfRestore(t *testing.T) {
	root, want := scratch(t), chapters(t)
	last := len(want) - 1
	require.NoError(t, os.WriteFile(filepath.Join(root, "backup"), want[last], 0o600))
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	all, calls := wrecks(t, newDisk(t, root), "restore", durable.EveryCommit, wreck{}, rand.New(rand.NewPCG(seed, 0)))
	found := map[int]int{}
	for _, w := range distinct(all, map[[sha256.Size]byte]bool{}) {
		w.may = w.at != all[len(all)-1].at
		got, _ := w.open(t, root, want)
		found[got]++
		require.True(t, got <= 0 || got == last, "%s: %d commits", w.at, got)
	}
	t.Logf("%d calls; how often how many commits were there: %v", calls, found)
}
