package browser

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// held keeps the answers of questions back until the test lets them go: a long query, as long as the test needs it.
type held struct {
	p      *page
	paused chan fetch.RequestID
}

// hold begins to hold the questions of a page. What is said while one waits is there to look at: nothing depends on how fast anything is.
func (p *page) hold() held {
	p.t.Helper()
	h := held{p, make(chan fetch.RequestID, 8)}
	require.NoError(p.t, chromedp.Listen(p.ctx, func(event any) {
		if e, is := event.(*fetch.EventRequestPaused); is {
			h.paused <- e.RequestID
		}
	}))
	_, err := chromedp.Call(p.ctx, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*/api/query"}}})
	require.NoError(p.t, err)
	return h
}

// next waits until a question is held.
func (h held) next() fetch.RequestID {
	h.p.t.Helper()
	ctx, cancel := context.WithTimeout(h.p.ctx, patience)
	defer cancel()
	select {
	case id := <-h.paused:
		return id
	case <-ctx.Done():
		require.NoError(h.p.t, ctx.Err(), "nothing was asked")
		return ""
	}
}

func (h held) letGo(id fetch.RequestID) {
	h.p.t.Helper()
	_, err := chromedp.Call(h.p.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: id})
	require.NoError(h.p.t, err)
}

// TestWaiting has a query that lasts: the page says so, lets it be cancelled, and shows only the answer to the last question.
func TestWaiting(t *testing.T) {
	p := open(t, serve(t), "/", desktop)
	p.choose("Event 1", "purchase")
	h := p.hold()
	p.press("RENDER GRAPH")
	h.next()
	p.says("[data-state=loading] [role=status]", "Counting")
	p.shows("[data-state=loading] progress")
	p.accessible()
	p.press("Cancel")
	require.Equal(t, "Cancelled.", p.says("[data-state=cancelled]", "Cancelled."))
	p.misses("[data-state=loading]")
	require.Empty(t, p.result())

	p.press("RENDER GRAPH")
	h.letGo(h.next())
	p.rendered("")
	p.misses("[data-state=cancelled]")
	shown, rows := p.result(), p.rows()

	// Cancelled again, the report before stays, and the page says so.
	p.choose("Event 1", "coupon_redeemed")
	p.press("RENDER GRAPH")
	h.next()
	p.press("Cancel")
	p.says("[data-state=cancelled]", "the report before")
	require.Equal(t, shown, p.result())
	require.Equal(t, rows, p.rows())

	// Asked twice, only the second is shown.
	p.press("RENDER GRAPH")
	h.next()
	p.choose("Event 1", "campaign_received")
	p.press("RENDER GRAPH")
	h.letGo(h.next())
	p.rendered(shown)
	require.Equal(t, []string{"campaign_received"}, p.texts("#results thead .name"))

	// A server that is gone is said to be.
	p.press("RENDER GRAPH")
	_, err := chromedp.Call(p.ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: h.next(), ErrorReason: "ConnectionRefused"})
	require.NoError(t, err)
	p.says("form > .fault", "The server does not answer")
	p.misses("[data-state=loading]")
}

// TestProgress shows how far a query is, by what the server tells while it counts.
func TestProgress(t *testing.T) {
	p := open(t, serve(t), "/funnel", desktop)
	// The server's own words, but so that the next come only when the test says so.
	eval[chromedp.Void](p, `{
		const real = window.fetch
		window.fetch = async (path, options) => {
			if (!String(path).endsWith('/query') || options.headers.Accept !== 'application/x-ndjson') return real(path, options)
			const answer = await real(path, options), words = await answer.text(), told = new TransformStream(), to = told.writable.getWriter(), encoder = new TextEncoder()
			to.write(encoder.encode('{"progress":{"done":1,"total":4}}\n{"prog'))
			window.more = () => to.write(encoder.encode('ress":{"done":3,"total":4}}\n'))
			window.end = () => { to.write(encoder.encode(words)); to.close() }
			return new Response(told.readable, {headers: answer.headers})
		}
	}`)
	p.choose("Step 1", "campaign_received")
	p.choose("Step 2", "purchase")
	p.press("RENDER GRAPH")
	p.says("[data-state=loading] [role=status]", "25%")
	eval[chromedp.Void](p, `window.more()`)
	p.says("[data-state=loading] [role=status]", "75%")
	require.Equal(t, 0.75, eval[float64](p, `document.querySelector('[data-state=loading] progress').value`))
	eval[chromedp.Void](p, `window.end()`)
	p.rendered("")
	p.misses("[data-state=loading]")
}
