package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"hash/fnv"
	"math"
	"strconv"
	"strings"
)

// The pictures are drawn here and by no library, because none gives what they need. Weighed in 2025: go-analyze/charts (the living successor of
// wcharczuk/go-chart) adds 4 MB to a program, for it measures text with a rasterizer and built-in fonts, and has neither text alternatives nor hover
// texts nor hatching; gonum/plot brings 35 modules, PDF and LaTeX among them; go-echarts writes pages of JavaScript, which no mail shows;
// ajstarks/svgo is only the angle brackets. What is left to do is a scale, two axes and a legend. The price is that the width of text is
// estimated (see textWidth).

// svg collects the elements of a picture. Everything that it writes is a function of its arguments alone, so that a picture can be compared with a file.
type svg struct {
	bytes.Buffer
	width int
}

// put writes markup; %s of it must be escaped (see escaped text) and coordinates written by px.
func (s *svg) put(format string, args ...any) {
	fmt.Fprintf(s, format+"\n", args...)
}

// px writes a coordinate with at most one decimal, the same on every machine.
func px(f float64) string {
	tenths := int64(math.Round(f * 10))
	if tenths%10 == 0 {
		return strconv.FormatInt(tenths/10, 10)
	}
	sign := ""
	if tenths < 0 {
		sign, tenths = "-", -tenths
	}
	return fmt.Sprintf("%s%d.%d", sign, tenths/10, tenths%10)
}

// plain is a name as WriteText shows it: nothing in it is obeyed or hidden, and all of it is allowed in XML.
func plain(s string) string { return shown(glyphs(s)) }

// quoted escapes for XML a text that plain or fit has gone over.
func quoted(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder cannot fail
	return b.String()
}

// begin opens the picture: its text alternatives, the colours of dark pages, the background. The colours of light pages stand at the elements, since many a
// mail program drops styles. Class names and ids have a prefix, since a picture may be put into a page as it is: the ids are made of the texts, so that
// two pictures in one page do not answer for each other.
func (s *svg) begin(height float64, title, description string) {
	h := fnv.New32a()
	h.Write([]byte(title + "\x00" + description))
	id := fmt.Sprintf("ff%08x", h.Sum32())
	s.put(`<svg xmlns="http://www.w3.org/2000/svg" class="footfall" viewBox="0 0 %d %s" width="%d" height="%s" role="img" aria-labelledby="%st %sd" lang="en"`+
		` font-family="system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif" font-size="%d">`, s.width, px(height), s.width, px(height), id, id, fontSize)
	s.put(`<title id="%st">%s</title>`, id, quoted(plain(title)))
	s.put(`<desc id="%sd">%s</desc>`, id, quoted(description))
	s.put(`<style>`)
	s.put(`.footfall text{unicode-bidi:isolate}`)
	s.put(`@media (prefers-color-scheme:dark){`)
	s.put(`.footfall .ff-back{fill:%s}.footfall .ff-ink{fill:%s}.footfall .ff-pale{fill:%s}.footfall .ff-grid{stroke:%s}.footfall .ff-axis{stroke:%s}`,
		backDark, inkDark, paleDark, gridDark, paleDark)
	for i, c := range hues {
		s.put(`.footfall .ff-s%d{stroke:%s}.footfall .ff-f%d{fill:%s}`, i, c.dark, i, c.dark)
	}
	s.put(`}`)
	s.put(`</style>`)
	s.put(`<rect class="ff-back" width="%d" height="%s" fill="%s"/>`, s.width, px(height), backLight)
}

func (s *svg) end() { s.put(`</svg>`) }

// stroke and fill are the attributes of a colour given out; solid is its fill on the background's place, for hollow marks.
func stroke(i int) string {
	return fmt.Sprintf(`class="ff-s%d" stroke="%s"`, i%len(hues), hues[i%len(hues)].light)
}

func fill(i int) string {
	return fmt.Sprintf(`class="ff-f%d" fill="%s"`, i%len(hues), hues[i%len(hues)].light)
}

// Attributes of the page's own colours.
const (
	ink  = `class="ff-ink" fill="` + inkLight + `"`
	pale = `class="ff-pale" fill="` + paleLight + `"`
	grid = `class="ff-grid" stroke="` + gridLight + `"`
	axis = `class="ff-axis" stroke="` + paleLight + `"`
)

// label writes a text that plain or fit has gone over, with its whole as a hover text where it was cut.
func (s *svg) label(x, y float64, attributes, text, whole string) {
	hover := ""
	if whole != "" && whole != text {
		hover = "<title>" + quoted(whole) + "</title>"
	}
	s.put(`<text x="%s" y="%s" %s>%s%s</text>`, px(x), px(y), attributes, hover, quoted(text))
}

// heading writes the title from y on and gives where it ends.
func (s *svg) heading(title string, y float64) float64 {
	lines := wrap(glyphs(title), float64(s.width-2*margin), boldWider*titleSize, 3)
	for i, line := range lines {
		whole := ""
		if i == len(lines)-1 && strings.HasSuffix(line, "…") {
			whole = plain(title)
		}
		y += titleLine
		s.label(margin, y, ink+fmt.Sprintf(` font-size="%d" font-weight="600"`, titleSize), line, whole)
	}
	return y
}

// notes writes lines of small text from y on and gives where they end.
func (s *svg) notes(notes []string, y float64) float64 {
	for _, note := range notes {
		lines := wrap(glyphs(note), float64(s.width-2*margin), noteSize, 4)
		for i, line := range lines {
			whole := ""
			if i == len(lines)-1 && strings.HasSuffix(line, "…") {
				whole = plain(note)
			}
			y += noteLine
			s.label(margin, y, pale+fmt.Sprintf(` font-size="%d"`, noteSize), line, whole)
		}
	}
	return y
}

// Sizes in pixels.
const (
	margin    = 16
	fontSize  = 12
	titleSize = 15
	titleLine = 20
	noteSize  = 11
	noteLine  = 15
	boldWider = 1.12 // than the same text in plain letters, at most
)
