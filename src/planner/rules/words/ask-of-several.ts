import { cued } from '../../../core/patterns/cued.js'
import { isCommonThing } from '../../../tools/text/common-things.js'

/*
 * Questions about several files whose words are all known: which, how many, all, any or none of them have a thing. What is asked
 * follows from the words that are there, however they are put together, so that no pattern has to foresee the sentence.
 */

const pictures = 'picture|photo|photograph|image|pic|shot|snapshot'
const recordings = 'recording|memo|clip|voice memo|voice note|voice message|audio'
const isPicture = new RegExp(`^(?:${pictures})s?$`)
const isRecording = new RegExp(`^(?:${recordings}|voice|note|message)s?$`)
const colours = /^(?:red|green|blue|yellow|orange|purple|pink|brown|black|white|gr[ae]y)$/

/** Words that say how something is asked, and nothing of what. */
const known = new Set(
  `a an the of in on at to into this that these those them they it its my your our me i you we us one ones is are was were be been being do does did have has had having got get
  can could would will should may might there here which what whose where who how many much often times number count counts name names file files filename filenames
  show shows showing shown contain contains containing display displays displaying depict depicts depicting include includes including feature features featuring see seen find found spot spotted visible
  appear appears appearing occur occurs mention mentions mentioned mentioning talk talks talking speak speaks speaking spoken say says said saying hear heard about something anything word words
  all both every each any some either neither nor none no not without lack lacks lacking single least most exactly precisely more less fewer than only just or and but please tell give list point out pick locate search select identify know like want need
  looking look looks for whether if true right correct so also too still really actually somewhere anywhere somehow together with along among amongst from three two four five six seven eight nine ten case possible anyone anybody somebody someone
  n't dont doesnt isnt arent am let's say's kindly attached given sent uploaded total different present existing exist exists person's pictured hold holds holding there's that's what's which's i'd as well out enumerate return get wonder wondering curious telling
  turn turns up call consider considered every forgot forgotten remember unsure idea mean common speaker speakers voices percentage percent share proportion fraction portion
  find out whichever any of it's present featured taken ask question now ok okay attach attached attaching musical again sure certain check confirm guess amount think believe reckon suppose keep called figure drew shot took according caller even first second third last other others verify anywhere altogether overall across hey hi hello set collection batch group bunch lot my between those person narrator attachment attachments add adding adds sum summed counting`
    .split(/\s+/)
    .filter(Boolean),
)
/** What tools give, and how it is wanted: no things that files show. */
const isNoThing =
  /^(?:description|caption|transcript|transcription|summary|translation|label|list|table|json|csv|answer|sentence|text|title|number|size|length|colou?r|name|duration|format|question|article|story|post|website|project|sound|voice|language|page|slide|sheet|frame|person|people|png|jpe?g|gif|webp|bmp|tiff?|wav|mp3|flac|ogg|screenshot)s?$/
/** Words right before a thing that is on no list. */
const leadsToThing =
  /^(?:an?|any|no|some|with|without|about|of|mentions?|mentioning|shows?|showing|contains?|containing|has|have|depicts?|depicting|features?|featuring|or|and|but|nor)$/
const numbers = 'zero one two three four five six seven eight nine ten'
const bounds =
  '(?:exactly|precisely|at least|at most|no more than|no fewer than|more than|fewer than|less than|only|just)'

/** "I can't remember which of these shows a horse." */
const unsure = cued(
  'remember|recall|know|tell|say',
  /\b(?:i|we) (?:can|could|do|did) not (?:even |quite )?(?:remember|recall|know|tell|say)\b/g,
)

/** "..., doesn't it?" */
const tags =
  /(?<![a-z]),? ?(?:(?:is|are|do|does|has|have|can|was|were)n't (?:it|they|there|he|she|we|you)|(?:do|does|is|are|has|have) (?:it|they|there)|right|correct|yes|no|huh|eh|true or false|yes or no)\?$/

interface Words {
  words: readonly string[]
  /** Whether it ends with a question mark, or asks whether it is right. */
  isAsked: boolean
  /** Whether it is stated, and only its end asks: "..., doesn't it?" */
  hasTag: boolean
  sentence: string
  text: string
  things: readonly Thing[]
}
interface Thing {
  said: string
  at: number
}

/** Words of a request that wants more than is asked of several files here, or something else. */
const tellsMore =
  /\b(?:describ|transcri|caption|translat|summari|classif|label|compar|sort|order|rank|read|crop|cut|blur|remov|replac|draw|generat|creat|mak|detect|segment|convert|outline|extract|separat|if|unless|otherwise|when|whenever|before|after|until|seconds?|minutes?|first|last|begin|start|end\b|long|short|large|small|big|size|pixel|format|kind of|type|left|right|above|below|under|next to|between|behind|same|differ|common|alike|similar|best|most|least|fit|match|like|why|how (?!many)|who|colou?r\b|caus|happen|mean|bytes|what (?:is|are|does|do|did)|instead|other than|besides|except)/i
/** A question about several files in the words that the rules know; undefined where a word is not known, or it asks for something else. */
export function askOfSeveral(
  sentence: string,
  { isLoose = false }: { isLoose?: boolean } = {},
): string | undefined {
  const read = isLoose && tellsMore.test(sentence) ? undefined : readWords(sentence, isLoose)
  return read && canonical(read)
}

function readWords(sentence: string, isLoose: boolean): Words | undefined {
  if (sentence.length > 200 || /["“”«»:\n$]|\w\.\w/.test(sentence)) return undefined
  const text = sentence
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(tags, '?')
    .replace(/\b(?:and )?nothing (?:else|more)\b/, ' ')
    .replace(/\bback(?:ground|drop)s\b/g, 'background')
    .replace(/\bcan't\b/g, 'can not')
    .replace(/n't\b/g, ' not')
    .replace(unsure, ' ')
    .replace(/[.?!,;()-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const words = text.split(' ')
  if (words.length < 4 || words.length > 34) return undefined
  const things: Thing[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const next = words[at + 1] ?? ''
    if (colours.test(word) && (next === 'background' || /^(?:ones?|pictures?|photos?|images?)$/.test(next))) {
      things.push({ said: `${word} background`, at })
      at += 1
    } else if (isGround(words, at) || isFirstGround(words, at)) {
      things.push({ said: `${word} background`, at })
    } else if (word === 'background') {
      const later = words.slice(at + 1, at + 4).findIndex((one) => colours.test(one))
      if (later < 0) return undefined
      things.push({ said: `${words[at + 1 + later]} background`, at })
      at += 1 + later
    } else if (word === 'number' && /^(?:an?|any|no)$/.test(words[at - 1] ?? '') && next !== 'of') {
      things.push({ said: 'numeral', at })
    } else if (arrangedAt(words, at)) {
      const { how, other, end } = arrangedAt(words, at) ?? { how: '', other: '', end: at }
      // "A penguin, and a crown below it": what "it" is, is no thing by itself.
      const meant = /^(?:it|them)$/.test(other) ? (things.pop()?.said ?? '') : other
      if (meant === '') return undefined
      things.push({ said: `${word} ${how} ${/^something$/.test(meant) ? meant : withArticle(meant)}`, at })
      at = end
    } else if (isCommonThing(word) && !known.has(word)) {
      const before = words[at - 1] ?? ''
      const isColoured = colours.test(before)
      things.push({ said: isColoured ? `${before} ${word}` : word, at })
    } else if (
      known.has(word) ||
      isPicture.test(word) ||
      isRecording.test(word) ||
      colours.test(word) ||
      /^\d{1,2}$/.test(word)
    ) {
      // Says how, not what.
    } else if (
      (leadsToThing.test(words[at - 1] ?? '') ||
        (words[at - 1] === 'the' &&
          /^(?:appears?|occurs?|visible|shown|seen|present|mentioned)$/.test(next))) &&
      /^[a-z]{3,}$/.test(word) &&
      !isNoThing.test(word) &&
      !/(?:ly|est|er|ing|ed)$/.test(word)
    ) {
      things.push({ said: word, at })
    } else if (!isLoose) return undefined
  }
  // "How many of them are orange?" is asked of the background.
  const last = words.at(-1) ?? ''
  if (
    things.length === 0 &&
    colours.test(last) &&
    /^(?:is|are|in|all|mostly|mainly)$/.test(words.at(-2) ?? '')
  )
    things.push({ said: `${last} background`, at: words.length - 1 })
  return things.length > 0 && things.length <= 3
    ? {
        words,
        text,
        things,
        isAsked: /\?\s*$/.test(sentence),
        sentence,
        hasTag: tags.test(sentence.trim().toLowerCase()),
      }
    : undefined
}

/** "Crown below a penguin" from here on, as `rewritings/arranged.ts` says it. */
function arrangedAt(
  words: readonly string[],
  at: number,
): { how: string; other: string; end: number } | undefined {
  const word = words[at] ?? ''
  if (!isCommonThing(word) && word !== 'something') return undefined
  const how =
    /^(?:above|below)$/.exec(words[at + 1] ?? '')?.[0] ??
    /^(?:left|right) of$/.exec(words.slice(at + 1, at + 3).join(' '))?.[0]
  if (how === undefined) return undefined
  const behind = at + 1 + how.split(' ').length
  const end = /^(?:an?|the|some)$/.test(words[behind] ?? '') ? behind + 1 : behind
  const other = words[end] ?? ''
  return isCommonThing(other) || /^(?:it|them|something)$/.test(other) ? { how, other, end } : undefined
}

/** "A blue or a red background": the first of two. */
const isFirstGround = (words: readonly string[], at: number): boolean =>
  colours.test(words[at] ?? '') &&
  /^(?:or|and)(?: an?)? \w+ background\b/.test(words.slice(at + 1, at + 5).join(' '))

/** "On white", "on a plain blue": the colour of a background. */
const isGround = (words: readonly string[], at: number): boolean =>
  colours.test(words[at] ?? '') &&
  /\b(?:on|against|before) (?:an? )?(?:plain |solid )?$/.test(
    `${words.slice(Math.max(0, at - 3), at).join(' ')} `,
  ) &&
  !isCommonThing(words[at + 1] ?? '')

function canonical({ words, text, things, isAsked, hasTag, sentence }: Words): string | undefined {
  const has = (pattern: RegExp) => pattern.test(text)
  const isOneOfTwo = has(
    /\b(?:picture|photo|image|recording|memo|file|number)s? \d(?: \d)* or \d\b|\b(?:the )?first (?:one |\w+ )?or (?:is it )?(?:in |on )?the (?:second|other|last)\b/,
  )
  // Some of the files that their places name are read by `grammar/`.
  if (!isOneOfTwo && (has(/\b(?:first|second|third|last|final|middle|other|others)\b/) || has(placed)))
    return undefined
  // "The most hats" ranks, and "only a dog" leaves no room for others.
  const ranks =
    /(?<!\bat )\b(?:most|fewest)\b|\bleast\b(?<!\bat least)|\b(?:more|fewer)\b(?! than)(?<!\bor more|\bor fewer)/.exec(
      text,
    )?.[0]
  if (ranks !== undefined)
    return things.length === 1 &&
      !/^(?:which|what) (?:picture|photo|image)/.test(text) &&
      has(/\b(?:which|what)\b/) &&
      has(/\b(?:most|fewest|least) \w+/)
      ? `Which ${words.some((word) => isRecording.test(word)) ? 'recordings mention' : 'pictures show'} the ${ranks} ${things[0]?.said}?`
      : undefined
  if (
    has(/\b(?:only|just) (?:an? )?\w+/) &&
    things.some(({ at }) =>
      /^(?:only|just)$/.test(
        words
          .slice(Math.max(0, at - 2), at)
          .filter((one) => !/^an?$/.test(one))
          .at(-1) ?? '',
      ),
    )
  )
    return undefined
  const asksName = has(
    /\bwhat(?:'s| is) (?:its|the) (?:file ?)?name\b|\bwhat(?:'s| is) the (?:file|picture|photo|image|recording|memo) called\b/,
  )
  const isHeard = words.some((word) => isRecording.test(word) || /^(?:speakers?|voices)$/.test(word))
  const isSeen = words.some((word) => isPicture.test(word))
  const isSeveral =
    isOneOfTwo ||
    asksName ||
    isAnyWith.test(text) ||
    has(
      /\b(?:the one|ones)\b|\b(?:in|of) (?:this|the|that|my) (?:set|batch|bunch|lot|collection|group)\b|\b(?:even|at least) one\b/,
    ) ||
    (things.some(({ said }) => said.endsWith(' background')) &&
      has(/\b(?:all|both|any|every|each|some|none) (?:of )?(?:the |their )?background\b/)) ||
    has(new RegExp(`\\b(?:${pictures}|${recordings}|file|attachment)s\\b`)) ||
    has(
      new RegExp(
        `\\b(?:which|what|any|every|each|either|neither|no|not one|not a|single|some|one of the|all) (?:of )?(?:\\w+ ){0,2}(?:${pictures}|${recordings}|file)s?\\b`,
      ),
    ) ||
    has(/\b(?:of|out of|among|in|on) (?:all )?(?:them|these|those|the (?:two|three|four|five))\b/) ||
    has(
      /\b(?:which one|which ones|whose|one of the|one has|both|all of|each of|any of|none of|neither of|either of)\b/,
    ) ||
    has(
      new RegExp(
        `^(?:please )?(?:find|pick|identify|locate|point out|show|name|select|give|tell|get)(?: me)?(?: out)? the (?:(?:file ?)?name of the )?(?:\\w+ )?(?:${pictures}|${recordings}|file|one)\\b`,
      ),
    )
  const isEither = has(
    /\b(?:shows?|depicts?|contains?|displays?) or (?:mentions?|says?|names?)\b|\b(?:mentions?|says?|names?) or (?:shows?|depicts?|contains?|displays?)\b/,
  )
  if (isHeard && isSeen && !isEither) return undefined
  const count = howMany({ words, text, things, sentence }, isHeard || (!isSeen && has(spoken)))
  if (count !== undefined) return count
  if (!isSeveral) return undefined
  const noun = isEither ? 'files' : isHeard ? 'recordings' : isSeen ? 'pictures' : 'files'
  const verb = isEither ? 'show or mention' : isHeard || (!isSeen && has(spoken)) ? 'mention' : 'show'
  const what = thingsSaid(words, text, things)
  if (what === undefined) return undefined
  const { said, isDenied } = what
  const no = isDenied ? 'no ' : ''
  const show = `${verb} ${no}${isDenied ? said.replace(/\ban? /g, '') : said}`
  if (
    has(
      /\b(?:how many|how often|number of|count|(?:percentage|percent|share|proportion|fraction|portion) of)\b/,
    )
  )
    return `How many of the ${noun} ${show}?`
  const several = /(?:^|\b(?:any|do|does|are|is|have|has|show|can) )(two|three|four|five) of\b/.exec(
    text,
  )?.[1]
  const bound = several
    ? `at least ${several}`
    : new RegExp(
        `\\b(${bounds} (?:\\d{1,2}|${numbers.replaceAll(' ', '|')})|(?:${numbers.replaceAll(' ', '|')}) or (?:more|fewer))\\b(?: single)? (?:of\\b|(?:${pictures}|${recordings}|file|one)s?\\b)`,
      ).exec(text)?.[1]
  const asked = text.replace(scoped, '').replace(politely, '').replace(scoped, '')
  const isQuestion = /^(?:is|are|do|does|did|can|could|has|have|will|would|may|might|whether|if)\b/.test(
    asked,
  )
  const isWhich =
    isOneOfTwo ||
    asksName ||
    has(
      /\b(?:which|where|whose|what (?:file|picture|photo|image|recording|memo)s?|names? of|file ?names?)\b/,
    ) ||
    (!isQuestion &&
      (seeks.test(asked) ||
        (!isAsked && !wonders.test(text) && /^(?:the|all|those|only|just)\b/.test(asked))))
  if (
    isWhich &&
    (isOneOfTwo || has(/\bwhich(?: ones?)?$/) || !/^(?:is|are|do|does|did|has|have)\b/.test(asked))
  )
    return `Which ${noun} ${show}?`
  if (!isQuestion && !isAsked && !wonders.test(text)) return undefined
  const isStated = !isQuestion || hasTag || has(/\bis it true\b/)
  const does = isStated ? 'Is it true: do' : 'Do'
  if (bound) return `${does} ${boundSaid(bound)} of the ${noun} ${show}?`
  if (
    has(/\b(?:none|neither)\b|\bnot (?:a|one|a single)\b|\bno (?:\w+ ){1,8}(?:any|either)\b/) ||
    has(/\bno (?:picture|photo|image|recording|memo|clip|file)s?\b/) ||
    (isDenied && isStated && !has(/\b(?:all|both|every|each|some|any)\b/))
  )
    return `${does} none of the ${noun} ${verb} ${said}?`
  if (has(/\b(?:all|every|each)\b|\bboth\b(?! (?:an?|the) )/))
    return `${does} ${has(/\bboth\b/) ? 'both' : 'all'} of the ${noun} ${show}?`
  return `${does} any of the ${noun} ${show}?`
}

/** "In picture 2". */
const placed = new RegExp(
  `\\b(?:${pictures}|${recordings}) (?:number |no )?(?:\\d|one|two|three|four)(?! \\w+s\\b)`,
)
const isAnyWith = new RegExp(
  `^(?:is|are) there (?:an?|any|some|one) (?:\\w+ )?(?:${pictures}|${recordings}|file)s? (?:that|which|with|without|in|on|where)\\b`,
)
const spoken = /\b(?:mention|say|said|talk|speak|spoken|hear|caller)/
/** "Out of these," before what is asked. */
const scoped =
  /^(?:out of|of|among|amongst|from|in|on) (?:all |any )?(?:of )?(?:these|those|them|the|my|this)(?: (?:attached |two |three |four |five |six )?(?:pictures|photos|images|recordings|memos|files|set|group|batch|bunch|lot))? (?=(?:which|what|find|list|show|name|point|pick|select|identify|give|get|tell|is|are|do|does|i)\b)/
const politely =
  /^(?:please |so |and |but |hey |hi |ok |now |kindly |say |check |see |find out |tell me |let me know |i (?:wonder|am wondering|want to know|need to know|would like to know) |(?:can|could|would|will) you (?:please |kindly )?(?:tell me |say |check |see |find out |let me know )?|do you know |could it be that |(?:is it|is that|would it be|is it fair|can it be) (?:true |right |correct |the case |possible |fair )?(?:that|to say(?: that)?) |can (?:i|we) say (?:that )?|am i right that )+/
const wonders =
  /^(?:could it be|is it|is that|am i right|do you think|i wonder|i want to know|i would like to know)\b/
const seeks =
  /^(?:find|list|show|name|point|pick|select|identify|locate|give|get|enumerate|return|i (?:need|want|am|'m|look)|looking|look|search)\b/

/** "How many dogs" counts things, where "how many pictures" counts files. Undefined: no thing is counted. */
function howMany(
  { words, text, things, sentence }: Pick<Words, 'words' | 'text' | 'things' | 'sentence'>,
  isHeard: boolean,
): string | undefined {
  const counted: Thing[] = []
  for (const thing of things) {
    const { at, said } = thing
    const from = at - (said.includes(' ') && words[at] !== 'background' ? 1 : 0)
    const before = words.slice(Math.max(0, from - 8), from).join(' ')
    const last = counted.at(-1)
    const goesOn =
      last !== undefined && /^(?:(?:and|or|the|plus) ?)+$/.test(words.slice(last.at + 1, from).join(' '))
    if (goesOn || counts.test(before)) counted.push(thing)
  }
  // "Cats and hats together, how many are there?"
  const asked = words.findIndex((word, at) => word === 'how' && words[at + 1] === 'many')
  const isAhead =
    counted.length === 0 &&
    asked > 0 &&
    things.every(({ at }) => at < asked) &&
    /^how many (?:of (?:them|those|these) )?(?:are|do|can|altogether|in)\b/.test(
      words.slice(asked).join(' '),
    ) &&
    !words.slice(0, asked).some((word) => isPicture.test(word) || isRecording.test(word))
  if (isAhead) counted.push(...things)
  if (counted.length === 0 || counted.length < things.length) return undefined
  // Plain words of counting may be those of a tool of one's own.
  if (counted.length === 1 && !isHeard && plainCount.test(text)) return sentence
  const each = counted.map(({ said, at }) => {
    const isKinds = /\b(?:different|kinds of)$/.test(words.slice(Math.max(0, at - 3), at).join(' '))
    return `how many ${isKinds ? 'different ' : ''}${pluralOf(said)}`
  })
  const all = each.join(' and ')
  const one =
    /\b(?:picture|photo|photograph|image|shot|recording|memo|clip|message|audio)\b/.exec(text) &&
    !/\b(?:each|every|per|any)\b/.test(text)
  const isEach = /\b(?:each|every|per)\b/.test(text)
  const where = isHeard
    ? `are mentioned in the recording${one ? '' : 's'}`
    : `are in ${isEach ? 'each of ' : ''}the picture${one ? '' : 's'}`
  const isSum =
    counted.length > 1 &&
    /\b(?:altogether|in total|combined|together|total (?:number|count|of)|sum|in all|add|adding|plus)\b/.test(
      text,
    )
  return `${all[0]?.toUpperCase()}${all.slice(1)} ${where}${isSum ? ' altogether' : ''}?`
}

const plainCount =
  /^(?:please )?(?:count|how many)\b(?:(?: all| of| the| different)* \w+)(?: (?:are|is|in|on|there|this|these|the|pictures?|photos?|images?|do|you|see|can|altogether))*$/
const counts =
  /\b(?:how many|count of|number of|amount of|count|counting|total of|sum of|add|adding|sum)(?: (?:up|of|the|all|these|those|different|kinds))*$/

/** A thing in the plural, as it is counted. */
export const pluralOf = (thing: string): string =>
  /s$/.test(thing) && !/(?:ss|us)$/.test(thing)
    ? thing
    : /^(?:fish|sheep|people)$/.test(thing)
      ? thing
      : /(?:s|sh|ch|x)$/.test(thing)
        ? `${thing}es`
        : thing.replace(/([^aeiou])y$/, '$1ie').concat('s')

/** "Only one" is exactly one. */
const boundSaid = (bound: string): string =>
  bound.replace(/^(?:only|just) /, 'exactly ').replace(/^(\w+) or more$/, 'at least $1')

/** The things with their number and joint, and whether they are to be missing. */
function thingsSaid(
  words: readonly string[],
  text: string,
  things: readonly Thing[],
): { said: string; isDenied: boolean } | undefined {
  const each = things.map(({ said, at }) => {
    const before = words.slice(Math.max(0, at - 5), at).join(' ')
    const count = new RegExp(
      `((?:${bounds} )?(?:${numbers.replaceAll(' ', '|')}|\\d{1,2})(?: or more| or fewer)?|several)(?: different)?$`,
    ).exec(before)?.[1]
    const inWords = count?.replace(/\d+/, (digits) => numbers.split(' ')[Number(digits)] ?? digits)
    const counted = inWords && !/^(?:one|zero)$/.test(inWords) ? `${inWords} ${said}` : withArticle(said)
    const isDenied =
      /\b(?:no|not|without|lack|lacks|lacking|neither|nor)(?: (?:a|an|any|the|have|has|show|contain|contains|mention|include|single|of|there|see|is|be))*$/.test(
        before,
      )
    return { said: counted, isDenied }
  })
  const [first] = each
  if (!first) return undefined
  const isNeither = /\bneither\b/.test(text) && /\bnor\b/.test(text)
  if (isNeither) return { said: `neither ${each.map(({ said }) => said).join(' nor ')}`, isDenied: false }
  const isOr = /\bor (?:an? |the |some )?\w+/.test(words.slice((things[0]?.at ?? 0) + 1).join(' '))
  const isDeniedAtAll =
    /\b(?:do|does|did|is|are|can|could|has|have) not\b|\bnot \w+ing\b|\b(?:without|lack|lacks|lacking)\b/.test(
      text,
    )
  const denied = each.map(({ isDenied }) => isDenied)
  if (each.length > 1 && !denied[0] && denied.slice(1).some(Boolean)) {
    const rest = each.slice(1).map(({ said }) => said.replace(/^an? /, ''))
    return { said: `${first.said} but no ${rest.join(' or ')}`, isDenied: false }
  }
  const isOne =
    /^(?:\w+ ){0,4}(?:which|what|the|that|a) (?:one|file|picture|photo|image|recording|memo|clip)\b/.test(
      text,
    )
  const isJoint =
    each.length > 1 && !isOr && (isOne || /\b(?:both an? |together|along with|as well)/.test(text))
  const all = each.map(({ said }) => said).join(isOr ? ' or ' : ' and ')
  return {
    said: isJoint ? `both ${all}` : all,
    isDenied: denied.some(Boolean) || (isDeniedAtAll && !/\bis it not\b/.test(text)),
  }
}

const withArticle = (thing: string): string =>
  (/(?:s|people)$/.test(thing) && !/(?:ss|us)$/.test(thing)) || thing.startsWith('something ')
    ? thing
    : `${/^[aeiou]/.test(thing) ? 'an' : 'a'} ${thing}`
