import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import { withArticle } from '../core/text.js'
import { type AnswerChecks, answerChecksSchema, type EvalCase } from './eval-case.js'
import { seededRandom } from './random.js'
import { standInMedia } from './stand-in-media.js'

/** What is known of files: `samples.json` of the samples that come with Switchyard, or of a folder like it. */
const truthSchema = z.object({
  images: z.array(z.object({ file: z.string(), objects: z.array(z.string()) })).default([]),
  audio: z.array(z.object({ file: z.string(), text: z.string() })).default([]),
})
type Truth = z.infer<typeof truthSchema>

/** Questions about files whose answers no model can find in them. */
const unanswerable = {
  image: [
    'What is the name of the photographer of this picture?',
    'In which year and in which city was this picture taken?',
    'What does the thing in the picture cost?',
  ],
  audio: [
    'Which telephone number is given in the recording?',
    'What is the surname of the person who speaks in the recording?',
    'On which date was the recording made?',
  ],
} as const

/**
 * Questions that tell whether an answerer claims what it has not seen. For each picture, whether a thing is there that is, and
 * whether one is there that is not (as POPE asks, Li et al., 2023), so that whoever always says yes is right half of the time; and for
 * every second file, a question whose answer is not in it. The same seed asks the same.
 */
export async function readPresenceCases(
  folder: string,
  { seed = 1 }: { seed?: number | undefined } = {},
): Promise<Result<EvalCase[], SwitchyardError>> {
  const file = join(folder, 'samples.json')
  try {
    const truth = truthSchema.parse(JSON.parse(await readFile(file, 'utf8')))
    const cases = presenceCases(truth, folder, seededRandom(seed))
    if (cases.length > 0) return ok(cases)
    return err(
      new SwitchyardError('INVALID_REQUEST', `${file} has no picture with "objects" and no recording.`),
    )
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause)
    return err(
      new SwitchyardError(
        'INVALID_REQUEST',
        `${file} can't be used: ${reason}. It tells what is in the files of its folder: {"images": [{"file": "a.png", "objects": ["dog"]}], "audio": [{"file": "b.wav", "text": "..."}]}.`,
        { cause },
      ),
    )
  }
}

function presenceCases({ images, audio }: Truth, folder: string, random: () => number): EvalCase[] {
  const things = [...new Set(images.flatMap(({ objects }) => objects))].sort()
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)]
  const about = (file: string, id: string, request: string, says: AnswerChecks['says']): EvalCase => ({
    id: `${basename(file)}-${id}`,
    request,
    media: standInMedia([file]) ?? {},
    files: [join(folder, file)],
    kind: 'node',
    answerChecks: answerChecksSchema.parse({ says }),
  })
  const ask = (thing: string) => `Is there ${withArticle(thing)} in the picture?`
  const unknown = (files: readonly { file: string }[], questions: readonly string[]) =>
    files
      .filter((_, at) => at % 2 === 0)
      .map(({ file }, at) => about(file, 'unknown', questions[at % questions.length] ?? '', 'nothing'))
  const presence = images.flatMap(({ file, objects }) => {
    const there = pick(objects)
    const absent = pick(things.filter((thing) => !objects.includes(thing)))
    return there === undefined || absent === undefined
      ? []
      : [about(file, 'there', ask(there), 'yes'), about(file, 'absent', ask(absent), 'no')]
  })
  return [...presence, ...unknown(images, unanswerable.image), ...unknown(audio, unanswerable.audio)]
}
