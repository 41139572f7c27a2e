// The funnel as a table: exact numbers and percentages. By people each exact number opens the people behind it, and has the tag icon beside it.

import { button, element, named } from './element.js'
import { number, percent } from './format.js'
import { stepName } from './funnel_bars.js'
import { scrolling } from './metric_table.js'
import { labels } from './series.js'
import { tagIcon } from './tag_menu.js'

// columns of a segment; which is the word by which the server knows the people behind the number.
const columns = [
  { name: 'Reached', which: 'reached', of: (f) => f.reached },
  { name: 'Of first', share: (f) => f.from_first },
  { name: 'Of previous', share: (f) => f.from_previous, later: true },
  { name: 'Dropped', which: 'dropped', of: (f) => f.dropped, later: true },
  { name: 'Drop rate', share: (f) => f.drop_rate, later: true },
  { name: 'Open', which: 'open', of: (f) => f.open, later: true, title: 'Of the dropped: by the clock they may still go on' },
  { name: 'Cut off', which: 'truncated', of: (f) => f.truncated, later: true, rare: true, title: 'Of the dropped: the end of the time period cut them off' },
  { name: 'Final', which: 'final', of: (f) => f.final, later: true, title: 'Of the dropped: decided' },
  { name: 'Late', which: 'late_reached', of: (f) => f.late_reached, rare: true, title: 'Reached it only after the end of the time period' },
]

// funnelTable shows a report by "people" or by "events". tagging is {result, catalog, gone, behind(number, what)}.
export function funnelTable({ report, by, tagging }) {
  const who = labels(report.audiences)
  const shown = columns.filter((c) => !c.rare || report.segments.some((s) => s.steps.some((x) => c.of(x[by]) > 0)))
  const caption = by === 'people' ? 'Performed by the number of people' : 'Performed by events'
  const cell = (c, step, k, i) => {
    const f = step[by]
    if (c.later && k === 0) return element('td', { class: 'number' })
    if (c.share) return element('td', { class: 'number', data: { share: c.name } }, percent(c.share(f)))
    const n = c.of(f), what = `${who[i]}, step ${k + 1}, ${step.name}: ${c.name.toLowerCase()}`
    const data = { segment: i, step: k, which: c.which, value: n }
    if (by !== 'people' || !tagging.result) return element('td', { class: 'number', data }, number(n))
    const at = { segment: i, step: k, which: c.which }
    return element('td', { class: 'number exact', data },
      n > 0 && tagIcon({ ...tagging, number: at, count: n, what }),
      button(number(n), { class: 'count', disabled: n === 0, 'aria-label': `${number(n)}: the people behind ${what}`, on: { click: () => tagging.behind(at, what) } }))
  }
  const heads = report.segments.length > 1 || report.audiences[0].name
  return scrolling(caption, element('table', { data: { by } }, element('caption', { class: 'unseen' }, caption),
    element('thead', {},
      heads && element('tr', {}, element('td', {}), who.map((w, i) => element('th', { scope: 'colgroup', colspan: shown.length, class: `segment-head series-${i}` }, named(w)))),
      element('tr', {}, element('th', { scope: 'col' }, 'Step'), who.map(() => shown.map((c) => element('th', { scope: 'col', class: 'number', title: c.title }, c.name))))),
    element('tbody', {}, report.segments[0].steps.map((step, k) => element('tr', { data: { step: k } }, element('th', { scope: 'row' }, stepName(k, step)),
      report.segments.map((s, i) => shown.map((c) => cell(c, s.steps[k], k, i))))))))
}
