import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Media } from '../../media/media.js'
import { probe } from '../../media/probe/probe.js'
import { unsupportedError } from '../../media/source-errors.js'
import { copySound } from '../../media/video/copy-sound.js'
import type { ReaderContext } from '../reader-adapter.js'

/** The sound track of a video that is heard, as a recording, not coded anew. For processes that read files. @throws SwitchyardError */
export async function readSoundtrack(video: Media, { path, save, limits }: ReaderContext): Promise<Media> {
  const label = video.name ?? 'The video'
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-sound-'))
  try {
    const file = join(folder, 'sound')
    const copied = await copySound(await path(video), file)
    if (copied === undefined) throw unsupportedError(`${label} has no sound.`)
    if (!copied)
      throw unsupportedError(
        `The sound of ${label} is of a kind that no file for sound alone takes. Convert it, for example with: ffmpeg -i INPUT output.flac`,
      )
    const { size: bytes } = await stat(file)
    const described = await probe(file, { label: `The sound of ${label}`, bytes, limits })
    return await save(createReadStream(file), { ...described, name: 'sound' })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
