package report

import (
	"math"
	"time"
)

// dateTick is a date under the graph: a line that tells it from its neighbours, and below it, where that changes, what it belongs to.
type dateTick struct {
	x             float64
	label, within string
}

// pace is how long the buckets of a grid are, nearly.
type pace uint8

const (
	hourly pace = iota
	daily
	weekly
	monthly
)

// paceOf judges a grid by the longest of its buckets, since the first and the last may be cut.
func paceOf(buckets []Stretch) pace {
	var longest time.Duration
	for _, b := range buckets {
		longest = max(longest, b.End.Sub(b.Start))
	}
	switch {
	case longest <= 2*time.Hour:
		return hourly
	case longest <= 50*time.Hour:
		return daily
	case longest <= 10*24*time.Hour:
		return weekly
	}
	return monthly
}

// steps are how many buckets may lie between two labels, least first.
func (p pace) steps() []int {
	switch p {
	case hourly:
		return []int{1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672, 1344, 2688, 5376, 10752}
	case daily:
		return []int{1, 2, 7, 14, 28, 56, 112, 224, 448, 896, 1792, 3584, 7168}
	case weekly:
		return []int{1, 2, 4, 8, 13, 26, 52, 104, 208, 416, 832}
	}
	return []int{1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200}
}

func (p pace) label(t time.Time) (label, within string) {
	switch p {
	case hourly:
		return t.Format("15:04"), t.Format("2 Jan")
	case monthly:
		return t.Format("Jan"), t.Format("2006")
	}
	return t.Format("2 Jan"), t.Format("2006")
}

// aligned reports whether a label may stand at a bucket when only every step-th has one: at round hours and months, else counted from the first.
func (p pace) aligned(i, step int, t time.Time) bool {
	switch {
	case p == hourly && step <= 24:
		return t.Hour()%step == 0
	case p == monthly && step <= 12:
		return int(t.Month()-1)%step == 0
	}
	return i%step == 0
}

// dateTicks chooses the dates under a graph so that none touches another: for each bucket its middle is given, in pixels. A cut bucket is called by its own
// start.
func dateTicks(buckets []Stretch, middle func(i int) float64, left, right float64) []dateTick {
	if len(buckets) == 0 {
		return nil
	}
	p := paceOf(buckets)
	const gap = 10
	needed := 0.0
	for _, b := range buckets {
		label, _ := p.label(b.Start)
		needed = math.Max(needed, textWidth(glyphs(label), noteSize))
		if len(buckets) > 400 {
			needed = textWidth(glyphs("28 Mmm"), noteSize)
			break
		}
	}
	each := (right - left) / float64(len(buckets))
	steps := p.steps()
	step := steps[len(steps)-1]
	for _, n := range steps {
		if float64(float64(n)*each) >= needed+gap {
			step = n
			break
		}
	}
	var ticks []dateTick
	end, endWithin, was := 0.0, 0.0, ""
	for i, b := range buckets {
		if !p.aligned(i, step, b.Start) && len(buckets) > step {
			continue
		}
		label, within := p.label(b.Start)
		x, half := middle(i), textWidth(glyphs(label), noteSize)/2
		if x-half < end || x+half > right+margin {
			continue
		}
		end = x + half + gap
		if half = textWidth(glyphs(within), noteSize) / 2; within == was || x-half < endWithin || x+half > right+margin {
			within = ""
		} else {
			was, endWithin = within, x+half+gap
		}
		ticks = append(ticks, dateTick{x: x, label: label, within: within})
	}
	return ticks
}

// dateHeight is the room that the labels need below.
const dateHeight = 40

func drawDates(s *svg, p plot, ticks []dateTick) {
	s.put(`<g %s font-size="%d" text-anchor="middle">`, pale, noteSize)
	for _, t := range ticks {
		s.put(`<text x="%s" y="%s">%s</text>`, px(t.x), px(p.bottom+17), quoted(t.label))
		if t.within != "" {
			s.put(`<text x="%s" y="%s">%s</text>`, px(t.x), px(p.bottom+31), quoted(t.within))
		}
	}
	s.put(`</g>`)
	s.put(`<g %s>`, axis)
	for _, t := range ticks {
		s.put(`<path d="M%s %sv4"/>`, px(t.x), px(p.bottom))
	}
	s.put(`</g>`)
}
