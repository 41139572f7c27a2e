//go:build amd64

package durable_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

// Of all the fsyncs in the life of a folder, one fails, each in turn: in the first open, at a commit, in a snapshot, where a new tail begins, in Compact, in Close and in
// opening again. What was being done then says so; if it was a commit, all later ones are refused until the folder is opened again; if it was not, the folder goes on. Opened again, all that was acknowledged is there,
// exactly, and at most the one commit that was refused besides.
func TestEveryFsync(t *testing.T) {
	if what := os.Getenv(fsyncEnv); what != "" {
		stubborn(t, what)
		return
	}
	if testing.Short() {
		t.Skip("a process for each fsync: some hundred")
	}
	want, err := told()
	require.NoError(t, err)
	for _, policy := range policies() {
		t.Run(fmt.Sprint("policy=", int(policy)), func(t *testing.T) {
			root := scratch(t)
			all, _, said := failOne(t, 0, policy, root, "none")
			require.Equal(t, strconv.Itoa(len(want)-1), said)
			refused, beside := 0, 0
			for k := 1; k <= all; k++ {
				path := filepath.Join(root, strconv.Itoa(k))
				_, file, said := failOne(t, k, policy, root, strconv.Itoa(k))
				if !strings.Contains(said, " ") {
					require.True(t, k > 1 && file == root, "fsync %d of %s: nobody noticed", k, file) // a folder that was there is not asked for the name of one that was
				}
				acknowledged, err := strconv.Atoi(strings.Fields(said)[0])
				require.NoError(t, err, said)
				s, err := durable.Open(context.Background(), path, nil)
				require.NoError(t, err, "fsync %d: %s", k, said)
				require.NoError(t, s.Check(context.Background()))
				have := int(s.View().Commits())
				require.GreaterOrEqual(t, have, acknowledged, "fsync %d: %s", k, said)
				require.LessOrEqual(t, have, acknowledged+1, "fsync %d: %s", k, said)
				require.True(t, bytes.Equal(want[have], contents(t, s.View())), "fsync %d: %s: %d commits, but others", k, said, have)
				require.NoError(t, s.CreateTag("goes on"))
				require.NoError(t, s.Close())
				if strings.Contains(said, "refused") {
					refused++
				}
				beside += strings.Count(said, "beside")
			}
			t.Logf("%d fsyncs failed, each by itself: %d had changes refused, and %d were beside them", all, refused, beside)
			require.True(t, refused > 0 || policy == durable.Never)
			require.Positive(t, beside)
		})
	}
}

// stubborn lives the story, whatever fails, until a commit is refused, or the folder does not open or close. It says how many commits were acknowledged.
func stubborn(t *testing.T, what string) {
	parts := strings.SplitN(what, " ", 3)
	if parts[0] == fsyncArm {
		require.NoError(t, os.Setenv(fsyncEnv, fmt.Sprint(fsyncArmed, " ", parts[1], " ", parts[2])))
		t.Fatal(become(traceFsync))
	}
	n, err := strconv.Atoi(parts[1])
	require.NoError(t, err)
	ctx, policy, path := context.Background(), durable.Policy(n), parts[2]
	acknowledged, notes := 0, ""
	defer func() { fmt.Printf("acknowledged %d%s\n", acknowledged, notes) }()
	failed := func(where string, err error) bool {
		if err != nil {
			require.ErrorContains(t, err, syscall.EIO.Error(), where) // where bbolt makes a file larger, it gives the text alone
			require.NotErrorIs(t, err, store.ErrDamaged, where)
			notes += " " + where
		}
		return err != nil
	}
	o := &durable.Options{Sync: policy, Interval: time.Hour, TailBytes: -1}
	s, err := durable.Open(ctx, path, o)
	if failed("beside: open", err) {
		return
	}
	for _, c := range story() {
		switch c.files {
		case "":
			before := contents(t, s.View())
			err := c.commit(s.Store)
			if !failed("refused", err) {
				acknowledged++
				break
			}
			require.ErrorIs(t, err, durable.ErrFailed)
			require.ErrorIs(t, err, store.ErrJournal)
			require.Equal(t, before, contents(t, s.View()), "refused, but made")
		case "snapshot":
			failed("beside: snapshot", s.Snapshot(ctx))
		case "compact":
			failed("beside: compact", s.Compact(ctx))
		case "reopen":
			if err := s.Close(); failed("beside: close", err) {
				return
			}
			if s, err = durable.Open(ctx, path, o); failed("beside: reopen", err) {
				return
			}
		}
		if refuses := s.Status().Err; refuses != nil {
			for range 2 {
				require.ErrorIs(t, s.CreateTag("late"), durable.ErrFailed)
				require.ErrorIs(t, s.Snapshot(ctx), durable.ErrFailed)
			}
			require.ErrorContains(t, s.Close(), syscall.EIO.Error())
			notes += " refused"
			return
		}
	}
	failed("beside: close", s.Close())
}

// failOne runs a stubborn process in which the k-th fsync of a file or folder below root fails, and gives how many there were, which one it was, and what the process said.
func failOne(t *testing.T, k int, policy durable.Policy, root, name string) (syncs int, failed, said string) {
	runtime.LockOSThread() // the one that traces
	defer runtime.UnlockOSThread()
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close()
	p, err := os.StartProcess(os.Args[0], []string{os.Args[0], "-test.run=^TestEveryFsync$"}, &os.ProcAttr{
		Env: append(os.Environ(), fmt.Sprintf("%s=%s %d %s", fsyncEnv, fsyncArm, policy, filepath.Join(root, name))), Files: []*os.File{nil, w, w}, Sys: &syscall.SysProcAttr{Ptrace: true},
	})
	require.NoError(t, w.Close())
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSYS) {
		t.Skipf("this system does not let a process be traced: %v", err)
	}
	require.NoError(t, err)
	defer func() { _ = p.Release() }()
	output := make(chan string)
	go func() {
		var b bytes.Buffer
		_, _ = b.ReadFrom(r)
		output <- b.String()
	}()
	const wall, noThread, exitKill, filtered = 0x40000000, 0x20000000, 0x100000, 0x80 // filtered: stop where a filter says so
	var status syscall.WaitStatus
	_, err = syscall.Wait4(p.Pid, &status, wall|noThread, nil)
	require.NoError(t, err)
	require.NoError(t, syscall.PtraceSetOptions(p.Pid, exitKill|filtered|syscall.PTRACE_O_TRACECLONE|syscall.PTRACE_O_TRACEEXEC))
	require.NoError(t, syscall.PtraceCont(p.Pid, 0))
	seen := map[int]bool{p.Pid: true}
	for {
		thread, err := syscall.Wait4(-1, &status, wall|noThread, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		require.NoError(t, err)
		if status.Exited() || status.Signaled() {
			if thread != p.Pid {
				continue
			}
			text := <-output
			require.True(t, status.Exited() && status.ExitStatus() == 0, "fsync %d: %v: %s", k, status, text)
			_, said, ok := strings.Cut(text, "acknowledged ")
			require.True(t, ok, text)
			said, _, _ = strings.Cut(said, "\n")
			return syncs, failed, said
		}
		signal := 0
		switch {
		case status.StopSignal() == syscall.SIGTRAP && status.TrapCause() == 7: // an fsync
			var regs syscall.PtraceRegs
			require.NoError(t, syscall.PtraceGetRegs(thread, &regs))
			file, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", thread, int32(regs.Rdi)))
			require.NoError(t, err)
			if !strings.HasPrefix(file, root) {
				break
			}
			if syncs++; syncs == k {
				failed = file
				eio := -int64(syscall.EIO)
				regs.Orig_rax, regs.Rax = ^uint64(0), uint64(eio) // no call, but an answer
				require.NoError(t, syscall.PtraceSetRegs(thread, &regs))
			}
		case status.StopSignal() == syscall.SIGTRAP && status.TrapCause() > 0: // of a clone or exec
		case status.StopSignal() == syscall.SIGSTOP && !seen[thread]:
		default:
			signal = int(status.StopSignal())
		}
		seen[thread] = true
		if err := syscall.PtraceCont(thread, signal); err != nil {
			require.ErrorIs(t, err, syscall.ESRCH)
		}
	}
}
