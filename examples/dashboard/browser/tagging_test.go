package browser

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/store"
)

const offers = `/funnel?q={"steps":[{"event":"campaign_received"},{"event":"coupon_redeemed"},{"event":"purchase"}],"window":"30d"}&view=table&shown=1`

// TestTagging tags the people who dropped out of a funnel. The tag has exactly the size of the number, and is at once there for a segment.
func TestTagging(t *testing.T) {
	r, err := funnel.Compute(t.Context(), shop(t).View(), funnel.Query{Steps: []store.Selector{store.On("campaign_received"), store.On("coupon_redeemed"), store.On("purchase")}, Window: 30 * day}, nil)
	require.NoError(t, err)
	dropped := r.Segments[0].Steps[1].People.Dropped
	shown := grouped(dropped) + " people"
	p := open(t, serve(t), offers, desktop)
	p.rendered("")

	const cell = `table[data-by=people] [data-step="1"] [data-which=dropped]`
	require.Equal(t, []string{grouped(dropped)}, p.texts(cell))
	p.hover(cell)
	p.pressAt(cell + " .tag-icon")
	p.says("dialog h2", "Tag "+shown)
	p.press("Add the tag")
	p.says("dialog .fault", "Give the tag a name")
	p.write("Tag", "let offers pass")
	p.press("Add the tag")
	p.misses("dialog")
	p.says("#announcer", "Created the tag let offers pass: "+shown+" have it now")
	p.until(fmt.Sprintf(`document.activeElement.matches(%q)`, cell+" .tag-icon")) // the focus is back

	// A second time, by the list of those that there are: all had it.
	p.keys(kb.Enter)
	p.within(".tag-list").press("let offers pass")
	p.says("#announcer", "The tag let offers pass: 0 people have it now, "+grouped(dropped)+" had it before")

	// At once it makes a segment: of just as many people, of whom all came to the first step and none to the second.
	p.press("Add Segment")
	p.press("New segment")
	p.press("+ Tag")
	p.choose("Tag", "let offers pass")
	p.says(".live strong", shown)
	p.write("Name", "Passed")
	p.press("Use once")
	p.render()
	require.Equal(t, []string{grouped(dropped), "0", "0"}, p.texts("table[data-by=people] [data-which=reached]"))

	// The people behind a number are listed, a hundred at a time.
	people, err := r.Behind(0, 1, funnel.Dropped)
	require.NoError(t, err)
	p.within("table[data-by=people]").press(grouped(dropped) + ": the people behind Passed, step 1")
	p.says("dialog .behind-head strong", shown)
	p.press("Show more")
	p.until(`document.querySelectorAll('.people-list li').length === 200`)
	require.ElementsMatch(t, slices.Collect(people.IDs())[:200], p.texts(".people-list li"))
	p.accessible()
}
