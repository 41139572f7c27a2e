// The people behind a number: who they are, a hundred at a time, and a tag for all of them.

import * as api from './api.js'
import { openDialog } from './dialog.js'
import { button, element, fill } from './element.js'
import { faultText } from './fault.js'
import { peopleCount } from './format.js'
import { openTagMenu } from './tag_menu.js'
import { address } from './url.js'

// openBehind lists them. funnel is the definition that the page of a person is to explain, where there is one.
export function openBehind({ result, number, what, catalog, gone, funnel }) {
  openDialog({ title: 'People behind the number', content: (close) => {
    const list = element('ul', { class: 'people-list' })
    const head = element('div', { class: 'behind-head' }, element('p', { class: 'hint' }, 'Loading…'))
    const foot = element('div', {})
    const load = async (after) => {
      try {
        const page = await api.behind(result, number, after)
        fill(head, element('strong', { data: { people: page.count } }, peopleCount(page.count)),
          button('Tag them', { disabled: page.count === 0, on: { click: () => { close(); openTagMenu({ result, number, count: page.count, what, catalog, gone }) } } }))
        for (const id of page.ids) list.append(element('li', {}, element('a', { href: address('people', { id, funnel }), title: id }, element('bdi', {}, id))))
        fill(foot, page.more && button('Show more', { on: { click: () => load(page.ids.at(-1)) } }))
      } catch (err) {
        if (err.isGone) { close(); gone() } else fill(head, element('p', { class: 'fault', role: 'alert' }, faultText(err)))
      }
    }
    load()
    return element('div', { class: 'dialog-body' }, element('p', { class: 'hint' }, what), head, list, foot)
  } })
}
