import { z } from 'zod'
import type { StepReport } from '../executors/step-report.js'
import type { Plan } from '../plan/plan.js'
import { numberOf } from '../tools/text/said-counts.js'
import { colourIn, colourQuestion, colourSentence } from './colours.js'

interface DirectLead {
  text: string
  word: string
  value: string | number | boolean
}

const answered = z.object({ text: z.string() })

/** Steps that were asked a question themselves: what they say is an answer, and no description to read one from. */
export function withoutDirectAnswers(plan: Plan, steps: readonly StepReport[]) {
  const asked = new Set(plan.steps.flatMap(({ id, input }) => (Object.hasOwn(input, 'question') ? [id] : [])))
  return {
    direct: steps.filter(({ id, status }) => asked.has(id) && status === 'done'),
    others: steps.filter(({ id }) => !asked.has(id)),
  }
}

/** What such answers say of a colour or a number that was asked for, in the form in which it is read from descriptions. */
export function leadsOfDirectAnswers(text: string, steps: readonly StepReport[]): DirectLead[] {
  const colour = colourQuestion(text)
  const counts = /\b(?:how many|number of)\s+(\w+)/i.exec(text)?.[1]
  return steps.flatMap((step): DirectLead[] => {
    const said = answered.safeParse(step.output).data?.text.trim().toLowerCase().replace(/\.$/, '') ?? ''
    const where = `${nameIn(step.subject)}. [${step.id}]`
    const what = colour?.of === undefined ? 'it' : `the ${colour.of}`
    if (colour?.asked !== undefined && /^(?:yes|no)\b/.test(said)) {
      const holds = said.startsWith('yes')
      const is = `${what} is ${holds ? '' : 'not '}${colour.asked}`
      return [
        { text: `${holds ? 'Yes' : 'No'}, ${is} in ${where}`, word: holds ? 'Yes' : 'No', value: holds },
      ]
    }
    if (colour && colour.asked === undefined && colourIn(said, undefined) === said)
      return [
        {
          text: `${colourSentence(said, colour.of)} in ${where}`,
          word: said,
          value: said,
        },
      ]
    const count = said === 'zero' ? 0 : numberOf(said)
    return counts !== undefined && count !== undefined
      ? [{ text: `${count} ${counts} in ${where}`, word: String(count), value: count }]
      : []
  })
}

/** `scene.png` of `image1 (scene.png)`. */
const nameIn = (subject: string): string => /\(([^()]*)\)\s*$/.exec(subject)?.[1] ?? subject
