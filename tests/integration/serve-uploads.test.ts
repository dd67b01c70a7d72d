import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

let served: ServedAgent
let openai: OpenAI
beforeAll(async () => {
  served = await serveAgent({ serve: { uploadBytes: 3_000_000 } })
  openai = new OpenAI({ baseURL: served.baseURL, apiKey: 'any', maxRetries: 0 })
})
afterAll(() => served?.close())

const takenSchema = z.looseObject({ digest: z.string(), name: z.string() })
const attach = async (content: string, name: string) => {
  const form = new FormData()
  form.set('file', new Blob([content]), name)
  return takenSchema.parse(
    await (await fetch(`${served.baseURL}/media`, { method: 'POST', body: form })).json(),
  )
}

const upload = async (bytes: number, more: object = {}) =>
  openai.files.create({
    file: await toFile(Buffer.alloc(bytes, `${bytes}`), 'a.txt'),
    purpose: 'user_data',
    ...more,
  })

test('An upload says until when it is kept', async () => {
  const day = 24 * 3600
  const usual = await upload(10)
  expect((usual.expires_at ?? 0) - usual.created_at).toBeCloseTo(30 * day, -1)
  const short = await upload(11, { expires_after: { anchor: 'created_at', seconds: 3600 } })
  expect((short.expires_at ?? 0) - short.created_at).toBeCloseTo(3600, -1)
  await expect(upload(12, { expires_after: { anchor: 'created_at', seconds: 5 } })).rejects.toMatchObject({
    status: 400,
    param: 'expires_after[seconds]',
  })
})

test('More than the server keeps is refused, in the middle too, and leaves nothing behind', async () => {
  const before = (await openai.files.list()).data.length
  const kept = await upload(1_500_000)
  await expect(upload(2_700_000)).rejects.toMatchObject({ status: 507, code: 'uploads_full' })
  // Chunked: nobody knows beforehand how long it gets.
  async function* endless() {
    yield Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n')
    for (let at = 0; at < 100; at += 1) yield Buffer.alloc(100_000, 'a')
  }
  const status = await new Promise<number | undefined>((resolve) => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const upload = request(`${served.baseURL}/files`, { method: 'POST', headers }, (reply) => {
      reply.resume()
      resolve(reply.statusCode)
    })
    upload.on('error', () => resolve(undefined))
    Readable.from(endless()).pipe(upload)
  })
  if (status !== undefined) expect(status).toBe(507)
  expect((await openai.files.list()).data).toHaveLength(before + 1)
  expect(await readdir(join(served.agent.parts.store.dir, 'tmp'))).toEqual([])
  await openai.files.delete(kept.id)
  await upload(2_000_000)
})

test('The text that was read from a page is saved as a text, which no browser runs', async () => {
  const page = '<!doctype html><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'
  const { digest } = await attach(page, 'page.html')
  const reply = await fetch(`${served.baseURL}/media/${digest}`)
  expect(await reply.text()).toContain('<script>')
  expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="page\.(txt|md)"/)
})

test('A file with a quote in its name keeps it, and nothing of the name becomes a header', async () => {
  const { digest, name } = await attach('a text', 'the "best"\r\nx-more: 1 100%.txt')
  expect(name).toBe('the "best" x-more: 1 100%.txt')
  const reply = await fetch(`${served.baseURL}/media/${digest}`)
  expect(reply.headers.get('x-more')).toBeNull()
  expect(reply.headers.get('content-disposition')).toContain('filename="the _best_ x-more_ 1 100_.txt"')
})
