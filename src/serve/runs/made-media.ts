import type { RunResult } from '../../agent/run.js'
import { isMedia, type Media } from '../../media/media.js'
import { extensionOf } from '../../media/probe/accepted-kinds.js'

/** What the steps of a run made, each once, in their order: what was attached is left out. */
export function madeMedia({ steps, media }: Pick<RunResult, 'steps' | 'media'>): Media[] {
  const attached = new Set(Object.values(media).map(({ digest }) => digest))
  return collectMedia(
    steps.map(({ output }) => output),
    attached,
  )
}

/** The media in a value, however deep, each once; those of `except` are left out. */
export function collectMedia(value: unknown, except: ReadonlySet<string> = new Set()): Media[] {
  const found = new Map<string, Media>()
  const look = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null) return
    if ('digest' in inner && isMedia(inner)) {
      if (!except.has(inner.digest)) found.set(inner.digest, inner)
    } else for (const one of Object.values(inner)) if (typeof one === 'object') look(one)
  }
  look(value)
  return [...found.values()]
}

/** Documents that a text, a table or a picture was read from, which has their name. */
const document = /\.(?:pdf|docx|pptx|xlsx|html?|xhtml)$/i

/**
 * A name with the ending of its kind, such as `speech.wav`; what was read from `report.pdf` is `report.txt`, and what was read
 * from `page.html` is no page that a browser would run when the saved file is opened.
 */
export function fileNameOf({ name, modality, mimeType }: Media): string {
  const ending = extensionOf(mimeType) ?? mimeType.split('/').at(-1) ?? 'bin'
  const base = mimeType.startsWith('application/') ? name : name?.replace(document, '')
  return base && /\.[a-z0-9]{2,5}$/i.test(base) ? base : `${base || modality}.${ending}`
}
