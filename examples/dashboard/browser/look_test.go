package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// accessible has axe-core look at the page as it is now, by the rules of WCAG 2.1 A and AA.
func (p *page) accessible() {
	p.t.Helper()
	axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	require.NoError(p.t, err)
	eval[chromedp.Void](p, string(axe))
	found := eval[[]string](p, `axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then((r) =>
		r.violations.map((v) => v.id + ': ' + v.help + ': ' + v.nodes.slice(0, 3).map((n) => n.html + ' ' + n.failureSummary).join(' | ')))`)
	require.Empty(p.t, found, strings.Join(found, "\n"))
}

// fits says that nothing stands beside the window: at no width does one have to scroll sideways.
func (p *page) fits() {
	p.t.Helper()
	require.LessOrEqual(p.t, eval[int](p, `document.documentElement.scrollWidth`), eval[int](p, `window.innerWidth`), "wider than the window")
}

var paths = []string{"/", "/funnel", "/people"}

func TestEveryPage(t *testing.T) {
	address := serve(t)
	for _, path := range paths {
		for name, s := range screens {
			t.Run(strings.TrimPrefix(path, "/")+" "+name, func(t *testing.T) {
				p := open(t, address, path, s)
				p.until(`document.querySelector('nav [aria-current=page]') !== null`)
				p.accessible()
				p.fits()
				p.shoot(t.Name())
			})
		}
	}
}

var screens = map[string]screen{"wide": desktop, "wide dark": {1440, 1000, true}, "phone": {390, 844, false}, "phone dark": {390, 844, true}}
