import type { LanguageModel } from '../../llm/language-model.js'
import type { Planned } from '../../plan/planned.js'
import type { PlanRequest } from '../planner.js'
import { isSmallTalk } from '../rules/without-wishes.js'

/** Questions about the program itself. */
const aboutItself =
  /^(?:(?:hi|hello|hey)\b[,.! ]*)?(?:(?:so )?what (?:all )?(?:can|could|do) you (?:do|help(?: me)? with)|who are you|what are you|what is (?:this|switchyard)|how (?:can|could) you help(?: me)?|how are you(?: today| doing)?|help)(?: (?:for|with) me)?[?.! ]*$/i

/** Greetings and thanks in some languages more. */
const greeting =
  /^(?:(?:hallo|guten (?:tag|morgen|abend)|danke(?: schön| sehr)?|vielen dank|tschüss|bonjour|salut|bonsoir|merci(?: beaucoup)?|au revoir|hola|buen(?:os|as) (?:días|tardes|noches)|(?:muchas )?gracias|adiós|ciao|buongiorno|(?:mille )?grazie|olá|(?:muito )?obrigad[oa]|good (?:morning|afternoon|evening|night))\b|\s|[.,!¡])+$/iu

const isPleasantry = (text: string): boolean => {
  const said = text.trim()
  return said.length < 200 && [isSmallTalk(said), aboutItself.test(said), greeting.test(said)].some(Boolean)
}

/**
 * Whether the reply to a request may come with the plan, in one call: for pleasantries, and where no file is there, nothing
 * was found before, and the rules see nothing that a tool does. What files show or earlier steps found is not told to who
 * plans, so that anything else could only be answered blindly.
 */
export function mayTalk(
  { text, media, history, failed }: PlanRequest,
  byRules: Pick<Planned, 'plan' | 'known'> | undefined,
): boolean {
  if (failed) return false
  const hasFiles = Object.keys(media).length > 0
  if (isPleasantry(text)) return !hasFiles || history.turns.length > 0
  if (hasFiles || history.steps.length > 0 || !byRules) return false
  return byRules.plan.steps.length === 0 && (byRules.known ?? []).length === 0
}

/** A reply that is mere talk, as far as its text. Any other is told of when it is complete. */
const talkHead =
  /^\s*(?:```(?:json)?\s*)?\{\s*(?:"parts"\s*:\s*\[\s*\]\s*,\s*)?"steps"\s*:\s*\[\s*\]\s*,\s*"answer"\s*:\s*"/
const longestHead = 200

/**
 * Passes the text of a talking reply on while it is written. `read` takes the reply so far, again and again; `said` is
 * what was passed on.
 */
export function createTalkReader(onAnswer: (text: string) => void) {
  /** Where the text goes on in the reply; undefined until it begins, -1 where there is none or it is over. */
  let at: number | undefined
  let length = 0
  let said = ''
  const say = (text: string): void => {
    if (text === '') return
    said += text
    onAnswer(text)
  }

  function read(reply: string): void {
    // One that is asked for again begins anew; what was said can't be unsaid.
    if (reply.length < length) at = said === '' ? undefined : -1
    length = reply.length
    if (at === undefined) {
      const head = talkHead.exec(reply.slice(0, longestHead))
      if (head) at = head[0].length
      else if (reply.length >= longestHead) at = -1
    }
    if (at === undefined || at < 0) return
    const { end, isOver } = wholeCharacters(reply, at)
    say(decode(reply.slice(at, end)))
    at = isOver ? -1 : end
  }

  return {
    read,
    get said() {
      return said
    },
    /** Ends with the whole answer, of which some may have been said, and returns all that was said. */
    end(answer: string): string {
      say(answer.startsWith(said) ? answer.slice(said.length) : `\n\n${answer}`)
      return said
    },
    /** Ends where the reply broke off. */
    breakOff(why: string): string {
      say(`\n\n(The language model broke off here: ${why})`)
      return said
    },
  }
}

/** How far the text of a JSON string that is still being written can be decoded, from a place in it. */
function wholeCharacters(json: string, from: number): { end: number; isOver: boolean } {
  let end = from
  while (end < json.length) {
    const character = json[end]
    if (character === '"') return { end, isOver: true }
    const step = character === '\\' ? (json[end + 1] === 'u' ? 6 : 2) : 1
    if (end + step > json.length) break
    end += step
  }
  // Half of a character in two parts waits for the other.
  const isHalf = (text: string) => /[\ud800-\udbff]$|\\ud[89ab][0-9a-f]{2}$/i.test(text)
  const tail = json.slice(Math.max(from, end - 6), end)
  if (isHalf(tail)) end -= tail.endsWith('\\') || /\\u[0-9a-f]{4}$/i.test(tail) ? 6 : 1
  return { end, isOver: false }
}

/** The text of whole characters of a JSON string; nothing of one that is not well formed. */
function decode(json: string): string {
  try {
    const text: unknown = JSON.parse(
      `"${json.replaceAll('\n', '\\n').replaceAll('\r', '').replaceAll('\t', '\\t')}"`,
    )
    return typeof text === 'string' ? text : ''
  } catch {
    return ''
  }
}

/** What is planned where the LLM answered mere talk itself. */
export function talkedBy(
  { id }: Pick<LanguageModel, 'id'>,
  answer: string,
  { brokeOff = false }: { brokeOff?: boolean } = {},
): Planned {
  const message = 'The language model broke off in the middle of its answer.'
  const talked: Planned = {
    ...{ plan: { steps: [] }, by: 'llm', llmCalls: 1, answer },
    notes: [`${id} answered by itself: no tool is needed.`],
  }
  return brokeOff ? { ...talked, shortfalls: [{ message, standIn: false }] } : talked
}
