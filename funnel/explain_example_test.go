package funnel_test

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/footfall-go/footfall/funnel"
)

// The source of a drop-off, in words: ana paid ten minutes too late.
func ExampleExplain() {
	v := tracker().View()
	for _, person := range []string{"ana", "cem"} {
		e, err := funnel.Explain(v, person, videoFunnel)
		if err != nil {
			log.Fatal(err)
		}
		for _, s := range e.Sentences() {
			fmt.Println(s)
		}
		fmt.Println()
	}
	_, err := funnel.Explain(v, "nobody", videoFunnel)
	fmt.Println(err)
	// Output:
	// ana reached step 2, Watch video, of 3, by attempt 1 of 1. Times are those of UTC.
	// Attempt 1 began at 2026-05-03 12:05:00 with Registration, and had until 2026-05-03 12:20:00 (15m).
	// Step 2, Watch video, was filled at 2026-05-03 12:10:00 by Watch video, 5m after the start.
	// Step 3, Payment, was not reached: Payment at 2026-05-03 12:30:00 came 10m after the deadline.
	//
	// cem reached step 2, Watch video, of 3, by attempt 2 of 2. Times are those of UTC.
	// That is not decided yet: by the clock, 2026-05-03 12:40:00, an attempt can still go on.
	// Attempt 1 began at 2026-05-03 12:20:00 with Registration, and had until 2026-05-03 12:35:00 (15m).
	// Step 2, Watch video, was not reached: Watch video at 2026-05-03 12:31:00 went to attempt 2, which started later.
	// Attempt 2 began at 2026-05-03 12:29:00 with Registration, and had until 2026-05-03 12:44:00 (15m).
	// Step 2, Watch video, was filled at 2026-05-03 12:31:00 by Watch video, 2m after the start.
	// Step 3, Payment, was not reached: there is no such event yet.
	// Attempt 2 can still go on.
	//
	// funnel: no such person: "nobody"
}

// The same as data, for a program.
func ExampleExplanation() {
	e, err := funnel.Explain(tracker().View(), "ana", videoFunnel)
	if err != nil {
		log.Fatal(err)
	}
	text, err := json.Marshal(e.Attempts[0].Refused)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("level", e.Level, "open", e.Open)
	fmt.Println(string(text))
	// Output:
	// level 2 open false
	// [{"reason":"after the deadline","event":{"event":"Payment","time":"2026-05-03T12:30:00Z"}}]
}
