import { AsyncLocalStorage } from 'node:async_hooks'

type Fetch = typeof globalThis.fetch

const current = new AsyncLocalStorage<Fetch>()
/** What the global fetch was before ours stood in for it. */
let original: Fetch | undefined
let users = 0

/**
 * Runs `work` with `fetch` standing in for the global one, for this work alone. The client of Hugging Face takes a fetch
 * for its first request, but where a provider has a queue (fal-ai, novita, replicate, wavespeed) it polls and downloads
 * with the global one, past our limits and addresses. Whatever else runs in the process keeps the fetch it had.
 */
export async function withFetch<T>(fetch: Fetch, work: () => Promise<T>): Promise<T> {
  install()
  try {
    return await current.run(fetch, work)
  } finally {
    uninstall()
  }
}

const scoped: Fetch = (input, init) => (current.getStore() ?? original ?? fetch)(input, init)

function install(): void {
  if (!original) {
    original = globalThis.fetch
    globalThis.fetch = scoped
  }
  users += 1
}

/** With the last call the global fetch is what it was, unless other code has wrapped ours meanwhile. */
function uninstall(): void {
  users -= 1
  if (users > 0 || !original || globalThis.fetch !== scoped) return
  globalThis.fetch = original
  original = undefined
}
