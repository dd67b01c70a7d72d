import type { Backend } from './backend.js'

/** A backend that does something around the calls of another; in all else it is the other. */
export function wrapBackend(backend: Backend, { call }: Pick<Backend, 'call'>): Backend {
  return {
    id: backend.id,
    call,
    state: (candidate, tool) => backend.state(candidate, tool),
    close: () => backend.close(),
  }
}
