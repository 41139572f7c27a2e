package report

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// LineGraph is a graph over time, ready to be drawn: plain data, as a Table is. The zero LineGraph draws an empty plot.
type LineGraph struct {
	Title string
	Unit  string     // what the numbers are, above their axis: "people", "events per person"
	Scale Scale      // how they are written
	Lines []string   // names of the lines
	Grids []LineGrid // the first is the graph; the others, of the same lines, are drawn thin behind it: days behind weeks
	Notes []string   // lines below: warnings
}

// LineGrid is the points of one granularity.
type LineGrid struct {
	Name    string    // "week"
	Buckets []Stretch // in order; their times are in the location that the dates are shown in
	Points  [][]Ratio // by line, then bucket; a ratio that is not defined is a gap
}

// Stretch is a bucket of a graph.
type Stretch struct {
	Start, End time.Time // half-open
	Partial    bool      // cut, or not yet over: drawn dashed, with a hollow mark
	Label      string    // in full, for hover texts
}

// MaxLines is how many lines a graph draws: as many as colours and marks tell apart. A note says how many are left out; tables have them all.
const MaxLines = len(hues) * markShapes

// WriteSVG draws the graph as a self-contained SVG: no script, no font, nothing from elsewhere. It can be put into a page or a mail as it is, follows a dark
// page (prefers-color-scheme), and tells lines apart by colour and by mark. A point stands in the middle of its bucket; a partial one is hollow and
// what leads to it dashed; what is not defined is a gap. The numbers of a bucket are shown on hovering over it, and the lines are summed up in a
// description for those who do not see the picture.
//
// Names are shown as WriteText shows them. One that is too long for its place loses its middle, and shows the whole on hovering.
//
// The same graph and options give the same bytes. ErrPicture names what is out of bounds or does not fit, and then nothing is written; else the error is the
// writer's. It makes one call of Write.
func (g LineGraph) WriteSVG(w io.Writer, o *PictureOptions) error {
	width, err := o.width()
	if err != nil {
		return err
	}
	if err := g.check(); err != nil {
		return err
	}
	s := &svg{width: width}
	g.draw(s)
	return writeWhole(w, s)
}

func (g LineGraph) check() error {
	for i, grid := range g.Grids {
		if len(grid.Points) != len(g.Lines) {
			return fmt.Errorf("%w: grid %d has points of %d lines, not of %d", ErrPicture, i, len(grid.Points), len(g.Lines))
		}
		for j, points := range grid.Points {
			if len(points) != len(grid.Buckets) {
				return fmt.Errorf("%w: grid %d, line %d has %d points for %d buckets", ErrPicture, i, j, len(points), len(grid.Buckets))
			}
		}
		for j, b := range grid.Buckets {
			if !b.End.After(b.Start) || j > 0 && b.Start.Before(grid.Buckets[j-1].End) {
				return fmt.Errorf("%w: grid %d, bucket %d is empty or begins before the end of the one before it", ErrPicture, i, j)
			}
		}
	}
	return nil
}

// graphDraft is a graph on its way to the paper.
type graphDraft struct {
	LineGraph
	drawn    int // lines
	plot     plot
	from, to time.Time
	axis     valueAxis
}

func (g LineGraph) draw(s *svg) {
	d := graphDraft{LineGraph: g, drawn: min(len(g.Lines), MaxLines)}
	d.from, d.to = d.extent()
	height := math.Round(math.Min(420, math.Max(190, float64(float64(s.width)*0.38))))
	d.axis = newValueAxis(d.greatest(), g.Scale, int(height/48))

	var body svg
	body.width = s.width
	y := body.heading(g.Title, 8)
	if d.Unit != "" {
		y += 20
	}
	d.plot = plot{left: margin + d.axis.labelWidth() + 8, top: y + 18, right: float64(s.width - margin), bottom: y + 18 + height}
	d.axis.draw(&body, d.plot, g.Unit)
	if len(g.Grids) > 0 && len(g.Grids[0].Buckets) > 0 {
		drawDates(&body, d.plot, dateTicks(g.Grids[0].Buckets, func(i int) float64 { return d.x(0, i) }, d.plot.left, d.plot.right))
	} else {
		body.put(`<text x="%s" y="%s" %s text-anchor="middle">no buckets to show</text>`,
			px((d.plot.left+d.plot.right)/2), px((d.plot.top+d.plot.bottom)/2), pale)
	}
	for grid := len(g.Grids) - 1; grid >= 0; grid-- {
		d.drawGrid(&body, grid)
	}
	d.hover(&body)
	y = drawLegend(&body, d.legend(), d.plot.bottom+dateHeight)
	notes := g.Notes
	if len(g.Lines) > d.drawn {
		notes = append([]string{fmt.Sprintf("%d of %d lines are drawn", d.drawn, len(g.Lines))}, notes...)
	}
	y = body.notes(notes, y+4)

	s.begin(math.Ceil(y+margin), g.Title, d.describe())
	s.Write(body.Bytes())
	s.end()
}

// extent is the time that the graph spans.
func (d *graphDraft) extent() (from, to time.Time) {
	for _, g := range d.Grids {
		if n := len(g.Buckets); n > 0 {
			if from.IsZero() || g.Buckets[0].Start.Before(from) {
				from = g.Buckets[0].Start
			}
			if g.Buckets[n-1].End.After(to) {
				to = g.Buckets[n-1].End
			}
		}
	}
	return from, to
}

func (d *graphDraft) greatest() float64 {
	most := 0.0
	for _, g := range d.Grids {
		for _, points := range g.Points[:d.drawn] {
			for _, p := range points {
				if f, ok := p.Float(); ok {
					most = math.Max(most, f)
				}
			}
		}
	}
	return most
}

// at is the place of an instant.
func (d *graphDraft) at(t time.Time) float64 {
	return d.plot.left + float64((d.plot.right-d.plot.left)*(float64(t.Unix()-d.from.Unix())/math.Max(1, float64(d.to.Unix()-d.from.Unix()))))
}

// x is the place of a bucket's points: its middle.
func (d *graphDraft) x(grid, i int) float64 {
	b := d.Grids[grid].Buckets[i]
	return (d.at(b.Start) + d.at(b.End)) / 2
}

// describe says in words what the graph shows.
func (d *graphDraft) describe() string {
	var b strings.Builder
	if len(d.Grids) == 0 || len(d.Grids[0].Buckets) == 0 {
		return "Line graph without buckets."
	}
	g := d.Grids[0]
	first, last := g.Buckets[0], g.Buckets[len(g.Buckets)-1]
	fmt.Fprintf(&b, "Line graph by %s, %d %s, first %s, last %s.", plain(g.Name), len(g.Buckets), plural(len(g.Buckets), "bucket"), plain(first.Label), plain(last.Label))
	for i, name := range d.Lines[:d.drawn] {
		b.WriteString(" " + clipped(name) + ": " + d.sumUp(g.Points[i]) + ".")
	}
	if d.drawn < len(d.Lines) {
		fmt.Fprintf(&b, " And %d more lines.", len(d.Lines)-d.drawn)
	}
	return b.String()
}

// sumUp says where a line begins and ends, and its extremes.
func (d *graphDraft) sumUp(points []Ratio) string {
	var all []Ratio
	for _, p := range points {
		if p.defined() {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return "not defined"
	}
	least, most := all[0], all[0]
	for _, p := range all[1:] {
		f, _ := p.Float()
		if low, _ := least.Float(); f < low {
			least = p
		}
		if high, _ := most.Float(); f > high {
			most = p
		}
	}
	show := d.Scale.show
	return fmt.Sprintf("from %s to %s, least %s, most %s", show(all[0]), show(all[len(all)-1]), show(least), show(most))
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// clipped is a name as a cell of a table shows it.
func clipped(name string) string { return shown(cut(glyphs(name), MaxCellWidth)) }

// hover lays a strip over each bucket of the first grid that shows its numbers. Strips narrower than two pixels would not be met.
func (d *graphDraft) hover(s *svg) {
	if len(d.Grids) == 0 {
		return
	}
	g := d.Grids[0]
	if len(g.Buckets) == 0 || (d.plot.right-d.plot.left)/float64(len(g.Buckets)) < 2 {
		return
	}
	var b bytes.Buffer
	s.put(`<g fill="#fff" fill-opacity="0">`)
	for i, bucket := range g.Buckets {
		b.Reset()
		b.WriteString(plain(bucket.Label))
		if bucket.Partial {
			b.WriteString(" (partial)")
		}
		for j, name := range d.Lines[:d.drawn] {
			b.WriteString("\n" + clipped(name) + ": " + d.Scale.show(g.Points[j][i]))
		}
		from, to := d.at(bucket.Start), d.at(bucket.End)
		s.put(`<rect x="%s" y="%s" width="%s" height="%s"><title>%s</title></rect>`, px(from), px(d.plot.top), px(to-from), px(d.plot.bottom-d.plot.top),
			strings.ReplaceAll(quoted(b.String()), "&#xA;", "\n"))
	}
	s.put(`</g>`)
}
