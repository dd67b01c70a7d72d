import { err, ok, type Result } from '../../core/result.js'
import { ownValue } from '../../plan/validate/validate-shape.js'

/** More than any plan needs; guards memory against a reply that never ends. */
const maxReplyCharacters = 5_000_000
/** Objects in a reply that are looked at, from its end. */
const mostObjects = 20

/**
 * What may be a plan in an LLM's reply, the last first: JSON objects with steps, whatever stands around and before them
 * (code fences, thoughts, drafts, prose). Where there is none, the problem is said in words that the LLM can act on.
 */
export function readReply(text: string): Result<unknown[], string> {
  if (text.length > maxReplyCharacters) return err('The reply is far too long.')
  const { complete, open } = topLevelObjects(text)
  const objects = complete
    .slice(-mostObjects)
    .reverse()
    .flatMap((candidate) => {
      try {
        return [JSON.parse(candidate) as unknown]
      } catch {
        return []
      }
    })
  const plans = objects.filter((object) => Array.isArray(ownValue(object, 'steps')))
  if (plans.length > 0) return ok(plans)
  if (objects.length > 0) return err('The JSON object of the reply has no list of "steps".')
  if (open) return err('The reply breaks off in the middle of its JSON object.')
  if (complete.length > 0) return err('What stands between the braces of the reply is not valid JSON.')
  return err('The reply has no JSON object.')
}

/** Texts from an opening brace to the one that closes it, outermost only, in one pass. */
function topLevelObjects(text: string): { complete: string[]; open: boolean } {
  const complete: string[] = []
  let depth = 0
  let start = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (inString) {
      if (character === '\\') at++
      else if (character === '"') inString = false
    } else if (character === '"' && depth > 0) inString = true
    else if (character === '{') {
      if (depth === 0) start = at
      depth++
    } else if (character === '}' && depth > 0) {
      depth--
      if (depth === 0) complete.push(text.slice(start, at + 1))
    }
  }
  return { complete, open: depth > 0 }
}
