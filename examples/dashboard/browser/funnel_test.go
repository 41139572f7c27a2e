package browser

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// cells are the exact numbers and percentages of the funnel's table: by people or by events, a row a step.
func (p *page) cells(by string) [][]string {
	p.t.Helper()
	return eval[[][]string](p, fmt.Sprintf(`[...document.querySelectorAll('table[data-by=%s] tbody tr')].map((r) => [...r.querySelectorAll('td')].map((c) => c.textContent))`, by))
}

const day = 24 * time.Hour

// outcomes are the same from the library's report: reached, of first, of previous, dropped, drop rate, open, (cut off,) final (, late).
func outcomes(r *funnel.Result, by string) (rows [][]string) {
	var cut, late bool
	figures := func(s funnel.Step) funnel.Figures {
		if by == "events" {
			return s.Events
		}
		return s.People
	}
	for _, o := range r.Segments {
		for _, s := range o.Steps {
			cut = cut || figures(s).Truncated > 0
			late = late || figures(s).LateReached > 0
		}
	}
	for k := range r.Segments[0].Steps {
		var row []string
		for _, o := range r.Segments {
			f := figures(o.Steps[k])
			later := func(text string) {
				if k == 0 {
					text = ""
				}
				row = append(row, text)
			}
			row = append(row, grouped(f.Reached), f.FromFirst.Percent())
			later(f.FromPrevious.Percent())
			later(grouped(f.Dropped))
			later(f.DropRate.Percent())
			later(grouped(f.Open))
			if cut {
				later(grouped(f.Truncated))
			}
			later(grouped(f.Final))
			if late {
				row = append(row, grouped(f.LateReached))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// TestFunnel builds a funnel of three steps for two segments by hand, and compares both breakdowns with the library's numbers.
func TestFunnel(t *testing.T) {
	v := shop(t).View()
	p := open(t, serve(t), "/funnel", desktop)

	// Steps are added, moved by button, and removed; the first draft is wrong.
	p.choose("Step 1", "coupon_redeemed")
	p.choose("Step 2", "campaign_received")
	for _, name := range []string{"purchase", "purchase"} {
		p.press("Add step")
		p.choose(fmt.Sprintf("Step %d", len(p.texts(".step-card"))), name)
	}
	p.press("Move step 1 down")
	p.press("Remove step 4")
	require.Equal(t, []string{"campaign_received", "coupon_redeemed", "purchase"}, eval[[]string](p, `[...document.querySelectorAll('.step-card .selector-head select')].map((s) => s.selectedOptions[0].text)`))

	p.write("Length of the conversion window", "20")
	p.choose("Unit of the conversion window", "days")
	p.press("Custom range")
	p.write("From", "2017-03-01")
	p.write("To, included", "2017-06-30")
	for _, surveyed := range []string{"true", "false"} {
		p.press("Add Segment")
		p.press("New segment")
		p.press("+ Attribute")
		p.choose("Attribute", "has_demographics")
		p.choose("Value of has_demographics", surveyed)
		p.write("Name", "Surveyed "+surveyed)
		p.press("Use once")
		p.misses("dialog")
	}
	require.True(t, eval[bool](p, `document.querySelector('.add-segment').disabled`), "two segments are the most")
	p.render()

	want, err := funnel.Compute(t.Context(), v, funnel.Query{
		Steps:  []store.Selector{store.On("campaign_received"), store.On("coupon_redeemed"), store.On("purchase")},
		Window: 20 * day, Timeframe: store.Dates(value.NewDate(2017, time.March, 1), value.NewDate(2017, time.June, 30)),
		Segments: []segment.Segment{{Name: "Surveyed true", Where: segment.Attr("has_demographics", value.Is(true))}, {Name: "Surveyed false", Where: segment.Attr("has_demographics", value.Is(false))}},
	}, nil)
	require.NoError(t, err)

	// The bars: the percentage on top; pointing at one, or coming to it by keyboard, tells its numbers exactly.
	for _, by := range []string{"people", "events"} {
		for k := range 3 {
			for i, o := range want.Segments {
				f, people := o.Steps[k].People, o.Steps[k].People
				noun := "people"
				if by == "events" {
					f, noun = o.Steps[k].Events, "attempts"
				}
				bar := fmt.Sprintf(`.funnel[data-by=%s] .bar[data-step="%d"][data-segment="%d"]`, by, k, i)
				require.Equal(t, f.FromFirst.Percent(), p.texts(bar + " b")[0])
				if (k+i)%2 == 0 {
					p.hover(bar)
				} else {
					p.do(chromedp.Focus(chromedp.CSS(bar)))
				}
				popup := fmt.Sprintf("#popup-%s", by)
				p.says(popup+" .hint", want.Audiences[i].Name)
				p.says(popup+" .tip-head", fmt.Sprintf("%d. ", k+1))
				part := func(name string) string { return fmt.Sprintf("%s [data-part=%s]", popup, name) }
				require.Equal(t, []string{fmt.Sprintf("%s · %s %s", f.FromFirst.Percent(), grouped(f.Reached), noun)}, p.texts(part("reached")))
				if k > 0 {
					require.Equal(t, []string{fmt.Sprintf("%s · %s %s", f.DropRate.Percent(), grouped(f.Dropped), noun)}, p.texts(part("dropped")))
				}
				if by == "events" {
					require.Equal(t, []string{fmt.Sprintf("%s · %s people", people.FromFirst.Percent(), grouped(people.Reached))}, p.texts(part("people-reached")))
				}
				if (k+i)%2 != 0 {
					p.keys(kb.Escape)
					p.misses(popup)
				}
				p.do(chromedp.MouseEvent("mouseMoved", 1, 1))
			}
		}
	}

	p.within("#results").press("Table")
	p.shows("table[data-by=people]")
	require.Equal(t, outcomes(want, "people"), p.cells("people"))
	require.Equal(t, outcomes(want, "events"), p.cells("events"))
	require.Positive(t, slices.Max([]int64{want.Segments[0].Steps[1].People.Truncated, want.Segments[0].Steps[1].People.LateReached}), "the rare columns are seen")

	// The other policy is under More.
	p.within(`[aria-label=Time]`).press("More")
	p.choose("What has to lie in the time period", "the first step")
	p.render()
	query := want.Query
	query.Policy = funnel.Entry
	want, err = funnel.Compute(t.Context(), v, query, nil)
	require.NoError(t, err)
	require.Equal(t, outcomes(want, "people"), p.cells("people"))
	require.Equal(t, outcomes(want, "events"), p.cells("events"))
}
