import { z } from 'zod'
import { samplesFor } from '../../audio/audio-pieces.js'
import { hearFile } from '../../audio/measure/hear-file.js'
import { createPitchMeter, pitchRate } from '../../audio/measure/pitch.js'
import { compareVoices, pairSchema } from '../../audio/speakers/compare-voices.js'
import { embedVoice } from '../../audio/speakers/embed-voice.js'
import { pitchCosine, pitchVector, usualPitch } from '../../audio/speakers/pitch-vector.js'
import { findSpeech } from '../../audio/speech/find-speech.js'
import { audiosField, outputField, tableField } from '../../fields.js'
import { defineTool } from '../../tool.js'

const optionsSchema = z.object({
  /** Two voices that are at least as alike as this are the same, -1 to 1; the best value is the model's. */
  sameAbove: z.number().min(-1).max(1).default(0.86),
})

/** Without a model voices that are this far apart in pitch are two; of nearer ones nothing is said. */
const semitonesApart = 5

export const tool = defineTool({
  id: 'speaker-verification',
  description:
    'Tells whether two or more recordings are of the same speaker, from the voices alone. To tell speakers apart within one recording use speaker-diarization.',
  input: z.object({ audios: audiosField('Two or more recordings, each of one speaker.', { min: 2 }) }),
  output: z.object({
    verdict: outputField(
      z.enum(['same', 'different', 'unclear']),
      'text',
      'Whether all are the same speaker; unclear where this can’t be told.',
    ),
    similarity: outputField(
      z.number().min(-1).max(1).optional(),
      'text',
      'How alike the two voices are that are the least alike, -1 to 1. Absent where a voice is missing.',
    ),
    pairs: tableField(pairSchema, 'Each two recordings, counted from 1, with how alike they are.'),
    silent: tableField(z.int().positive(), 'Recordings without a voice, counted from 1.'),
    toldBy: outputField(
      z.enum(['voice', 'pitch']),
      'text',
      'voice: by a model that knows voices. pitch: only by how high they are.',
    ),
  }),
  describe: ({ verdict, similarity, pairs, silent, toldBy }, { audios = [] }) => {
    const name = (place: number) => audios[place - 1]?.name ?? `recording ${place}`
    if (silent.length > 0)
      return `It can't be told whether it is the same speaker: no voice is heard in ${silent.map(name).join(' and ')}.`
    const many = audios.length > 2
    const how = similarity === undefined ? '' : ` (similarity ${similarity.toFixed(2)} of 1)`
    const byPitch = toldBy === 'pitch' ? ' Only the pitch of the voices was compared.' : ''
    if (verdict === 'same') return `Yes, it is the same speaker${many ? ' in all' : ''}${how}.${byPitch}`
    if (verdict === 'unclear')
      return `It can't be told whether it is the same speaker: the voices are about equally high, and without a model for voices nothing else was compared.`
    const apart = pairs.filter((pair) => pair.verdict === 'different')
    const which = many
      ? ` The voices of ${apart.map(({ a, b }) => `${name(a)} and ${name(b)}`).join(', of ')} differ.`
      : ''
    return `No, ${many ? 'they are not all the same speaker' : 'these are two speakers'}${how}.${which}${byPitch}`
  },
  // What asks for it.
  phrases: [
    'speaker verification',
    'voice comparison',
    'same speaker|voice|person|man|woman|guy|girl in|on|speak|talk|who|that?',
    'same speaker|voice|talker',
    '^ is|are it|this|these|that|those|they .. same speaker|voice|person|man|woman',
    '^ do|does .. same person|man|woman .. speak|talk',
    '^ is|are the speaker|voice|person|man|woman .. the same',
    '^ do|does|has|have .. have|has the? same voice|speaker',
    'compare .. voice|speaker',
    'verify|check .. speaker|voice',
    'different speaker|voice',
    'whose voice',
  ],
  // How it runs.
  local: {
    pipeline: 'audio-xvector',
    async run(pipe, { audios }, context) {
      const { sameAbove } = optionsSchema.parse(context.options)
      const vectors: (Float32Array | undefined)[] = []
      for (const audio of audios) {
        const sound = await samplesFor(pipe, audio, context)
        vectors.push(await embedVoice(pipe, sound, findSpeech(sound.samples, sound.sampleRate)))
        context.progress(vectors.length / audios.length)
      }
      const judge = (similarity: number) => (similarity >= sameAbove ? 'same' : 'different')
      return { ...compareVoices(vectors, judge), toldBy: 'voice' as const }
    },
  },
  reader: {
    async run({ audios }, context) {
      const vectors: (Float32Array | undefined)[] = []
      for (const audio of audios) {
        const meter = createPitchMeter()
        const seconds = await hearFile(audio, context, pitchRate, [meter])
        const hertz = usualPitch(meter.points(), [{ start: 0, end: seconds }])
        vectors.push(hertz === undefined ? undefined : pitchVector(hertz))
      }
      const apart = pitchCosine(semitonesApart)
      const judge = (similarity: number) => (similarity < apart ? 'different' : 'unclear')
      return { ...compareVoices(vectors, judge), toldBy: 'pitch' as const }
    },
  },
})
