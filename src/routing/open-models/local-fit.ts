import { type Candidate, candidateSchema } from '../../config/candidate.js'
import type { Dtype } from '../../config/dtype.js'
import type { Profile } from '../../config/profile.js'
import { err, ok, type Result } from '../../core/result.js'
import type { ModelFacts } from '../../hub/model-facts.js'
import { availableDtypes, neededFiles } from '../../hub/model-files.js'
import { modelTypes } from '../../hub/model-types.js'
import { taskFits } from '../../tools/task-fit.js'
import { directionInName } from '../language/direction.js'

export interface LocalNeeds {
  /** The tool's id. */
  tool: string
  /** Tasks whose models it can use, too. */
  modelsOf?: readonly string[] | undefined
  /** The pipeline of transformers.js that runs it. */
  pipeline: string
  /** Other ways to run it, with the options that choose them; the first that loads models of the type is taken. */
  ways?: readonly LocalWay[] | undefined
  revision: string
  preference: Profile['preference']
  device: Profile['local']['device']
  /** For loaded models. */
  memoryBytes: number
}

/** A way to run a tool on models of certain types, besides the pipeline of its task. */
export interface LocalWay {
  pipeline: string
  options: Readonly<Record<string, unknown>>
  /** Only for models of these types. Absent: for those that the pipeline loads. */
  types?: readonly string[] | undefined
}

/** Why transformers.js can't run a model. `noWeights`: another repository may hold the same model in its form. */
export interface LocalMisfit {
  reason: string
  noWeights: boolean
}

/** On a CPU eight bits are fast; GPUs calculate in floating point. The rest follows, smallest loss first. */
const orders = {
  cpu: ['q8', 'int8', 'uint8', 'q4', 'bnb4', 'fp32', 'fp16', 'q4f16'],
  cpuQuality: ['fp32', 'q8', 'int8', 'uint8', 'q4', 'bnb4', 'fp16', 'q4f16'],
  gpu: ['fp16', 'q4f16', 'fp32', 'q4', 'q8', 'bnb4', 'int8', 'uint8'],
  gpuQuality: ['fp32', 'fp16', 'q4f16', 'q4', 'q8', 'bnb4', 'int8', 'uint8'],
} as const satisfies Record<string, readonly Dtype[]>

/**
 * Whether transformers.js can run a model for a tool, and in which precision: the first of the order for the device and
 * the preference that the repository has and the memory takes. Pure.
 */
export function fitLocally(facts: ModelFacts, needs: LocalNeeds): Result<Candidate, LocalMisfit> {
  const { model, files, pipelineTag, modelType } = facts
  const { tool, modelsOf, revision, ways = [] } = needs
  const way = ways.find(
    ({ pipeline, types = modelTypes[pipeline] }) => modelType !== undefined && types?.includes(modelType),
  )
  const pipeline = way?.pipeline ?? needs.pipeline
  if (!taskFits(pipelineTag, { id: tool, modelsOf })) return misfit(`is for ${pipelineTag}, not for ${tool}`)
  const paths = files.map(({ path }) => path)
  if (!paths.includes('config.json')) return misfit('has no config.json', true)
  const available = availableDtypes(paths)
  if (available.length === 0) return misfit('has no ONNX files (onnx/*.onnx)', true)
  const types = way ? undefined : modelTypes[pipeline]
  if (types && modelType !== undefined && !types.includes(modelType))
    return misfit(`is a ${modelType} model, which transformers.js can't run for ${tool}`)

  const sized = orderOf(needs).flatMap((dtype) => {
    const needed = available.includes(dtype) ? neededFiles(paths, { task: pipeline, dtype }) : undefined
    return needed ? [{ dtype, bytes: total(files, needed) }] : []
  })
  const [smallest] = [...sized].sort((a, b) => a.bytes - b.bytes)
  const chosen = sized.find(({ bytes }) => memoryOf(bytes) <= needs.memoryBytes) ?? smallest
  if (!chosen) return misfit(`lacks a part of its weights for ${pipeline} in ${available.join(', ')}`, true)
  const { dtype, bytes } = chosen
  const memory = memoryOf(bytes)
  const options = way?.options ?? ((modelType === 'marian' && directionInName(model)) || {})
  return ok(
    candidateSchema.parse({ backend: 'local', model, revision, dtype, memory, download: bytes, options }),
  )
}

/** Weights and working set, as the local backend reckons for models that don't say. */
const memoryOf = (bytes: number): number => Math.ceil(bytes * 1.5)

function orderOf({ device, preference }: LocalNeeds): readonly Dtype[] {
  // `auto` is only known once a host runs; most machines have no GPU, and eight bits run on one too.
  const onCpu = device === 'cpu' || device === 'auto'
  if (preference === 'quality') return onCpu ? orders.cpuQuality : orders.gpuQuality
  return onCpu ? orders.cpu : orders.gpu
}

function total(files: ModelFacts['files'], paths: readonly string[]): number {
  const pathSet = new Set(paths)
  return files.reduce((sum, { path, bytes }) => sum + (pathSet.has(path) ? bytes : 0), 0)
}

function misfit(reason: string, noWeights = false): Result<never, LocalMisfit> {
  return err({ reason, noWeights })
}
