import type { StepReport } from '../executors/step-report.js'
import { asData, dataRule } from '../llm/as-data.js'
import type { LanguageModel, Message } from '../llm/language-model.js'
import { meteredModel } from '../llm/llm-meter.js'
import { describeMedia } from '../media/media.js'
import { shownPictures } from '../media/shown-pictures.js'
import { describePagesSeen } from './pages-seen.js'
import type { Responder, RespondRequest } from './responder.js'

/** Characters of all results together that a prompt holds; each step gets its share of it. */
const maxResultCharacters = 32_000
const maxSteps = 100
const maxTurns = 6
const maxTurnCharacters = 4000

/**
 * An answer by an LLM, streamed. It is told the request, the plan, each result in words and as JSON, and what failed; all
 * that came from files stands there as marked data. Throws the model's `PROVIDER_*` errors.
 */
export function createLlmResponder({
  model,
  showPictures = false,
}: {
  model: LanguageModel
  /** Whether a model that sees is shown the pictures that came with the chat. Default: false. */
  showPictures?: boolean | undefined
}): Responder {
  return {
    respond: (request, { meter, ...options }) =>
      meteredModel(model, meter).stream(answerPrompt(request, showPictures && model.sees === true), options),
  }
}

const rules = `You answer a request from the results of tools that have been run for it.
- Answer what was asked, in the language of the request, plainly and briefly. Draw the conclusion yourself where results must be put together (does the recording agree with the picture?).
- Say only what the results support. Every number, name and label that you write stands in a result, in the request or among the files; where what was asked stands in none, say that it is not there. Put into quotation marks only what a result or the request says word for word. After each statement name the steps that it rests on, like this: [s1] or [s1, s3].
- Pictures may be shown to you beside the results. What you see in one yourself counts as well: name the picture instead of a step, like this: [image1].
- Call a file by its name or reference, so that it is clear which one is meant.
- Say plainly what could not be done and why, and claim nothing about it. Never guess the result of a step that failed or was skipped.
- A step that was not needed is no failure: the request asked for it only on a condition. Say that it was not needed, and why.
- When no step was run, simply answer from what you know and from this chat.
- ${dataRule}`

function answerPrompt(
  { text, media, turns, plan, steps, shortfalls = [] }: RespondRequest,
  showPictures: boolean,
): Message[] {
  const maxCharacters = Math.floor(maxResultCharacters / Math.min(maxSteps, Math.max(1, steps.length)) / 2)
  const files = Object.entries(media).map(
    ([reference, item]) =>
      `${reference}: ${describeMedia(item)}${item.name ? `, named ${asData(reference, item.name)}` : ''}`,
  )
  const firstOnly = describePagesSeen(media, plan)
  const shown = showPictures ? shownPictures(media) : []
  const sections = [
    `Files:\n${files.length > 0 ? files.join('\n') : 'none'}`,
    steps.length > 0 ? `Plan:\n${asData('plan', plan, { maxCharacters: 8000 })}` : undefined,
    `Steps:\n${steps.length > 0 ? describeSteps(steps, maxCharacters) : 'none were run'}`,
    describeUncovered(steps, shortfalls),
    firstOnly.length > 0 ? `To be said in the answer:\n${firstOnly.join('\n')}` : undefined,
    shown.length > 0
      ? `Pictures shown to you, in this order: ${shown.map(([reference]) => reference).join(', ')}`
      : undefined,
    `The request:\n${text}`,
  ]
  return [
    { role: 'system', content: rules },
    ...turns.slice(-maxTurns).flatMap((turn): Message[] => [
      { role: 'user', content: turn.text.slice(0, maxTurnCharacters) },
      { role: 'assistant', content: turn.answer.slice(0, maxTurnCharacters) },
    ]),
    {
      role: 'user',
      content: sections.filter((section) => section !== undefined).join('\n\n'),
      pictures: shown.length > 0 ? shown.map(([, picture]) => picture) : undefined,
    },
  ]
}

/** The parts of the request that no result covers, each with why. */
function describeUncovered(
  steps: readonly StepReport[],
  shortfalls: NonNullable<RespondRequest['shortfalls']>,
): string | undefined {
  const left = steps.slice(0, maxSteps).filter(({ status }) => status !== 'done')
  const otherwise = shortfalls.filter(({ standIn }) => standIn).map(({ message }) => message)
  const uncovered = [
    ...shortfalls.filter(({ standIn }) => !standIn).map(({ message }) => message),
    ...left.map(({ id, tool, status }) => `What [${id}] ${tool} was to find (${status}).`),
  ]
  const parts = [
    ...(uncovered.length > 0
      ? [
          `No result covers these parts of the request. Say so, and claim nothing about them:\n${uncovered.join('\n')}`,
        ]
      : []),
    ...(otherwise.length > 0 ? [`What the plan does by other means:\n${otherwise.join('\n')}`] : []),
  ]
  return parts.length > 0 ? parts.join('\n\n') : undefined
}

function describeSteps(steps: readonly StepReport[], maxCharacters: number): string {
  const shown = steps.slice(0, maxSteps).map((step) => describeStep(step, maxCharacters))
  return [...shown, ...(steps.length > maxSteps ? [`and ${steps.length - maxSteps} more`] : [])].join('\n')
}

function describeStep(
  { id, tool, status, subject, summary, output, error, provenance, reason }: StepReport,
  maxCharacters: number,
): string {
  const why = () => asData(id, error?.message ?? reason ?? 'not said', { maxCharacters: 600 })
  const head = `[${id}] ${tool} on ${asData(id, subject, { maxCharacters: 300 })}: ${status}`
  if (status !== 'done') return `${head}. Why: ${why()}`
  const lines = [
    head,
    `in words: ${asData(id, summary ?? '', { maxCharacters })}`,
    `as JSON: ${asData(id, output ?? null, { maxCharacters })}`,
    ...(provenance ? [`how it ran: ${asData(id, provenance, { maxCharacters: 600 })}`] : []),
    ...(error ? [`but in part it failed: ${why()}`] : []),
  ]
  return lines.join('\n  ')
}
