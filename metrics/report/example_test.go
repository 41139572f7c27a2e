package report_test

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/store"
)

// A ratio keeps its parts, and does not make a number of 0/0.
func ExampleRatio() {
	reached := report.Ratio{Num: 12, Den: 96}
	nobody := report.Ratio{}
	fmt.Println(reached.Percent(), reached.Decimal(), reached)
	fmt.Println(nobody.Percent(), nobody.Decimal(), nobody)

	data, _ := json.Marshal([]report.Ratio{reached, nobody})
	fmt.Println(string(data))
	// Output:
	// 12.5% 0.13 12/96
	// n/a n/a 0/0
	// [{"numerator":12,"denominator":96,"value":0.125},{"numerator":0,"denominator":0}]
}

// Names stand as they are when a terminal can show them, and escaped when it would obey them.
func ExampleTable_WriteText() {
	table := report.Table{
		Title:   "Top songs",
		Columns: []report.Column{{Name: "Song"}, {Name: "Plays", Right: true}, {Name: "Share", Right: true}},
		Rows: [][]string{
			{"津軽海峡", "120", report.Ratio{Num: 120, Den: 160}.Percent()},
			{"Trip\nhop", "40", report.Ratio{Num: 40, Den: 160}.Percent()},
			nil,
			{"all", "160", ""},
		},
		Notes: []string{"today is not over"},
	}
	if err := table.WriteText(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Top songs
	//
	// Song       Plays  Share
	// ---------  -----  -----
	// 津軽海峡     120  75.0%
	// Trip\nhop     40  25.0%
	// ---------  -----  -----
	// all          160
	//
	// today is not over
}

// A report's warnings stand once each.
func ExampleHeader_Warn() {
	var h report.Header
	w := store.Warning{Code: store.WarnList, Subject: "genre", Text: "an event with a list counts once for each element"}
	h.Warn(w, w)
	fmt.Println(len(h.Warnings), h.Warnings[0].Text)
	// Output: 1 an event with a list counts once for each element
}
