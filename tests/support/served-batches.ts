import { readFile } from 'node:fs/promises'
import type OpenAI from 'openai'
import { z } from 'zod'
import { picture } from './cli.js'

export const lineSchema = z.object({
  id: z.string(),
  custom_id: z.string().nullable(),
  response: z.looseObject({ status_code: z.number(), request_id: z.string(), body: z.unknown() }).nullable(),
  error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
})

export async function linesOf(openai: OpenAI, id: string | null | undefined) {
  if (!id) return []
  const text = await (await openai.files.content(id)).text()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)))
}

export async function ended(openai: OpenAI, id: string) {
  for (;;) {
    const batch = await openai.batches.retrieve(id)
    if (['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)) return batch
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export const upload = (openai: OpenAI, lines: readonly (object | string)[]) =>
  openai.files.create({
    purpose: 'batch',
    file: new File(
      [lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')],
      'requests.jsonl',
    ),
  })

export const chat = (custom_id: string, content: unknown, more: object = {}) => ({
  custom_id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model: 'demo', messages: [{ role: 'user', content }], ...more },
})

export const dataUrl = async (n: number) =>
  `data:image/png;base64,${(await readFile(picture(n))).toString('base64')}`
