// The page of funnels.

import { announce } from './announce.js'
import { openBehind } from './behind.js'
import { append, button, element, fill } from './element.js'
import { lastFunnel } from './explain.js'
import { clearFaults, faultText, misread, showFault } from './fault.js'
import { instant, number } from './format.js'
import { count, funnelBars } from './funnel_bars.js'
import { funnelTable } from './funnel_table.js'
import { weekStartField } from './metric_fields.js'
import { downloads, goneNote, reportHead } from './report_head.js'
import { runner } from './run.js'
import { saveButton } from './saved_reports.js'
import { segmentsBlock } from './segments_block.js'
import { isChosen } from './selector_field.js'
import { labels } from './series.js'
import { stepsList } from './steps_list.js'
import { pills, timeframeField } from './timeframe_field.js'
import { hasNothing, nothingYet, start } from './start.js'
import * as url from './url.js'
import { inWords, policyFields, windowField } from './window_field.js'

const form = document.getElementById('builder'), results = document.getElementById('results')
const isSettled = () => Boolean(history.state?.settled)
const shown = {} // the question that runs

// open builds the page from its address.
function open(catalog) {
  const state = url.read()
  const query = { steps: [], window: '30d', timeframe: { last_days: 30 }, ...state.q }
  if (!Array.isArray(query.steps)) query.steps = []
  while (query.steps.length < 2) query.steps.push({ event: '' })
  if (state.q && !('timeframe' in state.q)) query.timeframe = {}
  const page = { catalog, query, report: state.report, view: state.view === 'table' ? 'table' : 'graph' }
  const keep = (settled) => url.write({ q: written(query), report: page.report, view: page.view === 'table' ? 'table' : '', shown: settled }, settled)

  shown.stop?.()
  const { button: render, run, stale, stop } = runner({ place: results, refused: (err) => { if (!showFault(form, err, 'funnel.')) announce(faultText(err), 'failed') } })
  shown.stop = stop
  const go = () => {
    clearFaults(form)
    const blank = query.steps.findIndex((s) => !isChosen(s))
    if (blank >= 0) { showFault(form, { field: `steps[${blank}]`, message: 'Choose an event.' }); return }
    if (misread(form)) return
    run({ funnel: written(query) }, (answer) => {
      keep(true)
      remember(query)
      show(page, answer, keep, go)
    })
  }
  const saved = (name) => { page.report = name; keep(isSettled()) }
  build(page, { changed: () => { keep(false); stale() }, render, saved })
  form.onsubmit = (e) => { e.preventDefault(); go() }
  if (state.shown) { url.settle(); go() } else empty(catalog)
}

function remember(query) {
  try { localStorage.setItem(lastFunnel, JSON.stringify(written(query))) } catch { /* a browser may keep nothing */ }
}

// written is the definition without what is at its default.
function written(query) {
  const { timeframe, segments, ...rest } = query
  return { ...rest, ...(segments?.length > 0 ? { segments } : {}), ...(timeframe && Object.keys(timeframe).length > 0 ? { timeframe } : {}) }
}

function empty(catalog) {
  fill(results, element('div', { class: 'empty', data: { state: 'empty' } }, catalog.isEmpty
    ? nothingYet()
    : [element('h2', {}, 'Nothing rendered yet'), element('p', {}, 'Choose the events of the funnel in their order, and the conversion window, then RENDER GRAPH.')]))
}

function build(page, { changed, render, saved }) {
  const { catalog, query } = page
  fill(form,
    segmentsBlock({ catalog, most: 2, get: () => query.segments ?? [], set: (to) => { query.segments = to; changed() } }),
    stepsList({ catalog, query, changed, least: 2, most: 7 }),
    windowField({ query, changed }),
    element('section', { class: 'block', 'aria-label': 'Time' },
      timeframeField({ get: () => query.timeframe, set: (t) => { query.timeframe = t; changed() }, extent: catalog, path: 'timeframe' }),
      element('details', { class: 'more', open: Boolean(query.policy || query.strict_increase || query.week_start) }, element('summary', {}, 'More'),
        policyFields({ query, changed }), weekStartField({ query, changed }))),
    element('div', { class: 'form-foot' }, render, saveButton({ catalog, kind: 'funnel', definition: () => written(query), name: () => page.report, saved })))
}

function show(page, { report, result }, keep, again) {
  if (hasNothing(report)) { fill(results, element('div', { class: 'empty', role: 'status', data: { state: 'empty' } }, nothingYet())); return }
  const gone = () => { results.querySelector('[data-state=gone]')?.remove(); results.prepend(goneNote(again)); results.querySelector('[data-state=gone] button').focus() }
  const tagging = { result, catalog: page.catalog, gone, behind: (number, what) => openBehind({ result, number, what, catalog: page.catalog, gone, funnel: report.query }) }
  const parts = element('div', { class: 'funnel-parts' })
  const draw = () => fill(parts, part('people', 'Breakdown by the number of people'), part('events', 'Breakdown by events'))
  const part = (by, title) => element('section', { class: 'table-part', 'aria-label': title, data: { by } },
    element('div', { class: 'table-head' }, element('h2', {}, title), downloads(result, by)),
    page.view === 'table' ? funnelTable({ report, by, tagging }) : funnelBars({ report, by }), sums(report, by))
  const views = [{ value: 'graph', label: 'Graph' }, { value: 'table', label: 'Table' }]
  const view = pills({ name: 'view', label: 'View', value: page.view, options: views, changed: (to) => { page.view = to; keep(isSettled()); draw() } })
  draw()
  fill(results)
  append(results, reportHead({ title: `Funnel of ${report.query.steps.length} steps within ${inWords(report.query.window)}`, name: page.report, report, aside: view }), parts)
  results.dataset.result = result ?? ''
  document.title = `${page.report ?? 'Funnel'} · Footfall`
  announce(`The funnel is rendered: ${report.segments.map((s) => count('people', s.people.completed)).join(' and ')} completed it.`, 'heard')
}

// sums says what became of those who entered, and who may still go on.
function sums(report, by) {
  const who = labels(report.audiences)
  const open = report.segments.some((s) => s.steps.some((x) => x[by].open > 0))
  return element('ul', { class: 'sums' }, report.segments.map((s, i) => element('li', { data: { segment: i } }, element('bdi', {}, who[i]),
    `: ${count(by, s.steps[0][by].reached)} entered, ${number(s[by].completed)} completed, ${number(s[by].unfinished)} unfinished`)),
    open && element('li', { class: 'hint' }, `By the clock, ${instant(report.clock, report.location)}, some may still go on: they are shown apart from the dropped.`))
}

start(results, open)
