// Why is this person not converted? A funnel that was saved, or the last one that was rendered, told for one person.

import * as api from './api.js'
import { button, choice, element, field, fill } from './element.js'
import { faultText } from './fault.js'
import { timeframe } from './format.js'
import { inWords } from './window_field.js'

// lastFunnel is where the browser remembers the funnel that was rendered last.
export const lastFunnel = 'footfall.funnel'

function remembered() {
  try { return JSON.parse(localStorage.getItem(lastFunnel)) ?? undefined } catch { return undefined }
}

const sentence = (q) => q.steps.map((s) => s.event ?? s.events?.join(' or ') ?? 'any event').join(' → ') + `, within ${inWords(q.window)}, ${timeframe(q.timeframe)}`

// explainBlock is for a person. page.report is the name of a saved funnel and page.funnel a definition: the address has them. chosen is called when they change.
export function explainBlock({ page, person, chosen }) {
  const reports = page.catalog.reports.filter((r) => r.kind === 'funnel')
  const given = page.funnel ?? remembered()
  const options = reports.map((r) => ({ value: '=' + r.name, label: r.name, title: r.name }))
  if (given) options.unshift({ value: '', label: page.funnel ? 'the funnel that led here' : 'the last funnel rendered' })
  const host = element('section', { class: 'explain', 'aria-label': 'Explain' })
  const said = element('div', { class: 'explained', 'aria-live': 'polite' })
  const head = element('h3', {}, 'Why is this person not converted?')
  if (options.length === 0) {
    fill(host, head, element('p', { class: 'hint' }, 'Render a funnel, or save one, and it can be explained here.'))
    return host
  }
  let name = page.report && reports.some((r) => r.name === page.report) ? '=' + page.report : options[0].value
  const tell = async () => {
    fill(said, element('p', { class: 'hint' }, 'Looking…'))
    try {
      const definition = name === '' ? given : (await api.report(name.slice(1))).definition
      page.report = name === '' ? undefined : name.slice(1)
      page.funnel = name === '' ? definition : undefined
      chosen()
      const told = await api.explain(person.id, definition)
      const completed = told.level === told.query.steps.length
      fill(said, element('p', { class: 'hint wrapped' }, sentence(definition)),
        element('p', { class: completed ? 'verdict good' : 'verdict', data: { level: told.level, open: String(told.open) } }, verdict(told, completed)),
        element('div', { class: 'story', role: 'region', 'aria-label': 'What happened', tabindex: 0 },
          element('ol', { class: 'sentences' }, told.sentences.map((s) => element('li', { class: /^Attempt \d+ began/.test(s) ? 'attempt' : undefined }, s)))))
    } catch (err) {
      fill(said, element('p', { class: 'fault', role: 'alert' }, faultText(err)))
    }
  }
  const pick = choice(options, name, (to) => { name = to })
  fill(host, head, element('div', { class: 'inline-fields' }, field('Funnel', pick, { class: 'grow' }), button('Explain', { class: 'primary', on: { click: tell } })), said)
  if (page.funnel || page.report) tell()
  return host
}

function verdict(told, completed) {
  const of = `${told.level} of ${told.query.steps.length} steps`
  if (completed) return `Converted: ${of}`
  return told.open ? `Not decided yet: ${of} so far` : told.level === 0 ? 'Did not enter the funnel' : `Not converted: ${of}`
}
