package browser

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/groceries"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/store"
)

// shop is the data set that the dashboard shows by itself, in a store of the test.
func shop(t *testing.T) *store.Store {
	t.Helper()
	s, err := groceries.Load(t.Context())
	require.NoError(t, err)
	return s
}

// row is a row of the table of a metrics report.
type row struct {
	Start   string // of the bucket; "" of the totals
	Partial bool
	Cells   []string
}

// rows reads the table of the page.
func (p *page) rows() []row {
	p.t.Helper()
	return eval[[]row](p, `[...document.querySelectorAll('#results table tbody tr')].map((r) => ({Start: r.dataset.start ?? '', Partial: r.querySelector('.partial') !== null,
		Cells: [...r.querySelectorAll('td')].map((c) => [...c.children].map((e) => e.textContent).join(' '))}))`)
}

// figures are the rows that the library's report has.
func figures(r *metrics.Result, unit metrics.Unit) []row {
	grid := r.Grid(unit)
	rows := make([]row, 1+len(grid.Buckets))
	for i, s := range r.Series {
		rows[0].Cells = append(rows[0].Cells, written(r.Metric, s.Total))
		for b, bucket := range grid.Buckets {
			at := &rows[1+b]
			at.Start, at.Partial = bucket.Start.Format(time.RFC3339), bucket.Partial
			at.Cells = append(at.Cells, written(r.Metric, grid.Points[i][b]))
		}
	}
	return rows
}

func written(m metrics.Metric, p metrics.Point) string {
	if p.Ratio == nil {
		return grouped(p.Count)
	}
	parts := fmt.Sprintf(" %s/%s", grouped(p.Ratio.Num), grouped(p.Ratio.Den))
	if m == metrics.Adoption {
		return p.Ratio.Percent() + parts
	}
	return p.Ratio.Decimal() + parts
}

// grouped writes 1,234,567.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// send posts something to the API beside the browser.
func send(t *testing.T, address, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "POST", address, strings.NewReader(body))
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	said, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusOK, answer.StatusCode, "%s", said)
}
