package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// last is the last days by the clock, which is the newest event's, but nothing before the first event: a young repository has no empty year.
func last(v *store.View, days int) store.Timeframe {
	first, _, _ := v.Extent()
	today := v.Frame().Today()
	return store.Dates(max(today-value.Date(days-1), v.StoreDay(first)), today)
}

// load makes a store of a file of events or, without one, of a repository.
func load(ctx context.Context, repo, events string) (*store.Store, error) {
	s, err := store.New(nil)
	if err != nil {
		return nil, err
	}
	if events == "" {
		return s, readRepository(ctx, s, repo)
	}
	file, err := os.Open(events)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if _, err := s.ImportEvents(ctx, file, nil); err != nil {
		return nil, fmt.Errorf("%s: %w", events, err)
	}
	return s, nil
}

// format makes git write for each commit an empty field, hash, author, seconds since 1970 and parents, each before a NUL. The paths follow as
// further fields. No path is empty, so that an empty field is the next commit.
const format = "--format=tformat:%x00%H%x00%aE%x00%at%x00%P"

// readRepository appends the history of HEAD. The options undo what a user's configuration may have changed of git log.
func readRepository(ctx context.Context, s *store.Store, repo string) error {
	git := exec.CommandContext(ctx, "git", "-C", repo, "-c", "log.showRoot=true", "log", "-z", "--name-only", "--no-renames", "--no-show-signature",
		"--no-color", "--no-notes", "--use-mailmap", format, "HEAD", "--")
	var complaint bytes.Buffer
	git.Stderr = &complaint
	out, err := git.StdoutPipe()
	if err != nil {
		return err
	}
	if err := git.Start(); err != nil {
		return err
	}
	read := readLog(out, s)
	_, _ = io.Copy(io.Discard, out) // where reading ended early, git must not wait for a reader
	if err := git.Wait(); err != nil {
		return fmt.Errorf("git log in %s: %w: %s", repo, err, strings.TrimSpace(complaint.String()))
	}
	return read
}

// readLog appends the commits of a log of that format, in batches.
func readLog(log io.Reader, s *store.Store) error {
	const batch = 1000
	fields := bufio.NewScanner(log)
	fields.Buffer(nil, 1<<20) // a path is far shorter
	fields.Split(untilNUL)
	var commits []store.Event
	for more := fields.Scan(); more; {
		if len(fields.Bytes()) > 0 {
			return fmt.Errorf("git log: %.80q where a commit begins", fields.Text())
		}
		var head [4]string
		for i := range head {
			if !fields.Scan() {
				return fmt.Errorf("git log ends within a commit: %w", io.ErrUnexpectedEOF)
			}
			head[i] = fields.Text()
		}
		files, tests := int64(0), false
		for more = fields.Scan(); more && len(fields.Bytes()) > 0; more = fields.Scan() {
			files++
			tests = tests || bytes.HasSuffix(fields.Bytes(), []byte("_test.go"))
		}
		seconds, err := strconv.ParseInt(head[2], 10, 64)
		if err != nil {
			return fmt.Errorf("commit %s: time %q: %w", head[0], head[2], err)
		}
		e := store.Event{Person: strings.ToValidUTF8(head[1], "?"), Name: "commit", Time: time.Unix(seconds, 0), ID: head[0]}
		if e.Person == "" {
			e.Person = "(no e-mail)"
		}
		if strings.Contains(head[3], " ") { // more parents than one; what it brings was counted where it was made
			e.Name = "merge"
		} else {
			e.Properties = []store.Property{store.Prop("files", files), store.Prop("tests", tests)}
		}
		if commits = append(commits, e); len(commits) == batch || !more {
			if _, err := s.Append(commits...); err != nil {
				return err
			}
			commits = commits[:0]
		}
	}
	return fields.Err()
}

// untilNUL is a bufio.SplitFunc for fields that end in a NUL, as git's -z writes them.
func untilNUL(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return 0, nil, nil
}
