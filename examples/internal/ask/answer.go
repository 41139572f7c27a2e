package ask

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Answer is what a question gives: exactly one of the fields is there. Its JSON is that of the report.
type Answer struct {
	Segment *Members
	Metrics *metrics.Result
	Funnel  *funnel.Result
}

// Members is the answer to a segment: the header that all reports have, with the segment as its one audience, and the first IDs.
type Members struct {
	report.Header
	IDs []string `json:"ids"`
}

func members(ctx context.Context, v *store.View, seg segment.Segment, ids int) (*Members, error) {
	found, err := segment.Evaluate(ctx, v, seg)
	if err != nil {
		return nil, err
	}
	all := store.Timeframe{}
	m := &Members{report.NewHeader(v, time.Monday, all, all.Span(v.Frame(), time.Monday), found), []string{}}
	if ids == 0 {
		return m, nil
	}
	for id := range found[0].People.IDs() {
		m.IDs = append(m.IDs, id)
		if len(m.IDs) == ids {
			break
		}
	}
	return m, nil
}

// Header is what all reports have.
func (a Answer) Header() *report.Header {
	switch {
	case a.Metrics != nil:
		return &a.Metrics.Header
	case a.Funnel != nil:
		return &a.Funnel.Header
	}
	return &a.Segment.Header
}

// MarshalJSON writes the report.
func (a Answer) MarshalJSON() ([]byte, error) {
	switch {
	case a.Metrics != nil:
		return strict.Marshal(&a.Metrics.Report)
	case a.Funnel != nil:
		return strict.Marshal(&a.Funnel.Report)
	}
	return strict.Marshal(a.Segment)
}

// Format is a form of an answer.
type Format string

// The forms.
const (
	Text     Format = "text"     // tables for a terminal
	Markdown Format = "markdown" // the same for a page
	CSV      Format = "csv"      // a number a row, for a spreadsheet or a program
	SVG      Format = "svg"      // a picture; a segment has none
	JSON     Format = "json"     // the report, indented
)

// Formats lists the forms, the one to begin with first. The slice is the caller's.
func Formats() []Format { return []Format{Text, Markdown, CSV, SVG, JSON} }

// View is which of a funnel's two views is shown.
type View string

// The views.
const (
	Both     View = "" // in a picture: by people
	ByPeople View = "people"
	ByEvents View = "events"
)

// ErrNoPicture is a segment that is asked for as a picture.
var ErrNoPicture = errors.New("a segment has no picture, metrics and funnels have")

// Write writes the answer in a form; which of a funnel's views says by. The error is ErrNoPicture or the writer's.
func (a Answer) Write(w io.Writer, f Format, by View) error {
	switch f {
	case JSON:
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(a)
	case CSV:
		return a.rows().WriteCSV(w)
	case SVG:
		return a.picture(w, by)
	case Markdown:
		return writeTables(w, a.tables(by), report.Table.WriteMarkdown)
	case Text:
		return writeTables(w, a.tables(by), report.Table.WriteText)
	}
	return fmt.Errorf("there is no format %q, only %q", f, Formats())
}

func writeTables(w io.Writer, tables []report.Table, one func(report.Table, io.Writer) error) error {
	for i, t := range tables {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		if err := one(t, w); err != nil {
			return err
		}
	}
	return nil
}

// tables are for people to read.
func (a Answer) tables(by View) (ts []report.Table) {
	switch {
	case a.Metrics != nil:
		return a.Metrics.Tables()
	case a.Funnel != nil:
		if by != ByEvents {
			ts = append(ts, a.Funnel.Table(funnel.ByPeople))
		}
		if by != ByPeople {
			ts = append(ts, a.Funnel.Table(funnel.ByEvents))
		}
		return ts
	}
	return []report.Table{a.Segment.table()}
}

// rows are for programs: a number, or a row of them, a line.
func (a Answer) rows() report.Table {
	switch {
	case a.Metrics != nil:
		return a.Metrics.Rows()
	case a.Funnel != nil:
		return a.Funnel.Rows()
	}
	return a.Segment.rows()
}

func (a Answer) picture(w io.Writer, by View) error {
	switch {
	case a.Metrics != nil:
		return a.Metrics.WriteSVG(w, nil)
	case a.Funnel != nil && by == ByEvents:
		return a.Funnel.WriteSVG(w, funnel.ByEvents, nil)
	case a.Funnel != nil:
		return a.Funnel.WriteSVG(w, funnel.ByPeople, nil)
	}
	return ErrNoPicture
}

func (m *Members) rows() report.Table {
	t := report.Table{Columns: []report.Column{{Name: "id"}}}
	for _, id := range m.IDs {
		t.Rows = append(t.Rows, []string{id})
	}
	return t
}

func (m *Members) table() report.Table {
	who := m.Audiences[0]
	title := who.Sentence
	if who.Name != "" {
		title = who.Name + ": " + title
	}
	size := fmt.Sprintf("%d people", who.People)
	if who.People == 1 {
		size = "1 person"
	}
	t := m.rows()
	t.Title, t.Columns[0].Name = title, size
	if more := who.People - len(m.IDs); more > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%d more are not listed", more))
	}
	t.Notes = slices.Concat(t.Notes, m.Header.Notes(true)) // with the clock: "in the last 30 days" in a segment is by it
	return t
}
