import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Dirs } from '../config/dirs.js'
import { SwitchyardError } from '../core/errors.js'
import { type MadeMedia, madeMedia } from '../executors/made-media.js'
import type { StepRecord } from '../executors/step-record.js'
import { fileNameOf, stemOf } from '../media/keep/file-name.js'
import { openKeptFolder } from '../media/keep/kept-folder.js'
import { saveFile } from '../media/keep/save-file.js'
import type { Media } from '../media/media.js'
import type { MediaStore } from '../media/store/store.js'
import type { Plan } from '../plan/plan.js'
import { referencesIn } from '../plan/reference.js'

/**
 * A picture, a recording or another file that a run made. As JSON it is `step`, `field` and `media`. The store has its bytes
 * for 15 minutes at least, and `path` keeps a copy longer, which the other methods read once the store has none. They reject with
 * `MEDIA_NOT_FOUND` when both are gone.
 */
export interface RunOutput extends MadeMedia {
  /** The path of a copy with a real name and extension, which is kept for seven days. Asked again, it is the same one. */
  path(): Promise<string>
  bytes(): Promise<Uint8Array>
  stream(): Readable
  /**
   * Copies it to a folder, under a name of its own, or to a file, and returns the path. Nothing is overwritten: the new file
   * gets a number then. Its extension is that of its content. A path that is not there is a folder if it ends with a slash
   * or has no extension, and is made.
   *
   * @throws SwitchyardError `INVALID_REQUEST` when it can't be written
   */
  save(to: string): Promise<string>
  toJSON(): MadeMedia
}

/** Where bytes come from, and where copies are kept. */
export interface OutputPlace {
  store: Pick<MediaStore, 'path'>
  /** The folder for kept copies, one folder a run below it. */
  keptDir: string
}

/** The place of an agent's outputs. */
export const outputPlace = ({ store, dirs }: OutputParts): OutputPlace => ({ store, keptDir: dirs.made })

/** The parts of an agent that its outputs need: `agent.parts` has them. */
export interface OutputParts {
  store: Pick<MediaStore, 'path'>
  dirs: Pick<Dirs, 'made'>
}

/** What a run made, in the order of its steps. */
export function outputsOf(
  {
    runId,
    steps,
    plan,
    media,
  }: { runId: string; steps: readonly StepRecord[]; plan: Plan } & {
    media: Readonly<Record<string, Media>>
  },
  place: OutputPlace | undefined,
): RunOutput[] {
  let folder: Promise<string> | undefined
  const keptFolder = ({ keptDir }: OutputPlace): Promise<string> => {
    folder ??= openKeptFolder(keptDir, { runId })
    return folder
  }
  const made = madeMedia(steps, Object.values(media)).filter((one) => !isOnTheWay(one, plan))
  return made.map((one) => {
    const { tool, input } = plan.steps.find(({ id }) => id === one.step) ?? { tool: undefined, input: {} }
    const name = fileNameOf(one.media, [sourceName(input, media), one.media.name ?? tool ?? one.step])
    return new Output(one, { name, place, keptFolder })
  })
}

/** Frames of a video and pages of a document that were taken to be looked at: nobody asked for them as files. */
const isOnTheWay = ({ step, media }: MadeMedia, plan: Plan): boolean =>
  (media.facts.atSeconds !== undefined || media.facts.page !== undefined) &&
  plan.steps.some(({ input }) => referencesIn(input).some(({ root }) => root === step))

/** What the first attached file that a step works on is called. */
function sourceName(
  input: Readonly<Record<string, unknown>>,
  media: Readonly<Record<string, Media>>,
): string | undefined {
  for (const value of Object.values(input)) {
    const [, reference = ''] = typeof value === 'string' ? (/^\$(\w+)$/.exec(value) ?? []) : []
    const name = Object.hasOwn(media, reference) ? media[reference]?.name : undefined
    if (name !== undefined) return stemOf(name)
  }
  return undefined
}

/** A class, so that records with outputs can be cloned and sent like any other. */
class Output implements RunOutput {
  readonly step: string
  readonly field: string
  readonly media: Media
  readonly #files: OutputFiles
  #kept: Promise<string> | undefined

  constructor({ step, field, media }: MadeMedia, files: OutputFiles) {
    this.step = step
    this.field = field
    this.media = media
    this.#files = files
  }

  path(): Promise<string> {
    this.#kept ??= this.#keep()
    this.#kept.catch(() => {
      this.#kept = undefined
    })
    return this.#kept
  }

  async bytes(): Promise<Uint8Array> {
    return readFile(await this.#stored())
  }

  stream(): Readable {
    const stored = () => this.#stored()
    async function* chunks() {
      yield* createReadStream(await stored())
    }
    return Readable.from(chunks(), { objectMode: false })
  }

  async save(to: string): Promise<string> {
    return saveFile({ from: await this.#stored(), media: this.media, to, name: this.#files.name })
  }

  toJSON(): MadeMedia {
    const { step, field, media } = this
    return { step, field, media }
  }

  /** Where the bytes are: in the store, or in the copy that was kept. */
  async #stored(): Promise<string> {
    try {
      return await this.#inStore()
    } catch (gone) {
      const kept = await this.#kept?.catch(() => undefined)
      if (kept === undefined || !(await isFile(kept))) throw gone
      return kept
    }
  }

  async #inStore(): Promise<string> {
    return placeOf(this.#files).store.path(this.media.digest)
  }

  async #keep(): Promise<string> {
    const { name, keptFolder } = this.#files
    const from = await this.#inStore()
    const to = await keptFolder(placeOf(this.#files))
    return saveFile({ from, media: this.media, to, name, modes: { file: 0o600, folder: 0o700 } })
  }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )

interface OutputFiles {
  name: string
  place: OutputPlace | undefined
  keptFolder: (place: OutputPlace) => Promise<string>
}

function placeOf({ place }: OutputFiles): OutputPlace {
  if (place) return place
  throw new SwitchyardError(
    'INVALID_REQUEST',
    'This client was made without a media store, so it has no files. Give it one: createRunClient({ connection, outputs: agent.parts }).',
  )
}
