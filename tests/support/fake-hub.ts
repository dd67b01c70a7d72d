import { onTestFinished } from 'vitest'
import { type HubRepo, type RepoAbout, repoFromFolder, type WrittenRepo, writtenRepo } from './hub-repos.js'
import { type HubServer, type HubServerOptions, startHubServer } from './hub-server.js'

export interface FakeHub extends HubServer {
  /** The hash of a file, as the cache names it. */
  hashOf(model: string, path: string): string
  /** The commit that a repository's `main` stands for. */
  commitOf(model: string): string
}

export interface FakeHubOptions extends Omit<HubServerOptions, 'repos'> {
  /** What the Hub says of the models, by id. */
  about?: Readonly<Record<string, Partial<RepoAbout>>>
  /** Further repositories, with the content of their files. */
  written?: Readonly<Record<string, WrittenRepo>>
}

/**
 * A Hub of models from this project's folders (see `repoFromFolder`); `aliases` serves them under other ids too. Closed
 * when the test has finished.
 */
export async function fakeHub(
  models: readonly string[],
  aliases: Readonly<Record<string, string>> = {},
  { about = {}, written = {}, ...options }: FakeHubOptions = {},
): Promise<FakeHub> {
  const folders = [...models.map((model) => [model, model] as const), ...Object.entries(aliases)]
  const repos: HubRepo[] = [
    ...folders.map(([id, model]) => repoFromFolder(id, model, about[id])),
    ...Object.entries(written).map(([id, repo]) => writtenRepo(id, repo)),
  ]
  const repoOf = (id: string) => repos.find((repo) => repo.id === id)
  const server = await startHubServer({ ...options, repos })
  onTestFinished(() => server.close())
  // Assigned, not spread: `bytesSent` is counted on.
  return Object.assign(server, {
    hashOf: (model: string, path: string) => {
      const file = repoOf(model)?.files.get(path)
      return file?.sha256 ?? file?.sha1 ?? ''
    },
    commitOf: (model: string) => repoOf(model)?.commit ?? '',
  })
}
