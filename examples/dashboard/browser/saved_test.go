package browser

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// TestSavedReports saves reports of both kinds by name, opens them again from another page, and deletes one.
func TestSavedReports(t *testing.T) {
	p := open(t, serve(t), offers, desktop)
	p.rendered("")
	p.press("Save report")
	p.press("Save")
	p.says("dialog .fault", "Give the report a name")
	p.write("Name of the report", "Offers")
	p.keys(kb.Enter)
	p.misses("dialog")
	p.says("#announcer", "Saved the report Offers")
	offered := p.cells("people")

	p.follow("Event segmentation")
	p.choose("Event 1", "purchase")
	p.press("Adoption")
	p.render()
	p.press("Save report")
	p.write("Name of the report", "Adoption of <b>shopping</b>")
	p.press("Save")
	p.misses("dialog")
	adopted := p.rows()

	p.within("[aria-label=Metric]").press("People") // the report is changed, and saved under the name of the other
	p.press("Save report")
	p.write("Name of the report", "Offers")
	p.press("Save")
	p.says("dialog[open]:last-of-type h2", "Replace report")
	p.press("Keep it")
	p.keys(kb.Escape)
	p.misses("dialog")

	p.within("nav").follow("People")
	p.press("Saved reports")
	p.follow("Adoption of <b>shopping</b>")
	p.rendered("")
	require.Equal(t, adopted, p.rows())
	p.press("Saved reports")
	p.follow("Offers")
	p.rendered("")
	p.within("#results").press("Table")
	require.Equal(t, offered, p.cells("people"))

	p.press("Saved reports")
	p.press("Delete the saved report Offers")
	p.press("Keep it")
	p.press("Delete the saved report Offers")
	p.accessible()
	p.press("Delete report")
	p.says("#announcer", "Deleted the report Offers")
	require.Equal(t, 1, eval[int](p, `document.querySelectorAll('dialog .pick').length`))
}
