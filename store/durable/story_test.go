package durable_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// A story is the life of a folder in which every chapter is one commit, or one thing that is done with the files.
type chapter struct {
	commit func(*store.Store) error
	files  string // what else: snapshot, failed snapshot, compact, reopen
}

func story() []chapter {
	commit := func(do func(*store.Store) error) chapter { return chapter{commit: do} }
	events := func(person string, from, n int) chapter {
		return commit(func(s *store.Store) error {
			var c store.Changes
			for i := range n {
				c.Append(play(person, from+i))
			}
			c.SetAttributes(person, people.Attributes{"done": value.Of(from + n)})
			return second(s.Commit(&c))
		})
	}
	return []chapter{
		events("ana", 0, 3), events("bo", 10, 60),
		{files: "snapshot"},
		events("cy", 100, 2),
		commit(func(s *store.Store) error { return second(s.TagPeople("vip", "ana", "cy")) }),
		{files: "failed snapshot"},
		commit(func(s *store.Store) error { return s.Delete("bo") }),
		{files: "compact"}, {files: "snapshot"},
		commit(func(s *store.Store) error { return s.Merge("cy", "ana") }),
		commit(func(s *store.Store) error { return s.Redact("ana") }),
		{files: "reopen"},
		commit(func(s *store.Store) error { return second(s.DropBefore(value.NewDate(2023, 11, 14))) }),
		commit(func(s *store.Store) error {
			return s.SetAttributes("di", people.Attributes{"text": value.Of(strings.Repeat("long ", 8000))}) // several pages
		}),
		{files: "snapshot"},
		events("eve", 200, 1),
	}
}

// told are the contents of a story's folder after each of its commits.
func told() ([][]byte, error) {
	s, err := store.New(nil)
	if err != nil {
		return nil, err
	}
	var all [][]byte
	keep := func() error {
		var b bytes.Buffer
		err := s.View().WriteSnapshot(context.Background(), &b, nil)
		all = append(all, b.Bytes())
		return err
	}
	err = keep()
	for _, c := range story() {
		if c.commit != nil && err == nil {
			err = errors.Join(c.commit(s), keep())
		}
	}
	return all, err
}

// What a child says by the length of what it writes to its standard output; a tracer need not read it.
const (
	sayAcknowledged = "a"  // one more commit
	saySafe         = "ok" // whatever the policy, all of them are in a snapshot
	sayClosed       = "end"
)

const goesOn = "goes on" // the tag of one more commit

// childStory lives a story in a folder, or a part of it.
func childStory(kind string, policy durable.Policy, path string) error {
	ctx := context.Background()
	say := func(what string) error { return second(os.Stdout.WriteString(what)) }
	o := &durable.Options{Sync: policy, Interval: time.Hour, TailBytes: -1}
	if kind == "restore" {
		backup, err := os.Open(filepath.Join(filepath.Dir(path), "backup"))
		if err != nil {
			return err
		}
		defer backup.Close()
		return errors.Join(durable.Restore(ctx, path, backup, o), say(saySafe))
	}
	s, err := durable.Open(ctx, path, o)
	if err != nil {
		return err
	}
	if kind == "open" {
		if err := errors.Join(s.CreateTag(goesOn), say(sayAcknowledged)); err != nil {
			return err
		}
		return errors.Join(s.Close(), say(sayClosed))
	}
	for i, c := range story() {
		switch c.files {
		case "":
			err = errors.Join(c.commit(s.Store), say(sayAcknowledged))
		case "snapshot":
			err = errors.Join(s.Snapshot(ctx), say(saySafe))
		case "failed snapshot": // what follows is in a new tail, and no file has gone
			tmp := filepath.Join(path, fmt.Sprintf("snapshot-%020d.tmp", s.View().Commits()))
			if err = os.Mkdir(tmp, 0o700); err == nil {
				if s.Snapshot(ctx) == nil {
					err = errors.New("a snapshot was written in the place of a folder")
				}
				err = errors.Join(err, os.Remove(tmp))
			}
		case "compact":
			err = errors.Join(s.Compact(ctx), say(saySafe))
		case "reopen":
			if err = errors.Join(s.Close(), say(sayClosed)); err == nil {
				s, err = durable.Open(ctx, path, o)
			}
		}
		if err != nil {
			return fmt.Errorf("chapter %d: %w", i, err)
		}
	}
	return errors.Join(s.Close(), say(sayClosed))
}
