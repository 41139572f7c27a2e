// Command service is a small analytics service that embeds Footfall: it takes events and people over HTTP, and answers definitions of segments,
// metrics and funnels, while more comes in.
//
//	go run ./examples/service -listen 127.0.0.1:8080 -data DIR -attribute registered=date
//	curl --data-binary @events.ndjson http://127.0.0.1:8080/events
//	curl -d '{"funnel":{"steps":[{"event":"Registration"},{"event":"Payment"}],"window":"15m"}}' http://127.0.0.1:8080/query
//	go run ./examples/service -try       # serves, sends itself a few requests, shows the answers and stops
//
// GET /openapi.json describes all of it; package examples/internal/api holds the handlers, which examples/dashboard has as well. With -data the
// store is one of package store/durable: what a request was told is kept is on the disk by then, so that neither a stop nor a kill -9 loses it.
// Without, everything is in memory, and forgotten at the end. On SIGTERM or an interrupt the service takes no new requests and finishes
// those in hand.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/footfall-go/footfall/examples/internal/api"
	"github.com/footfall-go/footfall/examples/internal/source"
	"github.com/footfall-go/footfall/examples/internal/web"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal does not wait for requests
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "service:", err)
		os.Exit(1)
	}
}

// run serves until the context ends. Answers of -try go to stdout, the log goes to stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if o.try {
		level = slog.LevelWarn // not to write between the answers
	}
	o.web.Log = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	s, closing, err := source.Open(ctx, o.source, o.web.Log)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	handler := api.New(s, api.Options{MaxBody: o.maxBody, QueryTimeout: o.web.QueryTimeout, Log: o.web.Log})
	tried := make(chan error, 1)
	err = web.Serve(ctx, o.web, func(string) http.Handler { return handler }, func(address string) {
		if !o.try {
			tried <- nil
			return
		}
		go func() {
			defer stop()
			tried <- try(ctx, "http://"+address, stdout)
		}()
	})
	if err == nil {
		err = <-tried
	}
	v := s.View()
	o.web.Log.Info("stopped", "people", v.People().Count(), "events", v.Len())
	return errors.Join(err, closing())
}
