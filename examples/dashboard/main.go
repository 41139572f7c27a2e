// Command dashboard shows Footfall in a browser: pick segments, events, a timeframe and a metric, look at the graph and the table, and tag the people
// behind a number.
//
//	go run ./examples/dashboard                                                              # a year of grocery shopping
//	go run ./examples/dashboard -people people.ndjson -events events.ndjson -attribute registered=date
//	go run ./examples/dashboard -data DIR                                                    # a folder of store/durable, which keeps tags and saved reports
//	go run ./examples/dashboard -try                                                         # serves, sends itself a few requests, shows the answers and stops
//
// # How it embeds Footfall
//
// There are four parts, and only the first is about the data:
//
//   - A store.Store, in memory or in a folder: package examples/internal/source makes it from the flags.
//   - The JSON API on it, package examples/internal/api: one http.Handler, api.New(store, options). The service example serves the same one. Every
//     question is asked of a view, so that it needs no lock, and a report agrees with itself while events come in.
//   - The pages, in the folder beside this file: static files that ask that API, embedded in the program. They know nothing that the API does not tell.
//   - What stands in front, because a browser is a dangerous client: see guard.go. Only this machine may ask, by a name of its own, from its own pages.
//
// The program listens on the loopback interface alone, and asks nobody who they are: put it behind what does before others can reach it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"syscall"

	"github.com/footfall-go/footfall/examples/internal/groceries"
	"github.com/footfall-go/footfall/examples/internal/source"
	"github.com/footfall-go/footfall/examples/internal/web"
	"github.com/footfall-go/footfall/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal does not wait for requests
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "dashboard:", err)
		os.Exit(1)
	}
}

// run serves until the context ends. Where the pages are, and the answers of -try, go to stdout; the log goes to stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	o.web.Log = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s, closing, err := open(ctx, o)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	tried := make(chan error, 1)
	err = web.Serve(ctx, o.web, func(address string) http.Handler { return site(s, o, address) }, func(address string) {
		if !o.try {
			tried <- nil
			if on, err := netip.ParseAddr(bare(address)); err != nil || !on.IsLoopback() {
				o.web.Log.Warn("whoever can reach this address may read and change everything: nobody is asked who they are", "address", address)
			}
			fmt.Fprintf(stdout, "The dashboard is at http://%s/ (end it with Ctrl-C)\n", address)
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
	return errors.Join(err, closing())
}

// open makes the store: of the data set that ships with the program, where the command line names no other.
func open(ctx context.Context, o options) (*store.Store, func() error, error) {
	if o.groceries {
		s, err := groceries.Load(ctx)
		return s, func() error { return nil }, err
	}
	return source.Open(ctx, o.source, o.web.Log)
}
