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

// TestSegments makes a segment in the panel, of attributes, a tag and behaviour, with or and not; reads how many it has and what it means; saves, uses, changes and
// deletes it.
func TestSegments(t *testing.T) {
	s, address := shop(t), serve(t)
	var pairs strings.Builder // households of two get a tag, here and there
	two, err := segment.People(t.Context(), s.View(), segment.Segment{Where: segment.Attr("size", value.Is("2"))})
	require.NoError(t, err)
	for id := range two.IDs() {
		fmt.Fprintf(&pairs, `{"id":%q,"tags":["pairs"]}`+"\n", id)
	}
	_, err = s.ImportPeople(t.Context(), strings.NewReader(pairs.String()), nil)
	require.NoError(t, err)
	send(t, address+"/api/people", pairs.String())
	v := s.View()
	p := open(t, address, "/", desktop)
	p.choose("Event 1", "purchase")

	p.press("Add Segment")
	p.press("New segment")
	said := func(where segment.Predicate) {
		t.Helper()
		found, err := segment.People(t.Context(), v, segment.Segment{Where: where})
		require.NoError(t, err)
		p.says(".live .plain-english", segment.Segment{Where: where}.String())
		want := grouped(int64(found.Len())) + " people"
		require.Equal(t, want, p.says(".live strong", want))
	}
	p.press("+ Attribute")
	p.choose("Attribute", "income")
	p.choose("Test of income", "is one of")
	p.write("Another value of income", "50")
	p.suggests("Another value of income", "50", "50-74K")
	p.write("Another value of income", "50-74K")
	p.keys(kb.Enter)
	p.shows(".chip")
	p.write("Another value of income", "35-49K")
	p.keys(kb.Enter)
	income := segment.Attr("income", value.In("50-74K", "35-49K"))
	said(income)

	p.press("+ Tag")
	p.choose("Tag", "pairs")
	said(segment.All{income, segment.Tag("pairs")})
	p.within(`[data-item="0.1"]`).press("not")
	said(segment.All{income, segment.Not{Of: segment.Tag("pairs")}})

	p.press("+ Behaviour")
	did := p.within(`[data-item="0.2"]`)
	did.choose("Event of the behaviour", "purchase")
	did.press("+ PROPERTY")
	did.choose("Property", "department")
	did.write("Value of department", "PRODUCE")
	did.choose("How often", "at least … times")
	did.write("Times", "3")
	did.choose("When", "Last 30 days")
	behaviour := segment.Did{Event: store.On("purchase", store.If("department", value.Is("PRODUCE"))), Count: value.AtLeast(3), In: store.Last30Days()}
	said(segment.All{income, segment.Not{Of: segment.Tag("pairs")}, behaviour})
	p.accessible()
	p.shoot("panel")

	p.press("+ Group")
	group := p.within(`[data-item="0.3"]`)
	group.press("+ Attribute")
	group.choose("Attribute", "home")
	group.write("Value of home", "Renter")
	group.press("+ Behaviour")
	group.choose("Behaviour", "never did")
	group.choose("Event of the behaviour", "coupon_redeemed")
	whole := segment.All{income, segment.Not{Of: segment.Tag("pairs")}, behaviour,
		segment.Any{segment.Attr("home", value.Is("Renter")), segment.Did{Event: store.On("coupon_redeemed"), Count: value.Is(0)}}}
	said(whole)

	p.press("Save and use")
	p.says("dialog .fault", "Give the segment a name")
	p.write("Name", "Greens")
	p.press("Save and use")
	p.misses("dialog")
	p.says(".card .name", "Greens")
	found, err := segment.People(t.Context(), v, segment.Segment{Where: whole})
	require.NoError(t, err)
	p.says(".card .about", grouped(int64(found.Len()))+" people")

	// A second one, of a saved one and by its own name, without being saved.
	p.press("Add Segment")
	p.press("New segment")
	p.press("+ Saved segment")
	p.press("not")
	p.write("Name", "The others")
	p.press("Use once")
	p.render()
	want, err := metrics.Compute(t.Context(), v, metrics.Query{Metric: metrics.Events, Events: []store.Selector{store.On("purchase")}, Every: []metrics.Unit{metrics.Day}, Timeframe: store.Last30Days(),
		Segments: []segment.Segment{{Name: "Greens", Where: whole}, {Name: "The others", Where: segment.Not{Of: whole}}}}, nil)
	require.NoError(t, err)
	require.Equal(t, figures(want, metrics.Day), p.rows())
	require.Equal(t, []string{"Greens · purchase", "The others · purchase"}, p.texts("#results thead .name"))

	// It is there for other reports, until it is deleted.
	p.press("Edit the segment Greens")
	p.says("dialog .live .plain-english", "never did coupon_redeemed")
	p.within(`[data-item="0.3"]`).press("Remove the group")
	p.press("Save changes")
	p.misses("dialog")
	p.press("Add Segment")
	p.says("dialog .pick:nth-child(2)", "Greens")
	p.press("Delete the saved segment Greens")
	p.press("Delete segment")
	p.until(`!document.querySelector('dialog .picks').textContent.includes('Greens')`)
	p.keys(kb.Escape)
	p.misses("dialog")
}
