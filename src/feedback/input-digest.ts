import { hash } from 'node:crypto'
import stringify from 'safe-stable-stringify'
import type { Media } from '../media/media.js'
import { asMedia } from '../media/media-in.js'
import { mapStrings } from '../plan/map-strings.js'
import type { Plan } from '../plan/plan.js'
import { parseReference, parseTemplate, type Reference } from '../plan/reference.js'

/** What the input of a step may speak of. */
interface DoneSteps {
  plan: Plan
  media: Readonly<Record<string, Media>>
  steps: readonly { id: string; output?: unknown }[]
}

/**
 * The SHA-256 (hex) of a step's tool and of what it worked on: the same for the same files and the same earlier results,
 * whatever they are called in the plan and whichever model ran.
 */
export function inputDigestOf(id: string, { plan, media, steps }: DoneSteps): string {
  const step = plan.steps.find((one) => one.id === id)
  const contentOf = ({ root, path }: Reference): string => {
    const found = media[root]?.digest ?? digestOf(steps.find((one) => one.id === root)?.output ?? root)
    return [found, ...path].join('.')
  }
  const input = mapStrings(step?.input ?? {}, (text) => {
    const whole = parseReference(text)
    if (whole) return contentOf(whole)
    return parseTemplate(text).reduce(
      (filled, { match, reference }) =>
        reference ? filled.replace(match, () => contentOf(reference)) : filled,
      text,
    )
  })
  return digestOf({ tool: step?.tool, input })
}

const digestOf = (value: unknown): string =>
  hash('sha256', stringify(value, (_, part) => asMedia(part)?.digest ?? part) ?? '')
