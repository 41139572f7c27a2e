package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// accessible has axe-core look at the page as it is now, by the rules of WCAG 2.1 A and AA.
func (p *page) accessible() {
	p.t.Helper()
	axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	require.NoError(p.t, err)
	if !eval[bool](p, `'axe' in window`) {
		eval[chromedp.Void](p, string(axe))
	}
	found := eval[[]string](p, `axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'], resultTypes: ['violations']}).then((r) =>
		r.violations.map((v) => v.id + ': ' + v.help + ': ' + v.nodes.slice(0, 3).map((n) => n.html + ' ' + n.failureSummary).join(' | ')))`)
	require.Empty(p.t, found, strings.Join(found, "\n"))
}

// fits says that nothing stands beside the window: at no width does one have to scroll sideways.
func (p *page) fits() {
	p.t.Helper()
	require.LessOrEqual(p.t, eval[int](p, `document.documentElement.scrollWidth`), eval[int](p, `window.innerWidth`), "wider than the window")
}

// as changes how the page is looked at.
func (p *page) as(s screen) {
	p.t.Helper()
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	require.NoError(p.t, err)
	p.do(chromedp.EmulateViewport(s.width, s.height))
}

var phone = screen{390, 844, false}

// look looks at the page in each way: by axe-core, and whether it fits. Where nobody wants pictures, each width and each theme once.
func (p *page) look(t *testing.T, name string) {
	t.Helper()
	for _, s := range []struct {
		name   string
		screen screen
		always bool
	}{{"wide", desktop, true}, {"wide dark", screen{desktop.width, desktop.height, true}, false}, {"phone", phone, false}, {"phone dark", screen{phone.width, phone.height, true}, true}} {
		if !s.always && os.Getenv("FOOTFALL_SCREENSHOTS") == "" {
			continue
		}
		t.Run(name+" "+s.name, func(t *testing.T) {
			p := p.in(t)
			p.as(s.screen)
			p.accessible()
			p.fits()
			p.shoot(t.Name())
		})
	}
	p.as(desktop)
}

const (
	lines = `?q={"metric":"people","events":[{"event":"purchase","where":{"property":"department","op":"is","values":["GROCERY"]}},{"event":"coupon_redeemed"}],"every":["week","day"],"timeframe":{"from":"2017-03-06","to":"2017-04-30"},"segments":[{"name":"Surveyed","where":{"attribute":"has_demographics","op":"is","values":[true]}},{"name":"Not surveyed","where":{"attribute":"has_demographics","op":"is","values":[false]}}]}&shown=1`
	bars  = `?q={"steps":[{"event":"campaign_received"},{"event":"coupon_redeemed"},{"event":"purchase"}],"window":"30d","segments":[{"name":"Surveyed","where":{"attribute":"has_demographics","op":"is","values":[true]}},{"name":"Not surveyed","where":{"attribute":"has_demographics","op":"is","values":[false]}}]}&shown=1`
)

// TestLook looks at the pages in their states, wide and narrow, in light and dark.
func TestLook(t *testing.T) {
	address := serve(t)
	p := open(t, address, "/", desktop)
	p.shows(".render")
	p.look(t, "segmentation")
	p.do(chromedp.Navigate(address + "/" + lines))
	p.rendered("")
	p.look(t, "graph")
	p.press("Edit the segment Surveyed")
	p.says(".live strong", "people")
	p.look(t, "panel")
	p.press("Close")

	p.do(chromedp.Navigate(address + "/funnel" + bars))
	p.rendered("")
	p.look(t, "bars")
	p.within("#results").press("Table")
	p.pressAt(`table[data-by=people] [data-step="1"] [data-which=dropped] .tag-icon`)
	p.shows("dialog")
	p.look(t, "tagging")
	p.press("Close")
	p.look(t, "table")
	p.write("Length of the conversion window", "0")
	p.press("RENDER GRAPH")
	p.shows(".fault")
	p.look(t, "fault")

	p.do(chromedp.Navigate(address + "/people"))
	p.shows(".pick-button")
	p.look(t, "people")
	p.press("1")
	p.shows(".person-id")
	p.look(t, "person")
}
