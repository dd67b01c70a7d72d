/** The program of a process that runs tools without a model: it reads foreign files, and the parent may end it at any time. */
import { SwitchyardError } from '../../../core/errors.js'
import { serveReads } from '../../../media/reader/serve-reads.js'
import { type MediaStore, openMediaStore } from '../../../media/store/store.js'
import type { ReaderContext } from '../../../tools/reader-adapter.js'
import { loadTool } from '../../../tools/registry.js'
import { type CodeRequest, codeRequestSchema } from './code-protocol.js'

const stores = new Map<string, Promise<MediaStore>>()

serveReads(async (request, _beforeBlocking, progress) => run(codeRequestSchema.parse(request), progress))

async function run(
  { tool: id, input, mediaDir, storeBytes, limits }: CodeRequest,
  progress: ReaderContext['progress'],
): Promise<unknown> {
  const tool = await loadTool(id)
  if (!tool?.reader)
    throw new SwitchyardError('INVALID_CONFIG', `"${id}" is no built-in tool that runs without a model.`)
  const opening = stores.get(mediaDir) ?? openMediaStore({ dir: mediaDir, maxBytes: storeBytes })
  stores.set(mediaDir, opening)
  const store = await opening
  const context: ReaderContext = {
    path: ({ digest }) => store.path(digest),
    async save(bytes, description) {
      if (bytes instanceof Uint8Array) return store.put(bytes, description)
      const staged = await store.stage(bytes, { maxBytes: storeBytes, label: 'The result' })
      return staged.keep(description)
    },
    limits,
    progress,
  }
  return tool.reader.run(input, context)
}
