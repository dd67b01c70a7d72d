import { listOperators } from '../../plan/operators.js'
import type { Step } from '../../plan/plan.js'

/**
 * Words that state a condition, count or compare, in the largest languages. They only decide whether an LLM is told how
 * conditions and lists are written; one word too many costs some tokens.
 */
const words =
  /\b(?:if|unless|otherwise|only|except|provided|in case|as long as|how many|wenn|falls|sonst|nur|wie viele|sinon|seulement|sauf|combien|solo|salvo|excepto|si|se|apenas|exceto|altrimenti|soltanto|tranne|als|tenzij|alleen|hoeveel)\b|außer|если|только|иначе|кроме|如果|除非|只有|否则|もし|場合|だけ|만약|경우|إذا|فقط|यदि|अगर|केवल/iu

/** Whether a request may state a condition. */
export const mayBeConditional = (text: string): boolean => words.test(text.slice(0, 5000))

/** Whether a step has a condition or works on a list. */
export const isConditional = ({ when, tool }: Step): boolean =>
  when !== undefined || listOperators.some(({ id }) => id === tool)
