// The steps of a funnel in their order: add, remove, move by buttons or by dragging.

import { announce } from './announce.js'
import { button, element, fill, icon, iconButton } from './element.js'
import { selectorField } from './selector_field.js'

// stepsList edits query.steps in place; least and most bound how many there are.
export function stepsList({ catalog, query, changed, least, most }) {
  const host = element('section', { class: 'block', 'aria-label': 'Events in funnel', data: { field: 'steps' } })
  let dragged
  const card = (i) => host.querySelectorAll('.step-card')[i]
  const move = (from, to) => {
    if (to < 0 || to >= query.steps.length || from === to) return
    query.steps.splice(to, 0, ...query.steps.splice(from, 1))
    changed()
    draw()
    announce(`Step ${from + 1} is step ${to + 1} now.`, 'heard')
  }
  const focusMove = (i, name) => {
    const buttons = [...card(i)?.querySelectorAll('.icon:enabled') ?? []]
    const same = buttons.find((b) => b.dataset.move === name) ?? buttons[0]
    same?.focus()
  }
  const put = (steps, at) => {
    query.steps = steps
    changed()
    draw()
    card(at)?.querySelector('select').focus()
  }

  const row = (selector, i) => {
    const made = element('li', { class: 'card step-card', data: { step: i } },
      element('span', { class: 'grip', draggable: 'true', title: 'Drag to move the step', 'aria-hidden': 'true' }, icon('grip')),
      selectorField({ selector, catalog, changed, label: `Step ${i + 1}`, path: `steps[${i}]`, buttons: [
        iconButton('up', `Move step ${i + 1} up`, { disabled: i === 0, data: { move: 'up' }, on: { click: () => { move(i, i - 1); focusMove(i - 1, 'up') } } }),
        iconButton('down', `Move step ${i + 1} down`, { disabled: i === query.steps.length - 1, data: { move: 'down' }, on: { click: () => { move(i, i + 1); focusMove(i + 1, 'down') } } }),
        query.steps.length > least && iconButton('remove', `Remove step ${i + 1}`, { on: { click: () => put(query.steps.toSpliced(i, 1), Math.max(0, i - 1)) } }),
      ] }))
    made.addEventListener('dragstart', (e) => {
      if (!e.target.closest?.('.grip')) return
      dragged = i
      made.classList.add('dragged')
      e.dataTransfer.effectAllowed = 'move'
      e.dataTransfer.setData('text/plain', String(i))
      e.dataTransfer.setDragImage(made, 12, 12)
    })
    made.addEventListener('dragend', () => { dragged = undefined; made.classList.remove('dragged'); host.querySelectorAll('.over').forEach((o) => o.classList.remove('over')) })
    made.addEventListener('dragover', (e) => { if (dragged !== undefined) { e.preventDefault(); made.classList.toggle('over', dragged !== i) } })
    made.addEventListener('dragleave', () => made.classList.remove('over'))
    made.addEventListener('drop', (e) => { e.preventDefault(); if (dragged !== undefined) move(dragged, i) })
    return made
  }
  const draw = () => {
    const add = button('Add step', { class: 'plain wide add-step', disabled: query.steps.length >= most,
      on: { click: () => put([...query.steps, { event: '' }], query.steps.length) } })
    fill(host, element('div', { class: 'block-head' }, element('h2', {}, 'Events in funnel'), element('span', { class: 'hint' }, `${query.steps.length} of ${most}`)),
      element('ol', { class: 'cards' }, query.steps.map(row)), add)
  }
  draw()
  return host
}
