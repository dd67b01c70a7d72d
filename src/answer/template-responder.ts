import { howToHaveLlm } from '../config/how-to-have-llm.js'
import { cancelledError } from '../core/errors.js'
import { describeMedia, type Modality } from '../media/media.js'
import { referencesInCondition } from '../plan/condition.js'
import { referencesIn } from '../plan/reference.js'
import { withoutExcludedFiles } from '../planner/rules/several/excluded-files.js'
import { gloss } from '../planner/rules/words/gloss.js'
import { restate } from '../planner/rules/words/restated.js'
import { inForm } from './in-form.js'
import { leadsOf } from './lead.js'
import { inOrderOf, wantedOrder } from './order.js'
import { describePagesSeen } from './pages-seen.js'
import { withPicked } from './picked.js'
import { describePresence } from './presence.js'
import type { Responder, RespondRequest } from './responder.js'
import { describeDone, describeNotNeeded, describeUndone } from './step-text.js'

/**
 * An answer without an LLM, in the form that was asked for. It leads with the answer: what is known, a verdict, a number; then what each step found, in the plan's order, each
 * statement with its subject and its step; then what was not needed, and what could not be done, and why.
 */
export function createTemplateResponder({
  howToHaveLlm: nextMove = howToHaveLlm,
}: {
  /** What to do to have an LLM, for mere talk: one sentence or two. Default: what there is to set, start or run. */
  howToHaveLlm?: string | undefined
} = {}): Responder {
  return {
    async *respond(request, { signal }) {
      if (signal.aborted) throw cancelledError(signal)
      yield answerText(request, nextMove)
    },
  }
}

function answerText(asked: RespondRequest, nextMove: string): string {
  const request = withoutExcludedFiles(asked)
  const { media, plan, turns, shortfalls = [], checks = [], known = [] } = request
  const steps = withPicked(request.steps, request)
  if (steps.length === 0 && known.length === 0)
    return nothingAsked({ media, shortfalls, inChat: turns.length > 0, nextMove })
  const leads = leadsOf(request)
  const presence = checks.map((check) => ({ check, lines: describePresence(check, steps) }))
  const saidThere = new Set(
    presence.flatMap(({ check, lines }) => (lines.length > 0 ? (check.compared ?? []) : [])),
  )
  const hidden = new Set([
    ...onTheWay(request, saidThere),
    ...leads.flatMap(({ insteadOf = [] }) => insteadOf),
  ])
  const told = steps.filter(({ id, status }) => status === 'done' && !saidThere.has(id) && !hidden.has(id))
  const found = told.length < 2 ? told : inOrderOf(told, wantedOrder(restate(gloss(request.text))), media)
  const formed = inForm(request, leads, found)
  if (formed !== undefined) return formed
  // A verdict over several files says what each of their lines would.
  const verdicts = leads.length > 0 ? leads.map(({ text }) => text) : presence.flatMap(({ lines }) => lines)
  // What is said in some case only comes first; what is told in its turn stays there.
  const isInTurn = ({ id, tool }: (typeof found)[number]) =>
    tool === 'say' && plan.steps.some((step) => step.id === id && step.when === undefined)
  const others = found.findIndex((one) => !isInTurn(one))
  const ahead = others < 0 ? [] : found.slice(0, others)
  const said = found.filter((one) => one.tool === 'say' && !isInTurn(one))
  const weighed = said.length > 0 ? onlyWeighed(plan) : new Set<string>()
  const shown = found.filter((one) => ![...said, ...ahead].includes(one) && !weighed.has(one.id))
  const describe = (step: (typeof found)[number]) => describeDone(step, steps)
  const done = [
    ...ahead.map(describe),
    ...new Set([...known, ...verdicts]),
    ...[...said, ...shown].map(describe),
  ]
  const elsewhere = steps.flatMap(({ id, provenance }) => (provenance ? [`- ${provenance} [${id}]`] : []))
  const how = elsewhere.length > 0 ? ['', 'Not on the first choice:', ...elsewhere] : []
  const bounds = shortfalls.flatMap(({ comesFirst, message }) => (comesFirst ? [message] : []))
  const short = (standIn: boolean) =>
    shortfalls.flatMap((one) => (one.standIn === standIn && !one.comesFirst ? [one.message] : []))
  const spared = steps
    .filter(({ status, tool }) => status === 'not-needed' && tool !== 'say')
    .map(describeNotNeeded)
  const left = steps.filter(
    ({ id, status }) => status !== 'done' && status !== 'not-needed' && !hidden.has(id),
  )
  const undone = [...describeUndone(left), ...short(false)]
  const intro = done.length + spared.length > 0 ? 'What could not be done:' : 'None of it could be done:'
  const rest = undone.length > 0 ? [intro, ...undone.map((line) => `- ${line}`)] : []
  return [[...bounds, ...done, ...how], spared, describePagesSeen(media, plan), short(true), rest]
    .map((lines) => lines.join('\n'))
    .filter(Boolean)
    .join('\n\n')
}

/** Steps whose results only served others: labels to compare with, and what a condition looked at twice. */
function onTheWay(
  { plan, steps, onTheWay: served = [] }: RespondRequest,
  compared: ReadonlySet<string>,
): ReadonlySet<string> {
  const labels = plan.steps
    .filter(({ id }) => compared.has(id))
    .flatMap(({ input }) =>
      referencesIn(input).flatMap(({ root, path }) => (path.includes('labels') ? [root] : [])),
    )
  const same = plan.steps.flatMap(({ id, tool, input, when }) => {
    const twin =
      when &&
      plan.steps.find(
        (other) =>
          !other.when && other.tool === tool && JSON.stringify(other.input) === JSON.stringify(input),
      )
    // Where the condition did not hold, nobody asked for what it looked at.
    const known = steps.some((step) => step.id === id && /^(?:done|not-needed)$/.test(step.status))
    return twin && known ? [twin.id] : []
  })
  const isDone = (id: string) => steps.some((step) => step.id === id && step.status === 'done')
  const isUsed = (served: string) =>
    plan.steps.some(({ id, input }) => isDone(id) && referencesIn(input).some(({ root }) => root === served))
  return new Set([...labels, ...same, ...joined(plan, steps), ...served.filter(isUsed)])
}

/** Where words are only to be said in a case, what the cases were told by. */
function onlyWeighed({ steps }: RespondRequest['plan']): ReadonlySet<string> {
  const weighed = steps.flatMap(({ when }) => referencesInCondition(when).map(({ root }) => root))
  const isWish = ({ id, tool, when }: (typeof steps)[number]) =>
    tool !== 'say' && when === undefined && !weighed.includes(id)
  return new Set(steps.some(isWish) ? [] : weighed)
}

/** What a step has put into one order by time, or concluded from: its lines say what each of those would. */
function joined(plan: RespondRequest['plan'], steps: RespondRequest['steps']): string[] {
  const joining = plan.steps.filter(
    ({ id, input }) =>
      Object.hasOwn(input, 'descriptions') && steps.some((step) => step.id === id && step.status === 'done'),
  )
  return joining.flatMap(({ input }) => referencesIn(input).map(({ root }) => root))
}

/** What may be asked of each kind of file, for a request that names nothing that can be done. */
const askable: Partial<Record<Modality, string>> = {
  image: 'of a picture: what it shows, what things are in it, whether a description fits it',
  audio: 'of a recording: what is said in it, what kind of sound it is',
  table:
    'of a table: an answer to a question about its rows, a forecast of its next values, what is odd in it',
  text: 'of a text: a summary, a translation, its topic or tone, an answer to a question about it',
}

/** For mere talk: what there is instead. How to have somebody to talk with follows. */
const noTalk =
  "I can't talk without a language model, but answer questions about files: attach some, and ask what they show, say or mean."

function nothingAsked({
  media,
  shortfalls = [],
  inChat,
  nextMove,
}: {
  media: RespondRequest['media']
  shortfalls: RespondRequest['shortfalls']
  /** Whether there were answers before, so that what can be asked is known. */
  inChat: boolean
  nextMove: string
}): string {
  const attached = Object.entries(media)
  const short = shortfalls.map(({ message }) => message)
  // Something was understood, and there was nothing to do it with.
  if (attached.length === 0 && short.length > 0) return [...short, 'Attach what it is about.'].join('\n')
  if (attached.length === 0 && !inChat) return [noTalk, nextMove].join('\n')
  const nothing = [
    'Nothing that a tool does was found in this, and there is no language model to talk to.',
    ...short,
  ]
  if (inChat) return nothing.join('\n')
  const facts = attached.map(
    ([reference, item]) => `- ${reference}${item.name ? ` (${item.name})` : ''}: ${describeMedia(item)}`,
  )
  const kinds = attached.length > 0 ? new Set(attached.map(([, { modality }]) => modality)) : undefined
  const asks = Object.entries(askable).filter(([kind]) => !kinds || [...kinds].some((one) => one === kind))
  return [
    ...nothing,
    facts.length > 0
      ? `What is known of the files:\n${facts.join('\n')}`
      : 'Attach a file, and ask about it.',
    asks.length > 0
      ? `You can ask\n${asks.map(([, ask]) => `- ${ask}`).join('\n')}`
      : `There is no tool for ${[...(kinds ?? [])].join(' or ')} files yet.`,
  ].join('\n')
}
