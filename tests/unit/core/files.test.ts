import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openResultsWriter } from '../../../src/batch/results-writer.js'
import { writeTrace } from '../../../src/cli/ask.js'
import { openStepCache } from '../../../src/executors/step-cache.js'
import { createReplyCache } from '../../../src/hub/reply-cache.js'
import { openMediaStore } from '../../../src/media/store/store.js'
import { temporaryDir } from '../../support/media-files.js'

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

/** Makes files in folders that are there already, open to everybody, with a mask that lets them be so. */
async function openFolder(...names: string[]): Promise<string> {
  const before = process.umask(0o022)
  onTestFinished(() => void process.umask(before))
  const folder = join(await temporaryDir(), ...names)
  await mkdir(folder, { recursive: true, mode: 0o755 })
  await chmod(folder, 0o755)
  return folder
}

describe('others on this machine can not read', () => {
  it('results of steps', async () => {
    const dir = await openFolder('steps')
    const cache = await openStepCache({ dir, maxBytes: 1_000_000, hasMedia: () => true })
    cache.set('k', { text: 'private' })
    await cache.close()
    expect(await modeOf(dir)).toBe(0o700)
    const entries = await readdir(join(dir, 'content-v2'), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    expect(files).toHaveLength(1)
    for (const { parentPath, name } of files) expect(await modeOf(join(parentPath, name))).toBe(0o600)
  })

  it('media', async () => {
    const dir = await openFolder('media')
    const store = await openMediaStore({ dir, maxBytes: 1e9 })
    const media = await store.put(Buffer.from('text'), {
      modality: 'text',
      mimeType: 'text/plain',
      facts: { characters: 4 },
    })
    const path = await store.path(media.digest)
    expect([await modeOf(dir), await modeOf(join(path, '..')), await modeOf(path)]).toEqual([
      0o700, 0o700, 0o600,
    ])
  })

  it('results files and traces, unless their owner has opened them', async () => {
    const folder = await openFolder('out')
    const results = join(folder, 'results.jsonl')
    await (await openResultsWriter(results)).close()
    expect(await modeOf(results)).toBe(0o600)
    await chmod(results, 0o644)
    await (await openResultsWriter(results)).close()
    expect(await modeOf(results)).toBe(0o644)
    await writeTrace(join(folder, 'trace.json'), { answer: 'private' })
    expect(await modeOf(join(folder, 'trace.json'))).toBe(0o600)
    expect(await modeOf(folder)).toBe(0o755)
  })

  it('replies of the Hub that are kept', async () => {
    const dir = await openFolder('replies')
    const reply = async () =>
      new Response('[]', { headers: { etag: '"a"', 'content-type': 'application/json' } })
    await createReplyCache({ dir }).over(reply)('https://hub.example/api')
    const [file = ''] = await readdir(dir)
    expect([await modeOf(dir), await modeOf(join(dir, file))]).toEqual([0o700, 0o600])
  })
})
