package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/metrics/report"
)

// goldenPicture compares with a file of testdata, and checks that it is XML.
func goldenPicture(t *testing.T, name, got string) {
	t.Helper()
	requireXML(t, got)
	requireApart(t, got)
	goldenFile(t, name+".svg", got)
}

func goldenFile(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// requireXML checks that a picture is XML, refers to nothing outside, runs nothing, and names only ids that it has.
func requireXML(t require.TestingT, picture string) {
	d := xml.NewDecoder(strings.NewReader(picture))
	allowed := map[string]bool{"svg": true, "title": true, "desc": true, "style": true, "rect": true, "g": true, "path": true, "text": true, "defs": true, "pattern": true}
	ids := map[string]bool{}
	var refers []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		require.True(t, allowed[start.Name.Local], start.Name.Local)
		seen := map[string]bool{}
		for _, a := range start.Attr {
			require.False(t, seen[a.Name.Local], "%s twice", a.Name.Local)
			seen[a.Name.Local] = true
			require.NotContains(t, a.Name.Local, "href")
			require.False(t, strings.HasPrefix(a.Name.Local, "on"), a.Name.Local)
			switch a.Name.Local {
			case "id":
				require.False(t, ids[a.Value], "id %s twice", a.Value)
				ids[a.Value] = true
			case "aria-labelledby":
				refers = append(refers, strings.Fields(a.Value)...)
			case "fill":
				if id, ok := strings.CutPrefix(a.Value, "url(#"); ok {
					refers = append(refers, strings.TrimSuffix(id, ")"))
				}
			case "x", "y", "width", "height", "d":
				require.NotRegexp(t, `NaN|Inf|\d{7}`, a.Value)
			}
		}
	}
	require.NotEmpty(t, refers)
	for _, id := range refers {
		require.True(t, ids[id], id)
	}
}

// requireApart checks that no two texts of a picture lie on each other and none leaves it, with letters somewhat narrower than the picture reckons.
func requireApart(t require.TestingT, picture string) {
	type attributes = map[string]string
	type box struct {
		left, top, right, bottom float64
		text                     string
	}
	number := func(a attributes, name string) float64 {
		f, err := strconv.ParseFloat(a[name], 64)
		require.NoError(t, err, name)
		return f
	}
	var boxes []box
	var width, height float64
	above := []attributes{{}}
	d := xml.NewDecoder(strings.NewReader(picture))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		switch e := token.(type) {
		case xml.StartElement:
			own := maps.Clone(above[len(above)-1])
			own["element"] = e.Name.Local
			for _, a := range e.Attr {
				own[a.Name.Local] = a.Value
			}
			if e.Name.Local == "svg" {
				width, height = number(own, "width"), number(own, "height")
			}
			above = append(above, own)
		case xml.EndElement:
			above = above[:len(above)-1]
		case xml.CharData:
			own, text := above[len(above)-1], string(e)
			if own["element"] != "text" || strings.TrimSpace(text) == "" {
				continue
			}
			size, x, y := number(own, "font-size"), number(own, "x"), number(own, "y")
			wide := 0.5 * size * float64(utf8.RuneCountInString(text))
			b := box{left: x, right: x + wide, top: y - 0.7*size, bottom: y, text: text}
			switch own["text-anchor"] {
			case "middle":
				b.left, b.right = x-wide/2, x+wide/2
			case "end":
				b.left, b.right = x-wide, x
			}
			require.True(t, b.left >= 0 && b.right <= width && b.top >= 0 && b.bottom <= height, "%q leaves the picture", text)
			boxes = append(boxes, b)
		}
	}
	for i, a := range boxes {
		for _, b := range boxes[:i] {
			apart := a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top
			require.True(t, apart, "%q lies on %q", a.text, b.text)
		}
	}
}

func lines(t require.TestingT, g report.LineGraph, width int) string {
	var b bytes.Buffer
	require.NoError(t, g.WriteSVG(&b, &report.PictureOptions{Width: width}))
	return b.String()
}

func bars(t require.TestingT, g report.BarGraph, width int) string {
	var b bytes.Buffer
	require.NoError(t, g.WriteSVG(&b, &report.PictureOptions{Width: width}))
	return b.String()
}

// stretches are buckets of so many days each from 2026-03-02, a Monday, on; the last one is partial.
func stretches(count, days int) []report.Stretch {
	var out []report.Stretch
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for i := range count {
		b := report.Stretch{Start: start.AddDate(0, 0, i*days), End: start.AddDate(0, 0, (i+1)*days), Partial: i == count-1}
		b.Label = b.Start.Format("2006-01-02")
		out = append(out, b)
	}
	return out
}

// wave are counts that differ from line to line.
func wave(line, count, height int) []report.Ratio {
	var out []report.Ratio
	for i := range count {
		out = append(out, report.Ratio{Num: int64(height * (20 + 11*line + (i*(line+3)*7)%17) / 40), Den: 1})
	}
	return out
}

// graph is so many lines over weeks, with days behind where days is set.
func graph(count, weeks, height int, days bool) report.LineGraph {
	g := report.LineGraph{Title: "People by week; everyone; from 2026-03-02", Unit: "people", Grids: []report.LineGrid{{Name: "week", Buckets: stretches(weeks, 7)}}}
	if days {
		g.Grids = append(g.Grids, report.LineGrid{Name: "day", Buckets: stretches(weeks*7, 1)})
	}
	for i := range count {
		g.Lines = append(g.Lines, fmt.Sprintf("Segment %c, Song Played", 'A'+i))
		g.Grids[0].Points = append(g.Grids[0].Points, wave(i, weeks, height))
		if days {
			g.Grids[1].Points = append(g.Grids[1].Points, wave(i, weeks*7, height/3))
		}
	}
	return g
}

// hostileNames are names that would break a picture, a table or a page that showed them as they are.
func hostileNames() []string {
	return []string{
		"<script>alert(1)</script>", `"quoted" & 'single'`, "two\nlines\tand a tab", "שלום עולם", "مرحبا (1)", "abc\u202etxt.exe", "👨‍👩‍👧‍👦 family 🇭🇷",
		strings.Repeat("long name ", 20), strings.Repeat("x", 200), "\xff\x00\x1b[31m]]>", "=cmd|' /C calc'!A0", "`a` | *b* [c](http://d) &amp; ![e](f) @g #1", "津軽海峡",
	}
}

func TestLineGraphs(t *testing.T) {
	one := graph(1, 6, 400, false)
	one.Lines = []string{"people"}
	ratios := graph(2, 8, 100, false)
	ratios.Scale, ratios.Unit = report.Percents, "% of the people"
	for i := range ratios.Grids[0].Points {
		for j, p := range ratios.Grids[0].Points[i] {
			ratios.Grids[0].Points[i][j] = report.Ratio{Num: p.Num % 40, Den: 120 * int64(min(1, (j+i)%4))}
		}
	}
	hostile := graph(13, 4, 100, false)
	hostile.Title = "Events of <b>\n\u202e & " + strings.Repeat("very ", 70) + "long"
	hostile.Lines = hostileNames()
	hostile.Unit = "<units>"
	hostile.Notes = []string{"Warning: <note>\n&", strings.Repeat("a long note ", 60)}
	zero := graph(2, 5, 0, false)
	hours := graph(1, 3, 100, false)
	hours.Grids[0] = report.LineGrid{Name: "hour", Points: [][]report.Ratio{wave(0, 30, 20)}}
	zagreb, err := time.LoadLocation("Europe/Zagreb")
	require.NoError(t, err)
	start := time.Date(2026, 10, 24, 20, 0, 0, 0, zagreb)
	for i := range 30 {
		b := report.Stretch{Start: start.Add(time.Duration(i) * time.Hour), End: start.Add(time.Duration(i+1) * time.Hour)}
		b.Label = b.Start.Format("2006-01-02 15:04 -07:00")
		hours.Grids[0].Buckets = append(hours.Grids[0].Buckets, b)
	}
	days := graph(3, 13, 25000, true)
	days.Grids = days.Grids[1:]
	for name, c := range map[string]struct {
		graph report.LineGraph
		width int
	}{
		"lines_1":            {one, 0},
		"lines_12":           {graph(12, 13, 90, false), 0},
		"lines_12_slim":      {graph(12, 13, 90, false), 360},
		"lines_week_day":     {graph(2, 13, 900, true), 0},
		"lines_90_days":      {days, 0},
		"lines_ratios":       {ratios, 480},
		"lines_zero":         {zero, 480},
		"lines_hostile":      {hostile, 0},
		"lines_hostile_slim": {hostile, 360},
		"lines_hours":        {hours, 0},
		"lines_nothing":      {report.LineGraph{Title: "Nothing"}, 320},
	} {
		t.Run(name, func(t *testing.T) { goldenPicture(t, name, lines(t, c.graph, c.width)) })
	}
}

// funnelBars are bars of a funnel of so many steps and audiences.
func funnelBars(steps, audiences int, first int64) report.BarGraph {
	g := report.BarGraph{Title: "Funnel by people, within 30d, last 30 days", Unit: "% of the people who reached the first step"}
	for j := range audiences {
		g.Series = append(g.Series, fmt.Sprintf("Segment %c", 'A'+j))
		g.Notes = append(g.Notes, fmt.Sprintf("Segment %c: %d people, some entered", 'A'+j, first*2))
	}
	for i := range steps {
		group := report.BarGroup{Name: fmt.Sprintf("%d. Event number %d", i+1, i+1)}
		for j := range audiences {
			before, reached := first, first
			for k := range i {
				before, reached = reached, reached*int64(7+j+k%2)/10
			}
			group.Bars = append(group.Bars, report.Bar{
				Reached: report.Ratio{Num: reached, Den: first}, Undecided: report.Ratio{Num: (before - reached) / 3, Den: first},
				Dropped: report.Ratio{Num: before - reached - (before-reached)/3, Den: first}, Hover: fmt.Sprintf("%s, %s: %d reached it", group.Name, g.Series[j], reached),
			})
		}
		g.Groups = append(g.Groups, group)
	}
	return g
}

func TestBarGraphs(t *testing.T) {
	hostile := funnelBars(7, 2, 1234567)
	for i := range hostile.Groups {
		hostile.Groups[i].Name = hostileNames()[i+2]
		hostile.Groups[i].Bars[0].Hover = hostileNames()[i]
	}
	hostile.Series = []string{hostileNames()[0], hostileNames()[7]}
	hostile.Title = strings.Join(hostileNames(), " ")
	for name, c := range map[string]struct {
		graph report.BarGraph
		width int
	}{
		"bars_1":        {funnelBars(3, 1, 1000), 0},
		"bars_2":        {funnelBars(3, 2, 96), 480},
		"bars_7x2":      {funnelBars(7, 2, 12345), 0},
		"bars_7x2_slim": {funnelBars(7, 2, 1234567), 360},
		"bars_zero":     {funnelBars(3, 2, 0), 480},
		"bars_hostile":  {hostile, 0},
		"bars_nothing":  {report.BarGraph{Title: "Nothing"}, 320},
	} {
		t.Run(name, func(t *testing.T) { goldenPicture(t, name, bars(t, c.graph, c.width)) })
	}
}

func TestPicturesOfAnyNamesAreXML(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := graph(2, 3, 50, true)
		g.Title, g.Unit, g.Lines[0], g.Lines[1] = anyName().Draw(t, "title"), anyName().Draw(t, "unit"), anyName().Draw(t, "line"), anyName().Draw(t, "line")
		g.Grids[0].Name, g.Grids[0].Buckets[1].Label, g.Notes = anyName().Draw(t, "grid"), anyName().Draw(t, "label"), []string{anyName().Draw(t, "note")}
		width := rapid.IntRange(320, 900).Draw(t, "width")
		picture := lines(t, g, width)
		requireXML(t, picture)
		require.Equal(t, picture, lines(t, g, width))

		b := funnelBars(3, 2, 40)
		b.Title, b.Unit, b.Series[0], b.Groups[1].Name = g.Title, g.Unit, g.Lines[0], g.Lines[1]
		b.Groups[1].Bars[1].Hover, b.Notes = g.Grids[0].Name, g.Notes
		picture = bars(t, b, width)
		requireXML(t, picture)
		for _, name := range []string{"<script", "\u202e", "\x1b"} {
			require.NotContains(t, picture, name)
		}
	})
}

// Whatever the numbers, gaps and lengths, a picture is drawn within its bounds.
func TestPicturesOfAnyNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(0, 50).Draw(t, "lines")
		g := report.LineGraph{Title: "T", Unit: "u", Scale: rapid.SampledFrom([]report.Scale{report.Counts, report.Percents, report.Decimals}).Draw(t, "scale")}
		buckets := rapid.SampledFrom([]int{0, 1, 2, 7, 90, 3000}).Draw(t, "buckets")
		grid := report.LineGrid{Name: "day", Buckets: stretches(buckets, rapid.SampledFrom([]int{1, 7, 31}).Draw(t, "days"))}
		for i := range count {
			g.Lines = append(g.Lines, fmt.Sprint("line ", i))
			points := make([]report.Ratio, buckets)
			if buckets < 3000 || i < 2 {
				most := rapid.SampledFrom([]int64{0, 1, 10, 1e6, 1 << 62}).Draw(t, "most")
				for j := range points {
					points[j] = report.Ratio{Num: rapid.Int64Range(0, most).Draw(t, "num"), Den: rapid.SampledFrom([]int64{0, 1, 1, 3, 1 << 40}).Draw(t, "den")}
					if buckets == 3000 && j > 300 {
						points[j] = points[j-300]
					}
				}
			}
			grid.Points = append(grid.Points, points)
		}
		g.Grids = []report.LineGrid{grid}
		picture := lines(t, g, rapid.SampledFrom([]int{320, 800}).Draw(t, "width"))
		requireXML(t, picture)
		requireApart(t, picture)
		require.Equal(t, count > report.MaxLines, strings.Contains(picture, "lines are drawn"))
	})
}

func TestPicturesOfManyBucketsStaySmall(t *testing.T) {
	g := report.LineGraph{Lines: []string{"x"}, Grids: []report.LineGrid{{Name: "hour", Buckets: stretches(20_000, 1)}}}
	points := make([]report.Ratio, 20_000)
	for i := range points {
		points[i] = report.Ratio{Num: int64(i * 7919 % 1000), Den: 1}
	}
	points[11_111].Num = 123_456 // a peak of one bucket has to be seen
	g.Grids[0].Points = [][]report.Ratio{points}
	picture := lines(t, g, 800)
	require.Less(t, len(picture), 60_000)
	require.Contains(t, picture, "most 123456")
	top := regexp.MustCompile(`L[\d.]+ ([\d.]+)`).FindAllStringSubmatch(picture, -1)
	least := 1e9
	for _, m := range top {
		y, err := strconv.ParseFloat(m[1], 64)
		require.NoError(t, err)
		least = min(least, y)
	}
	require.Less(t, least, 160.0, "the peak is drawn")
}

func TestPicturesRefuse(t *testing.T) {
	good := graph(1, 3, 10, false)
	short, crossed, uneven := graph(1, 3, 10, false), graph(1, 3, 10, false), funnelBars(2, 2, 10)
	short.Grids[0].Points[0] = short.Grids[0].Points[0][:2]
	crossed.Grids[0].Buckets[1].Start = crossed.Grids[0].Buckets[0].Start
	uneven.Groups[1].Bars = uneven.Groups[1].Bars[:1]
	lineless := graph(1, 3, 10, false)
	lineless.Lines = nil
	for name, c := range map[string]struct {
		draw interface {
			WriteSVG(io.Writer, *report.PictureOptions) error
		}
		width int
		says  string
	}{
		"too narrow":   {good, 319, "width: 319 is not in 320 to 4000"},
		"too wide":     {good, 4001, "width: 4001"},
		"below zero":   {funnelBars(2, 1, 10), -1, "width: -1"},
		"short":        {short, 0, "grid 0, line 0 has 2 points for 3 buckets"},
		"crossed":      {crossed, 0, "grid 0, bucket 1 is empty or begins before"},
		"lineless":     {lineless, 0, "grid 0 has points of 1 lines, not of 0"},
		"uneven":       {uneven, 0, "group 1 has 1 bars for 2 series"},
		"side by side": {funnelBars(2, 20, 10), 320, "width: 320 is too narrow for 20 bars side by side, which take"},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			err := c.draw.WriteSVG(&b, &report.PictureOptions{Width: c.width})
			require.ErrorIs(t, err, report.ErrPicture)
			require.ErrorContains(t, err, c.says)
			require.Zero(t, b.Len())
		})
	}
	require.ErrorIs(t, good.WriteSVG(brokenWriter{}, nil), errBroken)
	require.ErrorIs(t, funnelBars(2, 1, 10).WriteSVG(brokenWriter{}, nil), errBroken)
}
