// Errors where they belong: at the field that the server names, else above the whole form.

import { element, fresh, icon } from './element.js'

// clearFaults takes away what earlier errors left.
export function clearFaults(form) {
  form.querySelectorAll('.fault').forEach((e) => e.remove())
  form.querySelectorAll('[aria-invalid]').forEach((e) => { e.removeAttribute('aria-invalid'); e.removeAttribute('aria-describedby') })
  form.querySelectorAll('.has-fault').forEach((e) => e.classList.remove('has-fault'))
}

// showFault marks the field of an error (a Refusal, or {field, message}) within a form. root is what the server puts in front of the form's own paths
// ("metrics."). It gives the marked place, or null where the form has no such field, and then the message stands in front of the form.
export function showFault(form, error, root = '') {
  const path = error.field?.startsWith(root) ? error.field.slice(root.length) : error.field ?? ''
  return mark(form, nearest(form, path), path, error.message)
}

// misread finds a number that cannot be read as one, and marks it: compared as the text that it is, it would quietly find nothing.
export function misread(form) {
  const wrong = [...form.querySelectorAll('input[data-number]')].find((input) => !Number.isFinite(Number(input.value)))
  if (wrong) mark(form, wrong.closest('.leaf'), '', `“${wrong.value}” is not a number.`, wrong)
  return Boolean(wrong)
}

function mark(form, at, path, message, wrong) {
  const id = fresh()
  const note = element('p', { class: 'fault', id, role: 'alert' }, icon('warning'), element('span', {}, at || !path ? message : `${path}: ${message}`))
  if (!at) {
    form.prepend(note)
    return null
  }
  at.classList.add('has-fault')
  at.append(note)
  const control = wrong ?? at.querySelector('input:not([type=radio]):not([type=checkbox])') ?? at.querySelector('select, input, button') // a value is wrong more often than what was picked
  if (control) {
    control.setAttribute('aria-invalid', 'true')
    control.setAttribute('aria-describedby', id)
    control.focus()
  }
  return at
}

// nearest is the place of a path, or of the longest part of it that has one.
function nearest(form, path) {
  const places = new Map([...form.querySelectorAll('[data-field]')].filter((e) => e.dataset.field).map((e) => [e.dataset.field, e]))
  for (let part = path; part; part = part.replace(/(\.[^.[\]]+|\[\d+\]|^[^.[\]]+)$/, '')) if (places.has(part)) return places.get(part)
  return null
}

// faultText is what to tell of an error that no field can show.
export const faultText = (error) => error.field ? `${error.field}: ${error.message}` : error.message
