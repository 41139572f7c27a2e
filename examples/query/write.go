package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics/report"
)

// formats are the values of -format, the default first.
func formats() []string { return []string{"table", "markdown", "csv", "svg", "json"} }

// errNoPicture is about the command line, and is found before any data is read.
var errNoPicture = fmt.Errorf("-format svg: a segment has no picture, metrics and funnels have; %w", errUsage)

// write prints an answer as the command line asks.
func write(w io.Writer, a answer, o options) error {
	switch o.format {
	case "json":
		return writeIndented(w, a.json())
	case "csv":
		return a.rows().WriteCSV(w)
	case "svg":
		by := funnel.ByPeople
		if o.by == "events" {
			by = funnel.ByEvents
		}
		return a.picture(w, by)
	case "markdown":
		return writeTables(w, a.tables(o.by), report.Table.WriteMarkdown)
	}
	return writeTables(w, a.tables(o.by), report.Table.WriteText)
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

func writeIndented(w io.Writer, report any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(report)
}
