package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNames has names that are markup, very long, and written from right to left: each is shown as it is, and none leaves its place.
func TestNames(t *testing.T) {
	script, long, hebrew := `<script>alert(1)</script>`, strings.Repeat("Very long name of an event ", 12)+"end", "קנייה"
	quoted := `"` + script + `"` // as sentences have names that are no words
	var people, events strings.Builder
	for i, name := range []string{script, long, hebrew} {
		id := fmt.Sprintf(`<img src=x onerror=alert(%d)>`, i)
		fmt.Fprintf(&people, `{"id":%q,"attributes":{%q:%q},"tags":[%q]}`+"\n", id, script, long, script)
		for k := range 3 {
			fmt.Fprintf(&events, `{"person":%q,"event":%q,"time":"2026-05-0%dT10:0%d:00Z","properties":{%q:%q}}`+"\n", id, name, 1+k, i, long, script)
			fmt.Fprintf(&events, `{"person":%q,"event":%q,"time":"2026-05-0%dT11:0%d:00Z","properties":{%q:%q}}`+"\n", id, script, 1+k, i, long, long)
		}
	}
	for _, s := range []screen{desktop, {390, 844, false}} {
		address := serve(t, files(t, people.String(), events.String())...)
		p := open(t, address, "/", s)
		p.choose("Event 1", script)
		for i, name := range []string{long, hebrew} {
			p.press("Add event")
			p.choose(fmt.Sprintf("Event %d", i+2), name)
		}
		p.render()
		require.Equal(t, []string{quoted, long, hebrew}, p.texts(".legend-item .name"))
		require.Equal(t, p.texts(".legend-item .name"), p.texts("#results thead .name"))
		p.choose("Breakdown by", long)
		p.render()
		require.Contains(t, p.texts(".legend-item .name"), quoted+" · "+script)
		p.fits()
		p.accessible()
		p.press("Add Segment")
		p.press("New segment")
		p.press("+ Attribute")
		p.write("Value of "+script, long)
		p.press("+ Tag")
		p.says(".live .plain-english", script+" is "+long+" and has tag "+script)
		p.write("Name", script)
		p.press("Save and use")
		p.misses("dialog")
		p.says(".card .name", script)
		p.fits()
		p.shoot(fmt.Sprintf("names-%d", s.width))

		p = open(t, address, "/funnel", s)
		p.choose("Step 1", long)
		p.choose("Step 2", script)
		p.press("Add Segment")
		p.press(script)
		p.misses("dialog")
		p.render()
		require.Equal(t, []string{"1. " + long, "2. " + quoted, "1. " + long, "2. " + quoted}, p.texts(".funnel-name .name"))
		p.fits()
		p.within("#results").press("Table")
		p.says("table[data-by=people] tbody tr:nth-child(2) th", quoted)
		p.within("table[data-by=people]").press("1: the people behind")
		p.says(".people-list", "<img src=x onerror=alert(")
		p.accessible()
		p.follow("<img src=x onerror=alert(1)>")
		p.says(".person-id", "<img src=x onerror=alert(1)>")
		p.says(".explained", "Converted")
		p.fits()
		p.accessible()
		require.Equal(t, 0, eval[int](p, `document.querySelectorAll('main script, main img').length`))
		p.shoot(fmt.Sprintf("names-person-%d", s.width))
	}
}
