import type { Pipe } from '../../../tools/local-adapter.js'
import { loadForecaster } from './load-forecaster.js'
import { loadSoundEncoder } from './load-sound-encoder.js'
import { loadTowers } from './load-towers.js'

/** Tasks that transformers.js has models and processors for, but no pipeline. */
const tasksInParts = [
  'image-text-to-text',
  'mask-generation',
  'image-text-similarity',
  'audio-feature-extraction',
  'audio-frame-classification',
  'audio-xvector',
  'text-to-speech-by-style',
  'time-series-forecasting',
] as const
export type TaskInParts = (typeof tasksInParts)[number]

export const isTaskInParts = (task: string): task is TaskInParts =>
  tasksInParts.some((known) => known === task)

/** Loads a model and its processor in place of a pipeline. Called, it runs the model on what the processor makes. */
export async function loadParts(task: TaskInParts, path: string, options: object): Promise<Pipe> {
  if (task === 'time-series-forecasting') return loadForecaster(task, path, options)
  if (task === 'image-text-similarity') return loadTowers(task, path, options)
  if (task === 'audio-feature-extraction') return loadSoundEncoder(task, path, options)
  const library = await import('@huggingface/transformers')
  const { AutoProcessor, PreTrainedModel } = library
  const classes = {
    'image-text-to-text': library.AutoModelForImageTextToText,
    'mask-generation': library.AutoModelForMaskGeneration,
    'audio-frame-classification': library.AutoModelForAudioFrameClassification,
    'audio-xvector': library.AutoModelForXVector,
    'text-to-speech-by-style': library.StyleTextToSpeech2Model,
  }
  const model: unknown = await classes[task].from_pretrained(path, options)
  if (!(model instanceof PreTrainedModel)) throw new Error('it is no model')
  try {
    const isSpeaking = task === 'text-to-speech-by-style'
    const processor = isSpeaking ? undefined : await AutoProcessor.from_pretrained(path, options)
    const tokenizer = isSpeaking
      ? await library.AutoTokenizer.from_pretrained(path, options)
      : processor?.tokenizer
    return Object.assign(
      async (...inputs: unknown[]): Promise<unknown> => Reflect.apply(model, model, inputs),
      {
        task,
        model,
        processor,
        tokenizer,
        dispose: async () => void (await model.dispose()),
      },
    )
  } catch (error) {
    await model.dispose()
    throw error
  }
}
