import type { MediaFacts } from '../media.js'

/** What a document says. */
export interface DocumentContent {
  modality: 'text' | 'table'
  text: string
  facts: Omit<MediaFacts, 'characters'>
}

/** What a document shows where it has no text: its first page. */
export interface PictureContent {
  modality: 'image'
  jpeg: Uint8Array
  facts: MediaFacts
}
