import type { ErrorCode } from '../../core/errors.js'
import { describeMedia, isMedia, type Media } from '../../media/media.js'
import type { EarlierStep } from '../../plan/planned.js'
import type { AnyTool } from '../../tools/tool.js'
import type { PlanRequest } from '../planner.js'

/**
 * What a planner is told of an earlier result: the kinds and sizes of its outputs, numbers, and the labels of models
 * that have a fixed set of them. Never a text that was read, heard or written on the way: a file could speak to the
 * planner with it.
 */
export function describeEarlier({ id, tool, output }: EarlierStep, tools: readonly AnyTool[]): string {
  const hasFixedLabels = tools.find((one) => one.id === tool)?.fixedLabels === true
  const outputs = Object.entries(isRecord(output) ? output : {}).flatMap(([name, value]) => {
    const formattedValue =
      fieldPattern.test(name) && formatPromptValue(value, name === 'label' && hasFixedLabels)
    return formattedValue ? [`${name}: ${formattedValue}`] : []
  })
  return `$${id} (${tool}): ${outputs.join('; ') || 'finished'}`
}

/** A tool of the user's own may give what it read as the name of a field; that is no single word. */
const fieldPattern = /^[A-Za-z]\w{0,31}$/

/** A label is a word or a few. */
const labelPattern = /^[\p{L}\p{N}][\p{L}\p{N} ,_-]{0,39}$/u

function formatPromptValue(value: unknown, isLabel: boolean): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string')
    return isLabel && labelPattern.test(value) ? JSON.stringify(value) : `text, ${value.length} characters`
  if (isMedia(value)) return describeMedia(value)
  if (!Array.isArray(value)) return undefined
  const first: unknown = value[0]
  const items = isMedia(first) ? `${first.modality} files` : 'items'
  return `a list of ${value.length} ${items}`
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * One line for each attached file. A file's name is told only where the request says it: a name may come from anywhere,
 * and what it says beyond that is nothing to plan by.
 */
export function describeAttached({ text, media }: Pick<PlanRequest, 'text' | 'media'>): string[] {
  const formattedValue = text.toLowerCase()
  return Object.entries(media).map(([reference, item]) => {
    const name = saidName(item, formattedValue)
    return `$${reference}: ${name === undefined ? '' : `${JSON.stringify(name)}, `}${describeMedia(item)}`
  })
}

const longestName = 100

function saidName({ name }: Media, said: string): string | undefined {
  if (!name || name.length > longestName) return undefined
  return said.includes(name.toLowerCase()) ? name : undefined
}

/** Why a step failed, in words of ours alone: an error's own message may quote what a file says. */
export function describeFailure(code: ErrorCode | undefined): string {
  return (code && failures[code]) ?? 'it could not be done'
}

const failures: Partial<Record<ErrorCode, string>> = {
  INVALID_REQUEST: 'its input was not what the tool takes',
  INVALID_PLAN: 'its input was not what the tool takes',
  UNSUPPORTED_MEDIA: 'the file is of a kind that the tool does not read, or damaged',
  MEDIA_TOO_LARGE: 'the file is too large for the tool',
  MEDIA_NOT_FOUND: 'the file is not there any more',
  NO_ROUTE: 'no model can run this tool here',
  MODEL_UNAVAILABLE: 'the model of this tool can not be had',
  MODEL_BROKEN: 'the model of this tool does not work',
  STORE_FULL: 'there is no room for its result',
  PROVIDER_AUTH: 'the provider refused access',
  PROVIDER_FORBIDDEN: 'the provider refused access',
  PROVIDER_PAYMENT: 'the provider wants to be paid',
  PROVIDER_LIMIT: 'the provider has no capacity left',
  PROVIDER_NOT_SERVED: 'the provider does not serve a model for this tool',
  PROVIDER_REJECTED: 'the provider did not take the input',
  PROVIDER_UNAVAILABLE: 'the provider can not be reached',
  PROVIDER_BAD_REPLY: 'what the model gave is no result',
  HOST_CRASHED: 'the process that ran it ended',
  TIMEOUT: 'it took too long',
  DEADLINE_EXCEEDED: 'it took too long',
  BUDGET_EXCEEDED: 'it would cost more than the budget allows',
}
