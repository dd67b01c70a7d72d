import { type ChangeableSettings, changeSettings } from './changeable-settings.js'
import type { SettingsChange } from './setting-paths.js'

/** Changes of a server's settings, one after the other: each is made to what the one before has left. */
export interface SettingsChanges {
  /** Makes a change when those before it are done. The server starts anew after the last that waits. */
  make(change: SettingsChange): Promise<void>
  /** Resolves when none goes on. */
  settled(): Promise<void>
}

export function createSettingsChanges(settings: ChangeableSettings): SettingsChanges {
  let last: Promise<void> = Promise.resolve()
  let waiting = 0
  let isChanged = false

  async function makeNext(before: Promise<void>, change: SettingsChange): Promise<void> {
    await before.catch(() => undefined)
    try {
      await changeSettings(settings, change)
      isChanged = true
    } finally {
      waiting -= 1
      // After the reply: it goes out before the server stops.
      if (waiting === 0 && isChanged && settings.restart) setImmediate(settings.restart)
    }
  }

  return {
    make(change) {
      waiting += 1
      last = makeNext(last, change)
      return last
    },
    settled: () => last.catch(() => undefined),
  }
}
