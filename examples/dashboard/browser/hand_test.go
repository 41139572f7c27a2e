package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// seek finds a control as a person does: by what it says, in the dialog that is open or in the page, where it can be seen and pressed. Of several the first that says
// exactly that, else the first that begins so.
const seek = `((what, name, scope) => {
	const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
	const within = scope ? top.querySelector(scope) : top;
	if (!within) return null;
	const says = (e) => (e.getAttribute('aria-label') ?? (e.matches('input, select, textarea') ? [...e.labels].map((l) => l.textContent).join(' ') : e.textContent)).trim().replace(/\s+/g, ' ');
	const all = [...within.querySelectorAll(what)].filter((e) => e.checkVisibility() && !e.disabled);
	return all.find((e) => says(e) === name) ?? all.find((e) => says(e).toLowerCase().startsWith(name.toLowerCase())) ?? null;
})`

const (
	pressed = `button, a[href], summary, [role=tab], [role=button], label`
	fields  = `input, select, textarea`
)

// middle is where to point at an element (at its first line, where it has several), once it is in sight, nothing covers it and it stands still. The element notes when
// it is pressed.
const middle = `((e) => {
	if (!e) return null;
	e.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
	const r = e.getClientRects()[0], x = r.x + r.width / 2, y = r.y + r.height / 2, at = [x, y].join();
	const still = window.aimed === e && window.aimedAt === at;
	window.aimed = e;
	window.aimedAt = at;
	if (!still || !e.contains(document.elementFromPoint(x, y))) return null;
	window.hit = false;
	e.addEventListener('pointerdown', () => { window.hit = true }, {once: true, capture: true});
	return {x, y};
})`

type point struct{ X, Y float64 }

// within looks for controls only in a part of the page.
func (p *page) within(css string) *page {
	part := *p
	part.scope = css
	return &part
}

// in is the same page for a subtest.
func (p *page) in(t *testing.T) *page {
	again := *p
	again.t = t
	return &again
}

func (p *page) sought(what, name string) string {
	return fmt.Sprintf("%s(%q, %q, %q)", seek, what, name, p.scope)
}

// press clicks what has a text or an accessible name.
func (p *page) press(name string) {
	p.t.Helper()
	p.click(p.sought(pressed, name))
}

// follow presses what leads to another page, and waits for that one.
func (p *page) follow(name string) {
	p.t.Helper()
	eval[chromedp.Void](p, `void (window.left = true)`)
	p.press(name)
	p.until(`!window.left && document.readyState === 'complete'`)
}

// pressAt clicks an element.
func (p *page) pressAt(css string) {
	p.t.Helper()
	p.click(fmt.Sprintf("document.querySelector(%q)", css))
}

// click clicks what a script finds; again where it moved away in that very moment, as when a text above it comes in.
func (p *page) click(script string) {
	p.t.Helper()
	for range 10 {
		at := wait[point](p, middle+"("+script+")")
		p.do(chromedp.MouseClickXY(at.X, at.Y))
		if wait[string](p, `window.hit === false ? 'missed' : 'hit'`) == "hit" {
			return
		}
	}
	require.Fail(p.t, "it does not stand still", script)
}

// hover moves the mouse to an element.
func (p *page) hover(css string) {
	p.t.Helper()
	at := wait[point](p, fmt.Sprintf("%s(document.querySelector(%q))", middle, css))
	p.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at.X, at.Y))
}

// choose takes an option of a select. The browser shows the options in a window of its own, which no script reaches, so the choice is told to the page.
func (p *page) choose(name, option string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`((select) => {
		const at = [...select?.options ?? []].findIndex((o) => o.text === %q);
		if (at < 0) return false;
		select.focus();
		select.selectedIndex = at;
		for (const event of ['input', 'change']) select.dispatchEvent(new Event(event, {bubbles: true}));
		return true;
	})(%s)`, option, p.sought("select", name)))
}

// write types into a field, in place of what stands there.
func (p *page) write(name, text string) {
	p.t.Helper()
	field := p.sought(fields, name)
	if wait[string](p, field+"?.type") == "date" { // how one types a date depends on the country
		eval[chromedp.Void](p, fmt.Sprintf(`((e) => { e.focus(); e.value = %q; for (const event of ['input', 'change']) e.dispatchEvent(new Event(event, {bubbles: true})) })(%s)`, text, field))
		return
	}
	p.click(field)
	p.until(fmt.Sprintf("((e) => { e?.select(); return e && e === document.activeElement })(%s)", field))
	switch {
	case text == "":
		p.keys(kb.Backspace)
	case len(text) > 40: // a person would paste it
		_, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: text})
		require.NoError(p.t, err)
	default:
		p.keys(text)
	}
	p.until(fmt.Sprintf("%s?.value === %q", field, text))
}

// keys presses keys, one after the other.
func (p *page) keys(keys string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys))
}

// texts are what elements say.
func (p *page) texts(css string) []string {
	p.t.Helper()
	return eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll(%q)].map((e) => e.textContent.trim().replace(/\s+/g, ' '))`, css))
}

// says waits until an element says a text, or some of it, and gives all that it says.
func (p *page) says(css, part string) string {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector(%q)?.textContent.includes(%q)`, css, part))
	return strings.Join(p.texts(css), "\n")
}

// shows waits until an element is there, or gone.
func (p *page) shows(css string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector(%q)?.checkVisibility()`, css))
}
func (p *page) misses(css string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`!document.querySelector(%q)?.checkVisibility()`, css))
}

// render presses RENDER GRAPH and waits for the new result.
func (p *page) render() {
	p.t.Helper()
	before := eval[string](p, `document.getElementById('results').dataset.result ?? ''`)
	p.press("RENDER GRAPH")
	p.rendered(before)
}

// rendered waits for a result that is not the one before.
func (p *page) rendered(before string) {
	p.t.Helper()
	at := wait[string](p, fmt.Sprintf(`((r) => { const fault = document.querySelector('form .fault'); if (fault) return 'fault: ' + fault.textContent; return r.dataset.result && r.dataset.result !== %q && !r.hasAttribute('aria-busy') && 'rendered' })(document.getElementById('results'))`, before))
	require.Equal(p.t, "rendered", at)
}

// result is the ID of what is shown.
func (p *page) result() string {
	p.t.Helper()
	return eval[string](p, `document.getElementById('results').dataset.result ?? ''`)
}
