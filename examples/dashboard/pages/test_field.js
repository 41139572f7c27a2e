// A test on a value, {"op":"in","values":["HR","SI"],"fold":true}: the operator, and as many values as it takes, each in the form that the value's kind has in JSON.

import { choice, element, fill, fresh, iconButton } from './element.js'
import { value as written } from './format.js'

const words = {
  'is': 'is', 'is not': 'is not', 'in': 'is one of', 'not in': 'is none of',
  '<': 'is less than', '<=': 'is at most', '>': 'is more than', '>=': 'is at least', 'between': 'is between',
  'contains': 'contains', 'not contains': 'does not contain', 'starts with': 'starts with', 'not starts with': 'does not start with',
  'ends with': 'ends with', 'not ends with': 'does not end with',
  'before': 'is before', 'on': 'is on', 'after': 'is after', 'in the last days': 'is in the last … days', 'more than days ago': 'is more than … days ago',
  'exists': 'is known', 'not exists': 'is not known',
}
const known = ['exists', 'not exists']
const texts = ['is', 'is not', 'in', 'not in', 'contains', 'not contains', 'starts with', 'not starts with', 'ends with', 'not ends with', ...known]
const numbers = ['is', 'is not', 'in', 'not in', '<', '<=', '>', '>=', 'between', ...known]
const dates = ['on', 'before', 'after', 'between', '<=', '>=', 'in the last days', 'more than days ago', ...known]
const byKind = {
  'text': texts, 'list of texts': texts, 'integer': numbers, 'float': numbers,
  'boolean': ['is', 'is not', ...known], 'date': dates, 'date-time': dates,
}
const foldable = texts.filter((op) => !known.includes(op))

// first is the test that a new condition begins with, by the kinds that its value comes in.
export function first(kinds) {
  switch (family(kinds[0])) {
    case 'number': return { op: '>=', values: [] }
    case 'boolean': return { op: 'is', values: [true] }
    case 'date': return { op: 'in the last days', values: [30] }
  }
  return { op: 'is', values: [] }
}

// isComplete says whether all tests in a definition, however deep, have the values that they take, and all names are given: there is no use in asking before.
export function isComplete(definition) {
  if (Array.isArray(definition)) return definition.every(isComplete)
  if (definition === null || typeof definition !== 'object') return true
  if (definition.op !== undefined && !known.includes(definition.op) && (definition.values ?? []).filter((v) => v !== undefined).length < (definition.op === 'between' ? 2 : 1)) return false
  if (definition.event === '' || definition.tag === '') return false
  return Object.values(definition).every(isComplete)
}

function family(kind) {
  switch (kind) {
    case 'integer': case 'float': return 'number'
    case 'date': case 'date-time': return 'date'
    case 'boolean': return 'boolean'
  }
  return 'text'
}

const kindOf = (v) => typeof v === 'number' ? 'float' : typeof v === 'boolean' ? 'boolean' : v !== null && typeof v === 'object' ? 'date' : typeof v === 'string' ? 'text' : undefined

// testField edits a test in place. kinds are those of the value, most likely first; suggest(prefix, signal) gives [{value, count}], may be absent; of
// names what is tested, for the labels.
export function testField({ test, kinds, suggest, of, changed }) {
  const host = element('div', { class: 'test' })
  const usable = kinds.length > 0 ? kinds : [kindOf(test.values?.[0]) ?? 'text']
  const ops = [...new Set([...usable.flatMap((k) => byKind[k] ?? texts), ...(words[test.op] ? [test.op] : [])])]
  const draw = (focus) => {
    const op = choice(ops.map((value) => ({ value, label: words[value] })), test.op, (to) => { become(test, to); changed(); draw('select') },
      { 'aria-label': `Test of ${of}`, class: 'op' })
    fill(host, op, values({ test, kinds: usable, suggest, of, changed, draw }), fold({ test, kinds: usable, changed }))
    if (focus) host.querySelector(focus)?.focus()
  }
  draw()
  return host
}

// become changes the operator and keeps the values that the new one can take.
function become(test, op) {
  const counts = (o) => o === 'in the last days' || o === 'more than days ago'
  const had = counts(op) === counts(test.op) ? test.values ?? [] : []
  test.op = op
  if (known.includes(op)) delete test.values
  else if (op === 'between') test.values = had.slice(0, 2)
  else if (op === 'in' || op === 'not in') test.values = had
  else test.values = counts(op) && had.length === 0 ? [30] : had.slice(0, 1)
  if (!foldable.includes(op)) delete test.fold
}

function fold({ test, kinds, changed }) {
  if (!kinds.some((k) => family(k) === 'text') || !foldable.includes(test.op)) return null
  return element('label', { class: 'check' },
    element('input', { type: 'checkbox', checked: test.fold === true, on: { change: (e) => { if (e.target.checked) test.fold = true; else delete test.fold; changed() } } }), 'ignore case')
}

function values(given) {
  const { test, of, changed, draw } = given
  if (known.includes(test.op)) return null
  test.values ??= []
  const one = (i, label) => valueInput({ ...given, label, get: () => test.values[i], set: (v) => { if (v === undefined) test.values.splice(i, 1); else test.values[i] = v; changed() } })
  if (test.op === 'between') return [one(0, `Lowest value of ${of}`), element('span', { class: 'word' }, 'and'), one(1, `Highest value of ${of}`)]
  if (test.op !== 'in' && test.op !== 'not in') return one(0, `Value of ${of}`)
  const list = element('span', { class: 'list' })
  test.values.forEach((v, i) => list.append(element('span', { class: 'chip' }, element('bdi', {}, written(v)),
    iconButton('remove', `Remove ${written(v)}`, { class: 'icon small', on: { click: () => { test.values.splice(i, 1); changed(); draw() } } }))))
  let next
  const input = valueInput({ ...given, label: `Another value of ${of}`, get: () => undefined, set: (v) => { next = v } })
  const control = input.matches('input, select') ? input : input.querySelector('input, select')
  const add = () => {
    const taken = next
    next = undefined // Enter is a change, too: what is taken is taken once
    if (taken === undefined) return
    if (!test.values.includes(taken)) test.values.push(taken)
    changed()
    draw('[data-next]')
  }
  control.dataset.next = ''
  control.addEventListener('keydown', (e) => { if (e.key === 'Enter') { e.preventDefault(); add() } })
  control.addEventListener('change', add)
  list.append(input)
  return list
}

// valueInput edits one value. What cannot be read as the kind is passed on as text: the server says what is wrong with it.
function valueInput({ test, kinds, suggest, label, get, set }) {
  const v = get()
  const days = test.op === 'in the last days' || test.op === 'more than days ago'
  const kind = days ? 'number' : family(v === undefined ? kinds[0] : kinds.find((k) => family(k) === family(kindOf(v))) ?? kindOf(v))
  switch (kind) {
    case 'boolean':
      if (v === undefined) set(true)
      return choice([{ value: 'true', label: 'true' }, { value: 'false', label: 'false' }], String(v ?? true), (to) => set(to === 'true'), { 'aria-label': label })
    case 'date':
      if (v !== undefined && !v.date && !v.time) break
      if (v?.time) return element('input', { type: 'text', value: v.time, 'aria-label': label, on: { input: (e) => set(e.target.value ? { time: e.target.value } : undefined) } })
      return element('input', { type: 'date', value: v?.date ?? '', 'aria-label': label, on: { input: (e) => set(e.target.value ? { date: e.target.value } : undefined) } })
    case 'number': {
      const input = element('input', { type: 'text', inputmode: 'decimal', class: 'short', value: v ?? '', 'aria-label': label, autocomplete: 'off', data: days || kinds.every((k) => family(k) === 'number') ? { number: '' } : {} })
      input.addEventListener('input', () => set(asNumber(input.value)))
      return input
    }
  }
  return textInput({ v, kinds, suggest, label, set })
}

const asNumber = (text) => text.trim() === '' ? undefined : Number.isFinite(Number(text)) ? Number(text) : text

// textInput suggests values as one types. A suggestion that is taken keeps its own type.
function textInput({ v, kinds, suggest, label, set }) {
  const id = fresh(), offered = new Map()
  const list = element('datalist', { id })
  const input = element('input', { type: 'text', value: v === undefined ? '' : written(v), list: suggest ? id : undefined, autocomplete: 'off', 'aria-label': label, placeholder: 'value' })
  let running, timer
  const look = async () => {
    running?.abort()
    const mine = running = new AbortController()
    const found = await suggest(input.value, mine.signal)
    if (mine !== running) return // a later question is on its way, or was answered first
    fill(list)
    for (const f of found) {
      if (f.value !== null && typeof f.value === 'object') continue
      offered.set(String(f.value), f.value)
      list.append(element('option', { value: String(f.value), label: f.count === undefined ? undefined : `${f.value} (${f.count})` }))
    }
  }
  if (suggest) {
    input.addEventListener('focus', look, { once: true })
    input.addEventListener('input', () => {
      for (const option of [...list.children]) if (!option.value.startsWith(input.value)) option.remove()
      clearTimeout(timer)
      timer = setTimeout(look, 150)
    })
  }
  input.addEventListener('input', () => set(input.value === '' ? undefined : offered.get(input.value) ?? (kinds.some((k) => family(k) === 'text') ? input.value : asNumber(input.value))))
  return suggest ? element('span', { class: 'suggested' }, input, list) : input
}
