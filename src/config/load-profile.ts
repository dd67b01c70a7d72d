import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { closest } from 'fastest-levenshtein'
import { z } from 'zod'
import { errnoOf } from '../core/errno.js'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { isRecord, parseJson } from '../core/json.js'
import { suggestName } from '../core/nearest-names.js'
import { err, ok, type Result } from '../core/result.js'
import { packageRoot } from './package-root.js'
import { type Profile, profileSchema } from './profile.js'
import { shippedProfile } from './shipped-content.js'
import { settingPaths, strictParse } from './strict-parse.js'

const settingsFile = 'switchyard.yaml'
const envPrefix = 'SWITCHYARD_'
/** Variables that are not settings of a profile. */
const otherVariables = ['PROFILE', 'CONFIG', 'CACHE_DIR', 'WEBHOOK_SECRET']

export interface ProfileSources {
  /** Name of a profile in `config/profiles`, or path of a YAML file with a whole profile. */
  profile?: string | undefined
  /** A settings file; default: `switchyard.yaml` in the working directory, if there. */
  config?: string | undefined
  /** `path.to.setting=value` pairs, the strongest. */
  set?: readonly string[] | undefined
  env: Readonly<Record<string, string | undefined>>
  cwd?: string | undefined
}

/** The settings file of these sources: where it is read, or where it would be written. */
export function settingsFileOf({ config, env, cwd = process.cwd() }: ProfileSources): string {
  return resolve(cwd, config ?? env[`${envPrefix}CONFIG`] ?? settingsFile)
}

/** What sets a setting so that a settings file can't: a flag or a variable; undefined where the file decides. */
export function findOverride(path: string, { profile, set = [], env }: ProfileSources): string | undefined {
  if (path === 'profile' && profile !== undefined) return '--profile'
  if (set.some((pair) => pair.startsWith(`${path}=`))) return 'a flag'
  return env[variableOf(path)] === undefined ? undefined : variableOf(path)
}

const treeSchema = z.record(z.string(), z.unknown())
type Tree = z.infer<typeof treeSchema>

/**
 * The profile to use: `config/profiles/NAME.yaml`, then the settings file, then `SWITCHYARD_*` variables
 * (`media.maxBytes` is `SWITCHYARD_MEDIA_MAX_BYTES`), then `set`; the later wins. Unknown keys are errors that name the
 * nearest known one.
 */
export async function loadProfile(sources: ProfileSources): Promise<Result<Profile, SwitchyardError>> {
  const { env, cwd = process.cwd() } = sources
  const isNamed = (sources.config ?? env[`${envPrefix}CONFIG`]) !== undefined
  const file = [settingsFileOf(sources)].find((path) => isNamed || existsSync(path))
  const settings = file ? await readYaml(file, settingsSchema) : ok<Tree>({})
  if (!settings.ok) return settings

  const { profile: fromFile, ...overrides } = settings.value
  const name =
    sources.profile ?? env[`${envPrefix}PROFILE`] ?? (typeof fromFile === 'string' ? fromFile : 'hub')
  const base = await readProfile(name, cwd)
  if (!base.ok) return base
  const fromEnv = await settingsFromEnv(env)
  if (!fromEnv.ok) return fromEnv
  const fromFlags = await settingsFromPairs(sources.set ?? [])
  if (!fromFlags.ok) return fromFlags

  const merged = [overrides, fromEnv.value, fromFlags.value].reduce(merge, base.value)
  const parsed = strictParse(profileSchema, merged, `profile "${name}" with its overrides`)
  if (!parsed.ok) return parsed
  const offline = ['1', 'true', 'yes', 'on'].includes((env.HF_HUB_OFFLINE ?? '').toLowerCase())
  const catalogs = parsed.value.catalogs.map((catalog) => resolve(file ? dirname(file) : cwd, catalog))
  return ok({ ...parsed.value, catalogs, downloads: parsed.value.downloads && !offline })
}

/** Names of the profiles that come with the package. */
export async function listProfiles(): Promise<string[]> {
  const files = await readdir(resolve(packageRoot, 'config/profiles'))
  return files.filter((file) => file.endsWith('.yaml')).map((file) => basename(file, '.yaml'))
}

async function readProfile(name: string, cwd: string): Promise<Result<Tree, SwitchyardError>> {
  if (/\.ya?ml$/.test(name)) return readYaml(resolve(cwd, name), profileSchema)
  const names = await listProfiles()
  if (names.includes(name))
    return readYaml(resolve(packageRoot, `config/profiles/${name}.yaml`), profileSchema)
  return err(
    new SwitchyardError('INVALID_CONFIG', `${describeNoProfile(name, names)}, or the path of a .yaml file.`),
  )
}

/** That there is no such profile, which is the nearest, and which there are; without the full stop. */
export const describeNoProfile = (name: string, names: readonly string[]): string =>
  `There is no profile "${name}".${suggestName(name, names)} Profiles: ${names.join(', ')}`

/** A settings file may name a profile and override any of its keys. Types are checked after merging. */
const settingsSchema = profileSchema.partial().extend({ profile: z.string().optional() })

/** Reads YAML and checks it, but returns what was written: defaults must not override the layers below. */
async function readYaml(file: string, schema: z.ZodType): Promise<Result<Tree, SwitchyardError>> {
  let written: unknown
  try {
    const text = await readFile(file, 'utf8')
    written = (await shippedProfile(text)) ?? (await parseYaml(text)) ?? {}
  } catch (cause) {
    const problem =
      errnoOf(cause) === 'ENOENT'
        ? `There is no file ${file}. Check the path.`
        : `${file} can't be read: ${messageOf(cause)}`
    return err(new SwitchyardError('INVALID_CONFIG', problem, { cause }))
  }
  const checked = strictParse(schema, written, file)
  return checked.ok ? ok(treeSchema.parse(written)) : checked
}

const paths = settingPaths(profileSchema)
const variableOf = (path: string) =>
  envPrefix +
  path
    .replace(/\./g, '_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()

async function settingsFromEnv(env: ProfileSources['env']): Promise<Result<Tree, SwitchyardError>> {
  const known = new Map(paths.map((path) => [variableOf(path), path]))
  let tree: Tree = {}
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(envPrefix) || value === undefined) continue
    if (otherVariables.includes(variable.slice(envPrefix.length))) continue
    const path = known.get(variable)
    if (!path) {
      const nearest = closest(variable, [...known.keys(), ...otherVariables.map((name) => envPrefix + name)])
      return err(
        new SwitchyardError(
          'INVALID_CONFIG',
          `Unknown environment variable ${variable}. Did you mean ${nearest}?`,
        ),
      )
    }
    const parsed = await parseValue(value, variable)
    if (!parsed.ok) return parsed
    tree = merge(tree, at(path.split('.'), parsed.value))
  }
  return ok(tree)
}

async function settingsFromPairs(pairs: readonly string[]): Promise<Result<Tree, SwitchyardError>> {
  let tree: Tree = {}
  for (const pair of pairs) {
    const [, path, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
    if (path === undefined || value === undefined)
      return err(new SwitchyardError('INVALID_CONFIG', `--set "${pair}": write it as path.to.setting=value.`))
    if (!paths.includes(path)) {
      return err(
        new SwitchyardError(
          'INVALID_CONFIG',
          `--set ${path}: unknown setting. Did you mean "${closest(path, paths)}"?`,
        ),
      )
    }
    const parsed = await parseValue(value, `--set ${path}`)
    if (!parsed.ok) return parsed
    tree = merge(tree, at(path.split('.'), parsed.value))
  }
  return ok(tree)
}

/** What a YAML text says. Most settings are JSON, which is YAML too and needs no library. */
async function parseYaml(text: string): Promise<unknown> {
  const json = parseJson(text)
  if (json !== undefined) return json
  const { parse } = await import('yaml')
  return parse(text, { prettyErrors: false })
}

/** A setting's value as YAML has it: `2`, `true`, `[a, b]`. */
async function parseValue(value: string, where: string): Promise<Result<unknown, SwitchyardError>> {
  try {
    return ok(await parseYaml(value))
  } catch (cause) {
    const reason = messageOf(cause)
    return err(
      new SwitchyardError(
        'INVALID_CONFIG',
        `${where}: "${value}" is no YAML value: ${reason}. Put quotes around text with special characters.`,
        { cause },
      ),
    )
  }
}

function at([head = '', ...rest]: readonly string[], value: unknown): Tree {
  return { [head]: rest.length > 0 ? at(rest, value) : value }
}

function merge(below: Tree, above: Tree): Tree {
  const merged: Tree = { ...below }
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key]
    merged[key] = isRecord(under) && isRecord(value) ? merge(under, value) : value
  }
  return merged
}
