package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/footfall-go/footfall/examples/internal/ask"
	"github.com/footfall-go/footfall/examples/internal/source"
)

// usage is what -help prints.
const usage = `Usage: query -events FILE [-people FILE] [options] QUESTION.json

QUESTION.json holds {"segment": ...}, {"metrics": ...} or {"funnel": ...}; "-" is standard input.

  -people FILE          people and attributes, NDJSON, plain or gzip
  -events FILE          events, NDJSON, plain or gzip; -people or -events may be left out, not both
  -attribute NAME=TYPE  the type of an attribute; again for each one
  -property NAME=TYPE   the type of an event property; again for each one
                        types: text, integer, float, boolean, date, date-time, list of texts
  -registration NAME    the attribute that says when a person registered
  -location NAME        where days begin, as "Europe/Zagreb"; UTC
  -clock TIME           "now", as 2026-05-04T15:00:00Z; the time of the newest event
  -format FORMAT        text, markdown, csv (a number a row), svg (a picture of metrics or a funnel), json; text
  -by VIEW              of a funnel, the view that is shown: people or events; both, in a picture people
  -ids N                of a segment, how many IDs to list; -1 lists all; 10
  -skip                 leave refused lines out and count them on standard error, instead of ending at the first
`

// options are the command line, understood.
type options struct {
	question string
	source   source.Options
	clock    time.Time // zero: the newest event's
	format   ask.Format
	by       ask.View
	ids      int
	skip     bool
}

func parse(args []string) (o options, err error) {
	o.format = ask.Text
	f := flag.NewFlagSet("query", flag.ContinueOnError)
	f.SetOutput(io.Discard) // the error says it in one line
	o.source.Files(f)
	o.source.Declarations(f)
	f.IntVar(&o.ids, "ids", 10, "")
	f.BoolVar(&o.skip, "skip", false, "")
	f.Func("clock", "", func(text string) (err error) {
		o.clock, err = time.Parse(time.RFC3339, text)
		if err != nil {
			return fmt.Errorf("it is a date and time with an offset, as 2026-05-04T15:00:00Z")
		}
		return nil
	})
	f.Func("format", "", func(text string) error {
		return choose(&o.format, text, ask.Formats()...)
	})
	f.Func("by", "", func(text string) error { return choose(&o.by, text, ask.ByPeople, ask.ByEvents) })
	if err := f.Parse(args); err != nil {
		return o, fmt.Errorf("%w; %w", err, errUsage)
	}
	switch {
	case f.NArg() == 0:
		return o, fmt.Errorf("no question: give its file, or - for standard input; %w", errUsage)
	case f.NArg() > 1:
		return o, fmt.Errorf("more than one question: %q; flags stand before it; %w", f.Args(), errUsage)
	case o.source.People == "" && o.source.Events == "":
		return o, fmt.Errorf("neither -people nor -events given; %w", errUsage)
	case o.ids < -1:
		return o, fmt.Errorf("invalid value %d for flag -ids: it is -1 (all) or more; %w", o.ids, errUsage)
	}
	o.question = f.Arg(0)
	return o, nil
}

func choose[T ~string](to *T, text string, among ...T) error {
	if !slices.Contains(among, T(text)) {
		words := string(among[0])
		for _, word := range among[1 : len(among)-1] {
			words += ", " + string(word)
		}
		return fmt.Errorf("it is %s or %s", words, among[len(among)-1])
	}
	*to = T(text)
	return nil
}
