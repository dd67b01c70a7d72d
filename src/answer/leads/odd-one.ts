import { z } from 'zod'
import type { StepReport } from '../../executors/step-report.js'
import type { Lead } from '../several.js'

const oddOne = z.object({ text: z.string(), apart: z.array(z.unknown()), by: z.string() })

/** Which picture is the odd one out, ahead of what that rests on. Empty: no step tells it. */
export function leadsOfOddOne(steps: readonly StepReport[]): Lead[] {
  return steps.flatMap(({ id, status, output }): Lead[] => {
    const said = status === 'done' ? oddOne.safeParse(output).data?.text : undefined
    const [first = ''] = said?.split('\n') ?? []
    return first === '' ? [] : [{ text: `${first} [${id}]`, word: first, value: first }]
  })
}
