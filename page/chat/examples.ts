import type { Media } from '../../src/media/media.js'

/** Requests that fit files of a kind: for one such file, and for several. */
const requests = {
  image: {
    one: ['What is in this picture?', 'What are its main colors?', 'How large is this picture?'],
    several: ['What is in each picture?', 'How alike are these pictures?', 'How large are the pictures?'],
  },
  audio: {
    one: ['What is said in this recording?', 'Are there pauses in this recording?', 'How long is it?'],
    several: ['What is said in each recording?', 'Are there pauses in the recordings?', 'How long are they?'],
  },
  video: {
    one: ['What happens in this video?', 'What is said in this video, and when?', 'How long is it?'],
    several: ['What happens in each video?', 'What is said in each video?', 'How long are they?'],
  },
  table: {
    one: ['Forecast the next six values.', 'What is odd in this table?', 'How many rows are there?'],
    several: ['Forecast the next six values.', 'What is odd in each table?', 'How many rows are there?'],
  },
  text: {
    one: ['Summarize this text.', 'Is its tone positive or negative?', 'Translate it into French.'],
    several: ['Summarize each text.', 'How alike are these texts?', 'Translate each text into French.'],
  },
  document: {
    one: ['Summarize this text.', 'Turn its pages into pictures.', 'How many pages does it have?'],
    several: ['Summarize each text.', 'Turn their pages into pictures.', 'How many pages do they have?'],
  },
} as const

type Kind = keyof typeof requests

const isKind = (modality: string): modality is Kind => Object.hasOwn(requests, modality)

function kindOf({ modality, original }: Media): Kind | undefined {
  if (original) return 'document'
  return isKind(modality) ? modality : undefined
}

/** Requests that are offered at a time. */
const offered = 3

/** Requests that fit these files, of each kind in turn. None without files. */
export function exampleRequests(files: readonly Media[]): string[] {
  const kinds = files.flatMap((file) => kindOf(file) ?? [])
  const lists = [...new Set(kinds)].map(
    (kind) => requests[kind][kinds.filter((one) => one === kind).length > 1 ? 'several' : 'one'],
  )
  return Array.from({ length: offered }, (_, at) => lists.flatMap((list) => list[at] ?? []))
    .flat()
    .slice(0, offered)
}
