package metrics

import (
	"io"
	"slices"
	"strings"

	"github.com/footfall-go/footfall/metrics/report"
)

// WriteSVG draws the report as a line graph; see [report.LineGraph.WriteSVG] for what a picture promises, and Graph for what is in it.
func (r *Report) WriteSVG(w io.Writer, o *report.PictureOptions) error {
	return r.Graph().WriteSVG(w, o)
}

// Graph is the report as a line graph: a line for each segment, event and value of a breakdown. The coarsest granularity is the graph, finer ones are drawn
// thin behind it, so that a weekly report shows its days too. Warnings stand below. A report without granularities has no lines to draw; its
// totals are named in the notes.
//
// The graph is the caller's, to be given another title, say.
func (r *Report) Graph() report.LineGraph {
	g := report.LineGraph{Unit: r.unit()}
	switch r.Metric {
	case Adoption:
		g.Scale = report.Percents
	case Engagement:
		g.Scale = report.Decimals
	}
	for _, s := range r.Series {
		g.Lines = append(g.Lines, r.head(s, true))
	}
	grids := slices.Clone(r.Grids)
	slices.SortStableFunc(grids, func(a, b Grid) int { return slices.Index(Units(), b.Unit) - slices.Index(Units(), a.Unit) })
	how := "total"
	for i, grid := range grids {
		if g.Grids = append(g.Grids, lineGrid(&grid)); i == 0 {
			how = "by " + string(grid.Unit)
		} else {
			how += " and " + string(grid.Unit)
		}
	}
	g.Title = r.title(how, -1)
	if len(grids) == 0 {
		for i, s := range r.Series {
			g.Notes = append(g.Notes, g.Lines[i]+", total: "+r.show(s.Total))
		}
		g.Lines = nil
	}
	g.Notes = append(g.Notes, r.Header.Notes(r.isUnderWay())...)
	return g
}

// unit says what the numbers of the report are.
func (r *Report) unit() string {
	switch r.Metric {
	case Adoption:
		if r.Per == Active {
			return "% of the active people"
		}
		return "% of the people"
	case Engagement:
		switch r.Per {
		case Active:
			return "events per active person"
		case Acting:
			return "events per acting person"
		}
		return "events per person"
	}
	return string(r.Metric)
}

func lineGrid(g *Grid) report.LineGrid {
	out := report.LineGrid{Name: string(g.Unit)}
	labels, _ := bucketLabels(g)
	for i, b := range g.Buckets {
		label := string(g.Unit) + " " + strings.TrimSuffix(labels[i], " *")
		out.Buckets = append(out.Buckets, report.Stretch{Start: b.Start, End: b.End, Partial: b.Partial, Label: label})
	}
	for _, points := range g.Points {
		line := make([]report.Ratio, len(points))
		for i, p := range points {
			if line[i] = (report.Ratio{Num: p.Count, Den: 1}); p.Ratio != nil {
				line[i] = *p.Ratio
			}
		}
		out.Points = append(out.Points, line)
	}
	return out
}
