//go:build unix

package durable_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// childEnv says what the test binary is to do, instead of tests.
const childEnv = "FOOTFALL_DURABLE_CHILD"

func TestMain(m *testing.M) {
	if what := os.Getenv(childEnv); what != "" {
		if err := child(what, os.Args[len(os.Args)-1]); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child writes commit after commit to a folder, and says so to the parent when each is acknowledged.
func child(what, path string) error {
	kind, policy, _ := strings.Cut(what, " ")
	n, _ := strconv.Atoi(policy)
	switch kind {
	case "story", "open", "restore":
		return childStory(kind, durable.Policy(n), path)
	case "write":
	default:
		return childLimited(kind, path)
	}
	s, err := durable.Open(context.Background(), path, &durable.Options{Sync: durable.Policy(n), Interval: 3 * time.Millisecond, TailBytes: 4000})
	if err != nil {
		return err
	}
	fmt.Println("opened", s.Status().Commits)
	// Writers have people of their own, so that what each has said is in order.
	var out sync.Mutex
	var wait sync.WaitGroup
	for w := range 2 {
		wait.Go(func() {
			writer := fmt.Sprint("w", w)
			for i := next(s.View(), writer); ; i++ {
				err := step(s.Store, writer, i)
				out.Lock()
				if err != nil {
					fmt.Println("error", err)
				} else {
					fmt.Println(writer, i)
				}
				out.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	if rand.IntN(2) == 0 {
		wait.Go(func() {
			for {
				if err := s.Compact(context.Background()); err != nil {
					out.Lock()
					fmt.Println("error", err)
					out.Unlock()
					return
				}
			}
		})
	}
	wait.Wait()
	return errors.New("ended")
}

const batch = 7 // events in a commit of several changes

// step makes the i-th commit of a writer: its attribute "done" says i afterwards, beside what else belongs to the commit.
func step(s *store.Store, writer string, i int) error {
	guest := func(i int) string { return fmt.Sprint(writer, "-guest-", i) }
	if i%10 == 6 {
		forget := s.Delete
		if i%20 == 6 {
			forget = s.Redact
		}
		if err := forget(guest(i - 2)); err != nil && !errors.Is(err, store.ErrNoPerson) { // killed before it came, or after it went
			return err
		}
	}
	var c store.Changes
	for k := range batch {
		c.Append(play(fmt.Sprint(writer, "-", i%5), i*batch+k))
	}
	c.SetAttributes(writer, people.Attributes{"done": value.Of(i)})
	if i%3 == 0 {
		c.TagPeople("third", writer)
	}
	if _, err := s.Commit(&c); err != nil {
		return err
	}
	if i%10 == 4 {
		_, err := s.Append(play(guest(i), i))
		return err
	}
	return nil
}

// next is the number of the first commit that a writer has not made.
func next(v *store.View, writer string) int {
	n, ok := v.People().Find(writer)
	if !ok {
		return 0
	}
	done, _ := v.People().Attribute(n, "done").Int()
	return int(done) + 1
}

// whole reports what of the commits of a writer up to one is missing, and what there is beyond them.
func whole(t *testing.T, v *store.View, writer string, steps int) {
	events := map[string]bool{}
	for p := range 5 {
		n, ok := v.People().Find(fmt.Sprint(writer, "-", p))
		if !ok {
			continue
		}
		for _, e := range v.Log(n) {
			i, err := strconv.Atoi(e.ID)
			require.NoError(t, err)
			require.Equal(t, p, i/batch%5)
			require.Equal(t, play(e.Person, i), e)
			require.False(t, events[e.ID])
			events[e.ID] = true
		}
	}
	require.Len(t, events, steps*batch, "of writer %s", writer)
	for i := range steps * batch {
		require.True(t, events[strconv.Itoa(i)], "event %d of writer %s", i, writer)
	}
	for i := 4; i+2 < steps; i += 10 {
		_, ok := v.People().Find(fmt.Sprint(writer, "-guest-", i))
		require.False(t, ok, "guest %d of %s", i, writer)
	}
}

// killed runs a child on a folder, kills it some time after it was started, or after it has opened the folder, and gives the last commit that each writer acknowledged (-1: none).
func killed(t *testing.T, path string, policy durable.Policy, opened bool, after time.Duration) (acknowledged map[string]int) {
	cmd := exec.Command(os.Args[0], path)
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=write %d", childEnv, policy))
	pipe, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	var kill *time.Timer
	start := func() { kill = time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) }
	if !opened {
		start()
	}
	acknowledged = map[string]int{"w0": -1, "w1": -1}
	for lines := bufio.NewScanner(pipe); lines.Scan(); {
		// A line that the kill cut off has no second word, or a shorter number, which claims less.
		who, n, ok := strings.Cut(lines.Text(), " ")
		require.NotEqual(t, "error", who, lines.Text())
		if opened && who == "opened" {
			start()
		}
		if i, err := strconv.Atoi(n); ok && err == nil && (who == "w0" || who == "w1") {
			acknowledged[who] = max(i, acknowledged[who])
		}
	}
	err = cmd.Wait()
	require.Empty(t, stderr.String())
	require.NotNil(t, kill, "it ended by itself")
	kill.Stop()
	require.Error(t, err, "it was killed")
	return acknowledged
}

// Killed at any moment, in opening, writing, snapshots and compaction, a process loses nothing that it acknowledged, and leaves no half of a commit.
func TestKill(t *testing.T) {
	kills := 200
	if testing.Short() {
		kills = 24
	}
	if n, err := strconv.Atoi(os.Getenv("FOOTFALL_KILLS")); err == nil {
		kills = n
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var path string
	made := map[string]int{"w0": 0, "w1": 0} // commits that have to be there
	writes, early, snapshots, torn, leftovers := 0, 0, 0, 0, 0
	for kill := range kills {
		if kill%12 == 0 { // first opens are killed as well
			path, made = filepath.Join(t.TempDir(), "store"), map[string]int{"w0": 0, "w1": 0}
		}
		policy := policies()[random.IntN(3)]
		after := time.Duration(random.Int64N(int64(150 * time.Millisecond)))
		for writer, i := range killed(t, path, policy, random.IntN(4) > 0, after) {
			if i < 0 {
				early++
			}
			made[writer] = max(made[writer], i+1)
		}
		s, err := durable.Open(context.Background(), path, &durable.Options{TailBytes: -1, Sync: durable.Never})
		require.NoError(t, err, "kill %d", kill)
		require.NoError(t, s.Check(context.Background()))
		v := s.View()
		for writer, least := range made {
			have := next(v, writer)
			require.GreaterOrEqual(t, have, least, "kill %d, policy %d: acknowledged commits of %s are missing", kill, policy, writer)
			whole(t, v, writer, have)
			writes += have - least
			made[writer] = have
		}
		if s.Recovery().Snapshot > 0 {
			snapshots++
		}
		if s.Recovery().Torn > 0 {
			torn++
		}
		leftovers += len(s.Recovery().Removed)
		require.NoError(t, s.Close())
	}
	t.Logf("%d kills: 0 acknowledged commits lost; %d commits were there beyond those acknowledged, %d times a writer had not begun, %d times there was a snapshot, "+
		"%d files were left over, %d times recent ended torn", kills, writes, early, snapshots, leftovers, torn)
}

func run(t *testing.T, what, path string) string {
	cmd := exec.Command(os.Args[0], path)
	cmd.Env = append(os.Environ(), childEnv+"="+what)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

func TestReadOnlyFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store")
	_, err := durable.Open(context.Background(), filepath.Join(os.Args[0], "below a file"), nil)
	require.Error(t, err)
	require.NoError(t, open(t, path, nil).Close())
	for _, above := range []string{filepath.Dir(path), filepath.Dir(filepath.Dir(path))} { // for the other user to come so far
		require.NoError(t, os.Chmod(above, 0o755))
	}
	require.NoError(t, os.Chmod(path, 0o555))
	defer func() { _ = os.Chmod(path, 0o700) }()
	out := run(t, "readonly", path)
	require.Contains(t, out, "refused "+fs.ErrPermission.Error())
	require.Contains(t, out, path)
}
