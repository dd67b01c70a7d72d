import type { Modality } from '../../media/media.js'

/**
 * Tasks by the modality of what they are about; of several, the first that is offered, may run and can be given its inputs.
 * Where none may run, the first all the same: its error says why, and what to do about it.
 */
export type Tasks = Readonly<Partial<Record<Modality, readonly string[]>>>

/** One thing that words can ask for. */
export interface Rule {
  /** What it is called in notes. */
  name: string
  /** What asks for it. Match only the words that trigger it; of overlapping matches the longest counts. */
  triggers: readonly RegExp[]
  tasks: Tasks
  /** Instead of `tasks`, when the words name labels. */
  withLabels?: Tasks
  /** Which words are labels: those offered to choose from (`as cat or dog`), or any thing that is named. */
  labels?: 'offered' | 'named'
  /** Besides, for the same subject: what makes the answer useful when `tasks` finds little. */
  alsoTasks?: Tasks
  /** The other way of carrying it out: whether something is in the picture takes several steps that build on each other. */
  recipe?: 'presence'
  /** What it makes, as a pattern: such a thing is not among what is attached. */
  makes?: string
  /** Whether what remains of the words, without trigger and mentions, may itself be the text to work on. */
  literal?: boolean
}

/** Only where a question begins: "what is the total on the bill" doesn't ask whether something is there. */
const question = (pattern: RegExp): RegExp =>
  new RegExp(
    `(?<=^\\s*|[,;:–-]\\s*|\\b(?:and|or|but|then|also|me|whether|if|so|well|please)\\s+)${pattern.source}`,
    'i',
  )

/** Words that want one of the things made: `create a` of `create a short video of a dog`. */
const make = (things: string) =>
  new RegExp(
    `\\b(?:generate|create|make|produce|compose|give me|show me|i want|i need) (?:me |us )?(?:an?|some)\\b(?= (?:(?!from |of )\\w+ ){0,3}?(?:${things})\\b)`,
    'i',
  )
const pictures =
  'pictures?|photos?|images?|drawings?|paintings?|illustrations?|sketch(?:es)?|posters?|logos?|icons?'
const videos = 'videos?|clips?|films?|movies?|animations?'
const sounds = 'music|songs?|melod(?:y|ies)|tunes?|jingles?|sounds?|sound effects?|noises?'

/** By itself too, for labels without a verb: `cat, dog or bus?`. */
export const choiceRule: Rule = {
  name: 'choose between labels',
  triggers: [
    question(/\b(?:is|are|was) (?:it|this|that|these|those|they|he|she|the \w+)\b(?=[^?.!]*\sor\s)/),
    question(/\bdo(?:es)? (?:it|this|that|the \w+) (?:show|look like|sound like)\b(?=[^?.!]*\sor\s)/),
    /\bwhich of\b/i,
    /\bchoose\b/i,
  ],
  tasks: {},
  labels: 'offered',
  withLabels: {
    image: ['zero-shot-image-classification'],
    audio: ['zero-shot-audio-classification'],
    text: ['zero-shot-classification'],
  },
}

/**
 * What the words can ask for. Order decides between matches of the same length. Tools' own phrases and ids are looked for
 * besides; see `reading.ts`.
 */
export const rules: readonly Rule[] = [
  {
    name: 'transcribe',
    triggers: [
      /\btranscri(?:be|bes|bing|pt|ption)\b/i,
      /\bwhat(?:'s|s| is| was| are| does| do| did| can)?\b[^?.!,]{0,40}?\b(?:says?|said|saying|spoken|talk(?:s|ing)? about)\b/i,
      /\bspeech[ -]to[ -]text\b/i,
      /\bwrite (?:it|this|that|the \w+) down\b/i,
      /\blisten\b/i,
      /\bsubtitles?\b/i,
    ],
    tasks: {
      audio: ['automatic-speech-recognition'],
      image: ['document-question-answering', 'image-to-text'],
      text: ['summarization'],
    },
  },
  {
    name: 'describe',
    triggers: [
      /\bdescri(?:be|bes|ption)\b/i,
      /\bcaption(?:s|ed)?\b/i,
      /\bwhat(?:'s|s| is| are)? (?:there )?(?:to be seen |shown |visible |depicted |happening )?(?:in|on|inside)\b/i,
      /\bwhat(?: do| does| can| is| are|'s)\b[^?.!,]{0,40}?\b(?:shows?|see|shown|seen|visible|depict(?:s|ed)?|contains?|look like)\b/i,
      /\btell me about\b/i,
      /\bwhat (?:are|is) (?:these|those|they)\b/i,
      /\b(?:what|which) colou?rs?\b/i,
    ],
    tasks: {
      image: ['image-to-text'],
      audio: ['automatic-speech-recognition'],
      text: ['summarization'],
      table: ['table-question-answering'],
    },
  },
  {
    name: 'classify',
    triggers: [
      /\bclassif(?:y|ies|ication)\b/i,
      /\bcategor(?:y|ies|i[sz]e)\b/i,
      /\bwhat(?:'s|s| is) (?:this|that|it)\b/i,
      /\bwhat (?:kind|sort|type|breed|species) of\b/i,
      /\b(?:identify|recogni[sz]e)\b/i,
      /\b(?:which|what) (?:object|animal|thing|label|class)\b/i,
      /\blabel (?:it|this|that|them|these|the)\b/i,
    ],
    tasks: {
      image: ['image-classification', 'image-to-text'],
      audio: ['audio-classification', 'automatic-speech-recognition'],
      text: ['text-classification'],
    },
    labels: 'offered',
    withLabels: {
      image: ['zero-shot-image-classification'],
      audio: ['zero-shot-audio-classification'],
      text: ['zero-shot-classification'],
    },
  },
  choiceRule,
  {
    name: 'choose a topic',
    triggers: [
      question(/\b(?:is|are) (?:it|this|that|the \w+|what .{1,30}?) about\b(?=[^?.!]*\sor\s)/),
      /\bwhich topic\b/i,
    ],
    tasks: {},
    labels: 'offered',
    withLabels: { text: ['zero-shot-classification'] },
  },
  {
    name: 'tell whether something is there',
    triggers: [
      question(/\b(?:is|are|was|were)(?:n't)? there\b/),
      /\b(?:whether|if) there(?:'s|'re| is| are)\b/i,
      question(
        /\b(?:is|are|was)(?:n't)? (?:it|this|that|these|those|they)(?: not)?(?= an? )(?![^?.!]*\sor\s)/,
      ),
      question(/\b(?:can|do|could) (?:you|we|i) (?:see|spot|find)\b/),
      question(
        /\bdo(?:es)?\b(?! not\b)[^?.!,]{1,40}?\b(?:show|shows|contain|contains|include|depict|mention|mentions|match|fit|describe|agree|say|talk about)\b/,
      ),
      question(/\bdo(?:es)? (?:it|the \w+|this \w+|they) have\b/),
      question(
        /\b(?:is|are) (?:that|it|this|those|they|these|an?\s[^?.!,]{1,40}?|the\s[^?.!,]{1,40}?|what [^?.!,]{1,40}?) (?:really |actually |also )?(?:in|on|visible|shown|true)\b/,
      ),
      /\bwhich (?:ones?|of (?:the|these|those|them|my|our)\b[^?.!,]{0,30}?|(?:picture|photo|image|memo|recording|clip|text|document|file)s?)\s+(?:shows?|has|have|contains?|includes?|depicts?|mentions?)\b/i,
      /\b(?:matches|mentions|fits)\b/i,
    ],
    tasks: {
      image: ['image-to-text'],
      audio: ['automatic-speech-recognition'],
      text: ['question-answering', 'zero-shot-classification'],
    },
    recipe: 'presence',
  },
  {
    name: 'compare',
    triggers: [/\bcompar(?:e|es|ing|ison)\b/i, /\bdiffer(?:s|ent|ence|ences)?\b/i],
    tasks: { image: ['image-feature-extraction'], text: ['sentence-similarity'] },
    alsoTasks: { image: ['image-to-text'] },
    literal: true,
  },
  {
    name: 'say how alike',
    triggers: [
      /\b(?:how )?(?:similar|alike|similarity|identical)\b/i,
      /\b(?:is|are) (?:they|it|(?:these|those|both|the)(?: [\w ]{1,30}?)?) (?:about )?the same\b/i,
      /\bthe same (?:picture|photo|image|thing|text|scene)\b/i,
    ],
    tasks: { image: ['image-feature-extraction'], text: ['sentence-similarity'] },
    literal: true,
  },
  {
    name: 'find objects',
    triggers: [
      /\bdetect(?:s|ion)?\b/i,
      /\b(?:find|locate|look for|point out|mark)\b(?!(?: \w+){0,2} (?:differences?|similarit))/i,
      /\bwhere(?:'s|s| is| are| was| in)?\b/i,
      /\bbounding box(?:es)?\b/i,
    ],
    tasks: { image: ['object-detection', 'zero-shot-object-detection', 'image-to-text'] },
    labels: 'named',
    withLabels: { image: ['zero-shot-object-detection', 'object-detection', 'image-to-text'] },
    alsoTasks: { image: ['image-to-text'] },
  },
  {
    name: 'count',
    triggers: [/\bhow many\b/i, /\bcount\b/i, /\bnumber of\b/i],
    tasks: {
      image: ['object-detection', 'zero-shot-object-detection', 'image-to-text'],
      text: ['question-answering'],
      table: ['table-question-answering'],
    },
    labels: 'named',
    withLabels: {
      image: ['zero-shot-object-detection', 'object-detection', 'image-to-text'],
      text: ['question-answering'],
      table: ['table-question-answering'],
    },
    alsoTasks: { image: ['image-to-text'] },
  },
  {
    name: 'segment',
    triggers: [
      /\bsegment(?:s|ation|ed)?\b/i,
      /\bmasks?\b/i,
      /\bcut(?:ting)? (?:it |them |the \w+ )?out\b/i,
      /\b(?:outlines?|silhouettes?)\b/i,
    ],
    tasks: { image: ['image-segmentation'] },
  },
  {
    name: 'remove the background',
    triggers: [
      /\b(?:remove|erase|delete|cut (?:out|away)) the background\b/i,
      /\b(?:without|no) (?:the |a )?background\b/i,
      /\btransparent background\b/i,
    ],
    tasks: { image: ['background-removal', 'image-segmentation'] },
  },
  {
    name: 'make a depth map',
    triggers: [/\bdepth(?: map| estimation)?\b/i, /\bhow (?:far|near|deep)\b/i, /\bdistances?\b/i],
    tasks: { image: ['depth-estimation'] },
  },
  {
    name: 'answer from a document',
    triggers: [
      /\b(?:what|who|when|which|how much|how long|whose|why)\b(?=[^?.!]*\b(?:document|invoice|receipt|contract|letter|form|bill|page|scan)s?\b)/i,
      /\baccording to\b/i,
      /\bquestions? about the (?:document|invoice|receipt|contract|letter|form|bill|page|scan|text)\b/i,
    ],
    tasks: {
      image: ['document-question-answering'],
      text: ['question-answering'],
      table: ['table-question-answering'],
    },
  },
  {
    name: 'translate',
    triggers: [/\btranslat(?:e|es|ion|ed|ing)\b/i, /\bübersetz\w*/i, /\bhow do you say\b/i],
    tasks: { text: ['translation'] },
    literal: true,
  },
  {
    name: 'summarize',
    triggers: [
      /\bsummar(?:y|i[sz]e|i[sz]es|i[sz]ation|ies)\b/i,
      /\btl;?dr\b/i,
      /\b(?:shorten|condense)\b/i,
      /\b(?:key|main) points?\b/i,
      /\b(?:the gist|in a few words|in a nutshell)\b/i,
    ],
    tasks: { text: ['summarization'] },
    literal: true,
  },
  {
    name: 'read aloud',
    triggers: [
      /\b(?:read|say|speak)\b[^?.!,]{0,60}?\b(?:aloud|out loud)\b/i,
      /\bread (?:it|this|that|them|the \w+)(?: out)? to me\b/i,
      /\bread (?:it|this|that|them) out\b/i,
      /\btext[ -]to[ -]speech\b/i,
      /\bas (?:speech|audio)\b/i,
      /\b(?:speak|pronounce)\b/i,
      /\b(?:aloud|out loud)\b/i,
    ],
    tasks: { text: ['text-to-speech'] },
    literal: true,
  },
  {
    name: 'judge the mood',
    triggers: [/\b(?:sentiment|mood|tone)\b/i, /\bpositive or negative\b/i, /\bhow does .{1,30}? feel\b/i],
    tasks: { text: ['text-classification'] },
    literal: true,
  },
  {
    name: 'find names',
    triggers: [
      /\b(?:named )?entit(?:y|ies)\b/i,
      /\bnames? of (?:the )?(?:people|persons?|places|companies|organi[sz]ations)\b/i,
      /\b(?:who|which (?:people|persons|places|companies)) (?:is|are) mentioned\b/i,
    ],
    tasks: { text: ['token-classification'] },
    literal: true,
  },
  {
    name: 'name the sound',
    triggers: [
      /\b(?:what|which|kind of|sort of) (?:sounds?|noises?|music)\b/i,
      /\b(?:what|which) (?:genre|instrument)\b/i,
      /\bwhat (?:do|can) (?:you|i) hear\b/i,
    ],
    tasks: { audio: ['audio-classification', 'automatic-speech-recognition'] },
    labels: 'offered',
    withLabels: { audio: ['zero-shot-audio-classification', 'audio-classification'] },
  },
  {
    name: 'make music or a sound',
    triggers: [make(sounds)],
    tasks: { text: ['text-to-audio'] },
    makes: sounds,
    literal: true,
  },
  {
    name: 'write',
    triggers: [
      /\b(?:write|compose|draft|make up) (?:me )?(?:an?|the|some)\b/i,
      /\b(?:generate|continue|complete) (?:the |a |some |this )?(?:text|story|poem|sentence)\b/i,
      /\b(?:write|compose|draft|make up) (?:me )?(?:an?|the|some)(?: \w+){0,2}? (?:poem|story|song|letter|text)\b/i,
      /\bpoem\b/i,
    ],
    tasks: { text: ['text-generation'] },
    literal: true,
  },
  {
    name: 'rework the picture',
    triggers: [
      /\b(?:upscale|sharpen|enhance|enlarge|denoise|super[ -]?resolution)\b/i,
      /\bmake (?:it|this|that|the (?:picture|photo|image)) (?:bigger|larger|sharper|clearer)\b/i,
    ],
    tasks: { image: ['image-to-image'] },
  },
  {
    name: 'change the picture',
    triggers: [
      /\b(?:edit|retouch|repaint|restyle|recolou?r)\b/i,
      /\b(?:turn|make|change|transform) (?:it|this|that|the \w+) (?:in)?to (?:an? |the )?(?:\w+ ){0,2}(?:painting|drawing|sketch|cartoon|photo|watercolou?r|comic|poster|night|day|winter|summer)\b/i,
      /\bin the style of\b/i,
    ],
    tasks: { image: ['image-text-to-image'] },
  },
  {
    name: 'draw a picture',
    triggers: [/\b(?:draw|paint|sketch|illustrate)(?: me)?\b/i, make(pictures)],
    tasks: { text: ['text-to-image'] },
    makes: pictures,
    literal: true,
  },
  {
    name: 'make a video',
    triggers: [/\banimate\b/i, make(videos)],
    tasks: { image: ['image-to-video'], text: ['text-to-video'] },
    makes: videos,
    literal: true,
  },
  {
    name: 'clean a recording',
    triggers: [
      /\b(?:remove|reduce|take away|filter) (?:out )?(?:the |all )?(?:background )?noise\b/i,
      /\b(?:separate|isolate|split) (?:the |all )?(?:speakers?|voices?|vocals?|instruments?|sources?)\b/i,
      /\b(?:clean(?: up)?|denoise) (?:it|this|that|the (?:audio|recording|memo|voice memo|sound|call|track))\b/i,
    ],
    tasks: { audio: ['audio-to-audio'] },
  },
]

/** For media without a request, or a vague one. */
export const defaultTasks: Readonly<Partial<Record<Modality, readonly string[]>>> = {
  image: ['image-to-text', 'image-classification'],
  audio: ['automatic-speech-recognition'],
  text: ['summarization'],
}

/** A text shorter than this needs no summary. Characters. */
export const longText = 1500

/** For questions that no rule knows. */
export const questionTasks: Tasks = {
  text: ['question-answering'],
  image: ['image-to-text'],
  audio: ['automatic-speech-recognition'],
  table: ['table-question-answering'],
}

/** Talk that asks for nothing. */
export const smallTalk =
  /^[\s.,!]*(?:(?:hi|hello|hey|thanks?|thank you|thx|ok(?:ay)?|great|good|nice|cool|bye|goodbye|yes|no|sure|please|very much|so much|a lot|well done|wow)(?=[\s.,!]|$)[\s.,!]*)+$/i
