import { readKeys, type StoredKey } from '../../serve/access/key-file.js'
import { formatKeyBudget, periodOf } from '../../serve/access/key-limits.js'
import { createSpentLedger, spentFileOf } from '../../serve/access/spent-ledger.js'
import { formatUsd } from '../../spending/price.js'
import { printable } from '../ui/printable.js'

/** A key as it is shown: without its hash, and with what it has spent of its budget. */
export type ShownKey = Omit<StoredKey, 'hash' | 'webhook'> & {
  /** The URL alone: what signs its messages is shown when the key is made. */
  webhook?: string | undefined
  /** US dollars, in the day or month of its budget; without a budget altogether. */
  spentUsd: number
}

export async function listKeys(keyFile: string, now = new Date()): Promise<ShownKey[]> {
  const ledger = createSpentLedger(spentFileOf(keyFile))
  const [keys] = await Promise.all([readKeys(keyFile), ledger.refresh()])
  return keys.map(({ hash: _, webhook, ...key }) => ({
    ...key,
    ...(webhook && { webhook: webhook.url }),
    spentUsd: ledger.spentUsd(key.id, key.budget ? periodOf(key.budget, now) : ''),
  }))
}

/** A key on one line. */
export function renderKey({
  id,
  name,
  scopes,
  createdAt,
  revokedAt,
  spentUsd,
  webhook,
  ...limits
}: ShownKey): string {
  const { budget, rate, concurrent } = limits
  return [
    id,
    revokedAt ? `revoked ${revokedAt}` : `since ${createdAt}`,
    scopes.join(', '),
    `spent ${formatUsd(spentUsd)}${budget ? ` of ${formatKeyBudget(budget)}` : ''}`,
    ...(rate ? [`${rate.requests} requests in ${rate.perSeconds} s`] : []),
    ...(concurrent === undefined ? [] : [`${concurrent} at once`]),
    ...(webhook === undefined ? [] : [`tells ${printable(webhook)}`]),
    printable(name),
  ].join('  ')
}
