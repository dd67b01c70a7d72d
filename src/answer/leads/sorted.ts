import { z } from 'zod'
import { formatPercent } from '../../core/text.js'
import type { StepReport } from '../../executors/step-report.js'
import { parseReference, referencesIn } from '../../plan/reference.js'
import { ownOrderIn } from '../../planner/rules/orders/told-order.js'
import { toldOf } from '../order.js'
import { originOf, servingOnly } from '../picked.js'
import type { RespondRequest } from '../responder.js'
import { type Lead, short } from '../several.js'

const sortedSchema = z.object({ values: z.array(z.unknown()), places: z.array(z.number()) })

/** What files were put in order by, with the unit of the output that says so. */
const units: Readonly<Record<string, string>> = {
  lufs: ' LUFS',
  wordsPerMinute: ' words per minute',
  words: ' words',
  hertz: ' Hz',
  brightness: ' % of white',
}

/** Files or texts in the order that a step has put them in, each with what it was judged by. Empty: no step has, or others go on from it. */
export function leadsOfSorted({ text, plan, steps, media }: RespondRequest): Lead[] {
  const sorts = steps.filter(
    ({ id, tool, status }) =>
      tool === 'sort' &&
      status === 'done' &&
      !plan.steps.some(({ input }) => referencesIn(input).some(({ root }) => root === id)),
  )
  return sorts.flatMap((step): Lead[] => {
    const output = sortedSchema.safeParse(step.output).data
    const { by, take } = plan.steps.find(({ id }) => id === step.id)?.input ?? {}
    if (!output) return []
    const field =
      Array.isArray(by) && typeof by[0] === 'string' ? parseReference(by[0])?.path.at(-1) : undefined
    const names = output.places.map((place) => {
      const origin = originOf(plan, step.id, place) ?? ''
      return media[origin]?.name ?? wordsOf(steps.find(({ id }) => id === origin)) ?? origin
    })
    const lines = names.map((name, at) => {
      const value = by === undefined ? undefined : sayValue(output.values[at], String(field))
      return `${at + 1}. ${name}${value === undefined ? '' : ` (${value})`}`
    })
    // "Which looks most like a dog?" wants the first; the order bears it out.
    const asksOne = take === undefined && /^\W*(?:which|what)\b/i.test(text)
    const [first = ''] = names
    const served = [...servingOnly(plan, new Set([step.id])), step.id]
    return [
      {
        text: asksOne
          ? `${first}. [${step.id}]\nIn order: ${lines.join(', ')}.`
          : `${lines.join('\n')} [${step.id}]`,
        word: asksOne ? first : names.join(', '),
        value: asksOne ? first : names,
        insteadOf: served,
      },
    ]
  })
}

const sayValue = (value: unknown, field: string): string | undefined =>
  typeof value !== 'number'
    ? undefined
    : field === 'score'
      ? formatPercent(value)
      : field === 'similarity'
        ? `similarity ${value.toFixed(2)}`
        : `${Number(value.toFixed(1))}${units[field] ?? ''}`

/** A result in words, with the file that it is about. */
const wordsOf = (step: StepReport | undefined): string | undefined =>
  step && `${step.subject}: ${step.summary ?? ''}`

const described = z.object({ text: z.string() })

/** Files in the order of what is told of them, with the words that they stand there by. Empty: no such order is all that is asked for. */
export function leadsOfTold(text: string, steps: readonly StepReport[]): Lead[] {
  const order = ownOrderIn(text)
  if (!order || order.by === 'name') return []
  const told = steps.flatMap((step) => {
    const said = step.status === 'done' ? described.safeParse(step.output).data?.text : undefined
    return said === undefined ? [] : [{ step, word: toldOf(said, order.by) }]
  })
  if (told.length < 2 || told.some(({ word }) => word === '')) return []
  told.sort((a, b) => (order.isDescending ? -1 : 1) * a.word.localeCompare(b.word, 'en'))
  const names = told.map(({ step }) => short(step.subject))
  const ids = told.map(({ step }) => step.id)
  return [
    {
      text: `${told.map(({ word }, at) => `${at + 1}. ${names[at]} (${word})`).join('\n')} [${ids.join(', ')}]`,
      word: names.join(', '),
      value: names,
      insteadOf: ids,
    },
  ]
}
