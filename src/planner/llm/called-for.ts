import { listOperators } from '../../plan/operators.js'
import type { Plan } from '../../plan/plan.js'

/** What a reply may use beside tools; an LLM is told of it, and offered it, only where the request may call for it. */
export interface CalledFor {
  /** Steps with `when`, and `say` for what is to be said in a case. */
  conditions: boolean
  /** `filter`, `count`, `sort` and `best`. */
  lists: boolean
}

export const nothingMore: CalledFor = { conditions: false, lists: false }

/*
 * Words in the largest languages. They only decide what a prompt speaks of; one word too many costs some tokens, and of a
 * language that is missing here the draft by the rules tells.
 */
const stating =
  /\b(?:if|unless|otherwise|else|whenever|only|provided|in case|as long as|wenn|falls|sonst|nur|sinon|seulement|sauf|solo|salvo|si|se|apenas|altrimenti|soltanto|als|tenzij|alleen|anders)\b|если|иначе|только|如果|除非|否则|只有|もし|場合|만약|경우|إذا|وإلا|यदि|अगर|नहीं तो/iu
const listing =
  /\b(?:sort|order|rank|arrange|count|filter|how many|number of|only|except|without|mention|which of|those|the ones|most|least|fewest|best|worst|top|(?:bigg|larg|small|long|short|high|low|loud|quiet|bright|dark|fast|slow)est|wie viele|nur|außer|sortier\w*|ordne|meisten|wenigsten|läng\w*|combien|sauf|seulement|tri\w*|classe\w*|le plus|le moins|cu[aá]nt[oa]s|solo|excepto|ordena\w*|m[aá]s|menos|quant[aeio]s?|apenas|exceto|ordin\w*|soltanto|tranne|più|meno|hoeveel|alleen|sorteer\w*|meeste|minste)\b|сколько|только|кроме|сортир|упоряд|больше всего|самый|самая|самое|多少|几|排序|只|最|いくつ|何枚|並べ|だけ|一番|最も|몇|정렬|가장|كم|رتب|أكثر|فقط|कितन|केवल|सबसे|क्रम/iu

/** What a request may call for, by its words and by what the rules make of it. */
export function calledFor(text: string, draft: Plan | undefined): CalledFor {
  const words = text.slice(0, 5000)
  const steps = draft?.steps ?? []
  const uses = (ids: readonly string[]) => steps.some(({ tool }) => ids.includes(tool))
  return {
    conditions: stating.test(words) || steps.some(({ when }) => when !== undefined) || uses(['say']),
    lists: listing.test(words) || uses(operatorsOnLists),
  }
}

const operatorsOnLists = listOperators.map(({ id }) => id).filter((id) => id !== 'say')

/** The operators that go with what is called for. */
export const operatorsFor = ({ conditions, lists }: CalledFor): string[] => [
  ...(lists ? operatorsOnLists : []),
  ...(conditions ? ['say'] : []),
]

export const isAnyCalledFor = ({ conditions, lists }: CalledFor): boolean => conditions || lists

/** What a prompt says of it; empty where nothing is called for. */
export function describeCalledFor(called: CalledFor): string {
  const when = `
- Only where the request states a condition (if, unless), a step has "when": {"value": "$s1.text", TEST} beside "input", else null. Words to be said in a case: tool say {text}.`
  const operators = `
- Lists: tools filter and count {items, by, keep: {TEST}}, sort {items, by, order, take}, best {items, by, order}. "by": what each item is judged by, such as ["$s1.count", "$s2.count"]. order: "ascending", "descending", "longest", "shortest", of best also "most", "least". take: how many.`
  const tests = `
- TEST: "contains", "present" or "absent": "dog"; "is": "red"; "atLeast" or "atMost": 2, with "of": "dog" for how many a text tells of; {"not": ...}, {"all": [...]}, {"any": [...]}.`
  if (!isAnyCalledFor(called)) return ''
  return `${called.conditions ? when : ''}${called.lists ? operators : ''}${tests}`
}
