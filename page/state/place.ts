import { signal } from '@preact/signals'

/** What the page shows; a chat is named by the rest of the address. */
export type Place = { view: 'chat' } | { view: 'batches'; batch: string | undefined } | { view: 'queue' }

function readPlace(): Place {
  const [, view, batch] = /^#\/(batches|queue)(?:\/([\w-]+))?$/.exec(location.hash) ?? []
  if (view === 'batches') return { view, batch }
  return view === 'queue' ? { view } : { view: 'chat' }
}

export const place = signal<Place>(readPlace())

/** Looks at the address again: browsers tell of no change that a page has made itself. */
export function lookAtAddress(): void {
  place.value = readPlace()
}

/** Whether the address is of a place and not of a chat. */
export const isOfPlace = (hash: string): boolean => hash.startsWith('#/')

/** The chat that the address names. What is no id, such as a path to elsewhere on the server, names none. */
export const chatInAddress = (): string | undefined => /^#([\w-]+)$/.exec(location.hash)?.[1]

window.addEventListener('hashchange', lookAtAddress)
window.addEventListener('popstate', lookAtAddress)
