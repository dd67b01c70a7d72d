import { z } from 'zod'
import { modelDtypeSchema } from './dtype.js'
import { formatDtype } from './format-dtype.js'
import { questionKinds } from './question-kinds.js'

/** `120MB`, `1.5GB` or a number of bytes, to bytes (decimal units). */
export const byteSizeSchema = z.union([z.int().nonnegative(), z.string()]).transform((value, ctx) => {
  if (typeof value === 'number') return value
  const match = /^\s*(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)\s*$/i.exec(value)
  const unit = match?.[2]?.toUpperCase()
  if (!match || !unit) {
    ctx.addIssue({ code: 'custom', message: `"${value}" is not a size; write it like 500MB or 1.5GB` })
    return z.NEVER
  }
  return Math.round(Number(match[1]) * 1000 ** ['B', 'KB', 'MB', 'GB', 'TB'].indexOf(unit))
})

/** One concrete way to run a tool, as `config/catalog.yaml` writes it. */
export const candidateSchema = z.strictObject({
  /** `local`: transformers.js in a host. `hugging-face`: Inference Providers. `llm`: the LLM that plans and answers. */
  backend: z.enum(['local', 'hugging-face', 'llm']),
  /** Hub id `owner/name`; for `source: folder`, a path. */
  model: z.string().min(1),
  /**
   * Where a local model's files are: downloaded from the Hub, in this package's `models/`, or in a folder. `code`: there is no
   * model, the package's own code does the work.
   */
  source: z.enum(['hub', 'pack', 'folder', 'code']).default('hub'),
  revision: z.string().default('main'),
  /** Precision of the weights: one for all networks of the model, or one for each. */
  dtype: modelDtypeSchema.default('q8'),
  /** Memory once loaded, weights and working set. */
  memory: byteSizeSchema.default(0),
  /** Size of the download. */
  download: byteSizeSchema.optional(),
  /** Its licence, as the Hub names it: `apache-2.0`. `switchyard models check` compares the two. */
  license: z.string().optional(),
  /** 1 (poor) to 5 (best of its kind). */
  quality: z.int().min(1).max(5).default(3),
  /** 1 (slow) to 5 (fast). */
  speed: z.int().min(1).max(5).default(3),
  /** ISO 639-1 codes it handles; absent: any, or no language involved. */
  languages: z.array(z.string()).optional(),
  /** The sequences, one letter for each amino acid or base, that it reads in place of language. */
  reads: z.enum(['protein', 'dna']).optional(),
  /** Kinds of question that it answers dependably: the rules ask it no others. Absent: any. */
  dependable: z.array(z.enum(questionKinds)).optional(),
  /** Remote only: an Inference Provider such as `fal-ai`; `auto`: the first that the user's account prefers. */
  provider: z.string().default('auto'),
  /** Remote only: an endpoint of one's own (a dedicated Inference Endpoint, a TGI or TEI server) instead of a provider. */
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  /** Remote only: the organization that pays. Absent: the token's owner. */
  billTo: z.string().optional(),
  /** Largest input it takes; absent: no bound of its own. A call over one of them goes to another candidate. */
  limits: z
    .strictObject({
      /** Pixels of its largest picture. */
      maxPixels: z.number().positive().optional(),
      /** Length of its longest recording. */
      maxSeconds: z.number().positive().optional(),
      /** Characters of all its texts together. */
      maxCharacters: z.number().positive().optional(),
    })
    .optional(),
  /** Remote only: estimated price of a call, US dollars; `perSecond`: for each second that a call takes. Absent: unknown. */
  price: z
    .strictObject({
      perCall: z.number().nonnegative().optional(),
      perSecond: z.number().nonnegative().optional(),
      perMillionInputTokens: z.number().nonnegative().optional(),
      perMillionOutputTokens: z.number().nonnegative().optional(),
    })
    .optional(),
  /** Adapter-specific settings (window length, hypothesis template; `from` and `to` of a model of one pair of languages). */
  options: z.record(z.string(), z.unknown()).default({}),
})
export type Candidate = z.infer<typeof candidateSchema>
export type Price = NonNullable<Candidate['price']>

/**
 * Stable id for people and lanes: `local:pictogram/vit-tiny@main:q8`, `hugging-face:owner/name:fal-ai`,
 * `local:owner/name@main:decoder_model_merged=q8+encoder_model=fp32`.
 */
export function candidateId(candidate: Candidate): string {
  if (candidate.backend === 'hugging-face')
    return `hugging-face:${candidate.model}:${candidate.endpoint ? new URL(candidate.endpoint).host : candidate.provider}`
  if (candidate.backend === 'llm') return `llm:${candidate.model}`
  if (candidate.source === 'code') return `${candidate.backend}:${candidate.model}`
  return `${candidate.backend}:${candidate.model}@${candidate.revision}:${formatDtype(candidate.dtype)}`
}

/** Where it runs, in words: `on this machine`, `at Hugging Face (fal-ai)`, `at my-endpoint.example`. */
export function placeOf({ backend, endpoint, provider }: Candidate): string {
  if (backend === 'local') return 'on this machine'
  if (backend === 'llm') return endpoint ? `by the LLM at ${new URL(endpoint).host}` : 'by the LLM'
  if (endpoint) return `at ${new URL(endpoint).host}`
  return provider === 'auto' ? 'at Hugging Face' : `at Hugging Face (${provider})`
}

/** Whether a profile takes local candidates from such a source. What needs no model always may run. */
export const takesSource = (
  sources: readonly Candidate['source'][],
  { source }: Pick<Candidate, 'source'>,
): boolean => source === 'code' || sources.includes(source)
