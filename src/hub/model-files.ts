import { type Dtype, dtypeOfPart, dtypes, type ModelDtype } from '../config/dtype.js'

/** How transformers.js names the weights of a dtype: `model_quantized.onnx` is q8. */
const suffixes: Record<Dtype, string> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
}

const settingsFiles = [
  'config.json',
  'generation_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'chat_template.jinja',
]

/** By the pipeline of transformers.js: the networks that it loads by themselves where a model has them. */
export const loneParts: Readonly<Record<string, readonly string[]>> = {
  'audio-feature-extraction': ['audio_model'],
  'image-feature-extraction': ['vision_model'],
  'image-text-similarity': ['text_model', 'vision_model'],
}

const decoders = ['decoder_model', 'decoder_with_past_model', 'decoder_model_merged']

/**
 * The files of a repository that a task needs, of all that are there; undefined when there are no weights for the
 * dtype. Chosen by name, the way transformers.js does it, because that takes neither the library (tens of megabytes in
 * the main process) nor a look into the files.
 */
export function neededFiles(
  all: readonly string[],
  { task, dtype }: { task?: string | undefined; dtype: ModelDtype },
): string[] | undefined {
  const settings = settingsFiles.filter((file) => all.includes(file))
  const parts = typeof dtype === 'string' ? partsFor(all, dtype) : partsWith(all, dtype)
  if (!settings.includes('config.json') || parts.length === 0) return undefined
  const chosen = choose(parts, task)
  if (!chosen) return undefined
  if (typeof dtype !== 'string' && Object.keys(dtype).some((part) => !chosen.includes(part))) return undefined
  // A model that speaks has its voices beside its networks.
  const voices = all.filter((file) => /^voices\/\w+\.bin$/.test(file))
  const weights = chosen.flatMap((part) => {
    const file = `onnx/${part}${suffixes[dtypeOfPart(dtype, part)]}.onnx`
    const isData = (other: string) =>
      other.startsWith(file) && /^_data(_\d+)?$/.test(other.slice(file.length))
    return [file, ...all.filter(isData)]
  })
  return [...settings, ...weights, ...voices]
}

/** The dtypes that a repository has weights in. */
export function availableDtypes(all: readonly string[]): Dtype[] {
  return dtypes.filter((dtype) => partsFor(all, dtype).length > 0)
}

/** Each network of a repository with the dtypes it is there in, in words: `encoder_model (fp32, q8)`. */
export function describeParts(all: readonly string[]): string[] {
  const available = dtypes.flatMap((dtype) => partsFor(all, dtype).map((part) => ({ part, dtype })))
  return [...new Set(available.map(({ part }) => part))].map((part) => {
    const own = available.filter((one) => one.part === part).map(({ dtype }) => dtype)
    return `${part} (${own.join(', ')})`
  })
}

/** Names of the networks that are there in the dtype that is wanted of each. */
function partsWith(all: readonly string[], dtype: ModelDtype): string[] {
  const names = new Set(dtypes.flatMap((one) => partsFor(all, one)))
  return [...names].filter((part) => partsFor(all, dtypeOfPart(dtype, part)).includes(part))
}

/** Names of the networks that have weights of the dtype: `encoder_model`, `decoder_model_merged`. */
function partsFor(all: readonly string[], dtype: Dtype): string[] {
  const names = all.flatMap((file) => /^onnx\/([\w.-]+)\.onnx$/.exec(file)?.[1] ?? [])
  const others = Object.values(suffixes).filter((suffix) => suffix !== '')
  const own = suffixes[dtype]
  return names
    .filter((name) => (own === '' ? !others.some((suffix) => name.endsWith(suffix)) : name.endsWith(own)))
    .map((name) => name.slice(0, name.length - own.length))
}

/** Of the networks that are there, those that are loaded together; undefined when one of them is missing. */
function choose(parts: readonly string[], task: string | undefined): string[] | undefined {
  const lone = task === undefined ? undefined : loneParts[task]
  if (lone?.every((part) => parts.includes(part))) return [...lone]
  // Two networks that read by themselves have no other form.
  if (lone && lone.length > 1) return undefined
  if (parts.includes('model')) {
    const beside = ['prepare_inputs_embeds', 'vision_encoder', 'audio_encoder'].filter((part) =>
      parts.includes(part),
    )
    return ['model', ...beside]
  }
  // An export may hold the decoder in three forms; only the merged one is used.
  if (parts.includes('decoder_model_merged'))
    return parts.some((part) => /encoder|embed_tokens/.test(part))
      ? parts.filter((part) => part === 'decoder_model_merged' || !decoders.includes(part))
      : undefined
  return parts.includes('encoder_model') && !parts.includes('decoder_model') ? undefined : [...parts]
}
