import type { AnswerCall } from '../../batch/endpoint-call.js'
import { createAdmission } from '../runs/admission.js'
import type { Services } from '../services.js'
import { type BatchKeeper, createBatchKeeper } from './batch-keeper.js'
import { createLocalEngine } from './local-engine.js'

/** The batches of a server. */
export function openBatches(services: Services, answerCall: AnswerCall): BatchKeeper {
  // Half of the places are for those who wait for an answer.
  const concurrency = Math.max(1, Math.floor(services.settings.concurrency / 2))
  const lines = createAdmission({ concurrency, waiting: Number.MAX_SAFE_INTEGER })
  const engine = createLocalEngine(services, {
    concurrency,
    async answerCall(call, options) {
      const place = lines.reserve()
      try {
        await place.turn(options.signal)
        return await answerCall(call, options)
      } finally {
        place.leave()
      }
    },
  })
  return createBatchKeeper({ services, engine, onEnd: async () => {} })
}
