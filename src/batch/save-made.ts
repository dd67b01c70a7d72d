import { mkdir, stat } from 'node:fs/promises'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { madeMedia } from '../executors/made-media.js'
import { fileNameOf } from '../media/keep/file-name.js'
import { saveFile } from '../media/keep/save-file.js'
import type { MediaStore } from '../media/store/store.js'
import { answerOf, type ResultLine, type SavedMedia } from './result-line.js'

/** Copies what a job made to a folder. */
export type SaveMade = (line: ResultLine) => Promise<ResultLine>

/**
 * Saves the files that jobs make to a folder, named after the job, and writes their paths into its result line. Done again,
 * it finds what is there. A file that is no longer to be had is left out.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when the folder can't be written
 */
export async function createSaveMade({
  folder,
  store,
  onLost = () => {},
}: {
  /** Made when missing. */
  folder: string
  store: Pick<MediaStore, 'path'>
  /** Told of each file that is gone. */
  onLost?: (message: string) => void
}): Promise<SaveMade> {
  try {
    await mkdir(folder, { recursive: true })
    if (!(await stat(folder)).isDirectory()) throw new Error('it is no folder')
  } catch (cause) {
    throw new SwitchyardError('INVALID_REQUEST', `${folder} can't hold files: ${messageOf(cause)}.`, {
      cause,
    })
  }
  return async (line) => {
    const answer = answerOf(line)
    const made = madeMedia(answer?.steps ?? [])
    if (!line.response || !answer || made.length === 0) return line
    const files: SavedMedia[] = []
    for (const { step, field, media } of made) {
      const name = fileNameOf(media, [line.custom_id ?? line.id, media.name ?? step])
      try {
        const from = await store.path(media.digest)
        files.push({ step, field, path: await saveFile({ from, media, to: folder, name }) })
      } catch (thrown) {
        if (!(thrown instanceof SwitchyardError) || thrown.code !== 'MEDIA_NOT_FOUND') throw thrown
        onLost(`What ${step} of ${line.custom_id} made is gone: ${thrown.message}`)
      }
    }
    const { response } = line
    return { ...line, response: { ...response, body: { ...answer, files } } }
  }
}
