import { withArticle } from '../../../../core/text.js'
import { commonThingsIn } from '../../../../tools/text/common-things.js'
import { askOfSeveral } from '../ask-of-several.js'
import { fileQuestion } from './file-question.js'

const acts =
  /\?|\b(?:describe|transcribe|caption|translate|summari[sz]e|classify|label|compare|sort|order|list|tell|give|show me|write|say|answer|reply|read|count|json|table|csv|if|unless|otherwise|then)\b/i
const bareCount =
  /^(?:so |and |but )?how many(?: (?:exactly|precisely|are there|of them|is it|are they|in total|altogether|do you see|can you see))?[?.]?$/i
const bareWhich =
  /^(?:so |and |but |now )*(?:please )?(?:tell me |say |can you say |do you know )?(?:in |on )?(?:which|what) (?:one|file|picture|photo|image|pic|recording|memo|of (?:them|these|those))\b[^?]{0,40}[?.]?$|^(?:so |and )?(?:tell me )?which(?: ones?)?(?: (?:is|are|was|were|would|could|might) (?:it|that|they|those|them)(?: be)?| is it)?[?.]?$/i

const sentenceEnd = /(?<=[.?!])\s+/

/** The one sentence that asks about several files, where the others name nothing and ask for nothing: how it came up is no part of it. */
export function askedAlone(text: string, unfold: (sentence: string) => string): string | undefined {
  const sentences = text.length > 300 ? [] : text.split(sentenceEnd)
  if (sentences.length < 2) return undefined
  const telling = (sentence: string) =>
    !acts.test(sentence) &&
    commonThingsIn(sentence).length === 0 &&
    !/\b(?:of|that|which|except|but|not)\b/i.test(sentence)
  const [only, ...more] = sentences.filter((sentence) => !telling(sentence))
  const asked = only === undefined || more.length > 0 ? undefined : unfold(only)
  return asked && (askOfSeveral(asked) ?? fileQuestion(asked))
}

/**
 * A question about several files among sentences that only tell how it came up, or that name the thing.
 * @param unfold Takes a sentence out of what it is embedded in.
 */
export function askedAmid(text: string, unfold: (sentence: string) => string): string | undefined {
  if (!/[.?!:;,]\s/.test(text)) return undefined
  const sentences = text.split(
    /(?<=[.?!:;])\s+|,\s+(?=(?:so |and |but )?(?:can|could|do|please|tell|which|where|in which|on which|what|would)\b)/i,
  )
  if (sentences.length < 2 || sentences.length > 6) return undefined
  const read = sentences.map((sentence) => askOfSeveral(unfold(sentence)))
  const at = read.findIndex((one) => one !== undefined)
  if (at >= 0)
    return sentences.every((sentence, place) => place === at || !acts.test(sentence)) ? read[at] : undefined
  const last = unfold(sentences.at(-1) ?? '')
  const [counted, ...more] = commonThingsIn(sentences.slice(0, -1).join(' '))
  if (bareCount.test(last) && counted !== undefined && more.length === 0)
    return `How many ${counted}s are in the picture?`
  const before = sentences
    .slice(0, -1)
    .join(' ')
    .replace(/\bwhere(?:'s| is| are) ([^?.!]{2,40})\?/i, '$1.')
  const things = [...new Set(commonThingsIn(before))]
  if (
    !bareWhich.test(last) ||
    acts.test(before) ||
    commonThingsIn(last).length > 0 ||
    things.length === 0 ||
    things.length > 2
  )
    return undefined
  const isHeard = /\b(?:recordings?|memos?|sa(?:id|ys?)|mention\w*|talk\w*|sp[eo]ke?\w*)\b/i.test(
    `${before} ${last}`,
  )
  const each = things.map((thing) => {
    const many = new RegExp(
      `\\b((?:two|three|four|five|six|several|\\d) (?:\\w+ )?${thing}\\w{0,3})\\b`,
      'i',
    ).exec(before)?.[1]
    return many ?? withArticle(thing)
  })
  const said = each.length > 1 && !/\bor\b/i.test(before) ? `both ${each.join(' and ')}` : each.join(' or ')
  return isHeard ? `Which recordings mention ${said}?` : `Which pictures show ${said}?`
}
