import { compose } from '../composing/compose.js'

const degrees: Readonly<Record<string, string>> = {
  longest: 'longest',
  longer: 'longest',
  shortest: 'shortest',
  shorter: 'shortest',
  largest: 'largest',
  larger: 'largest',
  smallest: 'smallest',
  smaller: 'smallest',
}
const noun = '(recordings?|memos?|pictures?|photos?|images?|files?)'
const degree = `(${Object.keys(degrees).join('|')})`
/** Small words of other languages that may be left between the two. */
const between = '(?: (?:的|the|of|is))*'
const degreeFirst = new RegExp(`(?:\\bthe )?\\b${degree}${between} ${noun}\\b`, 'gi')
const nounFirst = new RegExp(`(?:\\bthe )?\\b${noun}${between} ${degree}\\b(?! (?:than|first))`, 'gi')
const placeFirst = new RegExp(`(?<!\\bthe )\\b(first|second|third|fourth|last) ${noun}\\b`, 'gi')
const placeLast = new RegExp(
  `(?:\\bthe )?\\b${noun} (last|first|second|third)(?=$| (?:describe|transcribe|caption|translate|summarize)$)`,
  'i',
)
const acts = /\b(?:describe|transcribe|caption|translate|summarize)\b/gi
/** What is done, at the end, with what is left of the form of its verb. */
const verbLast =
  /^((?:only )?the [a-z]+ [a-z]+) (describe|transcribe|caption|translate|summarize)(?: \P{ASCII}{1,8})?$/u

/** "Describe picture largest", "largest picture describe": the file that is meant before its noun, and behind what is done with it. */
export function withSuperlativesFirst(text: string): string {
  const said = text.replace(/[.!。]+\s*$/u, '').trim()
  const acted = said.match(acts) ?? []
  if (acted.length !== 1 || /[?,;:]/.test(said)) return text
  const named = (how: string, of: string) =>
    `the ${degrees[how.toLowerCase()] ?? how} ${of.replace(/s$/, '')}`
  const ordered = said
    .replace(degreeFirst, (_, how: string, of: string) => named(how, of))
    .replace(nounFirst, (_, of: string, how: string) => named(how, of))
    .replace(placeFirst, 'the $1 $2')
    .replace(placeLast, (_, of: string, place: string) => named(place, of))
    .replace(verbLast, '$2 $1')
  return ordered === said ? text : ordered
}

/** "Longer de 2 seconds": whatever a language has for "than" before a number. */
export const withThan = (text: string): string =>
  text.replace(
    /\b(longer|shorter|larger|smaller|wider|taller) (?:(?!than\b)\S{1,4} )?(?=(?:\d+(?:[.,]\d+)?|one|two|three|four|five|ten) (?:seconds?|minutes?|pixels?)\b)/g,
    '$1 than ',
  )

const placedFile = /\b(?:first|second|third|last) (?:pictures?|photos?|images?|recordings?|memos?)\b/i
const actOnPlace =
  /\b(describe|transcribe|caption|translate) (first|second|third|last)(?= ?(?:[.,;!?。]|$|then\b|and\b))/gi

/** "The first picture is dark, describe second": "the second one", behind a file that was named by its place. */
function withOnesOfThose(text: string): string {
  const named = placedFile.exec(text)
  if (!named) return text
  const behind = named.index + named[0].length
  return text.slice(0, behind) + text.slice(behind).replace(actOnPlace, '$1 the $2 one')
}

/** Adjectives before their nouns, and no "or" that only opens a question. */
export const inEnglishOrder = (text: string): string =>
  withOnesOfThose(text.replace(/^(?:or|and) /, ''))
    .replace(/\b(first|second|third|fourth|last) the /g, 'the $1 ')
    .replace(
      /\b(?:the )?(long|short|larg|small)er of (?:the )?(?:two|both)(?: the)? (recording|picture|photo|memo|image|file)s?\b/gi,
      (_, how: string, noun: string) => `the ${how}est ${noun}`,
    )
    .replace(
      /\b(first|second|third|last) one (?=pictures?\b|photos?\b|images?\b|recordings?\b|memos?\b)/g,
      '$1 ',
    )
    .replace(
      /\bthe (recording|picture|photo|memo|image|file)s? (longest|shortest|largest|smallest|longer|shorter|larger|smaller)\b(?! than)/gi,
      (_, noun: string, how: string) => `the ${how.replace(/er$/i, 'est')} ${noun}`,
    )

/** "In the picture dog is there?": a question whose verb comes last, in the order of English. */
export const verbsFirst = (text: string): string =>
  text
    .split(/(?<=[.?!\n])(?![\p{L}\p{N}])/u)
    .map((said) => {
      const sentence = compose(said)
      if (sentence !== said) return sentence
      // "Which picture shows is there a dog", and "which picture is there in the picture a dog".
      const shown = sentence.replace(
        /^((?:in )?(?:which|how many) \w+)(?: (shows?))? (?:is|are) there(?: in the \w+)?(?= )/i,
        (_, files: string, shows: string | undefined) =>
          `${files.replace(/^in /i, '')} ${shows ?? (/^how/i.test(files) ? 'show' : 'shows')}`,
      )
      if (shown !== sentence) return shown
      // "In the picture is there a dog?"
      const place = /^((?:in|on) the \w+) is there (?=\S)/i.exec(sentence)?.[1]
      if (place) return `is there ${sentence.slice(place.length + 10).replace(/[.?!\s]+$/, '')} ${place}?`
      const words = sentence
        .replace(/[.?!\s]+$/, '')
        .replace(/^(which \w+ shows .*) is there$/i, '$1')
        .replace(/(?<=is there| are there) a$/, '')
      const verb = words.endsWith('are there') ? 'are there' : words.endsWith('is there') ? 'is there' : ''
      const rest = words.slice(0, words.length - verb.length).trim()
      if (verb === '' || rest === '') return sentence
      return /^(?:which|how many|what|is there|are there)\b/i.test(rest) ? `${rest}?` : `${verb} ${rest}?`
    })
    .join(' ')
