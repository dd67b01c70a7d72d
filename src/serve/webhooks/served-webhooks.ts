import type { KeyRing } from '../access/key-ring.js'
import type { HandlerSettings } from '../options.js'
import type { RunRegistry } from '../runs/run-registry.js'
import type { RecordPlace } from '../shelf/owned-records.js'
import { openWebhooks, type Webhooks } from './open-webhooks.js'
import { createWatchedRuns, type WatchedRuns } from './watched-runs.js'
import { readWebhookTarget } from './webhook-target.js'

/** Both ways in which a server tells of ends. */
export interface ServedWebhooks extends Pick<Webhooks, 'announce'>, Pick<WatchedRuns, 'watch'> {
  close(): Promise<void>
}

/** The webhooks of a server and of its keys; undefined where there can be none. @throws SwitchyardError `INVALID_CONFIG` */
export function openServedWebhooks({
  settings: { webhook: target, onFault },
  allowPrivateAddresses,
  keys,
  runs,
  place,
}: {
  settings: HandlerSettings
  allowPrivateAddresses: boolean
  /** A key that has a webhook of its own is told there, and not at the server's. */
  keys: KeyRing | undefined
  runs: RunRegistry
  place: RecordPlace
}): ServedWebhooks | undefined {
  if (!target && !keys) return undefined
  if (target) readWebhookTarget(target, { allowPrivateAddresses })
  const webhooks = openWebhooks({
    targetOf: (owner) => keys?.webhook(owner) ?? target,
    place,
    allowPrivateAddresses,
    onGivenUp: (description) => onFault?.({ requestId: 'webhook', description }),
  })
  const watched = createWatchedRuns({ webhooks, runs, place })
  return {
    announce: webhooks.announce,
    watch: watched.watch,
    async close() {
      watched.close()
      await webhooks.close()
    },
  }
}
