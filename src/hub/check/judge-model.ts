import type { Candidate } from '../../config/candidate.js'
import type { ModelDtype } from '../../config/dtype.js'
import { formatDtype } from '../../config/format-dtype.js'
import { formatBytes } from '../../core/format.js'
import { formatList } from '../../core/text.js'
import { availableDtypes, describeParts, neededFiles } from '../model-files.js'
import { modelTypes } from '../model-types.js'
import type { ModelState } from './model-state.js'

/** An entry of a catalogue, with what is needed to tell whether it still holds. */
export interface CatalogClaim {
  /** The tool that it is for. */
  tool: string
  candidate: Candidate
  /** Of a local one: the pipeline of transformers.js that runs it. */
  pipeline: string
  /** Of a remote one: whether it is asked by chat. */
  byChat: boolean
}

/** What else counts when an entry is judged. */
export interface JudgedAmong {
  hasToken: boolean
  /** In what precisions other entries have the same model for the same tool. */
  taken: readonly ModelDtype[]
}

/** What is wrong with an entry, and what is worth knowing about it. Each a clause with what to write instead. */
export interface Judgement {
  problems: string[]
  notes: string[]
  /** Size of its download, bytes. */
  downloadBytes: number | undefined
}

/** What an entry says of the download may be so much off, as a part of it. */
const tolerance = 0.2

/** Compares an entry of a catalogue with what the Hub says today. Pure. */
export function judgeModel(
  claim: CatalogClaim,
  state: ModelState,
  { hasToken, taken }: JudgedAmong,
): Judgement {
  const { candidate } = claim
  const isLocal = candidate.backend === 'local'
  const files = isLocal ? judgeFiles(claim, state, taken) : { problems: [], downloadBytes: undefined }
  const renamed =
    state.name === candidate.model ? [] : [`is called ${state.name} now: write \`model: ${state.name}\``]
  const providers = isLocal ? [] : judgeProviders(claim, state)
  const license = judgeLicense(candidate, state)
  const gated = state.gated && isLocal ? [gatedHint(state.name)] : []
  return {
    problems: [...renamed, ...license.problems, ...(hasToken ? [] : gated), ...files.problems, ...providers],
    notes: [...license.notes, ...(hasToken ? gated : [])],
    downloadBytes: files.downloadBytes,
  }
}

const gatedHint = (model: string) =>
  `is gated: accept its terms on the page of ${model} and set HF_TOKEN, or choose another model`

function judgeLicense(
  { license: claimed }: Candidate,
  { license }: ModelState,
): { problems: string[]; notes: string[] } {
  if (claimed === undefined || license === claimed) return { problems: [], notes: [] }
  if (license === undefined)
    return { problems: [], notes: [`names no licence; the catalogue says ${claimed}`] }
  return {
    problems: [
      `has the licence ${license}, not ${claimed}: see whether you may use it, and write \`license: ${license}\``,
    ],
    notes: [],
  }
}

function judgeFiles(
  { tool, candidate, pipeline }: CatalogClaim,
  { files, modelType }: ModelState,
  taken: JudgedAmong['taken'],
): { problems: string[]; downloadBytes: number | undefined } {
  const { dtype, download, memory } = candidate
  const paths = files.map(({ path }) => path)
  const types = modelTypes[pipeline]
  const wrongType =
    types && modelType !== undefined && !types.includes(modelType)
      ? [`is a ${modelType} model, which transformers.js does not load for ${tool}: choose another model`]
      : []
  const needed = neededFiles(paths, { task: pipeline, dtype })
  if (!needed)
    return { problems: [...wrongType, describeMissing(paths, candidate, taken)], downloadBytes: undefined }
  const wanted = new Set(needed)
  const downloadBytes = files.reduce((sum, { path, bytes }) => sum + (wanted.has(path) ? bytes : 0), 0)
  const isOff = download !== undefined && Math.abs(download - downloadBytes) > tolerance * downloadBytes
  return {
    problems: [
      ...wrongType,
      ...(isOff
        ? [
            `has ${formatBytes(downloadBytes)} to download, not ${formatBytes(download)}: write \`download: ${written(downloadBytes)}\``,
          ]
        : []),
      ...(memory > 0 && memory < downloadBytes
        ? [
            `can't fit ${formatBytes(memory)} of memory, as its files have more: write \`memory: ${written(downloadBytes * 1.5)}\` or what you measure`,
          ]
        : []),
    ],
    downloadBytes,
  }
}

function describeMissing(
  paths: readonly string[],
  { dtype }: Candidate,
  taken: JudgedAmong['taken'],
): string {
  if (!paths.includes('config.json'))
    return 'has no config.json: choose a model in the form of transformers.js'
  const available = availableDtypes(paths)
  const [first] = available
  if (first === undefined)
    return 'has no files onnx/*.onnx any more: choose a model in the form of transformers.js'
  if (typeof dtype !== 'string')
    return `lacks files for ${formatDtype(dtype)}; there are ${formatList(describeParts(paths))}: correct \`dtype\``
  if (available.includes(dtype))
    return `lacks a network of its weights in ${dtype}; there are ${formatList(describeParts(paths))}: choose another \`dtype\``
  const free = available.find((one) => !taken.includes(one))
  const advice = free ? `write \`dtype: ${free}\`` : 'take this entry out, as others have it so'
  return `has no weights in ${dtype}, only in ${formatList(available)}: ${advice}`
}

function judgeProviders({ candidate, byChat }: CatalogClaim, { providers }: ModelState): string[] {
  const { provider } = candidate
  const live = providers.filter(({ status }) => status === 'live')
  const names = [...new Set(live.map((one) => one.provider))]
  const others =
    names.length > 0
      ? `: write \`provider: ${names[0]}\``
      : ', or by any other: choose another model, or give it an `endpoint`'
  if (provider === 'auto') {
    if (names.length === 0)
      return ['is served by no provider: choose another model, or give it an `endpoint`']
  } else if (!names.includes(provider)) {
    const isStaged = providers.some((one) => one.provider === provider && one.status !== 'live')
    return [
      isStaged
        ? `is only being tried out at ${provider}${others}`
        : `is not served by ${provider} any more${names.length > 0 ? `, but by ${formatList(names)}` : ''}${others}`,
    ]
  }
  const own = live.filter((one) => provider === 'auto' || one.provider === provider)
  if (byChat && !own.some(({ task }) => task === 'conversational'))
    return [
      `is served for ${formatList([...new Set(own.map(({ task }) => task))])}, not for chat: choose another provider or model`,
    ]
  return []
}

/** A size as catalogues write it. */
const written = (bytes: number): string => formatBytes(bytes).replace(' ', '')
