package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// focused is what has the focus, by what it says.
func (p *page) focused() string {
	p.t.Helper()
	return eval[string](p, `((e) => e === document.body ? '' : (e.getAttribute('aria-label') ?? (e.labels?.length ? [...e.labels].map((l) => l.textContent).join(' ') : e.textContent)).trim().replace(/\s+/g, ' '))(document.activeElement)`)
}

// tab presses Tab until something has the focus, and sees that the focus can be seen.
func (p *page) tab(name string) {
	p.t.Helper()
	var passed []string
	for range 100 {
		p.keys(kb.Tab)
		at := p.focused()
		if strings.HasPrefix(at, name) {
			require.True(p.t, eval[bool](p, `((e) => [e, e.nextElementSibling].some((x) => x && getComputedStyle(x).outlineStyle !== 'none'))(document.activeElement)`), "one does not see that %s has the focus", name)
			return
		}
		passed = append(passed, at)
	}
	require.Fail(p.t, "not reached by Tab: "+name, "%q", passed)
}

// TestKeyboard makes a report without a mouse: Tab, Enter, Space, arrows and Esc.
func TestKeyboard(t *testing.T) {
	p := open(t, serve(t), "/", desktop)
	p.shows(".render")
	p.keys(kb.Tab)
	require.Equal(t, "Skip to the graph", p.focused())

	p.tab("Add Segment")
	p.keys(kb.Enter)
	p.shows("dialog")
	p.keys(kb.Escape)
	p.misses("dialog")
	require.Equal(t, "Add Segment", p.focused(), "Esc gives the focus back")
	p.keys(kb.Enter)
	p.shows("dialog")
	p.tab("New segment")
	p.keys(kb.ArrowLeft)
	require.Equal(t, "Saved segments", p.focused())
	p.keys(kb.ArrowRight)
	p.tab("+ Attribute")
	p.keys(kb.Enter)
	p.until(`document.activeElement.closest('.leaf')`) // the new condition has the focus
	if p.focused() == "not" {
		p.tab("Attribute")
	}
	p.keys("income")
	p.until(`document.querySelector('[aria-label=Attribute]').selectedOptions[0].text === 'income'`)
	p.tab("Value of income")
	p.keys("50-74K")
	p.says(".live strong", " people")
	p.tab("Use once")
	p.keys(kb.Enter)
	p.misses("dialog")
	p.says(".card .about", "people")
	require.Equal(t, "Add Segment", p.focused())

	p.tab("Event 1")
	p.keys("purchase")
	p.until(`document.activeElement.selectedOptions[0].text === 'purchase'`)
	p.tab("Events")
	p.keys(kb.ArrowRight)
	p.until(`document.querySelector('[aria-label=Metric] :checked').value === 'people'`)
	require.Equal(t, "People", p.focused())
	p.tab("Weekly")
	p.keys(" ")
	p.tab("RENDER GRAPH")
	p.keys(kb.Enter)
	p.rendered("")
	want, err := metrics.Compute(t.Context(), shop(t).View(), metrics.Query{Metric: metrics.People, Events: []store.Selector{store.On("purchase")}, Every: []metrics.Unit{metrics.Week, metrics.Day},
		Segments: []segment.Segment{{Where: segment.Attr("income", value.Is("50-74K"))}}, Timeframe: store.Last30Days()}, nil)
	require.NoError(t, err)
	require.Equal(t, figures(want, metrics.Week), p.rows())

	p.tab("Line graph of people")
	p.keys(kb.End)
	p.shows("[data-part=tooltip]")
	p.tab("purchase") // of the legend
	p.keys(" ")
	p.until(`document.querySelector('.legend-item').getAttribute('aria-pressed') === 'false'`)
	total := grouped(want.Series[0].Total.Count)
	p.tab(total + ": the people behind")
	p.keys(kb.Enter)
	p.says("dialog .behind-head strong", total+" people")
	p.keys(kb.Escape)
	p.misses("dialog")
	require.True(t, strings.HasPrefix(p.focused(), total+": the people behind"), p.focused())
}

// TestKeyboardFunnel moves steps, and goes from bar to bar.
func TestKeyboardFunnel(t *testing.T) {
	p := open(t, serve(t), strings.Replace(offers, "&view=table&shown=1", "", 1), desktop)
	p.shows(".step-card")
	steps := func(names ...string) {
		t.Helper()
		p.until(fmt.Sprintf(`[...document.querySelectorAll('.step-card .selector-head select')].map((s) => s.selectedOptions[0].text).join() === %q`, strings.Join(names, ",")))
	}
	p.tab("Move step 1 down")
	p.keys(kb.Enter)
	steps("coupon_redeemed", "campaign_received", "purchase")
	require.Equal(t, "Move step 2 down", p.focused(), "the focus goes with the step")
	p.keys(kb.Enter)
	steps("coupon_redeemed", "purchase", "campaign_received")
	require.Equal(t, "Move step 3 up", p.focused(), "at the end there is only one way")
	p.keys(kb.Enter + kb.Enter)
	steps("campaign_received", "coupon_redeemed", "purchase")
	p.tab("RENDER GRAPH")
	p.keys(kb.Enter)
	p.rendered("")
	p.tab("everyone: 100.0%")
	p.says("#popup-people", "campaign_received")
	p.keys(kb.ArrowRight)
	p.says("#popup-people", "coupon_redeemed")
	p.keys(kb.Escape)
	p.misses("#popup-people")
}
