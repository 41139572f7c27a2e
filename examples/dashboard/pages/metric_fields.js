// What is measured: the metric and whom it divides by, the granularities, the breakdown.

import { choice, element, field, fill } from './element.js'
import { pills } from './timeframe_field.js'

const metrics = [
  { value: 'events', label: 'Events', title: 'How many events' }, { value: 'people', label: 'People', title: 'How many different people' },
  { value: 'adoption', label: 'Adoption', title: 'The share of the people who did it' }, { value: 'engagement', label: 'Engagement', title: 'Events per person, on average' },
]
const isRatio = (m) => m === 'adoption' || m === 'engagement'

// metricField edits metric, per and eligible_from of a query.
export function metricField({ query, catalog, changed }) {
  const host = element('section', { class: 'block', 'aria-label': 'Metric', data: { field: 'metric' } })
  const draw = (focus) => {
    fill(host, pills({ name: 'metric', label: 'Metric', options: metrics, value: query.metric, changed: (to) => {
      query.metric = to
      if (!isRatio(to)) { delete query.per; delete query.eligible_from }
      if (to === 'adoption' && query.per === 'acting') delete query.per
      changed()
      draw(true)
    } }), isRatio(query.metric) && [per(query, changed), eligible(query, catalog, changed)])
    if (focus) host.querySelector('input:checked').focus()
  }
  draw()
  return host
}

function per(query, changed) {
  const options = [{ value: '', label: 'all people of the segment' }, { value: 'active', label: 'people with any event in the period' }]
  if (query.metric === 'engagement') options.push({ value: 'acting', label: 'people who did the event in the period' })
  return field('Divided by', choice(options, query.per ?? '', (to) => { if (to) query.per = to; else delete query.per; changed() }), { data: { field: 'per' } })
}

function eligible(query, catalog, changed) {
  const dates = catalog.dates
  if (query.eligible_from && !dates.includes(query.eligible_from)) dates.push(query.eligible_from)
  if (dates.length === 0) return null
  return field('Count each person from', choice([{ value: '', label: 'always' }, ...dates.map((d) => ({ value: d, label: d }))], query.eligible_from ?? '',
    (to) => { if (to) query.eligible_from = to; else delete query.eligible_from; changed() }), { data: { field: 'eligible_from' } })
}

const units = [{ value: 'month', label: 'Monthly' }, { value: 'week', label: 'Weekly' }, { value: 'day', label: 'Daily' }, { value: 'hour', label: 'Hourly' }]

// granularityField edits the granularities: several at once, always with the coarsest first.
export function granularityField({ query, changed }) {
  const set = (unit, on) => {
    const now = new Set(query.every)
    if (on) now.add(unit)
    else now.delete(unit)
    query.every = units.map((u) => u.value).filter((u) => now.has(u))
    if (query.every.length === 0) delete query.every
    changed()
  }
  const pill = ({ value, label }) => element('label', { class: 'pill' },
    element('input', { type: 'checkbox', value, checked: query.every?.includes(value) ?? false, on: { change: (e) => set(value, e.target.checked) } }), element('span', {}, label))
  return element('fieldset', { class: 'pills', data: { field: 'every' } }, element('legend', {}, 'Show data'), element('div', { class: 'pill-row' }, units.map(pill)))
}

// breakdownField gives a line to each of the most frequent values of a property.
export function breakdownField({ query, catalog, changed }) {
  const host = element('div', { class: 'breakdown', data: { field: 'breakdown' } })
  const draw = (focus) => {
    const offered = catalog.properties(query.events.flatMap((e) => e.event ? [e.event] : e.events ?? [])).map((p) => p.name)
    const now = query.breakdown?.property
    if (now && !offered.includes(now)) offered.push(now)
    const property = choice([{ value: '', label: 'no breakdown' }, ...offered.map((p) => ({ value: '=' + p, label: p }))], now === undefined ? '' : '=' + now, (to) => {
      if (to) query.breakdown = { property: to.slice(1), top: query.breakdown?.top ?? 5 }
      else delete query.breakdown
      changed()
      draw(true)
    })
    const top = query.breakdown && element('input', { type: 'number', class: 'short', min: 1, max: 100, value: query.breakdown.top,
      on: { input: (e) => { query.breakdown.top = Number(e.target.value); changed() } } })
    fill(host, field('Breakdown by', property, { class: 'grow' }), top && field('Top values', top, { data: { field: 'breakdown.top' } }))
    if (focus) property.focus()
  }
  draw()
  return { host, draw }
}

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

// weekStartField is the first day of the weeks.
export function weekStartField({ query, changed }) {
  const options = days.map((d) => ({ value: d, label: d[0].toUpperCase() + d.slice(1) }))
  return field('Weeks begin on', choice(options, query.week_start ?? 'monday', (to) => {
    if (to === 'monday') delete query.week_start
    else query.week_start = to
    changed()
  }), { data: { field: 'week_start' } })
}
