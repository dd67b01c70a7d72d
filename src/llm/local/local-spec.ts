import { resolve } from 'node:path'
import { type Candidate, candidateSchema } from '../../config/candidate.js'
import { dtypes } from '../../config/dtype.js'
import { SwitchyardError } from '../../core/errors.js'
import { err, ok, type Result } from '../../core/result.js'

/** What LLMs are loaded as where the spec doesn't say: 4-bit weights, which most exports have and half of q8's memory. */
const usualDtype = 'q4'

/**
 * The model behind `local:`, as the local backend takes it: `owner/name[@revision][:dtype]`, or a folder that begins
 * with `.` or `/`. Pure; errors are `INVALID_CONFIG`.
 */
export function parseLocalModel(model: string): Result<Candidate, SwitchyardError> {
  const [, name = model, ending] = /^(.+):([^:/\\]+)$/.exec(model) ?? []
  const dtype = dtypes.find((known) => known === (ending ?? usualDtype))
  if (!dtype)
    return err(
      invalid(model, `"${ending}" is no dtype; there are ${dtypes.join(', ')} (default: ${usualDtype})`),
    )
  if (/^([./\\]|[A-Za-z]:)/.test(name))
    return ok(candidateSchema.parse({ backend: 'local', source: 'folder', model: resolve(name), dtype }))
  const [, hubId, revision = 'main'] = /^([\w.-]+\/[\w.-]+)(?:@([\w./-]+))?$/.exec(name) ?? []
  if (!hubId) return err(invalid(model, 'that names no model'))
  return ok(candidateSchema.parse({ backend: 'local', model: hubId, revision, dtype }))
}

function invalid(model: string, problem: string): SwitchyardError {
  return new SwitchyardError(
    'INVALID_CONFIG',
    `The LLM "local:${model}" can't be used: ${problem}. Write local:owner/name, with @revision and :dtype if need be, such as local:onnx-community/Qwen2.5-1.5B-Instruct:q4, or local:./folder.`,
    { details: { model } },
  )
}
