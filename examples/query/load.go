package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

// load makes a store of the files.
func load(ctx context.Context, o options, stderr io.Writer) (*store.Store, error) {
	s, err := store.New(&store.Options{Location: o.location, Registration: o.registration})
	if err != nil {
		return nil, err
	}
	// Before the import, which reads a text as its declared type.
	for _, d := range o.attributes {
		if err := s.DeclareAttribute(d.name, people.Declaration{Kind: d.kind}); err != nil {
			return nil, err
		}
	}
	for _, d := range o.properties {
		if err := s.DeclareProperty(d.name, d.kind); err != nil {
			return nil, err
		}
	}
	if err := readLines(ctx, o.people, o.skip, stderr, s.ImportPeople); err != nil {
		return nil, err
	}
	return s, readLines(ctx, o.events, o.skip, stderr, s.ImportEvents)
}

type importer func(context.Context, io.Reader, *store.ImportOptions) (store.Imported, error)

// readLines imports a file. An error says file:line, as compilers do.
func readLines(ctx context.Context, path string, skip bool, stderr io.Writer, in importer) error {
	if path == "" {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	onBad := store.Stop
	if skip {
		onBad = store.GoOn
	}
	done, err := in(ctx, file, &store.ImportOptions{OnBad: onBad})
	if line := (*store.LineError)(nil); errors.As(err, &line) {
		return fmt.Errorf("%s:%d: %w", path, line.Line, line.Err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if done.Refused > 0 {
		first := done.Bad[0]
		fmt.Fprintf(stderr, "query: %s: %d of %d lines left out, the first of them line %d: %s\n", path, done.Refused, done.Lines, first.Line, first.Reason)
	}
	return nil
}
