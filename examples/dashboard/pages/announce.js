// What happened is said in one live region of the page, which is seen as well: a result that only a screen reader (or only an eye) is told is half told.

import { element, fill } from './element.js'

let timer

// announce says a sentence; kind is "done", "failed", or "heard": that one sees for oneself.
export function announce(text, kind = 'done') {
  const region = place()
  region.dataset.kind = kind
  fill(region, text)
  clearTimeout(timer)
  timer = setTimeout(() => { region.classList.remove('shown') }, 8000)
  region.classList.toggle('shown', kind !== 'heard')
}

// place is the region. Within a modal dialog the rest of the page is inert, so the region is in the open dialog where there is one.
function place() {
  const parent = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body
  let region = document.getElementById('announcer')
  if (!region) region = element('div', { id: 'announcer', class: 'announcer', role: 'status', 'aria-live': 'polite' })
  if (region.parentNode !== parent) parent.append(region)
  return region
}

// prepare puts the region where it can be heard before there is anything to say, since a region that comes with its text is not read: when the page begins, and when
// a dialog closes.
export function prepare() { place() }
