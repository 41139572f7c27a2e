// Command musicstreaming answers two questions of a music app: which genres are played, and do listeners take up playlists?
//
//	go run ./examples/musicstreaming
//
// The first is a breakdown of an event by a property. The second is asked three times, since a share of "everyone" is easy to misread: it
// includes people who had not registered yet, so that in a growing app a feature that loses its users seems to win them.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "musicstreaming:", err)
		os.Exit(1)
	}
}

func run(w io.Writer) error {
	s, err := load()
	if err != nil {
		return err
	}
	v := s.View().At(time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)) // asked on 1 July: all four months are over
	spring := store.Dates(value.NewDate(2026, time.March, 1), value.NewDate(2026, time.June, 30))

	if err := write(w, v, "1. Songs played, by genre", metrics.Query{
		Metric:    metrics.Events,
		Events:    []store.Selector{store.On(played)},
		Breakdown: &metrics.Breakdown{Property: "genre", Top: 3}, // one line each, and one for all the others
		Timeframe: spring, Every: []metrics.Unit{metrics.Month},
	}); err != nil {
		return err
	}

	playlists := metrics.Query{
		Metric:    metrics.Adoption,
		Events:    []store.Selector{store.On(madeList)},
		Timeframe: spring, Every: []metrics.Unit{metrics.Month},
	}
	if err := write(w, v, "2. Playlists among everyone: misleading, and the report warns of it", playlists); err != nil {
		return err
	}

	playlists.EligibleFrom = "registered" // nobody counts before the end of the month of registration
	if err := write(w, v, "3. The cure: only those who had registered by then count", playlists); err != nil {
		return err
	}

	playlists.EligibleFrom = ""
	playlists.Segments = []segment.Segment{registeredIn(time.March), registeredIn(time.April), registeredIn(time.May)}
	return write(w, v, "4. Or one segment for each month of registration, read from that month on", playlists)
}

// registeredIn is the segment of those who registered in a month of 2026.
func registeredIn(month time.Month) segment.Segment {
	first := value.NewDate(2026, month, 1)
	next := value.NewDate(2026, month+1, 1)
	return segment.Segment{Name: month.String() + " people", Where: segment.Attr("registered", value.Between(first, next-1))}
}

func write(w io.Writer, v *store.View, heading string, q metrics.Query) error {
	r, err := metrics.Compute(context.Background(), v, q, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s\n\n", heading)
	for _, table := range r.Tables() {
		if err := table.WriteText(w); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(w)
	return err
}
