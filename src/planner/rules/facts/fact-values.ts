import type { Media } from '../../../media/media.js'

/** `205 kB`, as answers about the size of a file say it. */
export const formatFileSize = (bytes: number): string =>
  bytes < 1000
    ? `${bytes} bytes`
    : bytes < 1e6
      ? `${Math.round(bytes / 1000)} kB`
      : `${(bytes / 1e6).toFixed(1)} MB`

/** `205 kB (204891 bytes)`: files of nearly one size can be told apart. */
export const sayBytes = ({ bytes }: Media): string =>
  bytes < 1e6 && bytes >= 1000 ? `${formatFileSize(bytes)} (${bytes} bytes)` : formatFileSize(bytes)

/** Pixels of a picture; undefined for anything else. */
export const areaOf = ({ facts: { width, height } }: Media): number | undefined =>
  width && height ? width * height : undefined
