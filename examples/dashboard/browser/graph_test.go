package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/store"
)

// tip is a part of the popup over the graph: what one bucket of one granularity says of each line.
type tip struct {
	Unit   metrics.Unit
	Bucket int
	Says   []string
}

func (p *page) tips() []tip {
	p.t.Helper()
	p.shows("[data-part=tooltip]")
	return eval[[]tip](p, `[...document.querySelectorAll('[data-part=tooltip] .tip-part')].map((e) => ({Unit: e.dataset.unit, Bucket: Number(e.dataset.bucket),
		Says: [...e.querySelectorAll('li')].map((l) => l.querySelector('.name').textContent + ' ' + l.querySelector('.tip-value').textContent)}))`)
}

// TestGraph hovers the graph, walks over it with the arrow keys, and turns a line off and on.
func TestGraph(t *testing.T) {
	r, err := metrics.Compute(t.Context(), shop(t).View(), metrics.Query{Metric: metrics.People, Events: []store.Selector{store.On("purchase"), store.On("coupon_redeemed")},
		Timeframe: store.Last30Days(), Every: []metrics.Unit{metrics.Week, metrics.Day}}, nil)
	require.NoError(t, err)
	says := func(unit metrics.Unit, bucket int) (lines []string) {
		for i, s := range r.Series {
			lines = append(lines, r.Events[s.Event].Sentence+" "+written(r.Metric, r.Grid(unit).Points[i][bucket]))
		}
		return lines
	}
	p := open(t, serve(t), `/?q={"metric":"people","events":[{"event":"purchase"},{"event":"coupon_redeemed"}],"every":["week","day"],"timeframe":{"last_days":30}}&shown=1`, desktop)
	p.rendered("")

	p.hover(".u-over")
	hovered := p.tips()
	require.Len(t, hovered, 2, "the day and its week")
	for _, part := range hovered {
		require.Equal(t, says(part.Unit, part.Bucket), part.Says)
	}
	week, day := r.Grid(metrics.Week).Buckets[hovered[0].Bucket], r.Grid(metrics.Day).Buckets[hovered[1].Bucket]
	require.False(t, day.Start.Before(week.Start) || day.End.After(week.End), "%v is not in %v", day, week)

	p.do(chromedp.Focus(chromedp.CSS(".canvas")))
	p.keys(kb.Home + kb.ArrowRight)
	p.says(".graph [aria-live]", "coupon_redeemed")
	require.Equal(t, says(metrics.Day, 1), p.tips()[1].Says)
	p.keys(kb.Escape)
	p.misses("[data-part=tooltip]")

	p.within(".legend").press("purchase")
	p.until(`location.search.includes('off=0')`)
	require.Equal(t, []string{"false", "true"}, eval[[]string](p, `[...document.querySelectorAll('.legend-item')].map((e) => e.getAttribute('aria-pressed'))`))
	p.hover(".u-over")
	part := p.tips()[1]
	require.Equal(t, says(part.Unit, part.Bucket)[1:], part.Says)
	p.do(chromedp.Reload())
	p.rendered("")
	require.Equal(t, "false", eval[string](p, `document.querySelector('.legend-item').getAttribute('aria-pressed')`), "who has the address sees the same lines")
	p.within(".legend").press("purchase")
	p.until(`!location.search.includes('off=')`)
}
