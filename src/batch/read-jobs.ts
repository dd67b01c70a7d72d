import { createReadStream } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { errnoOf } from '../core/errno.js'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { splitLines } from '../core/flow/lines.js'
import type { Entry } from './answer-jobs.js'
import type { CallUrl } from './endpoint-call.js'
import { parseJobLine } from './job-line.js'
import { JobIds } from './resume.js'

/**
 * The jobs of a file, line by line; blank lines are none.
 *
 * @param endpoint the one endpoint whose requests are taken; see `parseJobLine`
 * @throws SwitchyardError `INVALID_REQUEST` when it can't be read
 */
export async function* readJobs(
  path: string,
  { endpoint }: { endpoint?: CallUrl | undefined } = {},
): AsyncGenerator<Entry> {
  const folder = dirname(resolve(path))
  const ids = new JobIds()
  try {
    for await (const { number, content } of splitLines(createReadStream(path))) {
      if (content.ok && content.value.trim() === '') continue
      yield ids.check(number, parseJobLine({ number, content }, { folder, endpoint }))
    }
  } catch (cause) {
    throw jobsError(path, cause)
  }
}

/** What to tell the user when a jobs file can't be read. */
export function jobsError(path: string, cause: unknown): SwitchyardError {
  if (cause instanceof SwitchyardError) return cause
  const missing = errnoOf(cause) === 'ENOENT'
  const reason = messageOf(cause)
  return new SwitchyardError(
    'INVALID_REQUEST',
    missing ? `There is no file ${path}. Check the path.` : `The jobs can't be read from ${path}: ${reason}`,
    { cause },
  )
}
