package funnel

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/footfall-go/footfall/metrics/report"
)

// By is one of the two ways in which a report counts: a funnel by people, or by events.
type By uint8

const (
	ByPeople By = iota // each person once, by the best attempt
	ByEvents           // each first-step event as an attempt of its own
)

// Table shows the report for people to read: steps in rows, and for each segment a group of columns with exact numbers and percentages; the
// group's first column bears the segment's name, the second of two of the same name "Fans (2)" (see report.Header.Labels). Where that is
// wider than report.TableWidth, the segments stand below each other instead.
// Percentages are of those who reached the first step, and drop rates of those who reached the step before. In the view by events, the people who
// reached a step stand beside the attempts. Below stand who the segments are, the totals, how much of a drop-off is not certain and by which
// clock, and the warnings.
//
// It shows percentages with one decimal; the exact parts are in the report, and in Rows.
func (r *Report) Table(by By) report.Table {
	t := r.beside(by)
	if len(r.Segments) > 1 && t.Width() > report.TableWidth {
		t = r.below(by)
	}
	t.Title = r.title(by)
	t.Notes = r.notes(by)
	labels := r.Labels()
	for i, o := range r.Segments {
		for k, s := range o.Steps {
			if note := s.undecided(by); note != "" {
				t.Notes = append(t.Notes, fmt.Sprintf("%s, step %d: %s", labels[i], k+1, note))
			}
		}
	}
	t.Notes = append(t.Notes, r.Header.Notes(r.isOpen(by))...)
	return t
}

// beside has the segments beside each other.
func (r *Report) beside(by By) report.Table {
	t := report.Table{Columns: []report.Column{{Name: "Step"}}}
	labels := r.Labels()
	for i := range r.Segments {
		t.Columns = append(t.Columns, heads(by, labels[i])...)
	}
	if len(r.Segments) == 0 {
		return t
	}
	for k, s := range r.Segments[0].Steps {
		row := []string{s.label(k)}
		for _, o := range r.Segments {
			row = append(row, o.Steps[k].cells(by, k)...)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// below has the segments below each other, each under its name.
func (r *Report) below(by By) report.Table {
	what := "people"
	if by == ByEvents {
		what = "attempts"
	}
	t := report.Table{Columns: append([]report.Column{{Name: "Step"}}, heads(by, what)...)}
	labels := r.Labels()
	for i, o := range r.Segments {
		if i > 0 {
			t.Rows = append(t.Rows, nil)
		}
		name := make([]string, len(t.Columns))
		name[0] = labels[i]
		t.Rows = append(t.Rows, name)
		for k, s := range o.Steps {
			t.Rows = append(t.Rows, append([]string{"  " + s.label(k)}, s.cells(by, k)...))
		}
	}
	return t
}

// label is the step with its number, counted from 1 as people do.
func (s Step) label(k int) string { return fmt.Sprintf("%d. %s", k+1, s.Name) }

// title says what the funnel is, in a line.
func (r *Report) title(by By) string {
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
	if r.Query.Policy == Entry {
		b.WriteString(", entry in the timeframe")
	}
	if r.Query.StrictIncrease {
		b.WriteString(", each step later than the one before")
	}
	return b.String() + "; " + r.When()
}

// notes say who the audiences are and what became of them.
func (r *Report) notes(by By) []string {
	var notes []string
	captions := r.Captions()
	for i, o := range r.Segments {
		notes = append(notes, captions[i]+", "+o.sentence(by))
	}
	return notes
}

// isOpen reports whether somebody may still go on, which the clock decides.
func (r *Report) isOpen(by By) bool {
	for _, o := range r.Segments {
		for _, s := range o.Steps {
			if s.of(by).Open > 0 {
				return true
			}
		}
	}
	return false
}

func heads(by By, name string) []report.Column {
	last := "open"
	if by == ByEvents {
		last = "people"
	}
	var columns []report.Column
	for _, head := range []string{name, "of first", "dropped", "drop rate", last} {
		columns = append(columns, report.Column{Name: head, Right: true})
	}
	return columns
}

// cells are the numbers of step k, counted from 0. What a first step cannot have stays empty.
func (s Step) cells(by By, k int) []string {
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
func (o Outcome) sentence(by By) string {
	if by == ByEvents {
		return fmt.Sprintf("%d attempts, %d completed, %d unfinished", o.Events.Completed+o.Events.Unfinished, o.Events.Completed, o.Events.Unfinished)
	}
	return fmt.Sprintf("%d entered, %d completed, %d unfinished", o.People.Completed+o.People.Unfinished, o.People.Completed, o.People.Unfinished)
}

// undecided says what the columns leave out of a drop-off that is not certain; empty: nothing.
func (s Step) undecided(by By) string {
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
