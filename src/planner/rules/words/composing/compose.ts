import { withArticle } from '../../../../core/text.js'
import { commonThingsIn } from '../../../../tools/text/common-things.js'
import { composeActs } from './compose-acts.js'
import { composeTelling } from './compose-telling.js'

/*
 * Requests of other languages, with English words for those that are known, in the order of English. Only the kinds of which the
 * words alone tell what is asked: which files, how many, all, any or none have a thing, and what is done if one has.
 */

const acts =
  /\b(?:describe|transcribe|translate|summari[sz]e|classify|label|tag|sort|compare|detect|read|say|count)\b/i
const seen = /\b(?:picture|photo|image)\b/i
const heard = /\b(?:recordings?|memos?|audio)\b/i
const colours = 'red|green|blue|yellow|orange|purple|pink|brown|black|white|gr[ae]y'
const ordinals = /\b(first|second|third|fourth|last|other)\b/i

/** From which file on the others follow, whatever is asked of them. */
const lastFirst =
  /[\s,]*\bstarting with the last(?: (?:one|picture|photo|image|recording|memo|file))?\b(?: of)?/i

/** A sentence of a request, compose anew where its words are of a kind that is known; else as it is. */
export function compose(sentence: string): string {
  const text = sentence.trim().replace(/ ?, (?=except\b)/i, ' ')
  if (text === '' || text.length > 400) return sentence
  const placed = text.replace(lastFirst, ' ').trim()
  if (placed !== text && /\p{L}/u.test(placed))
    return `${compose(placed).replace(/[\s,]*[.?!]*\s*$/, (end) => (end.includes('?') ? '?' : '.'))} Start with the last one.`
  if (/\b(?:if|unless)\b/i.test(text) && quotes.test(text)) return conditionalToSay(text) ?? sentence
  if (/["“”«»「」]/.test(text)) return wordSaid(text) ?? sentence
  // Some languages have one word for "if" and "when".
  if (
    /^if\b[^,]*\?$/i.test(text) &&
    commonThingsIn(text).length > 0 &&
    /\b(?:says?|said|mentions?|recording|video)\b/i.test(text)
  )
    return compose(text.replace(/^if/i, 'when'))
  const labels = labelling(text)
  if (labels !== undefined) return labels
  const chosen = ofThoseWith(text)
  if (chosen !== undefined) return chosen
  const several = composeActs(text)
  if (several !== undefined) return several
  const telling = composeTelling(text, [...new Set(commonThingsIn(text))])
  if (telling !== undefined) return telling
  if (/\b(?:if|unless)\b/i.test(text) && !/\b(?:which|how many)\b[^?]*\?/i.test(text))
    return conditional(text) ?? sentence
  return acts.test(text) ? sentence : (question(text) ?? sentence)
}

const fileNoun = '(?:pictures?|photos?|images?|recordings?|memos?)'
/** What joins a file to what it shows. */
const joint =
  /\b(?:in which|which|that|with|without|no|not|is there|are there|there is|shows?|contains?|has|have|mentions?|is seen|in it)\b/i

const aboutFile = new RegExp(`\\b${fileNoun}\\b`, 'i')
const opensWithJoint = new RegExp(`^[\\s,:]*${joint.source}`, 'i')

/** "Describe the photos in which is there animal", "with animal the pictures describe": only those of the files. */
function ofThoseWith(whole: string): string | undefined {
  const text = withoutRest(whole)
  const [act = '', ...more] = text.match(/\b(?:describe|transcribe|translate|summari[sz]e|caption)\b/gi) ?? []
  const things = [...new Set(commonThingsIn(text))]
  const isOfGround = things.length === 0 && heard.test(text) && /\bbackground\b/i.test(text)
  if (act === '' || more.length > 0 || (thingsSaid(text) === undefined && !isOfGround)) return undefined
  if (
    /\b(?:if|unless|otherwise|then|first|second|third|fourth|last|except|or|this|before|after|how many)\b|["“«:]/i.test(
      text,
    )
  )
    return undefined
  const at = text.indexOf(act)
  const isLast = tidy(text.slice(at + act.length)) === ''
  const [led, said] = [text.slice(0, at), text.slice(at + act.length)]
  // "The pictures describe, in which is there a fish."
  const isAround = aboutFile.test(led) && opensWithJoint.test(said) && !aboutFile.test(said)
  const clause = isLast ? led : isAround ? `${led} ${said}` : said
  const noun = aboutFile.exec(clause)
  if (!noun) return undefined
  const before = clause.slice(0, noun.index)
  const behind = clause.slice(noun.index + noun[0].length)
  const isPlural = /s$/i.test(noun[0]) || /\b(?:all|each|every) $/i.test(before)
  // The thing of the files: behind their noun, or before it where a joint leads to it.
  const isOf =
    commonThingsIn(before).length === 0
      ? (joint.test(behind) || bounds.test(behind)) && !/\band\b/i.test(behind)
      : tidy(behind) === '' && (isLast ? isPlural : joint.test(before))
  if (
    !isOf ||
    (!isPlural && !isOfGround && commonThingsIn(before).length === 0 && !/\bin which\b/i.test(behind))
  )
    return undefined
  const kind = heard.test(noun[0]) ? 'recordings' : 'pictures'
  const verb = kind === 'recordings' ? 'mention' : 'show'
  const isLacking = /\b(?:without|no|not|none)\b/i.test(clause)
  const what = isOfGround ? 'the background' : thingsSaid(clause)
  return what === undefined
    ? undefined
    : `${act[0]?.toUpperCase() ?? ''}${act.slice(1).toLowerCase()} only the ${kind} that ${verb} ${isLacking ? `no ${what.replace(/\ban? /g, '')}` : what}.`
}

/** "..., the rest not": nothing is done with the others anyway. */
function withoutRest(text: string): string {
  const at = Math.max(text.lastIndexOf(','), text.lastIndexOf(';'))
  const tail = text.slice(at)
  const isIdle =
    at > 0 &&
    /\b(?:not?|none|skip)\b/i.test(tail) &&
    thingsSaid(tail) === undefined &&
    !acts.test(tail) &&
    !quotes.test(tail)
  return isIdle && thingsSaid(text.slice(0, at)) !== undefined ? `${text.slice(0, at)}.` : text
}

const quotes =
  /"[^"\n]{1,80}"|“[^”\n]{1,80}”|„[^“”\n]{1,80}[“”]|”[^”\n]{1,80}”|«[^»\n]{1,80}»|「[^」\n]{1,80}」|(?<!\p{L})'[^'\n]{1,60}'(?!\p{L})/u
const quoteMark = /\bQUOTE(\d)\b/

/** "In how many recordings is said "picture"?" */
function wordSaid(text: string): string | undefined {
  const [quoted, ...more] = text.match(new RegExp(quotes.source, 'gu')) ?? []
  if (quoted === undefined || more.length > 0) return undefined
  const act = acts.exec(withoutSay(text))?.[0].toLowerCase()
  const isOfFiles = /\brecordings\b.*\b(?:which|that|contain|contains|mentions?|with)\b/i.test(text)
  if (act === 'transcribe' && isOfFiles && !/\b(?:if|unless|then|not?|without)\b/i.test(text))
    return `Transcribe only the recordings that mention ${quoted}.`
  if (act !== undefined) return undefined
  const isAsked =
    heard.test(text) && /\b(?:said|says?|mentions?|mentioned|contains?|word|hear|heard)\b/i.test(text)
  const no = /\b(?:no|not|without|none)\b/i.test(text) ? 'no ' : ''
  if (!isAsked) return undefined
  if (/\bhow many\b/i.test(text)) return `How many of the recordings mention ${no}${quoted}?`
  return /\bwhich\b/i.test(text) ? `Which recordings mention ${no}${quoted}?` : undefined
}

/** A condition of whose cases some only want words said, which stand in quotation marks. */
function conditionalToSay(text: string): string | undefined {
  const said: string[] = []
  const masked = text.replace(new RegExp(quotes.source, 'gu'), (quoted) => ` QUOTE${said.push(quoted) - 1} `)
  if (said.length > 4) return undefined
  return conditional(oneSpace(masked).replace(/([,;]) ?if no (?=QUOTE)/i, '$1 otherwise '))?.replace(
    new RegExp(quoteMark.source, 'g'),
    (_, place: string) => said[Number(place)] ?? '',
  )
}

const oneSpace = (text: string): string => text.replace(/\s+/g, ' ').trim()
const isAct = (clause: string): boolean => acts.test(clause) || quoteMark.test(clause)

/** What is done in a case: `describe the photo`, or to say words. */
function done(clause: string): string | undefined {
  const quoted = quoteMark.exec(clause)?.[0]
  if (quoted !== undefined && !acts.test(withoutSaying(clause))) return `say ${quoted}`
  return acts.test(clause) ? tidy(clause) : asked(clause)
}

/** "All photos label: animal or vehicle." */
function labelling(text: string): string | undefined {
  const named =
    /\b(?:label|classify)\b.*\bcategories:? (?:the )?([\p{L} ]{2,40}(?:(?:,| or| and) [\p{L} ]{2,40})+)[.!]*$/iu.exec(
      text,
    )?.[1]
  if (named !== undefined) {
    const labels = named
      .split(/\s*(?:,| or | and )\s*/)
      .map((one) => one.trim())
      .filter(Boolean)
    const files = heard.test(text) ? 'recordings' : 'pictures'
    return `Classify the ${/\b(?:all|each|every|pictures|photos|images|recordings)\b/i.test(text) ? files : files.slice(0, -1)} as ${labels.join(' or ')}.`
  }
  const things = [...new Set(commonThingsIn(text))]
  if (
    !/\b(?:labels?|classify|categories)\b/i.test(text) ||
    things.length < 2 ||
    /\b(?:if|unless)\b/i.test(text)
  )
    return undefined
  const noun = heard.test(text) ? 'recording' : 'picture'
  const which = /\b(?:all|each|every|pictures|photos|recordings)\b/i.test(text)
    ? `all ${noun}s`
    : `the ${noun}`
  return `Classify ${which} as ${things.join(' or ')}.`
}

/** A number of things, and not of files. */
const bounds =
  /\b(?:more than|at least|at most|fewer than|exactly) (?:\d{1,2}|one|two|three|four|five|six)\b(?! (?:of|the|in|pictures?|photos?|images?|recordings?|memos?|files?)\b)/i
const anything = /\b(?:things?|objects?)\b/i

/** Things that are asked for, as English says them: `a dog or a cat`. */
function thingsSaid(text: string): string | undefined {
  const background = new RegExp(
    `\\b(?:(${colours}) background|background\\b[^.?!,]{0,20}?\\b(${colours}))\\b`,
    'i',
  ).exec(text)
  const ground = background?.[1] ?? background?.[2]
  const things = [...(ground ? [`${ground} background`] : []), ...new Set(commonThingsIn(text))]
  const bound = bounds.exec(text)?.[0].toLowerCase()
  const [only] = things
  const arranged = ground ? undefined : arrangementIn(text)
  if (arranged !== undefined) return arranged
  if (bound !== undefined && things.length < 2 && (only ?? anything.exec(text)) && !ground)
    return `${bound} ${only === undefined ? 'things' : plural(only)}`
  if (things.length === 0) return undefined
  return things
    .map((thing) =>
      /^(?:people|clothes)$/.test(thing) ? thing : `${/^[aeiou]/.test(thing) ? 'an' : 'a'} ${thing}`,
    )
    .join(/\bor\b/i.test(text) ? ' or ' : ' and ')
}

/** "Bus left of a flower": how two things stand to each other. */
function arrangementIn(text: string): string | undefined {
  const [, before = '', how = '', behind = ''] =
    /^(.*?)\b(left of|right of|above|below)\b(.*)$/i.exec(text) ?? []
  const [one, other] = [commonThingsIn(before).at(-1), commonThingsIn(behind)[0]]
  return one && other ? `${withArticle(one)} ${how.toLowerCase()} ${withArticle(other)}` : undefined
}

const filesCounted = /\b(files?|pictures?|photos?|images?|recordings?|memos?|videos?)\b/gi
const countingWords =
  /\b(?:how many|files?|pictures?|photos?|images?|recordings?|memos?|videos?|there|the|of|in|here|it|are|is|and|together|this|these|attached)\b/gi
const onlyCounts = (text: string): boolean => /^[\s,?!.]*$/.test(text.replace(countingWords, ''))

/** "How many files sent?", "how many this files recordings?": the files themselves are counted. */
function filesSent(text: string): string | undefined {
  if (!/\bhow many\b/i.test(text) || commonThingsIn(text).length > 0) return undefined
  const nouns = [...text.matchAll(filesCounted)].map(([noun]) => noun.toLowerCase().replace(/s?$/, 's'))
  const [noun, other, ...more] = [...new Set(nouns)]
  if (noun === undefined || more.length > 0) return undefined
  const isSent = /\bsent\b/i.test(text)
  if (
    !isSent &&
    !onlyCounts(
      text.replace(/(?<!\p{L})\p{L}{1,3}(?!\p{L})/gu, (word) => (/^(?:how|not?)$/i.test(word) ? word : ' ')),
    )
  )
    return undefined
  if (other === undefined) return `How many ${noun} ${isSent ? 'have I sent' : 'are there'}?`
  return noun === 'files' && !/\band\b/i.test(text)
    ? `How many of the files are ${other}?`
    : `How many ${noun} and how many ${other} are there?`
}

/** "A penguin but no dog": what is to be there, and what is not. */
function oneButNotOther(text: string): string | undefined {
  const [before = '', ...behind] = text.split(/\b(?:but|without)\b/i)
  const not = behind.join(' ')
  const [[there], [missing]] = [commonThingsIn(before), commonThingsIn(not)]
  const isNegated = /\bwithout\b/i.test(text) || /\b(?:no|not|none)\b/i.test(not)
  return there && missing && isNegated && !/\b(?:no|not|none)\b/i.test(before)
    ? `${withArticle(there)} but no ${missing}`
    : undefined
}

/** "It is dog or cat?": no place is asked about, only which of them it is. */
const isChoice = (text: string): boolean =>
  /\bor\b/i.test(text) &&
  /\?\s*$/.test(text) &&
  new Set(commonThingsIn(text)).size > 1 &&
  !/\b(?:which|how many|all|both|every|each|any|none|no|not|is there|are there|in|show|shows|contain|contains)\b/i.test(
    text,
  )

function question(text: string): string | undefined {
  const sent = filesSent(text)
  if (sent !== undefined) return sent
  const what = thingsSaid(text)
  // "And on which is none?"
  if (
    what === undefined &&
    /^(?:and |but )?(?:in |on )?which\b(?![^?]*\b(?:belongs?|fits?|matches|mentions?|says?|said|longer|larger)\b)[^?]{0,24}\b(?:no|not|none)\b[^?]{0,8}\?$/i.test(
      text,
    )
  )
    return 'And which one does not?'
  if (
    what === undefined ||
    /\b(?:longer|shorter|larger|smaller|longest|shortest|largest|smallest|colou?r)\b/i.test(text)
  )
    return undefined
  const has = (pattern: RegExp) => pattern.test(text)
  const isHeard = has(heard)
  const noun = isHeard ? 'recording' : 'picture'
  const verb = isHeard ? 'mention' : 'show'
  const no = has(/\b(?:no|not|without|none|neither)\b/i) ? 'no ' : ''
  const plain = no ? what.replace(/\ban? /g, '') : what
  const mixed = oneButNotOther(text)
  // "Which animal?"
  if (
    /^(?:which|what) (?:animal|vehicle|fruit|food|object|thing)s?(?: (?:is|are|it|this|that|there|seen|shown|here|in|the|picture|photo|image|can be|one|you|see|shows?))* ?\??$/i.test(
      text.replace(/^[\s:,.]+/, ''),
    )
  )
    return `What ${commonThingsIn(text)[0] ?? 'thing'} is in the picture?`
  if (has(/\b(?:show me|find)\b/i) && has(seen) && !has(/\bhow many\b/i))
    return `Which picture shows ${mixed ?? `${no}${plain}`}?`
  if (has(/^(?:is there|are there)\b/i) && has(/\bwhich\b/i)) return `Do any of the ${noun}s ${verb} ${what}?`
  if (mixed !== undefined && countsFiles(text)) return `How many ${noun}s ${verb} ${mixed}?`
  if (mixed !== undefined && has(/\bwhich\b/i)) return `Which ${noun} ${verb}s ${mixed}?`
  if (isChoice(text) && !isHeard) return `Is this ${what}?`
  if (countsFiles(text)) return `How many ${noun}s ${verb} ${no}${plain}?`
  if (has(/\bhow many\b/i)) {
    const [thing, ...others] = [...new Set(commonThingsIn(text))]
    if (thing && others.length > 0 && !isHeard && !has(/\bor\b/i)) {
      const each = [thing, ...others].map((one) => `how many ${plural(one)}`).join(' and ')
      return `${each.charAt(0).toUpperCase()}${each.slice(1)} are in the pictures${has(/\b(?:together|altogether|in total|total|all)\b/i) ? ' altogether' : ''}?`
    }
    const place = ordinals.exec(text)?.[1]
    return thing && !isHeard
      ? `How many ${plural(thing)} are in the ${place ? `${place} ` : ''}picture?`
      : undefined
  }
  if (has(/\b(?:which|in which)\b/i) || has(/\bwhat (?:picture|photo|recording)s?\b/i))
    return `Which ${noun} ${verb}s ${no}${plain}?`
  const place = ordinals.exec(text)?.[1]
  if (has(/\bsame\b/i))
    return `Do ${has(/\b(?:all|each|every)\b/i) ? 'all' : 'both'} ${noun}s show the same ${plain.replace(/^an? /, '')}?`
  if (has(/\b(?:all|both|every|each)\b/i))
    return `Do ${has(/\bboth\b/i) ? 'both' : 'all'} ${noun}s ${verb} ${no}${plain}?`
  if (has(/\bnone\b/i)) return `Do none of the ${noun}s ${verb} ${what}?`
  if (has(/\bany of\b|\bany (?:of )?(?:the )?(?:pictures?|photos?|recordings?)/i))
    return `Do any of the ${noun}s ${verb} ${what}?`
  if (!has(/\?\s*$/) && !has(/\b(?:is there|are there)\b/i)) return undefined
  if (has(/\bwhat (?:\w+ )?(?:is|does|are)\b/i)) return undefined
  const one = `the ${place ? `${place} ` : ''}${noun}`
  if (isHeard) return `Does ${one} mention ${what}?`
  return has(/\b(?:pictures|photos)\b/i)
    ? `Do any of the pictures show ${what}?`
    : `Is there ${what} in ${one}?`
}

/** Whether "how many" is asked of the files: "how many of the pictures", "in how many". */
function countsFiles(text: string): boolean {
  if (/\b(?:in how many|how many of|how many (?:pictures|photos|recordings|memos) show)\b/i.test(text))
    return true
  const between = /\bhow many\b(.{0,24}?)\b(?:pictures?|photos?|recordings?|memos?|audio)\b/i.exec(text)?.[1]
  return (
    between !== undefined && commonThingsIn(between).length === 0 && !/\b(?:in|is|are|show)\b/i.test(between)
  )
}

const plural = (thing: string): string =>
  thing === 'fish'
    ? thing
    : /(?:s|sh|ch|x)$/.test(thing)
      ? `${thing}es`
      : thing.replace(/([^aeiou])y$/, '$1ie').concat('s')

/** "If dog photo in is there, memo transcribe": the condition, then what is done, then what is done otherwise. */
function conditional(text: string): string | undefined {
  const [main = '', ...elses] = text
    .replace(
      /[,;] ?if (?:there is |is there )?(?:no|not|none)(?: (?:there is|is there|has))?,? /i,
      ', otherwise ',
    )
    .split(/[,.;]?\s*\botherwise\b[\s,]*/i)
  const at = /\b(if|unless)\b/i.exec(main)
  if (!at) return undefined
  const { condition, action } = halves(main, at.index)
  const what = thingsSaid(condition)
  const does = numberOf(condition, action) ?? placeOf(condition, action) ?? done(action)
  if (what === undefined || does === undefined || acts.test(condition.replace(/\bsay\b/gi, ' ')))
    return undefined
  const isNegated = /\b(?:no|not|without|none)\b/i.test(condition)
  // "Describe every photo, unless it has a dog" is weighed for each.
  if (
    /\b(?:all|each|every) (?:picture|photo|image)\b/i.test(does) &&
    elses.length === 0 &&
    !heard.test(condition)
  )
    return `Describe each picture, ${at[0].toLowerCase()} it shows ${isNegated ? what.replace(/\ban? /g, 'no ') : what}.`
  const place = ordinals.exec(condition)?.[1]
  const of = `the ${place ? `${place} ` : ''}`
  // What is to be transcribed may stand beside what the picture shows.
  const said =
    heard.test(condition) && !/\b(?:in|on) the (?:picture|photo|image)\b/i.test(condition)
      ? `${of}recording ${isNegated ? 'does not mention' : 'mentions'} ${what}`
      : `there is ${isNegated ? what.replace(/\ban? /g, 'no ') : what} in ${of}picture`
  const others = tidy(elses.join(' '))
  const known = done(others)
  const otherwise = elses.length > 0 ? `, otherwise ${known ?? others}` : ''
  return `${/unless/i.test(at[0]) ? 'Unless' : 'If'} ${said}, ${does}${otherwise}.`
}

/** "Tell me how many": of what the condition speaks of. */
function numberOf(condition: string, action: string): string | undefined {
  const [thing] = commonThingsIn(condition)
  const isOfIt = /\bhow many\b/i.test(action) && commonThingsIn(action).length === 0
  return isOfIt && thing ? `tell me how many ${plural(thing)} are in the picture` : undefined
}

/** "Tell me where it is": of what the condition speaks of. */
function placeOf(condition: string, action: string): string | undefined {
  const [thing, ...others] = commonThingsIn(condition)
  const isOfIt = /\bwhere\b/i.test(action) && commonThingsIn(action).length === 0
  return isOfIt && thing && others.length === 0 ? `find the ${thing}` : undefined
}

/** What a clause wants to be told, where no other act is named: `the background color`. */
function asked(clause: string): string | undefined {
  if (/\bbackgrounds?\b/i.test(clause)) return 'tell me what color the background is'
  const known = composeTelling(clause, commonThingsIn(clause)) ?? question(`${tidy(clause)}?`)
  return known === undefined
    ? undefined
    : `tell me ${known.replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(/\?$/, '')}`
}

const tidy = (text: string): string => text.replace(/^[\s,:]+|[\s.,!]+$/g, '')

function halves(main: string, at: number): { condition: string; action: string } {
  const parts = main.split(/,(?=\s|\D)/)
  const own = parts.findIndex((part) => /\b(?:if|unless)\b/i.test(part))
  const others = parts.filter((_, place) => place !== own)
  // "Transcribe the memo, if ...", "if ..., transcribe it".
  if (parts.length > 1 && others.some(isAct) && !isAct(withoutSay(parts[own] ?? '')))
    return { condition: parts[own] ?? '', action: others.filter(isAct).join(', ') }
  const act = acts.exec(withoutSay(main)) ?? quoteMark.exec(main)
  if (!act && parts.length > 1 && others.some((part) => asked(part) !== undefined))
    return { condition: parts[own] ?? '', action: others.join(', ') }
  if (!act) return { condition: main, action: '' }
  if (act.index < at) return { condition: main.slice(at), action: main.slice(0, at) }
  // In languages whose verbs come last, the word for "if" ends the condition.
  const ends = at + (/^(?:if|unless)(?: (?:no|not|none))?\b/i.exec(main.slice(at))?.[0].length ?? 2)
  const before = main.slice(0, at)
  return commonThingsIn(before).length > 0
    ? { condition: main.slice(0, ends), action: main.slice(ends) }
    : { condition: main.slice(0, act.index), action: main.slice(act.index) }
}

const withoutSay = (text: string): string => text.replace(/\bsay\b/gi, '   ')
/** To write words down in quotation marks is to say them. */
const withoutSaying = (text: string): string =>
  text.replace(/\b(?:say|transcribe|describe|tell|read)\b/gi, '')
