// Command livefunnel answers: how far do the visitors of a shop get, this very second?
//
//	go run ./examples/livefunnel
//
// One goroutine appends events as they come. At the end of each second it takes a view, which costs next to nothing, and goes on; another
// goroutine asks the funnel of that view in its own time. Neither waits for the other, and every line is exact for its second, since a view
// never changes. The shop and its clock are simulated (shop.go), so that half a minute of it passes at once, and always in the same way.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "livefunnel:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer) error {
	s, err := store.New(nil)
	if err != nil {
		return err
	}
	views := make(chan *store.View, seconds) // room for all: the writer never waits for the report
	written := make(chan error, 1)
	go func() {
		defer close(views)
		written <- write(ctx, s, views)
	}()
	return errors.Join(report(ctx, w, views), <-written)
}

// write appends the packets of each second, and hands out a view at its end.
func write(ctx context.Context, s *store.Store, views chan<- *store.View) error {
	visits := newShop()
	for second := range seconds {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, packet := range visits.arrivals(second) {
			if _, err := s.Append(packet...); err != nil { // an event that was sent twice has its ID, and counts once
				return err
			}
		}
		views <- s.View().At(opening().Add(time.Duration(second+1) * time.Second)) // the clock, which decides what is still open
	}
	return nil
}

// report asks the funnel of each view, a line each, and shows the last one whole.
func report(ctx context.Context, w io.Writer, views <-chan *store.View) error {
	query := funnel.Query{
		Steps:  []store.Selector{store.On("Visit"), store.On("Cart"), store.On("Payment")},
		Window: 15 * time.Second,
	}
	fmt.Fprintln(w, "time      events  visit  cart  paid  of first  may still pay")
	var last *funnel.Result
	for v := range views {
		r, err := funnel.Compute(ctx, v, query, nil)
		if err != nil {
			return err
		}
		last = r
		visit, cart, paid := r.Segments[0].Steps[0].People, r.Segments[0].Steps[1].People, r.Segments[0].Steps[2].People
		fmt.Fprintf(w, "%s  %6d  %5d  %4d  %4d  %8s  %13d\n", v.Frame().Clock.Format(time.TimeOnly), v.Len(), visit.Reached, cart.Reached,
			paid.Reached, paid.FromFirst.Percent(), cart.Open+paid.Open)
	}
	if last == nil {
		return ctx.Err()
	}
	fmt.Fprintln(w)
	return last.Table(funnel.ByPeople).WriteText(w)
}
