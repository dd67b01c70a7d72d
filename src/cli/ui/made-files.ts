import type { RunOutput } from '../../agent/outputs.js'
import { messageOf } from '../../core/errors.js'
import { keptMs } from '../../media/keep/kept-folder.js'
import { describeMedia } from '../../media/media.js'
import type { MediaReader } from '../../media/reader/media-reader.js'
import { printable } from './printable.js'
import type { Terminal } from './terminal.js'

export interface ShowMadeOptions {
  terminal: Terminal
  reader: Pick<MediaReader, 'pictureDataUrl'>
  /** Where the files go: a folder or a file. Default: to where they are kept for seven days. */
  to?: string | undefined
  /** Show pictures where the terminal can. */
  preview: boolean
  /** Write the lines to stderr: stdout is for something else. */
  aside?: boolean | undefined
}

/** Past this many, paths alone are enough. */
const mostPreviews = 4

/**
 * Keeps or saves the files that a run made, and says where each is, a line each. One that can't be saved is said on stderr
 * and kept all the same: making it may have cost money. Returns whether all are where they were wanted.
 */
export async function showMade(
  outputs: readonly RunOutput[],
  { terminal, reader, to, preview, aside = false }: ShowMadeOptions,
): Promise<boolean> {
  if (outputs.length === 0) return true
  const say = aside ? terminal.err : terminal.out
  const shows = preview && !aside ? await previewer(reader) : undefined
  const until = new Date(Date.now() + keptMs).toISOString().slice(0, 10)
  let areThere = true
  say('\n')
  for (const [at, output] of outputs.entries()) {
    const refuse = (thrown: unknown): undefined => {
      areThere = false
      process.stderr.write(`error: What ${output.step} made is not saved. ${printable(messageOf(thrown))}\n`)
    }
    const saved = to === undefined ? undefined : await output.save(to).catch(refuse)
    const path = saved ?? (await output.path().catch(refuse))
    if (path === undefined) continue
    if (shows && at < mostPreviews && output.media.modality === 'image') {
      const picture = await shows(path)
      if (picture) terminal.out(`${picture}\n`)
    }
    const where = saved === undefined ? `Kept until ${until}` : 'Saved'
    say(`${where}: ${printable(path)} (${describeMedia(output.media)}) [${output.step}]\n`)
  }
  return areThere
}

/** Makes of a picture what this terminal shows; undefined where it shows none. */
async function previewer(reader: Pick<MediaReader, 'pictureDataUrl'>) {
  const { pictureProtocol, pictureSequence } = await import('./preview.js')
  const protocol = pictureProtocol()
  if (!protocol) return undefined
  return async (path: string): Promise<string | undefined> => {
    try {
      return await pictureSequence(await reader.pictureDataUrl(path), protocol)
    } catch {
      // The path is what counts.
      return undefined
    }
  }
}
