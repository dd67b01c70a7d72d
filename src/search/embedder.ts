import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AgentParts } from '../agent/assemble.js'
import { formatDtype } from '../config/format-dtype.js'
import { SwitchyardError } from '../core/errors.js'
import { createMicroBatches } from '../core/flow/micro-batches.js'
import { err, ok, type Result } from '../core/result.js'
import type { StepSuccess } from '../executors/executor.js'
import { stepKey } from '../executors/step-key.js'
import type { Media } from '../media/media.js'
import { textToVector } from '../tools/vectors.js'

/** The tool whose vectors are compared. */
const tool = 'image-text-similarity'

/** What vectors depend on: those of two models can't be compared. */
export const embeddingModelSchema = z.object({
  /** Hub id, or the path of a folder. */
  model: z.string(),
  revision: z.string(),
  dtype: z.string(),
})
export type EmbeddingModel = z.output<typeof embeddingModelSchema>

/** What searches need of an agent. */
export type SearchParts = Pick<AgentParts, 'executor' | 'ingest' | 'catalog' | 'profile' | 'dirs'>

/** One picture or one text. */
export type EmbedderInput = { image: Media } | { text: string }
export type Embedded = Result<Float32Array, SwitchyardError>

/** Turns pictures and texts into vectors of one model. */
export interface Embedder {
  readonly model: EmbeddingModel
  /** How many numbers a vector has. */
  readonly size: number
  /** Embeds for one job, which the signal stops. Pictures that wait together are one step of the executor, and so are texts. */
  begin(signal: AbortSignal): Embed
}

/** The vector of one picture or text. One that fails fails no other. */
export type Embed = (input: EmbedderInput) => Promise<Embedded>

/** Most pictures, or texts, in one step. */
const mostInStep = 32
/** Steps of pictures, and of texts, at once: one is made ready while the host has another. */
const stepsAtOnce = 2
/** How many pictures or texts a job offers at once, so that steps are full. */
export const embeddedAtOnce = 2 * mostInStep * stepsAtOnce

/**
 * Chooses the model by a first call.
 *
 * @param before the model of earlier vectors: it is taken again while the catalogue has it and no setting names another
 * @throws SwitchyardError as the step does: `NO_ROUTE`, `MODEL_UNAVAILABLE`, `CANCELLED` and the like
 */
export async function createEmbedder(
  { executor, catalog, profile }: SearchParts,
  { before, signal }: { before?: EmbeddingModel | undefined; signal: AbortSignal },
): Promise<Embedder> {
  const runId = randomUUID()
  const call = async (input: StepInput, model: string | undefined, on: AbortSignal) => {
    const step = { runId, stepId: 's1', tool, model, input }
    // Nobody asks for the same pictures together again.
    const remember = separate(input).length === 1
    const done = await executor.execute(step, { signal: on, emit: () => {}, remember })
    return done.ok ? ok({ vectors: vectorsIn(done.value), model: modelOf(done.value, input) }) : done
  }

  const listed = catalog.candidates(tool).some(({ model }) => model === before?.model)
  const preferred = listed && !Object.hasOwn(profile.models, tool) ? before?.model : undefined
  const first = await call({ texts: ['a photo'] }, preferred, signal)
  if (!first.ok) throw first.error.error
  const { model, vectors } = first.value
  // A folder has a path and no id that a step could name.
  const pinned = catalog.candidates(tool).find((one) => one.model === model.model && one.source !== 'folder')

  async function embedTogether(input: StepInput, on: AbortSignal): Promise<Embedded[]> {
    const done = await call(input, pinned?.model, on)
    const parts = separate(input)
    if (!done.ok) {
      // One that can't be embedded must not fail the others.
      if (parts.length > 1 && !on.aborted)
        return (await Promise.all(parts.map((part) => embedTogether(part, on)))).flat()
      return parts.map(() => err(done.error.error))
    }
    if (isSameModel(done.value.model, model)) return done.value.vectors.map(ok)
    const other = `${describeModel(done.value.model)} ran in place of ${describeModel(model)}`
    const error = new SwitchyardError('MODEL_UNAVAILABLE', `${other}, and their vectors can't be compared.`)
    return parts.map(() => err(error))
  }

  return {
    model,
    size: vectors[0]?.length ?? 0,
    begin(on) {
      const sizes = { size: mostInStep, atOnce: stepsAtOnce }
      const images = createMicroBatches({
        ...sizes,
        work: (some: readonly Media[]) => embedTogether({ images: [...some] }, on),
      })
      const texts = createMicroBatches({
        ...sizes,
        work: (some: readonly string[]) => embedTogether({ texts: [...some] }, on),
      })
      return (input) => ('image' in input ? images.run(input.image) : texts.run(input.text))
    },
  }
}

/** What a step of the tool is asked. */
type StepInput = { images: Media[] } | { texts: string[] }

const separate = (input: StepInput): StepInput[] =>
  'images' in input
    ? input.images.map((image) => ({ images: [image] }))
    : input.texts.map((text) => ({ texts: [text] }))

export const isSameModel = (one: EmbeddingModel, other: EmbeddingModel): boolean =>
  one.model === other.model && one.revision === other.revision && one.dtype === other.dtype

export const describeModel = ({ model, revision, dtype }: EmbeddingModel): string =>
  `${model}${revision === 'main' ? '' : `@${revision}`} (${dtype})`

/** Of the route's candidates, the one that this result is of. */
function modelOf({ route, key }: StepSuccess, input: StepInput): EmbeddingModel {
  const ranked = route?.ranked.find(({ candidate }) => stepKey({ tool, candidate, input }) === key)
  if (!ranked) throw new SwitchyardError('INTERNAL', `It is not known which model ran ${tool}.`)
  const { model, revision, dtype } = ranked.candidate
  return { model, revision, dtype: formatDtype(dtype) }
}

function vectorsIn({ output }: StepSuccess): Float32Array[] {
  const { vectors } = z.object({ vectors: z.array(z.string()).min(1) }).parse(output)
  return vectors.map((text) => {
    const vector = textToVector(text)
    if (vector) return vector
    throw new SwitchyardError('MODEL_BROKEN', `The model's vector for ${tool} holds no numbers.`)
  })
}
