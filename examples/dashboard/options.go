package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/footfall-go/footfall/examples/internal/source"
	"github.com/footfall-go/footfall/examples/internal/web"
)

// options are the command line, understood.
type options struct {
	web       web.Options
	source    source.Options
	groceries bool // the command line names no source
	try       bool
}

func parse(args []string, usage io.Writer) (o options, err error) {
	o.web = web.Options{ReadTimeout: time.Minute, Grace: 5 * time.Second}
	f := flag.NewFlagSet("dashboard", flag.ContinueOnError)
	f.SetOutput(usage)
	f.StringVar(&o.web.Listen, "listen", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	f.DurationVar(&o.web.QueryTimeout, "query-timeout", 30*time.Second, "longest that a query may take")
	o.source.Files(f)
	o.source.Folder(f)
	o.source.Declarations(f)
	f.BoolVar(&o.try, "try", false, "serve on a free port, send a few requests, show the answers and stop")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	from := o.source
	o.groceries = from.People == "" && from.Events == "" && from.Data == ""
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("argument %q: there are only flags", f.Arg(0))
	case o.web.QueryTimeout <= 0:
		return o, errors.New("-query-timeout is more than 0")
	case o.groceries && (from.Location != nil || from.Registration != "" || len(from.Attributes)+len(from.Properties) > 0):
		return o, errors.New("-attribute, -property, -registration and -location describe data: give -events, -people or -data too")
	case o.try:
		o.web.Listen = "127.0.0.1:0"
	}
	return o, nil
}
