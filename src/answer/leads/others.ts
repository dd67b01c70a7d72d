import { z } from 'zod'
import { cued } from '../../core/patterns/cued.js'
import { formatList } from '../../core/text.js'
import type { StepReport } from '../../executors/step-report.js'
import { commonThingsIn } from '../../tools/text/common-things.js'
import { isSameWords } from '../../tools/text/mentions.js'
import { type Lead, short } from '../several.js'
import { isBorneOut } from './chosen.js'

const described = z.object({ text: z.string() })

const beside = cued(
  'other than|besides|except|apart from|aside from',
  /\b(?:anything|something|any(?:thing)? else|what else|anyone|any other \w+|other things?)\b[^?.!]{0,40}?\b(?:other than|besides|except(?: for)?|apart from|aside from)\s+(?:an? |the |one )?(\w+)/i,
)
const only = cued(
  'only|just|nothing|alone',
  /\b(?:only|just|nothing but|nothing except|nothing other than|alone)\s+(?:an? |the |one )?(\w+)\b[^?.!]{0,40}\?/i,
)

/** "Is there anything besides the dog?", "what else is there besides it?", "does it show only a dog?": by what is described. Empty: nothing of the kind is asked. */
export function leadsOfOthers(text: string, steps: readonly StepReport[]): Lead[] {
  const read = text.slice(0, 300)
  const [besides, alone] = [
    beside.exec(read)?.[1],
    /^(?:is|are|does|do)\b/i.test(read) ? only.exec(read)?.[1] : undefined,
  ]
  const thing = besides ?? alone
  if (thing === undefined || commonThingsIn(thing).length === 0) return []
  return steps.flatMap((step): Lead[] => {
    const said =
      step.status === 'done' && step.subject.startsWith('image')
        ? described.safeParse(step.output).data?.text
        : undefined
    if (said === undefined) return []
    const others = commonThingsIn(said).filter((one) => !isSameWords(one, thing) && !isBorneOut(thing, one))
    const isThere = others.length > 0
    const name = short(step.subject)
    if (besides !== undefined && /\bwhat\b/i.test(read))
      return [
        {
          text: `${isThere ? formatList(others) : 'Nothing else'}, in ${name}. [${step.id}]`,
          word: others.join(', ') || 'nothing',
          value: others,
        },
      ]
    const holds = besides === undefined ? !isThere && isBorneOut(thing, said) : isThere
    const basis = isThere
      ? `${formatList(others)} ${others.length === 1 ? 'is' : 'are'} in ${name}`
      : `nothing else is in ${name}`
    return [
      {
        text: `${holds ? 'Yes' : 'No'}, ${basis}, as it is described. [${step.id}]`,
        word: holds ? 'Yes' : 'No',
        value: holds,
      },
    ]
  })
}
