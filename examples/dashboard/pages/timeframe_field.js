// When: the last 7 days, the last 30 days, this week, the previous week, or a custom range.

import { choice, element, field, fill } from './element.js'
import { timeframe as inWords } from './format.js'

const kinds = [
  { value: '7', label: 'Last 7 days', make: () => ({ last_days: 7 }) },
  { value: '30', label: 'Last 30 days', make: () => ({ last_days: 30 }) },
  { value: 'this', label: 'This week', make: () => ({ week: 'this' }) },
  { value: 'previous', label: 'Previous week', make: () => ({ week: 'previous' }) },
  { value: 'range', label: 'Custom range' },
  { value: 'all', label: 'All time', make: () => ({}) },
]

function kindOf(t) {
  if (t.last_days === 7 || t.last_days === 30) return String(t.last_days)
  if (t.week) return t.week
  if (t.from || t.to) return 'range'
  return Object.keys(t).length === 0 ? 'all' : 'other'
}

// timeframeField edits a timeframe by get and set. extent {from, to} are dates that a custom range begins with. compact is a select, for a condition among
// others; else there is a row of choices.
export function timeframeField({ get, set, extent, path, compact = false }) {
  const host = element('div', { class: 'timeframe', data: { field: path } })
  const offered = [...kinds]
  const begin = get() ?? {}
  if (kindOf(begin) === 'other') offered.push({ value: 'other', label: sentence(begin), make: () => begin })
  const pick = (to) => {
    set(to === 'range' ? { from: extent?.from ?? '', to: extent?.to ?? '' } : offered.find((k) => k.value === to).make())
    draw()
  }
  const draw = () => {
    const t = get() ?? {}, kind = kindOf(t)
    const choose = compact
      ? choice(offered.toSorted((a, b) => (b.value === 'all') - (a.value === 'all')), kind, (to) => { pick(to); host.querySelector('select').focus() }, { 'aria-label': 'When' })
      : pills({ name: 'timeframe', label: 'Time period', options: offered, value: kind, changed: (to) => { pick(to); host.querySelector('input:checked').focus() } })
    fill(host, choose, kind === 'range' && range(t, set, path))
  }
  draw()
  return host
}

function range(t, set, path) {
  const day = (name, label) => {
    const change = (e) => {
      if (e.target.value) t[name] = e.target.value
      else delete t[name]
      set({ ...t })
    }
    return field(label, element('input', { type: 'date', value: t[name] ?? '', on: { change } }), { data: { field: path && `${path}.${name}` } })
  }
  return element('div', { class: 'range' }, day('from', 'From'), day('to', 'To, included'))
}

const sentence = (t) => { const s = inWords(t); return s[0].toUpperCase() + s.slice(1) }

// pills is a row of radio buttons, of which one is chosen.
export function pills({ name, label, options, value, changed }) {
  return element('fieldset', { class: 'pills' }, element('legend', {}, label), element('div', { class: 'pill-row' }, options.map((o) =>
    element('label', { class: 'pill', title: o.title },
      element('input', { type: 'radio', name, value: o.value, checked: o.value === value, on: { change: () => changed(o.value) } }), element('span', {}, o.label)))))
}
