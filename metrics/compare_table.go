package metrics

import (
	"slices"
	"strings"

	"github.com/footfall-go/footfall/metrics/report"
)

// Tables shows the comparison as tables of text: for each granularity and series, the buckets in rows, with the number, the bucket that it stands beside
// and its number, and the change: absolute (of Adoption in percentage points) and in percent; the whole timeframe in the last row. Buckets without a
// fellow stand without a change, those of the period before behind all others. A comparison without granularities is one table of totals, series
// in rows. What else there is to know stands in notes below the last table.
func (c *Comparison) Tables() []report.Table {
	var out []report.Table
	if len(c.Grids) == 0 {
		out = append(out, c.totals())
	}
	for i := range c.Grids {
		for s := range c.Now.Series {
			out = append(out, c.bySeries(i, s))
		}
	}
	if len(out) == 0 { // a comparison that was read may have granularities and no series
		return out
	}
	last := &out[len(out)-1]
	if c.Now.Metric.CountsPeople() {
		last.Notes = append(last.Notes, "total: everybody counted once, so it is not the sum of the buckets")
	}
	if to := c.Now.Timeframe.To; to != nil && c.Now.Clock.Before(*to) {
		last.Notes = append(last.Notes, "the period is not over, the one before it is")
	}
	for _, caption := range c.Now.Captions() {
		last.Notes = append(last.Notes, caption+", the same in both periods")
	}
	last.Notes = append(last.Notes, c.Now.Header.Notes(c.Now.isUnderWay())...)
	for _, note := range c.Before.Header.Notes(false) { // warnings: the clock is one, and decides nothing of what is over
		if !slices.Contains(last.Notes, note) {
			last.Notes = append(last.Notes, note)
		}
	}
	return out
}

// changeColumns are the heads of the numbers and their change.
func (c *Comparison) changeColumns(before string) []report.Column {
	return []report.Column{
		{Name: string(c.Now.Metric), Right: true}, {Name: before}, {Name: string(c.Now.Metric), Right: true},
		{Name: "change", Right: true}, {Name: "in percent", Right: true},
	}
}

// bySeries is the table of a series and a granularity.
func (c *Comparison) bySeries(grid, series int) report.Table {
	now, before := &c.Now.Grids[grid], &c.Before.Grids[grid]
	labels, partial := bucketLabels(now)
	earlier, alsoPartial := bucketLabels(before)
	s := c.Now.Series[series]
	t := report.Table{
		Title:   c.title(c.Now.title("by "+string(now.Unit), s.Segment), s),
		Columns: append([]report.Column{{Name: string(now.Unit)}}, c.changeColumns(string(now.Unit)+" before")...),
	}
	fellow := map[int]int{} // bucket of now -> pair
	compared := map[int]bool{}
	for i, p := range c.Grids[grid].Pairs {
		fellow[p.Now] = i
		compared[p.Before] = true
	}
	for b, point := range now.Points[series] {
		row := []string{labels[b], c.Now.show(point), "", "", "", ""}
		if i, ok := fellow[b]; ok {
			j := c.Grids[grid].Pairs[i].Before
			row = append(row[:2], earlier[j], c.Before.show(before.Points[series][j]))
			row = append(row, c.show(c.Grids[grid].Changes[series][i])...)
		}
		t.Rows = append(t.Rows, row)
	}
	for b, point := range before.Points[series] {
		if !compared[b] {
			t.Rows = append(t.Rows, []string{"", "", earlier[b], c.Before.show(point), "", ""})
		}
	}
	total := []string{"total", c.Now.show(s.Total), "total", c.Before.show(c.Before.Series[series].Total)}
	t.Rows = append(t.Rows, nil, append(total, c.show(c.Totals[series])...))
	if partial || alsoPartial {
		t.Notes = append(t.Notes, "* partial: cut by the timeframe, or not yet over")
	}
	return t
}

// totals is the table of a comparison without granularities.
func (c *Comparison) totals() report.Table {
	columns := c.changeColumns("")
	columns[1] = report.Column{Name: "before", Right: true}
	columns = append(columns[:2], columns[3:]...)
	t := report.Table{Title: c.Now.title("total", -1) + "; " + c.Before.AsBefore(), Columns: []report.Column{{Name: "audience"}, {Name: "event"}}}
	if c.Now.Breakdown != nil {
		t.Columns = append(t.Columns, report.Column{Name: c.Now.Breakdown.Property})
	}
	t.Columns = append(t.Columns, columns...)
	labels := c.Now.Labels()
	for i, s := range c.Now.Series {
		row := []string{labels[s.Segment], c.Now.Events[s.Event].Sentence}
		if c.Now.Breakdown != nil {
			row = append(row, s.Label())
		}
		row = append(row, c.Now.show(s.Total), c.Before.show(c.Before.Series[i].Total))
		t.Rows = append(t.Rows, append(row, c.show(c.Totals[i])...))
	}
	return t
}

// title adds to a title what tells the series from the others of its audience, and the period before.
func (c *Comparison) title(title string, s Series) string {
	parts := []string{title}
	if head := c.Now.head(s, false); len(c.Now.Events) > 1 || c.Now.Breakdown != nil {
		parts = append(parts, head)
	}
	return strings.Join(append(parts, c.Before.AsBefore()), "; ")
}

// show is a change as two cells.
func (c *Comparison) show(change Change) []string {
	switch {
	case change.Ratio == nil:
		return []string{change.Count.String(), change.Count.Percent()}
	case c.Now.Metric == Adoption:
		return []string{change.Ratio.Points(), change.Ratio.Percent()}
	}
	return []string{change.Ratio.Decimal(), change.Ratio.Percent()}
}
