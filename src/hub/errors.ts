import { errnoOf } from '../core/errno.js'
import { SwitchyardError } from '../core/errors.js'
import { describeNetworkError } from '../http/send-request.js'
import type { HubSettings } from './settings.js'

/** What stood in the way, for those who ask about many models. In `details.reason` of the errors below. */
export type HubTrouble = 'unreachable' | 'gated' | 'not-found' | 'refused' | 'busy'

type Where = Pick<HubSettings, 'endpoint' | 'cacheDir' | 'token'>

const demo = 'or use the models that come with Switchyard: `--profile demo`'

function unavailable(
  message: string,
  {
    model,
    hub,
    retryable = false,
    cause,
    reason,
    facts,
  }: {
    model: string | undefined
    hub: Where
    retryable?: boolean | undefined
    cause?: unknown
    reason?: HubTrouble | undefined
    facts?: Record<string, unknown> | undefined
  },
): SwitchyardError {
  const details = {
    model,
    endpoint: hub.endpoint,
    cacheDir: hub.cacheDir,
    ...(reason && { reason }),
    ...facts,
  }
  return new SwitchyardError('MODEL_UNAVAILABLE', message, { retryable, details, cause })
}

/** No answer, or none that is one. Not retryable: several tries were made. */
export function hubUnreachable(model: string | undefined, hub: Where, cause: unknown): SwitchyardError {
  const reason = describeNetworkError(cause)
  if (model === undefined)
    return unavailable(`${hub.endpoint} can't be reached: ${reason}. Check the network or HF_ENDPOINT.`, {
      model,
      hub,
      reason: 'unreachable',
      cause,
    })
  return unavailable(
    `The model ${model} is not on this machine (cache folder ${hub.cacheDir}), and ${hub.endpoint} can't be reached: ${reason}. Check the network or HF_ENDPOINT, fetch it where there is a network with \`switchyard models pull ${model}\`, ${demo}.`,
    { model, hub, reason: 'unreachable', cause },
  )
}

/** Downloads are off, by HF_HUB_OFFLINE, `--offline` or the profile. */
export function downloadsOff(model: string, hub: Where): SwitchyardError {
  return unavailable(
    `The model ${model} is not on this machine (cache folder ${hub.cacheDir}), and downloads are off (HF_HUB_OFFLINE, --offline or the profile). Fetch it first with \`switchyard models pull ${model}\` from ${hub.endpoint}, ${demo}.`,
    { model, hub },
  )
}

/** The Hub answered, but not with what was asked for. */
export function hubRefused(
  what: {
    /** Absent: a search. */
    model?: string | undefined
    revision?: string | undefined
    path?: string | undefined
    status: number
    code: string | undefined
    /** How long the server asks to wait, ms. */
    asksMs?: number | undefined
  },
  hub: Where,
): SwitchyardError {
  const { model, revision = 'main', path, status, code, asksMs } = what
  const name = path ? `${path} of ${model}` : (model ?? 'the search')
  const tokenHint = hub.token
    ? 'The token in use (HF_TOKEN or the saved one) does not give access'
    : 'There is no token: set HF_TOKEN or run `hf auth login`'
  if (code === 'GatedRepo')
    return unavailable(
      `The model ${model} is gated at ${hub.endpoint}: its terms must be accepted on its page first. ${tokenHint}. Nothing was written to ${hub.cacheDir}.`,
      { model, hub, reason: 'gated' },
    )
  // The Hub says 401 for repositories that don't exist, lest it tell which private ones do.
  if (model !== undefined && (status === 401 || code === 'RepoNotFound'))
    return unavailable(
      `The model ${model} was not found at ${hub.endpoint}, or is private. Check its name. ${tokenHint}.`,
      { model, hub, reason: 'not-found' },
    )
  if (status === 403 || status === 401)
    return unavailable(`${hub.endpoint} refuses ${name} (${status}). ${tokenHint}.`, {
      model,
      hub,
      reason: 'refused',
    })
  if (status === 404)
    return unavailable(
      `${name} was not found at ${hub.endpoint} in revision ${revision}. Check the name and the revision in the catalogue.`,
      { model, hub, reason: 'not-found' },
    )
  const when = asksMs === undefined ? 'later' : `in ${Math.ceil(asksMs / 1000)} s, as it asks`
  return unavailable(
    `${hub.endpoint} answered ${status} for ${name}. Try again ${when}, ${demo}. The cache folder is ${hub.cacheDir}.`,
    {
      model,
      hub,
      reason: 'busy',
      retryable: status === 429 || status >= 500,
      facts: { status, retryAfterMs: asksMs },
    },
  )
}

/** What came is not what the Hub announced. It was thrown away. */
export function wrongContent(model: string, path: string, hub: Where, how: string): SwitchyardError {
  return unavailable(
    `${path} of ${model} came damaged from ${hub.endpoint} twice: ${how}. It was kept out of the cache folder ${hub.cacheDir}. Check HF_ENDPOINT and any proxy in between, then try again.`,
    { model, hub },
  )
}

/** The disk takes no more, or may not be written; anything else unchanged. */
export function cacheError(error: unknown, model: string, { cacheDir }: Where): unknown {
  const code = errnoOf(error)
  const details = { model, cacheDir, errno: code }
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new SwitchyardError(
      'STORE_FULL',
      `The disk of ${cacheDir} is full, ${model} does not fit. Free some space and try again (what has come so far is kept), or set HF_HOME to another disk.`,
      { details, cause: error },
    )
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new SwitchyardError(
      'INVALID_CONFIG',
      `The cache folder ${cacheDir} can't be written (${code}), so ${model} can't be downloaded. Make it writable, or set HF_HOME to another folder.`,
      { details, cause: error },
    )
  return error
}
