import { z } from 'zod'
import { byteSizeSchema } from './candidate.js'
import { defaultReadMemory } from './default-read-memory.js'
import { modelIdSchema } from './model-id-schema.js'

/**
 * A profile: every setting of an agent, with its unit in its name and its default here. `config/profiles/*.yaml` state
 * only what differs. Unknown keys are errors.
 */
export const profileSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  /** `none`, `auto` (the first that is set up, see docs/llms.md) or a spec such as `openai:gpt-5-mini`. */
  llm: z.string().default('auto'),
  /** LLM servers on this machine that `llm: auto` asks where nothing else is set up, in this order; `[]`: none. */
  llmServers: z
    .array(z.string())
    .default([
      'http://127.0.0.1:11434',
      'http://127.0.0.1:1234',
      'http://127.0.0.1:8080',
      'http://127.0.0.1:8000',
    ]),
  /** What the LLM takes in besides text. Absent: what its server says, else what its name tells. */
  llmTakes: z.array(z.enum(['image', 'audio', 'file'])).optional(),
  /**
   * Whether the LLM that answers is shown the pictures themselves, scaled down: `auto` where it is known to see and
   * privacy lets them go to it.
   */
  llmSees: z.enum(['never', 'auto']).default('auto'),
  /**
   * What becomes of a sentence in an LLM's answer with a number, name, quotation or label that no result bears out: `off`
   * (nothing is looked at), `mark` (it says so behind it) or `drop`.
   */
  verify: z.enum(['off', 'mark', 'drop']).default('off'),
  /** `auto`: the LLM where it plans better than the rules, else the rules. */
  planner: z.enum(['auto', 'llm', 'rules']).default('auto'),
  /**
   * Whether a plan serves later requests of the same words in the same process: an LLM's over the same kinds of files, one
   * by rules over files with the same facts.
   */
  rememberPlans: z.boolean().default(true),
  /** `local`: nothing leaves this machine for a tool call; remote candidates are unroutable. */
  privacy: z.enum(['local', 'any']).default('any'),
  /**
   * Which plans wait for a person's word before they run: `remote`, those that would send something off this machine;
   * `costly`, those over `approvalAboveUsd` or of unknown price; `always`, all.
   */
  approval: z.enum(['never', 'remote', 'costly', 'always']).default('never'),
  /** US dollars by estimated prices, for `approval: costly`. */
  approvalAboveUsd: z.number().nonnegative().default(0.1),
  /** How long a plan waits for its approval, milliseconds; then the run ends with `DECLINED`. */
  approvalTimeoutMs: z.int().positive().max(86_400_000).default(600_000),
  /** How the router ranks candidates. */
  preference: z.enum(['quality', 'speed', 'cost']).default('speed'),
  /** Who picks among the candidates that fit: the rules' order, or the LLM, told sizes and prices but no content. */
  selection: z.enum(['rules', 'llm']).default('rules'),
  /** Price of the LLM that plans and answers, US dollars. Absent: unknown, on this machine nothing. */
  llmPrice: z
    .strictObject({
      perMillionInputTokens: z.number().nonnegative(),
      perMillionOutputTokens: z.number().nonnegative(),
    })
    .optional(),
  /** What may be spent, US dollars by estimated prices. Absent: no limit. */
  budget: z
    .strictObject({
      perRun: z.number().nonnegative().optional(),
      /** For one start of a batch that this process answers. */
      perBatch: z.number().nonnegative().optional(),
      /** Whether, under a budget, models and LLMs without a known price may be called; they count nothing then. */
      allowUnknownPrice: z.boolean().default(false),
    })
    .prefault({}),
  /** Which candidates of the catalogue count. */
  backends: z.array(z.enum(['local', 'hugging-face', 'llm'])).default(['local', 'hugging-face', 'llm']),
  sources: z.array(z.enum(['hub', 'pack', 'folder'])).default(['hub', 'folder']),
  /** Whether models may be downloaded on first use. `HF_HUB_OFFLINE=1` and `--offline` turn it off. */
  downloads: z.boolean().default(true),
  /** More catalogue files, merged over `config/catalog.yaml`; relative to the file that names them. */
  catalogs: z.array(z.string()).default([]),
  /** Models of the Hub for tools, in place of the catalogue's: `image-to-text: owner/name`. A step's own goes before it. */
  models: z.record(z.string(), modelIdSchema).default({}),
  media: z
    .strictObject({
      maxBytes: byteSizeSchema.default(500_000_000),
      maxPixels: z.int().positive().default(50_000_000),
      /** Of a picture, pixels: a wide row may take much memory where the whole picture does not. */
      maxSide: z.int().positive().default(65_535),
      maxSeconds: z.number().positive().default(7200),
      /** Time to read through one file, and 0.2 s more for each megabyte of it; what takes longer is refused. */
      readTimeoutMs: z.int().positive().default(30_000),
      /** Resident memory of a process that reads files; a file that takes more is refused. */
      readMemory: byteSizeSchema.default(defaultReadMemory),
      /** Size bound of the media store; the least recently used go first. */
      storeBytes: byteSizeSchema.default(2_000_000_000),
      /**
       * Where processes of the queue on other machines get media: `none` (from a cache folder that all share), a folder
       * that all mount, or `s3://bucket/prefix`.
       */
      share: z
        .string()
        .regex(
          /^(none$|\/|[A-Za-z]:[\\/]|s3:\/\/[^/])/,
          'none, an absolute folder such as /mnt/media, or s3://bucket/prefix',
        )
        .default('none'),
      /** Whether S3's bucket is part of the path. `auto`: where an endpoint is set, as servers that are not Amazon's want. */
      sharePathStyle: z.union([z.literal('auto'), z.boolean()]).default('auto'),
      /** Time for one URL, redirects included. */
      fetchTimeoutMs: z.int().positive().default(30_000),
      /** Whether URLs may lead to private, loopback and link-local addresses. */
      allowPrivateAddresses: z.boolean().default(false),
    })
    .prefault({}),
  local: z
    .strictObject({
      /** `auto` probes CUDA, WebGPU, CPU in this order and takes the first that works. */
      device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml', 'coreml']).default('auto'),
      /** Host processes. `auto`: one per two cores, at least 1, at most 4 (1 on a GPU). */
      hosts: z.union([z.literal('auto'), z.int().min(1).max(64)]).default('auto'),
      /** Threads per host. `auto`: cores divided by hosts. */
      threads: z.union([z.literal('auto'), z.int().min(1).max(256)]).default('auto'),
      /** Memory for loaded models, all hosts together. `auto`: half of what is free at start. */
      memory: z.union([z.literal('auto'), byteSizeSchema]).default('auto'),
      /** Most calls of one model run as one micro-batch. */
      maxBatch: z.int().min(1).max(256).default(8),
      /** A host whose resident memory passes this is replaced once idle. `auto`: its share of `memory` plus 2 GB. */
      recycleBytes: z.union([z.literal('auto'), byteSizeSchema]).default('auto'),
    })
    .prefault({}),
  remote: z
    .strictObject({
      /** Most calls at once to one provider or endpoint, from this process. */
      concurrency: z.int().min(1).max(1000).default(8),
      /**
       * Most calls in so many seconds, by provider (`fal-ai`, `auto`) or by host of an endpoint; whatever isn't named is not
       * limited. On the queue the limit holds for all processes together.
       */
      rateLimits: z
        .record(z.string(), z.strictObject({ calls: z.int().positive(), perSeconds: z.int().positive() }))
        .default({}),
    })
    .prefault({}),
  steps: z
    .strictObject({
      /** Most steps running at once. `auto`: twice the number of hosts, at least 4. */
      concurrency: z.union([z.literal('auto'), z.int().min(1).max(10_000)]).default('auto'),
      /** Tries of one candidate when it fails transiently, the first included. */
      attempts: z.int().min(1).max(20).default(3),
      /** Time for one step; downloads and waiting for a host don't count. */
      timeoutMs: z.int().positive().default(600_000),
      /** Most steps in one plan. */
      max: z.int().min(1).max(100_000).default(64),
      /** Whether finished steps are remembered on disk. */
      cache: z.boolean().default(true),
      /** Whether steps begin while an LLM still writes the rest of the plan. Needs `cache`; not in the queue. */
      early: z.boolean().default(true),
      /**
       * Whether free local steps that are likely begin while an LLM thinks. `auto`: unless the machine runs on its battery.
       * Needs `cache`; not in batches or the queue.
       */
      guess: z.union([z.literal('auto'), z.boolean()]).default('auto'),
      /** Size bound of that memory. */
      cacheBytes: byteSizeSchema.default(200_000_000),
    })
    .prefault({}),
})
export type Profile = z.output<typeof profileSchema>
