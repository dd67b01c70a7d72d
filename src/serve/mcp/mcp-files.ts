import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, resolve } from 'node:path'
import { z } from 'zod'
import { isMediaModality, type Media } from '../../media/media.js'
import { mediaIn } from '../../media/media-in.js'
import { fieldMeta, isOptional } from '../../tools/fields.js'
import type { AnyTool } from '../../tools/tool.js'
import { badRequest } from '../http/api-error.js'
import { type MediaReference, takeInMedia } from '../runs/request-media.js'
import type { Services } from '../services.js'

/** Whom a server speaks to, and which files they may name. */
export interface McpCaller {
  owner: string
  /** Folders whose files may be named by path; undefined over a network, where none may. */
  folders: readonly string[] | undefined
  /** Aborts when the caller may do nothing any more. */
  signal?: AbortSignal | undefined
}

/** A file as a client names it. Paths are for clients on this machine, inside of the folders that it may use. */
export function fileSchema({ folders }: McpCaller) {
  const how = folders === undefined ? '' : 'a path, '
  return z
    .string()
    .min(1)
    .describe(
      `A file: ${how}an https: or data: URL, the id of an upload, or the link of a file that a tool has made.`,
    )
}

const uriStart = 'switchyard://media/'

/** The link of a file that was sent or made, as MCP names it. */
export const mediaUri = (digest: string): string => `${uriStart}${digest}`
export const digestOf = (uri: string): string => (uri.startsWith(uriStart) ? uri.slice(uriStart.length) : '')

/** @throws ApiError that names the argument */
export async function takeInFiles(
  files: readonly { name: string; param: string }[],
  { services, caller, signal }: { services: Services; caller: McpCaller; signal: AbortSignal },
): Promise<Media[]> {
  const references = await Promise.all(
    files.map(
      async ({ name, param }): Promise<MediaReference> => ({ source: await sourceOf(name, caller), param }),
    ),
  )
  return takeInMedia(references, { services, owner: caller.owner, signal })
}

async function sourceOf(name: string, { folders }: McpCaller): Promise<MediaReference['source']> {
  if (name.startsWith(uriStart)) return { kind: 'media', digest: digestOf(name) }
  if (/^file-[0-9a-f]{32}$/.test(name)) return { kind: 'upload', id: name }
  if (folders === undefined || /^(data:|https?:\/\/)/i.test(name)) return { kind: 'url', url: name }
  const path = await realpath(resolve(folders[0] ?? '.', name)).catch(() => undefined)
  if (path === undefined) throw badRequest(`There is no file ${name}. Check the path.`)
  for (const folder of folders) {
    const way = relative(await realpath(folder), path)
    if (way !== '' && !way.startsWith('..') && !isAbsolute(way)) return { kind: 'path', path }
  }
  throw badRequest(
    `${name} lies outside of the folders that may be read. Start the server with --folder to add one.`,
  )
}

/** The input of a tool with files in place of media records. */
export function argumentsSchema(tool: AnyTool, caller: McpCaller): z.ZodObject {
  const shape: Record<string, z.ZodType> = {}
  for (const [name, schema] of Object.entries<z.ZodType>(tool.input.shape)) {
    const meta = fieldMeta(schema)
    if (!meta || !isMediaModality(meta.modality)) {
      // A table that may be a file is its text here: who names a record of media could name that of another key.
      const isTable = meta?.modality === 'table' && !meta.list
      const text = z
        .string()
        .trim()
        .min(1)
        .describe(meta?.description ?? '')
      shape[name] = isTable ? (isOptional(schema) ? text.optional() : text) : schema
      continue
    }
    const file = fileSchema(caller)
    const field = (meta.list ? z.array(file).min(1) : file).describe(meta.description)
    shape[name] = isOptional(schema) ? field.optional() : field
  }
  return z.object(shape)
}

/** Arguments of such a schema as the tool takes them: files taken in, the rest as it is. */
export async function toToolInput(
  tool: AnyTool,
  given: Record<string, unknown>,
  options: { services: Services; caller: McpCaller; signal: AbortSignal },
): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    const schema: z.ZodType | undefined = tool.input.shape[name]
    const meta = schema && fieldMeta(schema)
    if (value === undefined || !meta || !isMediaModality(meta.modality)) {
      if (mediaIn(value).length > 0)
        throw badRequest('Records of media are not taken. Give the text of the table.', name)
      input[name] = value
      continue
    }
    const names = z.union([z.string().transform((one) => [one]), z.array(z.string())]).parse(value)
    const taken = await takeInFiles(
      names.map((one) => ({ name: one, param: name })),
      options,
    )
    input[name] = meta.list ? taken : taken[0]
  }
  return input
}
