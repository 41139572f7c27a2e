// Reports saved by name: save, open again, delete. What is saved is the question; opened again, it is asked of the data as it is then.

import * as api from './api.js'
import { announce } from './announce.js'
import { confirmed, openDialog } from './dialog.js'
import { button, element, field, fill, iconButton, named } from './element.js'
import { faultText } from './fault.js'
import { address } from './url.js'

const pages = { metrics: './', funnel: 'funnel' }
const kinds = { metrics: 'Event segmentation', funnel: 'Funnel' }

// openReports lists them; choosing one opens its page.
export function openReports(catalog) {
  openDialog({ title: 'Saved reports', kind: 'panel', content: () => {
    const list = element('ul', { class: 'picks' })
    const draw = () => fill(list, catalog.reports.length === 0 ? element('li', { class: 'hint' }, 'No report has been saved yet. Render one, and choose “Save report”.')
      : catalog.reports.map((r) => element('li', { class: 'pick' },
        element('button', { type: 'button', class: 'pick-button', data: { report: r.name }, on: { click: () => open(r.name) } },
          named(r.name), element('span', { class: 'about' }, kinds[r.kind] ?? r.kind)),
        iconButton('remove', `Delete the saved report ${r.name}`, { on: { click: () => remove(r.name, catalog, draw) } }))))
    draw()
    return element('div', { class: 'panel-body' }, list)
  } })
}

async function open(name) {
  try {
    const { kind, definition } = await api.report(name)
    location.assign(address(pages[kind], { q: definition, report: name, shown: true }))
  } catch (err) {
    announce(faultText(err), 'failed')
  }
}

async function remove(name, catalog, draw) {
  if (!await confirmed('Delete report', `Delete the saved report “${name}”?`, 'Delete report')) return
  try {
    await api.removeReport(name)
    await catalog.refresh()
    announce(`Deleted the report ${name}.`)
    draw()
  } catch (err) {
    announce(`Not deleted: ${err.message}`, 'failed')
  }
}

// saveButton asks for a name and saves the question that definition() gives. name() is the one it has; saved(name) is called then.
export function saveButton({ catalog, kind, definition, name, saved }) {
  return button('Save report', { class: 'plain', on: { click: () => openDialog({ title: 'Save report', content: (close) => {
    const input = element('input', { type: 'text', value: name() ?? '', autocomplete: 'off', autofocus: true, maxlength: 200 })
    const note = element('div', {})
    const keep = async (e) => {
      e.preventDefault()
      const to = input.value.trim()
      if (to === '') { fill(note, element('p', { class: 'fault', role: 'alert' }, 'Give the report a name.')); input.focus(); return }
      if (to !== name() && catalog.reports.some((r) => r.name === to) && !await confirmed('Replace report', `There is a report “${to}” already. Replace it?`, 'Replace it')) return
      try {
        await api.saveReport(to, kind, definition())
        close()
        saved(to)
        await catalog.refresh().catch(() => {})
        announce(`Saved the report ${to}.`)
      } catch (err) {
        fill(note, element('p', { class: 'fault', role: 'alert' }, faultText(err)))
      }
    }
    return element('form', { class: 'dialog-body', on: { submit: keep } }, field('Name of the report', input), note,
      element('div', { class: 'actions' }, element('button', { type: 'submit', class: 'primary' }, 'Save')))
  } }) } })
}
