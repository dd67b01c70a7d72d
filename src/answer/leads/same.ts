import { z } from 'zod'
import { cued } from '../../core/patterns/cued.js'
import { formatList } from '../../core/text.js'
import type { StepReport } from '../../executors/step-report.js'
import { commonThingsIn, isCommonThing, singularOf, thingsOfKind } from '../../tools/text/common-things.js'
import { colourIn } from '../colours.js'
import { type Lead, short } from '../several.js'

/** A description of one picture; what compares several has rows, too. */
const described = z.object({
  text: z.string(),
  pairs: z.undefined().optional(),
  differences: z.undefined().optional(),
})
const asked = cued(
  'same|other|different',
  /\b(?:is|are|do|does|whether|if)\b[^.?!]{0,60}?\b(?:(?:the )?same|(an?)?other|different) (kinds? of )?(things?|objects?|animals?|vehicles?|fruits?|plants?|instruments?)\b/i,
)

/** "Do both show the same animal?": by the things that the descriptions name. Empty: it is not asked, or there is one picture. */
export function leadsOfSame(text: string, steps: readonly StepReport[]): Lead[] {
  const isPair = /^do some of the pictures\b/i.test(text)
  if (/^do [^?!]{1,120} show the same background colour\?$/i.test(text)) return sameGround(steps, isPair)
  const found = asked.exec(text.slice(0, 200))
  const kind = found?.[3] === undefined ? undefined : thingsOfKind(found[3])
  if (!found) return []
  const seen = steps.flatMap((step) => {
    const said =
      step.status === 'done' && step.subject.startsWith('image')
        ? described.safeParse(step.output).data?.text
        : undefined
    if (said === undefined) return []
    const things = [...new Set(commonThingsIn(said))].filter((thing) => kind?.has(thing) ?? true)
    return [{ id: step.id, name: short(step.subject), things }]
  })
  const [first, ...others] = seen
  if (!first || others.length === 0) return []
  if (/, and which\?$/.test(text)) return [whichShare(seen)]
  const shared = first.things.filter((thing) => others.every(({ things }) => things.includes(thing)))
  const isSame = isPair
    ? new Set(seen.flatMap(({ things }) => things)).size < seen.flatMap(({ things }) => things).length
    : shared.length > 0
  const holds = isSame === !/\bdifferent\b/i.test(found[0])
  const said = seen.map(
    ({ name, things }) => `${things.length > 0 ? formatList(things) : 'nothing of the kind'} in ${name}`,
  )
  return [
    {
      text: `${holds ? 'Yes' : 'No'}: ${said.join(', ')}. [${seen.map(({ id }) => id).join(', ')}]`,
      word: holds ? 'Yes' : 'No',
      value: holds,
      insteadOf: undone(steps),
    },
  ]
}

const compared = z.object({ similarity: z.number(), pairs: z.array(z.unknown()).min(1) })
const identical = cued(
  'same|identical|alike|duplicates|copies',
  /^(?:so |and )?(?:are|is|do|does) [^.?!]{0,60}?\b(?:(?:the|one and the) same|identical|alike|duplicates|copies)(?: (\w+))?\b[^.?!]{0,30}\?/i,
)
/** From what similarity on pictures are almost the same, and below what they are not much alike. */
const sameFrom = 0.95
const otherBelow = 0.7

/** "Are these the same?", "is it the same dog in both?": by how alike the pictures are, and by what is described. Empty: it is not asked. */
export function leadsOfIdentity(text: string, steps: readonly StepReport[]): Lead[] {
  const found = identical.exec(text.slice(0, 200))
  const done = steps.filter(({ status }) => status === 'done')
  const comparing = done.find(({ output }) => compared.safeParse(output).success)
  const similarity = compared.safeParse(comparing?.output).data?.similarity
  if (!found || !comparing || similarity === undefined) return []
  const named = found[1] === undefined ? '' : singularOf(found[1].toLowerCase())
  const thing = isCommonThing(named) && thingsOfKind(named) === undefined ? named : undefined
  const told = done.flatMap(({ id, subject, output }) => {
    const said = subject.startsWith('image') ? described.safeParse(output).data?.text : undefined
    return said === undefined || id === comparing.id ? [] : [{ id, name: short(subject), said }]
  })
  const without = thing === undefined ? [] : told.filter(({ said }) => !commonThingsIn(said).includes(thing))
  const score = `similarity ${similarity.toFixed(2)} of 1`
  const cited = ` [${[comparing.id, ...told.map(({ id }) => id)].join(', ')}]`
  const say = (word: 'Yes' | 'No' | "I can't tell", basis: string): Lead[] => [
    {
      text: `${word}: ${basis}.${cited}`,
      word,
      value: word === "I can't tell" ? 'unknown' : word === 'Yes',
    },
  ]
  if (without.length > 0)
    return say('No', `no "${thing}" is found in ${formatList(without.map(({ name }) => name))}`)
  if (similarity >= sameFrom) return say('Yes', `they are almost the same (${score})`)
  // Two pictures of one dog may look quite different.
  if (thing !== undefined)
    return say("I can't tell", `each shows a ${thing}, and the pictures differ (${score})`)
  return similarity < otherBelow
    ? say('No', `they are not much alike (${score})`)
    : say('No', `they are alike, but not the same (${score})`)
}

/** Whether all backgrounds, or any two, are of one colour. */
function sameGround(steps: readonly StepReport[], isPair: boolean): Lead[] {
  const seen = steps.flatMap(({ id, status, subject, output }) => {
    const said =
      status === 'done' && subject.startsWith('image') ? described.safeParse(output).data?.text : undefined
    const colour = said === undefined ? undefined : colourIn(said, 'background')
    return colour === undefined ? [] : [{ id, said: `${colour} in ${short(subject)}`, colour }]
  })
  if (seen.length < 2) return []
  const colours = new Set(seen.map(({ colour }) => colour)).size
  const word = (isPair ? colours < seen.length : colours === 1) ? 'Yes' : 'No'
  const cited = [...new Set(seen.map(({ id }) => id))].join(', ')
  return [
    {
      text: `${word}: ${formatList([...new Set(seen.map(({ said }) => said))])}. [${cited}]`,
      word,
      value: word === 'Yes',
      insteadOf: undone(steps),
    },
  ]
}

/** Steps that were to tell how alike descriptions are, and could not: nothing of the answer rests on them. */
const undone = (steps: readonly StepReport[]): string[] =>
  steps.flatMap(({ id, status }) => (status === 'done' ? [] : [id]))

interface Seen {
  id: string
  name: string
  things: readonly string[]
}

/** Which files show the same thing, thing by thing. */
function whichShare(seen: readonly Seen[]): Lead {
  const all = [...new Set(seen.flatMap(({ things }) => things))]
  const groups = all.flatMap((thing) => {
    const names = seen.filter(({ things }) => things.includes(thing)).map(({ name }) => name)
    return names.length > 1 ? [{ thing, names }] : []
  })
  const files = [...new Set(groups.flatMap(({ names }) => names))]
  const said = groups.map(({ thing, names }) => `${formatList(names)} (${thing})`).join('; ')
  return {
    text: `${said || 'None of them'}. [${seen.map(({ id }) => id).join(', ')}]`,
    word: files.join(', ') || 'None',
    value: files,
  }
}
