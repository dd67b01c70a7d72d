import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'
import { SwitchyardError } from '../../core/errors.js'
import { formatBytes } from '../../core/format.js'

/** What an Office file may unpack to. A page of text takes some kilobytes; more is an archive that was made to burst. */
const usualBytes = 200_000_000

/**
 * The bytes of an Office file, which is an archive, once its table of contents says that it does not unpack to too much.
 * @throws SwitchyardError `MEDIA_TOO_LARGE`
 */
export async function checkedArchive(
  path: string,
  label: string,
  { mostBytes = usualBytes, advice = 'Attach a part of it.' } = {},
): Promise<Uint8Array> {
  const bytes = await readFile(path)
  let total = 0
  unzipSync(bytes, {
    filter({ originalSize }) {
      total += originalSize
      return false
    },
  })
  if (total <= mostBytes) return bytes
  throw new SwitchyardError(
    'MEDIA_TOO_LARGE',
    `${label} unpacks to ${formatBytes(total)}; no more than ${formatBytes(mostBytes)} are read of such a document. ${advice}`,
    { details: { unit: 'bytes', actual: total, limit: mostBytes } },
  )
}

/**
 * Counts elements of an Office file before a library reads it: what libraries need for each grows with their number.
 * @throws SwitchyardError `MEDIA_TOO_LARGE` where there are more than `most`
 */
export function assertFew(
  archive: Uint8Array,
  label: string,
  {
    part,
    tag,
    noun,
    most,
    advice,
  }: {
    /** Names of the parts of the file that are looked at. */
    part: RegExp
    /** The start of such an element, whatever the prefix of its name. */
    tag: RegExp
    /** What they are called, as a plural. */
    noun: string
    most: number
    advice: string
  },
): void {
  const parts = unzipSync(archive, { filter: ({ name }) => part.test(name) })
  let count = 0
  for (const bytes of Object.values(parts)) for (const _ of strFromU8(bytes, true).matchAll(tag)) count += 1
  if (count <= most) return
  throw new SwitchyardError(
    'MEDIA_TOO_LARGE',
    `${label} has ${count.toLocaleString('en')} ${noun}; no more than ${most.toLocaleString('en')} are read of such a document. ${advice}`,
    { details: { unit: noun, actual: count, limit: most } },
  )
}
