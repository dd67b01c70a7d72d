import { formatKeyBudget } from '../../serve/access/key-limits.js'
import type { ShownKey } from '../../serve/access/list-keys.js'
import { formatUsd } from '../../spending/price.js'
import { printable } from '../ui/printable.js'

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
