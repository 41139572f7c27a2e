package browser

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// suggests waits until a field offers a value, and nothing but values that begin as it does so far.
func (p *page) suggests(field, begin, value string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`((offered) => offered.includes(%q) && offered.every((o) => o.startsWith(%q)))([...(%s)?.list?.options ?? []].map((o) => o.value))`, value, begin, p.sought(fields, field)))
}

// TestConditions asks for events under conditions, with the values that the page suggests, and breaks them down.
func TestConditions(t *testing.T) {
	v := shop(t).View()
	p := open(t, serve(t), "/", desktop)
	p.choose("Event 1", "purchase")
	p.press("+ PROPERTY")
	p.choose("Property", "department")
	p.write("Value of department", "PRO")
	p.suggests("Value of department", "PRO", "PRODUCE")
	p.write("Value of department", "PRODUCE")
	p.press("+ PROPERTY")
	second := p.within(`[data-item="0.1"]`)
	second.choose("Property", "quantity")
	second.choose("Test of quantity", "is at least")
	second.write("Value of quantity", "2")

	query := metrics.Query{Metric: metrics.Events, Timeframe: store.Last30Days(), Every: []metrics.Unit{metrics.Day}}
	compare := func(s store.Selector) *metrics.Result {
		t.Helper()
		query.Events = []store.Selector{s}
		want, err := metrics.Compute(t.Context(), v, query, nil)
		require.NoError(t, err)
		p.render()
		require.Equal(t, figures(want, metrics.Day), p.rows())
		return want
	}
	produce, two := store.If("department", value.Is("PRODUCE")), store.If("quantity", value.AtLeast(2))
	compare(store.On("purchase", produce, two))
	p.choose("How the conditions are joined", "any of these")
	compare(store.On("purchase", store.Any{produce, two}))
	p.choose("How the conditions are joined", "none of these")
	compare(store.On("purchase", store.Not{Of: store.Any{produce, two}}))
	second.press("Remove the condition")
	p.choose("How the conditions are joined", "all of these")
	compare(store.On("purchase", produce))
	p.press("Remove the condition")

	p.choose("Breakdown by", "department")
	p.write("Top values", "3")
	query.Breakdown = &metrics.Breakdown{Property: "department", Top: 3}
	want := compare(store.On("purchase"))
	require.Len(t, want.Series, 5, "three values, those without one, the others")
	require.Equal(t, []string{"GROCERY", "DRUG GM", "PRODUCE", "(none)", "(other)"}, p.texts("#results thead .name"))
	require.Equal(t, p.texts("#results thead .name"), p.texts(".legend-item .name"))
	p.accessible()
	p.fits()
}
