import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AgentParts } from '../agent/assemble.js'
import { formatDtype } from '../config/format-dtype.js'
import { SwitchyardError } from '../core/errors.js'
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
export type EmbedderInput = { images: [Media] } | { texts: [string] }
type Embedded = Result<Float32Array, SwitchyardError>

/** Turns pictures and texts into vectors of one model, as steps of the executor: each is computed once and remembered. */
export interface Embedder {
  readonly model: EmbeddingModel
  /** How many numbers a vector has. */
  readonly size: number
  embed(input: EmbedderInput, signal: AbortSignal): Promise<Embedded>
}

/** How many calls are made at once: hosts join those that wait into batches. */
export const embeddedAtOnce = 32

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
  const call = async (input: EmbedderInput, model: string | undefined, on: AbortSignal) => {
    const step = { runId, stepId: 's1', tool, model, input }
    const done = await executor.execute(step, { signal: on, emit: () => {} })
    return done.ok ? ok({ vector: vectorIn(done.value), model: modelOf(done.value, input) }) : done
  }

  const listed = catalog.candidates(tool).some(({ model }) => model === before?.model)
  const preferred = listed && !Object.hasOwn(profile.models, tool) ? before?.model : undefined
  const first = await call({ texts: ['a photo'] }, preferred, signal)
  if (!first.ok) throw first.error.error
  const { model, vector } = first.value
  // A folder has a path and no id that a step could name.
  const pinned = catalog.candidates(tool).find((one) => one.model === model.model && one.source !== 'folder')

  return {
    model,
    size: vector.length,
    async embed(input, on) {
      const done = await call(input, pinned?.model, on)
      if (!done.ok) return err(done.error.error)
      if (isSameModel(done.value.model, model)) return ok(done.value.vector)
      const other = `${describeModel(done.value.model)} ran in place of ${describeModel(model)}`
      return err(new SwitchyardError('MODEL_UNAVAILABLE', `${other}, and their vectors can't be compared.`))
    },
  }
}

export const isSameModel = (one: EmbeddingModel, other: EmbeddingModel): boolean =>
  one.model === other.model && one.revision === other.revision && one.dtype === other.dtype

export const describeModel = ({ model, revision, dtype }: EmbeddingModel): string =>
  `${model}${revision === 'main' ? '' : `@${revision}`} (${dtype})`

/** Of the route's candidates, the one that this result is of. */
function modelOf({ route, key }: StepSuccess, input: EmbedderInput): EmbeddingModel {
  const ranked = route?.ranked.find(({ candidate }) => stepKey({ tool, candidate, input }) === key)
  if (!ranked) throw new SwitchyardError('INTERNAL', `It is not known which model ran ${tool}.`)
  const { model, revision, dtype } = ranked.candidate
  return { model, revision, dtype: formatDtype(dtype) }
}

function vectorIn({ output }: StepSuccess): Float32Array {
  const { vectors } = z.object({ vectors: z.array(z.string()).length(1) }).parse(output)
  const vector = textToVector(vectors[0] ?? '')
  if (vector) return vector
  throw new SwitchyardError('MODEL_BROKEN', `The model's vector for ${tool} holds no numbers.`)
}
