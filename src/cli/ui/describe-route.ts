import { formatMs } from '../../core/format.js'
import { formatList } from '../../core/text.js'
import type { Explanation } from '../../routing/explain-route.js'
import { formatUsd } from '../../spending/price.js'
import { columns } from './terminal.js'

/** A decision of the router, for people: the order with its reasons, then what was rejected and why. */
export function describeRoute({ tool, settings, input, ranked, rejected, message }: Explanation): string {
  const { profile, preference, privacy, backends, selection } = settings
  const facts = [
    input.pixels > 0 ? `a picture of ${(input.pixels / 1e6).toFixed(2)} megapixels` : undefined,
    input.seconds > 0 ? `a recording of ${input.seconds.toFixed(1)} s` : undefined,
    input.characters > 0 ? `${input.characters} characters` : undefined,
    input.languages.length > 0 ? `in ${formatList(input.languages)}` : undefined,
  ].filter((fact) => fact !== undefined)
  const sections = [
    [
      `${tool}, ${facts.length > 0 ? `for ${facts.join(', ')}` : 'for any input'}`,
      `profile ${profile}: preference ${preference}, privacy ${privacy}, backends ${backends.join(' before ')}`,
    ],
    ranked.length > 0 ? ['Would be tried in this order:', columns(ranked.map(rankedRow))] : [message ?? ''],
    selection === 'llm' && ranked.length > 1
      ? ['selection is llm: when a step runs, the LLM may put another of these first.']
      : [],
    rejected.length > 0
      ? ['Not considered:', columns(rejected.map(({ candidate, reason }) => [`  ${candidate}`, reason]))]
      : [],
  ]
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')
}

function rankedRow(
  { candidate, place, reason, expectedMs, measuredCalls, costUsd }: Explanation['ranked'][number],
  at: number,
): string[] {
  const rests = measuredCalls >= 0.5 ? 'measured' : 'rated'
  return [
    `  ${at + 1}. ${candidate}`,
    place,
    `about ${formatMs(expectedMs)} (${rests})`,
    costUsd === null ? 'price unknown' : costUsd === 0 ? 'free' : `about ${formatUsd(costUsd)}`,
    reason,
  ]
}
