package funnel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
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

// tracker is a store with what four people did on a video site on the morning of 3 May 2026.
func tracker() *store.Store {
	s, err := store.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	for person, country := range map[string]string{"ana": "HR", "bo": "SE", "cem": "TR", "dua": "HR"} {
		if err := s.SetAttributes(person, people.Attributes{"country": value.Of(country)}); err != nil {
			log.Fatal(err)
		}
	}
	for _, line := range strings.Split(`ana 12:05 Registration
ana 12:10 Watch video
ana 12:30 Payment
bo 12:00 Registration
bo 12:04 Watch video
bo 12:15 Payment
cem 12:20 Registration
cem 12:29 Registration
cem 12:31 Watch video
dua 12:40 Registration`, "\n") {
		f := strings.SplitN(line, " ", 3)
		t, err := time.Parse("2006-01-02 15:04", "2026-05-03 "+f[1])
		if err != nil {
			log.Fatal(err)
		}
		if _, err := s.Append(store.Event{Person: f[0], Name: f[2], Time: t}); err != nil {
			log.Fatal(err)
		}
	}
	return s
}

var videoFunnel = funnel.Query{
	Steps:     []store.Selector{store.On("Registration"), store.On("Watch video"), store.On("Payment")},
	Window:    15 * time.Minute,
	Timeframe: store.Last7Days(),
}

func ExampleCompute() {
	now := time.Date(2026, 5, 3, 12, 50, 0, 0, time.UTC)
	r, err := funnel.Compute(context.Background(), tracker().View().At(now), videoFunnel, nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := r.Table(funnel.ByPeople).WriteText(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// Funnel by people, within 15m; in the last 7 days (2026-04-27 to 2026-05-03), UTC
	//
	// Step             everyone  of first  dropped  drop rate  open
	// ---------------  --------  --------  -------  ---------  ----
	// 1. Registration         4    100.0%
	// 2. Watch video          3     75.0%        1      25.0%     1
	// 3. Payment              1     25.0%        2      66.7%     0
	//
	// everyone: 4 people, 4 entered, 1 completed, 3 unfinished
	// everyone, step 2: of 1 dropped, 1 may still go on
	// Clock: 2026-05-03 12:50, UTC
}

// Two segments stand side by side; by events, each registration is an attempt.
func ExampleReport_Table() {
	q := videoFunnel
	q.Segments = []segment.Segment{
		{Name: "Croatia", Where: segment.Attr("country", value.Is("HR"))},
		{Name: "Elsewhere", Where: segment.Attr("country", value.IsNot("HR"))},
	}
	r, err := funnel.Compute(context.Background(), tracker().View(), q, nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := r.Table(funnel.ByEvents).WriteText(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// Funnel by events, within 15m; in the last 7 days (2026-04-27 to 2026-05-03), UTC
	//
	// Step             Croatia  of first  dropped  drop rate  people  Elsewhere  of first  dropped  drop rate  people
	// ---------------  -------  --------  -------  ---------  ------  ---------  --------  -------  ---------  ------
	// 1. Registration        2    100.0%                           2          3    100.0%                           2
	// 2. Watch video         1     50.0%        1      50.0%       1          2     66.7%        1      33.3%       2
	// 3. Payment             0      0.0%        1     100.0%       0          1     33.3%        1      50.0%       1
	//
	// Croatia (country is HR): 2 people, 2 attempts, 0 completed, 2 unfinished
	// Elsewhere (country is not HR): 2 people, 3 attempts, 1 completed, 2 unfinished
	// Croatia, step 2: of 1 dropped, 1 may still go on
	// Elsewhere, step 3: of 1 dropped, 1 may still go on
	// Clock: 2026-05-03 12:40, UTC
}

// The people behind a number are a set: here those who stopped are tagged, and the tag is a segment. Of those who dropped, one may still go on.
func ExampleResult_Behind() {
	s := tracker()
	r, err := funnel.Compute(context.Background(), s.View(), videoFunnel, nil)
	if err != nil {
		log.Fatal(err)
	}
	stopped, err := r.Behind(0, 2, funnel.DroppedFinal) // everyone, before the third step
	if err != nil {
		log.Fatal(err)
	}
	tagged, err := s.Tag("stopped before payment", stopped)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("dropped", r.Segments[0].Steps[2].People.Dropped, "tagged", tagged.Total)

	again, err := segment.People(context.Background(), s.View(), segment.Segment{Where: segment.Tag("stopped before payment")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(slices.Sorted(again.IDs()))
	// Output:
	// dropped 2 tagged 1
	// [ana]
}

// Match needs no store: it says which of one person's events filled which step.
func ExampleMatch() {
	at := func(minute int) time.Time { return time.Date(2026, 5, 3, 12, minute, 0, 0, time.UTC) }
	events := []store.Event{
		{Name: "Registration", Time: at(20)},
		{Name: "Registration", Time: at(29)},
		{Name: "Watch video", Time: at(31)},
	}
	p, err := funnel.Match(events, videoFunnel, value.Frame{Clock: at(40)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("level", p.Level, "open", p.Open)
	for i, a := range p.Attempts {
		fmt.Printf("%s to %s: events %v, best %v\n", a.Start.Format("15:04"), a.Deadline.Format("15:04"), a.Events, i == p.Best)
	}
	// Output:
	// level 2 open true
	// 12:20 to 12:35: events [0], best false
	// 12:29 to 12:44: events [1 2], best true
}

// A query is plain data with a strict JSON form.
func ExampleQuery() {
	text, err := json.Marshal(videoFunnel)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))

	var q funnel.Query
	fmt.Println(json.Unmarshal([]byte(`{"steps":[{"event":"A"},{"event":"B"}],"window":"15"}`), &q))
	if err := json.Unmarshal([]byte(`{"steps":[{"event":"A"}],"window":"no limit"}`), &q); err != nil {
		log.Fatal(err)
	}
	fmt.Println(q.Check(funnel.Limits{}))
	// Output:
	// {"version":1,"steps":[{"event":"Registration"},{"event":"Watch video"},{"event":"Payment"}],"window":"15m","timeframe":{"last_days":7}}
	// funnel query: window: "15" is not a duration like "15m", "30d", "1h30m" or "no limit"
	// funnel: steps: 1 given, must be 2 to 7
}

// A report is plain data too: numbers are read by segment, step and view.
func ExampleReport() {
	r, err := funnel.Compute(context.Background(), tracker().View(), videoFunnel, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range r.Segments[0].Steps {
		fmt.Printf("%-12s %d people (%s), %d attempts\n", s.Name, s.People.Reached, s.People.FromFirst.Percent(), s.Events.Reached)
	}
	watched, err := json.Marshal(r.Segments[0].Steps[1].People.FromPrevious)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(watched))
	// Output:
	// Registration 4 people (100.0%), 5 attempts
	// Watch video  3 people (75.0%), 3 attempts
	// Payment      1 people (25.0%), 1 attempts
	// {"numerator":3,"denominator":4,"value":0.75}
}

// A funnel may be kept in the store under a name.
func ExampleSave() {
	s := tracker()
	if err := funnel.Save(s, "onboarding", videoFunnel); err != nil {
		log.Fatal(err)
	}
	v := s.View()
	q, err := funnel.Load(v, "onboarding")
	if err != nil {
		log.Fatal(err)
	}
	r, err := funnel.Compute(context.Background(), v, q, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Segments[0].People.Completed, "of", r.Header.Audiences[0].People, "completed")
	fmt.Println(funnel.Remove(s, "onboarding"))
	// Output:
	// 1 of 4 completed
	// <nil>
}

func ExampleParseWindow() {
	w, err := funnel.ParseWindow("1d12h")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(w, funnel.FormatWindow(90*time.Minute), funnel.FormatWindow(funnel.NoLimit))
	// Output: 36h0m0s 1h30m no limit
}
