// Package report holds what metrics and funnel reports share: ratios that keep their parts, the header that lets a stored number be read years later, and tables.
package report

import (
	"encoding/json"
	"io"
	"time"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Ratio is a quotient that keeps its parts. With a denominator of 0 it is not defined: never NaN, never 0.
type Ratio struct {
	Num int64
	Den int64
}

// Float is the quotient, and whether it is defined.
func (r Ratio) Float() (f float64, defined bool) { panic("todo") }

// Percent shows the ratio to a person with one decimal: "12.5%", "n/a" where it is not defined. Decimal shows it as "1.25", "n/a".
func (r Ratio) Percent() string { panic("todo") }
func (r Ratio) Decimal() string { panic("todo") }

// JSON: {"numerator":1,"denominator":8,"value":0.125}; without "value" where it is not defined.
func (r Ratio) MarshalJSON() ([]byte, error)     { panic("todo") }
func (r *Ratio) UnmarshalJSON(data []byte) error { panic("todo") }

// Header says what a report is about.
type Header struct {
	Version   int             `json:"version"`  // of the report's form: 1
	Position  uint64          `json:"position"` // of the view: number of accepted changes
	Clock     time.Time       `json:"clock"`    // "now" of the report, UTC
	Location  string          `json:"location"` // IANA name
	ZoneData  string          `json:"zone_data"`
	WeekStart string          `json:"week_start"` // "Monday" ...
	Timeframe Timeframe       `json:"timeframe"`
	Audiences []Audience      `json:"audiences"` // the segments in the order asked for; everyone where none was
	Warnings  []store.Warning `json:"warnings"`
}

// Timeframe is a resolved timeframe beside its definition.
type Timeframe struct {
	Asked store.Timeframe `json:"asked"`
	From  *time.Time      `json:"from"` // first instant, in the report's location; absent: open
	To    *time.Time      `json:"to"`   // the instant after the last; absent: open
}

// Audience is one segment of a report.
type Audience struct {
	Name       string          `json:"name"`
	People     int             `json:"people"`
	Sentence   string          `json:"sentence"`   // in plain English
	Definition json.RawMessage `json:"definition"` // with saved segments written out
}

// Table is a report as rows of text, ready to be written.
type Table struct {
	Title   string
	Columns []Column
	Rows    [][]string // as long as Columns; a nil row is a rule
	Notes   []string   // below the table: warnings, what is partial
}

// Column is the head of a column. Numbers stand right.
type Column struct {
	Name  string
	Right bool
}

// WriteText writes the table aligned by display width for a terminal; control characters of names are shown escaped.
func (t Table) WriteText(w io.Writer) error { panic("todo") }

var _ = value.None
