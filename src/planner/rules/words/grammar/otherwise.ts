import { cued } from '../../../../core/patterns/cued.js'

const place =
  '(?:(?:the )?(?:first|second|third|fourth|last|other|1st|2nd|3rd|4th)(?: (?:one|picture|photo|image|memo|recording|file))?|(?:picture|photo|image|memo|recording) (?:\\d{1,2}|one|two|three|four)|\\$?(?:image|audio)\\d{1,2}|[\\w-]+\\.(?:png|jpe?g|webp|gif|wav|mp3|flac|ogg|m4a))'
const elided = cued(
  'otherwise|else|if not',
  new RegExp(
    `^(.{6,300}?)([,.;]? (?:and |but |or )?(?:otherwise|else|if not),? )(?:only |just |use |take )?(${place})(?: instead)?([.!?]*)$`,
    'i',
  ),
)
const acted = new RegExp(`(?:^|[,.;:?] |\\bthen )((?:please )?[a-z]+(?: [a-z]+){0,4}? )${place}$`, 'i')

/** "Describe the first picture, otherwise the second": what is to be done with a file that only its place names. */
export function otherwise(text: string): string {
  const [, head = '', joint = '', file = '', end = ''] = elided.exec(text) ?? []
  const act = acted.exec(head)?.[1]
  return act === undefined ? text : `${head}${joint}${act}${file}${end}`
}
