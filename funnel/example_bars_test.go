package funnel_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/footfall-go/footfall/funnel"
)

// The bars of a funnel may have another title before they are drawn.
func ExampleReport_Bars() {
	r, err := funnel.Compute(context.Background(), tracker().View(), videoFunnel, nil)
	if err != nil {
		log.Fatal(err)
	}
	bars := r.Bars(funnel.ByEvents)
	bars.Title = "Do visitors pay?"
	for _, group := range bars.Groups {
		fmt.Println(group.Name, group.Bars[0].Reached)
	}
	// Output:
	// 1. Registration 5/5
	// 2. Watch video 3/5
	// 3. Payment 1/5
}

// A window is written as it is read.
func ExampleFormatWindow() {
	fmt.Println(funnel.FormatWindow(36*time.Hour), funnel.FormatWindow(90*time.Second), funnel.FormatWindow(funnel.NoLimit))
	// Output:
	// 1d12h 1m30s no limit
}

// A saved funnel is loaded by its name, and can be removed.
func ExampleLoad() {
	s := tracker()
	if err := funnel.Save(s, "Video", videoFunnel); err != nil {
		log.Fatal(err)
	}
	q, err := funnel.Load(s.View(), "Video")
	fmt.Println(len(q.Steps), q.Window, err)
	fmt.Println(funnel.Remove(s, "Video"))
	_, err = funnel.Load(s.View(), "Video")
	fmt.Println(err)
	// Output:
	// 3 15m0s <nil>
	// <nil>
	// funnel: no saved query of that name: "Video"
}
