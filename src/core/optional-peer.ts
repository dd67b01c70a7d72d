import { SwitchyardError } from './errors.js'

export interface OptionalPeers<T> {
  /** What needs them, as the message begins: `A media share on S3`. */
  feature: string
  /** Their names, as `npm install` takes them. */
  packages: readonly string[]
  load: () => Promise<T>
}

/**
 * Loads packages that few need, and that are therefore installed beside Switchyard, not with it.
 *
 * @throws SwitchyardError `INVALID_CONFIG` with the line that installs them, where they are not there
 */
export async function loadOptionalPeers<T>({ feature, packages, load }: OptionalPeers<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    if (!isNotFound(cause)) throw cause
    throw new SwitchyardError(
      'INVALID_CONFIG',
      `${feature} needs packages that aren't installed: npm install ${packages.join(' ')}`,
      { details: { packages: [...packages] }, cause },
    )
  }
}

const isNotFound = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'code' in thrown &&
  (thrown.code === 'ERR_MODULE_NOT_FOUND' || thrown.code === 'MODULE_NOT_FOUND')
