package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// answer is what a question of any kind gives, in the forms of write.
type answer interface {
	tables(by string) []report.Table         // for people: by "people" or "events", of a funnel; "": both
	rows() report.Table                      // for a spreadsheet, a number or a row of them a line
	picture(w io.Writer, by funnel.By) error // an SVG
	json() any
}

type funnelAnswer struct{ *funnel.Report }

func (a funnelAnswer) tables(by string) (ts []report.Table) {
	if by != "events" {
		ts = append(ts, a.Table(funnel.ByPeople))
	}
	if by != "people" {
		ts = append(ts, a.Table(funnel.ByEvents))
	}
	return ts
}

func (a funnelAnswer) rows() report.Table                      { return a.Rows() }
func (a funnelAnswer) picture(w io.Writer, by funnel.By) error { return a.WriteSVG(w, by, nil) }
func (a funnelAnswer) json() any                               { return a.Report }

type metricsAnswer struct{ *metrics.Report }

func (a metricsAnswer) tables(string) []report.Table           { return a.Tables() }
func (a metricsAnswer) rows() report.Table                     { return a.Rows() }
func (a metricsAnswer) picture(w io.Writer, _ funnel.By) error { return a.WriteSVG(w, nil) }
func (a metricsAnswer) json() any                              { return a.Report }

// segmentAnswer has the header that all reports have, with the segment as its one audience, and the first IDs.
type segmentAnswer struct {
	report.Header
	IDs []string `json:"ids"`
}

func askSegment(ctx context.Context, v *store.View, seg segment.Segment, ids int) (answer, error) {
	found, err := segment.Evaluate(ctx, v, seg)
	if err != nil {
		return nil, err
	}
	all := store.Timeframe{}
	a := segmentAnswer{
		Header: report.NewHeader(v, time.Monday, all, all.Span(v.Frame(), time.Monday), found),
		IDs:    []string{},
	}
	if ids == 0 {
		return a, nil
	}
	for id := range found[0].People.IDs() {
		a.IDs = append(a.IDs, id)
		if len(a.IDs) == ids {
			break
		}
	}
	return a, nil
}

func (a segmentAnswer) tables(string) []report.Table {
	who := a.Audiences[0]
	title := who.Sentence
	if who.Name != "" {
		title = who.Name + ": " + title
	}
	size := fmt.Sprintf("%d people", who.People)
	if who.People == 1 {
		size = "1 person"
	}
	t := a.rows()
	t.Title, t.Columns[0].Name = title, size
	if more := who.People - len(a.IDs); more > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%d more: -ids -1 lists all", more))
	}
	t.Notes = append(t.Notes, a.Header.Notes(true)...) // with the clock: "in the last 30 days" in a segment is by it
	return []report.Table{t}
}

func (a segmentAnswer) rows() report.Table {
	t := report.Table{Columns: []report.Column{{Name: "id"}}}
	for _, id := range a.IDs {
		t.Rows = append(t.Rows, []string{id})
	}
	return t
}

func (a segmentAnswer) picture(io.Writer, funnel.By) error { return errNoPicture }
func (a segmentAnswer) json() any                          { return a }
