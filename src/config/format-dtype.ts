import type { ModelDtype } from './dtype.js'

/** `q8`, or `decoder_model_merged=q8+encoder_model=fp32`: the same text for the same dtypes, in whatever order they stand. */
export function formatDtype(dtype: ModelDtype): string {
  if (typeof dtype === 'string') return dtype
  return Object.entries(dtype)
    .map(([part, one]) => `${part}=${one}`)
    .sort()
    .join('+')
}
