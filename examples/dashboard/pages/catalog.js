// What there is to choose from: events, properties, attributes, tags, saved segments and reports. Loaded once a page, and again when something was saved.

import * as api from './api.js'

export class Catalog {
  static async load() {
    const c = new Catalog()
    await c.refresh()
    return c
  }

  // refresh asks again; it changes the catalogue in place, so whoever holds it sees the new names.
  async refresh() { Object.assign(this, await api.catalog()) }

  get isEmpty() { return this.events === 0 && this.people === 0 }

  event(name) { return this.event_names.find((e) => e.name === name) }

  // properties of some events; of no events: of all. Each once, by name, with all its kinds.
  properties(events = []) {
    const found = new Map()
    for (const e of this.event_names) {
      if (events.length > 0 && !events.includes(e.name)) continue
      for (const p of e.properties ?? []) found.set(p.name, [...new Set([...(found.get(p.name) ?? []), ...(p.kinds ?? [])])])
    }
    return [...found].map(([name, kinds]) => ({ name, kinds })).sort((a, b) => a.name < b.name ? -1 : 1)
  }

  attributeKinds(name) {
    const found = this.attributes.find((a) => a.name === name)
    return found ? found.kinds ?? [found.kind] : []
  }

  // dates are the attributes that hold a date or a date-time.
  get dates() { return this.attributes.filter((a) => this.attributeKinds(a.name).some((k) => k === 'date' || k === 'date-time')).map((a) => a.name) }
}

// suggestEvent and suggestAttribute give values that begin with a prefix, most frequent first. No suggestions are no error.
export const suggestEvent = (events, property) => (prefix, signal) => suggest({ event: events[0] ?? '', property, prefix }, signal)
export const suggestAttribute = (attribute) => (prefix, signal) => suggest({ attribute, prefix }, signal)

async function suggest(of, signal) {
  try {
    return (await api.values({ ...of, limit: 20 }, signal)).values
  } catch {
    return []
  }
}
