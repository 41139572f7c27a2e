package funnel

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/footfall-go/footfall/metrics/report"
)

// View is one of the two ways in which a report counts.
type View uint8

const (
	ByPeople View = iota // each person once, by the best attempt
	ByEvents             // each first-step event as an attempt of its own
)

// Table shows the report for people to read: steps in rows, and for each segment a group of columns with exact numbers and percentages; the
// group's first column bears the segment's name. Percentages are of those who reached the first step, and rates of those who reached the
// step before. In the view by events, the people who reached a step stand beside the attempts. Below stand the totals, how much of a
// drop-off is not certain, and the warnings.
//
// It shows percentages with one decimal; the exact parts are in the report.
func (r *Report) Table(by View) report.Table {
	t := report.Table{Title: r.title(by), Columns: []report.Column{{Name: "Step"}}}
	for i := range r.Segments {
		for _, name := range heads(by, r.heading(i)) {
			t.Columns = append(t.Columns, report.Column{Name: name, Right: true})
		}
	}
	if len(r.Segments) > 0 {
		for k, s := range r.Segments[0].Steps {
			row := []string{fmt.Sprintf("%d. %s", k+1, s.Name)}
			for _, o := range r.Segments {
				row = append(row, o.Steps[k].cells(by, k)...)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	for i, o := range r.Segments {
		t.Notes = append(t.Notes, r.heading(i)+": "+o.sentence(by, r.Header.Audiences[i].People))
	}
	for i, o := range r.Segments {
		for k, s := range o.Steps {
			if note := s.undecided(by); note != "" {
				t.Notes = append(t.Notes, fmt.Sprintf("%s, step %d: %s", r.heading(i), k+1, note))
			}
		}
	}
	for _, w := range r.Header.Warnings {
		t.Notes = append(t.Notes, "Warning: "+w.Text)
	}
	return t
}

// title says what the funnel is, in a line.
func (r *Report) title(by View) string {
	var b strings.Builder
	b.WriteString("Funnel by people")
	if by == ByEvents {
		b.Reset()
		b.WriteString("Funnel by events")
	}
	if r.Query.Window == NoLimit {
		b.WriteString(", without a limit")
	} else {
		b.WriteString(", within " + FormatWindow(r.Query.Window))
	}
	b.WriteString(", " + r.Query.Timeframe.String())
	if r.Query.Policy == Entry {
		b.WriteString(" (entry)")
	}
	if r.Query.StrictIncrease {
		b.WriteString(", each step later than the one before")
	}
	return b.String()
}

// heading names an audience.
func (r *Report) heading(i int) string {
	if name := r.Segments[i].Name; name != "" {
		return name
	}
	if len(r.Query.Segments) == 0 {
		return "Everyone"
	}
	return "Segment " + strconv.Itoa(i+1)
}

func heads(by View, name string) []string {
	if by == ByEvents {
		return []string{name, "of first", "dropped", "rate", "people"}
	}
	return []string{name, "of first", "dropped", "rate", "open"}
}

// cells are the numbers of step k, counted from 0. What a first step cannot have stays empty.
func (s Step) cells(by View, k int) []string {
	f := s.People
	if by == ByEvents {
		f = s.Events
	}
	row := []string{count(f.Reached), f.FromFirst.Percent(), "", "", ""}
	if k > 0 {
		row = []string{count(f.Reached), f.FromFirst.Percent(), count(f.Dropped), f.DropRate.Percent(), count(f.Open)}
	}
	if by == ByEvents {
		row[4] = count(s.People.Reached)
	}
	return row
}

// sentence says what became of those who entered.
func (o Outcome) sentence(by View, audience int) string {
	if by == ByEvents {
		return fmt.Sprintf("%d attempts, %d completed, %d unfinished", o.Events.Completed+o.Events.Unfinished, o.Events.Completed, o.Events.Unfinished)
	}
	return fmt.Sprintf("%d people, %d entered, %d completed, %d unfinished",
		audience, o.People.Completed+o.People.Unfinished, o.People.Completed, o.People.Unfinished)
}

// undecided says what the columns leave out of a drop-off that is not certain; empty: nothing.
func (s Step) undecided(by View) string {
	f := s.People
	if by == ByEvents {
		f = s.Events
	}
	var parts []string
	if f.Open > 0 {
		parts = append(parts, fmt.Sprintf("%d may still go on", f.Open))
	}
	if f.Truncated > 0 {
		parts = append(parts, fmt.Sprintf("%d cut off by the end of the timeframe", f.Truncated))
	}
	if f.LateReached > 0 {
		parts = append(parts, fmt.Sprintf("%d reached it after the timeframe", f.LateReached))
	}
	if len(parts) == 0 {
		return ""
	}
	if f.Open+f.Truncated > 0 {
		return fmt.Sprintf("of %d dropped, %s", f.Dropped, strings.Join(parts, ", "))
	}
	return strings.Join(parts, ", ")
}

func count(n int64) string { return strconv.FormatInt(n, 10) }
