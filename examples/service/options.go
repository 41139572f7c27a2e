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
	web     web.Options
	source  source.Options
	maxBody int64
	try     bool
}

func parse(args []string, usage io.Writer) (o options, err error) {
	f := flag.NewFlagSet("service", flag.ContinueOnError)
	f.SetOutput(usage)
	f.StringVar(&o.web.Listen, "listen", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one and logs it")
	o.source.Folder(f)
	o.source.Declarations(f)
	f.Int64Var(&o.maxBody, "max-body", 64<<20, "most `bytes` of events or people in one request")
	f.DurationVar(&o.web.ReadTimeout, "read-timeout", time.Minute, "longest that a request may take to arrive")
	f.DurationVar(&o.web.QueryTimeout, "query-timeout", 30*time.Second, "longest that a query may take")
	f.DurationVar(&o.web.Grace, "grace", 30*time.Second, "longest that a stop waits for requests in hand")
	f.BoolVar(&o.try, "try", false, "serve on a free port, send a few requests, show the answers and stop")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("argument %q: there are only flags", f.Arg(0))
	case o.maxBody < 1 || o.web.ReadTimeout <= 0 || o.web.QueryTimeout <= 0 || o.web.Grace <= 0:
		return o, errors.New("-max-body, -read-timeout, -query-timeout and -grace are more than 0")
	case o.try:
		o.web.Listen, o.source.Data = "127.0.0.1:0", ""
	}
	return o, nil
}
