import { basename } from 'node:path'
import { describeNoProfile, listProfiles } from '../../config/load-profile.js'
import { onOneLine } from '../../core/text.js'
import { findLlmFolder } from '../../llm/local/llm-folder.js'
import { badRequest } from '../http/api-error.js'
import type { SettingsChange } from './setting-paths.js'

/**
 * Refuses settings that name files of this machine: a profile of one's own, a model in a folder. Who runs the server writes
 * those into the settings file.
 *
 * @throws ApiError 400
 */
export async function refuseFiles({ profile, llm }: SettingsChange): Promise<void> {
  if (profile !== undefined && profile !== null) {
    const names = await listProfiles()
    const name = onOneLine(String(profile))
    if (!names.includes(String(profile)))
      throw badRequest(
        `${describeNoProfile(name, names)}. One in a file of its own is named where the server is started.`,
        'profile',
      )
  }
  if (typeof llm === 'string' && findLlmFolder(llm))
    throw badRequest(
      'llm: a model in a folder of the server is named where the server is started. Name one of the Hub, such as local:owner/name.',
      'llm',
    )
}

/** A text about an LLM for everybody: of a model in a folder, it has the name of the folder alone. */
export function withoutFolder(text: string, spec: string): string {
  const found = findLlmFolder(spec)
  return found ? text.replaceAll(found.written, `…/${basename(found.folder)}`) : text
}
