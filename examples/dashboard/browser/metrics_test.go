package browser

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// TestMetrics renders each metric, and compares both tables with the library's numbers.
func TestMetrics(t *testing.T) {
	v := shop(t).View()
	p := open(t, serve(t), "/", desktop)
	p.choose("Event 1", "purchase")
	p.press("Add event")
	p.choose("Event 2", "coupon_redeemed")
	p.press("Custom range")
	p.write("From", "2017-03-06")
	p.write("To, included", "2017-04-01") // a Saturday: the last week is cut
	p.press("Weekly")
	for _, c := range []struct {
		metric, by string
		query      metrics.Query
	}{
		{"Events", "", metrics.Query{Metric: metrics.Events}},
		{"People", "", metrics.Query{Metric: metrics.People}},
		{"Adoption", "all people of the segment", metrics.Query{Metric: metrics.Adoption}},
		{"Adoption", "people with any event in the period", metrics.Query{Metric: metrics.Adoption, Per: metrics.Active}},
		{"Engagement", "all people of the segment", metrics.Query{Metric: metrics.Engagement}},
		{"Engagement", "people with any event in the period", metrics.Query{Metric: metrics.Engagement, Per: metrics.Active}},
		{"Engagement", "people who did the event in the period", metrics.Query{Metric: metrics.Engagement, Per: metrics.Acting}},
	} {
		t.Run(c.metric+" "+c.by, func(t *testing.T) {
			p := p.in(t)
			c.query.Events = []store.Selector{store.On("purchase"), store.On("coupon_redeemed")}
			c.query.Timeframe = store.Dates(value.NewDate(2017, time.March, 6), value.NewDate(2017, time.April, 1))
			c.query.Every = []metrics.Unit{metrics.Week, metrics.Day}
			want, err := metrics.Compute(t.Context(), v, c.query, nil)
			require.NoError(t, err)

			p.within("[aria-label=Metric]").press(c.metric)
			if c.by != "" {
				p.choose("Divided by", c.by)
			}
			p.render()
			require.Equal(t, figures(want, metrics.Week), p.rows())
			require.True(t, want.Grid(metrics.Week).Buckets[3].Partial, "a cut week is in it")
			require.Equal(t, len(want.Warnings), len(p.texts(".warnings li")), "warnings")
			require.Equal(t, []string{"weekly", "daily", "partial: cut by the timeframe, or not yet over"}, p.texts(".key span"), "two granularities in one graph")
			p.within(".table-head").press("Daily")
			p.until(`document.querySelectorAll('#results tbody tr').length === 28`)
			require.Equal(t, figures(want, metrics.Day), p.rows())
			p.within(".table-head").press("Weekly")
		})
	}
}
