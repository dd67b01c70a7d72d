import { readResultsFrom } from '../../batch/read-results.js'
import { badRequest } from '../http/api-error.js'
import type { Services } from '../services.js'
import type { PlacedResult } from './batch-engine.js'
import type { BatchRecord } from './batch-record.js'

/**
 * The results of a batch that has ended, from its two files: replies first, then what failed.
 *
 * @throws ApiError 404 where its owner has deleted them
 */
export async function* readKeptResults(
  { files }: Pick<Services, 'files'>,
  { owner, output_file_id, error_file_id }: BatchRecord,
  after = 'output:0',
): AsyncGenerator<PlacedResult> {
  const [, part = '', byte = '0'] = /^(output|error):(\d{1,15})$/.exec(after) ?? []
  const wanted = part === 'error' ? ['error'] : ['output', 'error']
  for (const name of wanted) {
    const id = name === 'output' ? output_file_id : error_file_id
    if (id === undefined) continue
    const { path } = await files.get(owner, id)
    const start = name === part ? Number(byte) : 0
    for await (const { line, next } of readResultsFrom(path, start)) yield { line, next: `${name}:${next}` }
  }
}

/** A place among results, as a client gives it back. It may be of before the batch ended: then it begins anew. */
export function checkPlace(place: string): string {
  if (/^(?:(?:output|error):)?\d{1,15}(?:-\d{1,15})?$/.test(place)) return place
  throw badRequest('Name the "next" of an earlier reply.', 'after')
}
