import { type CuedPattern, cued } from '../../../core/patterns/cued.js'
import { rememberLast } from '../../../core/patterns/remember-last.js'
import { maskPassages } from '../words/grammar/quoted.js'
import { askedForTruth } from '../words/grammar/truth.js'
/** How an answer is wanted, by the words of a request. */
export interface WantedForm {
  kind:
    | 'true-false'
    | 'yes-no'
    | 'word'
    | 'name'
    | 'number'
    | 'json'
    | 'csv'
    | 'comma'
    | 'table'
    | 'list'
    | 'sentence'
    | 'upper'
    | 'lower'
    | 'plain'
    | 'srt'
    | 'vtt'
  /** Where the words stand that say so, for those that read the request for wishes. */
  start: number
  end: number
}

/** Words that ask for an answer: `please give me`, `can I get that`. */
const asking =
  "(?:(?:can|could|may|would) (?:you|i|we) )?(?:please )?(?:answer|reply|respond|return|output|produce|create|make|draw(?: up)?|write|give|show|send|build|prepare|provide|present|format|put|print|export|get|have|list|say|state|tell|turn|need|want|i want|i need|i would like|i'd like)(?: (?:me|us|it|that|this|them|everything|all|only|just|the (?:answers?|results?|output)))*"
const into = '(?:as|in|into|with|by|to|using|through|via)'
const article = '(?:an? |the |one |my )?'
const tail = '(?: (?:only|alone|please|instead|now|and nothing (?:else|more)|nothing (?:else|more)|thanks))*'
/** What leads from a form to what stands in it. */
const about = '(?: (?:of|with|for|from|that has|that lists|that shows|listing|showing|containing)\\b)?'

/** A form that its noun alone tells, wherever it stands. */
const named = (noun: string): RegExp =>
  new RegExp(
    `(?:\\b${asking} )?(?:\\b(?:just|only) )?(?:\\b${into} )?\\b${article}(?:${noun})\\b${tail}${about}(?: ?[:,.])?`,
    'i',
  )

/** A form whose noun may as well name a thing or an act: only where words ask for it. */
const askedFor = (noun: string): RegExp =>
  new RegExp(
    `(?:(?:\\b${asking}(?: (?:it|them|all|everything))? (?:${into} )?|\\b${into} )${article}(?:${noun})\\b(?! (?:in|on) )|^(?:an? )?(?:${noun})(?= (?:of|with)\\b|[:,]|[.!]?$))${tail}${about}(?: ?[:,.])?`,
    'i',
  )

const forms: readonly [kind: WantedForm['kind'], pattern: CuedPattern][] = [
  [
    'true-false',
    cued(
      'true',
      /(?:(?:answer|reply|say)(?: with)? )?\b(?:is (?:it|this|that|the following) )?true or (?:is it )?false\b ?[:,?.-]? ?(?:that )?/i,
    ),
  ],
  [
    'yes-no',
    cued(
      'yes',
      /(?:(?:please )?(?:just |only |simply )?(?:answer|reply|respond|say)(?: only| just)?(?: with| in| by)?(?: only| just)?(?: an?)?(?: simple| plain| clear)? "?yes"? ?(?:or|\/) ?"?no"?|(?:,|^|[.?!]) ?(?:only |just |simply |a (?:simple|plain|clear) )?yes ?(?:or|\/) ?no(?: question)?|(?:, |\()yes ?\/ ?no\)?)(?: (?:only|please|and nothing (?:else|more)|nothing (?:else|more)))*(?: ?[:,.?!])?/i,
    ),
  ],
  ['yes-no', cued('/', /(?:,? ?\(?\by ?\/ ?n\b\)?)(?: ?[:,.?!])?/i)],
  [
    'name',
    cued(
      'name',
      /(?:[,;:(-] ?)?\b(?:(?:please )?(?:reply|answer|respond)(?: only| just)?(?: with)? )?(?:(?:just|only) the (?:file ?)?names?|(?:file ?)names? only|names only)\b(?! of)(?:,? please)?\)?(?: ?[:,.])?/i,
    ),
  ],
  [
    'word',
    cued(
      'word',
      /(?:(?:please )?(?:answer|reply|respond|say it|give me|use)? ?(?:only |just )?(?:in |with |using )?(?:no more than |not more than |at most )?(?<=^|[\s(,.?!])(?:a single|single|one|1|just one|only one|exactly one|max(?:imum)? one) word(?: answers?| reply)?(?! (?:that|for (?!each|every)|which|about)\b)(?: (?:only|each|please|max(?:imum)?|(?:per|for each|for every) \w+|and nothing (?:else|more)|no more))*)(?: ?[:,.])?/i,
    ),
  ],
  [
    'number',
    cued(
      'number|digit|figure',
      /(?:(?:please )?(?:only |just )?(?:answer|reply|respond|give|say|state|tell)(?: me)? ?(?:only |just )?(?:with |in )?(?:a |the |just the |only the )?(?:number|digit|figure)\b(?! of\b)(?: only)?)(?: ?[:,.])?|\b(?:just|only|nothing but) (?:the|a) (?:bare |plain )?(?:number|digit|figure)\b(?:, please| please)?(?: ?[:,.])?|\b(?:the )?number only(?: ?[:,.])?/i,
    ),
  ],
  ['json', cued('{', /\{ ?"\w+" ?:[^}]{0,80}\}/i)],
  ['json', cued('json', named('(?:valid |plain |pure )?json(?: format| objects?| array| list| only)*'))],
  ['comma', cued('separated by', /,? ?\b(?:as )?separated by (?:commas|a comma)\b,?/i)],
  ['comma', cued('comma', named('comma[- ](?:separated|delimited) list|list separated by commas'))],
  ['csv', cued('csv|comma', named('csv(?: file| format| table| text)?|comma[- ]separated(?: values)?'))],
  [
    'table',
    cued(
      'table',
      /^(?:an? )?(?:small |simple |markdown |neat |short |clear )?table(?: please)?(?= ?[:,]| with\b| of\b)/i,
    ),
  ],
  ['table', cued('tabulate', /\btabulate (?=what|the|these|all|each|every)/i)],
  [
    'table',
    cued('table', askedFor('(?:small |simple |markdown |neat |short |clear )?table(?: format| form)?')),
  ],
  ['list', cued('number', /^number (?=the\b|them\b|each\b|all\b)/i)],
  [
    'list',
    cued(
      'bullet|numbered|ordered',
      named(
        '(?:bulleted|bullet(?:[- ]?points?)?|numbered|ordered|unordered) (?:list|points|items|lines)|bullets?(?:[- ]?points?)?(?: list)?(?: (?:per|for each|for every) \\w+)?',
      ),
    ),
  ],
  [
    'list',
    cued('list', new RegExp(`\\b${into} an? (?:short |simple )?list\\b${tail}${about}(?: ?[:,.])?`, 'i')),
  ],
  [
    'upper',
    cued(
      'caps|capital|upper|block',
      named('(?:all[- ])?(?:caps|capitals|capital letters)|upper ?case(?: letters)?|block letters'),
    ),
  ],
  ['lower', cued('lower', named('(?:all )?lower ?case(?: letters)?'))],
  [
    'sentence',
    cued(
      'sentence',
      /(?:(?:please )?\b(?:answer|reply|respond|say(?: it)?|sum (?:it|them|this|everything|all) up|give me|put it|tell me) )?(?:only |just )?(?:\b(?:in|with|as|into) (?:just |only |no more than )?|^)(?:one|a single|1) (?:short |single |brief )?sentence(?: (?:only|please))*(?: ?[:,.])?/i,
    ),
  ],
  ['vtt', cued('vtt', /(?:(?:as|in|into|to) (?:an? )?)?\b(?:web)?vtt(?: file| format)?\b/i)],
  [
    'srt',
    cued(
      'srt|subrip|subtitles',
      /(?:(?:as|in|into|to) (?:an? )?)?\.?\b(?:srt|subrip)(?: file| format| subtitles?| captions?)?\b|(?:as|with) subtitles\b/i,
    ),
  ],
  [
    'plain',
    cued(
      'only|just|nothing|alone|no ',
      /\b(?:(?:only|just|nothing but|nothing except|nothing other than)(?: want| need)? the (?:(?:exact|spoken|plain|bare|pure|raw) )?(?:words|wording|transcript|transcription|caption|description|translation|summary|text|answer|label)s?|the (?:transcript|caption|translation|summary|text|answer) (?:only|alone)|nothing else|nothing more|no (?:explanation|comment|extra)s?)\b/i,
    ),
  ],
]

/** Characters of a request that are read for a form. */
const mostRead = 3000

/** "sales.csv" is a file, not a form. */
const endings = /(?<=[\p{L}\p{N}_-])\.(?:csv|tsv|jsonl?|md|txt)\b/giu

/** The form that a request wants its answer in. */
export const formIn = rememberLast((text): WantedForm | undefined => {
  const read = maskPassages(text.slice(0, mostRead))
    .text.replace(/[\n\t]/g, ' ')
    .replace(endings, (ending) => '_'.repeat(ending.length))
  for (const [kind, pattern] of forms) {
    const found = pattern.exec(read)
    if (found) return { kind, start: found.index, end: found.index + found[0].length }
  }
  return undefined
})

/** Whether words say what subtitles are made of, or are many: then they ask for more than subtitles. */
const isOfSpeech = (text: string): boolean =>
  text.length > 120 || /\b(?:transcri\w+|captions?|said|translat\w+|listen|and|then|same)\b/i.test(text)

/** A request without the words that only say in which form: `answer with yes or no`. Of "only the transcript" they ask, too. */
export function withoutForm(text: string): string {
  const form = formIn(text)
  if (!form || form.kind === 'plain') return text
  if (form.kind === 'srt' || form.kind === 'vtt')
    return isOfSpeech(text) ? text : `Transcribe the ${/\bvideo\b/i.test(text) ? 'video' : 'recording'}.`
  const rest = `${text.slice(0, form.start)} ${text.slice(form.end)}`.trim()
  if (form.kind === 'true-false' || form.kind === 'yes-no')
    return /\p{L}/u.test(rest) ? askedForTruth(rest) : 'Please.'
  // What only says in which form asks for what was asked before.
  return /\p{L}/u.test(rest) ? rest : 'Please.'
}
