import { computed, signal } from '@preact/signals'
import type { Media } from '../../src/media/media.js'
import { type PlacedMedia, upload } from './api.js'

/** A file that is going to be sent with the next question. */
export interface Attachment {
  id: number
  name: string
  /** How much of it was uploaded, 0 to 1. */
  progress: number
  /** Known once it was uploaded and measured. */
  media?: Media | undefined
  error?: string | undefined
}

export const attachments = signal<readonly Attachment[]>([])
/** Those that were uploaded and measured. */
export const attachedMedia = computed(() => attachments.value.flatMap(({ media }) => media ?? []))
/** Whether none is on its way any more. */
export const areUploaded = computed(() =>
  attachments.value.every(({ media, error }) => media !== undefined || error !== undefined),
)
const uploads = new Map<number, AbortController>()
let lastId = 0

/** Uploads files, each by itself: one that is refused does not hold up the others. */
export function attachFiles(files: Iterable<File>): void {
  for (const file of files) attachFile(file)
}

function attachFile(file: File): void {
  const id = ++lastId
  const controller = new AbortController()
  uploads.set(id, controller)
  attachments.value = [...attachments.value, { id, name: file.name, progress: 0 }]
  upload(file, { signal: controller.signal, onProgress: (progress) => change(id, { progress }) })
    .then(
      (media) => change(id, { media, progress: 1 }),
      (error: Error) => change(id, { error: error.message }),
    )
    .finally(() => uploads.delete(id))
}

/** Attaches a file that the server has already, such as one that a run made. */
export function attachMedia(media: Media | PlacedMedia): void {
  if (attachments.value.some((one) => one.media?.digest === media.digest)) return
  attachments.value = [
    ...attachments.value,
    { id: ++lastId, name: media.name ?? media.modality, progress: 1, media },
  ]
}

export function detach(id: number): void {
  uploads.get(id)?.abort()
  attachments.value = attachments.value.filter((one) => one.id !== id)
}

/** Takes the files for a question that is sent with them. What could not be sent is given back. */
export async function sendAttached(send: (media: readonly Media[]) => Promise<void>): Promise<void> {
  const taken = attachments.value
  const media = attachedMedia.value
  attachments.value = []
  try {
    await send(media)
  } catch (error) {
    attachments.value = [...taken, ...attachments.value]
    throw error
  }
}

function change(id: number, changed: Partial<Attachment>): void {
  attachments.value = attachments.value.map((one) => (one.id === id ? { ...one, ...changed } : one))
}
