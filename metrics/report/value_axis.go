package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// valueAxis is a vertical axis from 0 to top, with ticks at round numbers.
type valueAxis struct {
	scale Scale
	step  float64 // 1, 2 or 5 times a power of ten; of Percents in percent
	ticks int     // steps up to the top, at least 1
}

// newValueAxis makes the axis for values up to greatest, with about so many ticks. Counts have whole ticks. Where all is zero the top is 1, or 100 %.
func newValueAxis(greatest float64, scale Scale, about int) valueAxis {
	a := valueAxis{scale: scale}
	if scale == Percents {
		greatest = float64(greatest * 100)
	}
	switch {
	case greatest > 0:
	case scale == Percents:
		greatest = 100
	default:
		greatest = 1
	}
	a.step = roundStep(greatest / float64(max(about, 1)))
	if scale == Counts {
		a.step = math.Max(a.step, 1)
	}
	a.ticks = max(1, int(math.Ceil(greatest/a.step-1e-9)))
	return a
}

// roundStep is the least of 1, 2 and 5 times a power of ten that is not below f.
func roundStep(f float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(f)))
	for _, times := range []float64{1, 2, 5} {
		if float64(times*power) >= f*(1-1e-9) {
			return float64(times * power)
		}
	}
	return float64(10 * power)
}

// top is the value of the highest tick, as a ratio's Float.
func (a valueAxis) top() float64 {
	top := float64(a.step * float64(a.ticks))
	if a.scale == Percents {
		top /= 100
	}
	return top
}

// label writes tick i, counted from 0 at the bottom: "20", "15k", "0.5%".
func (a valueAxis) label(i int) string {
	divisor, suffix := 1.0, ""
	switch top := float64(a.step * float64(a.ticks)); {
	case a.scale == Percents:
		suffix = "%"
	case top >= 1e10:
		divisor, suffix = 1e9, "G"
	case top >= 1e7:
		divisor, suffix = 1e6, "M"
	case top >= 1e4:
		divisor, suffix = 1e3, "k"
	}
	if i == 0 && suffix != "%" {
		return "0"
	}
	step := a.step / divisor
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	text := strconv.FormatFloat(float64(step*float64(i)), 'f', decimals, 64)
	if decimals > 0 && suffix != "%" {
		return text + suffix
	}
	return strings.TrimSuffix(text, ".") + suffix
}

// draw writes the grid lines and labels of the axis beside a plot, and above it what the numbers are.
func (a valueAxis) draw(s *svg, p plot, unit string) {
	s.put(`<g %s stroke-width="1">`, grid)
	for i := 1; i <= a.ticks; i++ {
		y := p.y(float64(i) / float64(a.ticks))
		s.put(`<path d="M%s %sH%s"/>`, px(p.left), px(y), px(p.right))
	}
	s.put(`</g>`)
	s.put(`<path %s stroke-width="1" d="M%s %sH%s"/>`, axis, px(p.left), px(p.bottom), px(p.right))
	s.put(`<g %s font-size="%d" text-anchor="end">`, pale, noteSize)
	for i := 0; i <= a.ticks; i++ {
		s.put(`<text x="%s" y="%s">%s</text>`, px(p.left-6), px(p.y(float64(i)/float64(a.ticks))+4), quoted(a.label(i)))
	}
	s.put(`</g>`)
	if unit != "" {
		s.label(margin, p.top-14, pale+fmt.Sprintf(` font-size="%d"`, noteSize), fit(glyphs(unit), p.right-margin, noteSize), plain(unit))
	}
}

// labelWidth is the room that the labels need to the left.
func (a valueAxis) labelWidth() float64 {
	w := 0.0
	for i := 0; i <= a.ticks; i++ {
		w = math.Max(w, textWidth(glyphs(a.label(i)), noteSize))
	}
	return w
}

// plot is where the data stands.
type plot struct{ left, top, right, bottom float64 }

// y is the place of a share of the axis, 0 at the bottom and 1 at the top.
func (p plot) y(share float64) float64 { return p.bottom - float64(share*(p.bottom-p.top)) }
