import type { LocalBackend } from '../../backends/local/local-backend.js'
import type { Candidate } from '../../config/candidate.js'
import { classificationOutput } from '../../tools/classification.js'
import type { AnyTool } from '../../tools/tool.js'
import type { Entailment } from './entailment.js'

/** A sentence waits no longer for a verdict. */
const mostMs = 1000

/**
 * Entailment by a zero-shot classification model that is on this machine: those are inference models, asked about one label. Nothing
 * is downloaded for it. Where none is there, or it takes over a second (as the first time, when it is loaded), there is no verdict.
 */
export function createLocalEntailment({
  local,
  tool,
  candidates,
  limitMs = mostMs,
}: {
  local: Pick<LocalBackend, 'call' | 'state'>
  /** The tool that says `judgesEntailment`. */
  tool: AnyTool
  /** What the catalogue and the profile allow for it. */
  candidates: readonly Candidate[]
  /** Most time for one statement, milliseconds. Default: 1,000. */
  limitMs?: number | undefined
}): Entailment {
  const isHere = (candidate: Candidate) => {
    const { readiness, unavailable } = local.state(candidate, tool)
    return candidate.backend === 'local' && !unavailable && (readiness === 'loaded' || readiness === 'cached')
  }
  return async ({ text, statement }, { signal }) => {
    const candidate = candidates.find(isHere)
    if (!candidate) return undefined
    const entailmentCandidate = { ...candidate, options: { ...candidate.options, hypothesisTemplate: '{}' } }
    const input = tool.input.parse({ text, labels: [statement], multiLabel: true })
    const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
    const result = await local.call(
      { tool, candidate: entailmentCandidate, input },
      { signal: limited, onProgress: () => {} },
    )
    return result.ok ? classificationOutput.safeParse(result.value).data?.score : undefined
  }
}
