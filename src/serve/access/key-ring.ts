import { setMaxListeners } from 'node:events'
import { stat } from 'node:fs/promises'
import { ApiError } from '../http/api-error.js'
import type { WebhookTarget } from '../webhooks/webhook-target.js'
import { createKeyAccount, type KeyAccount } from './key-account.js'
import { findKey, type KeyScope, readKeys, type StoredKey } from './key-file.js'
import { createSpentLedger, spentFileOf } from './spent-ledger.js'

/** Who sends a request, and what they may do. */
export interface Access {
  /** Whose runs, files and media these are: the key's id, or `local` on a server without keys. */
  owner: string
  scopes: ReadonlySet<KeyScope>
  /** Aborts when the key is revoked. */
  signal: AbortSignal | undefined
}

/** Everybody, on a server without keys. */
export const openAccess: Access = { owner: 'local', scopes: new Set(['admin']), signal: undefined }

/** The keys of a server. The file is read again when it changes, so that a revoked key ends at once. */
export interface KeyRing {
  /** @throws ApiError 401 */
  check(authorization: string | null): Promise<Access>
  /** Whether the key with this id holds. */
  holds(id: string): Promise<boolean>
  /** What the key with this id uses of what it may; undefined where there is no such key. */
  account(id: string): KeyAccount | undefined
  /** Where the key with this id is told of what has ended; undefined where it names nothing, and when it is revoked. */
  webhook(id: string): WebhookTarget | undefined
  close(): void
}

/**
 * @param pollMs how often the file is looked at while requests run. Default: 1 s
 * @param allowUnknownPrice whether calls pass under a budget whose price is not known. Default: false
 */
export async function openKeyRing(
  file: string,
  { pollMs = 1000, allowUnknownPrice = false } = {},
): Promise<KeyRing> {
  const ledger = createSpentLedger(spentFileOf(file))
  await ledger.refresh()
  /** By key. The limits of a key never change: another key has others. */
  const accounts = new Map<string, KeyAccount>()
  let keys: readonly StoredKey[] = []
  let lastState = ''
  const inUse = new Map<string, AbortController>()

  async function refresh(): Promise<void> {
    const state = await stat(file).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
      () => 'none',
    )
    if (state === lastState) return
    keys = await readKeys(file)
    lastState = state
    for (const [id, controller] of inUse) {
      if (keys.some((key) => key.id === id && key.revokedAt === undefined)) continue
      inUse.delete(id)
      controller.abort(keyRevoked())
    }
  }

  await refresh()
  // A file that can't be read for a moment changes nothing; the next look tells.
  const timer = setInterval(() => {
    refresh().catch(() => undefined)
    void ledger.refresh()
  }, pollMs)
  timer.unref()

  return {
    async check(authorization) {
      const [, presented] = /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? '') ?? []
      if (presented === undefined)
        throw unauthorized('This server asks for a key. Send it as "Authorization: Bearer KEY".')
      await refresh().catch(() => {
        throw new ApiError('The keys of this server can not be read. Its operator has to look after them.', {
          status: 503,
          code: 'keys_unreadable',
        })
      })
      const key = findKey(keys, presented)
      if (!key)
        throw unauthorized(
          'This key is not known or was revoked. The operator makes one with `switchyard keys add`.',
        )
      const controller = inUse.get(key.id) ?? new AbortController()
      if (!inUse.has(key.id)) {
        setMaxListeners(0, controller.signal)
        inUse.set(key.id, controller)
      }
      return { owner: key.id, scopes: new Set(key.scopes), signal: controller.signal }
    },
    async holds(id) {
      await refresh().catch(() => undefined)
      return keys.some((key) => key.id === id && key.revokedAt === undefined)
    },
    account(id) {
      const known = accounts.get(id)
      if (known) return known
      const limits = keys.find((key) => key.id === id)
      if (!limits) return undefined
      const account = createKeyAccount({ id, limits, ledger, allowUnknownPrice })
      accounts.set(id, account)
      return account
    },
    webhook: (id) => keys.find((key) => key.id === id && key.revokedAt === undefined)?.webhook,
    close: () => clearInterval(timer),
  }
}

/** @throws ApiError 403 when the key was not made for this */
export function requireScope({ scopes }: Access, scope: KeyScope): void {
  if (scopes.has(scope) || scopes.has('admin')) return
  throw new ApiError(
    `This key may not do that: it lacks the scope "${scope}". The operator makes one with \`switchyard keys add --scope ${scope}\`.`,
    { status: 403, code: 'missing_scope' },
  )
}

/** Files are for runs and for batches. @throws ApiError 403 */
export const requireRunOrBatch = (access: Access): void =>
  requireScope(access, access.scopes.has('batch') ? 'batch' : 'run')

const unauthorized = (message: string): ApiError =>
  new ApiError(message, { status: 401, code: 'invalid_api_key' })

const keyRevoked = (): ApiError => unauthorized('This key was revoked while the request ran.')
