// Numbers, ratios and times for people. Ratios are rounded exactly as the library's tables round them.

const grouped = new Intl.NumberFormat('en')

// number writes a count: 12,345.
export const number = (n) => grouped.format(n)

// people writes how many people: "1 person", "12,345 people".
export const peopleCount = (n) => n === 1 ? '1 person' : number(n) + ' people'

// percent and decimal write a ratio {numerator, denominator}; one of nothing is "n/a". Halves are rounded up, on the exact quotient.
export const percent = (ratio) => rounded(ratio, 100, 1, '%')
export const decimal = (ratio) => rounded(ratio, 1, 2, '')

function rounded({ numerator, denominator }, times, digits, unit) {
  if (!(denominator > 0)) return 'n/a'
  const scale = 10n ** BigInt(digits)
  const n = BigInt(numerator) * BigInt(times) * scale, d = BigInt(denominator)
  const all = (2n * n + d) / (2n * d)
  return `${grouped.format(all / scale)}.${String(all % scale).padStart(digits, '0')}${unit}`
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

// local takes an RFC 3339 time apart as it is written, so in the report's own location whatever the browser's is.
function local(text) {
  const [, year, month, day, hour, minute] = /^(\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text)
  return { year, month: months[month - 1], day: Number(day), hour, minute, weekday: weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] }
}

// bucketName names a bucket of a unit by its first instant.
function bucketName(unit, start) {
  const t = local(start)
  switch (unit) {
    case 'hour': return `${t.weekday} ${t.day} ${t.month} ${t.year}, ${t.hour}:${t.minute}`
    case 'day': return `${t.weekday} ${t.day} ${t.month} ${t.year}`
    case 'week': return `Week of ${t.day} ${t.month} ${t.year}`
  }
  return `${t.month} ${t.year}`
}

// bucketNames names buckets in a row. Of an hour that the change of the clock repeats, both say which they are.
export function bucketNames(unit, buckets) {
  const names = buckets.map((b) => bucketName(unit, b.start))
  return names.map((name, i) => name === names[i - 1] || name === names[i + 1] ? `${name} (${buckets[i].start.slice(19)})` : name)
}

// hour is the hour of the day of a time as it is written.
export const hour = (start) => Number(start.slice(11, 13))

// tickName is short, for an axis.
export function tickName(unit, start) {
  const t = local(start)
  switch (unit) {
    case 'hour': return t.hour === '00' ? `${t.day} ${t.month}` : `${t.hour}:${t.minute}`
    case 'month': return t.month
  }
  return `${t.day} ${t.month}`
}

export const year = (start) => local(start).year

// instant writes a time in a location: "31 Dec 2017, 22:47:38".
export function instant(text, location) {
  try {
    const parts = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' }
    return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone: location }).format(new Date(text))
  } catch {
    return text
  }
}

// written is a time as it is written, in its own location: "31 Dec 2017, 22:47:38".
export function written(text) {
  const t = local(text)
  return `${t.day} ${t.month} ${t.year}, ${text.slice(11, 19)}`
}

// timeframe says in words what was asked for.
export function timeframe(asked) {
  if (!asked || Object.keys(asked).length === 0) return 'at any time'
  if (asked.last_days) return asked.last_days === 1 ? 'today' : `in the last ${asked.last_days} days`
  if (asked.week) return asked.week === 'this' ? 'this week' : 'in the previous week'
  const from = asked.from ?? asked.since, to = asked.to ?? asked.until
  if (from && to) return `from ${from} to ${asked.until ? 'before ' : ''}${to}`
  return from ? `from ${from} on` : asked.until ? `before ${to}` : `up to ${to}`
}

// value writes a typed value of JSON.
export function value(v) {
  if (Array.isArray(v)) return v.map(value).join(', ')
  if (v !== null && typeof v === 'object') return v.date ?? v.time ?? (v.texts ? v.texts.join(', ') : JSON.stringify(v))
  return String(v)
}
