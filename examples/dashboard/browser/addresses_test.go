package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestAddresses shares a report by its address, and goes back and forward between reports.
func TestAddresses(t *testing.T) {
	address := serve(t)
	p := open(t, address, "/", desktop)
	p.choose("Event 1", "purchase")
	p.within("[aria-label=Metric]").press("People")
	p.press("Weekly")
	p.render()
	p.within(".table-head").press("Daily")
	p.until(`document.querySelectorAll('#results tbody tr').length === 31`)
	first, shown := p.location(), p.rows()
	require.Contains(t, first, "unit=day")

	friend := open(t, address, first, desktop)
	friend.rendered("")
	require.Equal(t, shown, friend.rows())
	require.Equal(t, []string{"People"}, friend.texts("[aria-label=Metric] :checked + span"))
	require.Equal(t, []string{"Weekly", "Daily"}, friend.texts("[data-field=every] :checked + span"))
	require.Equal(t, first, friend.location())

	p.choose("Event 1", "coupon_redeemed")
	p.press("Last 7 days")
	before := p.result()
	p.render()
	second := p.rows()
	require.NotEqual(t, shown, second)
	at := p.result()
	p.do(chromedp.NavigateBack())
	p.rendered(at)
	require.NotEqual(t, before, p.result(), "it is asked again")
	require.Equal(t, first, p.location(), "not the way to the next report, but the report before")
	require.Equal(t, shown, p.rows())
	require.Equal(t, "purchase", eval[string](p, `document.querySelector('.event-card select').selectedOptions[0].text`))
	at = p.result()
	p.do(chromedp.NavigateForward())
	p.rendered(at)
	require.Equal(t, second, p.rows())

	// An address that somebody cut or wrote is input, too.
	p = open(t, address, "/", desktop)
	for _, bad := range []string{`/?q={"metric"`, `/?q=7`, `/?q=[]&shown=1`, `/?q={"events":3}&shown=1`, `/?q={"events":[null]}`, `/?q={"events":[{"event":"purchase","where":5}],"timeframe":3}&shown=1`, `/?q={"segments":{"a":1}}`, `/?q={"metric":"none","events":[{"event":"purchase"}]}&shown=1`, `/funnel?q={"steps":{}}`, `/people?id=`} {
		t.Run(bad, func(t *testing.T) {
			p := p.in(t)
			p.do(chromedp.Navigate(address + bad))
			p.until(`document.querySelector('[data-state=empty], .fault, [data-state=unknown]') !== null`)
		})
	}
}

// location is the path of the page with its state.
func (p *page) location() string {
	p.t.Helper()
	return eval[string](p, `location.pathname + location.search`)
}
