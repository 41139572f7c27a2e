package report_test

import (
	"fmt"
	"time"

	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// A report of one's own says what the library's say: when, who, by which clock.
func ExampleNewHeader() {
	s, err := store.New(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := s.Append(store.Event{Person: "ana", Name: "Visit", Time: time.Date(2026, 5, 12, 19, 0, 0, 0, time.UTC)}); err != nil {
		fmt.Println(err)
		return
	}
	v, week := s.View(), store.LastDays(7)
	h := report.NewHeader(v, time.Monday, week, week.Span(v.Frame(), time.Monday), nil)
	fmt.Println(h.When())
	fmt.Println(h.Audiences[0].Caption())
	fmt.Println(h.Notes(true))
	// Output:
	// in the last 7 days (2026-05-06 to 2026-05-12), UTC
	// everyone: 1 person
	// [Clock: 2026-05-12 19:00, UTC]
}

// In the title of a comparison.
func ExampleHeader_AsBefore() {
	dates := func(from, to int) *report.Header {
		asked := store.Dates(value.NewDate(2026, 5, from), value.NewDate(2026, 5, to))
		return &report.Header{Location: "UTC", Timeframe: report.Timeframe{Asked: asked}}
	}
	fmt.Println(dates(10, 14).When() + "; " + dates(5, 9).AsBefore())
	// Output:
	// from 2026-05-10 to 2026-05-14, UTC; before: 2026-05-05 to 2026-05-09
}

// A name in a line of a log can neither begin a line of its own nor hide anything.
func ExamplePrintable() {
	fmt.Println(report.Printable("tea\n2026-05-03 all is well \u202etxt.exe 👩‍🚀"))
	// Output:
	// tea\n2026-05-03 all is well \u202etxt.exe 👩‍🚀
}

// How wide a table stands, so that a narrower one can be chosen.
func ExampleTable_Width() {
	t := report.Table{Columns: []report.Column{{Name: "song"}, {Name: "plays", Right: true}}, Rows: [][]string{{"津軽海峡", "120"}}}
	fmt.Println(t.Width())
	// Output:
	// 15
}

// A ratio as a number is told from one that has none.
func ExampleRatio_Float() {
	fmt.Println(report.Ratio{Num: 1, Den: 8}.Float())
	fmt.Println(report.Ratio{Num: 0, Den: 0}.Float())
	// Output:
	// 0.125 true
	// 0 false
}
