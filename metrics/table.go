package metrics

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/footfall-go/footfall/metrics/report"
)

// Tables shows the report as tables of text: buckets in rows, series in columns, the whole timeframe in the last row; one table per
// granularity. Where the series do not fit into report.TableWidth, they stand in rows, if the buckets fit; else each audience has its own tables, as many
// as it takes. A series is never cut: a table of one may be wider.
// A report without granularities is one table of totals, series in rows. A ratio is a percentage (Adoption) or a number with two decimals
// (Engagement) with its exact parts behind it: "12.5% (1/8)", "1.25 (10/8)", "n/a (0/0)".
//
// A bucket with a * is partial. What else there is to know stands in notes: below each table what its marks mean, below the last one the
// audiences and the warnings.
func (r *Report) Tables() []report.Table {
	var out []report.Table
	if len(r.Grids) == 0 {
		out = append(out, r.totals())
	}
	for i := range r.Grids {
		out = append(out, r.byBucket(&r.Grids[i])...)
	}
	last := &out[len(out)-1]
	last.Notes = append(last.Notes, r.Captions()...)
	last.Notes = append(last.Notes, r.Header.Notes(r.isUnderWay())...)
	return out
}

// isUnderWay reports whether a bucket is not over by the clock.
func (r *Report) isUnderWay() bool {
	for _, g := range r.Grids {
		for _, b := range g.Buckets {
			if b.Partial && r.Clock.Before(b.End) {
				return true
			}
		}
	}
	return false
}

// byBucket makes the tables of a granularity: one if it fits, else one for each audience, of which those that still do not fit are cut.
func (r *Report) byBucket(g *Grid) []report.Table {
	labels, partial := bucketLabels(g)
	title := "by " + string(g.Unit)
	var out []report.Table
	whole := r.columns(g, labels, -1)
	across := transposed(whole)
	switch {
	case width(whole) <= report.TableWidth:
		out = []report.Table{table(r.title(title, -1), whole, true)}
	case width(across) <= report.TableWidth:
		across[0][0] = "series"
		out = []report.Table{table(r.title(title, -1), across, false)}
	default:
		for a := range r.Audiences {
			out = append(out, cutToWidth(r.title(title, a), r.columns(g, labels, a))...)
		}
	}
	last := &out[len(out)-1]
	if partial {
		last.Notes = append(last.Notes, "* partial: cut by the timeframe, or not yet over")
	}
	if r.Metric.CountsPeople() {
		last.Notes = append(last.Notes, "total: everybody counted once, so it is not the sum of the buckets")
	}
	return out
}

// columns are the labels and the series, each with its head, its points and its total; of one audience only, or of all where it is -1.
func (r *Report) columns(g *Grid, labels []string, audience int) [][]string {
	out := [][]string{append([]string{string(g.Unit)}, labels...)}
	for i, s := range r.Series {
		if audience >= 0 && s.Segment != audience {
			continue
		}
		c := []string{r.head(s, audience < 0)}
		for _, p := range g.Points[i] {
			c = append(c, r.show(p))
		}
		out = append(out, append(c, r.show(s.Total)))
	}
	return out
}

// cutToWidth makes as many tables of columns as it takes, each with the labels in front.
func cutToWidth(title string, columns [][]string) []report.Table {
	var out []report.Table
	for at := 1; at < len(columns); {
		upTo := at + 1
		for upTo < len(columns) && width(columns[:1])+columnGap+width(columns[at:upTo+1]) <= report.TableWidth {
			upTo++
		}
		out = append(out, table(title, append(columns[:1:1], columns[at:upTo]...), true))
		at = upTo
	}
	for i := range out {
		if len(out) > 1 {
			out[i].Title += fmt.Sprintf(" (%d of %d)", i+1, len(out))
		}
	}
	return out
}

// columnGap is what a table puts between two columns.
const columnGap = 2

// width is how wide a table of these columns is.
func width(columns [][]string) int {
	n := -columnGap
	for _, c := range columns {
		n += columnGap + widest(c)
	}
	return n
}

func transposed(columns [][]string) [][]string {
	out := make([][]string, len(columns[0]))
	for _, c := range columns {
		for i, cell := range c {
			out[i] = append(out[i], cell)
		}
	}
	return out
}

// table makes a table of columns, each with its head, with a rule before the last row where that is the total.
func table(title string, columns [][]string, total bool) report.Table {
	t := report.Table{Title: title}
	for i, c := range columns {
		t.Columns = append(t.Columns, report.Column{Name: c[0], Right: i > 0})
	}
	rows := transposed(columns)[1:]
	for i, row := range rows {
		if total && i == len(rows)-1 {
			t.Rows = append(t.Rows, nil)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// totals is the table of a report without granularities. One event stands in the title and not in every row.
func (r *Report) totals() report.Table {
	t := report.Table{Title: r.title("total", -1), Columns: []report.Column{{Name: "audience"}}}
	if len(r.Events) > 1 {
		t.Columns = append(t.Columns, report.Column{Name: "event"})
	}
	if r.Breakdown != nil {
		t.Columns = append(t.Columns, report.Column{Name: r.Breakdown.Property})
	}
	t.Columns = append(t.Columns, report.Column{Name: string(r.Metric), Right: true})
	labels := r.Labels()
	for _, s := range r.Series {
		row := []string{labels[s.Segment]}
		if len(r.Events) > 1 {
			row = append(row, r.Events[s.Event].Sentence)
		}
		if r.Breakdown != nil {
			row = append(row, s.Label())
		}
		t.Rows = append(t.Rows, append(row, r.show(s.Total)))
	}
	return t
}

// title says what is measured, of what where there is one event, of whom where the table has one audience, and when.
func (r *Report) title(how string, audience int) string {
	what := string(r.Metric)
	if what != "" {
		what = strings.ToUpper(what[:1]) + what[1:]
	}
	switch r.Per {
	case Active:
		what += " of active people"
	case Acting:
		what += " per acting person"
	}
	parts := []string{what + " " + how}
	if how == "total" {
		parts[0] = what + ", total"
	}
	if r.EligibleFrom != "" {
		parts[0] += ", eligible from " + r.EligibleFrom
	}
	if len(r.Events) == 1 {
		parts = append(parts, r.Events[0].Sentence)
	}
	if r.Breakdown != nil {
		parts = append(parts, fmt.Sprintf("top %d of %s", r.Breakdown.Top, r.Breakdown.Property))
	}
	if len(r.Audiences) == 1 {
		audience = 0
	}
	if audience >= 0 {
		parts = append(parts, r.Labels()[audience])
	}
	return strings.Join(append(parts, r.When()), "; ")
}

// head names a series by what tells it from the others of its table.
func (r *Report) head(s Series, audiences bool) string {
	var parts []string
	if audiences && len(r.Audiences) > 1 {
		parts = append(parts, r.Labels()[s.Segment])
	}
	if len(r.Events) > 1 {
		parts = append(parts, r.Events[s.Event].Sentence)
	}
	if r.Breakdown != nil {
		parts = append(parts, s.Label())
	}
	if len(parts) == 0 {
		return string(r.Metric)
	}
	return strings.Join(parts, ", ")
}

func (r *Report) show(p Point) string {
	switch {
	case p.Ratio == nil:
		return fmt.Sprint(p.Count)
	case r.Metric == Adoption:
		return p.Ratio.Percent() + " (" + p.Ratio.String() + ")"
	}
	return p.Ratio.Decimal() + " (" + p.Ratio.String() + ")"
}

// bucketLabels names the buckets by their local starts, and the total behind them; the offset stands where two would be called the same.
func bucketLabels(g *Grid) (labels []string, partial bool) {
	format := map[Unit]string{Hour: "2006-01-02 15:04", Day: "2006-01-02 Mon", Week: "2006-01-02", Month: "2006-01"}[g.Unit]
	seen := map[string]int{}
	for _, b := range g.Buckets {
		seen[b.Start.Format(format)]++
	}
	for _, b := range g.Buckets {
		label := b.Start.Format(format)
		if seen[label] > 1 {
			label += b.Start.Format(" -07:00")
		}
		if b.Partial {
			label, partial = label+" *", true
		}
		labels = append(labels, label)
	}
	return append(labels, "total"), partial
}

// widest is the width of a column of texts, nearly: in characters, no more than a table shows.
func widest(texts []string) int {
	n := 0
	for _, s := range texts {
		n = max(n, min(utf8.RuneCountInString(s), report.MaxCellWidth))
	}
	return n
}
