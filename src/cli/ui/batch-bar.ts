import { createLiveLine } from './live-line.js'
import { renderBar } from './render-bar.js'
import type { Terminal } from './terminal.js'

export interface BatchBar {
  /** Jobs that have ended of all, and what to say behind the bar. */
  show(done: number, total: number, text: string): void
  /** Leaves the bar as it stands. */
  stop(): void
}

/** The bar of a batch on stderr. */
export function createBatchBar(terminal: Pick<Terminal, 'errColor'>): BatchBar {
  const line = createLiveLine(terminal)
  return {
    show(done, total, text) {
      line.text = `${renderBar(total === 0 ? 1 : done / total)} ${text}`
      if (!line.isSpinning) line.start()
    },
    stop() {
      if (line.isSpinning) line.stopAndPersist({ symbol: '' })
    },
  }
}
