package metrics

import (
	"strconv"
	"time"

	"github.com/footfall-go/footfall/metrics/report"
)

// Rows is the report as a table of one number a row, for a program or a pivot table: Rows().WriteCSV. Tables is the one for people.
//
// The columns are by (a unit, or "total"), start and end of the bucket (RFC 3339, in the report's location; of a total those of the timeframe, empty where
// it is open), partial (true or false), segment, event, with a breakdown its property and kind ("value", "none", "other"), count, of (the denominator) and
// value (the quotient in as many digits as it has). Of and value are empty where the metric is no ratio, value also where it is not defined. The totals
// stand first, then the granularities as the report has them, each series by series.
func (r *Report) Rows() report.Table {
	t := report.Table{Title: r.title("row by row", -1)}
	for _, name := range []string{"by", "start", "end", "partial", "segment", "event"} {
		t.Columns = append(t.Columns, report.Column{Name: name})
	}
	if r.Breakdown != nil {
		t.Columns = append(t.Columns, report.Column{Name: r.Breakdown.Property}, report.Column{Name: "kind"})
	}
	for _, name := range []string{"count", "of", "value"} {
		t.Columns = append(t.Columns, report.Column{Name: name, Right: true})
	}
	labels := r.Labels()
	row := func(by, start, end string, partial bool, s Series, p Point) {
		cells := []string{by, start, end, strconv.FormatBool(partial), labels[s.Segment], r.Events[s.Event].Sentence}
		if r.Breakdown != nil {
			cells = append(cells, s.Label(), string(s.Kind))
		}
		cells = append(cells, strconv.FormatInt(p.Count, 10), "", "")
		if p.Ratio != nil {
			cells[len(cells)-2] = strconv.FormatInt(p.Ratio.Den, 10)
			if f, defined := p.Ratio.Float(); defined {
				cells[len(cells)-1] = strconv.FormatFloat(f, 'g', -1, 64)
			}
		}
		t.Rows = append(t.Rows, cells)
	}
	for _, s := range r.Series {
		row("total", instant(r.Timeframe.From), instant(r.Timeframe.To), false, s, s.Total)
	}
	for _, g := range r.Grids {
		for i, s := range r.Series {
			for j, b := range g.Buckets {
				row(string(g.Unit), b.Start.Format(time.RFC3339), b.End.Format(time.RFC3339), b.Partial, s, g.Points[i][j])
			}
		}
	}
	return t
}

func instant(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.RFC3339)
}
