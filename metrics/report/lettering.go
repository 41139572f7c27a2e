package report

import (
	"strings"
	"unicode"
)

// textWidth estimates how wide glyphs stand at a size, in pixels. A picture is drawn with a font of its reader's, so no measure can be exact; this one follows
// DejaVu Sans and Verdana, the widest of the usual ones, so that what is said to fit does.
func textWidth(gs []glyph, size float64) float64 {
	ems := 0.0
	for i := range gs {
		ems += gs[i].ems()
	}
	return float64(ems * size)
}

// ems is the width of a glyph in units of the font size.
func (g *glyph) ems() float64 {
	switch {
	case g.base == 0: // an escape
		return float64(0.63 * float64(g.width))
	case g.width == 2:
		return 1.05
	case strings.ContainsRune("ijlI.,:;'|!()[]- ", g.base):
		return 0.39
	case strings.ContainsRune("frt/\"*", g.base):
		return 0.5
	case strings.ContainsRune("mwMW%@", g.base):
		return 1
	case g.base < 0x250 && unicode.IsUpper(g.base):
		return 0.75
	case g.base < 0x590:
		return 0.64
	}
	return 0.8
}

// fit cuts glyphs in the middle, as tables do, to stand in a width of pixels.
func fit(gs []glyph, pixels, size float64) string {
	columns := width(gs)
	for columns > 1 && textWidth(gs, size) > pixels {
		columns = min(columns-1, width(gs)-1)
		gs = cut(gs, max(columns, 1))
	}
	return shown(gs)
}

// wrap breaks glyphs at spaces into lines that stand in a width of pixels, at most so many; what is left over is cut from the end with "…". A word
// that is too long for a line is broken, and so is one that would leave most of the line before it empty.
func wrap(gs []glyph, pixels, size float64, most int) []string {
	var lines []string
	for len(gs) > 0 {
		end, space, ems := 0, 0, 0.0
		for end < len(gs) {
			ems += gs[end].ems()
			if float64(ems*size) > pixels && end > 0 {
				break
			}
			end++
			if end < len(gs) && gs[end].base == ' ' {
				space = end
			}
		}
		if end < len(gs) && len(lines) == most-1 {
			for end > 1 && textWidth(gs[:end], size)+size > pixels {
				end--
			}
			return append(lines, strings.TrimRight(shown(gs[:end]), " ")+"…")
		}
		if end < len(gs) && gs[end].base != ' ' && space > end/3 {
			end = space
		}
		lines = append(lines, strings.TrimSpace(shown(gs[:end])))
		for end < len(gs) && gs[end].base == ' ' {
			end++
		}
		gs = gs[end:]
	}
	return lines
}
