// The line graph: one line a series and unit, the coarsest unit strong and the finer ones thin beside it. A bucket that is cut or not over yet is hollow, and its line
// dashed; a ratio of nothing is a gap. The drawing is uPlot's; what one reads on it (values, legend) is text of the page.

import { button, element, fill } from './element.js'
import * as format from './format.js'
import { colour, figure, mark, seriesName, seriesParts, swatch } from './series.js'

const order = ['month', 'week', 'day', 'hour']
const adverbs = { hour: 'hourly', day: 'daily', week: 'weekly', month: 'monthly' }

// lineGraph draws a report. off are the numbers of the series that are hidden; toggled(off) is called when that changes.
export function lineGraph({ report, off, toggled }) {
  const grids = report.grids.map((grid) => ({ ...grid, names: format.bucketNames(grid.unit, grid.buckets) })).sort((a, b) => order.indexOf(a.unit) - order.indexOf(b.unit))
  const host = element('figure', { class: 'graph' })
  if (grids.length === 0 || grids[0].buckets.length === 0) {
    fill(host, element('p', { class: 'empty' },
      grids.length === 0 ? 'No granularity was chosen, so there is no line to draw: the totals are in the table.' : 'The timeframe holds no day of the data.'))
    return { host, dispose() {} }
  }
  const names = seriesParts(report)
  const hidden = new Set(off.filter((i) => i < names.length))
  const model = modelOf(report, grids)
  const canvas = element('div', { class: 'canvas', tabindex: 0, role: 'group',
    'aria-label': `Line graph of ${report.metric}, lines: ${names.length}. With the arrow keys you hear the values; the table has all of them.` })
  const tip = element('div', { class: 'tip', hidden: true, data: { part: 'tooltip' } })
  const spoken = element('p', { class: 'unseen', 'aria-live': 'polite' })
  let plot
  const draw = () => {
    plot?.destroy()
    const width = Math.max(260, Math.floor(canvas.clientWidth))
    plot = new globalThis.uPlot(optionsOf(report, model, hidden, { width, height: width < 520 ? 260 : 360, hover }), model.columns(), canvas)
  }
  const hover = (u) => {
    const at = u.cursor.left < 0 || u.cursor.idx === null || u.cursor.idx === undefined ? undefined : u.cursor.idx
    if (at === undefined) { tip.hidden = true; return }
    fill(tip, model.read(at, hidden, names))
    tip.hidden = false
    const left = u.over.offsetLeft + u.valToPos(model.xs[at], 'x')
    const flip = left + tip.offsetWidth + 24 > canvas.clientWidth
    tip.style.left = `${Math.max(0, flip ? left - tip.offsetWidth - 14 : left + 14)}px`
    tip.style.top = `${Math.max(0, Math.min(u.cursor.top ?? 0, u.over.clientHeight - tip.offsetHeight))}px`
  }
  canvas.addEventListener('keydown', (e) => {
    const now = plot.cursor.left >= 0 ? plot.cursor.idx ?? -1 : -1
    const to = { ArrowRight: now + 1, ArrowLeft: now < 0 ? model.xs.length - 1 : now - 1, Home: 0, End: model.xs.length - 1 }[e.key]
    if (e.key === 'Escape') { plot.setCursor({ left: -10, top: -10 }); return }
    if (to === undefined) return
    e.preventDefault()
    const at = Math.min(Math.max(to, 0), model.xs.length - 1)
    plot.setCursor({ left: plot.valToPos(model.xs[at], 'x'), top: 8 })
    fill(spoken, tip.textContent)
  })
  canvas.addEventListener('blur', () => plot?.setCursor({ left: -10, top: -10 }))
  const legend = element('ul', { class: 'legend', 'aria-label': 'Lines of the graph' }, names.map((name, i) => element('li', {}, legendButton(name, i))))
  function legendButton(name, i) {
    const b = button('', { class: 'legend-item', 'aria-pressed': String(!hidden.has(i)), data: { series: i }, on: { click: () => {
      if (!hidden.delete(i)) hidden.add(i)
      b.setAttribute('aria-pressed', String(!hidden.has(i)))
      draw()
      toggled([...hidden].sort((x, y) => x - y))
    } } }, swatch(i), seriesName(name))
    return b
  }
  const key = element('p', { class: 'key' }, grids.length > 1 && grids.map((g, i) => element('span', { class: i === 0 ? 'strong-line' : 'thin-line' }, adverbs[g.unit])),
    grids.some((g) => g.buckets.some((b) => b.partial)) && element('span', { class: 'dashed-line' }, 'partial: cut by the timeframe, or not yet over'))
  fill(host, element('figcaption', { class: 'unit-name' }, unitName(report)), element('div', { class: 'canvas-box' }, canvas, tip), spoken, legend, key)

  const sized = new ResizeObserver(() => { if (!plot || Math.abs(plot.width - Math.max(260, Math.floor(canvas.clientWidth))) > 1) draw() })
  sized.observe(canvas)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  dark.addEventListener('change', draw)
  return { host, dispose() { sized.disconnect(); dark.removeEventListener('change', draw); plot?.destroy() } }
}

function unitName(report) {
  const per = { active: 'active person', acting: 'acting person' }[report.per]
  switch (report.metric) {
    case 'adoption': return report.per ? '% of the active people' : '% of the people of the segment'
    case 'engagement': return `events per ${per ?? 'person'}`
  }
  return report.metric
}

// modelOf puts the buckets of all grids on one axis of instants, each at its middle.
function modelOf(report, grids) {
  const middle = (b) => (Date.parse(b.start) + Date.parse(b.end)) / 2000
  const xs = [...new Set(grids.flatMap((g) => g.buckets.map(middle)))].sort((a, b) => a - b)
  const place = new Map(xs.map((x, i) => [x, i]))
  const lines = [] // finer grids first, so that the strong lines are drawn over them
  for (const [rank, grid] of [...grids.entries()].reverse()) {
    const at = grid.buckets.map((b) => place.get(middle(b)))
    report.series.forEach((_, series) => {
      const ys = grid.points[series].map((p) => figure(report, p, format).y)
      const row = new Array(xs.length), solid = [], dashed = [], filled = [], hollow = []
      grid.buckets.forEach((b, i) => {
        row[at[i]] = ys[i]
        if (ys[i] === null) return
        ;(b.partial ? hollow : filled).push(at[i])
        if (i > 0 && ys[i - 1] !== null) (b.partial || grid.buckets[i - 1].partial ? dashed : solid).push([at[i - 1], at[i]])
      })
      lines.push({ series, rank, row, strokes: solid, points: filled, dashed: false, count: at.length })
      if (hollow.length > 0) lines.push({ series, rank, row, strokes: dashed, points: hollow, dashed: true })
    })
  }
  return {
    xs, lines, grids,
    // coarse is whether the axis is named by the buckets of the coarsest unit: it has to have enough of them.
    ticks: (grids[0].buckets.length >= 3 ? grids[0] : grids.at(-1)),
    middle,
    columns: () => [xs, ...lines.map((l) => l.row)],
    read(index, hidden, names) {
      const x = xs[index]
      return grids.map((g) => {
        const i = g.buckets.findIndex((b) => Date.parse(b.start) / 1000 <= x && x < Date.parse(b.end) / 1000)
        if (i < 0) return null
        const b = g.buckets[i]
        return element('div', { class: 'tip-part', data: { unit: g.unit, bucket: i } },
          element('p', { class: 'tip-head' }, g.names[i], b.partial && ' (partial)', element('span', { class: 'unseen' }, '. ')),
          element('ul', {}, report.series.map((_, s) => hidden.has(s) ? null : tipLine(report, g.points[s][i], names[s], s))))
      })
    },
  }
}

function tipLine(report, point, name, s) {
  const f = figure(report, point, format)
  return element('li', { data: { series: s } }, swatch(s), seriesName(name), element('span', { class: 'tip-value' }, f.text),
    f.parts && element('span', { class: 'tip-parts' }, `(${f.parts})`), element('span', { class: 'unseen' }, '. '))
}

function optionsOf(report, model, hidden, { width, height, hover }) {
  const style = getComputedStyle(document.documentElement)
  const ink = style.getPropertyValue('--pale').trim(), rule = style.getPropertyValue('--rule').trim(), back = style.getPropertyValue('--card').trim()
  const font = '12px system-ui, sans-serif'
  const { buckets } = model.ticks
  const whole = [Date.parse(buckets[0].start) / 1000, Date.parse(buckets.at(-1).end) / 1000]
  const named = ticked(model.ticks, Math.max(2, Math.floor((width - 70) / 64)))
  return {
    width, height, padding: [12, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    hooks: { setCursor: [hover] },
    scales: { x: { time: false, range: () => whole }, y: { range: (_, low, high) => [0, high > 0 ? high * 1.06 : 1] } },
    axes: [
      { stroke: ink, font, grid: { show: false }, ticks: { stroke: rule, size: 5 }, size: 46, splits: () => named.map(model.middle),
        values: () => named.map((b, i) => {
          const year = format.year(b.start), again = i > 0 && year === format.year(named[i - 1].start)
          return format.tickName(model.ticks.unit, b.start) + (again ? '' : '\n' + year)
        }) },
      { stroke: ink, font, grid: { stroke: rule, width: 1 }, ticks: { show: false }, size: 58, gap: 6,
        incrs: report.metric === 'events' || report.metric === 'people' ? [1, 2, 5].flatMap((n) => [...Array(13).keys()].map((p) => n * 10 ** p)).sort((a, b) => a - b) : undefined,
        values: (_, ticks) => ticks.map((t) => report.metric === 'adoption' ? `${+t.toFixed(3)}%` : new Intl.NumberFormat('en', { maximumFractionDigits: 3 }).format(t)) },
    ],
    series: [{}, ...model.lines.map((l) => {
      const c = colour(l.series), thin = l.rank > 0
      const alone = l.strokes.length === 0 // a point with no line to it would not be seen at all
      const visible = l.dashed || alone || !thin && l.count * 9 < width
      const points = { show: visible, size: thin ? 5 : 8, width: 1.6, stroke: c, fill: l.dashed ? back : c, filter: () => visible ? l.points : null, paths: pointPaths(mark(l.series)) }
      return { show: !hidden.has(l.series), stroke: c, alpha: thin ? 0.75 : 1, width: thin ? 1 : 2.2, dash: l.dashed ? [4, 4] : undefined, points, paths: strokes(l.strokes) }
    })],
  }
}

// ticked are the buckets that have their name on the axis, at most about as many as given: hours at even times of the day, others at even distances.
function ticked({ unit, buckets }, most) {
  const least = Math.ceil(buckets.length / most)
  const hours = unit === 'hour' && [1, 2, 3, 6, 12, 24].find((n) => n >= least)
  if (hours) return buckets.filter((b) => format.hour(b.start) % hours === 0)
  const from = unit === 'hour' ? buckets.filter((b) => format.hour(b.start) === 0) : buckets
  return from.filter((_, i) => i % Math.max(1, Math.ceil(from.length / most)) === 0)
}

// strokes draws exactly these pieces of a line, each from one point to another.
function strokes(pieces) {
  return (u, s) => {
    const path = new Path2D(), at = (i) => [u.valToPos(u.data[0][i], 'x', true), u.valToPos(u.data[s][i], 'y', true)]
    let end
    for (const [from, to] of pieces) {
      if (from !== end) path.moveTo(...at(from))
      path.lineTo(...at(to))
      end = to
    }
    return { stroke: path, fill: null, clip: null, band: null, gaps: null, flags: 3 }
  }
}

// pointPaths draws the marks of a line, by the indexes of the points that are shown.
function pointPaths(shape) {
  return (u, s, from, to, filtered) => {
    const path = new Path2D(), size = u.series[s].points.size * devicePixelRatio / 2
    const all = filtered ?? Array.from({ length: to - from + 1 }, (_, i) => from + i)
    for (const i of all) {
      const y = u.data[s][i]
      if (y === null || y === undefined) continue
      draw[shape](path, u.valToPos(u.data[0][i], 'x', true), u.valToPos(y, 'y', true), size)
    }
    return { stroke: path, fill: path, clip: null, flags: 3 }
  }
}

const draw = {
  circle(p, x, y, r) { p.moveTo(x + r, y); p.arc(x, y, r, 0, 2 * Math.PI) },
  square(p, x, y, r) { p.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7) },
  triangle(p, x, y, r) { p.moveTo(x, y - r * 1.1); p.lineTo(x + r, y + r * 0.8); p.lineTo(x - r, y + r * 0.8); p.closePath() },
  diamond(p, x, y, r) { p.moveTo(x, y - r * 1.2); p.lineTo(x + r * 1.2, y); p.lineTo(x, y + r * 1.2); p.lineTo(x - r * 1.2, y); p.closePath() },
}
