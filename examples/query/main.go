// Command query answers one question about people and events in files, without a line of Go:
//
//	go run ./examples/query -people people.ndjson.gz -events events.ndjson.gz question.json
//
// The question is a JSON definition of a segment, of a metrics query or of a funnel; README.md beside this file has all of that language, and the
// form of the two files. A table, a picture or data goes to standard output. The exit status is 0 with an answer, 1 without one, 2 where the command line itself
// is wrong; what is wrong is one line on standard error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/footfall-go/footfall/examples/internal/ask"
	"github.com/footfall-go/footfall/examples/internal/source"
	"github.com/footfall-go/footfall/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(command(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// errUsage is a command line that cannot be understood: exit status 2.
var errUsage = errors.New("see -help")

// command runs the program and gives its exit status.
func command(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	err := run(ctx, args, stdin, stdout, stderr)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	}
	// Joined errors stand on lines of their own; names that came with the data are quoted in them already.
	fmt.Fprintln(stderr, "query:", strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "))
	if errors.Is(err, errUsage) {
		return 2
	}
	return 1
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	q, err := readQuestion(o.question, stdin)
	if err != nil {
		return fmt.Errorf("%s: %w", o.question, err)
	}
	if o.format == ask.SVG && q.Segment != nil { // found before any data is read
		return fmt.Errorf("-format svg: %w; %w", ask.ErrNoPicture, errUsage)
	}
	s, err := load(ctx, o, stderr)
	if err != nil {
		return err
	}
	a, err := q.answer(ctx, s, o)
	if err != nil {
		return fmt.Errorf("%s: %w", o.question, err)
	}
	return a.Write(stdout, o.format, o.by)
}

// load makes a store of the files. With -skip, standard error is told of the lines that were left out.
func load(ctx context.Context, o options, stderr io.Writer) (*store.Store, error) {
	if o.skip {
		o.source.LeftOut = func(path string, done store.Imported) {
			first := done.Bad[0]
			fmt.Fprintf(stderr, "query: %s: %d of %d lines left out, the first of them line %d: %s\n", path, done.Refused, done.Lines, first.Line, first.Reason)
		}
	}
	s, _, err := source.Open(ctx, o.source, nil) // of files there is nothing to close
	return s, err
}
