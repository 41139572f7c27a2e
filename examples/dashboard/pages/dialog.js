// Dialogs: the browser keeps the focus inside, closes on Esc and gives the focus back to what opened it.

import { prepare } from './announce.js'
import { element, fresh, iconButton } from './element.js'

// openDialog shows a modal dialog; kind is "panel" (the right side) or "window". content(close) gives what is in it. It is taken out of the page when it closes.
export function openDialog({ title, kind = 'window', content, closed = () => {} }) {
  const id = fresh()
  const dialog = element('dialog', { class: kind, 'aria-labelledby': id })
  const close = () => dialog.close()
  dialog.append(element('div', { class: 'dialog-head' }, element('h2', { id }, title), iconButton('remove', 'Close', { on: { click: close } })), content(close, dialog))
  dialog.addEventListener('pointerdown', (e) => { if (e.target === dialog) close() }) // beside it; where one only lets go there, one has selected a text
  dialog.addEventListener('close', () => { prepare(); dialog.remove(); closed() })
  document.body.append(dialog)
  dialog.showModal()
  dialog.querySelector('[autofocus], [role=tab][aria-selected=true], .panel-body input, .panel-body .pick-button')?.focus() // rather than Close, which comes first
  return dialog
}

// confirmed asks whether something that cannot be undone is to be done.
export function confirmed(title, text, action) {
  return new Promise((resolve) => {
    let yes = false
    openDialog({ title, closed: () => resolve(yes), content: (close) => element('div', { class: 'dialog-body' }, element('p', {}, text),
      element('div', { class: 'actions' },
        element('button', { type: 'button', class: 'plain', autofocus: true, on: { click: close } }, 'Keep it'),
        element('button', { type: 'button', class: 'danger', on: { click: () => { yes = true; close() } } }, action))) })
  })
}
