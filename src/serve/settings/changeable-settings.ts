import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isMap, parseDocument } from 'yaml'
import { createAgent } from '../../agent/agent.js'
import type { AgentOptions } from '../../agent/options.js'
import { findOverride, settingsFileOf } from '../../config/load-profile.js'
import { errnoOf } from '../../core/errno.js'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import { makeFolderPrivately, privateFile, rewriteFile } from '../../core/files.js'
import { type SettingPath, type SettingsChange, settingPathSchema } from './setting-paths.js'

/** What a server needs to let its settings be changed. */
export interface ChangeableSettings {
  /** The options that its agent was made with: they name the settings file, and what it can't change. */
  agent: AgentOptions
  /** Told after the file was written: starts the server anew. Default: the settings hold from its next start. */
  restart?: (() => void) | undefined
}

const sourcesOf = ({ agent }: ChangeableSettings) => ({ ...agent, env: agent.env ?? process.env })

/** The settings file that is written, and what it can't change, by what sets it. */
export function describeChangeable(settings: ChangeableSettings): {
  file: string
  fixed: Partial<Record<SettingPath, string>>
} {
  const sources = sourcesOf(settings)
  const fixed: Partial<Record<SettingPath, string>> = {}
  for (const path of settingPathSchema.options) {
    const by = path === 'llm' && sources.llm !== undefined ? '--llm' : findOverride(path, sources)
    if (by !== undefined) fixed[path] = by
  }
  return { file: settingsFileOf(sources), fixed }
}

const header = ' Settings of Switchyard for this folder. docs/configuration.md has them all.\n'

/**
 * Writes changed settings into the settings file, which keeps its comments and the rest. An agent is made of them first: a
 * file with which the server could not start is not written.
 *
 * @throws SwitchyardError `INVALID_REQUEST` for what can't be changed or written, and as `createAgent` does
 */
export async function changeSettings(settings: ChangeableSettings, change: SettingsChange): Promise<void> {
  const { file, fixed } = describeChangeable(settings)
  for (const path of settingPathSchema.options)
    if (change[path] !== undefined && fixed[path] !== undefined)
      throw new SwitchyardError(
        'INVALID_REQUEST',
        `${path} is set by ${fixed[path]}, which is stronger than ${file}. Start the server without it, or change it there.`,
      )
  const text = changeText(await readOrNone(file), { file, change })
  // Beside the file, because what it names is looked for from its folder.
  const trial = `${file}.${randomUUID()}`
  const unwritable = (cause: unknown) =>
    new SwitchyardError('INVALID_REQUEST', `${file} can't be written: ${messageOf(cause)}.`, { cause })
  try {
    try {
      await makeFolderPrivately(dirname(file))
      await writeFile(trial, text, { mode: privateFile })
    } catch (cause) {
      throw unwritable(cause)
    }
    try {
      await (await createAgent({ ...settings.agent, config: trial })).close()
    } catch (cause) {
      throw new SwitchyardError(
        'INVALID_REQUEST',
        `${messageOf(cause).replaceAll(trial, file)} Nothing was changed.`,
        { cause },
      )
    }
  } finally {
    await rm(trial, { force: true }).catch(() => undefined)
  }
  await rewriteFile(file, text).catch((cause) => {
    throw unwritable(cause)
  })
}

/** What is wrong with the file as it stands is its writer's to mend: it is said, and nothing is changed. */
function changeText(
  text: string | undefined,
  { file, change }: { file: string; change: SettingsChange },
): string {
  try {
    return withChange(text, change)
  } catch (cause) {
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${file} can't be read: ${messageOf(cause).replace(/\.$/, '')}. Nothing was changed.`,
      { cause },
    )
  }
}

/** @throws what `yaml` throws, and where the text is no map of settings */
function withChange(text: string | undefined, change: SettingsChange): string {
  const parse = (yaml: string) => parseDocument(yaml, { prettyErrors: false })
  const written = parse(text ?? '')
  const document = written.contents === null ? parse(`${text ?? ''}\n{}`) : written
  const [problem] = document.errors
  if (problem) throw problem
  const { contents } = document
  if (!isMap(contents)) throw new Error('it is no map of settings, such as "privacy: local"')
  if (text === undefined) document.commentBefore = header.trimEnd()
  contents.flow = false
  for (const [path, value] of Object.entries(change)) {
    const keys = path.split('.')
    const group = keys.slice(0, -1)
    if (document.hasIn(group) && !isMap(document.getIn(group, true)))
      throw new Error(`"${group.join('.')}" is no map of settings there`)
    if (value !== null) document.setIn(keys, value)
    else if (document.hasIn(keys)) document.deleteIn(keys)
  }
  return document.toString()
}

async function readOrNone(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw new SwitchyardError('INVALID_REQUEST', `${file} can't be read: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}
