package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// The files of a state, in the form that the requests have.
const (
	peopleFile = "people.ndjson"
	eventsFile = "events.ndjson"
)

// load makes the store, with what the last graceful stop wrote.
func load(ctx context.Context, o options) (*store.Store, error) {
	s, err := store.New(&store.Options{Location: o.location, Registration: o.registration})
	if err != nil {
		return nil, err
	}
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
	if o.state == "" {
		return s, nil
	}
	if err := read(ctx, filepath.Join(o.state, peopleFile), s.ImportPeople); err != nil {
		return nil, err
	}
	return s, read(ctx, filepath.Join(o.state, eventsFile), s.ImportEvents)
}

// read imports a file, if there is one. A line that is refused is an error: another declaration than last time, say.
func read(ctx context.Context, path string, in func(context.Context, io.Reader, *store.ImportOptions) (store.Imported, error)) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := in(ctx, file, nil); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// save writes a view to a folder: what is there is replaced only by a file that is whole.
func save(v *store.View, dir string) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	everybody := func(w io.Writer) error {
		_, err := v.People().Everyone().Export(context.Background(), w,
			&people.ExportOptions{Format: people.ExportNDJSON, AllAttributes: true, Tags: true})
		return err
	}
	everything := func(w io.Writer) error { return writeEvents(v, w) }
	return errors.Join(writeFile(filepath.Join(dir, peopleFile), everybody), writeFile(filepath.Join(dir, eventsFile), everything))
}

type eventLine struct {
	Person     string         `json:"person"`
	Event      string         `json:"event"`
	Time       time.Time      `json:"time"`
	ID         string         `json:"id,omitempty"`
	Properties map[string]any `json:"properties,omitempty"`
}

// writeEvents writes the log of everybody as an import reads it.
func writeEvents(v *store.View, w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for n := range v.People().Everyone().Numbers() {
		id, named := v.People().ID(n)
		if !named {
			continue // a line has to name somebody: a snapshot keeps those without a name too
		}
		for _, e := range v.Log(n) {
			line := eventLine{Person: id, Event: e.Name, Time: e.Time, ID: e.ID, Properties: map[string]any{}}
			for _, p := range e.Properties {
				line.Properties[p.Name] = plain(p.Value)
			}
			if err := out.Encode(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// plain is a value as an import reads it: a bare list, and dates as texts, since they are declared. Other values have the JSON of definitions.
func plain(v value.Value) any {
	if list, ok := v.Texts(); ok {
		return append([]string{}, list...) // an empty list is not null
	}
	if v.Kind() == value.Day || v.Kind() == value.Time {
		return v.String()
	}
	return v
}

// writeFile has a file written beside the one there is, and puts it in its place when it is on the disk.
func writeFile(path string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // fails once it is renamed
	defer file.Close()
	buffer := bufio.NewWriter(file)
	if err := write(buffer); err != nil {
		return err
	}
	if err := errors.Join(buffer.Flush(), file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
