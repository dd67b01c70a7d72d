import { z } from 'zod'
import type { StepReport } from '../../executors/step-report.js'
import { colourIn } from '../colours.js'
import { type Lead, short } from '../several.js'

const oddOne = z.object({ text: z.string(), apart: z.array(z.unknown()), by: z.string() })

/** Which picture is the odd one out, ahead of what that rests on. Empty: no step tells it. */
export function leadsOfOddOne(text: string, steps: readonly StepReport[]): Lead[] {
  const ground = /\b(?:backgrounds?|backdrops?)\b/i.test(text) ? oddGround(steps) : undefined
  if (ground) return [ground]
  return steps.flatMap(({ id, status, output }): Lead[] => {
    const said = status === 'done' ? oddOne.safeParse(output).data?.text : undefined
    const [first = ''] = said?.split('\n') ?? []
    return first === '' ? [] : [{ text: `${first} [${id}]`, word: first, value: first }]
  })
}

const described = z.object({ text: z.string(), apart: z.undefined().optional() })

/** The one picture whose background has another colour than all others have. */
function oddGround(steps: readonly StepReport[]): Lead | undefined {
  const seen = steps.flatMap(({ id, status, subject, output }) => {
    const said =
      status === 'done' && subject.startsWith('image') ? described.safeParse(output).data?.text : undefined
    const colour = said === undefined ? undefined : colourIn(said, 'background')
    return colour === undefined ? [] : [{ id, name: short(subject), colour }]
  })
  const alone = seen.filter(({ colour }) => seen.filter((one) => one.colour === colour).length === 1)
  const [odd] = alone
  const others = new Set(seen.filter((one) => one !== odd).map(({ colour }) => colour))
  const told = steps.flatMap(({ id, output }) => (oddOne.safeParse(output).success ? [id] : []))
  if (told.length === 0 || !odd || alone.length !== 1 || seen.length < 3 || others.size !== 1)
    return undefined
  return {
    text: `${odd.name}: its background is ${odd.colour}, all others are ${[...others].join()}. [${seen.map(({ id }) => id).join(', ')}]`,
    word: odd.name,
    value: odd.name,
    insteadOf: told,
  }
}
