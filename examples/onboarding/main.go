// Command onboarding answers: who gets from registration to payment in 15 minutes, and who stops on the way?
//
// It is the smallest whole program: a few people, a funnel in both of its views, the people behind a number, and a tag on them.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "onboarding:", err)
		os.Exit(1)
	}
}

func run(w io.Writer) error {
	ctx := context.Background()
	s, err := store.New(nil)
	if err != nil {
		return err
	}
	if _, err := s.Append(story()...); err != nil {
		return err
	}

	today := value.NewDate(2026, time.May, 4)
	view := s.View().At(at(15, 0)) // the clock is the caller's to say; without At it is the newest event's time
	result, err := funnel.Compute(ctx, view, funnel.Query{
		Steps:     []store.Selector{store.On(register), store.On(watch), store.On(pay)},
		Window:    15 * time.Minute,
		Timeframe: store.Dates(today, today),
	}, nil)
	if err != nil {
		return err
	}
	for _, by := range []funnel.By{funnel.ByPeople, funnel.ByEvents} {
		if err := result.Table(by).WriteText(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}

	// The people behind the numbers of step 3 (from 0: segment 0, step 2), and a tag on those for whom it is decided.
	for _, which := range []funnel.Which{funnel.Reached, funnel.Dropped, funnel.DroppedOpen, funnel.DroppedFinal} {
		who, err := result.Behind(0, 2, which)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s, %s: %s\n", pay, which, names(who))
	}
	stopped, err := result.Behind(0, 2, funnel.DroppedFinal)
	if err != nil {
		return err
	}
	tagged, err := s.Tag("Stopped before payment", stopped)
	if err != nil {
		return err
	}

	// The tag is a segment from now on: of a new view, since a view does not change.
	paidLate := segment.Segment{Where: segment.All{segment.Tag("Stopped before payment"), segment.Did{Event: store.On(pay)}}}
	late, err := segment.People(ctx, s.View(), paidLate)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "\nTagged %d. Then of everyone who %s: %s\n", tagged.Added, paidLate, names(late))
	return err
}

func names(who people.Set) string { return strings.Join(slices.Collect(who.IDs()), ", ") }
