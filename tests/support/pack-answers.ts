import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalBackend } from '../../src/backends/local/local-backend.js'
import { type Candidate, candidateSchema } from '../../src/config/candidate.js'
import { packageRoot } from '../../src/config/package-root.js'
import { profileSchema } from '../../src/config/profile.js'
import { openMediaStore } from '../../src/media/store/store.js'
import { loadTool } from '../../src/tools/registry.js'
import type { Answer, ServedModel, TaskRequest } from './fake-router.js'
import { sharedIngest } from './shared-reader.js'

const packed = (name: string, options: Record<string, unknown> = {}) =>
  candidateSchema.parse({
    backend: 'local',
    source: 'pack',
    model: `pictogram/${name}`,
    memory: '40MB',
    options,
  })

/** The tools that the demo pack has models for: what they are asked with, and their results as the router sends them. */
const tasks: Record<
  string,
  {
    candidate: Candidate
    media: 'image' | 'audio'
    input?: (request: TaskRequest) => Record<string, unknown>
    wire: (output: Record<string, unknown>) => unknown
  }
> = {
  'image-classification': { candidate: packed('vit-tiny'), media: 'image', wire: ({ labels }) => labels },
  'image-to-text': {
    candidate: packed('captioner-tiny'),
    media: 'image',
    wire: ({ text }) => [{ generated_text: text }],
  },
  'zero-shot-image-classification': {
    candidate: packed('clip-tiny', { hypothesisTemplate: '{}' }),
    media: 'image',
    input: ({ parameters }) => ({ labels: parameters.candidate_labels }),
    wire: ({ labels }) => labels,
  },
  'automatic-speech-recognition': {
    candidate: packed('whisper-tiny', { windowSeconds: 6, pieceSeconds: 0, timestamps: false }),
    media: 'audio',
    wire: ({ text }) => ({ text }),
  },
}

/** Answers with the demo pack, run by the local backend: what stands behind a fake router. */
export async function packAnswers() {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-pack-'))
  const profile = profileSchema.parse({
    name: 'pack',
    description: '',
    local: { device: 'cpu', hosts: 1, threads: 1, memory: '500MB' },
  })
  const store = await openMediaStore({ dir, maxBytes: 1e8 })
  const { ingest } = sharedIngest(store, profile.media)
  const backend = await createLocalBackend({ profile, mediaDir: dir, env: { HOME: dir } })
  const signal = new AbortController().signal

  async function answer(request: TaskRequest): Promise<Answer> {
    const how = tasks[request.task]
    const tool = await loadTool(request.task)
    if (!how || !tool || !request.bytes) throw new Error(`The pack can't answer ${request.task}`)
    const media = await ingest(request.bytes)
    if (!media.ok) throw media.error
    const input = tool.input.parse({ [how.media]: media.value, ...how.input?.(request) })
    const call = { tool, candidate: how.candidate, input }
    const result = await backend.call(call, { signal, onProgress: () => {} })
    if (!result.ok) throw result.error
    return { json: how.wire(result.value) }
  }

  return {
    /** A model per task of the pack, `pack/TASK`, served by hf-inference. */
    models: Object.fromEntries(
      Object.keys(tasks).map((task): [string, ServedModel] => [
        `pack/${task}`,
        { task, providers: { 'hf-inference': `pack/${task}` }, answer },
      ]),
    ),
    /** The same models, to be run here. */
    candidates: Object.fromEntries(Object.entries(tasks).map(([task, { candidate }]) => [task, candidate])),
    sample: (file: string) => join(packageRoot, 'samples', file),
    close: async () => {
      await backend.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
