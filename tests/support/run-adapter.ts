import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { env, pipeline, RawImage } from '@huggingface/transformers'
import { isTaskInParts, loadParts } from '../../src/backends/local/host/load-parts.js'
import { openUndecoded } from '../../src/backends/local/host/undecoded-picture.js'
import type { Candidate } from '../../src/config/candidate.js'
import { profileSchema } from '../../src/config/profile.js'
import { decodeAudio } from '../../src/media/codec/decode-audio.js'
import { decodeImage } from '../../src/media/codec/decode-image.js'
import { encodePng, encodeWav } from '../../src/media/codec/encode.js'
import type { Media, MediaSource } from '../../src/media/media.js'
import { openMediaStore } from '../../src/media/store/store.js'
import { loadCatalog } from '../../src/routing/catalog.js'
import { localAdapterFor } from '../../src/tools/local/local-adapter-for.js'
import type { LocalContext, Pipe } from '../../src/tools/local-adapter.js'
import { loadTool } from '../../src/tools/registry.js'
import type { AnyTool } from '../../src/tools/tool.js'
import { sharedIngest } from './shared-reader.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const limits = profileSchema.parse({ name: 'test', description: 'test' }).media
env.allowRemoteModels = false

export interface RunOptions {
  /** Which of the tool's candidates in the fixtures' catalogue; `pack`: the demo pack's in the real catalogue. */
  candidate?: number | 'pack'
  signal?: AbortSignal
  onProgress?: (fraction: number) => void
  /** Gets the pieces of what a model writes, as they come. */
  onText?: (text: string) => void
}

export interface Ran {
  output: Record<string, unknown>
  /** The result in words. */
  said: string
}

/** Runs tools' adapters on real models within the test's own process: what a host does, without the host. */
export interface Workbench {
  media(source: MediaSource): Promise<Media>
  /** A sample by its name in `samples/`. */
  sample(file: string): Promise<Media>
  recording(samples: Float32Array, sampleRate?: number): Promise<Media>
  picture(width: number, height: number, at: (x: number, y: number) => number[]): Promise<Media>
  run(toolId: string, input: Record<string, unknown>, options?: RunOptions): Promise<Ran>
  runBatch(toolId: string, inputs: Record<string, unknown>[], options?: RunOptions): Promise<Ran[]>
  /** The loaded model of a tool's candidate, to look inside. */
  pipe(toolId: string, options?: RunOptions): Promise<Pipe>
  /** The pixels of a picture. */
  pixels(media: Media): Promise<RawImage>
  /** The file itself. */
  bytes(media: Media): Promise<Buffer>
  close(): Promise<void>
}

export async function openWorkbench(): Promise<Workbench> {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-tools-'))
  const store = await openMediaStore({ dir, maxBytes: 500_000_000 })
  const { ingest } = sharedIngest(store, limits)
  const pack = await catalogOf(join(root, 'config/catalog.yaml'))
  const fixtures = await catalogOf(join(root, 'tests/fixtures/catalog.yaml'))
  const pipes = new Map<string, Promise<Pipe>>()

  async function media(source: MediaSource): Promise<Media> {
    const result = await ingest(source)
    if (!result.ok) throw result.error
    return result.value
  }

  async function pixels(image: Media): Promise<RawImage> {
    const { data, width, height, channels } = await decodeImage(await store.path(image.digest), limits)
    return new RawImage(new Uint8ClampedArray(data), width, height, channels)
  }

  const contextFor = (candidate: Candidate, { signal, onProgress, onText }: RunOptions): LocalContext => ({
    image: pixels,
    undecoded: async ({ digest }) => openUndecoded(await store.path(digest), limits),
    path: ({ digest }) => store.path(digest),
    audio: async (audio, sampleRate) => decodeAudio(await store.path(audio.digest), sampleRate),
    modelFile: (name) => readFile(join(folderOf(candidate), name)).catch(() => undefined),
    saveImage: async ({ data, width, height, channels }) => {
      if (channels === 2) throw new RangeError('pictures have 1, 3 or 4 channels')
      return media(await encodePng({ data, width, height, channels }))
    },
    saveAudio: async (samples, sampleRate) => media(encodeWav(samples, sampleRate)),
    options: candidate.options,
    progress: onProgress ?? (() => {}),
    write: onText ?? (() => {}),
    turn: async () => {},
    signal: signal ?? new AbortController().signal,
  })

  async function prepare(toolId: string, options: RunOptions) {
    const tool = await loadTool(toolId)
    if (!tool) throw new Error(`no tool ${toolId}`)
    const which = options.candidate ?? 0
    const candidate =
      which === 'pack'
        ? pack.candidates(toolId).find(({ source }) => source === 'pack')
        : fixtures.candidates(toolId)[which]
    if (!candidate) throw new Error(`no candidate ${which} of ${toolId}`)
    const adapter = localAdapterFor(tool, candidate.options)
    if (!adapter) throw new Error(`no local tool ${toolId}`)
    const task = adapter.pipeline ?? toolId
    const key = `${task} ${candidate.model}`
    const pipe = pipes.get(key) ?? load(task, candidate)
    pipes.set(key, pipe)
    return { tool, adapter, pipe: await pipe, context: contextFor(candidate, options) }
  }

  return {
    media,
    pixels,
    pipe: async (toolId, options = {}) => (await prepare(toolId, options)).pipe,
    bytes: async ({ digest }) => readFile(await store.path(digest)),
    sample: (file) => media(join(root, 'samples', file)),
    recording: (samples, sampleRate = 16_000) => media(encodeWav(samples, sampleRate)),
    picture: async (width, height, at) => {
      const data = new Uint8Array(width * height * 3)
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(at(x, y), (y * width + x) * 3)
      return media(await encodePng({ data, width, height, channels: 3 }))
    },
    run: async (toolId, input, options = {}) => {
      const { tool, adapter, pipe, context } = await prepare(toolId, options)
      const parsed = tool.input.parse(input)
      return checked(tool, await adapter.run(pipe, parsed, context), parsed)
    },
    runBatch: async (toolId, inputs, options = {}) => {
      const { tool, adapter, pipe, context } = await prepare(toolId, options)
      const parsed = inputs.map((input) => tool.input.parse(input))
      const outputs = (await adapter.runBatch?.(pipe, parsed, context)) ?? []
      return outputs.map((output, at) => checked(tool, output, parsed[at]))
    },
    close: async () => {
      for (const pipe of pipes.values()) await (await pipe).dispose()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

function checked(tool: AnyTool, output: unknown, input: unknown): Ran {
  const parsed = tool.output.strict().parse(output)
  return { output: parsed, said: tool.describe(parsed, input) }
}

async function catalogOf(file: string) {
  const catalog = await loadCatalog([file])
  if (!catalog.ok) throw catalog.error
  return catalog.value
}

const folderOf = ({ model, source }: Candidate) => (source === 'pack' ? join(root, 'models', model) : model)

/** Loads as a host does: from a folder, never from the network. */
async function load(task: string, { model, source, dtype }: Candidate): Promise<Pipe> {
  env.localModelPath = source === 'pack' ? join(root, 'models') : dirname(model)
  const id = source === 'pack' ? model : basename(model)
  if (isTaskInParts(task)) return loadParts(task, id, { dtype })
  const loaded: unknown = await pipeline(task as 'image-classification', id, { dtype })
  return loaded as Pipe
}
