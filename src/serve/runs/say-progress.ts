import type { RunEventBody } from '../../agent/events.js'
import { formatBytes } from '../../core/format.js'
import { renderPlan } from '../../plan/render-plan.js'

/** Least part of a download between two lines about it. */
const downloadPart = 0.1

/** What a run does, in lines for people, as far as an event is worth one. Made anew for each run. */
export function createProgressTeller(): (event: RunEventBody) => string | undefined {
  let lastTold: { model: string; fraction: number } | undefined
  return (event) => {
    switch (event.type) {
      case 'plan-created':
        return event.planned.plan.steps.length === 0
          ? undefined
          : `Plan:\n${renderPlan(event.planned.plan)}\n`
      case 'model-download': {
        const { model, loadedBytes, totalBytes } = event
        const fraction = totalBytes === 0 ? 0 : loadedBytes / totalBytes
        if (lastTold?.model === model && fraction < lastTold.fraction + downloadPart) return undefined
        lastTold = { model, fraction }
        return `Downloading ${model}: ${formatBytes(loadedBytes)} of ${formatBytes(totalBytes)}\n`
      }
      case 'step-started':
        return event.index === undefined ? `${event.step}: ${event.tool} runs\n` : undefined
      case 'step-retried':
        return `${event.step}: ${event.error.message} ${event.nextMove}\n`
      case 'step-finished': {
        const { summary, error, reason, status } = event.report
        return `${event.step}: ${summary ?? error?.message ?? reason ?? status}\n`
      }
      default:
        return undefined
    }
  }
}
