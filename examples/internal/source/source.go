// Package source is where the store of a program comes from, as its command line says: NDJSON files, a folder, or nothing yet.
package source

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// Options are the flags, understood. The zero Options are an empty store in memory.
type Options struct {
	People, Events         string         // NDJSON files, plain or gzip
	Data                   string         // folder of a durable store, instead of files
	Location               *time.Location // where days begin; nil: UTC, or what the folder says
	Registration           string         // the attribute that says when a person registered
	Attributes, Properties []Declared

	// LeftOut, where set, is told of each file that had lines which were refused and left out. nil: the first such line is an error.
	LeftOut func(path string, done store.Imported)
}

// Declared is a NAME=TYPE.
type Declared struct {
	Name string
	Kind value.Kind
}

// Declarations adds the flags that say what data means: -location, -registration, -attribute and -property.
func (o *Options) Declarations(f *flag.FlagSet) {
	f.StringVar(&o.Registration, "registration", "", "the `attribute` that says when a person registered")
	f.Func("attribute", "`NAME=TYPE` of an attribute, as registered=date; again for each one", func(text string) error {
		return declare(&o.Attributes, text)
	})
	f.Func("property", "`NAME=TYPE` of an event property; again for each one", func(text string) error {
		return declare(&o.Properties, text)
	})
	f.Func("location", "`zone` where days begin, as Europe/Zagreb (default UTC)", func(text string) (err error) {
		o.Location, err = time.LoadLocation(text)
		return err
	})
}

func declare(to *[]Declared, text string) error {
	at := strings.LastIndexByte(text, '=') // a name may hold one, a type does not
	if at < 1 {
		return errors.New("it is NAME=TYPE")
	}
	kind, err := value.ParseKind(text[at+1:])
	if err != nil {
		return fmt.Errorf("there is no type %q", text[at+1:])
	}
	*to = append(*to, Declared{text[:at], kind})
	return nil
}

// Folder adds -data.
func (o *Options) Folder(f *flag.FlagSet) {
	f.StringVar(&o.Data, "data", "", "`folder` that keeps everything, made where it is not there; none: all is forgotten at the end")
}

// Files adds -people and -events.
func (o *Options) Files(f *flag.FlagSet) {
	f.StringVar(&o.People, "people", "", "NDJSON `file` of people and attributes, plain or gzip")
	f.StringVar(&o.Events, "events", "", "NDJSON `file` of events, plain or gzip")
}

// Open makes the store, with what its files or its folder hold. close has to be called in the end: nothing that a folder's store acknowledged
// is lost without it, but the folder stays locked.
func Open(ctx context.Context, o Options, log *slog.Logger) (s *store.Store, closing func() error, err error) {
	closing = func() error { return nil }
	options := store.Options{Location: o.Location, Registration: o.Registration}
	if o.Data != "" {
		if o.People != "" || o.Events != "" {
			return nil, nil, errors.New("-data goes without -people and -events: what a folder holds would come in again at each start")
		}
		kept, err := durable.Open(ctx, o.Data, &durable.Options{Store: options, Log: log})
		if err != nil {
			return nil, nil, fmt.Errorf("-data %s: %w", o.Data, err)
		}
		s, closing = kept.Store, kept.Close
	} else if s, err = store.New(&options); err != nil {
		return nil, nil, err
	}
	if err := fill(ctx, s, o); err != nil {
		return nil, nil, errors.Join(err, closing())
	}
	return s, closing, nil
}

// fill declares before it imports: an import reads a text as its declared type.
func fill(ctx context.Context, s *store.Store, o Options) error {
	v := s.View()
	for _, d := range o.Attributes {
		if is, declared := v.DeclaredAttribute(d.Name); declared && is.Kind == d.Kind {
			continue // a folder remembers: nothing to write again
		}
		if err := s.DeclareAttribute(d.Name, people.Declaration{Kind: d.Kind}); err != nil {
			return err
		}
	}
	for _, d := range o.Properties {
		if is, declared := v.DeclaredProperty(d.Name); declared && is == d.Kind {
			continue
		}
		if err := s.DeclareProperty(d.Name, d.Kind); err != nil {
			return err
		}
	}
	if err := o.read(ctx, o.People, s.ImportPeople); err != nil {
		return err
	}
	return o.read(ctx, o.Events, s.ImportEvents)
}

// read imports a file. An error says file:line, as compilers do.
func (o Options) read(ctx context.Context, path string, in func(context.Context, io.Reader, *store.ImportOptions) (store.Imported, error)) error {
	if path == "" {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	onBad := store.Stop
	if o.LeftOut != nil {
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
		o.LeftOut(path, done)
	}
	return nil
}
