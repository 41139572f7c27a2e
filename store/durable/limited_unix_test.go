//go:build unix

package durable_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// childLimited is what a process does that may not do everything.
func childLimited(kind, path string) error {
	switch kind {
	case "readonly":
		if os.Getuid() == 0 {
			if err := syscall.Setuid(65534); err != nil { // root may write everywhere
				return err
			}
		}
		_, err := durable.Open(context.Background(), path, nil)
		if !errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("not refused: %w", err)
		}
		fmt.Println("refused", fs.ErrPermission, err)
		return nil
	case "full0", "full1", "full2":
		n, _ := strconv.Atoi(kind[4:])
		return childFull(durable.Policy(n), path)
	}
	return fmt.Errorf("what is %q?", kind)
}

// childFull writes until no file may grow any more, as on a full disk, and some more.
func childFull(policy durable.Policy, path string) error {
	limit := syscall.Rlimit{Cur: 300_000, Max: 300_000}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	s, err := durable.Open(context.Background(), path, &durable.Options{Sync: policy, Interval: 20 * time.Millisecond, TailBytes: -1})
	if err != nil {
		return err
	}
	i := 0
	for ; i < 100_000; i++ {
		commits := s.View().Commits()
		if err = s.SetAttributes("ana", people.Attributes{"done": value.Of(i), "filler": value.Of(strings.Repeat("x", 1000))}); err != nil {
			if have := s.View().Commits(); have != commits {
				return fmt.Errorf("refused, but made: %d, not %d", have, commits)
			}
			break
		}
	}
	if !errors.Is(err, durable.ErrFailed) || !errors.Is(err, store.ErrJournal) || !strings.Contains(err.Error(), syscall.EFBIG.Error()) {
		return fmt.Errorf("commit %d: %w", i, err)
	}
	for range 3 {
		if err := s.CreateTag("small"); !errors.Is(err, durable.ErrFailed) {
			return fmt.Errorf("a change after a failure: %w", err)
		}
	}
	if err := s.Snapshot(context.Background()); !errors.Is(err, durable.ErrFailed) {
		return fmt.Errorf("a snapshot after a failure: %w", err)
	}
	if err := s.Status().Err; !errors.Is(err, durable.ErrFailed) {
		return fmt.Errorf("status: %w", err)
	}
	if have := int(s.View().Commits()); have != i {
		return fmt.Errorf("%d commits, not %d", have, i)
	}
	if err := s.Close(); !errors.Is(err, durable.ErrFailed) {
		return fmt.Errorf("close: %w", err)
	}
	fmt.Println("made", i)
	return nil
}

// The disk is full: the change is refused, and all that come after it; what was acknowledged is there when the folder is opened again, and it goes on.
func TestFullDisk(t *testing.T) {
	for _, policy := range policies() {
		t.Run(fmt.Sprint("policy=", int(policy)), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store")
			out := run(t, fmt.Sprint("full", int(policy)), path)
			made, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(out, "made ")))
			require.NoError(t, err, out)
			require.Greater(t, made, 10)
			s := open(t, path, nil)
			defer s.Close()
			have := int(s.View().Commits())
			require.GreaterOrEqual(t, have, made)
			require.LessOrEqual(t, have, made+1, "the refused one may be there")
			n, _ := s.View().People().Find("ana")
			require.Equal(t, value.Of(have-1), s.View().People().Attribute(n, "done"))
			require.NoError(t, s.CreateTag("small"))
		})
	}
}
