// What stands over a report: of whom and when it is, by which clock, its warnings, and the files to take away.

import * as api from './api.js'
import { button, element, icon } from './element.js'
import { instant, peopleCount, timeframe } from './format.js'
import { labels } from './series.js'

// reportHead is for both kinds of report. name is that of a saved report; aside stands at the right; without it the files of the result do.
export function reportHead({ title, name, report, result, aside }) {
  const who = labels(report.audiences)
  return element('div', { class: 'report-head' },
    element('div', { class: 'title-row' }, element('h2', {}, title), aside ?? downloads(result)),
    name && element('p', { class: 'report-name' }, element('bdi', {}, name)),
    element('p', { class: 'as-of' }, `${capital(timeframe(report.timeframe.asked))}${span(report)}. As of ${instant(report.clock, report.location)}, ${report.location}.`),
    element('ul', { class: 'audiences' }, report.audiences.map((a, i) => element('li', { title: a.sentence }, element('bdi', {}, who[i]),
      a.name && a.sentence && element('span', { class: 'hint' }, ` (${a.sentence})`), `: ${peopleCount(a.people)}`))),
    warnings(report))
}

const capital = (s) => s[0].toUpperCase() + s.slice(1)

// span is what a timeframe by the clock came to.
function span({ timeframe: { asked, from, to } }) {
  if (!from || !to || !(asked.last_days || asked.week)) return ''
  return ` (${from.slice(0, 10)} to ${new Date(Date.parse(to.slice(0, 10)) - 86400000).toISOString().slice(0, 10)})`
}

function warnings(report) {
  if (report.warnings.length === 0) return null
  return element('ul', { class: 'warnings', 'aria-label': 'Warnings' }, report.warnings.map((w) => element('li', { data: { code: w.code } }, icon('warning'), element('span', {}, w.text))))
}

// downloads are the files of a result; by is the view of a funnel.
export function downloads(result, by) {
  if (!result) return null
  return element('div', { class: 'downloads' }, element('span', { class: 'hint' }, 'Download'),
    ['csv', 'json', 'svg'].map((f) => element('a', { class: 'download', href: api.download(result, f, by), download: '' }, f.toUpperCase())))
}

// goneNote says that the result is no longer kept, and offers to render it again.
export function goneNote(again) {
  return element('div', { class: 'gone', role: 'alert', data: { state: 'gone' } }, icon('warning'),
    element('p', {}, 'The server no longer keeps this result, so the people behind its numbers cannot be listed or tagged.'),
    button('Render again', { class: 'primary', on: { click: again } }))
}
