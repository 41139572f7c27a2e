package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestDrag moves a step of a funnel with the mouse.
func TestDrag(t *testing.T) {
	p := open(t, serve(t), `/funnel?q={"steps":[{"event":"purchase"},{"event":"campaign_received"},{"event":"coupon_redeemed"}],"window":"30d"}`, desktop)
	p.shows(".step-card")
	p.do(chromedp.DragAndDrop(chromedp.CSS(`[data-step="0"] .grip`), chromedp.CSS(`[data-step="2"] .selector`)))
	p.until(`[...document.querySelectorAll('.step-card .selector-head select')].map((s) => s.selectedOptions[0].text).join() === 'campaign_received,coupon_redeemed,purchase'`)
}
