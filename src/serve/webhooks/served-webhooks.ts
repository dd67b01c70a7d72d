import type { HandlerSettings } from '../options.js'
import type { RunRegistry } from '../runs/run-registry.js'
import type { RecordPlace } from '../shelf/owned-records.js'
import { openWebhooks, type Webhooks } from './open-webhooks.js'
import { createWatchedRuns, type WatchedRuns } from './watched-runs.js'

/** Both ways in which a server tells of ends. */
export interface ServedWebhooks extends Pick<Webhooks, 'announce'>, Pick<WatchedRuns, 'watch'> {
  close(): Promise<void>
}

/** The webhooks of a server; undefined where it has none. @throws SwitchyardError `INVALID_CONFIG` */
export function openServedWebhooks({
  settings: { webhook: target, onFault },
  allowPrivateAddresses,
  runs,
  place,
}: {
  settings: HandlerSettings
  allowPrivateAddresses: boolean
  runs: RunRegistry
  place: RecordPlace
}): ServedWebhooks | undefined {
  if (!target) return undefined
  const webhooks = openWebhooks({
    target,
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
