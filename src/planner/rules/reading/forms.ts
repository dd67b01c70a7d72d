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
    | 'words'
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
  /** Whether they only say that nothing is to stand beside the answer, and name nothing that is wanted. */
  isBare?: boolean
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
      /(?:(?:please )?(?:just |only )?(?:answer|reply|respond|say|state)(?: only)?(?: with| by)? )?\b(?:is (?:it|this|that|the following) )?true or (?:is it )?false\b(?: only| please)? ?[:,?.-]? ?(?:that )?/i,
    ),
  ],
  [
    'yes-no',
    cued(
      'yes',
      /(?:(?:please )?(?:just |only |simply )?(?:answer|reply|respond|say)(?: only| just)?(?: with| in| by|:)?(?: only| just)?(?: an?)?(?: simple| plain| clear)? "?yes"? ?(?:or|\/) ?"?no"?|(?:,|^|[.?!(]) ?(?:only |just |simply |a (?:simple|plain|clear) )?yes ?(?:or|\/) ?no(?: question)?\)?|(?:, |\()yes ?\/ ?no\)?)(?: (?:only|please|and nothing (?:else|more)|nothing (?:else|more)))*(?: ?[:,.?!])?/i,
    ),
  ],
  ['yes-no', cued('/', /(?:,? ?\(?\by ?\/ ?n\b\)?)(?: ?[:,.?!])?/i)],
  [
    'name',
    cued(
      'know',
      /\b(?:i |we )?(?:just|only) (?:want|need|have) to know (?=which (?:file|picture|photo|image|recording|memo|one)\b)/i,
    ),
  ],
  [
    'name',
    cued(
      'name',
      /(?:[,;:(-] ?)?\b(?:(?:please )?(?:reply|answer|respond)(?: only| just)?(?: with)? )?(?:(?:just|only) the (?:file ?)?names?|(?:the )?(?:file ?)names? (?:only|alone)|(?:the )?names only)\b(?! of)(?:,? please)?\)?(?: ?[:,.])?/i,
    ),
  ],
  [
    'word',
    cued(
      'word',
      /(?:(?:please )?(?:answer|reply|respond|say it|give me|use)? ?(?:only |just )?(?:in |with |using )?(?:no more than |not more than |at most )?(?<=^|[\s(,.?!])(?:a single|single|one|1|just one|only one|exactly one|max(?:imum)? one)[ -]word(?:[ -]answers?| reply)?(?! (?:that|for (?!each|every|what|this|it|these|the (?:picture|photo|image)\b)|which|about)\b)(?: (?:only|each|please|max(?:imum)?|(?:per|for each|for every) \w+|and nothing (?:else|more)|no more))*)(?: ?[:,.])?/i,
    ),
  ],
  // "Just the background colour": a colour is one word anyway.
  [
    'word',
    cued(
      'just|only|nothing but',
      /(?<=\?) (?:only|just)[.!]?$|\b(?:i |we )?(?:just|only|nothing but)(?: want| need| give me| tell me| name| say| write)? (?=(?:the |its |their |each )?(?:(?:background|picture|image|photo)(?:'s)? )?colou?rs?\b(?! (?:picture|photo|image|print)))/i,
    ),
  ],
  [
    'words',
    cued(
      'word',
      /(?:(?:please )?(?:answer|reply|respond|say it|say|tell me|describe it|give me|use)(?: it)? )?\(?(?:(?:in|with|using|by|max(?:imum)?\.?|at most|no more than|not more than|up to|fewer than|less than|exactly|about|only|just) )+(?:two|three|four|five|six|seven|eight|[2-9])(?:(?: or|-|–| to) (?:two|three|four|five|six|[2-9]))? words?(?: (?:or (?:less|fewer)|max(?:imum)?\.?|at (?:the )?most|only|please))*\)?(?: ?[:,.])?/i,
    ),
  ],
  [
    'number',
    cued(
      'seconds|minutes|count|amount|total|value|integer|pixels|number|digits',
      /\b(?:just|only|nothing but) (?:the |an? )?(?:(?:number of |total |full )?(?:seconds|minutes|pixels)|count|amount|total|value|integer)\b(?! of\b)(?:,? please| alone)?(?: ?[:,.])?|\b(?:as|in) (?:an? )?(?:single |plain |bare |whole )?(?:number|integer|digits)\b(?: ?[:,.])?/i,
    ),
  ],
  // "Just the length in seconds": a number is one anyway.
  [
    'number',
    cued(
      'length|duration',
      /\b(?:i |we )?(?:just|only|nothing but)(?: want| need| give me| tell me)? (?=(?:the |its )?(?:lengths?|durations?)\b(?: in seconds)?(?: of (?:the|this|that|my)\b[^.?!,]{0,30})? ?(?:[.,;!]|$))/i,
    ),
  ],
  [
    'number',
    cued(
      'number|digit|figure',
      /(?:(?:please )?(?:only |just )?(?:answer|reply|respond|give|say|state|tell)(?: me)? ?(?:only |just )?(?:with |in )?(?:as )?(?:a |the |just the |only the )?(?:single |plain |bare |whole )?(?:number|digit|figure)\b(?! of\b)(?!,? (?:otherwise|else)\b)(?: only)?)(?: ?[:,.])?|\b(?:just|only|nothing but) (?:the|a) (?:bare |plain )?(?:number|digit|figure)\b(?:, please| please)?(?: ?[:,.])?|\b(?:the )?(?:number|digits?|figures?|numbers) only(?: please)?(?: ?[:,.])?|\b(?:i |we )?(?:just|only) (?:want |need |give me |tell me |say )?(?=(?:the )?number of\b)/i,
    ),
  ],
  [
    'json',
    cued(
      '{',
      /(?: (?:like|such as|as|in the form(?: of)?|of the form|with the (?:shape|schema|structure|format)|exactly like)(?: this)?:?)? ?\{ ?"\w+" ?:[^}]{0,160}\}/i,
    ),
  ],
  ['json', cued('json', named('(?:valid |plain |pure )?json(?: format| objects?| array| list| only)*'))],
  ['csv', cued('csv|comma', named('csv(?: file| format| table| text)?|comma[- ]separated values'))],
  [
    'comma',
    cued(
      'comma|colon|slash|space|line|pipe|dash',
      /,? ?\b(?:as )?(?:separated by|with) (?:commas?|an? comma|semi-?colons?|an? semi-?colon|slashes|an? slash|spaces?|line ?breaks?|new ?lines?|pipes?|dashes)(?: between them| in between)?\b,?/i,
    ),
  ],
  [
    'comma',
    cued(
      'separated|delimited',
      named(
        '(?:comma|semi-?colon|new ?line|line|slash|space|pipe)[- ](?:separated|delimited)(?: list| line)?',
      ),
    ),
  ],
  [
    'comma',
    cued(
      'line',
      /,? ?\b(?:one (?:thing |object |item |name |word )?(?:per|on each|on every|in each) line|each on (?:its own|a new|a separate) line|each in a new line)\b(?: ?[:,.])?/i,
    ),
  ],
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
      /\b(?:(?:only|just|nothing but|nothing except|nothing other than)(?: want| need)? the (?:(?:exact|spoken|plain|bare|pure|raw) )?(?:words|wording|transcript|transcription|caption|description|translation|summary|text|answer|label)s?|the (?:transcript|transcription|caption|description|translation|summary|text|answer|label) (?:only|alone))\b/i,
    ),
  ],
]

const besides =
  '(?:explanations?|(?:full |whole )?sentences?|comments?|commentary|reasoning|extras?|prose|chatter|fluff|(?:quotes|quotation marks|units?|(?:file ?)?names|labels|formatting|markdown|steps)|anything(?: else)?|(?:(?:other|extra|additional|further|more|surrounding) )+(?:text|words|details|information|explanations?|comments?))'
/** Words that only say that nothing is to stand beside the answer: they ask for nothing. */
const bare = cued(
  'nothing|anything|without|no |not |explain|comment|elaborate|justify|skip|else',
  new RegExp(
    `[,;(]? ?\\b(?:(?:and |but )?(?:absolutely )?nothing (?:else|more|besides|other)\\b|(?:and |but )?(?:please )?(?:leave|omit|skip|drop)(?: out)? (?:everything|anything|all) else(?: out| away| aside)?\\b|(?:and |but )?without (?:any |an |the )?${besides}(?: (?:or|and) (?:any |an |the )?${besides}){0,2}\\b|(?:and |but )?(?:please )?(?:do not|don't|no need to|you need not|you needn't|there is no need to) (?:explain|elaborate|comment|justify|add anything|say anything else|write anything else)\\b(?: (?:it|why|anything|yourself|on it))?|(?:and |but )?(?:please )?skip (?:the |any |all )?${besides}\\b|(?<=^|[?!,.;:(–-] {0,2}|\\band |\\bwith )(?:with )?no (?:need for )?(?:an? )?${besides}\\b)(?: (?:please|needed|necessary|required|wanted|at all|around it|around))*\\)?(?: ?[:,.])?`,
    'i',
  ),
)

/** Words that ask for few words, which a plain answer has anyway. */
const brief = cued(
  'short|brief|concise|quick',
  /(?:(?:^|[.?!,;(] ?)(?:(?:just |only )?an? )?(?:short|brief|concise|quick) (?:answer|reply|response)(?: only| please)*\)?(?: ?[:,.])?)|(?:\b(?:please )?(?:be|keep it|make it|keep the answer|keep your answer) (?:short|brief|concise)\b(?: please)?|\b(?:answer|reply|respond) (?:briefly|shortly|concisely|in short|in brief)\b)(?: ?[:,.])?/i,
)

/** Words that ask for the order in which files are told of anyway. */
const unchanged = cued(
  'order',
  /(?:^|[.?!,;(] ?|\band )(?:please )?(?:keep|keeping|keep to|stick to|preserve|use)? ?(?:in )?(?:my|the|that|this|their) (?:own |original |given |same |attached )?order(?: (?:(?:in which |that |as )?(?:i|they|you) (?:have |are |were |got )?(?:given|sent|attached|uploaded|listed|came|gave|stand)(?: (?:them|you|in))?|attached|given|of (?:the )?(?:files|attachments|attaching|attachment|upload)))?(?: please)?\)?(?= ?[.,;!)]| ?$)|\bin the order (?:attached|given|of attachment|(?:i|they) [^.,;?!]{4,24})(?= ?[.,;!)]| ?$)/i,
)

/** Whether nothing is to stand beside the answer. */
export const asksForNothingElse = (text: string): boolean => bareIn(text) !== undefined

/** Characters of a request that are read for a form. */
const mostRead = 3000

/** "sales.csv" is a file, not a form. */
const endings = cued('.csv|.tsv|.json|.md|.txt', /(?<=[\p{L}\p{N}_-])\.(?:csv|tsv|jsonl?|md|txt)\b/giu)

/** The form that a request wants its answer in. */
export const formIn = rememberLast((text): WantedForm | undefined => {
  const read = maskPassages(text.slice(0, mostRead))
    .text.replace(/[\n\t]/g, ' ')
    .replace(endings, (ending) => '_'.repeat(ending.length))
  for (const [kind, pattern] of forms) {
    const found = pattern.exec(read)
    if (found) return { kind, start: found.index, end: found.index + found[0].length }
  }
  const found = bare.exec(read)
  return found
    ? { kind: 'plain', start: found.index, end: found.index + found[0].length, isBare: true }
    : undefined
})

/** Whether words say what subtitles are made of, or are many: then they ask for more than subtitles. */
const isOfSpeech = (text: string): boolean =>
  text.length > 120 || /\b(?:transcri\w+|captions?|said|translat\w+|listen|and|then|same)\b/i.test(text)

/** The most forms that a request is read for: "as a table, in capitals, nothing else". */
const mostForms = 4

/** A request without the words that only say in which form: `answer with yes or no`. Of "only the transcript" they ask, too. */
export function withoutForm(text: string): string {
  const first = formIn(text)
  if (first?.kind === 'srt' || first?.kind === 'vtt')
    return isOfSpeech(text) ? text : `Transcribe the ${/\bvideo\b/i.test(text) ? 'video' : 'recording'}.`
  let rest = withoutFirst(text, brief.exec(maskPassages(text.slice(0, mostRead)).text))
  rest = withoutFirst(rest, unchanged.exec(maskPassages(rest.slice(0, mostRead)).text))
  // The comma of "separated by commas, no other words" leads to both.
  const besides = first?.kind === 'plain' ? undefined : bareIn(rest)
  if (besides) rest = cutOut(rest, besides)
  for (let count = 0; count < mostForms; count += 1) {
    const form = formIn(rest)
    if (!form || /^(?:srt|vtt)$/.test(form.kind)) break
    if (form.kind !== 'plain') {
      rest = cutOut(rest, form)
      continue
    }
    const none = form.isBare ? form : bareIn(rest)
    if (!none) break
    rest = cutOut(rest, none)
  }
  if (rest === text) return text
  // What only says in which form asks for what was asked before.
  if (!/\p{L}/u.test(rest)) return 'Please.'
  return first?.kind === 'true-false' || first?.kind === 'yes-no' ? askedForTruth(rest) : rest
}

function bareIn(text: string): Pick<WantedForm, 'start' | 'end'> | undefined {
  const found = bare.exec(maskPassages(text.slice(0, mostRead)).text)
  return found ? { start: found.index, end: found.index + found[0].length } : undefined
}

const withoutFirst = (text: string, found: RegExpExecArray | null): string =>
  found ? cutOut(text, { start: found.index, end: found.index + found[0].length }) : text

const cutOut = (text: string, { start, end }: Pick<WantedForm, 'start' | 'end'>): string =>
  `${text.slice(0, start)} ${text.slice(end)}`
    .trim()
    .replace(/[\s,;:–-]+$/, '')
    .replace(/ +(?=[.?!]+$)/, '')
