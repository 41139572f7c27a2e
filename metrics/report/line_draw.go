package report

import (
	"fmt"
	"math"
	"strings"
)

// markShapes is how many shapes of marks there are. It has no divisor in common with the number of colours, so that the first MaxLines lines
// have pairs of colour and mark that differ.
const markShapes = 6

// mark is the outline of a line's mark around a point: a circle, a square, a diamond, triangles, a cross.
func mark(line int, x, y, r float64) string {
	p := func(dx, dy float64) string { return px(x+float64(dx*r)) + " " + px(y+float64(dy*r)) }
	switch line % markShapes {
	case 0:
		return fmt.Sprintf("M%sa%s %s 0 1 0 %s 0a%s %s 0 1 0 %s 0z", p(-1, 0), px(r), px(r), px(2*r), px(r), px(r), px(-2*r))
	case 1:
		return "M" + p(-.9, -.9) + "L" + p(.9, -.9) + "L" + p(.9, .9) + "L" + p(-.9, .9) + "z"
	case 2:
		return "M" + p(0, -1.2) + "L" + p(1.15, .9) + "L" + p(-1.15, .9) + "z"
	case 3:
		return "M" + p(0, -1.3) + "L" + p(1.3, 0) + "L" + p(0, 1.3) + "L" + p(-1.3, 0) + "z"
	case 4:
		return "M" + p(0, 1.2) + "L" + p(1.15, -.9) + "L" + p(-1.15, -.9) + "z"
	}
	const a, b = .45, 1.2
	return "M" + p(-a, -b) + "L" + p(a, -b) + "L" + p(a, -a) + "L" + p(b, -a) + "L" + p(b, a) + "L" + p(a, a) +
		"L" + p(a, b) + "L" + p(-a, b) + "L" + p(-a, a) + "L" + p(-b, a) + "L" + p(-b, -a) + "L" + p(-a, -a) + "z"
}

const markRadius = 3.6

// Dashes of what is partial.
const partialDash = `stroke-dasharray="4 3"`

// drawGrid draws the lines of a grid: the first strong and with marks, the others thin and without.
func (d *graphDraft) drawGrid(s *svg, grid int) {
	g := d.Grids[grid]
	if len(g.Buckets) == 0 {
		return
	}
	width, opacity := penOf(grid)
	for line := d.drawn - 1; line >= 0; line-- { // the first one lies on top
		whole, dashed, alone := d.paths(grid, line)
		if whole+dashed+alone == "" && grid > 0 {
			continue
		}
		s.put(`<g %s stroke-width="%s" stroke-opacity="%s" fill="none" stroke-linejoin="round">`, stroke(line), width, opacity)
		if whole != "" {
			s.put(`<path d="%s"/>`, whole)
		}
		if dashed != "" {
			s.put(`<path %s d="%s"/>`, partialDash, dashed)
		}
		if alone != "" && grid > 0 {
			s.put(`<path stroke-width="2.5" stroke-linecap="round" d="%s"/>`, alone)
		}
		s.put(`</g>`)
	}
	if grid == 0 {
		for line := d.drawn - 1; line >= 0; line-- {
			d.drawMarks(s, line)
		}
	}
}

// penOf is how strong the lines of a grid are: the farther behind, the fainter.
func penOf(grid int) (width, opacity string) {
	switch grid {
	case 0:
		return "2", "1"
	case 1:
		return "1.1", "0.65"
	}
	return "0.7", "0.4"
}

// point is where a line stands in a bucket.
func (d *graphDraft) point(grid, line, i int) (x, y float64, defined bool) {
	f, defined := d.Grids[grid].Points[line][i].Float()
	return d.x(grid, i), d.plot.y(f / d.axis.top()), defined
}

// paths are the outlines of a line: between whole buckets, to and from partial ones, and points without a neighbour.
func (d *graphDraft) paths(grid, line int) (whole, dashed, alone string) {
	g := d.Grids[grid]
	var paths [2]strings.Builder // whole, dashed
	var at [2]int                // the bucket that each path ends in, from 1 on
	var single strings.Builder
	keep := d.thinned(grid, line)
	was := -1 // the last point, if nothing lies between
	for n, i := range keep {
		x, y, defined := d.point(grid, line, i)
		if !defined {
			was = -1
			continue
		}
		if was >= 0 {
			kind := 0
			if g.Buckets[was].Partial || g.Buckets[i].Partial {
				kind = 1
			}
			p := &paths[kind]
			if at[kind] != was+1 {
				wasX, wasY, _ := d.point(grid, line, was)
				p.WriteString("M" + px(wasX) + " " + px(wasY))
			}
			p.WriteString("L" + px(x) + " " + px(y))
			at[kind] = i + 1
		} else if n+1 == len(keep) || !g.Points[line][keep[n+1]].defined() {
			single.WriteString("M" + px(x) + " " + px(y) + "h0")
		}
		was = i
	}
	return paths[0].String(), paths[1].String(), single.String()
}

// thinned are the buckets whose points are drawn: all, but where there are more than two on a pixel, of those that share one only the first, the least, the
// greatest and the last, which look the same. Buckets that are not defined stay, for the gaps.
func (d *graphDraft) thinned(grid, line int) []int {
	g := d.Grids[grid]
	keep := make([]int, 0, min(len(g.Buckets), int(4*(d.plot.right-d.plot.left))+4))
	if float64(len(g.Buckets)) <= 2*(d.plot.right-d.plot.left) {
		for i := range g.Buckets {
			keep = append(keep, i)
		}
		return keep
	}
	for begin := 0; begin < len(g.Buckets); {
		column := math.Floor(d.x(grid, begin))
		end, least, most, gap := begin, begin, begin, -1
		for ; end < len(g.Buckets) && math.Floor(d.x(grid, end)) == column; end++ {
			f, defined := g.Points[line][end].Float()
			if !defined {
				gap = end
				continue
			}
			if low, ok := g.Points[line][least].Float(); !ok || f < low {
				least = end
			}
			if high, ok := g.Points[line][most].Float(); !ok || f > high {
				most = end
			}
		}
		last := -1
		for i := begin; i < end; i++ {
			if (i == begin || i == least || i == most || i == gap || i == end-1) && i != last {
				keep, last = append(keep, i), i
			}
		}
		begin = end
	}
	return keep
}

// markEvery is how far marks of one line stand from each other at least, in pixels.
const markEvery = 26

// drawMarks draws the marks of a line: of all points if they have room, else of some, those of each line elsewhere; always of partial ones while these
// have room, and of points without a neighbour.
func (d *graphDraft) drawMarks(s *svg, line int) {
	g := d.Grids[0]
	each := (d.plot.right - d.plot.left) / float64(len(g.Buckets))
	every := max(1, int(math.Ceil(markEvery/each)))
	if each >= 12 && d.drawn <= 2 {
		every = 1
	}
	var full, hollow strings.Builder
	for i := range g.Buckets {
		x, y, defined := d.point(0, line, i)
		if !defined {
			continue
		}
		before := i > 0 && g.Points[line][i-1].defined()
		after := i+1 < len(g.Buckets) && g.Points[line][i+1].defined()
		turn := (i+line)%every == 0
		switch {
		case g.Buckets[i].Partial && (turn || !before || !after || each >= 6):
			hollow.WriteString(mark(line, x, y, markRadius))
		case turn || !before && !after:
			full.WriteString(mark(line, x, y, markRadius))
		}
	}
	if full.Len() > 0 {
		s.put(`<path %s d="%s"/>`, fill(line), full.String())
	}
	if hollow.Len() > 0 {
		s.put(`<g %s stroke-width="1.6"><path class="ff-back" fill="%s" d="%s"/></g>`, stroke(line), backLight, hollow.String())
	}
}

// legend says which line is which and what dashes, hollow marks, thin lines and gaps mean, as far as they occur.
func (d *graphDraft) legend() []legendEntry {
	var out []legendEntry
	if len(d.Lines) > 1 {
		for i, name := range d.Lines[:d.drawn] {
			out = append(out, legendEntry{name: name, swatch: func(s *svg, x, y float64) {
				s.put(`<path %s stroke-width="2" d="M%s %sh22"/><path %s d="%s"/>`, stroke(i), px(x), px(y), fill(i), mark(i, x+11, y, markRadius))
			}})
		}
	}
	if len(d.Grids) > 1 {
		for i, g := range d.Grids {
			width, opacity := penOf(i)
			out = append(out, legendEntry{name: "by " + g.Name, aside: true, swatch: func(s *svg, x, y float64) {
				s.put(`<path %s stroke-width="%s" stroke-opacity="%s" d="M%s %sh22"/>`, axis, width, opacity, px(x), px(y))
			}})
		}
	}
	partial, gaps := d.has()
	if partial {
		out = append(out, legendEntry{name: "partial: cut by the timeframe, or not yet over", aside: true, swatch: func(s *svg, x, y float64) {
			s.put(`<g %s stroke-width="1.6"><path %s d="M%s %sh22"/><path class="ff-back" fill="%s" d="%s"/></g>`,
				axis, partialDash, px(x), px(y), backLight, mark(0, x+11, y, markRadius))
		}})
	}
	if gaps {
		out = append(out, legendEntry{name: "a gap: not defined, nobody to divide by", aside: true, swatch: func(s *svg, x, y float64) {
			s.put(`<path %s stroke-width="2" d="M%s %sh7m8 0h7"/>`, axis, px(x), px(y))
		}})
	}
	return out
}

// has reports whether a drawn grid has partial buckets, and points that are not defined.
func (d *graphDraft) has() (partial, gaps bool) {
	for _, g := range d.Grids {
		for i, b := range g.Buckets {
			partial = partial || b.Partial
			for _, points := range g.Points[:d.drawn] {
				gaps = gaps || !points[i].defined()
			}
		}
	}
	return partial, gaps
}
