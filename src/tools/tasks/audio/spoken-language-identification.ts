import { z } from 'zod'
import { cancelledError, SwitchyardError } from '../../../core/errors.js'
import { formatPercent } from '../../../core/text.js'
import { samplesFor } from '../../audio/audio-pieces.js'
import { piecesToHear } from '../../audio/speech/listen.js'
import { voteOnLanguage } from '../../audio/speech/vote-on-language.js'
import { detectLanguage, isMultilingual } from '../../audio/speech/whisper-language.js'
import { audioField, outputField, tableField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort } from '../../words.js'

const windowSeconds = 30
/** A language is heard in the first minutes, and hours of it say no more. */
const mostPieces = 10

const shareSchema = z.object({ language: z.string(), name: z.string(), share: z.number() })

export const tool = defineTool({
  id: 'spoken-language-identification',
  description:
    'Tells which language is spoken in a recording, as a code (en, de) with its name. It writes down no words; for a text’s language ask an LLM.',
  input: z.object({ audio: audioField('The recording, of any length.') }),
  output: z.object({
    language: outputField(
      z.string().optional(),
      'text',
      'The language as a code such as en; absent where nobody speaks.',
    ),
    name: outputField(z.string().optional(), 'text', 'Its name in English.'),
    languages: tableField(
      shareSchema,
      'All languages that are heard, with their share of the speech, 0 to 1.',
    ),
  }),
  describe: ({ name, languages }, { audio }) => {
    const others = languages.slice(1).filter(({ share }) => share >= 0.05)
    const also = others.map((one) => `${one.name} (${formatPercent(one.share)} of the time)`).join(', ')
    const said =
      name === undefined
        ? 'Nobody is heard speaking in the recording.'
        : `${name} is spoken${also ? `, and also ${also}` : ''}.`
    return `${said}${describeCutShort(audio)}`
  },
  // What asks for it.
  phrases: [
    'spoken language identification',
    'language identification',
    'which|what language .. spoken|speak|speaking|talk|talking|heard|recording|audio|said',
    'which|what language is|are <it> in',
    'which|what language do|does|is|are he|she|they|it .. speak|talk|speaking|talking',
    'detect|identify|recognize|find|tell|determine .. language .. spoken|speech|recording|audio',
    'detect|identify|recognize|determine .. spoken language',
    'language of|in <audio>',
    '^ in which|what language~',
  ],
  results: ['spoken language'],
  modelsOf: ['automatic-speech-recognition'],
  // How it runs.
  local: {
    pipeline: 'automatic-speech-recognition',
    async run(pipe, { audio }, context) {
      if (!isMultilingual(pipe))
        throw new SwitchyardError(
          'MODEL_BROKEN',
          'The model knows one language only. Take one of several languages, such as Xenova/whisper-base.',
        )
      const { samples, sampleRate } = await samplesFor(pipe, audio, context)
      const pieces = piecesToHear(samples, { sampleRate, windowSeconds, pieceSeconds: windowSeconds })
      const step = Math.max(1, pieces.length / mostPieces)
      const chosen = pieces.filter((_, at) => at === Math.floor(Math.floor(at / step) * step))
      const votes: { language: string; weight: number }[] = []
      for (const { window, speech } of chosen) {
        if (context.signal.aborted) throw cancelledError(context.signal)
        const sound = samples.slice(
          Math.round(window.start * sampleRate),
          Math.round(window.end * sampleRate),
        )
        const found = await detectLanguage(pipe, sound)
        if (found)
          votes.push({ language: found.language, weight: found.probability * (speech.end - speech.start) })
        context.progress(votes.length / chosen.length)
      }
      return voteOnLanguage(votes)
    },
  },
  remote: {
    async run(client, { audio }, { target, blob }) {
      const labels = await client.audioClassification({ ...target, inputs: await blob(audio) })
      return voteOnLanguage(labels.map(({ label, score }) => ({ language: label, weight: score })))
    },
  },
})
