package segment_test

import (
	"fmt"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Who watched something within a day of registering, on which side?
func ExampleWithinAround() {
	registered := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	ana := people.Attributes{"registered": value.Of(registered)}
	log := []store.Event{{Name: "Watch video", Time: registered.Add(-20 * time.Hour)}}
	for _, near := range []*segment.Near{segment.WithinBefore(1, "registered"), segment.WithinAfter(1, "registered"), segment.WithinAround(1, "registered")} {
		s := segment.Segment{Where: segment.Did{Event: store.On("Watch video"), Near: near}}
		fmt.Println(s, segment.Match(s.Where, ana, nil, log, value.Frame{Clock: registered}))
	}
	// Output:
	// did Watch video within 1 day before registered true
	// did Watch video within 1 day after registered false
	// did Watch video within 1 day before or after registered true
}

// This week has begun on Sunday, or not.
func ExampleMatchWeeks() {
	sunday := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	p := segment.Did{Event: store.On("Login"), In: store.ThisWeek()}
	log := []store.Event{{Name: "Login", Time: sunday}}
	f := value.Frame{Clock: sunday.Add(24 * time.Hour)}
	for _, start := range []time.Weekday{time.Sunday, time.Monday} {
		fmt.Println(start, segment.MatchWeeks(p, nil, nil, log, f, start))
	}
	// Output:
	// Sunday true
	// Monday false
}

// Constructors of what a segment may ask.
func ExampleAttr() {
	fmt.Println(segment.Segment{Where: segment.All{segment.Attr("country", value.In("HR", "SI")), segment.Never(store.On("Payment"))}})
	// Output:
	// country is one of HR, SI and never did Payment
}
