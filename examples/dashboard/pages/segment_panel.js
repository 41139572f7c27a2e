// The panel at the right side: pick a segment that was saved, or make one. While one makes it, the panel says in plain English what it means and how many people it has.

import * as api from './api.js'
import { announce } from './announce.js'
import { fromTree, toTree, treeField } from './condition_tree.js'
import { confirmed, openDialog } from './dialog.js'
import { button, element, field, fill, iconButton, named } from './element.js'
import { clearFaults, faultText, misread, showFault } from './fault.js'
import { peopleCount } from './format.js'
import { kinds, predicateField } from './predicate_fields.js'
import { isComplete } from './test_field.js'

// openSegmentPanel calls chosen(segment) with a segment as a question has it: {"name","where"}, where a saved one is asked for by its name. segment is one to
// be changed; without it one is added.
export function openSegmentPanel({ catalog, segment, chosen }) {
  const title = segment ? 'Edit segment' : 'Add segment'
  openDialog({ title, kind: 'panel', content: (close) => {
    const body = element('div', { class: 'panel-body' })
    const take = (s) => { close(); chosen(s) }
    if (segment) body.append(builder({ catalog, segment, take }))
    else tabs(body, catalog, take)
    return body
  } })
}

function tabs(body, catalog, take) {
  const pages = [
    { name: 'Saved segments', make: () => saved({ catalog, take, again: () => show(0) }) },
    { name: 'New segment', make: () => builder({ catalog, take }) },
  ]
  const page = element('div', { role: 'tabpanel', id: 'segment-tab', tabindex: -1 })
  const buttons = pages.map((p, i) => element('button', { type: 'button', role: 'tab', class: 'tab', 'aria-controls': 'segment-tab', id: 'segment-tab-' + i, on: {
    click: () => show(i),
    keydown: (e) => { if (e.key === 'ArrowLeft' || e.key === 'ArrowRight') { show(1 - i); buttons[1 - i].focus() } },
  } }, p.name))
  const show = (i) => {
    buttons.forEach((b, j) => { b.setAttribute('aria-selected', String(i === j)); b.tabIndex = i === j ? 0 : -1 })
    page.setAttribute('aria-labelledby', 'segment-tab-' + i)
    fill(page, pages[i].make())
  }
  body.append(element('div', { role: 'tablist', class: 'tabs', 'aria-label': 'Where the segment comes from' }, buttons), page)
  show(catalog.segments.length > 0 ? 0 : 1)
}

function saved({ catalog, take, again }) {
  const list = element('ul', { class: 'picks' })
  const draw = (part) => {
    fill(list, [null, ...catalog.segments].filter((name) => (name ?? 'Everyone').toLowerCase().includes(part.toLowerCase())).map((name) => pick(name, catalog, take, again)))
    if (list.children.length === 0) fill(list, element('li', { class: 'hint' }, 'No saved segment has this in its name.'))
  }
  draw('')
  const find = catalog.segments.length > 7 && field('Find', element('input', { type: 'search', on: { input: (e) => draw(e.target.value) } }))
  return element('div', {}, find, list, catalog.segments.length === 0 && element('p', { class: 'hint' }, 'No segment has been saved yet. Make one under “New segment”.'))
}

function pick(name, catalog, take, again) {
  const about = element('span', { class: 'about' })
  const segment = name === null ? { name: 'Everyone' } : { name, where: { segment: name } }
  if (name === null) fill(about, `${peopleCount(catalog.people)} · all people`)
  else describe(segment, about)
  const remove = async () => {
    if (!await confirmed('Delete segment', `Delete the saved segment “${name}”? Reports that wrote it out keep working.`, 'Delete segment')) return
    try {
      await api.removeSegment(name)
      await catalog.refresh()
      announce(`Deleted the segment ${name}.`)
      again()
    } catch (err) {
      announce(`Not deleted: ${err.message}`, 'failed')
    }
  }
  return element('li', { class: 'pick' },
    element('button', { type: 'button', class: 'pick-button', data: { segment: name ?? '' }, on: { click: () => take(segment) } }, named(name ?? 'Everyone'), about),
    name !== null && iconButton('remove', `Delete the saved segment ${name}`, { on: { click: remove } }))
}

async function describe(segment, place) {
  try {
    const who = await api.count(segment)
    fill(place, `${peopleCount(who.people)} · ${who.sentence || 'everyone'}`)
  } catch (err) {
    fill(place, err.message)
  }
}

// builder makes a segment, or changes one.
function builder({ catalog, segment, take }) {
  const savedName = segment?.where?.segment
  const host = element('div', { class: 'segment-builder' })
  if (savedName === undefined) {
    build(host, { catalog, take, name: segment?.name ?? '', where: segment?.where })
    return host
  }
  fill(host, element('p', { class: 'hint' }, 'Loading…'))
  api.segment(savedName).then((s) => build(host, { catalog, take, name: savedName, where: s.where, itself: savedName }))
    .catch((err) => fill(host, element('p', { class: 'fault', role: 'alert' }, faultText(err))))
  return host
}

function build(host, { catalog, take, name, where, itself }) {
  const tree = toTree(where)
  const nameInput = element('input', { type: 'text', value: name, autocomplete: 'off', maxlength: 200, placeholder: 'For example: Fans' })
  const live = element('output', { class: 'live', 'aria-live': 'polite' })
  const form = element('div', { class: 'conditions-form' })
  const definition = () => {
    const w = fromTree(tree), n = nameInput.value.trim()
    return { ...(n ? { name: n } : {}), ...(w === undefined ? {} : { where: w }) }
  }
  let running, timer
  const count = async () => {
    running?.abort()
    const mine = running = new AbortController()
    try {
      const who = await api.count({ where: definition().where }, mine.signal)
      clearFaults(form)
      fill(live, element('strong', { data: { people: who.people } }, peopleCount(who.people)),
        element('span', { class: 'plain-english', role: 'group', 'aria-label': 'In plain English', tabindex: 0 }, who.sentence || 'everyone'),
        who.warnings.map((w) => element('span', { class: 'hint' }, w.text)))
    } catch (err) {
      if (err.name === 'AbortError' || mine !== running) return
      fill(live, element('span', { class: 'hint' }, 'Not complete yet: ', err.message))
      return err
    }
  }
  const changed = () => {
    clearTimeout(timer)
    running?.abort()
    if (isComplete(definition().where)) timer = setTimeout(count, 200)
    else fill(live, element('span', { class: 'hint' }, 'Complete the conditions to see how many people meet them.'))
  }
  const use = button('Use once', { class: 'plain', on: { click: () => check(() => take(definition())) } })
  const save = button(itself ? 'Save changes' : 'Save and use', { class: 'primary', on: { click: () => check(keep) } })
  // check lets nothing through that the server would refuse, and says where it is wrong.
  const check = async (go) => {
    clearTimeout(timer)
    clearFaults(host)
    if (misread(form)) return
    const wrong = await count()
    if (wrong) showFault(form, wrong, 'segment.')
    else await go()
  }
  const keep = async () => {
    const made = definition()
    if (!made.name) { showFault(host, { field: 'name', message: 'Give the segment a name to save it, or use it once.' }); return }
    const taken = made.name !== itself && catalog.segments.includes(made.name)
    if (taken && !await confirmed('Replace segment', `There is a segment “${made.name}” already. Replace it?`, 'Replace it')) return
    try {
      await api.saveSegment(made.name, made)
      await catalog.refresh()
      announce(`Saved the segment ${made.name}.`)
      take({ name: made.name, where: { segment: made.name } })
    } catch (err) {
      showFault(form, err, 'segment.')
    }
  }
  form.append(treeField({ tree, kinds: kinds(catalog, itself), groups: true, changed, path: 'where', leafField: (leaf, done) => predicateField(leaf, { catalog, changed: done, itself }) }))
  fill(host, field('Name', nameInput, { data: { field: 'name' } }), element('h3', {}, 'People who meet'), form,
    element('div', { class: 'panel-foot' }, live, element('div', { class: 'actions' }, use, save)))
  count()
}
