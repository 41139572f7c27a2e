package funnel_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
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

// seen is the text of a picture as a reader sees it, its hover texts included.
func seen(t *testing.T, picture string) string {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(picture))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		require.NoError(t, err)
		if text, ok := token.(xml.CharData); ok {
			b.Write(text)
		}
	}
}

// A name is escaped once on its way into a sentence and from there into each rendering: what cannot be seen is written out, what can be stays as it is.
func TestHostileNamesAreEscapedOnceInEveryRendering(t *testing.T) {
	for name, c := range map[string]struct{ event, shown string }{
		"markup":        {"<script>alert(1)</script>", `"<script>alert(1)</script>"`},
		"quotes":        {`"two" & 'more'`, `"""two"" & 'more'"`},
		"a line end":    {"two\nlines", `"two\nlines"`},
		"both":          {"\"two\"\nlines", `"""two""\nlines"`},
		"a terminal's":  {"a\x1b[2J", `"a\x1b[2J"`},
		"right to left": {"abc\u202etxt.exe", `"abc\u202etxt.exe"`},
		"Hebrew":        {"שלום עולם", "שלום עולם"},
		"joined emoji":  {"👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"},
		"a backslash":   {`two\nlines`, `two\\nlines`},
		"long":          {strings.Repeat("x", 200), strings.Repeat("x", 200)},
	} {
		t.Run(name, func(t *testing.T) {
			s := emptyStore(t)
			require.NoError(t, s.SetAttributes("ana", people.Attributes{c.event: value.Of(c.event)}))
			_, err := s.Append(store.Event{Person: "ana", Name: c.event, Time: at(0)}, store.Event{Person: "ana", Name: "End", Time: at(1)})
			require.NoError(t, err)
			r, err := funnel.Compute(context.Background(), s.View(), funnel.Query{
				Steps: []store.Selector{store.On(c.event), store.On("End")}, Window: time.Minute,
				Segments: []segment.Segment{{Name: "Some", Where: segment.Did{Event: store.On(c.event)}}},
			}, nil)
			require.NoError(t, err)

			var text, sheet, page, picture bytes.Buffer
			table := r.Table(funnel.ByPeople)
			require.NoError(t, table.WriteText(&text))
			require.Contains(t, text.String(), "did "+c.shown, "a note, which is not cut")
			if len(c.event) < 100 {
				require.Contains(t, text.String(), "1. "+c.shown)
			}

			missing, err := funnel.Compute(context.Background(), s.View(), funnel.Query{
				Steps: []store.Selector{store.On("End"), store.On(c.event + "?")}, Window: time.Minute,
				Segments: []segment.Segment{{Where: segment.Any{segment.Tag(c.event), segment.Attr(c.event+"?", value.Exists())}}},
			}, nil)
			require.NoError(t, err)
			text.Reset()
			require.NoError(t, missing.Table(funnel.ByPeople).WriteText(&text))
			bare := report.Printable(c.event)
			for _, warning := range []string{`no event "` + bare + `?" has come`, `no tag "` + bare + `" yet`, `the attribute "` + bare + `?" yet`} {
				require.Contains(t, text.String(), warning)
			}

			require.NoError(t, table.WriteCSV(&sheet))
			cells, err := csv.NewReader(&sheet).ReadAll()
			require.NoError(t, err)
			require.Equal(t, "1. "+c.shown, cells[1][0])

			require.NoError(t, table.WriteMarkdown(&page))
			require.NotContains(t, page.String(), "<script")
			require.NotContains(t, page.String(), "\x1b")
			require.NotContains(t, page.String(), "\u202e")

			require.NoError(t, r.WriteSVG(&picture, funnel.ByPeople, nil))
			require.Contains(t, seen(t, picture.String()), "1. "+c.shown+", Some: 1 reached it")

			data, err := json.Marshal(r.Report)
			require.NoError(t, err)
			var back funnel.Report
			require.NoError(t, json.Unmarshal(data, &back))
			require.Equal(t, r.Report.Segments[0].Steps[0].Name, back.Segments[0].Steps[0].Name)
			require.Equal(t, c.event, back.Query.Steps[0].Events[0], "JSON is exact")

			told, err := funnel.Explain(s.View(), "ana", funnel.Query{Steps: []store.Selector{store.On(c.event), store.On("End")}, Window: time.Minute})
			require.NoError(t, err)
			require.Contains(t, strings.Join(told.Sentences(), "\n"), "with "+c.shown+", and had until")
		})
	}
}
