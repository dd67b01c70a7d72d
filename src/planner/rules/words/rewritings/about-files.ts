import { commonThingsIn } from '../../../../tools/text/common-things.js'
import { fileNoun, type Rewriting } from './rewriting.js'

const plural = '(pictures|photos|photographs|images|recordings|memos|clips|files)'
const ofKind = '(png|jpe?g|gif|webp|tiff?|wav|mp3|flac|ogg|mp4)'

/** Files that are spoken of by their format, by their order, or by what they are called. */
export const aboutFiles: readonly Rewriting[] = [
  // "Caption only the PNGs."
  [
    'pngs jpegs jpgs gifs webps tiffs tifs wavs mp3s flacs oggs mp4s',
    new RegExp(`\\b(only|just|the|all|every) ${ofKind}s\\b(?! files)`, 'gi'),
    '$1 $2 files',
  ],
  // "Caption only those with a red background."
  [
    'those ones',
    /\b((?:describe|caption) (?:only |just )?)(?:those|the ones)(?: of them)? (?=(?:with|without|that|which|showing|where)\b)/i,
    '$1the pictures ',
  ],
  // "The recordings in which a number is mentioned."
  [
    'which',
    new RegExp(
      `\\b(${fileNoun}) (?:in|on) which (an? [\\w ]{2,24}?) (?:is|are|can be) (mentioned|heard|said|shown|seen|visible|depicted)\\b`,
      'gi',
    ),
    (_, noun = '', thing = '', how = '') =>
      `${noun} that ${/^(?:mentioned|heard|said)$/i.test(how) ? 'mention' : 'show'} ${thing}`,
  ],
  ['many', /^(how many) (?=(?:shows?|have|has|contain|depict|mention)s? )/i, '$1 of these '],
  // "Recordings, longest first."
  [
    'first',
    new RegExp(
      `^(?:please[,:]? )?(?:the |my |all |all the )?${plural}[,:;]? (?:the )?(\\w{3,10}est) (?:ones? )?first[.!]*$`,
      'i',
    ),
    'Sort the $1, $2 first.',
  ],
  // "What's the file with the airplane called?"
  [
    'called named',
    new RegExp(
      `^what(?:'s| is|s) the ${fileNoun.replace('(?:', '(')} (with|showing|that shows|which shows|containing|about|mentioning|that mentions|which mentions) ([^?.!,]{2,40}?) (?:called|named)\\?$`,
      'i',
    ),
    (_, noun = '', joint = '', thing = '') =>
      `Which ${noun} ${/about|mention/i.test(joint) ? 'mentions' : 'shows'} ${thing}?`,
  ],
  // "Where's the dog: first, second or third picture?"
  [
    "where where's wheres",
    /^where(?:'s| is|s) ((?:the |an? )?\w+)[,:;–-]+ ?(?:in )?(?:the )?(?:first|picture|photo|image)\b[^?.!]{2,40}\bor\b[^?.!]{2,30}\?$/i,
    (whole = '', thing = '') => (commonThingsIn(thing).length > 0 ? `Which pictures show ${thing}?` : whole),
  ],
  // "Which recording mentions a bus, and in which is it cakes?"
  [
    'which',
    new RegExp(
      `^(?:in )?which (?:of (?:the|these|my) )?(${fileNoun}) (?:do (?:they|you) |does (?:he|she|it) |is |are )?(shows?|has|have|mentions?|talk about|talks about|speaks? of|contains?) ([^?.!,]{2,30}?),? and (?:in )?which (?:ones? )?(?:(?:shows?|has|have|mentions?|contains?|talks? about|speaks? of|about) )?([^?.!,]{2,30})\\?$`,
      'i',
    ),
    (_, noun = '', verb = '', one = '', other = '') => {
      const said = /mention|talk|speak/i.test(verb) ? 'mention' : 'show'
      return `Which of the ${noun.replace(/s?$/, 's')} ${said}s ${one} and which ${said}s ${other}?`
    },
  ],
  // "What is said in the memos that mention the moon? Only those."
  [
    'that which',
    /^what (?:is said|is heard|can be heard|can you hear|do they say|does (?:he|she|it) say) in (?:only |just )?(?:the |those |all )?(memos?|recordings?|clips?) ((?:that|which) [^?.!,]{3,60})[?.!](?: (?:only|just) (?:those|that one|these)[.!]?)?$/i,
    'Transcribe the $1 $2.',
  ],
  [
    'that which with',
    /^what (?:is|can be seen) (?:shown )?(?:in|on) (?:only |just )?(?:the |those |all )?(pictures|photos|images) ((?:that|which|with) [^?.!,]{3,60})[?.!](?: (?:only|just) (?:those|that one|these)[.!]?)?$/i,
    'Describe the $1 $2.',
  ],
  [
    'quote',
    /^((?:please )?(?:only |just )?)quote (?=(?:only |just |from )*(?:the |all |every |each )(?:[\w ]{0,20})(?:memo|recording|clip))/i,
    '$1transcribe ',
  ],
  [
    'about',
    /\b(memos?|recordings?|clips?) (?:that|which) (?:is|are|talks?|speaks?|deals?) about (?=\w)/gi,
    '$1 about ',
  ],
]
