// The lines of a metrics report: their names, colours and marks.

import { element } from './element.js'
import { value } from './format.js'

// marks tell lines apart for whom colours do not; they change with each round of the palette, so that no two of 28 lines look the same.
export const marks = ['circle', 'square', 'triangle', 'diamond']

// colours is how many there are; style/base.css has them as --series-0 and so on.
export const colours = 7

// colour is the present one of a series, by the light or dark theme.
export const colour = (i) => getComputedStyle(document.documentElement).getPropertyValue(`--series-${i % colours}`).trim()

export const mark = (i) => marks[Math.floor(i / colours) % marks.length]

// labels names audiences as the library's reports do: by their name, else by their sentence; of two that are called the same the second has its number behind it.
export function labels(audiences) {
  const made = []
  for (const a of audiences) {
    const own = a.name || a.sentence || 'everyone'
    let label = own
    for (let n = 2; made.includes(label); n++) label = `${own} (${n})`
    made.push(label)
  }
  return made
}

// seriesParts names the lines: by segment, event and value, of which those are left out that all lines share.
export function seriesParts(report) {
  const who = labels(report.audiences)
  return report.series.map((s) => {
    const parts = []
    if (report.audiences.length > 1) parts.push(who[s.segment])
    if (report.events.length > 1 || !s.kind) parts.push(report.events[s.event].sentence || 'any event')
    if (s.kind === 'value') parts.push(value(s.value))
    else if (s.kind) parts.push(`(${s.kind})`)
    return parts
  })
}

// seriesName shows a name; where there is not room for all of it, each part keeps its beginning, so that lines stay apart.
export const seriesName = (parts) => element('span', { class: 'name parted', title: parts.join(' · ') },
  parts.map((part, i) => [i > 0 && element('span', { class: 'dot' }, ' · '), element('bdi', { class: part.length > 12 ? 'part' : 'part whole' }, part)]))

// swatch is the mark and colour of a line, as a drawing.
export function swatch(i) {
  const space = 'http://www.w3.org/2000/svg'
  const drawing = document.createElementNS(space, 'svg')
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 12', width: 24, height: 12, 'aria-hidden': 'true' })) drawing.setAttribute(key, value)
  drawing.classList.add('swatch', `series-${i % colours}`)
  for (const d of ['M1 6h22', shapes[mark(i)]]) {
    const path = document.createElementNS(space, 'path')
    path.setAttribute('d', d)
    drawing.append(path)
  }
  return drawing
}

const shapes = { circle: 'M8.5 6a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z', square: 'M9 3h6v6H9z', triangle: 'M12 2l4 7H8z', diamond: 'M12 1.5l4.5 4.5L12 10.5 7.500 6z' }

// figure is the number of a point, and how it is written: {y, text, parts}. y is null where it is not defined.
export function figure(report, point, { number, percent, decimal }) {
  if (!point.ratio) return { y: point.count, text: number(point.count), parts: '' }
  const { numerator, denominator } = point.ratio
  const y = denominator > 0 ? numerator / denominator * (report.metric === 'adoption' ? 100 : 1) : null
  return { y, text: report.metric === 'adoption' ? percent(point.ratio) : decimal(point.ratio), parts: `${number(numerator)}/${number(denominator)}` }
}
