import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'

const batchSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  input_file_id: z.string(),
  output_file_id: z.string().nullable(),
  error_file_id: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
  request_counts: z.object({ total: z.number(), completed: z.number(), failed: z.number() }),
})
const mediaSchema = z.looseObject({ digest: z.string(), path: z.string(), modality: z.string() })
const rowSchema = z.looseObject({
  custom_id: z.string().nullable(),
  outcome: z.string(),
  answer: z.string(),
  error: z.object({ code: z.string(), message: z.string(), line: z.number().nullable() }).nullable(),
  media: z.array(mediaSchema),
  made: z.array(mediaSchema),
})
const rowsSchema = z.object({ data: z.array(rowSchema), next: z.string().nullable(), has_more: z.boolean() })
const refusalSchema = z.object({
  error: z.object({ message: z.string(), code: z.string(), param: z.string() }),
})

/** A client of the batches of files with one request. */
export function jobBatches(baseURL: string, key = 'any') {
  const headers = { authorization: `Bearer ${key}` }
  const send = async (path: string, body?: object): Promise<Response> =>
    fetch(`${baseURL}${path}`, {
      method: body ? 'POST' : 'GET',
      headers,
      ...(body && { body: JSON.stringify(body) }),
    })
  const batchOf = async (reply: Response) => batchSchema.parse(await reply.json())
  const upload = async (path: string, form: FormData) =>
    fetch(`${baseURL}${path}`, { method: 'POST', headers, body: form })
  return {
    send,
    remove: (path: string) => fetch(`${baseURL}${path}`, { method: 'DELETE', headers }),
    async media(path: string, name = basename(path)) {
      const form = new FormData()
      form.append('file', new File([await readFile(path)], name))
      return mediaSchema.parse(await (await upload('/media', form)).json())
    },
    async file(content: string, name = 'jobs.jsonl') {
      const form = new FormData()
      form.append('purpose', 'batch')
      form.append('file', new File([content], name))
      return z.looseObject({ id: z.string() }).parse(await (await upload('/files', form)).json()).id
    },
    make: async (body: object) => batchOf(await send('/batches/jobs', body)),
    refusal: async (path: string, body?: object) => {
      const reply = await send(path, body)
      return { status: reply.status, ...refusalSchema.parse(await reply.json()).error }
    },
    get: async (id: string) => batchOf(await send(`/batches/${id}`)),
    retry: async (id: string, which = 'failed') => batchOf(await send(`/batches/${id}/retry`, { which })),
    rows: async (id: string, query: Record<string, string> = {}) =>
      rowsSchema.parse(await (await send(`/batches/${id}/results?${new URLSearchParams(query)}`)).json()),
    async ended(id: string) {
      for (;;) {
        const batch = await batchOf(await send(`/batches/${id}`))
        if (['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)) return batch
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
  }
}
