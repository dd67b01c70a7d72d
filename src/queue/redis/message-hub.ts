import type { Redis } from 'ioredis'

/** All that a process listens to, over one connection. */
export interface MessageHub {
  /** Calls `listener` for each message on the channel, from when the promise resolves. Resolves to what stops it. */
  subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>>
  /** Called when a lost connection is back: messages of the meantime are lost. Returns what stops it. */
  onReconnect(listener: () => void): () => void
}

export function createMessageHub(subscriber: Redis): MessageHub {
  const channels = new Map<string, Set<(message: string) => void>>()
  const reconnected = new Set<() => void>()
  let connectedBefore = false

  subscriber.on('ready', () => {
    if (connectedBefore) for (const listener of reconnected) listener()
    connectedBefore = true
  })
  subscriber.on('message', (channel: string, message: string) => {
    for (const listener of channels.get(channel) ?? []) listener(message)
  })

  return {
    async subscribe(channel, listener) {
      const listeners = channels.get(channel) ?? new Set()
      channels.set(channel, listeners)
      listeners.add(listener)
      // Also when there is a listener already: the answer says that the subscription is in force.
      await subscriber.subscribe(channel)
      return async () => {
        listeners.delete(listener)
        if (listeners.size > 0 || channels.get(channel) !== listeners) return
        channels.delete(channel)
        await subscriber.unsubscribe(channel)
      }
    },
    onReconnect(listener) {
      reconnected.add(listener)
      return () => void reconnected.delete(listener)
    },
  }
}
