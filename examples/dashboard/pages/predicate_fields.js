// The leaves of a segment's conditions: an attribute, tags, what people did, a saved segment.

import { suggestAttribute } from './catalog.js'
import { button, choice, element, fill, iconButton } from './element.js'
import { selectorField } from './selector_field.js'
import { first, testField } from './test_field.js'
import { timeframeField } from './timeframe_field.js'

// kinds are what may be added to a segment, for treeField.
export function kinds(catalog, itself) {
  const attribute = catalog.attributes[0]?.name
  const made = [
    attribute !== undefined && { label: '+ Attribute', make: () => ({ attribute, ...first(catalog.attributeKinds(attribute)) }) },
    { label: '+ Tag', make: () => ({ tag: catalog.tags[0]?.name ?? '' }) },
    { label: '+ Behaviour', make: () => ({ did: { event: catalog.event_names[0]?.name ?? '' } }) },
  ]
  const others = catalog.segments.filter((s) => s !== itself)
  if (others.length > 0) made.push({ label: '+ Saved segment', make: () => ({ segment: others[0] }) })
  return made.filter(Boolean)
}

// predicateField edits one leaf in place. path() is not known to it: errors are shown at the leaf.
export function predicateField(leaf, { catalog, changed, itself }) {
  if ('attribute' in leaf) return attributeField(leaf, catalog, changed)
  if ('tag' in leaf || 'tags_any' in leaf || 'tags_all' in leaf) return tagsField(leaf, catalog, changed)
  if ('segment' in leaf) return savedField(leaf, catalog, changed, itself)
  if ('did' in leaf || 'first' in leaf || 'last' in leaf) return behaviourField(leaf, catalog, changed)
  return element('code', {}, JSON.stringify(leaf))
}

// listed are options of names, and what is chosen also where the data does not have it.
function listed(names, chosen) {
  const options = names.map((n) => ({ value: n, label: n, title: n }))
  if (!names.includes(chosen)) options.push({ value: chosen, label: chosen === '' ? 'None known' : chosen + ' (not in the data)', title: chosen })
  return options
}

function attributeField(leaf, catalog, changed) {
  const host = element('div', { class: 'sentence' })
  const draw = (focus) => {
    const name = choice(listed(catalog.attributes.map((a) => a.name), leaf.attribute), leaf.attribute, (to) => {
      leaf.attribute = to
      delete leaf.fold
      Object.assign(leaf, first(catalog.attributeKinds(to)))
      changed()
      draw(true)
    }, { 'aria-label': 'Attribute', class: 'what' })
    fill(host, name, testField({ test: leaf, kinds: catalog.attributeKinds(leaf.attribute), suggest: suggestAttribute(leaf.attribute), of: leaf.attribute, changed }))
    if (focus) name.focus()
  }
  draw()
  return host
}

const taggings = [{ value: 'tag', label: 'has the tag' }, { value: 'tags_any', label: 'has any of the tags' }, { value: 'tags_all', label: 'has all of the tags' }]

function tagsField(leaf, catalog, changed) {
  const host = element('div', { class: 'sentence' })
  const draw = (focus) => {
    const kind = ['tag', 'tags_any', 'tags_all'].find((k) => k in leaf)
    const tags = kind === 'tag' ? [leaf.tag] : leaf[kind]
    const put = (list, to = kind) => { delete leaf[kind]; leaf[to] = to === 'tag' ? list[0] ?? '' : list; changed(); draw(true) }
    const how = choice(taggings, kind, (to) => put(tags, to), { 'aria-label': 'Has tags' })
    const known = catalog.tags.map((t) => t.name)
    fill(host, how, tags.map((tag, i) => element('span', { class: 'with-remove' },
      choice(listed(known, tag), tag, (to) => put(tags.with(i, to)), { 'aria-label': 'Tag', class: 'what' }),
      kind !== 'tag' && tags.length > 1 && iconButton('remove', 'Remove the tag', { class: 'icon small', on: { click: () => put(tags.toSpliced(i, 1)) } }))),
    kind !== 'tag' && button('+ Tag', { class: 'link', on: { click: () => put([...tags, known.find((t) => !tags.includes(t)) ?? '']) } }))
    if (focus) how.focus()
  }
  draw()
  return host
}

function savedField(leaf, catalog, changed, itself) {
  return element('div', { class: 'sentence' }, element('span', { class: 'word' }, 'is in the segment'),
    choice(listed(catalog.segments.filter((s) => s !== itself), leaf.segment), leaf.segment, (to) => { leaf.segment = to; changed() }, { 'aria-label': 'Saved segment', class: 'what' }))
}

const behaviours = [
  { value: 'did', label: 'did' }, { value: 'never', label: 'never did' },
  { value: 'first', label: 'did for the first time' }, { value: 'last', label: 'did for the last time' },
]
const counts = [
  { value: '', label: 'at least once' }, { value: '>=', label: 'at least … times' }, { value: 'is', label: 'exactly … times' },
  { value: '<=', label: 'at most … times' }, { value: 'between', label: 'between … and … times' },
]

const isNever = (leaf) => leaf.count?.op === 'is' && leaf.count.values[0] === 0

function behaviourField(leaf, catalog, changed) {
  const host = element('div', { class: 'behaviour' })
  const draw = (focus) => {
    const kind = ['did', 'first', 'last'].find((k) => k in leaf)
    const how = choice(behaviours, isNever(leaf) ? 'never' : kind, (to) => {
      const selector = leaf[kind]
      delete leaf[kind]
      if (to !== 'did') { delete leaf.count; delete leaf.days }
      if (to === 'first' || to === 'last') delete leaf.near
      leaf[to === 'never' ? 'did' : to] = selector
      if (to === 'never') leaf.count = { op: 'is', values: [0] }
      else if (isNever(leaf)) delete leaf.count
      changed()
      draw(true)
    }, { 'aria-label': 'Behaviour' })
    const when = timeframeField({ compact: true, get: () => leaf.in, set: (t) => { if (Object.keys(t).length > 0) leaf.in = t; else delete leaf.in; changed() }, extent: catalog, path: '' })
    fill(host, element('div', { class: 'sentence' }, how), selectorField({ selector: leaf[kind], catalog, changed, label: 'Event of the behaviour', path: '' }),
      element('div', { class: 'sentence' }, kind === 'did' && !isNever(leaf) && countField(leaf, changed, draw), when),
      kind === 'did' && more(leaf, catalog, changed, draw))
    if (focus) how.focus()
  }
  draw()
  return host
}

const whole = (label, value, set) => element('input', { type: 'number', min: 0, step: 1, class: 'short', value, 'aria-label': label, on: { input: (e) => set(Number(e.target.value)) } })

function countField(leaf, changed, draw) {
  const op = leaf.count?.op ?? ''
  const known = counts.some((c) => c.value === op) ? counts : [...counts, { value: op, label: `${op} …` }]
  return [choice(known, op, (to) => {
    if (to === '') delete leaf.count
    else leaf.count = { op: to, values: to === 'between' ? [1, 3] : [leaf.count?.values[0] ?? 3] }
    changed()
    draw()
  }, { 'aria-label': 'How often' }),
  (leaf.count?.values ?? []).map((n, i) => whole(i === 0 ? 'Times' : 'Times at most', n, (to) => { leaf.count.values[i] = to; changed() }))]
}

const sides = [{ value: 'after', label: 'after' }, { value: 'before', label: 'before' }, { value: 'around', label: 'around' }]

// more are the conditions that few want: on how many days, and near which date of the person.
function more(leaf, catalog, changed, draw) {
  const never = isNever(leaf)
  const days = !never && element('label', { class: 'check' }, element('input', { type: 'checkbox', checked: Boolean(leaf.days), on: { change: (e) => {
    if (e.target.checked) leaf.days = { op: '>=', values: [2] }
    else delete leaf.days
    changed()
    draw()
  } } }), 'on several different days')
  const dated = catalog.attributes.filter((a) => catalog.attributeKinds(a.name).includes('date-time')).map((a) => a.name)
  const near = (dated.length > 0 || leaf.near) && element('label', { class: 'check' }, element('input', { type: 'checkbox', checked: Boolean(leaf.near), on: { change: (e) => {
    if (e.target.checked) leaf.near = { attribute: dated[0], days: 7, side: 'after' }
    else delete leaf.near
    changed()
    draw()
  } } }), 'near a date of the person')
  if (!days && !near) return null
  return element('details', { class: 'more', open: Boolean(leaf.days || leaf.near) }, element('summary', {}, 'More'),
    element('div', { class: 'sentence' }, days, leaf.days && [element('span', { class: 'word' }, leaf.days.op === '>=' ? 'at least' : leaf.days.op),
      whole('Different days', leaf.days.values[0], (n) => { leaf.days.values[0] = n; changed() })]),
    near && element('div', { class: 'sentence' }, near, leaf.near && [
      element('span', { class: 'word' }, 'within'), whole('Days near', leaf.near.days, (n) => { leaf.near.days = n; changed() }), element('span', { class: 'word' }, 'days'),
      choice(sides, leaf.near.side, (to) => { leaf.near.side = to; changed() }, { 'aria-label': 'Before or after' }),
      choice(listed(dated, leaf.near.attribute), leaf.near.attribute, (to) => { leaf.near.attribute = to; changed() }, { 'aria-label': 'Date of the person', class: 'what' }),
    ]))
}
