import { z } from 'zod'
import { cancelledError } from '../../../core/errors.js'
import { formatCount } from '../../../core/text.js'
import { samplesFor } from '../../audio/audio-pieces.js'
import { hearFile } from '../../audio/measure/hear-file.js'
import { secondsOf } from '../../audio/measure/pauses.js'
import { createPitchMeter, pitchRate } from '../../audio/measure/pitch.js'
import { embedVoice } from '../../audio/speakers/embed-voice.js'
import { pitchCosine, pitchVector, usualPitch } from '../../audio/speakers/pitch-vector.js'
import { type HeardVoice, partsOf, tellApart } from '../../audio/speakers/tell-apart.js'
import { turnSchema, voiceSchema } from '../../audio/speakers/voice.js'
import { voicesOfSpeech } from '../../audio/speakers/voices-of-speech.js'
import { createBandMeter } from '../../audio/speech/band-levels.js'
import { findSpeech, findSpeechIn, riseOverNoise } from '../../audio/speech/find-speech.js'
import { audioField, optionField, outputField, tableField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort, describeSpan } from '../../words.js'

const optionsSchema = z.object({
  /** Voices whose vectors are less alike than this are two, -1 to 1; the best value is the model's. */
  sameAbove: z.number().min(-1).max(1).default(0.7),
})

/** Without a model two voices are told apart where they are this far apart in pitch. */
const semitonesApart = 5
/** More turns than these are not read out one by one. */
const mostTold = 20

export const tool = defineTool({
  id: 'speaker-diarization',
  description:
    'Tells who speaks when in a recording: "Speaker 1", "Speaker 2" with their times, without names. Give it "voices" of voice-activity-detection where that may run, and the number of speakers where it is known. For who says what, join it with a transcript by speaker-attribution.',
  input: z.object({
    audio: audioField('The recording, of any length.'),
    voices: tableField(voiceSchema, 'The voices that voice-activity-detection found in it.').optional(),
    speakers: optionField(
      z.int().min(1).max(20).optional(),
      'How many speakers there are. Default: as many as are heard.',
    ),
  }),
  output: z.object({
    count: outputField(z.int().nonnegative(), 'text', 'How many speakers are told apart.'),
    turns: tableField(turnSchema, 'Who speaks when, seconds. Turns of two may overlap.'),
    toldBy: outputField(
      z.enum(['voice', 'pitch']),
      'text',
      'voice: by a model that knows voices. pitch: only by how high they are.',
    ),
  }),
  describe: ({ count, turns, toldBy }, { audio }) => {
    if (count === 0) return `Nobody is heard speaking in the recording.${describeCutShort(audio)}`
    const names = [...new Set(turns.map(({ speaker }) => speaker))]
    const shares = names.map((name) => {
      const own = turns.filter(({ speaker }) => speaker === name)
      return `${name} for ${secondsOf(own).toFixed(1)} seconds`
    })
    const told = turns.slice(0, mostTold).map((turn) => `${describeSpan(turn)} ${turn.speaker}`)
    const more = turns.length > mostTold ? `, and ${turns.length - mostTold} more` : ''
    const how =
      toldBy === 'pitch'
        ? ' They are told apart only by how high the voices are, so that voices of one height count as one.'
        : ''
    return `${formatCount(count, 'speaker')} ${count === 1 ? 'is' : 'are'} heard: ${shares.join(', ')}. ${told.join(', ')}${more}.${how}${describeCutShort(audio)}`
  },
  // What asks for it.
  phrases: [
    'speaker diarization',
    'diarize',
    'diarization',
    'who speak|talk|speaks|talks when',
    'who is|are speaking|talking',
    'who speak|talk in|on|here|there',
    'who speak|talk .. when',
    'when do|does|is each|every|which speaker|person|voice .. speak|talk',
    'how many speaker|people|person|voice .. speak|talk|heard|in|on',
    'how many different? speaker|voice',
    'separate|tell|distinguish|identify|label .. speaker apart',
    'label|identify|number|mark .. speaker',
    'speaker turn|segmentation|change',
  ],
  results: ['speaker turn'],
  madeFrom: { voices: 'voice-activity-detection.voices' },
  // How it runs.
  local: {
    pipeline: 'audio-xvector',
    async run(pipe, { audio, voices, speakers }, context) {
      const { sameAbove } = optionsSchema.parse(context.options)
      const sound = await samplesFor(pipe, audio, context)
      const parts = partsOf(voices ?? voicesOfSpeech(findSpeech(sound.samples, sound.sampleRate)))
      const heard: HeardVoice[] = []
      for (const [at, part] of parts.entries()) {
        if (context.signal.aborted) throw cancelledError(context.signal)
        heard.push({ part, vector: await embedVoice(pipe, sound, part.spans) })
        context.progress((at + 1) / parts.length)
      }
      return toOutput(tellApart(heard, { sameAbove, count: speakers }), 'voice')
    },
  },
  reader: {
    async run({ audio, voices, speakers }, context) {
      const pitch = createPitchMeter()
      const bands = createBandMeter(pitchRate)
      const meters = voices ? [pitch] : [pitch, bands]
      const seconds = await hearFile(audio, context, pitchRate, meters)
      const own = voices ?? voicesOfSpeech(findSpeechIn(riseOverNoise(bands.levels()), seconds))
      const points = pitch.points()
      const heard = partsOf(own).map((part) => {
        const hertz = usualPitch(points, part.spans)
        return { part, vector: hertz === undefined ? undefined : pitchVector(hertz) }
      })
      // Noises without any pitch are nobody's.
      const spoken = heard.some(({ vector }) => vector) ? heard : []
      const options = { sameAbove: pitchCosine(semitonesApart), count: speakers }
      return toOutput(tellApart(spoken, options), 'pitch')
    },
  },
})

function toOutput(turns: z.output<typeof turnSchema>[], toldBy: 'voice' | 'pitch') {
  return { count: new Set(turns.map(({ speaker }) => speaker)).size, turns, toldBy }
}
