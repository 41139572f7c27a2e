package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// answer is what a question of any kind gives.
type answer interface {
	writeText(w io.Writer) error
	writeJSON(w io.Writer) error
}

type funnelAnswer struct{ *funnel.Report }

func (a funnelAnswer) writeText(w io.Writer) error {
	return writeTables(w, a.Table(funnel.ByPeople), a.Table(funnel.ByEvents))
}

func (a funnelAnswer) writeJSON(w io.Writer) error { return writeIndented(w, a.Report) }

type metricsAnswer struct{ *metrics.Report }

func (a metricsAnswer) writeText(w io.Writer) error {
	return writeTables(w, a.Tables()...)
}

func (a metricsAnswer) writeJSON(w io.Writer) error { return writeIndented(w, a.Report) }

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

func (a segmentAnswer) writeText(w io.Writer) error {
	who := a.Audiences[0]
	title := who.Sentence
	if who.Name != "" {
		title = who.Name + ": " + title
	}
	size := fmt.Sprintf("%d people", who.People)
	if who.People == 1 {
		size = "1 person"
	}
	t := report.Table{Title: title, Columns: []report.Column{{Name: size}}}
	for _, id := range a.IDs {
		t.Rows = append(t.Rows, []string{id})
	}
	if more := who.People - len(a.IDs); more > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%d more: -ids -1 lists all", more))
	}
	t.Notes = append(t.Notes, a.Header.Notes(true)...) // with the clock: "in the last 30 days" in a segment is by it
	return t.WriteText(w)
}

func (a segmentAnswer) writeJSON(w io.Writer) error { return writeIndented(w, a) }

func writeTables(w io.Writer, tables ...report.Table) error {
	for i, t := range tables {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		if err := t.WriteText(w); err != nil {
			return err
		}
	}
	return nil
}

func writeIndented(w io.Writer, report any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(report)
}
