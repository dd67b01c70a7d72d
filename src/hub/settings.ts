import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Env } from '../core/env.js'
import { SwitchyardError } from '../core/errors.js'
import { trimEndOf } from '../core/trim-end.js'

/** Where models come from and where they are kept, as everywhere in the Hugging Face world. */
export interface HubSettings {
  /** `HF_ENDPOINT`, without a slash at its end. */
  endpoint: string
  /** `HF_HUB_CACHE`, else `$HF_HOME/hub`, else `~/.cache/huggingface/hub`. */
  cacheDir: string
  /** `HF_TOKEN`, else what `hf auth login` saved. */
  token: string | undefined
  /** `HF_HUB_OFFLINE`. */
  offline: boolean
}

/** Reads the settings once. Variables that are empty count as not set. @throws SwitchyardError `INVALID_CONFIG` */
export function readHubSettings(env: Env): HubSettings {
  const home = env.HOME || homedir()
  const path = (value: string) => value.replace(/^~(?=$|[/\\])/, home)
  const cacheHome = env.XDG_CACHE_HOME || join(home, '.cache')
  const hfHome = path(env.HF_HOME || join(cacheHome, 'huggingface'))
  const endpoint = trimEndOf(env.HF_ENDPOINT || 'https://huggingface.co', '/')
  if (!/^https?:/.test(endpoint) || !URL.canParse(endpoint))
    throw new SwitchyardError(
      'INVALID_CONFIG',
      `HF_ENDPOINT is "${endpoint}"; it must be a URL such as https://huggingface.co.`,
    )
  return {
    endpoint,
    cacheDir: path(env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(hfHome, 'hub')),
    token:
      env.HF_TOKEN?.trim() ||
      env.HUGGING_FACE_HUB_TOKEN?.trim() ||
      savedToken(path(env.HF_TOKEN_PATH || join(hfHome, 'token'))),
    offline: isOn(env.HF_HUB_OFFLINE),
  }
}

function isOn(value: string | undefined): boolean {
  return ['1', 'on', 'yes', 'true'].includes((value ?? '').trim().toLowerCase())
}

function savedToken(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch {
    // Not logged in.
    return undefined
  }
}
