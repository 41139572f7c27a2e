//go:build amd64

package durable_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A disk is what a folder is made of while a process works in it, as it is now and as far as it was synced. Entries of folders and contents of files are synced apart, each by its own fsync.
type disk struct {
	root  string
	ids   map[uint64]int // inodes as they are now, and what we call them: a number of the system's is used again
	last  int
	now   map[int]node
	was   map[int]node // at the look before
	safe  map[int]node
	dirs  map[int]bool // all that ever were
	calls int
}

// node is a file with its bytes, or a folder with its entries.
type node struct {
	folder  bool
	bytes   string
	entries map[string]int
}

const rootID = 0

func newDisk(t *testing.T, root string) *disk {
	d := &disk{root: root, dirs: map[int]bool{}}
	d.look(t)
	d.safe = maps.Clone(d.now) // what was there before is on the disk
	return d
}

// again is a copy of the disk, of which root has been written anew as it is now: what was not synced is not synced yet.
func (d *disk) again(t *testing.T, root string) *disk {
	c := &disk{root: root, ids: map[uint64]int{}, last: d.last, now: maps.Clone(d.now), safe: maps.Clone(d.safe), dirs: maps.Clone(d.dirs)}
	var walk func(path string, id int)
	walk = func(path string, id int) {
		info, err := os.Stat(path)
		require.NoError(t, err)
		c.ids[info.Sys().(*syscall.Stat_t).Ino] = id
		for name, id := range c.now[id].entries {
			walk(filepath.Join(path, name), id)
		}
	}
	walk(root, rootID)
	return c
}

// look reads what there is now.
func (d *disk) look(t *testing.T) {
	before := d.ids
	d.ids, d.was, d.now = map[uint64]int{}, d.now, map[int]node{}
	maps.Copy(d.now, d.was) // what lost its name has its bytes until that is on the disk
	d.walk(t, d.root, before)
}

func (d *disk) walk(t *testing.T, path string, before map[uint64]int) int {
	info, err := os.Stat(path)
	require.NoError(t, err)
	inode := info.Sys().(*syscall.Stat_t).Ino
	id, known := before[inode]
	if path == d.root {
		id = rootID
	} else if !known {
		d.last++
		id = d.last
	}
	d.ids[inode] = id
	if !info.IsDir() {
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		d.now[id] = node{bytes: string(b)}
		return id
	}
	n := node{folder: true, entries: map[string]int{}}
	list, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, e := range list {
		n.entries[e.Name()] = d.walk(t, filepath.Join(path, e.Name()), before)
	}
	d.now[id], d.dirs[id] = n, true
	return id
}

// sync notes that a file or folder is on the disk as it is.
func (d *disk) sync(t *testing.T, path string) {
	info, err := os.Stat(path)
	require.NoError(t, err)
	if id, ok := d.ids[info.Sys().(*syscall.Stat_t).Ino]; ok {
		d.safe[id] = d.now[id]
	}
}

// call is one call of the system by which a process changes what is on the disk, or has it synced.
type call struct {
	name string
	fd   int // -1: it is about a path
}

func callOf(r *syscall.PtraceRegs) (c call, ok bool) {
	byNumber := map[uint64]string{
		syscall.SYS_WRITE: "write", syscall.SYS_PWRITE64: "pwrite", syscall.SYS_WRITEV: "writev", syscall.SYS_PWRITEV: "pwritev", syscall.SYS_FTRUNCATE: "ftruncate",
		syscall.SYS_FALLOCATE: "fallocate", syscall.SYS_FSYNC: "fsync", syscall.SYS_FDATASYNC: "fdatasync",
		syscall.SYS_OPEN: "open", syscall.SYS_OPENAT: "openat", syscall.SYS_CREAT: "creat", syscall.SYS_TRUNCATE: "truncate", syscall.SYS_MKDIR: "mkdir", syscall.SYS_MKDIRAT: "mkdirat",
		syscall.SYS_RENAME: "rename", syscall.SYS_RENAMEAT: "renameat", 316: "renameat2", syscall.SYS_LINK: "link", syscall.SYS_LINKAT: "linkat",
		syscall.SYS_UNLINK: "unlink", syscall.SYS_UNLINKAT: "unlinkat", syscall.SYS_RMDIR: "rmdir",
	}
	c = call{name: byNumber[r.Orig_rax], fd: -1}
	switch c.name {
	case "write", "pwrite", "writev", "pwritev", "ftruncate", "fallocate", "fsync", "fdatasync":
		c.fd = int(int32(r.Rdi))
	case "open":
		return c, r.Rsi&(syscall.O_CREAT|syscall.O_TRUNC) != 0
	case "openat":
		return c, r.Rdx&(syscall.O_CREAT|syscall.O_TRUNC) != 0
	}
	return c, c.name != ""
}

// traced runs a process and stops it before each call by which it changes what is in root: then tells at of it. said is told the length of what it writes to its standard output. A process that cannot
// be traced skips the test.
func traced(t *testing.T, d *disk, env string, arg string, said func(length int), at func(c string)) {
	runtime.LockOSThread() // the one that traces, and waits for its own children alone
	defer runtime.UnlockOSThread()
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	require.NoError(t, err)
	defer null.Close()
	p, err := os.StartProcess(os.Args[0], []string{os.Args[0], arg}, &os.ProcAttr{
		Env: append(os.Environ(), env, "GOMAXPROCS=1"), Files: []*os.File{null, null, os.Stderr}, Sys: &syscall.SysProcAttr{Ptrace: true},
	})
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSYS) {
		t.Skipf("this system does not let a process be traced: %v", err)
	}
	require.NoError(t, err)
	defer func() { _ = p.Release() }()
	const wall, noThread, exitKill, sysGood = 0x40000000, 0x20000000, 0x100000, 1
	var status syscall.WaitStatus
	_, err = syscall.Wait4(p.Pid, &status, wall|noThread, nil)
	require.NoError(t, err)
	require.True(t, status.Stopped(), "%v", status)
	require.NoError(t, syscall.PtraceSetOptions(p.Pid, exitKill|sysGood|syscall.PTRACE_O_TRACECLONE))
	require.NoError(t, syscall.PtraceSyscall(p.Pid, 0))
	inside := map[int]string{} // what each thread is in: the name of the call, and of a file that is synced
	seen := map[int]bool{p.Pid: true}
	for {
		thread, err := syscall.Wait4(-1, &status, wall|noThread, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		require.NoError(t, err)
		if status.Exited() || status.Signaled() {
			if thread == p.Pid {
				require.True(t, status.Exited() && status.ExitStatus() == 0, "the traced process: %v", status)
				return
			}
			continue
		}
		signal := 0
		switch {
		case status.StopSignal() == syscall.SIGTRAP|0x80:
			var r syscall.PtraceRegs
			if err := syscall.PtraceGetRegs(thread, &r); err != nil {
				require.ErrorIs(t, err, syscall.ESRCH)
				continue
			}
			if path, in := inside[thread]; in {
				delete(inside, thread)
				if path != "" {
					d.look(t)
					d.sync(t, path)
				}
				break
			}
			inside[thread] = d.enters(t, thread, &r, said, at)
		case status.StopSignal() == syscall.SIGTRAP: // of a clone
		case status.StopSignal() == syscall.SIGSTOP && !seen[thread]:
		default:
			signal = int(status.StopSignal())
		}
		seen[thread] = true
		if err := syscall.PtraceSyscall(thread, signal); err != nil {
			require.ErrorIs(t, err, syscall.ESRCH)
		}
	}
}

// enters is before a call. It gives what will be synced by it.
func (d *disk) enters(t *testing.T, thread int, r *syscall.PtraceRegs, said func(int), at func(string)) (synced string) {
	c, ok := callOf(r)
	if !ok {
		return ""
	}
	what := c.name
	if c.fd == 1 {
		said(int(r.Rdx))
		return ""
	} else if c.fd >= 0 {
		link := fmt.Sprintf("/proc/%d/fd/%d", thread, c.fd)
		path, err := os.Readlink(link)
		if err != nil || !strings.HasPrefix(path, d.root) {
			return ""
		}
		what += " " + filepath.Base(path)
		if strings.HasSuffix(c.name, "sync") {
			synced = link
		}
	}
	d.look(t)
	d.calls++
	at(what)
	return synced
}
