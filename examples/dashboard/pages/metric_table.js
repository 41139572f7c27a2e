// The table of a metrics report: a row a bucket, a column a series, the totals first. Each number opens the people behind it.

import { button, element, fill } from './element.js'
import * as format from './format.js'
import { pills } from './timeframe_field.js'
import { figure, seriesName, seriesParts, swatch } from './series.js'

const atOnce = 200 // rows: a year of hours would be a slow page
const adjectives = { hour: 'Hourly', day: 'Daily', week: 'Weekly', month: 'Monthly' }

// metricTable shows one unit at a time; unit is the one to begin with, chosen(unit) is called when another is picked. behind(number, what) opens the people.
export function metricTable({ report, unit, chosen, behind }) {
  const host = element('section', { class: 'table-part', 'aria-label': 'Table' })
  const names = seriesParts(report)
  const draw = (focus) => {
    const grid = report.grids.find((g) => g.unit === unit) ?? report.grids[0]
    const units = report.grids.length > 1 && pills({ name: 'table-unit', label: 'Rows of the table', value: grid.unit,
      options: report.grids.map((g) => ({ value: g.unit, label: adjectives[g.unit] })), changed: (to) => { unit = to; chosen(to); draw(true) } })
    fill(host, element('div', { class: 'table-head' }, element('h2', {}, 'Table'), units), scrolling(`${report.metric} by ${grid?.unit ?? 'total'}`, table(report, grid, names, behind)))
    if (focus) host.querySelector('input:checked').focus()
  }
  draw()
  return host
}

// scrolling is a box in which a wide table scrolls, by keyboard too, so that the page does not.
export function scrolling(label, content) {
  return element('div', { class: 'scroll', role: 'region', 'aria-label': label, tabindex: 0 }, content)
}

function table(report, grid, names, behind) {
  const cell = (point, series, bucket, when) => {
    const f = figure(report, point, format)
    const number = { series, unit: grid?.unit ?? 'day', ...(bucket === undefined ? {} : { bucket }) }
    const what = `${names[series].join(', ')}, ${when}`
    return element('td', { class: 'number' }, button(f.text, { class: 'count', 'aria-label': `${f.text}${f.parts ? `, ${f.parts}` : ''}: the people behind ${what}`,
      data: { series, ...(bucket === undefined ? { total: '' } : { bucket }), value: point.count }, disabled: point.count === 0, on: { click: () => behind(number, what) } }),
    f.parts && element('span', { class: 'parts' }, f.parts))
  }
  const head = element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, grid ? 'Time' : ''),
    names.map((n, i) => element('th', { scope: 'col', class: 'number', data: { series: i } }, swatch(i), seriesName(n)))))
  const body = element('tbody', {}, element('tr', { class: 'total' }, element('th', { scope: 'row' }, 'Total'), report.series.map((s, i) => cell(s.total, i, undefined, 'total'))))
  const buckets = grid?.buckets ?? [], times = format.bucketNames(grid?.unit, buckets)
  const add = (from) => {
    buckets.slice(from, from + atOnce).forEach((b, k) => {
      const i = from + k, when = times[i]
      body.append(element('tr', { data: { bucket: i, start: b.start } },
        element('th', { scope: 'row' }, when, b.partial && element('span', { class: 'partial', title: 'Cut by the timeframe, or not yet over' }, ' partial')),
        report.series.map((_, s) => cell(grid.points[s][i], s, i, when))))
    })
    const rest = buckets.length - from - atOnce
    if (rest > 0) {
      const next = button(`Show ${Math.min(rest, atOnce)} more of ${rest} rows`, { class: 'link', on: { click: () => { more.remove(); add(from + atOnce) } } })
      const more = element('tr', {}, element('td', { colspan: names.length + 1 }, next))
      body.append(more)
    }
  }
  add(0)
  return element('table', {}, element('caption', { class: 'unseen' }, `${report.metric} by ${grid?.unit ?? 'total'}`), head, body)
}
