package durable_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// The test binary runs itself again, once to have the kernel fail every fsync of what it becomes, and then as that.
const (
	fsyncEnv   = "FOOTFALL_FSYNC" // "arm" or "armed", policy, path
	fsyncArm   = "arm"
	fsyncArmed = "armed"
)

// An fsync fails: under EveryCommit the change is refused, and all that come after it; under the others what was acknowledged before stays, and Close says that it may not be on the disk. A process
// that ends so has lost nothing that it acknowledged.
func TestFailingFsync(t *testing.T) {
	if what := os.Getenv(fsyncEnv); what != "" {
		failingFsync(t, what)
		return
	}
	for _, policy := range policies() {
		t.Run(fmt.Sprint("policy=", int(policy)), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store")
			s := open(t, path, nil)
			require.NoError(t, second(s.Append(play("ana", 0))))
			require.NoError(t, s.Close())
			cmd := exec.Command(os.Args[0], "-test.run=^TestFailingFsync$", "-test.v")
			cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %s", fsyncEnv, fsyncArm, policy, path))
			out, err := cmd.CombinedOutput()
			if strings.Contains(string(out), "--- SKIP") {
				t.Skipf("this kernel does not let a process fail its fsyncs: %s", out)
			}
			require.NoError(t, err, "%s", out)
			_, said, ok := strings.Cut(string(out), "acknowledged ")
			require.True(t, ok, "%s", out)
			said, _, _ = strings.Cut(said, "\n")
			acknowledged, err := strconv.Atoi(said)
			require.NoError(t, err, "%s", out)
			s = open(t, path, nil)
			have := int(s.View().Len()) - 1
			require.GreaterOrEqual(t, have, acknowledged)
			require.LessOrEqual(t, have, acknowledged+1, "the refused one may be there")
			require.NoError(t, s.CreateTag("goes on"))
			require.NoError(t, s.Close())
		})
	}
}

func failingFsync(t *testing.T, what string) {
	parts := strings.SplitN(what, " ", 3)
	if parts[0] == fsyncArm {
		require.NoError(t, os.Setenv(fsyncEnv, fmt.Sprint(fsyncArmed, " ", parts[1], " ", parts[2])))
		t.Skip(become(failFsync))
	}
	n, err := strconv.Atoi(parts[1])
	require.NoError(t, err)
	policy := durable.Policy(n)
	s, err := durable.Open(context.Background(), parts[2], &durable.Options{Sync: policy, Interval: 20 * time.Millisecond})
	require.NoError(t, err)
	acknowledged := 0
	for {
		view := contents(t, s.View())
		if err = second(s.Append(play("ana", acknowledged+1))); err != nil {
			require.Equal(t, view, contents(t, s.View()), "refused, but made")
			break
		}
		acknowledged++
		require.Less(t, acknowledged, 1000, "nobody noticed")
		if policy == durable.Never && acknowledged == 10 {
			require.ErrorIs(t, s.Snapshot(context.Background()), syscall.EIO)
			for _, name := range names(t, parts[2]) {
				if strings.HasPrefix(name, "snapshot-") && !strings.HasSuffix(name, "00000") {
					require.True(t, strings.HasSuffix(name, ".tmp"), "%s: a snapshot that is not synced is none", name)
				}
			}
			break
		}
		time.Sleep(time.Millisecond)
	}
	if policy != durable.Never {
		require.ErrorIs(t, err, store.ErrJournal)
		for range 3 {
			require.ErrorIs(t, err, durable.ErrFailed)
			require.ErrorIs(t, err, syscall.EIO)
			err = s.CreateTag("late")
		}
		require.ErrorIs(t, s.Status().Err, durable.ErrFailed)
	}
	require.Equal(t, policy == durable.EveryCommit, acknowledged == 0)
	require.ErrorIs(t, s.Close(), syscall.EIO)
	require.EqualValues(t, acknowledged+1, s.View().Len(), "views go on answering")
	fmt.Printf("acknowledged %d\n", acknowledged)
}

// What a filter of the kernel's says to an fsync.
const (
	failFsync  = 0x00050000 | uint32(syscall.EIO)
	traceFsync = 0x7ff00000 // stop, and ask the tracer
)

// become runs the test binary in the place of this process, with every fsync and fdatasync filtered. It comes back only with an error.
func become(filtered uint32) error {
	const (
		loadNumber, ifEqual, ret = 0x20, 0x15, 0x06 // BPF: load a word of the call's description, jump if equal, return
		allow                    = 0x7fff0000
		setNoNewPrivs            = 38 // prctl
		setSeccomp, filterMode   = 22, 2
	)
	filter := []syscall.SockFilter{
		{Code: loadNumber},
		{Code: ifEqual, K: syscall.SYS_FSYNC, Jt: 2},
		{Code: ifEqual, K: syscall.SYS_FDATASYNC, Jt: 1},
		{Code: ret, K: allow},
		{Code: ret, K: filtered},
	}
	prog := &syscall.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	runtime.LockOSThread() // the filter is this thread's, and of what it becomes
	if _, _, err := syscall.RawSyscall6(syscall.SYS_PRCTL, setNoNewPrivs, 1, 0, 0, 0, 0); err != 0 {
		return err
	}
	if _, _, err := syscall.RawSyscall(syscall.SYS_PRCTL, setSeccomp, filterMode, reflect.ValueOf(prog).Pointer()); err != 0 {
		return err
	}
	runtime.KeepAlive(prog)
	return errors.Join(errors.New("exec"), syscall.Exec(os.Args[0], os.Args, os.Environ()))
}
