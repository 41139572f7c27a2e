// The server's JSON API, one function a route. Every refusal is a Refusal.

const base = 'api'

// Refusal is an error that the server (or the way to it) gave: its status, the field it is about (may be ''), what is wrong.
export class Refusal extends Error {
  constructor(status, field, message) {
    super(message)
    this.status = status
    this.field = field ?? ''
  }

  // isGone says that a result is no longer kept.
  get isGone() { return this.status === 410 || this.status === 404 && this.field === 'id' }
}

async function send(method, path, body, options = {}) {
  let answer
  try {
    answer = await fetch(base + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { Accept: options.accept ?? 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      signal: options.signal,
      cache: 'no-store',
    })
  } catch (err) {
    if (err.name === 'AbortError') throw err
    throw new Refusal(0, '', 'The server does not answer. Is it still running?')
  }
  if (!answer.ok) throw await refused(answer)
  return answer
}

async function refused(answer) {
  try {
    const { error } = await answer.json()
    return new Refusal(answer.status, error.field, error.message)
  } catch {
    return new Refusal(answer.status, '', `The server answered ${answer.status} ${answer.statusText}`)
  }
}

async function json(method, path, body, options) {
  const answer = await send(method, path, body, options)
  return answer.status === 204 ? null : answer.json()
}

const name = encodeURIComponent

function query(parameters) {
  const list = new URLSearchParams()
  for (const [key, value] of Object.entries(parameters)) if (value !== undefined && value !== '') list.set(key, value)
  return list.size > 0 ? '?' + list : ''
}

// ask asks a question ({metrics}, {funnel}) and gives {report, result}: result is the ID under which the server keeps it. progress is called
// with a share of 0 to 1 while it lasts. Ending the signal ends the question.
export async function ask(question, { signal, progress = () => {} } = {}) {
  const answer = await send('POST', '/query', question, { signal, accept: 'application/x-ndjson' })
  let report, result = answer.headers.get('Footfall-Result') ?? undefined
  for await (const line of lines(answer)) {
    if (line.progress) progress(line.progress.total > 0 ? line.progress.done / line.progress.total : 0)
    else if (line.error) throw new Refusal(400, line.error.field, line.error.message)
    else if (line.answer) { report = line.answer; result = line.result ?? result }
  }
  if (!report) throw new Refusal(0, '', 'The answer broke off. Try again.')
  return { report, result }
}

async function* lines(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const parts = (rest + value).split('\n')
    rest = parts.pop()
    for (const part of parts) if (part.trim()) yield JSON.parse(part)
  }
  if (rest.trim()) yield JSON.parse(rest)
}

// count describes a segment: {people, sentence, warnings}.
export async function count(segment, signal) {
  const who = await json('POST', '/query', { segment }, { signal })
  return { ...who.audiences[0], warnings: who.warnings }
}

export const catalog = () => json('GET', '/catalog')
export const values = (of, signal) => json('GET', '/values' + query(of), undefined, { signal })

export const segment = (id) => json('GET', '/segments/' + name(id))
export const saveSegment = (id, definition) => json('PUT', '/segments/' + name(id), definition)
export const removeSegment = (id) => json('DELETE', '/segments/' + name(id))

export const report = (id) => json('GET', '/reports/' + name(id))
export const saveReport = (id, kind, definition) => json('PUT', '/reports/' + name(id), { kind, definition })
export const removeReport = (id) => json('DELETE', '/reports/' + name(id))

// download is the address of a result in another form.
export const download = (result, format, by) => `${base}/results/${name(result)}${query({ format, by })}`

// behind lists the people behind a number of a result: {count, ids, more}.
export const behind = (result, number, after) => json('GET', `/results/${name(result)}/people${query({ ...number, limit: 100, after })}`)

// tag gives them a tag: {tag, created, matched, added}.
export const tag = (result, number, tag) => json('POST', `/results/${name(result)}/tag`, { tag, number })

export const people = (find, after, signal) => json('GET', '/people' + query({ find, limit: 20, after }), undefined, { signal })
export const person = (id, before) => json('GET', `/people/${name(id)}${query({ limit: 50, before })}`)
export const explain = (id, funnel, clock) => json('POST', `/people/${name(id)}/explain${query({ clock })}`, funnel)
