// How every page begins: with the catalogue, and then with what its address says, again whenever one goes back or forward.

import { Catalog } from './catalog.js'
import { button, element, fill } from './element.js'
import { faultText } from './fault.js'
import { pageHead } from './page_head.js'

// start calls open(catalog). place is where an error is said.
export async function start(place, open) {
  pageHead()
  const slow = setTimeout(() => fill(place, element('p', { class: 'empty', role: 'status' }, 'Loading…')), 300)
  let catalog
  try {
    catalog = await Catalog.load()
  } catch (err) {
    fill(place, element('p', { class: 'fault', role: 'alert' }, faultText(err)), button('Try again', { on: { click: () => location.reload() } }))
    return
  } finally {
    clearTimeout(slow)
  }
  pageHead(catalog)
  const show = () => {
    try {
      open(catalog)
    } catch (err) {
      console.error(err)
      fill(place, element('p', { class: 'fault', role: 'alert' }, 'This address cannot be read: a part of it is missing or was changed.'),
        element('p', {}, element('a', { href: location.pathname }, 'Begin anew')))
    }
  }
  show()
  addEventListener('popstate', () => { if (!location.hash) show() }) // a link within the page changes nothing of it
}

// hasNothing says that a report is of a store without events: its dates would be those of a clock at zero.
export const hasNothing = (report) => report.warnings.some((w) => w.code === 'no_events')

// nothingYet is what a page shows that has no data to count.
export function nothingYet() {
  return [element('h2', {}, 'There is no data yet'),
    element('p', {}, 'Events that come in are counted here. Start the dashboard with files of events and people, or send them to its API.')]
}
