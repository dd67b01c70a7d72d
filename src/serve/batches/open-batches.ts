import type { AnswerCall } from '../../batch/endpoint-call.js'
import { createAdmission } from '../runs/admission.js'
import type { Services } from '../services.js'
import { createBatchInputs } from './batch-input.js'
import { type BatchKeeper, createBatchKeeper } from './batch-keeper.js'
import { createJobsAgent } from './jobs-agent.js'
import { createLocalEngine } from './local-engine.js'
import { createQueuedEngine } from './queued-engine.js'

/** The batches of a server: answered by the workers where it has a queue, else by itself. */
export function openBatches(services: Services, answerCall: AnswerCall): BatchKeeper {
  const { queue, webhooks } = services
  const inputs = createBatchInputs(services)
  const engine = queue
    ? createQueuedEngine(services, { connection: queue, inputs })
    : createLocalEngine({ inputs, ...inPlacesOfTheirOwn(services, answerCall) })
  return createBatchKeeper({
    services,
    engine,
    inputs,
    onEnd: async ({ id, status, owner }) => webhooks?.announce({ type: `batch.${status}`, id, owner }),
  })
}

/** Half of the places are for those who wait for an answer. */
function inPlacesOfTheirOwn(services: Services, answerCall: AnswerCall) {
  const concurrency = Math.max(1, Math.floor(services.settings.concurrency / 2))
  const lines = createAdmission({ concurrency, waiting: Number.MAX_SAFE_INTEGER })
  const inTurn = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    const place = lines.reserve()
    try {
      await place.turn(signal)
      return await work()
    } finally {
      place.leave()
    }
  }
  return {
    concurrency,
    answerCall: ((call, options) =>
      inTurn(() => answerCall(call, options), options.signal)) satisfies AnswerCall,
    agentFor: (owner: string) => createJobsAgent(services, { owner, inTurn }),
  }
}
