// The funnel as bars: of those who reached the first step, how many reached each one. Above what reached a step stands what dropped from the step before: hatched
// what is not decided yet, pale what is final. The percentage is on top; hovering or focusing a bar tells its numbers exactly.

import { element, fill, named } from './element.js'
import { number, percent } from './format.js'
import { labels } from './series.js'

const nouns = { people: ['person', 'people'], events: ['attempt', 'attempts'] }
export const count = (by, n) => `${number(n)} ${nouns[by][n === 1 ? 0 : 1]}`

// stepName is the number and the name of a step; the name keeps its own direction of writing.
export const stepName = (k, { name }) => element('span', { class: 'name', title: name }, `${k + 1}. `, element('bdi', {}, name))

// funnelBars draws a report by "people" or by "events".
export function funnelBars({ report, by }) {
  const who = labels(report.audiences)
  const popup = element('div', { class: 'popup', role: 'tooltip', id: `popup-${by}`, hidden: true, data: { part: 'popup' } })
  const host = element('figure', { class: 'funnel', data: { by } })
  const plot = element('div', { class: 'funnel-plot' })
  const steps = report.segments[0].steps
  steps.forEach((step, k) => plot.append(element('div', { class: 'funnel-step', role: 'group', 'aria-label': `Step ${k + 1}, ${step.name}` },
    element('div', { class: 'funnel-columns' }, report.segments.map((s, i) => column(s.steps[k], k, i))),
    element('div', { class: 'funnel-name' }, stepName(k, step)))))

  function column(step, k, i) {
    const f = step[by], first = f.from_first.denominator
    const share = (n) => first > 0 ? n / first * 100 : 0
    const reached = `${percent(f.from_first)}, ${count(by, f.reached)} reached`, dropped = `${percent(f.drop_rate)}, ${count(by, f.dropped)} dropped from the step before`
    const bar = element('div', { class: `bar series-${i}`, role: 'img', tabindex: 0, data: { step: k, segment: i, reached: f.reached, dropped: f.dropped },
      'aria-label': `${who[i]}: ${reached}${k > 0 ? '; ' + dropped : ''}` },
      element('span', { class: 'bar-top' }, element('b', {}, percent(f.from_first)), element('span', {}, number(f.reached))),
      element('span', { class: 'bar-final' }), element('span', { class: 'bar-open' }), element('span', { class: 'bar-reached' }))
    for (const [name, n] of Object.entries({ reached: f.reached, open: f.open + f.truncated, final: f.final })) bar.style.setProperty('--' + name, share(n) + '%')
    bar.style.setProperty('--all', share(f.reached + f.dropped) + '%')
    const show = () => {
      fill(popup, popupText(step, k, who[i], by))
      popup.hidden = false
      bar.setAttribute('aria-describedby', popup.id)
      place(popup, bar, host)
    }
    const hide = () => { popup.hidden = true; bar.removeAttribute('aria-describedby') }
    bar.addEventListener('pointerenter', show)
    bar.addEventListener('pointerleave', () => { if (document.activeElement !== bar) hide() })
    bar.addEventListener('focus', show)
    bar.addEventListener('blur', hide)
    bar.addEventListener('keydown', (e) => {
      if (e.key === 'Escape') hide()
      const all = [...plot.querySelectorAll('.bar')], to = { ArrowRight: 1, ArrowLeft: -1 }[e.key]
      if (to) { e.preventDefault(); all[all.indexOf(bar) + to]?.focus() }
    })
    return bar
  }

  const several = report.segments.length > 1
  const some = (what) => report.segments.some((s) => s.steps.some((x) => what(x[by])))
  const axis = element('div', { class: 'funnel-axis', 'aria-hidden': 'true' }, ['100%', '75%', '50%', '25%', '0%'].map((t) => element('span', {}, t)))
  fill(host, element('div', { class: 'funnel-box' }, element('div', { class: 'funnel-scroll', role: 'region', 'aria-label': `Bars by ${by}`, tabindex: 0 }, axis, plot), popup),
    element('ul', { class: 'funnel-key' }, (several ? who : ['reached']).map((w, i) => sample(`reached series-${i}`, named(w))),
      some((f) => f.open + f.truncated > 0) && sample(several ? 'open' : 'open series-0', 'not decided yet'),
      some((f) => f.final > 0) && sample(several ? 'final' : 'final series-0', 'dropped from the step before')))
  return host
}

const sample = (kind, what) => element('li', {}, element('span', { class: 'sample ' + kind }), what)

// place puts the popup beside its bar, within the figure.
function place(popup, bar, host) {
  const box = host.querySelector('.funnel-box').getBoundingClientRect(), b = bar.getBoundingClientRect()
  const right = b.right - box.left + 10, fits = right + popup.offsetWidth <= box.width
  popup.style.left = `${fits ? right : Math.max(0, Math.min(box.width - popup.offsetWidth, b.left - box.left - popup.offsetWidth - 10))}px`
  popup.style.top = '12px'
}

function popupText(step, k, who, by) {
  const f = step[by]
  const line = (name, share, n, kind) => [element('dt', {}, name), element('dd', { data: { part: kind } }, share && element('b', {}, share), share && n && ' · ', n)]
  return [
    element('p', { class: 'tip-head' }, stepName(k, step)), element('p', { class: 'hint' }, named(who)),
    element('dl', {},
      line('Reached', percent(f.from_first), count(by, f.reached), 'reached'),
      k > 0 && line('of the step before', percent(f.from_previous), '', 'from-previous'),
      k > 0 && line('Dropped from the step before', percent(f.drop_rate), count(by, f.dropped), 'dropped'),
      f.open > 0 && line('of these may still go on', '', number(f.open), 'open'),
      f.truncated > 0 && line('of these cut off by the time period', '', number(f.truncated), 'truncated'),
      (f.open > 0 || f.truncated > 0) && line('of these for certain', '', number(f.final), 'final'),
      by === 'events' && [line('People who reached it', percent(step.people.from_first), count('people', step.people.reached), 'people-reached'),
        k > 0 && line('People who dropped', percent(step.people.drop_rate), count('people', step.people.dropped), 'people-dropped')]),
  ]
}
