package metrics_test

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

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/metrics/report"
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

// springOfSongs has people of three countries who play songs from the 2nd of March 2026 on, 90 days long, fewer on some days than on others.
func springOfSongs(t *testing.T) *store.View {
	s := small(t, nil)
	monday := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	genres := []string{"rock", "folk", "<b>pop</b> & \u202eclassic", "", "jazz", strings.Repeat("very ", 40) + "long"}
	for person := range 30 {
		id := fmt.Sprint("p", person)
		require.NoError(t, s.SetAttributes(id, map[string]value.Value{"country": value.Of([]string{"HR", "SI", "AT"}[person%3]), "registered": value.Of(value.NewDate(2026, time.March, 1+person))}))
		for day := range 90 {
			if (person*day+person+day*day)%7 < 3 && person/2 <= day {
				e := store.Event{Person: id, Name: "Song Played", Time: monday.AddDate(0, 0, day)}
				if genre := genres[(person+day)%len(genres)]; genre != "" {
					e.Properties = []store.Property{store.Prop("genre", genre)}
				}
				_, err := s.Append(e)
				require.NoError(t, err)
			}
		}
	}
	return s.View().At(monday.AddDate(0, 0, 87))
}

func TestPictures(t *testing.T) {
	v := springOfSongs(t)
	spring := store.Dates(value.NewDate(2026, time.March, 4), value.NewDate(2026, time.May, 30))
	played := store.On("Song Played")
	var slovenia = segment.Segment{Name: "Slovenia", Where: segment.Attr("country", value.Is("SI"))}
	for name, c := range map[string]struct {
		query metrics.Query
		width int
	}{
		"people_week_day": {metrics.Query{Metric: metrics.People, Events: []store.Selector{played}, Segments: []segment.Segment{croatia, slovenia}, Timeframe: spring,
			Every: []metrics.Unit{metrics.Day, metrics.Week}}, 0},
		"events_90_days": {metrics.Query{Metric: metrics.Events, Events: []store.Selector{played}, Timeframe: spring, Every: []metrics.Unit{metrics.Day}}, 0},
		"engagement_12": {metrics.Query{Metric: metrics.Engagement, Per: metrics.Active, Events: []store.Selector{played}, Segments: []segment.Segment{croatia, slovenia},
			Timeframe: spring, Every: []metrics.Unit{metrics.Week}, Breakdown: &metrics.Breakdown{Property: "genre", Top: 4}}, 0},
		"adoption_eligible": {metrics.Query{Metric: metrics.Adoption, EligibleFrom: "registered", Events: []store.Selector{played, store.On("Nothing yet")},
			Timeframe: store.Dates(value.NewDate(2026, time.February, 15), value.NewDate(2026, time.March, 20)), Every: []metrics.Unit{metrics.Day}}, 480},
		"zagreb_hours": {metrics.Query{Metric: metrics.Events, Events: []store.Selector{played}, Location: "Europe/Zagreb",
			Timeframe: store.Dates(value.NewDate(2026, time.March, 28), value.NewDate(2026, time.March, 29)), Every: []metrics.Unit{metrics.Hour}}, 0},
		"months": {metrics.Query{Metric: metrics.People, Events: []store.Selector{played}, Segments: []segment.Segment{{Where: segment.Attr("country", value.Is("AT"))}},
			Every: []metrics.Unit{metrics.Month, metrics.Week, metrics.Day}, Timeframe: spring}, 480},
		"totals": {metrics.Query{Metric: metrics.Adoption, Events: []store.Selector{played}, Segments: []segment.Segment{croatia, slovenia}, Timeframe: spring}, 480},
		"nobody": {metrics.Query{Metric: metrics.Engagement, Events: []store.Selector{played}, Segments: []segment.Segment{{Name: "Nobody", Where: segment.Tag("none")}},
			Timeframe: spring, Every: []metrics.Unit{metrics.Week}}, 480},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := metrics.Compute(context.Background(), v, c.query, nil)
			require.NoError(t, err)
			var b bytes.Buffer
			require.NoError(t, r.WriteSVG(&b, &report.PictureOptions{Width: c.width}))
			goldenPicture(t, name, b.String())
		})
	}
}

func TestGraphHasTheNumbersOfTheReport(t *testing.T) {
	v := springOfSongs(t)
	for _, metric := range metrics.Metrics() {
		t.Run(string(metric), func(t *testing.T) {
			r, err := metrics.Compute(context.Background(), v, metrics.Query{Metric: metric, Events: []store.Selector{store.On("Song Played"), store.On("Login")},
				Segments: []segment.Segment{croatia, {Name: "Everyone"}}, Timeframe: may(4, 20), Every: []metrics.Unit{metrics.Day, metrics.Month, metrics.Week}}, nil)
			require.NoError(t, err)
			g := r.Graph()
			require.Equal(t, []string{"Croatia, Song Played", "Croatia, Login", "Everyone, Song Played", "Everyone, Login"}, g.Lines)
			require.Len(t, g.Grids, 3)
			for i, unit := range []metrics.Unit{metrics.Month, metrics.Week, metrics.Day} {
				require.Equal(t, string(unit), g.Grids[i].Name, "coarsest first")
				grid := r.Grid(unit)
				for j, b := range grid.Buckets {
					drawn := g.Grids[i].Buckets[j]
					require.Equal(t, b, metrics.Bucket{Start: drawn.Start, End: drawn.End, Partial: drawn.Partial})
					for k := range r.Series {
						want := report.Ratio{Num: grid.Points[k][j].Count, Den: 1}
						if ratio := grid.Points[k][j].Ratio; ratio != nil {
							want = *ratio
						}
						require.Equal(t, want, g.Grids[i].Points[k][j])
					}
				}
			}
			require.Equal(t, []metrics.Unit{metrics.Day, metrics.Month, metrics.Week}, []metrics.Unit{r.Grids[0].Unit, r.Grids[1].Unit, r.Grids[2].Unit}, "the report is untouched")
		})
	}
}

// A report says in words what its picture shows.
func ExampleReport_WriteSVG() {
	s, _ := store.New(nil)
	for day, songs := range []int{3, 5, 0, 4} {
		for range songs {
			_, _ = s.Append(store.Event{Person: "ana", Name: "Song Played", Time: time.Date(2026, time.May, 4+day, 8, 0, 0, 0, time.UTC)})
		}
	}
	r, err := metrics.Compute(context.Background(), s.View(), metrics.Query{
		Metric: metrics.Events, Events: []store.Selector{store.On("Song Played")}, Timeframe: store.LastDays(4), Every: []metrics.Unit{metrics.Day},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	var picture strings.Builder // or a file, or the answer to a request
	if err := r.WriteSVG(&picture, nil); err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(picture.String()) {
		if text, found := strings.CutPrefix(line, "<desc "); found {
			_, text, _ = strings.Cut(text, ">")
			fmt.Println(strings.TrimSuffix(text, "</desc>\n"))
		}
	}
	// Output:
	// Line graph by day, 4 buckets, first day 2026-05-04 Mon, last day 2026-05-07 Thu. events: from 3 to 4, least 0, most 5.
}
