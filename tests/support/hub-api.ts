import type { HubRepo, RepoFile } from './hub-repos.js'

/** What the Hub's HTTP interface says of repositories: pure, no sockets. */

/** The fields of a model that `expand` may name, and those that come without it. */
function fieldsOf(repo: HubRepo, { blobs }: { blobs: boolean }): Record<string, unknown> {
  const { id, commit, pipelineTag, libraryName, tags, downloads, likes, gated, private: hidden } = repo
  return {
    author: id.split('/')[0],
    sha: commit,
    lastModified: '2026-01-01T00:00:00.000Z',
    createdAt: '2025-01-01T00:00:00.000Z',
    private: hidden,
    gated,
    disabled: false,
    downloads,
    likes,
    tags: [libraryName, ...(hasOnnx(repo) ? ['onnx'] : []), ...(pipelineTag ? [pipelineTag] : []), ...tags],
    ...(pipelineTag && { pipeline_tag: pipelineTag }),
    library_name: libraryName,
    config: repo.config,
    siblings: [...repo.files].map(([path, file]) => sibling(path, file, blobs)),
    inferenceProviderMapping: repo.providers,
  }
}

const inList = ['private', 'gated', 'downloads', 'likes', 'tags', 'pipeline_tag', 'library_name', 'createdAt']

function chosen(
  repo: HubRepo,
  names: readonly string[],
  options: { blobs: boolean },
): Record<string, unknown> {
  const all = Object.entries(fieldsOf(repo, options)).filter(([name]) => names.includes(name))
  return { _id: repo.commit.slice(0, 24), id: repo.id, ...Object.fromEntries(all) }
}

const expandOf = (query: URLSearchParams) => [...query.getAll('expand'), ...query.getAll('expand[]')]

/** `GET /api/models/{id}`. With `expand`, only those fields; `inferenceProviderMapping` never comes unasked. */
export function modelInfo(repo: HubRepo, query: URLSearchParams): Record<string, unknown> {
  const options = { blobs: query.get('blobs') === 'true' }
  const expand = expandOf(query)
  if (expand.length > 0) return chosen(repo, expand, options)
  const names = Object.keys(fieldsOf(repo, options)).filter((name) => name !== 'inferenceProviderMapping')
  return { ...chosen(repo, names, options), modelId: repo.id }
}

/** `GET /api/models`: filters, order, and a page with the place of the next. */
export function listModels(
  repos: Iterable<HubRepo>,
  query: URLSearchParams,
  pageSize: number,
): Page<Record<string, unknown>> {
  const words = query.get('search')?.toLowerCase()
  const providers = query.get('inference_provider')?.split(',')
  const found = [...repos].filter((repo) => {
    const live = Object.keys(repo.providers)
    const tags = [repo.libraryName, repo.pipelineTag, hasOnnx(repo) ? 'onnx' : undefined, ...repo.tags]
    return (
      !repo.private &&
      (!words || repo.id.toLowerCase().includes(words)) &&
      (!query.has('author') || repo.id.startsWith(`${query.get('author')}/`)) &&
      (!query.has('pipeline_tag') || repo.pipelineTag === query.get('pipeline_tag')) &&
      query.getAll('filter').every((tag) => tags.includes(tag)) &&
      (!providers ||
        (providers.includes('all') ? live.length > 0 : live.some((name) => providers.includes(name))))
    )
  })
  const sort = query.get('sort')
  if (sort === 'downloads' || sort === 'likes') found.sort((a, b) => b[sort] - a[sort])
  const expand = expandOf(query)
  const limit = Math.min(Number(query.get('limit') ?? pageSize), pageSize)
  const { items, next } = pageOf(found, query, limit)
  return {
    items: items.map((repo) => chosen(repo, expand.length > 0 ? expand : inList, { blobs: false })),
    next,
  }
}

/** `GET /api/models/{id}/tree/{revision}`: files with size and hash, folders only where it does not go into them. */
export function tree(repo: HubRepo, query: URLSearchParams, pageSize: number): Page<unknown> {
  const recursive = ['true', '', '1'].includes(query.get('recursive') ?? 'false')
  const top = new Map<string, unknown>()
  for (const [path, file] of repo.files) {
    const folder = path.split('/').slice(0, -1)
    if (recursive || folder.length === 0) top.set(path, treeFile(path, file))
    const shown = recursive
      ? folder.map((_name, at) => folder.slice(0, at + 1).join('/'))
      : folder.slice(0, 1)
    for (const name of shown) top.set(name, { type: 'directory', oid: repo.commit, size: 0, path: name })
  }
  return pageOf([...top.values()], query, pageSize)
}

export interface Page<T> {
  items: T[]
  /** Where the next page begins. */
  next: string | undefined
}

function pageOf<T>(all: readonly T[], query: URLSearchParams, size: number): Page<T> {
  const start = Number(query.get('cursor') ?? 0)
  const end = start + size
  return { items: all.slice(start, end), next: end < all.length ? String(end) : undefined }
}

export const hasOnnx = ({ files }: HubRepo) => [...files.keys()].some((path) => path.endsWith('.onnx'))

function sibling(path: string, { content, sha1, sha256 }: RepoFile, blobs: boolean): unknown {
  if (!blobs) return { rfilename: path }
  const lfs = sha256 && { sha256, size: content.length, pointerSize: 132 }
  return { rfilename: path, size: content.length, blobId: sha1, ...(lfs && { lfs }) }
}

function treeFile(path: string, { content, sha1, sha256 }: RepoFile): unknown {
  const lfs = sha256 && { oid: sha256, size: content.length, pointerSize: 132 }
  return { type: 'file', oid: sha1, size: content.length, path, ...(lfs && { lfs }) }
}
