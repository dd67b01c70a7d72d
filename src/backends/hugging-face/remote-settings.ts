import type { Env } from '../../core/env.js'
import { SwitchyardError } from '../../core/errors.js'
import { trimEndOf } from '../../core/trim-end.js'

/** Where remote calls go, and as whom. */
export interface RemoteSettings {
  /** The Hub's API, for which provider serves a model: `HF_ENDPOINT`, else `https://huggingface.co`. No slash at its end. */
  hub: string
  /** The router of the Inference Providers: `HF_INFERENCE_ENDPOINT`, else `HF_ROUTER_URL`, else `https://router.huggingface.co`. */
  router: string
  /** `HF_TOKEN`. A saved login is not used: what costs money and sends data away is asked for by name. */
  token: string | undefined
  /** `HF_HUB_OFFLINE`: only endpoints on this machine are called. */
  offline: boolean
}

/** Reads the settings once. Variables that are empty count as not set. @throws SwitchyardError `INVALID_CONFIG` */
export function readRemoteSettings(env: Env): RemoteSettings {
  return {
    hub: address(env, ['HF_ENDPOINT'], 'https://huggingface.co'),
    router: address(env, ['HF_INFERENCE_ENDPOINT', 'HF_ROUTER_URL'], 'https://router.huggingface.co'),
    token: env.HF_TOKEN?.trim() || undefined,
    offline: ['1', 'on', 'yes', 'true'].includes((env.HF_HUB_OFFLINE ?? '').trim().toLowerCase()),
  }
}

function address(env: Env, names: readonly string[], usual: string): string {
  const name = names.find((one) => env[one]?.trim())
  const value = (name && env[name]?.trim()) || usual
  if (!/^https?:/.test(value) || !URL.canParse(value))
    throw new SwitchyardError('INVALID_CONFIG', `${name} is "${value}"; it must be a URL such as ${usual}.`)
  return trimEndOf(value, '/')
}
