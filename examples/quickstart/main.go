// Command quickstart answers the three kinds of question on real data, which ships with it: a year of grocery shopping of 2,379 households. Who are
// they, how much do they do, how far do they get? With -svg DIR the answers become pictures in that folder too.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/footfall-go/footfall/examples/internal/groceries"
	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func main() {
	pictures := flag.String("svg", "", "write pictures of the answers to this `folder`, which is made where it is not there")
	flag.Parse()
	if err := run(os.Stdout, *pictures); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, pictures string) error {
	ctx := context.Background()
	s, err := groceries.Load(ctx)
	if err != nil {
		return err
	}
	v := s.View()
	fmt.Fprintf(w, "%d events of %d households, 2017\n\n", v.Len(), v.People().Count())

	// 1. Who? A segment.
	redeemers := segment.Segment{Name: "Coupon users", Where: segment.All{
		segment.Attr("home", value.Is("Homeowner")),
		segment.Attr("income", value.Is("50-74K")),
		segment.Did{Event: store.On("coupon_redeemed")},
	}}
	found, err := segment.People(ctx, v, redeemers)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d of %d households: %s\n\n", found.Len(), v.People().Count(), redeemers)

	// 2. How much? The four metrics, by week and by day.
	if err := writeActivity(ctx, w, v, pictures); err != nil {
		return err
	}

	// 3. How far? A funnel, by people and by events.
	offers, err := funnel.Compute(ctx, v, funnel.Query{
		Steps:  []store.Selector{store.On("campaign_received"), store.On("coupon_redeemed"), store.On("purchase")},
		Window: 30 * 24 * time.Hour,
		Segments: []segment.Segment{
			{Name: "Surveyed", Where: segment.Attr("has_demographics", value.Is(true))},
			{Name: "Not surveyed", Where: segment.Attr("has_demographics", value.Is(false))},
		},
	}, nil)
	if err != nil {
		return err
	}
	if err := writeOffers(w, offers, pictures); err != nil {
		return err
	}

	// 4. Who let the offers pass, for good (DroppedFinal) and before redeeming (segment 0, step 1, both from 0)? Tag them; the tag is a segment.
	passed, err := offers.Behind(0, 1, funnel.DroppedFinal)
	if err != nil {
		return err
	}
	tagged, err := s.Tag("let offers pass", passed)
	if err != nil {
		return err
	}
	before := offers.Segments[0].Steps[1].People
	fmt.Fprintf(w, "\nTagged %d surveyed households: let offers pass (of %d dropped, the %d who may still go on are left out)\n\n",
		tagged.Total, before.Dropped, before.Open)
	return writeSpending(ctx, w, s.View()) // a new view: the old one does not see the tag
}
