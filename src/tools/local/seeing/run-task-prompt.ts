import { z } from 'zod'
import { SwitchyardError } from '../../../core/errors.js'
import type { Media } from '../../../media/media.js'
import type { FoundObject } from '../../image/objects.js'
import type { LocalContext, Pipe } from '../../local-adapter.js'
import { inside } from '../inside.js'
import { pictureSize } from '../picture-size.js'
import { generate } from './generate.js'
import { inputsOf } from './inputs-of.js'
import { plainWords } from './plain-words.js'
import { sightOf } from './sight.js'

const optionsSchema = z.object({
  /** The mark of the task, such as `<CAPTION>`, `<OD>` or `<OCR>`. */
  taskPrompt: z.string(),
  maxNewTokens: z.int().positive().default(1024),
  maxPixels: z.int().positive().default(2_000_000),
})

const boxesSchema = z.object({
  labels: z.array(z.string()),
  bboxes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
})
const postProcess = z.custom<(text: string, task: string, size: [number, number]) => unknown>(
  (value) => typeof value === 'function',
)

/** What came of a task: text, or boxes with their labels, in pixels of the picture as it was given. */
type TaskAnswer =
  | { text: string; boxes?: undefined }
  | { boxes: z.infer<typeof boxesSchema>; text?: undefined }

/**
 * Has a model of Florence-2's kind do the task of the candidate's `taskPrompt` on a picture.
 * @param words what the task is about, for marks that take words
 */
async function runTaskPrompt(
  pipe: Pipe,
  {
    image,
    words = '',
    maxNewTokens,
  }: { image: Media; words?: string | undefined; maxNewTokens?: number | undefined },
  context: LocalContext,
): Promise<TaskAnswer> {
  const { PreTrainedTokenizer } = await import('@huggingface/transformers')
  const { tokenizer } = pipe
  const process = inside(pipe.processor, 'post_process_generation')
  if (!(tokenizer instanceof PreTrainedTokenizer) || typeof process !== 'function') throw noTaskPrompts()
  const { taskPrompt, maxPixels, ...options } = optionsSchema.parse(context.options)
  const seen = await sightOf(pipe).see(image, context, maxPixels)
  const inputs = await inputsOf(
    pipe,
    { picturesFirst: true },
    `${taskPrompt}${plainWords(words, tokenizer.all_special_tokens)}`,
    [seen],
  )
  const maxTokens = maxNewTokens ?? options.maxNewTokens
  // Marks of places are no text: what is written so far means nothing yet.
  const quiet = { signal: context.signal, write: () => {} }
  const { ids } = await generate({ model: pipe.model, tokenizer }, inputs, quiet, {
    maxTokens,
    promptTokens: 0,
  })
  const written = tokenizer.decode(ids, { skip_special_tokens: false }).replaceAll('<pad>', '')
  const { width, height } = await pictureSize(image, context)
  const processed = Reflect.apply(postProcess.parse(process), pipe.processor, [
    written,
    taskPrompt,
    [width, height],
  ])
  const answer = inside(processed, taskPrompt)
  return typeof answer === 'string' ? { text: answer.trim() } : { boxes: boxesSchema.parse(answer) }
}

/** What a picture shows, or what is written on it, by the mark. */
export async function tellByTaskPrompt(
  pipe: Pipe,
  input: { image: Media; maxNewTokens?: number | undefined },
  context: LocalContext,
): Promise<string> {
  const { text, boxes } = await runTaskPrompt(pipe, input, context)
  return text ?? boxes.labels.join(' ').trim()
}

/** The things on a picture with their boxes. Such a model does not say how sure it is. */
export async function detectByTaskPrompt(
  pipe: Pipe,
  input: { image: Media; words?: string | undefined },
  context: LocalContext,
): Promise<{ objects: FoundObject[]; size: { width: number; height: number } }> {
  const { boxes = { labels: [], bboxes: [] } } = await runTaskPrompt(pipe, input, context)
  const objects = boxes.bboxes.flatMap(([xmin, ymin, xmax, ymax], at) => {
    const label = boxes.labels[at]
    return label ? [{ label, box: { xmin, ymin, xmax, ymax } }] : []
  })
  return { objects, size: await pictureSize(input.image, context) }
}

function noTaskPrompts(): SwitchyardError {
  return new SwitchyardError(
    'MODEL_BROKEN',
    'The model knows no task prompts, which models such as Florence-2 do: it does not fit the `taskPrompt` of its entry in the catalogue. Take that out, or choose another model.',
  )
}
