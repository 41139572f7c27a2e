package report

import "math"

// legendEntry is a mark and what it stands for.
type legendEntry struct {
	name   string
	aside  bool // not a line or bar of the report but what a way of drawing means: set smaller, after the others
	swatch func(s *svg, x, y float64)
}

const (
	legendLine   = 19
	legendSwatch = 30 // a swatch and the room behind it
	legendGap    = 18
)

// drawLegend writes the entries in as many columns as their names allow, from y on, and gives where they end. Those aside follow in lines of their own. A
// name wider than a column loses its middle and shows the whole on hovering.
func drawLegend(s *svg, entries []legendEntry, y float64) float64 {
	room := float64(s.width - 2*margin)
	widest := 0.0
	for _, e := range entries {
		if !e.aside {
			widest = math.Max(widest, textWidth(glyphs(e.name), fontSize))
		}
	}
	column := math.Min(widest+legendSwatch+legendGap, math.Max(room/2, 300))
	column = math.Min(column, room)
	columns := max(1, int(room/math.Max(column, 1)))
	column = math.Min(room/float64(columns), column+40)
	at := 0
	for _, e := range entries {
		if e.aside {
			continue
		}
		x := margin + float64(column*float64(at%columns))
		if at%columns == 0 {
			y += legendLine
		}
		at++
		e.draw(s, x, y, column-legendSwatch-legendGap, ink, fontSize)
	}
	x := room + margin
	for _, e := range entries {
		if !e.aside {
			continue
		}
		width := legendSwatch + textWidth(glyphs(e.name), noteSize)
		if x+width > room+margin {
			x, y = margin, y+legendLine
		}
		e.draw(s, x, y, room-legendSwatch, pale, noteSize)
		x += width + legendGap
	}
	return y
}

func (e legendEntry) draw(s *svg, x, y, room float64, colour string, size float64) {
	e.swatch(s, x, y-4)
	s.label(x+legendSwatch, y, colour+` font-size="`+px(size)+`"`, fit(glyphs(e.name), room, size), plain(e.name))
}
