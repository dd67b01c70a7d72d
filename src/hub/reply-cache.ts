import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { makePrivateFolder, privateFile, replaceFile } from '../core/files.js'

export interface ReplyCacheOptions {
  /** Where replies are kept. */
  dir: string
  /** How long a reply is taken without asking again, ms. Default: 300,000. */
  freshMs?: number | undefined
  /** Default: the system's clock. */
  now?: (() => number) | undefined
}

const replySchema = z.object({
  url: z.string(),
  atMs: z.number(),
  etag: z.string().optional(),
  link: z.string().optional(),
  body: z.string(),
})
type Reply = z.infer<typeof replySchema>

/**
 * A `fetch` that remembers replies on disk: a fresh one is taken as it is, an older one when the server says by its ETag
 * that it still holds. A cache that can't be read or written is as good as none.
 */
export function createReplyCache({ dir, freshMs = 300_000, now = Date.now }: ReplyCacheOptions) {
  const fileOf = (url: string) => join(dir, `${createHash('sha256').update(url).digest('hex')}.json`)

  async function read(url: string): Promise<Reply | undefined> {
    try {
      const reply = replySchema.parse(JSON.parse(await readFile(fileOf(url), 'utf8')))
      return reply.url === url ? reply : undefined
    } catch {
      // Not there, or half of it.
      return undefined
    }
  }

  async function keep(reply: Reply): Promise<void> {
    const file = fileOf(reply.url)
    try {
      await makePrivateFolder(dirname(file))
      await replaceFile(file, (temporary) =>
        writeFile(temporary, JSON.stringify(reply), { mode: privateFile }),
      )
    } catch {
      // A full disk costs a request the next time, nothing else.
    }
  }

  return {
    over(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
      return async (input, init) => {
        const url = input instanceof Request ? input.url : String(input)
        const known = await read(url)
        if (known && now() - known.atMs < freshMs) return asResponse(known)
        const headers = new Headers(init?.headers)
        if (known?.etag) headers.set('if-none-match', known.etag)
        const response = await fetch(input, { ...init, headers })
        if (response.status === 304 && known) {
          await keep({ ...known, atMs: now() })
          return asResponse(known)
        }
        if (!response.ok) return response
        const [etag, link] = [response.headers.get('etag'), response.headers.get('link')]
        const reply = {
          url,
          atMs: now(),
          ...(etag && { etag }),
          ...(link && { link }),
          body: await response.text(),
        }
        await keep(reply)
        return asResponse(reply)
      }
    },
  }
}

export type ReplyCache = ReturnType<typeof createReplyCache>

function asResponse({ body, link }: Reply): Response {
  return new Response(body, { headers: { 'content-type': 'application/json', ...(link && { link }) } })
}
