import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmod, type FileHandle, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { describeIssues } from '../../core/describe-issues.js'
import { errnoOf } from '../../core/errno.js'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import { makeFolderPrivately, privateFile } from '../../core/files.js'
import { onOneLine } from '../../core/text.js'
import { newWebhookSecret, type WebhookTarget } from '../webhooks/webhook-target.js'
import { type KeyLimits, keyLimitsSchema, newKeyLimitsSchema } from './key-limits.js'

/** What a key may do. `admin` may do everything. */
export const keyScopes = ['run', 'batch', 'admin'] as const
export type KeyScope = (typeof keyScopes)[number]

const addedSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  name: z.string(),
  /** SHA-256 of the key, hex. The key itself is kept nowhere. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.enum(keyScopes)).min(1),
  createdAt: z.iso.datetime(),
  /** Where the key is told of what has ended, and what signs it. */
  webhook: z.strictObject({ url: z.string(), secret: z.string() }).optional(),
  ...keyLimitsSchema.shape,
})
const lineSchema = z.union([addedSchema, z.strictObject({ revoked: z.string(), at: z.iso.datetime() })])

/** A key as it is kept. */
export interface StoredKey extends z.output<typeof addedSchema> {
  /** When it was revoked. Absent: it holds. */
  revokedAt?: string | undefined
}

/**
 * The keys of a file, in the order in which they were added; none where there is no file. Each line adds or revokes one, so
 * that two commands at once lose nothing.
 *
 * @throws SwitchyardError `INVALID_CONFIG` when the file can't be read
 */
export async function readKeys(file: string): Promise<StoredKey[]> {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (errnoOf(error) === 'ENOENT') return ''
    throw keyFileError(file, messageOf(error), error)
  })
  const keys = new Map<string, StoredKey>()
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const parsed = lineSchema.safeParse(parseLine(line))
    if (!parsed.success) throw keyFileError(file, `line ${at + 1} is no key`)
    if ('hash' in parsed.data) keys.set(parsed.data.id, parsed.data)
    else {
      const key = keys.get(parsed.data.revoked)
      if (key) keys.set(key.id, { ...key, revokedAt: parsed.data.at })
    }
  }
  return [...keys.values()]
}

/**
 * Makes a key and adds its hash to the file. The key is returned this once.
 *
 * @throws SwitchyardError `INVALID_CONFIG` for a webhook that is no http(s) URL, `INVALID_REQUEST` for a limit that can't be held
 */
export async function addKey(
  file: string,
  {
    name,
    scopes,
    limits = {},
    webhook: url,
    now = new Date(),
  }: {
    name: string
    scopes: readonly KeyScope[]
    /** Default: none. */
    limits?: KeyLimits | undefined
    /** The URL at which it is told of what has ended. Default: that of the server. */
    webhook?: string | undefined
    now?: Date | undefined
  },
): Promise<{ key: string; id: string; webhook: WebhookTarget | undefined }> {
  if (url !== undefined && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
    throw new SwitchyardError(
      'INVALID_CONFIG',
      `"${url.slice(0, 200)}" is no URL for a webhook. Write it like https://app.example/hooks.`,
    )
  const checked = newKeyLimitsSchema.safeParse(limits)
  if (!checked.success) throw new SwitchyardError('INVALID_REQUEST', `${describeIssues(checked.error)}.`)
  const webhook = url === undefined ? undefined : { url, secret: newWebhookSecret() }
  const id = randomBytes(6).toString('hex')
  const key = `sk-switchyard-${id}-${randomBytes(32).toString('base64url')}`
  const createdAt = now.toISOString()
  await appendLine(file, {
    id,
    name: onOneLine(name),
    hash: hashOf(key),
    scopes,
    createdAt,
    webhook,
    ...limits,
  })
  return { key, id, webhook }
}

/** Revokes a key by its id. @throws SwitchyardError `INVALID_REQUEST` when there is no such key */
export async function revokeKey(file: string, id: string, now = new Date()): Promise<void> {
  const keys = await readKeys(file)
  const key = keys.find((one) => one.id === id)
  if (!key)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${file} has no key ${id}. \`switchyard keys list\` shows the ids.`,
    )
  if (key.revokedAt === undefined) await appendLine(file, { revoked: id, at: now.toISOString() })
}

/** The key that someone presents, if it holds. All keys are compared, each in constant time. */
export function findKey(keys: readonly StoredKey[], presented: string): StoredKey | undefined {
  const hash = Buffer.from(hashOf(presented), 'hex')
  let found: StoredKey | undefined
  for (const key of keys) if (timingSafeEqual(hash, Buffer.from(key.hash, 'hex'))) found = key
  return found?.revokedAt === undefined ? found : undefined
}

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex')

async function appendLine(file: string, line: object): Promise<void> {
  try {
    await makeFolderPrivately(dirname(file))
    const opened = await open(file, 'a+', privateFile)
    try {
      // One write of one line: the system puts it at the end whole, also when two processes add at once.
      await opened.appendFile(`${(await endsLine(opened)) ? '' : '\n'}${JSON.stringify(line)}\n`)
    } finally {
      await opened.close()
    }
    await chmod(file, privateFile)
  } catch (error) {
    throw keyFileError(file, messageOf(error), error)
  }
}

/** Whether what is added begins a line. An editor may have left the last one without its end. */
async function endsLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat()
  if (size === 0) return true
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] === 10
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function keyFileError(file: string, reason: string, cause?: unknown): SwitchyardError {
  return new SwitchyardError(
    'INVALID_CONFIG',
    `The key file ${file} can't be used: ${reason}. Mend it, or make another with \`switchyard keys add\`.`,
    { cause },
  )
}
