import type { Profile } from '../../config/profile.js'
import { formatList } from '../../core/text.js'
import type { Forecast, ForecastStep } from '../../routing/forecast.js'
import { formatUsd } from '../../spending/price.js'

export type ApprovalSettings = Pick<Profile, 'approval' | 'approvalAboveUsd'>

/** Why a plan must be approved before it runs, one sentence each; nothing when it may run at once. */
export function findApprovalReasons(
  forecast: Forecast,
  { approval, approvalAboveUsd }: ApprovalSettings,
): string[] {
  switch (approval) {
    case 'never':
      return []
    case 'always':
      return ['Each plan is asked about.']
    case 'remote':
      return findSenders(forecast)
    case 'costly':
      return findCosts(forecast, approvalAboveUsd)
  }
}

function findSenders({ steps, llm }: Forecast): string[] {
  const sending = steps.filter(({ leaves }) => leaves).map(({ id }) => id)
  const perhaps = steps.filter(({ leaves, standIns }) => !leaves && standIns.some((one) => one.leaves))
  const own = steps.filter(({ isOwn }) => isOwn)
  return [
    ...sayOf(sending, 'sends something off this machine.', 'send something off this machine.'),
    ...sayOf(
      perhaps.map(({ id }) => id),
      'would send something off this machine if its own model fails.',
      'would send something off this machine if their own models fail.',
    ),
    ...sayOf(
      own.map(({ id }) => id),
      'runs a tool of your own, and may send anything.',
      'run tools of your own, and may send anything.',
    ),
    ...(llm?.leaves && llm.refused === undefined
      ? [`${llm.id} is told the request and the results, and does not run on this machine.`]
      : []),
  ]
}

function sayOf(ids: readonly string[], one: string, several: string): string[] {
  return ids.length === 0 ? [] : [`${formatList(ids)} ${ids.length === 1 ? one : several}`]
}

/** A stand-in may cost more than the first; a step of a list runs as often as the list is long. */
function findCosts({ steps, llm, costUsd, unpriced }: Forecast, aboveUsd: number): string[] {
  const most = steps.reduce(
    (sum, step) => sum + mostOf(step),
    (llm?.refused === undefined && llm?.costUsd) || 0,
  )
  const repeated = steps.filter((step) => step.repeated && mostOf(step) > 0).map(({ id }) => id)
  const unknown = new Set([
    ...unpriced,
    ...steps.flatMap(({ standIns }) =>
      standIns.filter((one) => one.costUsd === undefined).map(({ candidate }) => candidate),
    ),
  ])
  const limit = formatUsd(aboveUsd)
  return [
    ...(costUsd > aboveUsd
      ? [`It costs about ${formatUsd(costUsd)}, more than ${limit}.`]
      : most > aboveUsd
        ? [`It costs up to ${formatUsd(most)} if stand-ins are needed, more than ${limit}.`]
        : []),
    ...sayOf(
      repeated,
      'costs something for each item of a list, and how many there are is not known.',
      'cost something for each item of a list, and how many there are is not known.',
    ),
    ...(unknown.size > 0
      ? [`${formatList([...unknown])} ${unknown.size === 1 ? 'has' : 'have'} no known price.`]
      : []),
  ]
}

const mostOf = ({ costUsd = 0, standIns }: ForecastStep): number =>
  Math.max(costUsd, ...standIns.map((one) => one.costUsd ?? 0))
