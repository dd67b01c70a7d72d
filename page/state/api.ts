import { signal } from '@preact/signals'
import { createParser } from 'eventsource-parser'
import type { RunEvent } from '../../src/agent/events.js'
import type { Media } from '../../src/media/media.js'

/** The key that this tab sends. It is forgotten with the tab. */
const keyPlace = 'switchyard-key'
export const key = signal(sessionStorage.getItem(keyPlace) ?? '')
/** Why a key is asked for; empty when none is. */
export const keyWanted = signal('')

export function useKey(value: string): void {
  sessionStorage.setItem(keyPlace, value)
  key.value = value
  keyWanted.value = ''
}

/** Forgets the key, and asks for one again. */
export function forgetKey(): void {
  sessionStorage.removeItem(keyPlace)
  location.reload()
}

/** What the server replied instead of what was asked for. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly status: number
  readonly code: string

  constructor(message: string, { status, code }: { status: number; code: string }) {
    super(message)
    this.status = status
    this.code = code
  }
}

interface CallOptions {
  method?: 'GET' | 'POST' | 'DELETE' | undefined
  body?: unknown
  /** In place of a body. */
  form?: FormData | undefined
  signal?: AbortSignal | undefined
}

const addressOf = (path: string): string => new URL(path, document.baseURI).href
const keyHeader = (): Record<string, string> =>
  key.value === '' ? {} : { authorization: `Bearer ${key.value}` }

/**
 * Asks the server. It is of the same version as this page, so that replies are taken as they are typed.
 *
 * @throws ApiFailure with the server's own words
 */
export async function call<T>(path: string, { method = 'GET', body, signal }: CallOptions = {}): Promise<T> {
  return (await (await send(path, { method, body, signal })).json()) as T
}

/** The reply of the server, whatever it is. @throws ApiFailure */
export async function send(
  path: string,
  { method = 'GET', body, form, signal }: CallOptions = {},
): Promise<Response> {
  const reply = await fetch(addressOf(path), {
    method,
    headers: { ...keyHeader(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: form ?? (body === undefined ? null : JSON.stringify(body)),
    signal: signal ?? null,
  }).catch((error) => {
    if (signal?.aborted) throw error
    throw new ApiFailure('The server can not be reached. Is it still running?', {
      status: 0,
      code: 'unreachable',
    })
  })
  if (!reply.ok) throw failureFrom(reply.status, await reply.text())
  return reply
}

function failureFrom(status: number, text: string): ApiFailure {
  let message = `The server replied with status ${status}.`
  let code = 'unknown'
  try {
    const { error } = JSON.parse(text)
    message = String(error.message)
    code = String(error.code)
  } catch {
    // Something between here and the server replied in its own words.
  }
  if (status === 401) keyWanted.value = message
  return new ApiFailure(message, { status, code })
}

/** A file of this server, with where it is found. */
export type PlacedMedia = Media & { path: string }

/** Uploads a file and learns what it is. @param onProgress told the part that was sent, 0 to 1 */
export function upload(
  file: File,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (part: number) => void },
): Promise<PlacedMedia> {
  return new Promise((resolve, reject) => {
    // `fetch` does not tell how much of a body it has sent.
    const request = new XMLHttpRequest()
    request.open('POST', addressOf('v1/media'))
    for (const [name, value] of Object.entries(keyHeader())) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText))
      else reject(failureFrom(request.status, request.responseText))
    }
    request.onerror = () =>
      reject(new ApiFailure('The upload was cut off. Try it again.', { status: 0, code: 'unreachable' }))
    request.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    const form = new FormData()
    form.append('file', file, file.name)
    request.send(form)
  })
}

const reconnectMs = 1000

/**
 * The events of a run, from the first one to its end, over as many connections as it takes.
 *
 * @throws ApiFailure 404 when the server knows the run no more
 */
export async function followRun(
  run: string,
  onEvents: (events: readonly RunEvent[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let last: string | undefined
  let isOver = false
  while (!isOver && !signal.aborted) {
    try {
      const reply = await fetch(addressOf(`v1/runs/${run}/events`), {
        headers: { ...keyHeader(), ...(last === undefined ? {} : { 'last-event-id': last }) },
        signal,
      })
      if (reply.status >= 400 && reply.status < 500) throw failureFrom(reply.status, await reply.text())
      if (!reply.ok || !reply.body) throw new Error(`status ${reply.status}`)
      let events: RunEvent[] = []
      const parser = createParser({
        onEvent: ({ id, event, data }) => {
          if (id !== undefined) last = id
          if (event === 'done') isOver = true
          else events.push(JSON.parse(data))
        },
      })
      const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader()
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        parser.feed(piece.value)
        // All events of a piece at once: a run that is read again from its first event draws the page once.
        if (events.length > 0) onEvents(events)
        events = []
      }
    } catch (error) {
      if (error instanceof ApiFailure || signal.aborted) throw error
    }
    if (!isOver) await new Promise((resolve) => setTimeout(resolve, reconnectMs))
  }
}
