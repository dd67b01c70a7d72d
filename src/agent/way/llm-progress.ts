import type { BackendProgress } from '../../backends/backend.js'
import type { Answering } from './answering.js'

/** Says what a local LLM is waiting for; no step's, so that the events' `step` is empty. */
export const llmProgress =
  (emit: Answering['emit']) =>
  (progress: BackendProgress): void => {
    if (progress.kind === 'load') emit({ type: 'model-load', step: '', model: progress.model })
    if (progress.kind === 'download') {
      const { model, loadedBytes, totalBytes } = progress
      emit({ type: 'model-download', step: '', model, loadedBytes, totalBytes })
    }
  }
