import type { Media, Modality } from '../../src/media/media.js'

/** A media record without bytes behind it. The digest is made of `seed`, a hex digit. */
export function mediaRecord(modality: Modality, seed = 'a', name?: string): Media {
  const mimeTypes = {
    text: 'text/plain',
    image: 'image/png',
    audio: 'audio/wav',
    video: 'video/mp4',
    mesh: 'model/gltf-binary',
    table: 'text/csv',
    document: 'application/pdf',
  }
  return {
    digest: seed.repeat(64).slice(0, 64),
    modality,
    mimeType: mimeTypes[modality],
    bytes: 10,
    facts: {},
    ...(name !== undefined && { name }),
  }
}
