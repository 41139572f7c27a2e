package funnel_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

var update = flag.Bool("update", false, "write the golden files of pictures anew")

// goldenPicture compares with a file of testdata, and checks that it is XML.
func goldenPicture(t *testing.T, name, got string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(got))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
	file := filepath.Join("testdata", name+".svg")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// visitors do A, B, C ... one a second, each as far as their number says, and some a second time.
func visitors(t *testing.T, names []string) *store.View {
	s := emptyStore(t)
	for person := range 60 {
		id := fmt.Sprint("p", person)
		require.NoError(t, s.SetAttributes(id, people.Attributes{"even": value.Of(person%2 == 0)}))
		for k := range min(len(names), 1+(person*person)%11) {
			for again := range 1 + person%2*(person%3) {
				_, err := s.Append(store.Event{Person: id, Name: names[k], Time: at(int64(person + 3*k*(1+person%4) + 40*again))})
				require.NoError(t, err)
			}
		}
	}
	return s.View().At(at(95))
}

func steps(names []string) (out []store.Selector) {
	for _, name := range names {
		out = append(out, store.On(name))
	}
	return out
}

func TestPictures(t *testing.T) {
	letters := strings.Split("ABCDEFG", "")
	hostile := []string{"<script>alert(1)</script>", `"two"` + "\nlines & 'more'", "שלום עולם", "abc\u202etxt.exe", strings.Repeat("long name ", 20), strings.Repeat("x", 200), "👨‍👩‍👧‍👦"}
	even := segment.Segment{Name: "Even", Where: segment.Attr("even", value.Is(true))}
	odd := segment.Segment{Name: "Odd <b>& " + strings.Repeat("very ", 30) + "odd", Where: segment.Attr("even", value.Is(false))}
	cut := store.Instants(at(0), at(80))
	for name, c := range map[string]struct {
		names []string
		query funnel.Query
		by    funnel.By
		width int
	}{
		"people_3":        {letters, funnel.Query{Window: 12 * time.Second, Timeframe: cut}, funnel.ByPeople, 0},
		"events_3":        {letters, funnel.Query{Window: 12 * time.Second, Timeframe: cut}, funnel.ByEvents, 0},
		"people_7x2":      {letters, funnel.Query{Window: funnel.NoLimit, Segments: []segment.Segment{even, odd}}, funnel.ByPeople, 0},
		"events_7x2_slim": {letters, funnel.Query{Window: 60 * time.Second, Timeframe: cut, Segments: []segment.Segment{even, odd}}, funnel.ByEvents, 400},
		"hostile":         {hostile, funnel.Query{Window: 60 * time.Second, Segments: []segment.Segment{even, odd}}, funnel.ByPeople, 0},
		"nobody":          {letters, funnel.Query{Window: time.Second, Segments: []segment.Segment{{Name: "Nobody", Where: segment.Tag("none")}}}, funnel.ByPeople, 480},
	} {
		t.Run(name, func(t *testing.T) {
			v := visitors(t, c.names)
			count := 7
			if strings.HasSuffix(name, "_3") {
				count = 3
			}
			c.query.Steps = steps(c.names[:count])
			r, err := funnel.Compute(context.Background(), v, c.query, nil)
			require.NoError(t, err)
			var b bytes.Buffer
			require.NoError(t, r.WriteSVG(&b, c.by, &report.PictureOptions{Width: c.width}))
			goldenPicture(t, name, b.String())
		})
	}
}

func TestBarsHaveTheNumbersOfTheReport(t *testing.T) {
	v := visitors(t, strings.Split("ABCDEFG", ""))
	r, err := funnel.Compute(context.Background(), v, funnel.Query{Steps: steps(strings.Split("ABCD", "")), Window: 20 * time.Second, Timeframe: store.Instants(at(0), at(60)),
		Segments: []segment.Segment{{Name: "Even", Where: segment.Attr("even", value.Is(true))}, {}}}, nil)
	require.NoError(t, err)
	undecided := int64(0)
	for _, by := range []funnel.By{funnel.ByPeople, funnel.ByEvents} {
		g := r.Bars(by)
		require.Equal(t, []string{"Even", "everyone"}, g.Series)
		require.Len(t, g.Groups, 4)
		for k, group := range g.Groups {
			for i, bar := range group.Bars {
				s := r.Segments[i].Steps[k]
				f, first := s.People, r.Segments[i].Steps[0].People.Reached
				if by == funnel.ByEvents {
					f, first = s.Events, r.Segments[i].Steps[0].Events.Reached
				}
				require.Equal(t, report.Ratio{Num: f.Reached, Den: first}, bar.Reached)
				require.Equal(t, report.Ratio{Num: f.Open + f.Truncated, Den: first}, bar.Undecided)
				require.Equal(t, report.Ratio{Num: f.Final, Den: first}, bar.Dropped)
				undecided += bar.Undecided.Num
				for _, exact := range []string{fmt.Sprintf("%d reached it, %s of the first step", f.Reached, f.FromFirst.Percent()), group.Name, g.Series[i]} {
					require.Contains(t, bar.Hover, exact)
				}
				if k > 0 {
					require.Contains(t, bar.Hover, f.FromPrevious.Percent()+" of the step before")
					require.Contains(t, bar.Hover, fmt.Sprintf("; %d dropped since the step before (%s)", f.Dropped, f.DropRate.Percent()))
				}
				require.Equal(t, by == funnel.ByEvents, strings.Contains(bar.Hover, fmt.Sprintf("; people: %d reached it, %s of the first step", s.People.Reached, s.People.FromFirst.Percent())))
			}
		}
	}
	require.NotZero(t, undecided)
}

func TestBarsOfTheZeroReport(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, new(funnel.Report).WriteSVG(&b, funnel.ByPeople, nil))
	require.Contains(t, b.String(), "no steps to show")
}

// A funnel's picture has on each bar what hovering over it shows.
func ExampleReport_WriteSVG() {
	now := time.Date(2026, 5, 3, 12, 50, 0, 0, time.UTC)
	r, err := funnel.Compute(context.Background(), tracker().View().At(now), videoFunnel, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	var picture strings.Builder // or a file, or the answer to a request
	if err := r.WriteSVG(&picture, funnel.ByPeople, nil); err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(picture.String()) {
		if text, found := strings.CutPrefix(line, "<g><title>"); found {
			fmt.Println(strings.TrimSuffix(text, "</title>\n"))
		}
	}
	// Output:
	// 1. Registration, everyone: 4 reached it, 100.0% of the first step, 100.0% of the audience
	// 2. Watch video, everyone: 3 reached it, 75.0% of the first step, 75.0% of the step before, 75.0% of the audience; 1 dropped since the step before (25.0%), of these 1 may still go on
	// 3. Payment, everyone: 1 reached it, 25.0% of the first step, 33.3% of the step before, 25.0% of the audience; 2 dropped since the step before (66.7%)
}
