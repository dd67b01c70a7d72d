import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { packageRoot } from '../../src/config/package-root.js'

/** A provider that serves a model, as the Hub lists it. */
export interface ProviderEntry {
  status: 'live' | 'staging'
  providerId: string
  /** The Hub's task, or `conversational`. */
  task: string
}

/** What the Hub says of a model besides its files. */
export interface RepoAbout {
  pipelineTag: string | undefined
  libraryName: string
  tags: readonly string[]
  downloads: number
  likes: number
  /** Its terms must be accepted: files go only to who has the hub's token. */
  gated: false | 'auto' | 'manual'
  /** Nobody without the hub's token learns that it exists. */
  private: boolean
  providers: Readonly<Record<string, ProviderEntry>>
}

export interface RepoFile {
  content: Buffer
  sha1: string
  /** Large files are kept elsewhere and named by their SHA-256. */
  sha256: string | undefined
}

/** A model repository. */
export interface HubRepo extends RepoAbout {
  id: string
  commit: string
  files: ReadonlyMap<string, RepoFile>
  /** Of `config.json`, the part that the Hub repeats in its answers. */
  config: Record<string, unknown>
}

/** A repository that is no folder of this project: its files by path. */
export type WrittenRepo = Partial<RepoAbout> & { files: Readonly<Record<string, string | Buffer>> }

const tasksOfPack: Readonly<Record<string, string>> = {
  'vit-tiny': 'image-classification',
  'clip-tiny': 'zero-shot-image-classification',
  'captioner-tiny': 'image-to-text',
  'whisper-tiny': 'automatic-speech-recognition',
}

/** A repository from a folder of this project: `pictogram/...` from `models/`, anything else by its name from the fixtures. */
export function repoFromFolder(id: string, model: string, about: Partial<RepoAbout> = {}): HubRepo {
  const [owner, name = ''] = model.split('/')
  const inPack = owner === 'pictogram'
  const folder = join(packageRoot, inPack ? 'models/pictogram' : 'tests/fixtures/models', name)
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const files = Object.fromEntries(
    entries.map((entry) => {
      const file = join(entry.parentPath, entry.name)
      return [file.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(file)]
    }),
  )
  return writtenRepo(id, { pipelineTag: inPack ? tasksOfPack[name] : name, ...about, files })
}

export function writtenRepo(id: string, { files, ...about }: WrittenRepo): HubRepo {
  const read = Object.entries(files).map(([path, content]) => [path, repoFile(path, content)] as const)
  const hasOnnx = read.some(([path]) => path.endsWith('.onnx'))
  const config = files['config.json']
  return {
    id,
    commit: commitOf(id),
    pipelineTag: undefined,
    libraryName: hasOnnx ? 'transformers.js' : 'transformers',
    tags: [],
    downloads: 100,
    likes: 1,
    gated: false,
    private: false,
    providers: {},
    ...about,
    files: new Map(read),
    config: config === undefined ? {} : shownConfig(String(config)),
  }
}

/** The commit that a repository's `main` stands for. */
export const commitOf = (id: string) => createHash('sha1').update(id).digest('hex')

function repoFile(path: string, written: string | Buffer): RepoFile {
  const content = Buffer.from(written)
  const sha1 = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
  const large = /\.(onnx|onnx_data(_\d+)?|safetensors|bin)$/.test(path)
  const sha256 = large ? createHash('sha256').update(content).digest('hex') : undefined
  return { content, sha1, sha256 }
}

function shownConfig(text: string): Record<string, unknown> {
  const { architectures, model_type } = z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  return {
    ...(architectures !== undefined && { architectures }),
    ...(model_type !== undefined && { model_type }),
  }
}
