package browser

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fault waits for the message at a field, and sees that it is tied to the control in it, which has the focus.
func (p *page) fault(field, message string) {
	p.t.Helper()
	p.says(`[data-field="`+field+`"] > .fault`, message)
	p.until(`((e) => e.getAttribute('aria-invalid') === 'true' && document.getElementById(e.getAttribute('aria-describedby')).matches('.fault'))(document.activeElement)`)
}

// TestFaults enters what the server refuses, and reads the reason at the field.
func TestFaults(t *testing.T) {
	address := serve(t)
	p := open(t, address, "/", desktop)
	p.press("RENDER GRAPH")
	p.fault("events[0]", "Choose an event")
	p.accessible()
	p.choose("Event 1", "purchase")
	p.press("Custom range")
	p.write("From", "2017-06-30")
	p.write("To, included", "2017-06-01")
	p.press("RENDER GRAPH")
	p.fault("timeframe.to", "2017-06-01")
	require.Len(t, p.texts(".fault"), 1, "the one before is gone")
	p.shoot("fault")
	p.write("To, included", "2017-07-01")
	p.press("+ PROPERTY")
	p.choose("Property", "quantity")
	p.write("Value of quantity", "“many” is not a number")
	p.press("RENDER GRAPH")
	p.fault("events[0].where", "“many” is not a number")
	p.write("Value of quantity", "2")
	p.render()
	require.Empty(t, p.texts(".fault"))

	p = open(t, address, "/funnel", desktop)
	p.choose("Step 1", "purchase")
	p.press("RENDER GRAPH")
	p.fault("steps[1]", "Choose an event")
	p.choose("Step 2", "coupon_redeemed")
	p.write("Length of the conversion window", "0")
	p.press("RENDER GRAPH")
	p.fault("window", "0d")
	p.accessible()
	p.press("Add Segment")
	p.press("New segment")
	p.press("+ Attribute")
	p.choose("Attribute", "age")
	p.press("Use once")
	p.fault("where", "")
	p.accessible()
}

// TestGone asks for the people of a result that the server does not keep any more.
func TestGone(t *testing.T) {
	address := serve(t)
	p := open(t, address, offers, desktop)
	p.rendered("")
	for range 64 { // as many as it keeps
		send(t, address+"/api/query", `{"metrics":{"metric":"events","events":[{"event":"coupon_redeemed"}]}}`)
	}
	const cell = `table[data-by=people] [data-step="1"] [data-which=dropped]`
	before, number := p.result(), p.texts(cell)[0]
	p.hover(cell)
	p.pressAt(cell + " .tag-icon")
	p.write("Tag", "too late")
	p.press("Add the tag")
	p.misses("dialog")
	p.says("[data-state=gone]", "no longer keeps this result")
	p.accessible()
	p.fits()
	p.press("Render again")
	p.rendered(before)
	p.misses("[data-state=gone]")
	require.Equal(t, number, p.texts(cell)[0])
	require.False(t, strings.Contains(p.texts("#announcer")[0], "too late"))
}
