// Select segments: those of the report, and Add Segment.

import * as api from './api.js'
import { button, element, fill, iconButton, named } from './element.js'
import { peopleCount } from './format.js'
import { openSegmentPanel } from './segment_panel.js'

// segmentsBlock edits a list of segments by get and set; at most as many as given.
export function segmentsBlock({ catalog, get, set, most }) {
  const host = element('section', { class: 'block', data: { field: 'segments' }, 'aria-label': 'Segments' })
  const draw = (focus) => {
    const list = get()
    const put = (to, at) => { set(to); draw(at) }
    const add = button('Add Segment', { class: 'plain wide add-segment', disabled: list.length >= most,
      on: { click: () => openSegmentPanel({ catalog, chosen: (s) => put([...get(), s], '.add-segment') }) } })
    const many = list.length === 0 ? 'everyone' : `${list.length} of ${most}`
    fill(host, element('div', { class: 'block-head' }, element('h2', {}, 'Select segments'), element('span', { class: 'hint' }, many)),
      element('ol', { class: 'cards' }, list.map((s, i) => card(s, i, {
        edit: () => openSegmentPanel({ catalog, segment: s, chosen: (to) => put(get().with(i, to), `[data-card="${i}"] button`) }),
        remove: () => put(get().toSpliced(i, 1), '.add-segment'),
      }))), add)
    if (focus) host.querySelector(focus)?.focus()
  }
  draw()
  return host
}

function card(segment, i, { edit, remove }) {
  const about = element('span', { class: 'about' }, '…')
  const name = named(segment.name || 'Segment without a name')
  api.count(segment).then((who) => {
    fill(about, element('span', { data: { people: who.people } }, peopleCount(who.people)), ' · ', who.sentence || 'everyone')
    about.title = who.sentence
    if (!segment.name) fill(name, element('bdi', {}, who.sentence || 'everyone'))
  }).catch((err) => fill(about, err.message))
  return element('li', { class: 'card', data: { card: i, field: `segments[${i}]` } },
    element('span', { class: 'letter', 'aria-hidden': 'true' }, 'ABCD'[i] ?? i + 1),
    element('span', { class: 'card-text' }, name, about),
    segment.where && iconButton('edit', `Edit the segment ${segment.name ?? i + 1}`, { on: { click: edit } }),
    iconButton('remove', `Remove the segment ${segment.name ?? i + 1}`, { on: { click: remove } }))
}
