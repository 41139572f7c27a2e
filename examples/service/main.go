// Command service is a small analytics service that embeds Footfall: it takes events and people over HTTP, and answers definitions of segments,
// metrics and funnels, while more comes in.
//
//	go run ./examples/service -listen 127.0.0.1:8080 -state DIR -attribute registered=date
//	curl --data-binary @events.ndjson http://127.0.0.1:8080/events
//	curl -d '{"funnel":{"steps":[{"event":"Registration"},{"event":"Payment"}],"window":"15m"}}' http://127.0.0.1:8080/query
//	go run ./examples/service -try       # serves, sends itself a few requests, shows the answers and stops
//
// GET /openapi.json describes all of it; package examples/internal/api holds the handlers. Everything lives in memory. On SIGTERM or an
// interrupt the service takes no new requests, finishes those in hand, and writes what it knows to -state, where the next start reads it:
// nothing that it acknowledged is lost. A crash loses what came since the start.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
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
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	s, err := load(ctx, o)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	tried := make(chan error, 1)
	err = serve(ctx, s, o, log, func(address string) {
		if !o.try {
			tried <- nil
			return
		}
		go func() {
			defer stop()
			tried <- try(ctx, "http://"+address, stdout)
		}()
	})
	if err != nil {
		return err
	}
	v := s.View()
	log.Info("stopped", "people", v.People().Count(), "events", v.Len())
	return errors.Join(<-tried, save(v, o.state))
}
