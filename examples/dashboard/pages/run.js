// RENDER GRAPH: asks the question, says how far it is, and can be stopped.

import * as api from './api.js'
import { button, element, fill } from './element.js'

// runner gives {button, run, stale, stop}. The button belongs to a form and submits it; run(question, shown) asks and calls shown(answer); a refusal is given to refused.
// place is where the progress is said.
export function runner({ place, refused }) {
  let running
  const render = element('button', { type: 'submit', class: 'primary wide render' }, 'RENDER GRAPH')

  const run = async (question, shown) => {
    running?.abort()
    const mine = running = new AbortController()
    const bar = element('progress', { max: 1, 'aria-label': 'Progress of the report' })
    const said = element('p', { role: 'status' }, 'Counting…')
    const waiting = element('div', { class: 'waiting', data: { state: 'loading' } }, said, bar, button('Cancel', { on: { click: () => mine.abort() } }))
    place.querySelectorAll('.note').forEach((n) => n.remove())
    const slow = setTimeout(() => { place.prepend(waiting) }, 120) // an answer that is there at once needs no progress: nothing flickers
    place.setAttribute('aria-busy', 'true')
    try {
      const answer = await api.ask(question, { signal: mine.signal, progress: (share) => { bar.value = share; fill(said, `Counting… ${Math.round(share * 100)}%`) } })
      if (mine === running) { shown(answer); reveal(place) }
    } catch (err) {
      if (mine !== running) return
      if (err.name !== 'AbortError') refused(err)
      else place.prepend(element('p', { class: 'note', role: 'status', data: { state: 'cancelled' } }, place.querySelector('.report-head') ? 'Cancelled. What is shown is the report before.' : 'Cancelled.'))
    } finally {
      clearTimeout(slow)
      waiting.remove()
      if (mine === running) place.removeAttribute('aria-busy')
    }
  }
  // stale says that what is shown is not what the form asks any longer.
  const stale = () => {
    if (!place.querySelector('.report-head') || place.querySelector('[data-state=stale]')) return
    place.prepend(element('p', { class: 'note', role: 'status', data: { state: 'stale' } }, 'The form has changed since this was rendered.'))
  }
  return { button: render, run, stale, stop: () => { running?.abort(); running = undefined } }
}

// reveal scrolls to the answer where it begins below what one sees, as on a phone.
function reveal(place) {
  if (place.getBoundingClientRect().top < innerHeight * 0.7) return
  place.scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth', block: 'start' })
}
