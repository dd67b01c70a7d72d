import { type Media, mediaSchema } from './media.js'

/** The value as media, when it is a media record. */
export function asMedia(value: unknown): Media | undefined {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, 'digest')) return undefined
  return mediaSchema.safeParse(value).data
}

/** All media in a value, however deep. */
export function mediaIn(value: unknown): Media[] {
  const found: Media[] = []
  const left = [value]
  // The loop also visits what it appends.
  for (const part of left) {
    if (part === null || typeof part !== 'object') continue
    const media = asMedia(part)
    if (media) found.push(media)
    else for (const inner of Object.values(part)) left.push(inner)
  }
  return found
}
