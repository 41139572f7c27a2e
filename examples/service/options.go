package main

import (
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people/value"
)

// options are the command line, understood.
type options struct {
	listen                    string
	state                     string
	attributes, properties    []declared
	registration              string
	location                  *time.Location
	maxBody                   int64
	readTimeout, queryTimeout time.Duration
	grace                     time.Duration
	try                       bool
}

// declared is a NAME=TYPE.
type declared struct {
	name string
	kind value.Kind
}

func parse(args []string, usage io.Writer) (o options, err error) {
	o.location = time.UTC
	f := flag.NewFlagSet("service", flag.ContinueOnError)
	f.SetOutput(usage)
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one and logs it")
	f.StringVar(&o.state, "state", "", "`folder` that is read at the start and written at a graceful stop; none: everything is forgotten")
	f.StringVar(&o.registration, "registration", "", "the `attribute` that says when a person registered")
	f.Func("attribute", "`NAME=TYPE` of an attribute, as registered=date; again for each one", func(text string) error {
		return declare(&o.attributes, text)
	})
	f.Func("property", "`NAME=TYPE` of an event property; again for each one", func(text string) error {
		return declare(&o.properties, text)
	})
	f.Func("location", "`zone` where days begin, as Europe/Zagreb (default UTC)", func(text string) (err error) {
		o.location, err = time.LoadLocation(text)
		return err
	})
	f.Int64Var(&o.maxBody, "max-body", 64<<20, "most `bytes` of events or people in one request")
	f.DurationVar(&o.readTimeout, "read-timeout", time.Minute, "longest that a request may take to arrive")
	f.DurationVar(&o.queryTimeout, "query-timeout", 30*time.Second, "longest that a query may take")
	f.DurationVar(&o.grace, "grace", 30*time.Second, "longest that a stop waits for requests in hand")
	f.BoolVar(&o.try, "try", false, "serve on a free port, send a few requests, show the answers and stop")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("argument %q: there are only flags", f.Arg(0))
	case o.maxBody < 1 || o.readTimeout <= 0 || o.queryTimeout <= 0 || o.grace <= 0:
		return o, fmt.Errorf("-max-body, -read-timeout, -query-timeout and -grace are more than 0")
	case o.try:
		o.listen, o.state = "127.0.0.1:0", ""
	}
	return o, nil
}

func declare(to *[]declared, text string) error {
	at := strings.LastIndexByte(text, '=') // a name may hold one, a type does not
	if at < 1 {
		return fmt.Errorf("it is NAME=TYPE")
	}
	kind, err := value.ParseKind(text[at+1:])
	if err != nil {
		return err
	}
	*to = append(*to, declared{text[:at], kind})
	return nil
}
