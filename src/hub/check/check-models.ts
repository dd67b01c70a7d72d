import { setMaxListeners } from 'node:events'
import pMap from 'p-map'
import { candidateId } from '../../config/candidate.js'
import { SwitchyardError } from '../../core/errors.js'
import type { HubClient } from '../client.js'
import type { HubSettings } from '../settings.js'
import { type CatalogClaim, type Judgement, judgeModel } from './judge-model.js'
import { type ModelState, readModelState } from './model-state.js'

/** An entry of a catalogue, checked. */
export interface CheckedModel {
  tool: string
  candidate: string
  model: string
  /** `unchecked`: the Hub did not say. */
  state: 'right' | 'wrong' | 'unchecked'
  /** What is wrong, each with what to write instead; of what was not checked, why. */
  problems: string[]
  notes: string[]
  downloadBytes: number | undefined
  license: string | undefined
  /** Providers where it can be called now. */
  providers: string[]
}

export interface CheckModelsOptions {
  hub: HubSettings
  /** Waits as long as servers ask it to. */
  client: HubClient
  signal: AbortSignal
  /** Told after each entry. */
  onProgress?: ((progress: { done: number; total: number; model: string }) => void) | undefined
}

const questionsAtOnce = 6
/** So many models in a row that the Hub can't be reached for: then the rest is not asked. */
const mostSilent = 3

/**
 * Checks entries of a catalogue against the Hub: names, files, precisions, sizes, licences, providers. Each model is asked for
 * once, however many entries name it. What can't be found out of a model is no error; that the Hub can't be reached at all is.
 * @throws SwitchyardError `MODEL_UNAVAILABLE` where the Hub can't be reached, `CANCELLED`
 */
export async function checkModels(
  claims: readonly CatalogClaim[],
  { hub, client, signal, onProgress }: CheckModelsOptions,
): Promise<CheckedModel[]> {
  const known = new Map<string, Promise<ModelState>>()
  let silent = 0
  let done = 0
  const withFiles = new Set(
    claims.filter(({ candidate }) => candidate.backend === 'local').map(({ candidate }) => keyOf(candidate)),
  )

  const takenBy = (claim: CatalogClaim) =>
    claims
      .filter(
        (other) =>
          other !== claim && other.tool === claim.tool && keyOf(other.candidate) === keyOf(claim.candidate),
      )
      .map(({ candidate }) => candidate.dtype)

  async function stateOf({ candidate }: CatalogClaim): Promise<ModelState> {
    const key = keyOf(candidate)
    const asked =
      known.get(key) ??
      readModelState({ ...candidate, withFiles: withFiles.has(key) }, { hub, client, signal })
    known.set(key, asked)
    return asked
  }

  async function check(claim: CatalogClaim): Promise<CheckedModel> {
    if (silent >= mostSilent)
      return found(claim, 'unchecked', {
        problems: ['was not asked for: the Hub could not be reached any more'],
      })
    try {
      const state = await stateOf(claim)
      silent = 0
      const judged = judgeModel(claim, state, { hasToken: hub.token !== undefined, taken: takenBy(claim) })
      return found(claim, judged.problems.length > 0 ? 'wrong' : 'right', judged, state)
    } catch (error) {
      if (!(error instanceof SwitchyardError) || error.code === 'CANCELLED') throw error
      const { reason } = error.details
      if (reason === 'unreachable') silent += 1
      if (reason !== 'not-found' && reason !== 'gated')
        return found(claim, 'unchecked', { problems: [firstSentence(error.message)] })
      const [, name = ''] = claim.candidate.model.split('/')
      const advice =
        reason === 'gated'
          ? 'is gated: accept its terms on its page and set HF_TOKEN, or choose another model'
          : `was not found, in revision ${claim.candidate.revision}: look for another with \`switchyard models search ${name}\``
      return found(claim, 'wrong', { problems: [advice] })
    } finally {
      done += 1
      onProgress?.({ done, total: claims.length, model: claim.candidate.model })
    }
  }

  // Every question that waits for its turn listens to it.
  setMaxListeners(0, signal)
  // Whether there is a Hub at all is found out by one question, and not by one of each.
  const [first, ...rest] = claims
  if (!first) return []
  const head = await check(first)
  if (silent > 0) await stateOf(first)
  return [head, ...(await pMap(rest, check, { concurrency: questionsAtOnce, signal }))]
}

const keyOf = ({ model, revision }: CatalogClaim['candidate']): string => `${model}@${revision}`

const firstSentence = (message: string): string =>
  /^.*?[.](?=\s|$)/s.exec(message)?.[0].slice(0, -1) ?? message

function found(
  { tool, candidate }: CatalogClaim,
  state: CheckedModel['state'],
  { problems, notes = [], downloadBytes }: Partial<Judgement> & { problems: string[] },
  seen?: ModelState,
): CheckedModel {
  const live = seen?.providers.filter(({ status }) => status === 'live') ?? []
  return {
    tool,
    candidate: candidateId(candidate),
    model: candidate.model,
    state,
    problems,
    notes,
    downloadBytes,
    license: seen?.license,
    providers: [...new Set(live.map(({ provider }) => provider))],
  }
}
