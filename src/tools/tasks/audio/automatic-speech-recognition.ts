import { z } from 'zod'
import { cancelledError, SwitchyardError } from '../../../core/errors.js'
import { formatList } from '../../../core/text.js'
import { atLeast, samplesFor } from '../../audio/audio-pieces.js'
import type { Span } from '../../audio/speech/find-speech.js'
import { halvePiece } from '../../audio/speech/halve-piece.js'
import { piecesToHear } from '../../audio/speech/listen.js'
import { sentencesOfWords } from '../../audio/speech/sentences-of-words.js'
import { createLanguageListener } from '../../audio/speech/spoken-language.js'
import { audioField, optionField, outputField, tableField } from '../../fields.js'
import { generationSettings } from '../../local/generation.js'
import { numberInside } from '../../local/inside.js'
import type { LocalContext, Pipe } from '../../local-adapter.js'
import { defineTool } from '../../tool.js'
import { describeCutShort } from '../../words.js'

const optionsSchema = z.object({
  /** Most that the model hears at once, seconds. Default: what its feature extractor says, else 30. */
  windowSeconds: z.number().positive().optional(),
  /** Speech is heard in pieces of up to this many seconds. Default: as much as fits. 0: between any two pauses. */
  pieceSeconds: z.number().nonnegative().optional(),
  /** Whether the model was trained to say when each sentence begins and ends. */
  timestamps: z.boolean().default(true),
  /** Whether its export tells when each word is said: those of Whisper that are called timestamped do. */
  wordTimes: z.boolean().default(false),
})

const spanSchema = z.object({ start: z.number(), end: z.number() })
const saidSchema = spanSchema.extend({ text: z.string() })
const segmentSchema = saidSchema.extend({ words: z.array(saidSchema).optional() })
type Segment = z.output<typeof segmentSchema>

const pipelineOutput = z.object({
  text: z.string(),
  chunks: z
    .array(z.object({ timestamp: z.tuple([z.number().nullable(), z.number().nullable()]), text: z.string() }))
    .optional(),
})

/** Some servers send no chunks, and some send null for them. */
const remoteOutput = pipelineOutput.extend({
  chunks: pipelineOutput.shape.chunks.nullish().transform((chunks) => chunks ?? undefined),
})

/** Less sound than this makes some models fail, seconds. */
const leastSeconds = 0.5

export const tool = defineTool({
  id: 'automatic-speech-recognition',
  description:
    'Writes down what is said in a recording of any length, with the times of each part. It names no speakers and describes no sounds; use audio-classification for those.',
  input: z.object({
    audio: audioField('The recording.'),
    language: optionField(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^(auto|[a-z]{2,3})$/, 'auto or a language code such as en, de or fr')
        .default('auto'),
      'The language spoken, as a code such as en; auto: found out by listening.',
    ),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'What is said; empty where nobody speaks.'),
    segments: tableField(
      segmentSchema,
      'The parts with their start and end in seconds, and with their words where the model tells their times.',
    ),
    lost: tableField(spanSchema, 'Stretches that could not be written down.').optional(),
  }),
  describe: ({ text, lost = [] }, { audio }) =>
    `${text === '' ? 'No speech was heard in the recording.' : `It says: "${text}"`}${describeLost(lost)}${describeCutShort(audio)}`,
  // What asks for it.
  phrases: [
    'transcribe',
    'listen to',
    'speech to text',
    'speech recognition',
    'subtitle',
    'write <it> down',
    'write|put|take|note|jot down <audio>',
    'type|write out|up <audio>',
    'write|put|take down .. said|spoken',
    'what .. say|said|saying|spoken|talk|talking',
    'everything .. said|spoken',
    'convert|turn|change|transform|put|bring <audio> .. to|into|in|as {text}',
    'text|words|content of|from|in <audio>',
    'extract|get|obtain .. text|words|speech from|of|in <audio>',
    'decode|understand <audio>',
    'recognize .. speech|words',
    'written form|version',
    'describe~',
    'tell me about~',
    'what is|are in|on <audio>',
    'what is|are in|on~',
    'down .. words',
    'convert|turn|change|transform it|this|that .. to|into|as {text}',
  ],
  results: ['transcript', 'transcription', 'transcribed text|audio|speech|version'],
  nature: 'faithful',
  byDefault: true,
  standsInFor: ['audio-classification'],
  openAiEndpoint: 'audio/transcriptions',
  // How it runs.
  local: {
    async run(pipe, { audio, language }, context) {
      const { hearSteadily } = await import('../../audio/speech/hear-steadily.js')
      const options = optionsSchema.parse(context.options)
      const { samples, sampleRate } = await samplesFor(pipe, audio, context)
      const windowSeconds =
        options.windowSeconds ??
        numberInside(pipe.processor, 'feature_extractor', 'config', 'chunk_length') ??
        30
      const pieceSeconds = options.pieceSeconds ?? windowSeconds
      const cut = ({ start, end }: Span) =>
        atLeast(
          samples.subarray(Math.round(start * sampleRate), Math.round(end * sampleRate)),
          leastSeconds,
          sampleRate,
        )

      const languageOf = createLanguageListener(pipe, language)
      const times = options.wordTimes
        ? { return_timestamps: 'word' }
        : options.timestamps
          ? { return_timestamps: true }
          : {}
      const segments: Segment[] = []
      const lost: Span[] = []
      for (const piece of piecesToHear(samples, { sampleRate, windowSeconds, pieceSeconds })) {
        if (context.signal.aborted) throw cancelledError(context.signal)
        const sound = cut(piece.window)
        const spoken = await languageOf(sound, sampleRate)
        const common = { ...times, ...(spoken !== undefined && { language: spoken, task: 'transcribe' }) }
        const piecewise = await hearSteadily(piece, {
          hear: async (one, settings) => {
            const all = { ...one, settings: { ...common, ...settings }, context }
            const said = await hear(pipe, cut(one.window), all)
            return options.wordTimes ? sentencesOfWords(said) : said.map(trimmed)
          },
          cut: (whole) => halvePiece(whole, { samples, sampleRate }),
        })
        if (piecewise) segments.push(...piecewise)
        else lost.push(piece.speech)
        context.progress(Math.min(1, piece.speech.end / (samples.length / sampleRate)))
      }
      if (lost.length > 0 && segments.length === 0) throw stuck()
      context.progress(1)
      const text = segments.map((segment) => segment.text).join(' ')
      return { text, segments, ...(lost.length > 0 && { lost }) }
    },
  },
  remote: {
    async run(client, { audio }, { target, blob }) {
      const reply = await client.automaticSpeechRecognition({ ...target, inputs: await blob(audio) })
      const { text, chunks = [] } = remoteOutput.parse(reply)
      const end = audio.facts.durationSeconds ?? 0
      const parts = chunks.map(({ timestamp: [from, to], text: part }) => ({
        start: from ?? 0,
        end: to ?? end,
        text: part.trim(),
      }))
      const whole = { start: 0, end, text: text.trim() }
      return { text: whole.text, segments: sayingSomething(parts.length > 0 ? parts : [whole]) }
    },
  },
})

/** Another model or precision may hear it, so that the next candidate is tried. */
const stuck = () =>
  new SwitchyardError(
    'MODEL_BROKEN',
    'The model only repeats one phrase on this recording, also in shorter pieces and at higher temperatures. Take another model, or its encoder in fp32: dtype: { encoder_model: fp32, decoder_model_merged: q8 } in the catalogue.',
  )

function describeLost(lost: readonly Span[]): string {
  if (lost.length === 0) return ''
  const spans = lost.map(({ start, end }) => `${start.toFixed(1)} to ${end.toFixed(1)}`)
  return ` Not written down, because the model only repeated itself there: ${formatList(spans, 'and')} seconds.`
}

/** What is said in one piece: the model's own sentences with their times where it gives any, else the piece as one. */
async function hear(
  pipe: Pipe,
  samples: Float32Array,
  piece: { settings: Record<string, unknown>; speech: Span; window: Span; context: LocalContext },
): Promise<Segment[]> {
  const { speech, window, context } = piece
  const { settings, done } = await generationSettings(context, undefined)
  const output = await pipe(samples, { ...settings, ...piece.settings })
  done()
  const { text, chunks } = pipelineOutput.parse(output)
  if (!chunks || chunks.length < 2) return sayingSomething([{ ...speech, text }])

  // Times may be missing or run backwards: they are kept in order and within the piece.
  let start = speech.start
  return sayingSomething(
    chunks.map(({ timestamp: [from, to], text: part }, at) => {
      const last = at === chunks.length - 1
      const begins = Math.min(speech.end, Math.max(start, from === null ? start : window.start + from))
      const ends = Math.min(
        speech.end,
        Math.max(begins, last || to === null ? speech.end : window.start + to),
      )
      start = ends
      return { start: begins, end: ends, text: part }
    }),
  )
}

const sayingSomething = (segments: readonly Segment[]) => segments.filter(({ text }) => text.trim() !== '')
const trimmed = (segment: Segment): Segment => ({ ...segment, text: segment.text.trim() })
