// The conversion window: a number and a unit, "15m", or no limit.

import { choice, element, field, fill } from './element.js'

const units = [
  { value: 's', label: 'seconds', size: 1000 }, { value: 'm', label: 'minutes', size: 60000 }, { value: 'h', label: 'hours', size: 3600000 },
  { value: 'd', label: 'days', size: 86400000 }, { value: 'no limit', label: 'no limit' },
]
const sizes = { d: 86400000, h: 3600000, m: 60000, s: 1000, ms: 1 }

// split takes "1h30m" apart into {count: 90, unit: 'm'}; what it cannot read it gives back as {count: text, unit: ''}.
export function split(window) {
  if (window === 'no limit') return { count: '', unit: window }
  const parts = [...String(window).matchAll(/(\d+)(ms|[dhms])/g)]
  const sum = parts.reduce((all, [, n, u]) => all + n * sizes[u], 0)
  if (sum === 0 || parts.map((p) => p[0]).join('') !== window) return { count: window, unit: 'm' }
  const unit = units.findLast((u) => u.size && sum % u.size === 0)
  return unit ? { count: sum / unit.size, unit: unit.value } : { count: sum, unit: 'ms' }
}

// inWords says a window: "15 minutes", "1 day", "any time".
export function inWords(window) {
  const { count, unit } = split(window)
  const label = units.find((u) => u.value === unit)?.label
  if (unit === 'no limit') return 'any time'
  return label && count > 0 ? `${count} ${Number(count) === 1 ? label.slice(0, -1) : label}` : window
}

// windowField edits query.window.
export function windowField({ query, changed }) {
  const host = element('section', { class: 'block', 'aria-label': 'Conversion window', data: { field: 'window' } })
  const draw = (focus) => {
    const now = split(query.window)
    const put = (count, unit) => { query.window = unit === 'no limit' ? unit : `${count}${unit}`; changed() }
    const offered = now.unit === 'ms' ? [{ value: 'ms', label: 'milliseconds' }, ...units] : units
    const count = element('input', { type: 'number', min: 1, step: 1, class: 'short', value: now.count, disabled: now.unit === 'no limit',
      'aria-label': 'Length of the conversion window', on: { input: (e) => put(e.target.value, unit.value) } })
    const unit = choice(offered, now.unit, (to) => { put(now.count === '' ? 30 : count.value, to); draw(true) }, { 'aria-label': 'Unit of the conversion window' })
    fill(host, element('h2', {}, 'Conversion window'), element('div', { class: 'inline-fields' }, count, unit),
      element('p', { class: 'hint' }, 'How long after the first step the last one may come.'))
    if (focus) unit.focus()
  }
  draw()
  return host
}

// policyFields are the finer points: what has to lie in the timeframe, and whether steps may come at the same instant.
export function policyFields({ query, changed }) {
  const policies = [{ value: 'whole funnel', label: 'the whole funnel' }, { value: 'entry', label: 'the first step' }]
  const policy = choice(policies, query.policy ?? 'whole funnel', (to) => {
    if (to === 'entry') query.policy = to
    else delete query.policy
    changed()
  })
  const strict = element('input', { type: 'checkbox', checked: query.strict_increase === true, on: { change: (e) => {
    if (e.target.checked) query.strict_increase = true
    else delete query.strict_increase
    changed()
  } } })
  return [
    field('What has to lie in the time period', policy, { data: { field: 'policy' } }),
    element('label', { class: 'check', data: { field: 'strict_increase' } }, strict, 'each step has to be later than the one before'),
  ]
}
