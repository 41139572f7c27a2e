package report

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// BarGraph is bars that show how much of a whole got how far, side by side for some audiences: a funnel, ready to be drawn. It is plain data, as a Table is. The
// zero BarGraph draws an empty plot.
type BarGraph struct {
	Title  string
	Unit   string     // what the percentages are of, above their axis
	Series []string   // names of the audiences; their bars stand side by side
	Groups []BarGroup // the steps
	Notes  []string   // lines below: totals, warnings
}

// BarGroup is the bars of one step.
type BarGroup struct {
	Name string
	Bars []Bar // by series
}

// Bar is how many reached a step, and above it how many stopped before it. Each ratio is of the same whole; together they are at most 1.
type Bar struct {
	Reached   Ratio  // solid; its percentage and its numerator stand on top of the bar
	Dropped   Ratio  // pale: stopped for good
	Undecided Ratio  // hatched: stopped so far, and may yet go on
	Hover     string // all numbers in words
}

// WriteSVG draws the bars as a self-contained SVG: no script, no font, nothing from elsewhere. It can be put into a page or a mail as it is, and follows a
// dark page. Percentage and count stand on top of each bar, the rest is shown on hovering and in a description for those who do not see the
// picture. Steps that do not fit side by side go on below.
//
// Names are shown as WriteText shows them. One that is too long for its place is cut, and shows the whole on hovering.
//
// The same bars and options give the same bytes. ErrPicture names what is out of bounds or does not fit (the bars of one step have to fit side by side), and
// then nothing is written; else the error is the writer's. It makes one call of Write.
func (g BarGraph) WriteSVG(w io.Writer, o *PictureOptions) error {
	width, err := o.width()
	if err != nil {
		return err
	}
	for i, group := range g.Groups {
		if len(group.Bars) != len(g.Series) {
			return fmt.Errorf("%w: group %d has %d bars for %d series", ErrPicture, i, len(group.Bars), len(g.Series))
		}
	}
	s := &svg{width: width}
	if err := g.draw(s); err != nil {
		return err
	}
	return writeWhole(w, s)
}

const (
	barWidest   = 88 // pixels
	barGap      = 4  // between bars of a step
	groupGap    = 10 // between steps
	barsHeight  = 220
	stepLine    = 15
	stepLines   = 3
	hatchSpread = 6 // pixels between the lines of a hatching
)

func (g BarGraph) draw(s *svg) error {
	a := newValueAxis(1, Percents, 4)
	a.step, a.ticks = 25, 4
	p := plot{left: margin + a.labelWidth() + 8, right: float64(s.width - margin)}
	slot := g.slot()
	groupWidth := float64(slot*float64(len(g.Series))) + groupGap
	perRow := int((p.right - p.left) / math.Max(groupWidth, 60))
	if perRow == 0 {
		needed := math.Ceil(groupWidth + p.left + margin)
		return fmt.Errorf("%w: width: %d is too narrow for %d bars side by side, which take %s", ErrPicture, s.width, len(g.Series), px(needed))
	}
	rows := max(1, (len(g.Groups)+perRow-1)/perRow)
	perRow = max(1, (len(g.Groups)+rows-1)/rows) // of like length
	groupWidth = (p.right - p.left) / float64(perRow)
	barWidth := math.Min(barWidest, (groupWidth-groupGap)/math.Max(1, float64(len(g.Series)))-barGap)

	var body svg
	body.width = s.width
	y := body.heading(g.Title, 8)
	g.hatchings(&body)
	for row := range rows {
		if row == 0 && g.Unit != "" {
			y += 20
			body.label(margin, y, pale+fmt.Sprintf(` font-size="%d"`, noteSize), fit(glyphs(g.Unit), p.right-margin, noteSize), plain(g.Unit))
		}
		p.top = y + 42 // two lines of numbers over a full bar
		p.bottom = p.top + barsHeight
		a.draw(&body, p, "")
		lines := 0
		for i := row * perRow; i < min(len(g.Groups), (row+1)*perRow); i++ {
			middle := p.left + float64(groupWidth*(float64(i-row*perRow)+0.5))
			lines = max(lines, g.drawGroup(&body, i, p, middle, groupWidth-groupGap/2, barWidth))
		}
		if len(g.Groups) == 0 {
			body.put(`<text x="%s" y="%s" %s text-anchor="middle">no steps to show</text>`, px((p.left+p.right)/2), px((p.top+p.bottom)/2), pale)
		}
		y = p.bottom + 6 + float64(lines*stepLine)
	}
	y = drawLegend(&body, g.legend(), y+6)
	y = body.notes(g.Notes, y+4)

	s.begin(math.Ceil(y+margin), g.Title, g.describe())
	s.Write(body.Bytes())
	s.end()
	return nil
}

// slot is the room that one bar takes with what stands on it.
func (g BarGraph) slot() float64 {
	widest := 0.0
	for _, group := range g.Groups {
		for _, b := range group.Bars {
			widest = math.Max(widest, boldWider*textWidth(glyphs(b.share()), noteSize))
			widest = math.Max(widest, textWidth(glyphs(fmt.Sprint(b.Reached.Num)), noteSize))
		}
	}
	return widest + barGap
}

// share is the percentage on top of a bar. A whole one goes without its decimal, so that seven steps of two audiences have room beside each other.
func (b Bar) share() string {
	if b.Reached.defined() && b.Reached.Num == b.Reached.Den {
		return "100%"
	}
	return b.Reached.Percent()
}

// drawGroup draws the bars of a step around its middle and its name below, and gives how many lines that takes.
func (g BarGraph) drawGroup(s *svg, i int, p plot, middle, room, barWidth float64) (lines int) {
	group := g.Groups[i]
	left := middle - float64(float64(len(group.Bars))*(barWidth+barGap)-barGap)/2
	for j, b := range group.Bars {
		g.drawBar(s, j, b, p, left+float64(float64(j)*(barWidth+barGap)), barWidth)
	}
	name := wrap(glyphs(group.Name), room, fontSize, stepLines)
	s.put(`<g %s text-anchor="middle">`, ink)
	for n, line := range name {
		whole := ""
		if n == len(name)-1 && strings.HasSuffix(line, "…") {
			whole = plain(group.Name)
		}
		s.label(middle, p.bottom+18+float64(n*stepLine), "", line, whole)
	}
	s.put(`</g>`)
	return len(name)
}

// drawBar draws what reached the step from the ground up, then what did not, and the numbers on top of it all.
func (g BarGraph) drawBar(s *svg, series int, b Bar, p plot, x, width float64) {
	s.put(`<g><title>%s</title>`, quoted(plain(b.Hover)))
	level := 0.0
	stack := func(r Ratio, attributes string) {
		f, ok := r.Float()
		if !ok || f == 0 {
			return
		}
		top, bottom := p.y(level+f), p.y(level)
		level += f
		s.put(`<rect x="%s" y="%s" width="%s" height="%s" %s/>`, px(x), px(top), px(width), px(math.Max(bottom-top, 0.5)), attributes)
	}
	stack(b.Reached, fill(series))
	stack(b.Undecided, fmt.Sprintf(`fill="url(#ff-hatch%d)" %s stroke-width="1" stroke-opacity="0.6"`, series%len(hues), stroke(series)))
	stack(b.Dropped, fill(series)+` fill-opacity="0.16"`)
	if level == 0 { // something to point at
		s.put(`<rect x="%s" y="%s" width="%s" height="6" fill="#fff" fill-opacity="0"/>`, px(x), px(p.bottom-6), px(width))
	}
	top, centre := p.y(math.Min(level, 1)), x+width/2
	s.put(`<text x="%s" y="%s" %s font-size="%d" font-weight="600" text-anchor="middle">%s</text>`, px(centre), px(top-17), ink, noteSize, quoted(b.share()))
	s.put(`<text x="%s" y="%s" %s font-size="%d" text-anchor="middle">%d</text>`, px(centre), px(top-4), pale, noteSize, b.Reached.Num)
	s.put(`</g>`)
}

// hatchings defines a hatching for each colour in use, where one is.
func (g BarGraph) hatchings(s *svg) {
	if !g.has(func(b Bar) Ratio { return b.Undecided }) {
		return
	}
	s.put(`<defs>`)
	for i := range min(len(g.Series), len(hues)) {
		s.put(`<pattern id="ff-hatch%d" width="%d" height="%d" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path %s stroke-width="2.4" d="M0 0v%d"/></pattern>`,
			i, hatchSpread, hatchSpread, stroke(i), hatchSpread)
	}
	s.put(`</defs>`)
}

// has reports whether a part of any bar is not nothing.
func (g BarGraph) has(part func(Bar) Ratio) bool {
	for _, group := range g.Groups {
		for _, b := range group.Bars {
			if part(b).Num > 0 {
				return true
			}
		}
	}
	return false
}

func (g BarGraph) legend() []legendEntry {
	var out []legendEntry
	box := func(i int, attributes string) func(*svg, float64, float64) {
		return func(s *svg, x, y float64) {
			s.put(`<rect x="%s" y="%s" width="22" height="12" %s/>`, px(x), px(y-6), attributes)
		}
	}
	if len(g.Series) > 1 {
		for i, name := range g.Series {
			out = append(out, legendEntry{name: name, swatch: box(i, fill(i))})
		}
	}
	if len(g.Groups) == 0 || len(g.Series) == 0 {
		return out
	}
	out = append(out, legendEntry{name: "reached", aside: true, swatch: box(0, fill(0))})
	if g.has(func(b Bar) Ratio { return b.Undecided }) {
		out = append(out, legendEntry{name: "dropped so far, not yet decided", aside: true,
			swatch: box(0, fmt.Sprintf(`fill="url(#ff-hatch0)" %s stroke-width="1" stroke-opacity="0.6"`, stroke(0)))})
	}
	if g.has(func(b Bar) Ratio { return b.Dropped }) {
		out = append(out, legendEntry{name: "dropped since the step before", aside: true, swatch: box(0, fill(0)+` fill-opacity="0.16"`)})
	}
	return out
}

// describe says in words what the bars show.
func (g BarGraph) describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Bar graph of %d %s.", len(g.Groups), plural(len(g.Groups), "step"))
	for _, group := range g.Groups {
		for _, bar := range group.Bars {
			b.WriteString(" " + plain(bar.Hover) + ".")
		}
	}
	return b.String()
}
