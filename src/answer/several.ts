import { formatList, formatPercent } from '../core/text.js'
import { thingsOfKind } from '../tools/text/common-things.js'
import { anything, countIn, thingsIn } from '../tools/text/said-counts.js'
import type { WantedCount } from './counts.js'
import { isOfNoKind, relatedWord } from './kinds-of-things.js'
import type { WantedOrder } from './order.js'
import { kinds, type PresenceFinding } from './presence.js'

/** What an answer begins with: the answer itself, short, and the same in one word. */
export interface Lead {
  text: string
  word?: string | undefined
  value?: string | number | boolean | readonly string[] | undefined
  /** Steps of which it says all that was asked, so that their results need not be shown as well. */
  insteadOf?: readonly string[] | undefined
}

/** `scene.png` of `image1 (scene.png)`. */
export const short = (subject: string): string => {
  const said = subject.trimEnd()
  return said.endsWith(')') && said.includes('(') ? said.slice(said.lastIndexOf('(') + 1, -1) : subject
}
export const cites = (findings: readonly PresenceFinding[]): string =>
  ` [${[...new Set(findings.flatMap(({ steps }) => steps))].join(', ')}]`

/** "At least two of the pictures": files are counted, not things. */
export const ofFiles = (text: string): boolean =>
  /\b(?:exactly|precisely|just|only|at least|at most|more than|fewer than|less than)\s+\w+\s+(?:of\b|pictures?\b|photos?\b|images?\b|files?\b|memos?\b|recordings?\b|clips?\b)/i.test(
    text,
  )

export function filesVerdict(findings: readonly PresenceFinding[], wanted: WantedCount): Lead {
  const yes = findings.filter(({ verdict }) => verdict === 'yes')
  const holds = wanted.holds(yes.length)
  const names = yes.length > 0 ? `: ${formatList(yes.map(({ subject }) => short(subject)))}` : ''
  return {
    text: `${holds ? 'Yes' : 'No'}, ${yes.length} of ${findings.length}${names}.${cites(findings)}`,
    word: holds ? 'Yes' : 'No',
    value: holds,
  }
}

/** Files by how well a thing fits them: what a description mentions first, then by score. */
export function rankedByFit(
  findings: readonly PresenceFinding[],
  { isDescending }: WantedOrder,
  isList: boolean,
): Lead | undefined {
  const scored = findings.flatMap((one) =>
    one.score === undefined ? [] : [{ one, weight: one.score + (one.verdict === 'yes' ? 1 : 0) }],
  )
  if (scored.length < findings.length) return undefined
  const sorted = scored.sort((a, b) => (isDescending ? b.weight - a.weight : a.weight - b.weight))
  const names = sorted.map(({ one }) => short(one.subject))
  const lines = sorted.map(
    ({ one }, at) => `${at + 1}. ${short(one.subject)} (${formatPercent(one.score ?? 0)})`,
  )
  const [first = ''] = names
  return {
    text: isList
      ? `${lines.join('\n')}${cites(findings)}`
      : `${first} fits ${isDescending ? 'best' : 'least'}.${cites(findings)}\nIn order: ${lines.join(', ')}.`,
    word: isList ? names.join(', ') : first,
    value: isList ? names : first,
  }
}

/** As `restate` says it. */
const parting = / and which do not\?$/i

/** "Which show a dog, and which do not?": those that have it, and then the others. */
function parted(thing: string, of: readonly PresenceFinding[]): Lead {
  const bare = thing.replace(/^no /, '')
  const group = (head: string, verdict: PresenceFinding['verdict']) => {
    const names = of.filter((one) => one.verdict === verdict).map(({ subject }) => short(subject))
    return verdict === 'unknown' && names.length === 0 ? [] : [`${head}: ${formatList(names) || 'none'}.`]
  }
  const lines = [
    ...group(`With "${bare}"`, 'yes'),
    ...group(`Without "${bare}"`, 'probably-not'),
    ...group("I can't tell", 'unknown'),
  ]
  return { text: `${lines.join('\n')}${cites(of)}`, word: lines.join(' '), value: lines }
}

export function severalVerdict(
  text: string,
  thing: string,
  found: {
    of: readonly PresenceFinding[]
    yes: readonly PresenceFinding[]
    unsure: readonly PresenceFinding[]
  },
): Lead {
  const { of, yes, unsure } = found
  const names = (some: readonly PresenceFinding[]) => formatList(some.map(({ subject }) => short(subject)))
  const doubt = unsure.length > 0 ? ` I can't tell for ${names(unsure)}.` : ''
  const values = yes.map(({ subject }) => short(subject))
  if (parting.test(text)) return parted(thing, of)
  if (/\ball, some or none\b/i.test(text)) {
    const word = yes.length === of.length ? 'All' : yes.length === 0 ? 'None' : 'Some'
    const counted = yes.length === 0 ? '' : `, ${yes.length} of ${of.length}: ${names(yes)}`
    return { text: `${word}${counted}.${doubt}${cites(of)}`, word, value: word }
  }
  if (/\b(?:how many|count|number of)\b/i.test(text))
    return {
      text: `${yes.length} of ${of.length}${yes.length > 0 ? `: ${names(yes)}` : ''}.${doubt}${cites(of)}`,
      word: String(yes.length),
      value: yes.length,
    }
  if (/\b(?:all|both(?! an?\b)|every|each)\b/i.test(text) && !/^which\b/i.test(text)) {
    const all = yes.length === of.length
    const not = of.filter(({ verdict }) => verdict !== 'yes')
    const verdict = all
      ? `Yes, ${of.length === 2 ? 'both' : 'all'}: ${names(yes)}.`
      : unsure.length === not.length
        ? `I can't tell for ${names(not)}${yes.length > 0 ? `; ${names(yes)} has "${thing}"` : ''}.`
        : `No: "${thing}" is not found in ${names(not)}${yes.length > 0 ? `, but in ${names(yes)}` : ''}.`
    return { text: `${verdict}${cites(of)}`, word: all ? 'Yes' : 'No', value: all }
  }
  if (
    !/^(?:is|are|do|does|did|has|have|can) (?!.*\bwhich (?:ones?|of)\b)/i.test(text) &&
    /\bwhich\b|\bwhat (?:picture|photo|image|file|memo|recording)s?\b/i.test(text)
  ) {
    const none =
      unsure.length > 0 ? `I can't tell which has "${thing}".` : `None has "${thing}", as far as was found.`
    return {
      text: `${yes.length > 0 ? `${names(yes)}.${doubt}` : none}${cites(yes.length > 0 ? [...yes, ...unsure] : of)}`,
      word: values.join(', ') || 'None',
      value: values,
    }
  }
  if (/\b(?:none|neither|no(?:ne)? of)\b/i.test(text))
    return {
      text: `${yes.length === 0 ? `${/\b(?:true|right|correct)\b/i.test(text) ? 'Yes' : 'Right'}, none does.` : `No: ${names(yes)} does.`}${doubt}${cites(of)}`,
      word: yes.length === 0 ? 'Yes' : 'No',
      value: yes.length === 0,
    }
  const any = yes.length > 0
  return {
    text: `${any ? `Yes, "${thing}" is in ${names(yes)}.` : unsure.length > 0 ? `I can't tell whether "${thing}" is in any.` : `No, "${thing}" is found in none.`}${any ? doubt : ''}${cites(of)}`,
    word: any ? 'Yes' : 'No',
    value: any,
  }
}

export function countVerdict(thing: string, findings: readonly PresenceFinding[], wanted: WantedCount): Lead {
  const counts = findings.map(({ text }) => (text === undefined ? undefined : countSaid(text, thing)))
  if (counts.some((count) => count === undefined))
    return { text: `I can't tell how many of "${thing}" there are.${cites(findings)}`, word: 'Unknown' }
  const holds = counts.every((count) => count !== undefined && wanted.holds(count))
  const said = findings.map(({ subject }, at) => `${counts[at]} in ${short(subject)}`)
  return {
    text: `${holds ? 'Yes' : 'No'}: ${formatList(said)}, by the description.${cites(findings)}`,
    word: holds ? 'Yes' : 'No',
    value: holds,
  }
}

/** Whether each file has as many of a thing as is asked for: "the pictures with at least two cats". */
export const judgedByCount = (
  thing: string,
  findings: readonly PresenceFinding[],
  wanted: WantedCount,
): PresenceFinding[] =>
  findings.map((finding) => {
    const count = finding.text === undefined ? undefined : countSaid(finding.text, thing)
    const verdict = count === undefined ? 'unknown' : wanted.holds(count) ? 'yes' : 'probably-not'
    return { ...finding, verdict, score: undefined }
  })

/** How many of a thing a description speaks of. None is only said of a plain name that no other word there may mean. */
export function countSaid(text: string, thing: string): number | undefined {
  if (anything.test(thing)) return thingsIn(text)
  const kind = thingsOfKind(thing)
  if (kind) {
    const counts = [...kind, thing].map((one) => countIn(text, one))
    const sum = counts.reduce<number | undefined>(
      (total, count) => (total === undefined || count === undefined ? undefined : total + count),
      0,
    )
    return sum === 0 && !isOfNoKind(text, thing) ? undefined : sum
  }
  const count = countIn(text, thing)
  if (count !== 0) return count
  const related = relatedWord(text, thing)
  if (related) return related.isKindOf ? countIn(text, related.word) : undefined
  return kinds.test(thing) ? undefined : 0
}

/** "Which has the most hats": files by how many of a thing their descriptions speak of; as a list where that is wanted. */
export function rankedByCount(
  thing: string,
  findings: readonly PresenceFinding[],
  isLeast: boolean,
  isList = false,
): Lead | undefined {
  const counted = findings.flatMap(({ subject, text }) => {
    const count = text === undefined ? undefined : countSaid(text, thing)
    return count === undefined ? [] : [{ name: short(subject), count }]
  })
  if (counted.length < findings.length || counted.length < 2) return undefined
  const sorted = counted.sort((a, b) => (isLeast ? a.count - b.count : b.count - a.count))
  const first = sorted.filter(({ count }) => count === sorted[0]?.count).map(({ name }) => name)
  const all = sorted.map(({ name, count }) => `${count} in ${name}`)
  const names = sorted.map(({ name }) => name)
  if (isList)
    return {
      text: `${sorted.map(({ name, count }, at) => `${at + 1}. ${name} (${count})`).join('\n')}${cites(findings)}`,
      word: names.join(', '),
      value: names,
    }
  return {
    text: `${formatList(first)}.${cites(findings)}\nBy the descriptions: ${all.join(', ')}.`,
    word: first.join(', '),
    value: first,
  }
}
