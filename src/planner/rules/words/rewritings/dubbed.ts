import { isLanguageName } from '../languages.js'
import type { Rewriting } from './rewriting.js'

const recording =
  '(?:it|this|that|(?:(?:the|this|that|my|the attached|what is said in (?:the|this|that|my)) )?(?:\\w+ )?(?:recordings?|memos?|audio|speech|voice memo|voice message|podcast|interview|talk|clip|video|[\\w.-]+\\.(?:wav|mp3|flac|ogg|opus|m4a|mp4|mov|webm)))'
const inLanguage = '(?:in|into|to) (\\p{L}+)'

/** What was spoken is to be spoken in another language: it is translated, and read aloud. */
const anew = (whole = '', what = '', language = ''): string =>
  isLanguageName(language) ? `Translate ${what} into ${language} and read the translation aloud` : whole

/** Ways of asking for speech in another language, in the words that the rules know. */
export const dubbed: readonly Rewriting[] = [
  // "Say this recording in German", "dub the video into Spanish".
  [
    'say speak voice dub repeat interpret',
    new RegExp(
      `^((?:please |can you |could you )*)(?:say|speak|voice|dub|repeat|interpret) (${recording})(?: again| aloud| out loud)* ${inLanguage}(?: again| aloud| out loud)*(?= and\\b|,|[.?!]*$)`,
      'iu',
    ),
    (whole, _please, what, language) => anew(whole, what, language),
  ],
  // "Turn the recording into German speech", "make spoken French of this memo".
  [
    'turn convert transform change make',
    new RegExp(
      `^((?:please |can you |could you )*)(?:turn|convert|transform|change|make) (${recording}) (?:to|into) (?:spoken )?(\\p{L}+)(?: speech| audio| voice)(?= and\\b|,|[.?!]*$)`,
      'iu',
    ),
    (whole, _please, what, language) => anew(whole, what, language),
  ],
  // "I want to hear this recording in German".
  [
    'hear listen',
    new RegExp(
      `^(?:i (?:want|need|would like|'d like) to|let me|can i|could i) (?:hear|listen to) (${recording}) in (\\p{L}+)(?= and\\b|,|[.?!]*$)`,
      'iu',
    ),
    (whole, what, language) => anew(whole, what, language),
  ],
]
