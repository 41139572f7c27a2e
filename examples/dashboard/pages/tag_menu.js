// Tagging the people behind a number: choose a tag that exists, or create one. What came of it is said, and the tag is at once there for segments.

import * as api from './api.js'
import { announce } from './announce.js'
import { openDialog } from './dialog.js'
import { element, field, fill, fresh, iconButton } from './element.js'
import { faultText } from './fault.js'
import { number as written, peopleCount } from './format.js'

// tagIcon is the tag icon beside an exact number. what says whose number it is.
export function tagIcon(given) {
  return iconButton('tag', `Tag the ${peopleCount(given.count)}: ${given.what}`, { class: 'icon tag-icon', on: { click: () => openTagMenu(given) } })
}

// openTagMenu asks for the tag. gone() is called where the result is no longer kept.
export function openTagMenu({ result, number, count, what, catalog, gone }) {
  openDialog({ title: `Tag ${peopleCount(count)}`, kind: 'window menu', content: (close) => {
    const id = fresh()
    const input = element('input', { type: 'text', list: id, autocomplete: 'off', autofocus: true, maxlength: 200, placeholder: 'A new tag, or one that exists' })
    const note = element('div', {})
    const put = async (tag) => {
      fill(note)
      if (tag.trim() === '') { fill(note, fault('Give the tag a name.')); input.focus(); return }
      try {
        const done = await api.tag(result, number, tag.trim())
        close()
        await catalog.refresh().catch(() => {}) // where that fails the tag is there all the same, and the next page knows it
        announce(sentence(done))
      } catch (err) {
        if (err.isGone) { close(); gone() } else fill(note, fault(faultText(err)))
      }
    }
    const existing = catalog.tags.length > 0 && element('div', {}, element('h3', {}, 'Existing tags'), element('ul', { class: 'tag-list' },
      catalog.tags.slice(0, 100).map((t) => element('li', {}, element('button', { type: 'button', class: 'tag-choice', data: { tag: t.name }, on: { click: () => put(t.name) } },
        element('bdi', {}, t.name), element('span', { class: 'hint' }, written(t.people)))))))
    return element('form', { class: 'dialog-body', on: { submit: (e) => { e.preventDefault(); put(input.value) } } },
      element('p', { class: 'hint' }, what), field('Tag', input), element('datalist', { id }, catalog.tags.map((t) => element('option', { value: t.name }))), note,
      element('div', { class: 'actions' }, element('button', { type: 'submit', class: 'primary' }, 'Add the tag')), existing)
  } })
}

const fault = (text) => element('p', { class: 'fault', role: 'alert' }, text)

function sentence({ tag, created, matched, added }) {
  const had = matched - added
  return `${created ? `Created the tag ${tag}` : `The tag ${tag}`}: ${peopleCount(added)} ${added === 1 ? 'has' : 'have'} it now${had > 0 ? `, ${written(had)} had it before` : ''}.`
}
