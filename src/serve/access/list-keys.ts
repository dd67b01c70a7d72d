import { readKeys, type StoredKey } from './key-file.js'
import { periodOf } from './key-limits.js'
import { createSpentLedger, spentFileOf } from './spent-ledger.js'

/** A key as it is shown: without its hash, and with what it has spent of its budget. */
export type ShownKey = Omit<StoredKey, 'hash' | 'webhook'> & {
  /** The URL alone: what signs its messages is shown when the key is made. */
  webhook?: string | undefined
  /** US dollars, in the day or month of its budget; without a budget altogether. */
  spentUsd: number
}

/** The keys of a file, with what each has spent. @throws SwitchyardError `INVALID_CONFIG` when the file can't be read */
export async function listKeys(keyFile: string, now = new Date()): Promise<ShownKey[]> {
  const ledger = createSpentLedger(spentFileOf(keyFile))
  const [keys] = await Promise.all([readKeys(keyFile), ledger.refresh()])
  return keys.map(({ hash: _, webhook, ...key }) => ({
    ...key,
    ...(webhook && { webhook: webhook.url }),
    spentUsd: ledger.spentUsd(key.id, key.budget ? periodOf(key.budget, now) : ''),
  }))
}
