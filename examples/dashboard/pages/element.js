// Elements are made here, and nowhere from markup: whatever the data brings becomes text, never HTML.

// element makes an HTML element. Of the properties, "class", "data" (an object) and "on" (listeners by event) are special; true sets a bare
// attribute, false, null and undefined leave one out, the rest are attributes. Children are nodes, texts, numbers, nested lists; null and false are left out.
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue
    if (key === 'data') Object.assign(made.dataset, value)
    else if (key === 'on') for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener)
    else if (key === 'value') made.value = value
    else if (key === 'checked') made.checked = value
    else made.setAttribute(key, value === true ? '' : value)
  }
  append(made, children)
  return made
}

// append adds children as element does.
export function append(parent, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)))
  }
  return parent
}

// fill replaces what is in an element.
export function fill(parent, ...children) {
  parent.replaceChildren()
  return append(parent, ...children)
}

// button is one that does something here and sends no form.
export function button(label, properties, ...children) {
  const { class: kind = 'plain', ...rest } = properties
  return element('button', { type: 'button', class: kind, ...rest }, label, ...children)
}

// iconButton is a button that shows an icon and says its label.
export function iconButton(name, label, properties) {
  const { class: kind = 'icon', ...rest } = properties
  return element('button', { type: 'button', class: kind, 'aria-label': label, title: label, ...rest }, icon(name))
}

// field puts a label over a control.
export function field(label, control, properties = {}) {
  const id = control.id || (control.id = fresh())
  return element('div', { ...properties, class: 'field ' + (properties.class ?? '') }, element('label', { for: id }, label), control)
}

// choice is a select. Options are {value, label, title}; the value is matched as text.
export function choice(options, value, changed, properties = {}) {
  const made = element('select', properties)
  for (const option of options) made.append(element('option', { value: option.value, title: option.title }, option.label))
  made.value = value
  made.addEventListener('change', () => changed(made.value))
  return made
}

// named is a text that may be too long for its place: the whole of it is in the title, and wrapped or cut by the style.
export function named(text, properties = {}) {
  return element('span', { ...properties, class: 'name ' + (properties.class ?? ''), title: text }, element('bdi', {}, text))
}

let made = 0

// fresh gives an ID that no other element of the page has.
export function fresh() {
  made++
  return 'e' + made
}

const paths = {
  add: 'M8 3v10M3 8h10',
  remove: 'M4 4l8 8M12 4l-8 8',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  grip: 'M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01',
  tag: 'M2.5 7.5v-5h5l6 6-5 5zM5.2 5.2h.01',
  edit: 'M3 13l.7-3L11 2.7l2.3 2.3L6 12.3z',
  warning: 'M8 2l6.5 11.5h-13zM8 6.5v3M8 11.5h.01',
  open: 'M6 3H3v10h10v-3M9 3h4v4M13 3L7.5 8.5',
}

// icon is a drawing of 16 by 16 pixels in the colour of the text, hidden from screen readers.
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg'
  const drawing = document.createElementNS(space, 'svg')
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true', focusable: 'false' })) drawing.setAttribute(key, value)
  const path = document.createElementNS(space, 'path')
  path.setAttribute('d', paths[name])
  drawing.append(path)
  drawing.classList.add('drawing')
  return drawing
}
