// The state of a page is its address: who has the address has the report.

// read gives the parameters of the address; those that hold JSON are read as such. What cannot be read is left out: an address is input, too.
export function read(jsonNames = ['q']) {
  const state = {}
  for (const [key, value] of new URLSearchParams(location.search)) {
    if (!jsonNames.includes(key)) { state[key] = value; continue }
    try { state[key] = JSON.parse(value) } catch { /* somebody cut the address */ }
  }
  return state
}

// address is that of a page with a state; undefined, empty and false parameters are left out.
export function address(page, state) {
  const list = new URLSearchParams()
  for (const [key, value] of Object.entries(state)) {
    if (value === undefined || value === '' || value === false || value === null) continue
    list.set(key, typeof value === 'object' ? JSON.stringify(value) : value === true ? '1' : value)
  }
  const text = list.toString().replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%5B/g, '[').replace(/%5D/g, ']')
  return text ? page + '?' + text : page
}

// write puts a state into the address. A state that is settled (a report that was rendered, a person that was opened) keeps its place in the browser's history:
// the first change after it begins a new entry, and further changes go on in that one. So Back leads from report to report and not from letter to letter.
export function write(state, settled) {
  const to = address(location.pathname, state)
  if (history.state?.settled && !settled) history.pushState({ settled }, '', to)
  else history.replaceState({ settled }, '', to)
}

// settle marks the present entry as settled, for a page that was opened by its address.
export function settle() { history.replaceState({ settled: true }, '') }
