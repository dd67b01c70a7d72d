import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
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
