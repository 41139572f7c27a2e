// Conditions joined by and, or and not, nested as deep as one likes: of an event's properties, and of people in a segment. What stands at the leaves is
// given by the caller.
//
// In a definition a condition is {"all":[...]}, {"any":[...]}, {"not":...} or a leaf. Here it is a tree: a group {join: 'all' or 'any', not, items}, whose items are
// groups and leaves {leaf, not}. The definition and the tree are turned into each other without loss of meaning.

import { button, choice, element, fill, iconButton } from './element.js'

// toTree reads a definition (undefined: no condition); the outermost is always a group.
export function toTree(definition) {
  if (definition === undefined) return { join: 'all', not: false, items: [] }
  const read = branch(definition, false)
  return read.items ? read : { join: 'all', not: false, items: [read] }
}

function branch(definition, not) {
  if (definition.not) return branch(definition.not, !not)
  for (const join of ['all', 'any']) if (definition[join]) return { join, not, items: definition[join].map((d) => branch(d, false)) }
  return { leaf: definition, not }
}

// fromTree writes it; undefined where there is nothing in it. A group of one is that one.
export function fromTree(tree) {
  const bare = tree.items ? joined(tree) : tree.leaf
  return bare === undefined ? undefined : tree.not ? { not: bare } : bare
}

function joined(group) {
  const written = group.items.map(fromTree).filter((d) => d !== undefined)
  if (written.length === 0) return undefined
  return written.length === 1 ? written[0] : { [group.join]: written }
}

const joins = [
  { value: 'all', label: 'all of these' }, { value: 'any', label: 'any of these' },
  { value: 'not any', label: 'none of these' }, { value: 'not all', label: 'not all of these' },
]

// treeField edits a tree in place. kinds are what may be added: {label, make() gives a leaf}; leafField(leaf, changed, redraw) is the control of one; path is
// where the definition stands in the question, for errors; groups says whether groups may be added.
export function treeField({ tree, kinds, leafField, changed, path, groups = false }) {
  const host = element('div', { class: 'tree' })
  const draw = (focus) => {
    fill(host, group(tree, path, 0))
    if (focus) host.querySelector(`[data-item="${focus}"]`)?.querySelector('select, input, button')?.focus()
  }
  const restructure = (focus) => { changed(); draw(focus) }

  const group = (g, at, depth, remove) => {
    const several = g.items.length > 1 || g.not || depth > 0 || groups && g.items.length > 0
    const head = several && element('div', { class: 'join' },
      choice(joins, (g.not ? 'not ' : '') + g.join, (to) => { g.not = to.startsWith('not '); g.join = to.slice(-3); restructure() }, { 'aria-label': 'How the conditions are joined' }),
      remove && iconButton('remove', 'Remove the group', { on: { click: remove } }))
    const count = g.items.filter((i) => fromTree(i) !== undefined).length
    const items = g.items.map((item, i) => {
      const inner = (g.not ? at + '.not' : at) + (count > 1 ? `.${g.join}[${g.items.slice(0, i).filter((x) => fromTree(x) !== undefined).length}]` : '')
      const drop = () => { g.items.splice(i, 1); restructure(); (host.querySelector('.add button') ?? host).focus() }
      return element('li', { data: { item: `${depth}.${i}` } }, item.items ? group(item, inner, depth + 1, drop) : leaf(item, inner, drop))
    })
    return element('div', { class: depth > 0 ? 'group nested' : 'group', role: depth > 0 ? 'group' : undefined, 'aria-label': depth > 0 ? 'Group of conditions' : undefined },
      head, items.length > 0 && element('ul', { class: 'conditions' }, items), additions(g, depth))
  }

  const leaf = (item, at, drop) => element('div', { class: 'leaf', data: { field: item.not ? at + '.not' : at } },
    element('div', { class: 'leaf-body' },
      (groups || item.not) && button('not', { class: 'toggle', 'aria-pressed': String(item.not), title: 'Turn the condition round',
        on: { click: () => { item.not = !item.not; restructure() } } }),
      leafField(item.leaf, changed, restructure)),
    iconButton('remove', 'Remove the condition', { on: { click: drop } }))

  const additions = (g, depth) => {
    const add = (item) => {
      g.items.push(item)
      restructure(`${depth}.${g.items.length - 1}`)
    }
    return element('div', { class: 'add' },
      kinds.map((kind) => button(kind.label, { class: 'link', title: kind.title, on: { click: () => add({ leaf: kind.make(), not: false }) } })),
      groups && depth < 6 && button('+ Group', { class: 'link', on: { click: () => add({ join: g.join === 'all' ? 'any' : 'all', not: false, items: [] }) } }))
  }

  draw()
  return host
}
