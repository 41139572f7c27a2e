// The page of people: find a person, see what is known and what happened, and why a funnel was not completed.

import * as api from './api.js'
import { announce } from './announce.js'
import { button, element, field, fill, named } from './element.js'
import { explainBlock } from './explain.js'
import { faultText } from './fault.js'
import { number, value, written } from './format.js'
import { scrolling } from './metric_table.js'
import { start } from './start.js'
import * as url from './url.js'

const finder = document.getElementById('finder'), place = document.getElementById('person')
const settled = () => Boolean(history.state?.settled)

function open(catalog) {
  const { find = '', id, funnel, report } = url.read(['funnel'])
  const page = { catalog, find, id, funnel, report }
  page.keep = (is) => url.write({ find: page.find, id: page.id, report: page.report, funnel: page.report ? undefined : page.funnel }, is)
  drawFinder(page)
  if (id === undefined) none(catalog)
  else show(page, id)
}

function none(catalog) {
  fill(place, element('div', { class: 'empty', data: { state: 'empty' } }, catalog.people === 0
    ? [element('h2', {}, 'There is nobody yet'), element('p', {}, 'People come with events, attributes and tags.')]
    : [element('h2', {}, 'Nobody chosen yet'), element('p', {}, 'Find a person by the beginning of the ID.')]))
}

function drawFinder(page) {
  const list = element('ul', { class: 'picks', 'aria-label': 'People found' })
  const more = element('div', {})
  let running, timer
  const load = async (after) => {
    running?.abort()
    const mine = running = new AbortController()
    try {
      const found = await api.people(page.find, after, mine.signal)
      if (!after) fill(list)
      for (const p of found.people) list.append(pick(p, page))
      if (list.children.length === 0) fill(list, element('li', { class: 'hint' }, page.find ? 'Nobody has an ID that begins so.' : 'There is nobody yet.'))
      fill(more, found.more && button('Show more', { class: 'plain wide', on: { click: () => load(found.people.at(-1).id) } }))
    } catch (err) {
      if (err.name !== 'AbortError') fill(list, element('li', { class: 'fault', role: 'alert' }, faultText(err)))
    }
  }
  const input = element('input', { type: 'search', value: page.find, autocomplete: 'off', placeholder: 'For example: 20', on: { input: () => {
    page.find = input.value
    page.keep(settled())
    clearTimeout(timer)
    timer = setTimeout(load, 150)
  } } })
  fill(finder, element('div', { class: 'block' }, field('Beginning of an ID', input), list, more))
  load()
}

function pick(p, page) {
  const about = [...p.tags, ...Object.entries(p.attributes).slice(0, 3).map(([k, v]) => `${k} ${value(v)}`)].join(' · ')
  const chosen = (e) => {
    finder.querySelectorAll('[aria-current]').forEach((b) => b.removeAttribute('aria-current'))
    e.currentTarget.setAttribute('aria-current', 'true')
    page.id = p.id
    page.keep(false)
    show(page, p.id, true)
  }
  const current = p.id === page.id ? 'true' : undefined
  return element('li', { class: 'pick' }, element('button', { type: 'button', class: 'pick-button', 'aria-current': current, data: { person: p.id }, on: { click: chosen } },
    named(p.id), element('span', { class: 'about' }, about)))
}

async function show(page, id, asked) {
  place.setAttribute('aria-busy', 'true')
  try {
    const person = await api.person(id)
    if (page.id !== id) return
    page.keep(true)
    fill(place, element('h2', { class: 'person-id' }, element('bdi', {}, person.id)), facts(person), tags(person),
      explainBlock({ page, person, chosen: () => page.keep(settled()) }), log(person))
    document.title = `${person.id} · Footfall`
    if (asked) { announce(`${person.id}: ${number(person.total)} events.`, 'heard'); place.focus({ preventScroll: innerWidth > 900 }) }
  } catch (err) {
    const unknown = err.status === 404
    fill(place, element('div', { class: 'empty', data: { state: 'unknown' } }, element('h2', {}, unknown ? 'There is no such person' : 'That did not work'),
      element('p', { class: 'wrapped' }, unknown ? `Nobody is called “${id}”.` : faultText(err))))
  } finally {
    place.removeAttribute('aria-busy')
  }
}

function facts({ attributes }) {
  const all = Object.entries(attributes)
  return element('section', { 'aria-label': 'Attributes' }, element('h3', {}, 'Attributes'), all.length === 0 ? element('p', { class: 'hint' }, 'No attribute is known.')
    : element('dl', { class: 'facts' }, all.map(([name, v]) => element('div', { data: { attribute: name } },
      element('dt', { title: name }, name), element('dd', {}, element('bdi', {}, value(v)))))))
}

function tags({ tags }) {
  return element('section', { 'aria-label': 'Tags' }, element('h3', {}, 'Tags'), tags.length === 0 ? element('p', { class: 'hint' }, 'No tag.')
    : element('ul', { class: 'tag-list' }, tags.map((t) => element('li', { class: 'tag', data: { tag: t } }, element('bdi', {}, t)))))
}

// log is the person's events, newest first, a page at a time.
function log(person) {
  const body = element('tbody', {})
  const more = element('div', {})
  const add = (page) => {
    for (const e of page.events) {
      const properties = Object.entries(e.properties)
      body.append(element('tr', { data: { event: e.event } }, element('td', { class: 'when' }, written(e.time)), element('td', {}, named(e.event)),
        element('td', { class: 'properties' }, properties.map(([name, v], i) => [i > 0 && ' · ', element('span', { class: 'hint' }, name), ' ', element('bdi', {}, value(v))]))))
    }
    fill(more, page.more && button('Show older events', { on: { click: async () => {
      try { add(await api.person(person.id, page.before)) } catch (err) { announce(faultText(err), 'failed') }
    } } }))
  }
  add(person)
  const head = element('thead', {}, element('tr', {}, ['Time', 'Event', 'Properties'].map((t) => element('th', { scope: 'col' }, t))))
  return element('section', { class: 'table-part', 'aria-label': 'Events' },
    element('div', { class: 'table-head' }, element('h2', {}, 'Events'), element('span', { class: 'hint' }, `${number(person.total)}, newest first`)),
    person.total === 0 ? element('p', { class: 'hint' }, 'Nothing has happened yet.') : [scrolling('Event log', element('table', { class: 'log' }, head, body)), more])
}

start(place, open)
