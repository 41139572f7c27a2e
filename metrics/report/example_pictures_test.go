package report_test

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/footfall-go/footfall/metrics/report"
)

func songs() report.Table {
	return report.Table{
		Title:   "Top songs",
		Columns: []report.Column{{Name: "Song"}, {Name: "Plays", Right: true}},
		Rows:    [][]string{{"Rain | Sun", "120"}, {"=cmd|' /C calc'!A0", "-40"}, nil, {"all", "80"}},
		Notes:   []string{"today is not over"},
	}
}

// A pipe in a name does not end its cell.
func ExampleTable_WriteMarkdown() {
	if err := songs().WriteMarkdown(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// **Top songs**
	//
	// | Song                | Plays |
	// | ------------------- | ----: |
	// | Rain \| Sun         |   120 |
	// | =cmd\|' /C calc'!A0 |   -40 |
	// | all                 |    80 |
	//
	// - today is not over
}

// A name that looks like a formula is marked as text; a number stays one.
func ExampleTable_WriteCSV() {
	if err := songs().WriteCSV(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Song,Plays
	// Rain | Sun,120
	// '=cmd|' /C calc'!A0,-40
	// all,80
}

// described prints the description that a picture gives to those who do not see it.
func described(picture string) {
	_, text, _ := strings.Cut(picture, "<desc ")
	_, text, _ = strings.Cut(text, ">")
	text, _, _ = strings.Cut(text, "</desc>")
	fmt.Println(text)
}

// Reports draw themselves, with metrics.Report.WriteSVG; a graph of one's own is a few lines.
func ExampleLineGraph_WriteSVG() {
	day := time.Date(2026, time.May, 4, 0, 0, 0, 0, time.UTC)
	graph := report.LineGraph{Title: "Songs by day", Unit: "songs", Lines: []string{"Croatia"}, Grids: []report.LineGrid{{Name: "day"}}}
	var points []report.Ratio
	for i, n := range []int64{12, 40, 7} {
		start := day.AddDate(0, 0, i)
		graph.Grids[0].Buckets = append(graph.Grids[0].Buckets, report.Stretch{Start: start, End: start.AddDate(0, 0, 1), Partial: i == 2, Label: start.Format("2 January")})
		points = append(points, report.Ratio{Num: n, Den: 1})
	}
	graph.Grids[0].Points = [][]report.Ratio{points}

	var picture strings.Builder // or a file, or the answer to a request
	if err := graph.WriteSVG(&picture, &report.PictureOptions{Width: 640}); err != nil {
		fmt.Println(err)
		return
	}
	described(picture.String())
	// Output: Line graph by day, 3 buckets, first 4 May, last 6 May. Croatia: from 12 to 7, least 7, most 40.
}

// Funnels draw themselves, with funnel.Report.WriteSVG.
func ExampleBarGraph_WriteSVG() {
	bars := report.BarGraph{Title: "Checkout", Unit: "% of the visitors", Series: []string{"Everyone"}, Groups: []report.BarGroup{
		{Name: "Cart", Bars: []report.Bar{{Reached: report.Ratio{Num: 8, Den: 8}, Hover: "Cart: 8"}}},
		{Name: "Paid", Bars: []report.Bar{{Reached: report.Ratio{Num: 5, Den: 8}, Undecided: report.Ratio{Num: 1, Den: 8}, Dropped: report.Ratio{Num: 2, Den: 8}, Hover: "Paid: 5 of 8"}}},
	}}
	var picture strings.Builder
	if err := bars.WriteSVG(&picture, nil); err != nil {
		fmt.Println(err)
		return
	}
	described(picture.String())
	// Output: Bar graph of 2 steps. Cart: 8. Paid: 5 of 8.
}
