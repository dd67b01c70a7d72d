import { createReadStream } from 'node:fs'
import { posix } from 'node:path'
import { z } from 'zod'
import { callUrls } from '../../batch/endpoint-call.js'
import { splitLines } from '../../core/flow/lines.js'
import { parseJson } from '../../core/json.js'
import { onOneLine } from '../../core/text.js'
import type { Plan } from '../../plan/plan.js'
import { badRequest } from '../http/api-error.js'
import { type JobFile, jobFileUri, missingUri } from './job-media.js'

/** A file with the name that a client calls it by, which may have folders in it. */
export type NamedJobFile = JobFile & { name?: string | undefined }

const longestId = 500

/** The lines of a batch that asks the same of each file. */
export function* composeJobs(
  files: readonly NamedJobFile[],
  { text, plan }: { text: string; plan?: Plan | undefined },
): Generator<string> {
  const taken = new Map<string, number>()
  for (const [at, file] of files.entries()) {
    const name = onOneLine(file.name ?? '').slice(0, longestId) || `file ${at + 1}`
    const times = (taken.get(name) ?? 0) + 1
    taken.set(name, times)
    const custom_id = times === 1 ? name : `${name} (${times})`
    yield `${JSON.stringify({ custom_id, body: { text, media: [jobFileUri(file)], plan } })}\n`
  }
}

const ownLineSchema = z.looseObject({
  body: z.looseObject({
    media: z.array(z.string()).optional(),
    plan: z.looseObject({ steps: z.array(z.looseObject({})) }).optional(),
  }),
})
const callSchema = z.looseObject({ url: z.enum(callUrls) })

/**
 * The lines of a jobs file as this server may answer them: files are those that came with it, named by path, uploads and media of
 * the same owner, `https:` and `data:` URLs. Lines that are no jobs stay, so that they get their result.
 *
 * @throws ApiError 400 for a plan that names models
 */
export async function* adoptJobs(path: string, files: readonly NamedJobFile[]): AsyncGenerator<string> {
  const find = finderOf(files)
  for await (const { number, content } of splitLines(createReadStream(path))) {
    if (!content.ok) {
      yield `${JSON.stringify(content.error)}\n`
      continue
    }
    const json = parseJson(content.value)
    const own = callSchema.safeParse(json).success ? undefined : ownLineSchema.safeParse(json).data
    if (own?.body.plan?.steps.some((step) => step.model !== undefined))
      throw badRequest(
        `Line ${number}: a plan over the network names no models. Leave "model" out of its steps.`,
        'jobs_file_id',
        'model_not_allowed',
      )
    yield `${withMedia(own, find) ?? content.value}\n`
  }
}

/** A line whose files are named as this server names them; undefined where it has none, or nests too deeply to be a job. */
function withMedia(
  line: z.output<typeof ownLineSchema> | undefined,
  find: (named: string) => string,
): string | undefined {
  const media = line?.body.media?.map(find)
  try {
    return line && media && JSON.stringify({ ...line, body: { ...line.body, media } })
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined
    throw thrown
  }
}

/** Finds the file that a line names: by its whole path, by the end of it where that is one file's alone. */
function finderOf(files: readonly NamedJobFile[]): (named: string) => string {
  const byName = new Map<string, JobFile | 'several'>()
  for (const file of files) {
    const parts = tidy(file.name ?? '').split('/')
    for (let from = 0; from < parts.length; from += 1) {
      const end = parts.slice(from).join('/')
      if (end !== '') byName.set(end, from > 0 && byName.has(end) ? 'several' : file)
    }
  }
  return (named) => {
    if (/^(?:data:|https?:\/\/|switchyard:\/\/)/i.test(named)) return named
    if (/^[0-9a-f]{64}$/.test(named)) return jobFileUri({ digest: named })
    if (/^file-[0-9a-f]{32}$/.test(named)) return jobFileUri({ file_id: named })
    const found = byName.get(tidy(named))
    return found === undefined || found === 'several' ? missingUri(named) : jobFileUri(found)
  }
}

const tidy = (path: string): string => posix.normalize(path.replaceAll('\\', '/')).replace(/^(?:\.\/)+/, '')
