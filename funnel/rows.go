package funnel

import (
	"strconv"

	"github.com/footfall-go/footfall/metrics/report"
)

// Rows is the report as a table of one segment, step and view a row, with every number of it, for a program or a pivot table: Rows().WriteCSV. Table is the
// one for people.
//
// The columns are segment, step (from 1), event, view ("people", "events") and then the fields of Figures as their JSON names them, ratios as decimals in
// as many digits as they have, empty where they are not defined. The numbers of the people view stand before those of the events view.
func (r *Report) Rows() report.Table {
	t := report.Table{Columns: []report.Column{{Name: "segment"}, {Name: "step", Right: true}, {Name: "event"}, {Name: "view"}}}
	for _, name := range []string{"reached", "from_first", "from_previous", "from_audience", "dropped", "drop_rate", "open", "truncated", "final", "late_reached"} {
		t.Columns = append(t.Columns, report.Column{Name: name, Right: true})
	}
	labels := r.Labels()
	for _, by := range []By{ByPeople, ByEvents} {
		for i, o := range r.Segments {
			for k, s := range o.Steps {
				f, view := s.of(by), "people"
				if by == ByEvents {
					view = "events"
				}
				t.Rows = append(t.Rows, []string{labels[i], strconv.Itoa(k + 1), s.Name, view,
					count(f.Reached), decimal(f.FromFirst), decimal(f.FromPrevious), decimal(f.FromAudience), count(f.Dropped), decimal(f.DropRate),
					count(f.Open), count(f.Truncated), count(f.Final), count(f.LateReached)})
			}
		}
	}
	return t
}

// decimal writes a ratio with all its digits; empty: not defined.
func decimal(r report.Ratio) string {
	f, defined := r.Float()
	if !defined {
		return ""
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}
