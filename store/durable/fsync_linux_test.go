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

// The test binary runs itself again, as what this says: policy and path, behind one of the words where it first becomes a process whose every fsync is filtered.
const (
	fsyncEnv   = "FOOTFALL_FSYNC"
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
			cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s", fsyncEnv, policy, path))
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
	number, path, _ := strings.Cut(what, " ")
	n, err := strconv.Atoi(number)
	require.NoError(t, err)
	policy := durable.Policy(n)
	s, err := durable.Open(context.Background(), path, &durable.Options{Sync: policy, Interval: 20 * time.Millisecond})
	require.NoError(t, err)
	require.NoError(t, second(s.Append(play("ana", 1))))
	acknowledged := 1
	if err := filterFsync(failFsync); err != nil {
		t.Skip(err)
	}
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
			for _, name := range names(t, path) {
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
	require.Equal(t, policy == durable.EveryCommit, acknowledged == 1)
	require.ErrorIs(t, s.Close(), syscall.EIO)
	require.EqualValues(t, acknowledged+1, s.View().Len(), "views go on answering")
	fmt.Printf("acknowledged %d\n", acknowledged)
}

// What a filter of the kernel's says to an fsync.
const (
	failFsync  = 0x00050000 | uint32(syscall.EIO)
	traceFsync = 0x7ff00000 // stop, and ask the tracer
)

// filterFsync has every fsync and fdatasync filtered, in all threads of this process and for ever.
func filterFsync(filtered uint32) error {
	const (
		loadNumber, ifEqual, ret = 0x20, 0x15, 0x06 // BPF: load a word of the call's description, jump if equal, return
		allow                    = 0x7fff0000
		setNoNewPrivs            = 38 // prctl
		setFilter, allThreads    = 1, 1
	)
	seccomp, ok := map[string]uintptr{"amd64": 317, "386": 354, "arm64": 277, "arm": 383, "riscv64": 277}[runtime.GOARCH]
	if !ok {
		return errors.New("the number of the call seccomp is not known")
	}
	filter := []syscall.SockFilter{
		{Code: loadNumber},
		{Code: ifEqual, K: syscall.SYS_FSYNC, Jt: 2},
		{Code: ifEqual, K: syscall.SYS_FDATASYNC, Jt: 1},
		{Code: ret, K: allow},
		{Code: ret, K: filtered},
	}
	prog := &syscall.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if _, _, err := syscall.RawSyscall6(syscall.SYS_PRCTL, setNoNewPrivs, 1, 0, 0, 0, 0); err != 0 {
		return err
	}
	if thread, _, err := syscall.RawSyscall(seccomp, setFilter, allThreads, reflect.ValueOf(prog).Pointer()); err != 0 {
		return err
	} else if thread != 0 {
		return fmt.Errorf("thread %d does not take it", thread)
	}
	runtime.KeepAlive(prog)
	return nil
}

// become runs the test binary in the place of this process, with every fsync and fdatasync filtered. It comes back only with an error.
func become(filtered uint32) error {
	if err := filterFsync(filtered); err != nil {
		return err
	}
	return errors.Join(errors.New("exec"), syscall.Exec(os.Args[0], os.Args, os.Environ()))
}
