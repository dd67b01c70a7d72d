import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createReplyCache } from '../../../src/hub/reply-cache.js'

async function setUp() {
  const dir = join(await mkdtemp(join(tmpdir(), 'switchyard-replies-')), 'hub')
  onTestFinished(() => rm(join(dir, '..'), { recursive: true, force: true }))
  let now = 0
  const asked: (string | null)[] = []
  const server = { body: '["one"]', etag: 'W/"1"' }
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    const known = new Headers(init?.headers).get('if-none-match')
    asked.push(known)
    if (known === server.etag) return new Response(null, { status: 304 })
    return new Response(server.body, { headers: { etag: server.etag, link: '<http://hub/2>; rel="next"' } })
  }
  const open = () => createReplyCache({ dir, freshMs: 1000, now: () => now }).over(fetch)
  return { dir, asked, server, open, tick: (ms: number) => (now += ms) }
}
const url = 'http://hub/api/models/a/b'

test('a fresh reply is taken without asking, by another process too, and keeps its link', async () => {
  const { asked, open } = await setUp()
  await open()(url)
  const again = await open()(url)

  expect(await again.json()).toEqual(['one'])
  expect(again.headers.get('link')).toContain('hub/2')
  expect(asked).toEqual([null])
})

test('an older reply holds as long as the server says that nothing has changed', async () => {
  const { asked, open, server, tick } = await setUp()
  await open()(url)
  tick(1001)
  expect(await (await open()(url)).json()).toEqual(['one'])
  // Confirmed, so fresh again.
  tick(999)
  await open()(url)
  expect(asked).toEqual([null, 'W/"1"'])
  tick(2)
  Object.assign(server, { body: '["two"]', etag: 'W/"2"' })
  expect(await (await open()(url)).json()).toEqual(['two'])
})

test('a damaged or unwritable cache is as good as none', async () => {
  const { asked, dir, open } = await setUp()
  await open()(url)
  for (const file of await readdir(dir)) await writeFile(join(dir, file), '{"url":')
  expect(await (await open()(url)).json()).toEqual(['one'])
  await rm(dir, { recursive: true })
  await writeFile(dir, 'not a folder')
  expect(await (await open()(url)).json()).toEqual(['one'])
  expect(asked).toHaveLength(3)
})
