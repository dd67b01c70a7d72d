import { rememberLast } from '../../../core/remember-last.js'
/** How an answer is wanted, by the words of a request. */
export interface WantedForm {
  kind:
    | 'true-false'
    | 'yes-no'
    | 'word'
    | 'number'
    | 'json'
    | 'csv'
    | 'table'
    | 'list'
    | 'plain'
    | 'srt'
    | 'vtt'
  /** Where the words stand that say so, for those that read the request for wishes. */
  start: number
  end: number
}

const forms: readonly [kind: WantedForm['kind'], pattern: RegExp][] = [
  [
    'true-false',
    /(?:(?:answer|reply|say)(?: with)? )?\b(?:is (?:it|this|that|the following) )?true or (?:is it )?false\b ?[:,?.-]? ?(?:that )?/i,
  ],
  [
    'yes-no',
    /(?:(?:please )?(?:just |only |simply )?(?:answer|reply|respond|say)(?: only| just)?(?: with| in| by)?(?: only| just)?(?: a)?(?: simple)? "?yes"? or "?no"?|(?:,|^|\.) ?(?:only |just )?yes or no(?: only)?|^yes ?\/ ?no(?: question)?|(?:, |\()yes ?\/ ?no\)?)(?: ?[:,.?])?/i,
  ],
  [
    'word',
    /(?:(?:please )?(?:answer|reply|respond|say it)? ?(?:only |just )?(?:in|with) (?:a single|one|just one|only one) word(?: only)?|(?<=[.?!,] )(?:just |only )?one word(?: only| please)?)(?: ?[:,.])?/i,
  ],
  [
    'number',
    /(?:(?:please )?(?:only |just )?(?:answer|reply|respond|give|say|state|tell)(?: me)? ?(?:only |just )?(?:with |in )?(?:a |the |just the |only the )?number\b(?! of\b)(?: only)?)(?: ?[:,.])?|\b(?:just|only|nothing but) (?:the|a) (?:bare )?number\b(?:, please| please)?(?: ?[:,.])?|\b(?:the )?number only(?: ?[:,.])?/i,
  ],
  [
    'json',
    /\{ ?"\w+" ?:[^}]{0,80}\}|^json(?: only| please)?(?: ?[:,.])|(?:(?:please )?(?:answer|reply|respond|return|output|give it|give the answer|format it)? ?(?:\bme )?\b(?:as|in|with) (?:valid |a |the )?json(?: format| object| array| only)*|(?:return|output|produce|give me|write) (?:valid |a |the )?json(?: format| object| array)*(?: with| of| for)?)(?: ?[:,.])?/i,
  ],
  [
    'csv',
    /(?:(?:answer|reply|return|output|give it|format it)? ?(?:\bme )?\b(?:as|in|into) (?:an? )?csv(?: file| format| table| text)?|(?:give|write|make|return|output|create|produce|i want|i need)(?: me)? (?:an? )?csv(?: file| format| table| text)?(?: with| of| for| from)?|(?:as )?comma[- ]separated(?: values)?)(?: ?[:,.])?/i,
  ],
  [
    'table',
    /(?:(?:give me|make|create|write|draw up|show me|i want|i need|i would like|i'd like) an? (?:small |simple |markdown |neat )?table (?:of|with|from)|(?:as|in|into|using) an? (?:small |simple |markdown |neat )?table(?: format| form)?)(?: ?[:,.])?/i,
  ],
  [
    'list',
    /^number (?=the\b|them\b|each\b|all\b)|(?:(?:as|in|into|with|using) (?:an? )?(?:(?:bulleted|bullet|numbered) (?:list|points|items|lines)|list|bullets|bullet points)|(?:give me |make |write )?an? (?:bulleted|bullet|numbered) list(?: of| with)?)(?: ?[:,.])?/i,
  ],
  [
    'srt',
    /(?:(?:as|in|into|to) (?:an? )?)?\b(?:srt|subrip)(?: file| format| subtitles?| captions?)?\b|(?:as|with) subtitles\b/i,
  ],
  ['vtt', /(?:(?:as|in|into|to) (?:an? )?)?\b(?:web)?vtt(?: file| format)?\b/i],
  [
    'plain',
    /\b(?:(?:only|just|nothing but|nothing except|nothing other than) the (?:words|transcript|transcription|caption|description|translation|summary|text|answer|label)s?|the (?:transcript|caption|translation|summary|text|answer) (?:only|alone)|nothing else|no (?:explanation|comment)s?)\b/i,
  ],
]

/** Characters of a request that are read for a form. */
const mostRead = 3000

/** The form that a request wants its answer in. */
export const formIn = rememberLast((text): WantedForm | undefined => {
  const read = text.slice(0, mostRead).replace(/[\n\t]/g, ' ')
  for (const [kind, pattern] of forms) {
    const found = pattern.exec(read)
    if (found) return { kind, start: found.index, end: found.index + found[0].length }
  }
  return undefined
})

/** A request without the words that only say in which form: `answer with yes or no`. Of "only the transcript" they ask, too. */
export function withoutForm(text: string): string {
  const form = formIn(text)
  if (!form || form.kind === 'plain' || form.kind === 'srt' || form.kind === 'vtt') return text
  const rest = `${text.slice(0, form.start)} ${text.slice(form.end)}`.trim()
  // What only says in which form asks for what was asked before.
  return /\p{L}/u.test(rest) ? rest : 'Please.'
}
