package metrics_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
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

// Names of events and of segments, and texts in conditions, are escaped once on their way into a sentence and from there into each rendering.
func TestHostileNamesAreEscapedOnceInEveryRendering(t *testing.T) {
	for name, c := range map[string]struct{ event, shown string }{
		"markup":        {"<script>alert(1)</script>", `"<script>alert(1)</script>"`},
		"quotes":        {`"two" & 'more'`, `"""two"" & 'more'"`},
		"a line end":    {"two\nlines", `"two\nlines"`},
		"right to left": {"abc\u202etxt.exe", `"abc\u202etxt.exe"`},
		"joined emoji":  {"👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"},
		"a formula":     {"=cmd|' /C calc'!A0", `=cmd|' /C calc'!A0`},
		"long":          {strings.Repeat("x", 200), strings.Repeat("x", 200)},
	} {
		t.Run(name, func(t *testing.T) {
			s := small(t, nil)
			_, err := s.Append(store.Event{Person: "ana", Name: c.event, Time: time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)})
			require.NoError(t, err)
			r, err := metrics.Compute(context.Background(), s.View(), metrics.Query{
				Metric: metrics.People, Events: []store.Selector{store.On(c.event), store.On("Other")}, Every: []metrics.Unit{metrics.Day},
				Segments: []segment.Segment{{Where: segment.Any{segment.Did{Event: store.On(c.event)}, segment.Attr("x", value.Is("a "+c.event))}}},
			}, nil)
			require.NoError(t, err)

			var text, sheet, page, picture bytes.Buffer
			table := r.Tables()[0]
			require.NoError(t, table.WriteText(&text))
			require.NoError(t, table.WriteMarkdown(&page))
			for _, got := range []string{text.String(), page.String()} {
				require.NotContains(t, got, "\u202e")
				require.NotContains(t, got, `\u200d`)
			}
			require.NotContains(t, text.String(), `\\`)
			require.NotContains(t, page.String(), "<script")
			require.NoError(t, r.Rows().WriteCSV(&sheet))
			cells, err := csv.NewReader(&sheet).ReadAll()
			require.NoError(t, err)
			require.Equal(t, "did "+c.shown+` or x is `, cells[1][4][:len("did "+c.shown+` or x is `)])
			require.Equal(t, c.shown, strings.TrimPrefix(cells[1][5], "'"), "an apostrophe keeps a formula from being run")
			require.NoError(t, r.WriteSVG(&picture, nil))
			require.NotContains(t, picture.String(), "<script")
			require.NotContains(t, picture.String(), `\\`)

			warned, err := metrics.Compute(context.Background(), s.View(), metrics.Query{
				Metric: metrics.Adoption, Events: []store.Selector{store.On(c.event)}, EligibleFrom: c.event, Breakdown: &metrics.Breakdown{Property: c.event, Top: 1},
			}, nil)
			require.NoError(t, err)
			text.Reset()
			require.NoError(t, warned.Tables()[0].WriteText(&text))
			require.Contains(t, text.String(), `the property "`+report.Printable(c.event)+`" of these events`)
			require.Contains(t, text.String(), `in the attribute "`+report.Printable(c.event)+`" yet`)

			data, err := json.Marshal(r.Report)
			require.NoError(t, err)
			var back metrics.Report
			require.NoError(t, json.Unmarshal(data, &back))
			require.Equal(t, c.event, back.Events[0].Definition.Events[0], "JSON is exact")
		})
	}
}
