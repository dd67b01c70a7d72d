import { type FakeRouter, fakeRouter, type ServedModel } from './fake-router.js'
import { type HubRepo, type RepoAbout, repoFromFolder, writtenRepo } from './hub-repos.js'
import { type HubServer, startHubServer } from './hub-server.js'
import { packAnswers } from './pack-answers.js'

/** The demo pack's models under the names that the `hub` profile asks for, as far as they know the task. */
const served: Readonly<Record<string, { pack: string; downloads: number; likes: number }>> = {
  'Xenova/mobilevit-small': { pack: 'vit-tiny', downloads: 21_000, likes: 3 },
  'Xenova/vit-base-patch16-224': { pack: 'vit-tiny', downloads: 54_000, likes: 9 },
  'Xenova/clip-vit-base-patch32': { pack: 'clip-tiny', downloads: 87_000, likes: 12 },
  'Xenova/siglip-base-patch16-224': { pack: 'clip-tiny', downloads: 9000, likes: 4 },
  'Xenova/vit-gpt2-image-captioning': { pack: 'captioner-tiny', downloads: 43_000, likes: 21 },
  'Xenova/whisper-base': { pack: 'whisper-tiny', downloads: 65_000, likes: 17 },
  'Xenova/whisper-small': { pack: 'whisper-tiny', downloads: 32_000, likes: 8 },
  // In no catalogue: for steps that name a model.
  'onnx-community/pictogram-classifier': { pack: 'vit-tiny', downloads: 400, likes: 1 },
  'onnx-community/pictogram-captioner': { pack: 'captioner-tiny', downloads: 300, likes: 2 },
}

const folderOf = (pack: string) => `pictogram/${pack}`

/** A model with weights that transformers.js can't read; served by a provider if `task` is given. */
function torchOnly(id: string, modelType: string, about: Partial<RepoAbout>): HubRepo {
  const config = JSON.stringify({ model_type: modelType, architectures: ['Any'] })
  return writtenRepo(id, { ...about, files: { 'config.json': config, 'model.safetensors': 'weights' } })
}

const atProvider = (id: string, task: string): Partial<RepoAbout> => ({
  pipelineTag: task,
  providers: { 'hf-inference': { status: 'live', providerId: id, task } },
})

const remote = {
  'google/vit-base-patch16-224': { task: 'image-classification', type: 'vit', downloads: 3_100_000 },
  'nlpconnect/vit-gpt2-image-captioning': {
    task: 'image-to-text',
    type: 'vision-encoder-decoder',
    downloads: 1_200_000,
  },
  'openai/whisper-large-v3': { task: 'automatic-speech-recognition', type: 'whisper', downloads: 4_500_000 },
} as const

/** Good for everything at the demo hub. */
export const demoToken = 'hf_demoDemoDemoDemo'

export interface DemoHubOptions {
  /** Default: any free one. */
  port?: number
  /** Most bytes a second of each file. Default: as fast as it goes. */
  bytesPerSecond?: number
}

export interface DemoHub {
  hub: HubServer
  /** Address of the Inference Providers' router, for `HF_INFERENCE_ENDPOINT`; it is the hub's own. */
  router: FakeRouter
  close(): Promise<void>
}

/**
 * A Hub to try Switchyard on as a new user would, without the internet: the demo pack stands behind the names of the
 * `hub` profile's models, for download and at a provider. Nothing else knows that they are small.
 */
export async function startDemoHub({ port, bytesPerSecond }: DemoHubOptions = {}): Promise<DemoHub> {
  const pack = await packAnswers()
  const models = Object.fromEntries(
    Object.entries(remote).map(([id, { task }]): [string, ServedModel] => {
      const answer = pack.models[`pack/${task}`]?.answer
      if (!answer) throw new Error(`The demo pack has no model for ${task}.`)
      return [id, { task, providers: { 'hf-inference': id }, answer }]
    }),
  )
  const router = await fakeRouter({ token: demoToken, models })
  const hub = await startHubServer({
    repos: [
      ...Object.entries(served).map(([id, { pack: name, ...about }]) =>
        repoFromFolder(id, folderOf(name), about),
      ),
      ...Object.entries(remote).map(([id, { task, type, downloads }]) =>
        torchOnly(id, type, { ...atProvider(id, task), downloads }),
      ),
      torchOnly('gated-org/classifier', 'vit', { gated: 'manual', pipelineTag: 'image-classification' }),
    ],
    token: demoToken,
    ...(port !== undefined && { port }),
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
    also: (request, response) => router.handle(request, response),
  })
  return {
    hub,
    router,
    close: async () => {
      await Promise.all([hub.close(), router.close()])
      await pack.close()
    },
  }
}
