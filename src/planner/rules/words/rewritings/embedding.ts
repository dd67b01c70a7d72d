import { withArticle } from '../../../../core/text.js'
import { commonThingsIn, isCommonThing, thingsOfKind } from '../../../../tools/text/common-things.js'
import { pluralOf } from '../ask-of-several.js'
import { fileNoun, type Rewriting } from './rewriting.js'

/** The name of the file that shows something is asked for by which it is. */
const nameOfFile: Rewriting = [
  'name names filename filenames',
  new RegExp(
    `^(?:please )?(?:(?:show|give|tell|send|name|return|output|print|what is|what's|what are|i (?:only |just )?(?:want|need)) ?)?(?:me )?(?:only |just )?the (?:file ?)?names? of (?:only |just )?(?:the|all|every|any|each)(?: of the| the)? ${fileNoun.replace('(?:', '(')} (?:(?:that|which)(?:'s|'ve| is| has| have)? (?:got )?(?:showing )?|(with|containing|showing|featuring|mentioning|where|in which|on which) )`,
    'i',
  ),
  (whole = '', noun = '', joint = '') => {
    const verb = /^(?:with|containing|showing|featuring)$/i.test(joint)
      ? ' shows '
      : /^mentioning$/i.test(joint)
        ? ' mentions '
        : joint === ''
          ? /(?:'s|'ve|is|has|have)(?: got)? $/i.test(whole)
            ? ' has '
            : ' '
          : ` ${joint} `
    return `Which ${noun}${verb}`
  },
]

/** Words that only lead to a question, and talk around it: "I can never remember which ...", "... Can you tell me?" */
export const embedding: readonly Rewriting[] = [
  nameOfFile,
  // "Describe it, unless it has a fish, then just answer skipped."
  [
    'unless',
    /\b(unless [^,.;]{4,80}),? (?:and )?(?:then|in which case|in that case|if so),? /gi,
    '$1, otherwise ',
  ],
  [
    'nothing only just single',
    /\b(?:nothing but |only |just )?(?:a single|(?<=(?:nothing but|only|just) )one) (thing|object|item)\b/gi,
    'exactly one $1',
  ],
  // "When it is any other colour, ..."
  [
    'other else another different',
    /(?<=[,;.] )(?:and |but )?(?:if|when|in case|with) (?:(?:it|the background|that)(?:'s| is) )?(?:of )?(?:any(?:thing)? (?:other|else)|another|something else|some other|a different)(?: colou?r| one| background)?,? (?=\w)/gi,
    'otherwise ',
  ],
  // "If there are more than two hats, say how many": of the things that the condition speaks of.
  [
    'number many',
    /^((?:if|when|in case) (?:there (?:is|are)|(?:it|the picture|the photo) (?:has|shows?)|you (?:can )?see) (?:(?:more|fewer|less) than \w+ |at (?:least|most) \w+ |an? |any |some |several )?(\w+)(?: (?:in|on) (?:it|the \w+))?),? (?:then )?(?:please )?(?:just )?(?:give|tell|say|name)(?: me)? (?:the (?:exact )?number|how many|their number)(?: (?:there are|of them(?: there are)?|it is|you see|it shows))?(?=[,;.]|$)/i,
    (whole = '', head = '', thing = '') =>
      isCommonThing(thing) ? `${head}, tell me how many ${pluralOf(thing)} are in the picture` : whole,
  ],
  // What shows something other than a thing of a kind shows none of it.
  [
    'something anything thing things',
    /^((?:which|if|when|unless)\b[^.?!,]{0,40}?) (shows?|has|have|contains?|depicts?) (?:something|anything|things?|a thing) (?:other than|besides|that (?:is|are)(?: not|n't)) (?:an? |any )?(\w+)/i,
    (whole = '', head = '', verb = '', thing = '') =>
      thingsOfKind(thing) || /^(?:if|when|unless)/i.test(head) ? `${head} ${verb} no ${thing}` : whole,
  ],
  // "Which of them was white?" is asked of what was seen before.
  [
    'was were',
    /^((?:and |so )?which(?: ones?| of (?:them|these|those|the \w+)| \w+)?) (was|were) (?=(?:the )?\w+\?)/i,
    (_, head = '', verb = '') => `${head} ${/^was$/i.test(verb) ? 'is' : 'are'} `,
  ],
  [
    'background backgrounds',
    /^how many (?:of the )?backgrounds (?:are|is) (not )?(red|green|blue|yellow|orange|purple|pink|brown|black|white|gr[ae]y)\?$/i,
    (_, not = '', colour = '') => `How many of the pictures show ${not ? 'no' : 'a'} ${colour} background?`,
  ],
  // "Is longer the first than the second?", in the order of other languages.
  [
    'longer shorter larger bigger smaller wider taller',
    /^(is|are) (longer|shorter|larger|bigger|smaller|wider|taller) (the [^?]{3,50}?) than ([^?]{3,50})\?$/i,
    '$1 $3 $2 than $4?',
  ],
  [
    'alive living',
    /\b(?:anything|something|things?|creatures?|beings?) (?:that (?:is|are) )?(?:alive|living)\b|\b(?:a |any )?living (?:things?|creatures?|beings?)\b/gi,
    'animals',
  ],
  // "Don't these all show animals? asks whether they do.
  [
    "'t ’t not",
    /^((?:so |and |but )?)(do|does|did|is|are|was|were|has|have|ca|can)(?:n't|n’t| not) (?=(?:these|they|those|all|both|the|any|some|each|every|either|you|we|it|this|that|there)\b[^.!]*\?$)/i,
    (_, lead = '', verb = '') => `${lead}${/^ca$/i.test(verb) ? 'can' : verb} `,
  ],
  // "Which is the shortest, and how long is it?": the first is answered with the second.
  [
    'and',
    /^((?:which|what)\b[^?.!]{3,80}?\b\w+(?:est|er)\b[^?.!]{0,40}?),? and (?:how (?:long|large|big|heavy|wide|tall|high|many \w+)(?: exactly)? (?:is|are|does|do|has|have) (?:it|they|this|that)(?: last| run| have| take)?|what is its (?:length|size|duration))\?*$/i,
    '$1?',
  ],
  [
    'middle end beginning start',
    new RegExp(
      `\\bthe (${fileNoun.slice(3)} (?:in the middle|(at the end)|(at the (?:beginning|start)))(?! of (?:the |a )?(?:recording|memo|video|clip))\\b`,
      'gi',
    ),
    (_, noun = '', end, start) => `the ${end ? 'last' : start ? 'first' : 'middle'} ${noun}`,
  ],
  [
    'compare',
    /^(?:please )?compare ([^:?.!]{3,80}?) (?:with|to|and) ([^:?.!]{3,60}?)[:;,.–-] *(which (?:one )?is [^?]{3,60}?)(?: one)?\?$/i,
    (_, one = '', other = '', which = '') => `${which}, ${one} or ${other}?`,
  ],
  // "Describe picture 3, then 1, then 2."
  [
    'then',
    /\b(describe|transcribe|caption) (picture|image|photo|recording|memo) (\d)((?:,? (?:and )?then (?:(?:picture|image|photo|recording|memo) )?\d)+)(?=[.!]*$)/i,
    (_, act = '', noun = '', one = '', others = '') =>
      [one, ...(others.match(/\d/g) ?? [])].map((place) => `${act} ${noun} ${place}`).join(', then '),
  ],
  // "1. count the hats 2. name the background".
  [
    '1',
    /^1[.)] .{3,100} 2[.)] .{3,200}$/,
    (whole = '') =>
      whole
        .split(/ ?\b\d[.)] /)
        .map((one) => one.trim().replace(/[.,;]+$/, ''))
        .filter(Boolean)
        .join('. Then '),
  ],
  // "How many show a dog, and which a fish?"
  [
    'which',
    /^how many(?: of (?:them|these|those|the \w+))? (show|have|contain|mention) (an? \w+),? and which(?: ones?| of them)? (?:shows? |have |has |contains? |mentions? )?(an? \w+)\?$/i,
    (_, verb = '', one = '', other = '') => {
      const files = /^mention/i.test(verb) ? 'recordings' : 'pictures'
      return `How many of the ${files} ${verb} ${one}? Which ${files} ${verb} ${other}?`
    },
  ],
  // "Which show an animal, and which ones don't?" is answered with both.
  [
    'which',
    /^(which [^?.!,]{4,50}?)(?:,? (?:and|but)|,|\?) which(?: ones?| of (?:them|these|those)| pictures?| photos?| images?| recordings?| memos?| files?)? (?:do not|don't|does not|doesn't|are not|aren't|have not|haven't)(?: (?:show|have|mention|contain))?(?: one| it| any| so)?\?$/i,
    (_, head = '') =>
      `${/^which (?:show|have|contain|mention)s? /i.test(head) ? head.replace(/^which /i, /^which mention/i.test(head) ? 'Which recordings ' : 'Which pictures ') : head} and which do not?`,
  ],
  // "Separate those with an animal from those without."
  [
    'separate divide split sort group',
    /^(?:please )?(?:separate|divide|split|sort|group) (?:the |these |those |all |my )*(?:pictures?|photos?|images?|ones)? ?(?:into )?(?:the ones |those |ones )?(?:with|that show|showing) (an? [\w ]{2,30}?),? (?:from|and) (?:the ones |those |ones )?(?:without(?: one| it| any)?|that (?:do not|don't))[.!]*$/i,
    'Which pictures show $1 and which do not?',
  ],
  [
    'pic pics snap snaps snapshot snapshots shot shots',
    /(?<!\b(?:few|one|zero)[ -])\b(?:pic|snap|snapshot|shot)(s?)\b(?! of (?:tequila|whisky))/gi,
    'picture$1',
  ],
  ['stuff', /\bstuff\b/gi, 'things'],
  // What is done with things of a kind names the kind.
  [
    'something anything thing things stuff',
    /\b(?:something|anything|things?|stuff) (?:(?:that |which )?(?:you|one|we|i|people|they) can (eat|wear|ride|drive)|(?:that is |that's )?(edible)|to (eat|wear|ride|drive))\b/gi,
    (_, one, other, third) => {
      const done = (one ?? other ?? third ?? '').toLowerCase()
      return /^(?:eat|edible)$/.test(done) ? 'food' : done === 'wear' ? 'clothing' : 'a vehicle'
    },
  ],
  [
    "'s ’s",
    /\b(it|that|there|this|he|she)['’]s (?=an?\b|no\b|not\b|in\b|on\b|longer\b|larger\b|bigger\b|smaller\b|shorter\b)/gi,
    '$1 is ',
  ],
  ['free devoid empty', /\b(?:free|devoid|empty) of (?:any )?/gi, 'without '],
  ['if', /,? if (?:there (?:is|are) (?:one|any)|any|possible)(?=[?.!,]*$)/i, ''],
  [
    'read',
    /\bread me (the|my|this) (memo|recording|message|audio)(?:['’]s (?:text|words|content))?\b/gi,
    'transcribe $1 $2',
  ],
  [
    'whichever',
    /\bwhichever (?:of the (?:two )?)?(\w+?)s? is (?:the )?(longer|shorter|larger|bigger|smaller|wider|longest|shortest|largest|biggest|smallest)(?: one)?\b/gi,
    'the $2 $1',
  ],
  [
    'i we',
    /^((?:which|what|where|how many|is|are|do|does|in which)\b[^.?!,\n]{5,100}), (?:because |since |as |but )?(?:i|we) (?:can't|cannot|couldn't|don't|forgot|lost|need|have|must|want|am|would)\b[^.?!\n]{0,60}[.?!]*$/i,
    '$1?',
  ],
  // "Which is the cat one?"
  [
    'which',
    /\bwhich (?:one )?is the (\w+) (?:one|picture|photo|image)\?$/i,
    (whole = '', thing = '') =>
      commonThingsIn(thing).length > 0 ? `Which pictures show ${withArticle(thing)}?` : whole,
  ],
  // "Is it a.wav or b.wav that mentions clocks?"
  [
    'or',
    /^is it ([\w.-]*\d[\w.-]*|the \w+) or ([\w.-]*\d[\w.-]*|the \w+)(?: one)? (?:that|which) (?=\w)/i,
    'Which file ',
  ],
  ['first last', /^do the (first|last) (two|three|four) (\w+) (?:both|all) /i, 'Do all of the $1 $2 $3 '],
  // "How many are JPEGs and how many are PNGs?"
  [
    'many',
    /^(how many (?:of (?:the|these|those|my|them)(?: \w+)?|\w+)) (are|show|have|mention|last) ([^,.?!\n]{2,40}?),? and how many (?:are |show |have |mention |last )?([^,.?!\n]{2,40})\?$/i,
    (whole, head = '', verb = '', one = '', other = '') =>
      commonThingsIn(whole ?? '').length > 0
        ? (whole ?? '')
        : `${head} ${verb} ${one}? ${head} ${verb} ${other}?`,
  ],
  [
    'if',
    /,? (?:and,? )?if (?:so|yes|there (?:is|are)),? (?:in |on )?which(?: ones?| files?| pictures?| of (?:them|these))?\?*$/i,
    ' and which?',
  ],
  ['for', /^for [^,.?!:]{3,40}?,? (?=(?:every|all|each|both|none)\b)/i, ''],
  // "Before I send these: ...", "as I have to hand it in, ...": why it is asked.
  [
    'before since as because now while',
    /^(?:before|since|as|because|now that|while) (?:i|we|my|our|they|he|she) [^:?.!,]{3,60}[:,] *(?=(?:none|all|both|every|each|any|no|is|are|do|does|which|how|what|can)\b)/i,
    '',
  ],
  // "I was told both show a dog. Is that so?"
  [
    'they it so true right correct case',
    /^(?:(?:i (?:was|am|have been) told|i(?:'ve| have)? (?:think|believe|hope|guess|heard|read|suppose|assume)|(?:somebody|someone|my \w+|he|she|they|people) (?:says?|said|claims?|claimed|thinks?|told me|insists?|swears?))(?: that)? )?((?:all|both|each|every|none|neither|no|not|any|some|at least|there|one|two|three|the|these|those|only)\b[^?!\n]{5,120}?)[.,;:!] *(?:(?:so |and )?(?:do|does|are|is|have|has) (?:they|it)(?: all| both)?|(?:so |and )?is (?:that|this|it) (?:so|true|right|correct|the case|really so)|is (?:he|she) right|are they right|am i right)\?$/i,
    (_, said = '') => `Is it true that ${said}?`,
  ],
  ['backdrop backdrops backcloth backcloths', /\bback(?:drop|cloth)s?\b/gi, 'background'],
  [
    'one question check request',
    /^(?:[\w' ]{0,16}, )?(?:a |one |just a )?(?:quick |short |simple |small )?(?:one|question|check|request)(?: for you| about (?:these|this|them))? ?[:,–-] */i,
    '',
  ],
  [
    'name names filename filenames',
    /^(?:please )?(?:reply|answer|respond|give me|list|name)(?: only| just)?(?: with)?(?: only| just)? the (?:file ?)?names?(?: only)? ?[:.,] */i,
    '',
  ],
  // "Transcribe b.wav after a.wav."
  [
    'after before',
    /^(?:please )?(transcribe|describe|caption|summari[sz]e|translate) ([\w.$-]*\d[\w.$-]*|the \w+ \w+) (after|before) ([\w.$-]*\d[\w.$-]*|the \w+ \w+)[.!]?$/i,
    (_, act = '', one = '', side = '', other = '') =>
      /^after/i.test(side) ? `${act} ${other}, then ${act} ${one}.` : `${act} ${one}, then ${act} ${other}.`,
  ],
  [
    'start begin',
    /^(?:please )?(?:start|begin) with (the \w+(?: \w+)?),? (?:and )?then (?:(?:do|take|show|go(?: on)? (?:to|with)|move on to|continue with) )?(the \w+(?: \w+)?)[.!]*$/i,
    'Describe $1, then describe $2.',
  ],
  [
    'have take look listen open view check',
    /\b(?:(?:have|take) a (?:good |close |quick )?look at|look at|listen to|open|view|check) ((?:the|this|that|my) (?:\w+ )?(?:picture|photo|image|recording|memo|audio|clip)),? (?:and |then )+(describe|caption|classify|transcribe|summari[sz]e) it\b/gi,
    '$2 $1',
  ],
  // "Dog in the picture?"
  [
    'in',
    /^(?:an? |any )?(\w+) in (the|this|that) (picture|photo|image) ?\?$/i,
    (whole = '', thing = '', which = '', noun = '') =>
      isCommonThing(thing.toLowerCase())
        ? `Is there ${withArticle(thing.toLowerCase())} in ${which} ${noun}?`
        : whole,
  ],
  // "2nd image, then the 3rd. What's on them?"
  [
    'then',
    /^((?:the )?(?:\d(?:st|nd|rd|th)|first|second|third|fourth|last) (?:picture|photo|image)) *,? *((?:(?:and )?then (?:the )?(?:\d(?:st|nd|rd|th)|first|second|third|fourth|last)(?: one| picture| photo| image)?[, ]*)+)[.:;,!?]* *(?:what|describe|tell|say)\b[^?.!]{0,30}[?.!]*$/i,
    (_, one = '', others = '') =>
      `Describe ${one}, ${others.replace(/then (?:the )?(\w+)(?: one| picture| photo| image)?/gi, 'then describe the $1 picture')}.`,
  ],
  [
    'color colour',
    /^(?:please )?(?:only |just )?(?:say|state|name|give(?: me)?|tell(?: me)?) the (colou?r of [^.?!]{3,40}?)[,.?!]*$/i,
    'What is the $1?',
  ],
  // "Photo last, memo first."
  [
    'first last second',
    /^(?:the )?(?:voice )?(picture|photo|image|memo|recording) (first|last|second),? (?:and |but |then )?(?:the )?(?:voice )?(picture|photo|image|memo|recording) (?:first|last|second)(?: please| pls)?(?:[.!:]+(?: *what do you (?:see|hear)[^?]{0,24}\?)?)?$/i,
    (_, one = '', place = '', two = '') => {
      const act = (noun: string) => `${/^(?:memo|rec)/i.test(noun) ? 'transcribe' : 'describe'} the ${noun}`
      return /first/i.test(place) ? `${act(one)}, then ${act(two)}.` : `${act(two)}, then ${act(one)}.`
    },
  ],
  [
    'name names filename filenames',
    / *[:;,(-]+ *(?:just|only) the (?:file ?)?names?(?: please)?[.!)]*$/i,
    '.',
  ],
  [
    'nobody noone one',
    /\b(?:nobody|no ?one) (mentions?|says?|talks? about|speaks? of)\b/gi,
    'they do not $1',
  ],
  ['→ -> =>', /\b(an? \w+|\w+) (?:in|on) (the \w+) ?(?:→|->|=>) ?/gi, 'If there is $1 in $2, '],
  [
    '→ -> =>',
    /([;,.] *)(no \w+|an? \w+) ?(?:→|->|=>) ?/gi,
    (_, mark = '', what = '') => (/^no/i.test(what) ? `${mark}otherwise ` : `${mark}if there is ${what}, `),
  ],
  [
    'say think believe reckon call',
    /^(?:would|could|do|can) you (?:say|think|believe|reckon|call)(?: that)? (?=(?:this|it|that|they|these|those|the|both|all|each|every|any)\b)(.{1,40}?) (is|are|shows?|has|have|lacks?) /i,
    (_, what = '', verb = '') => (/^(?:is|are)$/i.test(verb) ? `${verb} ${what} ` : `do ${what} ${verb} `),
  ],
  ['’', /’/g, "'"],
  [
    'telling showing giving saying',
    /\b(?:tell|show|giv|say)ing (me|us)\b/gi,
    (whole = '') => whole.replace(/giving/i, 'give').replace(/ing (?=me|us)/i, ' '),
  ],
  // What a recording says is its transcript.
  [
    'says saying tells said',
    /(?:\b(?:tell me|tell us|say|know|show me|give me) )?\bwhat (the|my|this|that) ((?:first |second |third |last |other )?(?:memo|recording|voice memo|voice message|voice note|audio)) (?:says|is saying|tells|said)\b/gi,
    'transcribe $1 $2',
  ],
  [
    'dont doesnt didnt isnt arent wasnt werent hasnt havent cant wont couldnt wouldnt shouldnt',
    /\b(do|does|did|is|are|was|were|has|have|ca|wo|could|would|should)nt\b/gi,
    (_, verb = '') => `${/^ca$/i.test(verb) ? 'can' : /^wo$/i.test(verb) ? 'will' : verb} not`,
  ],
  [
    'whats wheres whichs theres thats its whos',
    /\b(what|where|which|there|that|it|who)s (?=an?\b|the\b|in\b|on\b|my\b|this\b|longer\b|larger\b|bigger\b|shown?\b|said\b)/gi,
    '$1 is ',
  ],
  [
    'remember recall know tell forget forgot forgotten wonder wondering figure work find sure idea clue say see check guess curious recognize help',
    /^(?:(?:hi|hello|hey|ok(?:ay)?|so|well|sorry|please)\b[ ,.!]*)*(?:[^.?!\n"]{0,50}?\b(?:remember|recall|know|tell|forget|forgot|forgotten|wonder|wondering|figure out|work out|find out|sure|idea|clue|say|see|check|guess|curious|recognize|help)(?: me| us)?(?: any ?more| again| by heart| exactly| of| about)?,? )(?=(?:in |on )?(?:which|how many)\b)/i,
    // What names a thing is no mere lead.
    (whole = '') => (commonThingsIn(whole).length > 0 ? whole : ''),
  ],
  [
    'tell help know say find show remember check look',
    /([.!?,]) *(?:so )?(?:can|could|would|will|do|please)? ?(?:you )?(?:please )?(?:tell|help|know|say|find|show|remember|check|look)(?: it| that| out| me| us| for me)*(?: please| now)?[?.!]*$/i,
    (_, mark = '') => (mark === ',' ? '?' : mark === '?' ? '?' : '?'),
  ],
]
