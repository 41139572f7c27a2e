// The page of event segmentation.

import { announce } from './announce.js'
import { openBehind } from './behind.js'
import { append, button, element, fill, iconButton } from './element.js'
import { clearFaults, faultText, misread, showFault } from './fault.js'
import { lineGraph } from './line_graph.js'
import { breakdownField, granularityField, metricField, weekStartField } from './metric_fields.js'
import { metricTable } from './metric_table.js'
import { goneNote, reportHead } from './report_head.js'
import { runner } from './run.js'
import { saveButton } from './saved_reports.js'
import { segmentsBlock } from './segments_block.js'
import { isChosen, selectorField } from './selector_field.js'
import { timeframeField } from './timeframe_field.js'
import { hasNothing, nothingYet, start } from './start.js'
import * as url from './url.js'

const most = 4
const form = document.getElementById('builder'), results = document.getElementById('results')
const titles = { events: 'Events', people: 'People', adoption: 'Adoption', engagement: 'Engagement' }

// open builds the page from its address.
function open(catalog) {
  const state = url.read()
  const query = { metric: 'events', events: [], every: ['day'], timeframe: { last_days: 30 }, ...state.q }
  if (!Array.isArray(query.events)) query.events = []
  if (query.events.length === 0) query.events = [{ event: '' }]
  if (state.q && !('timeframe' in state.q)) query.timeframe = {}
  if (state.q && !('every' in state.q)) delete query.every
  const page = { catalog, query, report: state.report, unit: state.unit, off: (state.off ?? '').split('.').filter(Boolean).map(Number) }
  const keep = (settled) => url.write({ q: written(query), report: page.report, unit: page.unit, off: page.off.join('.'), shown: settled }, settled)

  shown.stop?.()
  const { button: render, run, stale, stop } = runner({ place: results, refused: (err) => refused(err) })
  shown.stop = stop
  const changed = () => { keep(false); stale() }
  const refused = (err) => {
    const at = showFault(form, err, 'metrics.')
    if (!at) announce(faultText(err), 'failed')
  }
  const go = () => {
    clearFaults(form)
    const blank = query.events.findIndex((e) => !isChosen(e))
    if (blank >= 0) { showFault(form, { field: `events[${blank}]`, message: 'Choose an event.' }); return }
    if (misread(form)) return
    run({ metrics: written(query) }, (answer) => { keep(true); show(page, answer, keep, go) })
  }
  build(page, { changed, render, saved: (name) => { page.report = name; keep(isSettled()) } })
  form.onsubmit = (e) => { e.preventDefault(); go() }
  if (state.shown) { url.settle(); go() } else empty(catalog)
}

// written is the definition without what is at its default.
function written(query) {
  const { timeframe, segments, ...rest } = query
  return { ...rest, ...(segments?.length > 0 ? { segments } : {}), ...(timeframe && Object.keys(timeframe).length > 0 ? { timeframe } : {}) }
}

function empty(catalog) {
  shown.dispose?.()
  fill(results, element('div', { class: 'empty', data: { state: 'empty' } }, catalog.isEmpty
    ? nothingYet()
    : [element('h2', {}, 'Nothing rendered yet'), element('p', {}, 'Choose the events to be shown, and a time period, then RENDER GRAPH.'), example(catalog)]))
}

// example is a first report for whoever has not seen one: the most frequent event.
function example({ event_names: names }) {
  if (names.length === 0) return null
  const { name } = names.toSorted((a, b) => b.events - a.events)[0]
  const q = { metric: 'people', events: [{ event: name }], every: ['week', 'day'], timeframe: { last_days: 30 } }
  return element('p', {}, 'Or begin with ', element('a', { href: url.address('./', { q, shown: true }) }, 'the people of ', element('bdi', {}, name), ' in the last 30 days'), '.')
}

function build(page, { changed, render, saved }) {
  const { catalog, query } = page
  const breakdown = breakdownField({ query, catalog, changed })
  const eventsChanged = () => { changed(); breakdown.draw() }
  fill(form,
    segmentsBlock({ catalog, most, get: () => query.segments ?? [], set: (to) => { query.segments = to; changed() } }),
    eventsBlock({ catalog, query, changed: eventsChanged, breakdown: breakdown.host }),
    metricField({ query, catalog, changed }),
    element('section', { class: 'block', 'aria-label': 'Time' },
      timeframeField({ get: () => query.timeframe, set: (t) => { query.timeframe = t; changed() }, extent: catalog, path: 'timeframe' }),
      granularityField({ query, changed }),
      element('details', { class: 'more', open: Boolean(query.week_start) }, element('summary', {}, 'More'), weekStartField({ query, changed }))),
    element('div', { class: 'form-foot' }, render, saveButton({ catalog, kind: 'metrics', definition: () => written(query), name: () => page.report, saved })))
}

function eventsBlock({ catalog, query, changed, breakdown }) {
  const host = element('section', { class: 'block', 'aria-label': 'Events', data: { field: 'events' } })
  const draw = (focus) => {
    const put = (events, at) => {
      query.events = events
      changed()
      draw(at)
    }
    const add = button('Add event', { class: 'plain wide add-event', disabled: query.events.length >= most,
      on: { click: () => put([...query.events, { event: '' }], query.events.length) } })
    fill(host, element('div', { class: 'block-head' }, element('h2', {}, 'Select events to be shown on graph'), element('span', { class: 'hint' }, `${query.events.length} of ${most}`)),
      element('ol', { class: 'cards' }, query.events.map((selector, i) => element('li', { class: 'card event-card' }, selectorField({
        selector, catalog, changed, label: `Event ${i + 1}`, path: `events[${i}]`,
        buttons: query.events.length > 1 && iconButton('remove', `Remove event ${i + 1}`, { on: { click: () => put(query.events.toSpliced(i, 1), Math.max(0, i - 1)) } }),
      })))),
      add, breakdown)
    if (focus !== undefined) host.querySelectorAll('.event-card')[focus]?.querySelector('select').focus()
  }
  draw()
  return host
}

const isSettled = () => Boolean(history.state?.settled)

const shown = {} // what the page holds beside its elements: the graph, and the question that runs

function show(state, { report, result }, keep, again) {
  shown.dispose?.()
  if (hasNothing(report)) { fill(results, element('div', { class: 'empty', role: 'status', data: { state: 'empty' } }, nothingYet())); return }
  const gone = () => { results.querySelector('[data-state=gone]')?.remove(); results.prepend(goneNote(again)); results.querySelector('[data-state=gone] button').focus() }
  const graph = lineGraph({ report, off: state.off, toggled: (off) => { state.off = off; keep(isSettled()) } })
  shown.dispose = graph.dispose
  fill(results)
  append(results, reportHead({ title: titles[report.metric], name: state.report, report, result }), graph.host,
    metricTable({ report, unit: state.unit, chosen: (unit) => { state.unit = unit; keep(isSettled()) },
      behind: (number, what) => openBehind({ result, number, what, catalog: state.catalog, gone }) }))
  results.dataset.result = result ?? ''
  document.title = `${state.report ?? titles[report.metric]} · Footfall`
  announce(`The graph is rendered: ${report.series.length} ${report.series.length === 1 ? 'line' : 'lines'}.`, 'heard')
}

start(results, open)
