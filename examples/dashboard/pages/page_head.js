// The head of every page: where one can go, how much data there is, and the saved reports.

import { button, element, fill } from './element.js'
import { instant, number, peopleCount } from './format.js'
import { openReports } from './saved_reports.js'
import { prepare } from './announce.js'

const pages = [
  { id: 'segmentation', href: './', name: 'Event segmentation' },
  { id: 'funnel', href: 'funnel', name: 'Funnel' },
  { id: 'people', href: 'people', name: 'People' },
]

export function pageHead(catalog) {
  prepare()
  fill(document.getElementById('top'),
    element('a', { class: 'brand', href: './' }, element('img', { src: 'icon.svg', alt: '', width: 24, height: 24 }), 'Footfall'),
    element('nav', { 'aria-label': 'Pages' }, pages.map((p) => element('a', { href: p.href, 'aria-current': document.body.dataset.page === p.id ? 'page' : undefined }, p.name))),
    element('p', { class: 'extent' }, catalog && extent(catalog)),
    catalog && button('Saved reports', { on: { click: () => openReports(catalog) } }))
}

function extent(c) {
  if (c.isEmpty) return 'no data yet'
  return `${peopleCount(c.people)} · ${number(c.events)} events${c.clock ? ` · as of ${instant(c.clock, c.location)}` : ''}`
}
