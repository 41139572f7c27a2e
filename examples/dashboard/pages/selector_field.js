// Which events: one by name, and conditions on its properties by + PROPERTY.

import { suggestEvent } from './catalog.js'
import { fromTree, toTree, treeField } from './condition_tree.js'
import { choice, element, field, fill } from './element.js'
import { first, testField } from './test_field.js'

// selectorField edits a selector {"event","where"} in place. label is said of the choice of event; path is where it stands in the question; buttons are put
// beside the event.
export function selectorField({ selector, catalog, changed, label, path, buttons, any = true }) {
  const host = element('div', { class: 'selector', data: { field: path } })
  const draw = () => {
    const event = field(label, choice(options(selector, catalog, any), JSON.stringify(which(selector)), (to) => {
      choose(selector, JSON.parse(to))
      changed()
      draw()
      host.querySelector('select').focus()
    }), { class: 'grow' })
    fill(host, element('div', { class: 'selector-head' }, event, buttons), isChosen(selector) && properties(selector, catalog, changed, path + '.where'))
  }
  draw()
  return host
}

// isChosen says whether the selector names events, or means any.
export const isChosen = (selector) => selector.event !== ''

const which = ({ event, events }) => event !== undefined ? { event } : events ? { events } : {}

function choose(selector, to) {
  delete selector.event
  delete selector.events
  Object.assign(selector, to)
}

function options(selector, catalog, any) {
  const chosen = which(selector)
  const made = [{ value: JSON.stringify({ event: '' }), label: 'Choose an event' }]
  if (any || !('event' in chosen) && !chosen.events) made.push({ value: '{}', label: 'Any event' })
  for (const e of catalog.event_names) made.push({ value: JSON.stringify({ event: e.name }), label: e.name, title: e.name })
  if (chosen.events) made.push({ value: JSON.stringify(chosen), label: chosen.events.join(' or ') })
  if (chosen.event && !catalog.event(chosen.event)) made.push({ value: JSON.stringify(chosen), label: chosen.event + ' (not in the data)' })
  return made
}

const names = (selector) => selector.event ? [selector.event] : selector.events ?? []

function properties(selector, catalog, changed, path) {
  const offered = catalog.properties(names(selector))
  const tree = toTree(selector.where)
  const keep = () => {
    const where = fromTree(tree)
    if (where === undefined) delete selector.where
    else selector.where = where
    changed()
  }
  return treeField({
    tree, path, changed: keep,
    kinds: [{ label: '+ PROPERTY', title: 'Count only events that meet a condition', make: () => ({ property: offered[0]?.name ?? '', ...first(offered[0]?.kinds ?? []) }) }],
    leafField: (leaf, changed, redraw) => propertyTest(leaf, offered, selector, changed, redraw),
  })
}

function propertyTest(leaf, offered, selector, changed, redraw) {
  const list = offered.map((p) => ({ value: p.name, label: p.name, title: p.name }))
  if (!offered.some((p) => p.name === leaf.property)) list.push({ value: leaf.property, label: leaf.property ? leaf.property + ' (not in the data)' : 'No property known' })
  const kinds = offered.find((p) => p.name === leaf.property)?.kinds ?? []
  const property = choice(list, leaf.property, (to) => {
    leaf.property = to
    delete leaf.fold
    Object.assign(leaf, first(offered.find((p) => p.name === to)?.kinds ?? []))
    redraw()
  }, { 'aria-label': 'Property', class: 'what' })
  return [property, testField({ test: leaf, kinds, suggest: suggestEvent(names(selector), leaf.property), of: leaf.property, changed })]
}
