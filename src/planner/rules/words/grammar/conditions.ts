import { otherwise } from './otherwise.js'

/*
 * Requests with several conditions, or with the condition behind what is to be done, as sentences that each begin with one: "If there is a
 * dog, transcribe the memo. If there is a cat, describe the picture."
 */

const head = '(?:if|in case|when|whenever|unless|provided(?: that)?|as long as|so long as|assuming|supposing)'
const does =
  '(?:describe|transcribe|caption|translate|tell me|give me|classify|compare|summari[sz]e|write (?:down|it|that)|let me know|do nothing|say (?=["“„«]))'
/** Where another condition begins. */
const next = new RegExp(
  `(?:[,;] *(?:and |but |or )?|(?<=[.:]) +(?:and |but )?)(?=${head} (?!not\\b|so\\b|yes\\b|no\\b|possible|needed)[^,.;:?]{6,120})`,
  'gi',
)
/** "If the pic is a PNG describe it": without a mark between the two. */
const unmarked = new RegExp(
  `^(${head} [^,;:.?\\n]{8,110}?) (?=(?:please |just |then |only ){0,2}${does}\\b)`,
  'i',
)
/** "Which of the two is described depends on the memo: ..." */
const announced = /^[^:.?!]{6,120}\b(?:depends?|depending)\b[^:.?!]{0,80}: */i
/** "What does he say? Skip that if there is a balloon." */
const skipped =
  /^([^.?!;]{4,160}[.?!;,]) *(?:but |and )?(?:please )?(?:skip|omit|ignore|forget|leave out|don't (?:do|bother with)|do not (?:do|bother with)) (?:that|it|this)(?: part| step)?,? (?:if|when|in case) ([^,.;?!]{4,120})[.!]*$/i
/** "A description of the second in case it has one, and of the third if it hasn't." */
const cases = new RegExp(
  `^(?!${head}\\b)([^,.;:?!]{6,120}?),? (?:only )?(if|in case|when|provided that|as long as) ([^,.;:?!]{4,100}), (?:and |but |or )?(?:else )?([^,.;:?!]{3,100}?),? (?:when not|if (?:it|there|they|that|this) (?:doesn't|does not|hasn't|has not|isn't|is not|aren't|are not|don't)(?: one| any| so| the case)?|if not|otherwise)[.!]*$`,
  'i',
)
/** "Describe the first picture if it mentions a bus, and the second one if it mentions cakes." */
const pairs = new RegExp(
  `^(?!${head}\\b)([^,.;:?!]{4,100}?),? (if|in case|when) ([^,.;:?!]{4,80}?),? (?:and|or|but) ([^,.;:?!]{4,100}?),? (if|in case|when) (?!not\\b|so\\b)([^,.;:?!]{4,80})[.!]*$`,
  'i',
)
/** "Tell me what is said, but if it is longer than ten seconds just tell me its length." */
const butIf = new RegExp(
  `^(?!${head}\\b)([^,.;:?!]{4,120})[,;] (?:but|except|though) (if|when|in case) ([^,.;:?!]{4,100}?)(?:,|(?= (?:just|only|instead|please) )) ?(?:then |instead |please )?([^.;:?!]{4,100})[.!]*$`,
  'i',
)
/** What is done with something, up to the words that say with what. */
const lead = /^(.*?\b)(?:of|for|from) (?:the |my )?\w+/i

/** Such a request with each condition ahead of what is done in its case; any other as it is. */
export function conditionsFirst(text: string): string {
  if (
    text.length > 400 ||
    !/\b(?:if|in case|when|whenever|unless|provided|long as|assuming|supposing)\b/i.test(text)
  )
    return text
  const [, act = '', bar = ''] = skipped.exec(text) ?? []
  if (act !== '') return `Unless ${bar}, ${asDone(act)}.`
  const [, what = '', joint = '', condition = '', other = ''] = cases.exec(text) ?? []
  if (what !== '') {
    const saying = /^(?:please )?(?:say|write|answer|reply|print) /i.exec(what)?.[0] ?? ''
    const full = /^(?:of|for|from) /i.test(other)
      ? `${lead.exec(what)?.[1] ?? ''}${other}`
      : /^["“„«']/.test(other)
        ? `${saying}${other}`
        : other
    return `${joint} ${condition}, ${what}, otherwise ${full}.`
  }
  const [, usual = '', but = '', exception = '', instead = ''] = butIf.exec(text) ?? []
  if (usual !== '')
    return `${but} ${exception}, ${instead.replace(/^(?:just|only|instead|please) /i, '')}, otherwise ${usual}.`
  const [, one = '', first = '', whether = '', second = '', or = '', also = ''] = pairs.exec(text) ?? []
  if (one !== '') {
    const full = otherwise(`${one}, otherwise ${second}`).replace(/^.*, otherwise /, '')
    return `${first} ${whether}, ${one}. ${or} ${also}, ${full}.`
  }
  const bare = text.replace(announced, '')
  const parts = bare.split(next).map((part) => part.trim())
  const conditions = parts.filter((part) => new RegExp(`^${head}\\b`, 'i').test(part))
  // "If both are there, and if one of them is red, ..." is one condition.
  const isCut = conditions.length > 1 && conditions.every((part) => /,| /.test(part) && acts(part))
  if (!isCut) return unmarked.test(text) ? text.replace(unmarked, '$1, ') : text
  return parts.map((part) => `${part.replace(unmarked, '$1, ').replace(/[,;.]+$/, '')}.`).join(' ')
}

/** Whether a condition comes with what is done in its case. */
const acts = (part: string): boolean => unmarked.test(part) || /^[^,]{6,},\s*\S/.test(part)

/** "What is he saying?" among other words is no question. */
const asDone = (act: string): string =>
  act
    .trim()
    .replace(/[.?!;,]+$/, '')
    .replace(/^([A-Z])(?=[a-z])/, (letter) => letter.toLowerCase())
