package funnel

import (
	"fmt"
	"io"
	"strings"

	"github.com/footfall-go/footfall/metrics/report"
)

// WriteSVG draws the report as bars by people or by events; see [report.BarGraph.WriteSVG] for what a picture promises, and Bars for what is in it.
func (r *Report) WriteSVG(w io.Writer, by By, o *report.PictureOptions) error {
	return r.Bars(by).WriteSVG(w, o)
}

// Bars is the report as bars: for each step how many of those who reached the first one reached it, with the percentage on top, segments side by side. Above
// what reached a step stands what was dropped since the step before: hatched what is not decided yet (open, or cut off by the end of the timeframe),
// pale what is final. All numbers of a step, in the view by events the people's as well, stand in the hover text of its bar.
//
// The bars are the caller's, to be given another title, say.
func (r *Report) Bars(by By) report.BarGraph {
	g := report.BarGraph{Title: r.title(by), Unit: "% of the people who reached the first step"}
	if by == ByEvents {
		g.Unit = "% of the attempts"
	}
	labels := r.Labels()
	g.Series = append(g.Series, labels[:len(r.Segments)]...)
	g.Notes = append(r.notes(by), r.Header.Notes(r.isOpen(by))...)
	if len(r.Segments) == 0 {
		return g
	}
	for k, s := range r.Segments[0].Steps {
		group := report.BarGroup{Name: s.label(k)}
		for i, o := range r.Segments {
			f := o.Steps[k].of(by)
			first := f.FromFirst.Den
			group.Bars = append(group.Bars, report.Bar{
				Reached:   f.FromFirst,
				Dropped:   report.Ratio{Num: f.Final, Den: first},
				Undecided: report.Ratio{Num: f.Open + f.Truncated, Den: first},
				Hover:     group.Name + ", " + labels[i] + ": " + o.Steps[k].hover(by, k),
			})
		}
		g.Groups = append(g.Groups, group)
	}
	return g
}

// of are the figures of a view.
func (s Step) of(by By) Figures {
	if by == ByEvents {
		return s.Events
	}
	return s.People
}

// hover says all numbers of step k, counted from 0, in words.
func (s Step) hover(by By, k int) string {
	f := s.of(by)
	text := f.sentence(k)
	if note, some := strings.CutPrefix(s.undecided(by), fmt.Sprintf("of %d dropped, ", f.Dropped)); some {
		text += ", of these " + note
	} else if note != "" {
		text += "; " + note
	}
	if by == ByEvents {
		text += "; people: " + s.People.sentence(k)
	}
	return text
}

// sentence says the figures of step k, counted from 0.
func (f Figures) sentence(k int) string {
	text := fmt.Sprintf("%d reached it, %s of the first step", f.Reached, f.FromFirst.Percent())
	if k > 0 {
		text += ", " + f.FromPrevious.Percent() + " of the step before"
	}
	if f.FromAudience.Den > 0 {
		text += ", " + f.FromAudience.Percent() + " of the audience"
	}
	if k > 0 {
		text += fmt.Sprintf("; %d dropped since the step before (%s)", f.Dropped, f.DropRate.Percent())
	}
	return text
}
