import { computed, type Signal, signal } from '@preact/signals'
import type { Opinion } from '../../src/feedback/feedback.js'
import type { Media } from '../../src/media/media.js'
import type { ChatHead, ChatTurn } from '../../src/serve/chats/chat-records.js'
import { ApiFailure, call, followRun } from './api.js'
import { chatInAddress, isOfPlace, lookAtAddress } from './place.js'
import { afterEvent, newRunView, type RunRecordView, type RunView, viewOfRecord } from './run-view.js'

export type { ChatHead, ChatTurn }

type Chat = ChatHead & { turns: readonly ChatTurn[] }

/** All chats, the one that was used last first. */
export const heads = signal<readonly ChatHead[]>([])
/** Words that the list of chats is narrowed to. */
export const query = signal('')
/** The open chat; undefined before its first question. */
export const chat = signal<Chat | undefined>(undefined)
/** The chat that was chosen last, which is the open one as soon as it is read; undefined for a new one. */
let chosen: string | undefined
/** The turn at the end of what is shown; undefined: the newest. */
const shownEnd = signal<string | undefined>(undefined)
/** What went wrong outside of any turn. */
export const problem = signal('')

/** Runs that are followed, and records that were read, by turn. */
const views = new Map<string, Signal<RunView | undefined>>()
const following = new Map<string, AbortController>()

/** Tells the other tabs of this browser that a chat has changed. */
const tabs = new BroadcastChannel('switchyard-chats')

/** The turns that are shown: from the first one to the chosen end. */
export const line = computed((): ChatTurn[] => {
  const turns = chat.value?.turns ?? []
  const byId = new Map(turns.map((turn) => [turn.id, turn]))
  const shown: ChatTurn[] = []
  for (let turn = byId.get(shownEnd.value ?? '') ?? turns.at(-1); turn; turn = byId.get(turn.after ?? ''))
    shown.push(turn)
  return shown.reverse()
})

/** The other versions of a turn: the same place in the chat, asked differently or again. */
export const versionsOf = (turn: ChatTurn): readonly ChatTurn[] =>
  (chat.value?.turns ?? []).filter(({ after }) => after === turn.after)

/** Shows a version of a turn, and the newest of what was asked after it. */
export function showVersion(turn: ChatTurn): void {
  const turns = chat.value?.turns ?? []
  let end = turn
  for (
    let next: ChatTurn | undefined = turn;
    next;
    next = turns.filter(({ after }) => after === end.id).at(-1)
  )
    end = next
  shownEnd.value = end.id
}

let lastAsked = 0

/** Reads the list of chats. Of several replies that are under way the latest counts. */
export async function loadHeads(): Promise<void> {
  lastAsked += 1
  const asked = lastAsked
  const { data } = await call<{ data: ChatHead[] }>(`v1/chats?query=${encodeURIComponent(query.value)}`)
  if (asked === lastAsked) heads.value = data
}

/** Opens a chat, and goes on with what its runs do. A reply that comes when another one was chosen opens nothing. */
async function openChat(id: string): Promise<void> {
  chosen = id
  try {
    const opened = await call<Chat>(`v1/chats/${id}`)
    if (chosen !== id) return
    if (chat.value?.id !== id) shownEnd.value = undefined
    chat.value = opened
    if (location.hash !== `#${id}` && !isOfPlace(location.hash)) location.hash = id
    for (const turn of opened.turns) {
      if (turn.status === 'running') follow(id, turn)
      if (turn.status === 'interrupted') await resume(id, turn)
    }
  } catch (error) {
    if (chosen !== id) return
    if (error instanceof ApiFailure && error.status === 404) newChat()
    throw error
  }
}

export function newChat(): void {
  chosen = undefined
  chat.value = undefined
  shownEnd.value = undefined
  if (location.hash !== '') history.pushState(null, '', location.pathname)
  lookAtAddress()
}

/** Asks in the open chat, or in a new one. @param after the turn that it follows; null: it begins the chat anew */
export async function ask(text: string, media: readonly Media[], after: string | null): Promise<void> {
  const id = chat.value?.id ?? (await beginChat())
  const body = { text, media: media.map(({ digest }) => ({ digest })), after }
  await began(id, await call<ChatTurn>(`v1/chats/${id}/turns`, { method: 'POST', body }))
}

/** A chat for a first question. It is opened, unless another one was chosen meanwhile. */
async function beginChat(): Promise<string> {
  const begun = await call<ChatHead>('v1/chats', { method: 'POST', body: {} })
  if (chosen === undefined) {
    chosen = begun.id
    chat.value = { ...begun, turns: [] }
    if (!isOfPlace(location.hash)) location.hash = begun.id
  }
  return begun.id
}

/** Asks the same again: with other models for some steps, or with a new plan. */
export async function askAgain(turn: ChatTurn, models: Readonly<Record<string, string>>): Promise<void> {
  const id = openId()
  await began(id, await call<ChatTurn>(`${pathOf(id, turn)}/again`, { method: 'POST', body: { models } }))
}

/** Says what one thinks of the answer of a turn, or of a step. */
export async function judge(turn: ChatTurn, opinion: Opinion): Promise<void> {
  const id = openId()
  keepTurn(id, await call<ChatTurn>(`${pathOf(id, turn)}/feedback`, { method: 'POST', body: opinion }))
  tabs.postMessage(id)
}

export async function stop(turn: ChatTurn): Promise<void> {
  await call(`v1/runs/${turn.run}/cancel`, { method: 'POST' })
}

export async function renameChat(id: string, title: string): Promise<void> {
  const head = await call<ChatHead>(`v1/chats/${id}`, { method: 'POST', body: { title } })
  if (chat.value?.id === id) chat.value = { ...chat.value, title: head.title }
  tabs.postMessage(id)
  await loadHeads()
}

export async function deleteChat(id: string): Promise<void> {
  await call(`v1/chats/${id}`, { method: 'DELETE' })
  if (chat.value?.id === id) newChat()
  tabs.postMessage(id)
  await loadHeads()
}

/** What is known of a turn's run; undefined where it has to be loaded. */
export function viewOf(turn: ChatTurn): Signal<RunView | undefined> {
  const known = views.get(turn.id) ?? signal<RunView | undefined>(undefined)
  views.set(turn.id, known)
  return known
}

/** Reads the record of a turn that has ended, once. */
export async function loadRecord(turn: ChatTurn): Promise<void> {
  const view = viewOf(turn)
  if (turn.status === 'running' || view.value?.usage !== undefined) return
  const { record } = await call<{ record: RunRecordView | null }>(pathOf(openId(), turn))
  if (record) view.value = viewOfRecord(record)
}

/** The chat whose turns are shown. */
const openId = (): string => chat.value?.id ?? ''
const pathOf = (id: string, turn: ChatTurn): string => `v1/chats/${id}/turns/${turn.id}`

/** Shows a turn that has begun in a chat, where that is still the open one. */
async function began(id: string, turn: ChatTurn): Promise<void> {
  problem.value = ''
  if (chat.value?.id === id) {
    keepTurn(id, turn)
    shownEnd.value = turn.id
    if (turn.status === 'running') follow(id, turn)
  }
  tabs.postMessage(id)
  await loadHeads()
  const title = heads.value.find((head) => head.id === id)?.title
  if (chat.value?.id === id && title !== undefined) chat.value = { ...chat.value, title }
}

async function resume(id: string, turn: ChatTurn): Promise<void> {
  const resumed = await call<ChatTurn>(`${pathOf(id, turn)}/resume`, { method: 'POST' })
  viewOf(turn).value = undefined
  keepTurn(id, resumed)
  if (resumed.status === 'running') follow(id, resumed)
}

/** Puts a turn into its chat, where that is the open one. */
function keepTurn(id: string, turn: ChatTurn): void {
  if (chat.value?.id !== id) return
  const { turns } = chat.value
  const at = turns.findIndex((one) => one.id === turn.id)
  chat.value = { ...chat.value, turns: at < 0 ? [...turns, turn] : turns.with(at, turn) }
}

/** Follows the run of a turn until its end; then the turn is read again as the server keeps it. */
function follow(id: string, turn: ChatTurn): void {
  if (following.has(turn.run)) return
  const controller = new AbortController()
  following.set(turn.run, controller)
  const view = viewOf(turn)
  view.value = newRunView
  followRun(
    turn.run,
    (events) => {
      view.value = events.reduce(afterEvent, view.value ?? newRunView)
    },
    controller.signal,
  )
    .catch((error) => {
      if (!(error instanceof ApiFailure && error.status === 404)) throw error
    })
    .then(() => settled(pathOf(id, turn), turn.run))
    .then((ended) => {
      if (chat.value?.id !== id) return
      if (ended.status === 'interrupted') return resume(id, ended)
      keepTurn(id, ended)
      return loadRecord(ended)
    })
    .catch((error) => {
      if (!controller.signal.aborted) problem.value = String(error.message)
    })
    .finally(() => following.delete(turn.run))
}

/** The turn as it stands after its run has ended; the server writes that down in a moment, or is just being started again. */
async function settled(path: string, run: string): Promise<ChatTurn> {
  for (let tries = 1; ; tries += 1) {
    const now = await call<ChatTurn>(path).catch((error) => {
      // Not there, or another start takes over.
      if (error instanceof ApiFailure && [0, 503].includes(error.status) && tries < mostTries)
        return undefined
      throw error
    })
    if (now && (now.status !== 'running' || now.run !== run || tries >= mostTries)) return now
    await new Promise((resolve) => setTimeout(resolve, Math.min(2000, 100 * tries)))
  }
}

/** About two minutes. */
const mostTries = 80

/** Listens to the address, and to what other tabs do. */
export function listen(): void {
  window.addEventListener('hashchange', () => {
    if (isOfPlace(location.hash)) return
    const id = chatInAddress()
    if (id === undefined) newChat()
    else if (id !== chosen) openChat(id).catch(tell)
  })
  const refresh = () => {
    loadHeads().catch(tell)
    if (chosen !== undefined) openChat(chosen).catch(tell)
  }
  tabs.onmessage = refresh
  // Another device of the same key may have gone on with the chat.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') refresh()
  })
}

/** Reads the list, and opens the chat that the address names. */
export async function start(): Promise<void> {
  await loadHeads().catch((error) => {
    // A key for batches has no chats.
    if (!(isOfPlace(location.hash) && error instanceof ApiFailure && error.code === 'missing_scope'))
      throw error
  })
  const id = chatInAddress()
  if (id !== undefined) await openChat(id)
}

export const tell = (error: unknown): void => {
  if (error instanceof DOMException && error.name === 'AbortError') return
  problem.value = error instanceof Error ? error.message : String(error)
}
