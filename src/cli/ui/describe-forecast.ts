import { formatBytes } from '../../core/format.js'
import { formatCount, formatList } from '../../core/text.js'
import type { Planned } from '../../plan/planned.js'
import type { Forecast, ForecastStep } from '../../routing/forecast.js'
import { formatUsd } from '../../spending/price.js'

/** What a run would do, for people: each step with what it sends where, then the LLM, then the sum. */
export function describeForecast(
  forecast: Forecast,
  { planned, askLlm }: { planned: Planned; askLlm: boolean },
): string {
  const { steps, llm } = forecast
  const by = planned.by === 'llm' ? 'the LLM' : planned.by === 'rules' ? 'rules' : 'the caller'
  const knownLlm = llm?.refused === undefined ? llm : undefined
  const unasked = knownLlm?.does.includes('plan') && !askLlm
  return [
    askLlm && planned.llmCalls > 0
      ? `Dry run: the LLM was asked for the plan (${formatCount(planned.llmCalls, 'call')}), and nothing else was sent or run.`
      : 'Dry run: nothing was sent, nothing was run.',
    `Plan: ${formatCount(steps.length, 'step')}, by ${by}.`,
    ...(unasked
      ? [
          `${knownLlm?.id} would make the plan, and is not asked in a dry run: its plan may differ. --planner llm asks it.`,
        ]
      : []),
    '',
    ...describeWork(forecast),
  ].join('\n')
}

/** Each step with what it sends where, then the LLM, then the sum, a line each. */
export function describeWork({ steps, llm, leaving, costUsd, unpriced }: Forecast): string[] {
  const bytes = Object.values(leaving).reduce((sum, size) => sum + size, 0)
  const files = Object.keys(leaving)
  const knownLlm = llm?.refused === undefined ? llm : undefined
  const shown = knownLlm?.sees.length ? `is shown ${formatList(knownLlm.sees)}, scaled down` : 'no file'
  return [
    ...steps.flatMap(describeStep),
    ...(llm?.refused !== undefined ? [`${llm.id} would not be called: it ${llm.refused}.`, ''] : []),
    ...(knownLlm
      ? [
          `${knownLlm.id} would ${formatList(knownLlm.does)}${price(knownLlm.costUsd)}`,
          knownLlm.leaves
            ? `  is told the request, names and facts of the files, and the results in words; ${shown}`
            : '  runs on this machine',
          '',
        ]
      : []),
    files.length > 0
      ? `Leaves this machine: ${formatList(files)} (${formatBytes(bytes)})${knownLlm?.leaves ? ', and what the LLM is told' : ''}.`
      : knownLlm?.leaves
        ? 'Leaves this machine: what the LLM is told, and no file.'
        : 'Nothing leaves this machine.',
    `Estimated cost: ${costUsd > 0 ? `about ${formatUsd(costUsd)}` : 'nothing'}${
      unpriced.length > 0
        ? `, without ${formatList(unpriced)}, which ${unpriced.length === 1 ? 'has' : 'have'} no known price`
        : ''
    }.`,
  ]
}

function describeStep(step: ForecastStep): string[] {
  const { id, tool, candidate, place, reason, repeated, leaves, standIns, costUsd } = step
  const head = `${id} ${tool}${repeated ? ', once for each item of a list,' : ''}`
  if (candidate === undefined)
    return [place === 'nowhere' ? `${head} can't run: ${reason}` : `${head} runs ${place} (${reason})`, '']
  const files = Object.entries(step.media).map(
    ([reference, { name, bytes }]) =>
      `${reference} (${[name, formatBytes(bytes)].filter((part) => part !== undefined).join(', ')})`,
  )
  const results = step.results.map((result) => `the result of ${result}`)
  const inputs = [...files, ...results]
  return [
    `${head} runs on ${candidate} ${place}${price(costUsd)}`,
    leaves ? `  sends ${formatList(inputs) || 'its text'}` : '  sends nothing',
    ...standIns.map((one) => `  if that fails: ${one.candidate} ${one.place}${price(one.costUsd)}`),
    '',
  ]
}

const price = (costUsd: number | undefined): string =>
  costUsd === undefined ? ', price unknown' : costUsd === 0 ? '' : `, about ${formatUsd(costUsd)} a call`
