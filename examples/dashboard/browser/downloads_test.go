package browser

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
)

// TestDownloads takes away each file that the pages offer, of the very result that is shown.
func TestDownloads(t *testing.T) {
	address := serve(t)
	for _, c := range []struct {
		path, section string // of the page that has the links
		svg           string // what its picture says somewhere
	}{
		{`/?q={"metric":"people","events":[{"event":"purchase"}],"every":["week"],"timeframe":{"last_days":30}}&shown=1`, "#results", "purchase"},
		{offers, `[data-by=people]`, "campaign_received"},
		{offers, `[data-by=events]`, "attempt"},
	} {
		t.Run(c.section, func(t *testing.T) {
			p := open(t, address, c.path, desktop)
			p.rendered("")
			links := eval[[]string](p, `[...document.querySelector('`+c.section+`').querySelectorAll('a[download]')].map((a) => a.href)`)
			require.Len(t, links, 3)
			for _, link := range links {
				require.Contains(t, link, p.result())
				answer, err := http.Get(link)
				require.NoError(t, err)
				body, err := io.ReadAll(answer.Body)
				require.NoError(t, err)
				require.NoError(t, answer.Body.Close())
				require.Equal(t, 200, answer.StatusCode)
				require.Contains(t, answer.Header.Get("Content-Disposition"), "attachment")
				kind := answer.Header.Get("Content-Type")
				switch {
				case strings.Contains(link, "format=csv"):
					require.Contains(t, kind, "text/csv")
					rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
					require.NoError(t, err)
					require.Greater(t, len(rows), 3)
				case strings.Contains(link, "format=json"):
					require.Equal(t, "application/json", kind)
					if strings.HasPrefix(c.path, "/funnel") {
						require.NoError(t, json.Unmarshal(body, new(funnel.Report)))
					} else {
						require.NoError(t, json.Unmarshal(body, new(metrics.Report)))
					}
				default:
					require.Contains(t, link, "format=svg")
					require.Equal(t, "image/svg+xml", kind)
					require.NoError(t, xml.Unmarshal(body, new(struct {
						XMLName xml.Name `xml:"svg"`
					})))
					require.Contains(t, string(body), c.svg)
				}
			}
		})
	}
}
