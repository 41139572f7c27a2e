package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/store"
)

// TestPeople finds people, looks at one, and asks why a funnel was not completed.
func TestPeople(t *testing.T) {
	v := shop(t).View()
	query := funnel.Query{Steps: []store.Selector{store.On("campaign_received"), store.On("coupon_redeemed"), store.On("purchase")}, Window: 30 * day}
	r, err := funnel.Compute(t.Context(), v, query, nil)
	require.NoError(t, err)
	address := serve(t)
	p := open(t, address, offers, desktop) // the last funnel that was rendered is remembered
	p.rendered("")
	p.within("nav").follow("People")

	p.write("Beginning of an ID", "10")
	p.until(`document.querySelector('.pick-button')?.dataset.person === '10' && [...document.querySelectorAll('.pick-button')].every((b) => b.dataset.person.startsWith('10'))`)
	require.Len(t, p.texts(".pick-button"), 20)
	p.press("Show more")
	p.until(`document.querySelectorAll('.pick-button').length > 20`)
	p.write("Beginning of an ID", "nobody")
	p.says(".picks", "Nobody has an ID that begins so.")

	for _, behind := range []funnel.Which{funnel.DroppedFinal, funnel.Reached} {
		people, err := r.Behind(0, 2, behind)
		require.NoError(t, err)
		var id string
		for id = range people.IDs() {
			break
		}
		t.Run(id, func(t *testing.T) {
			p := p.in(t)
			p.write("Beginning of an ID", id)
			p.pressAt(fmt.Sprintf(`.pick-button[data-person="%s"]`, id))
			p.says(".person-id", id)
			n, _ := v.People().Find(id)
			for name, is := range v.People().Attributes(n) {
				p.says(fmt.Sprintf(`[data-attribute="%s"] dd`, name), is.String())
			}
			log := v.Log(n)
			p.says("[aria-label=Events] .table-head", grouped(int64(len(log)))+", newest first")
			shown := p.texts(".log tbody td:nth-child(2)")
			for i, name := range shown {
				require.Equal(t, log[len(log)-1-i].Name, name)
			}
			p.press("Explain")
			p.shows(".verdict")
			told, err := funnel.Explain(v, id, query)
			require.NoError(t, err)
			require.Equal(t, told.Sentences(), p.texts(".sentences li"))
			require.Equal(t, fmt.Sprint(told.Level), eval[string](p, `document.querySelector('.verdict').dataset.level`))
			p.accessible()
			p.fits()
			at := p.location()
			require.Contains(t, at, "id="+id)
			p.do(chromedp.Reload())
			p.says(".verdict", "onverted") // the address says what was explained
			require.Equal(t, at, p.location())
		})
	}

	p.do(chromedp.Navigate(address + "/people?id=nobody"))
	p.says("[data-state=unknown]", "There is no such person")
	p.accessible()
}
