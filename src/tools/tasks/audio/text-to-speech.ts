import { z } from 'zod'
import { cancelledError, SwitchyardError } from '../../../core/errors.js'
import { chooseVoice } from '../../audio/speaking/choose-voice.js'
import { isForAll, speedSchema } from '../../audio/speaking/voice-names.js'
import { audioField, optionField, textField } from '../../fields.js'
import { countTokens } from '../../local/tokens.js'
import { languageSchema } from '../../text/language.js'
import { cutIntoPassages, sentencesOf } from '../../text/passages.js'
import { defineTool } from '../../tool.js'

/** A sentence that is longer is spoken in parts: memory grows with the square of the length. Characters. */
const longestSentence = 300
/** Quiet between two sentences, seconds. */
const pauseSeconds = 0.25

export const tool = defineTool({
  id: 'text-to-speech',
  description:
    'Reads a text aloud: makes a recording of it in one voice. The text must be in the given language; write numbers and signs as words for the best result.',
  input: z.object({
    text: textField('The text, of any length.'),
    language: optionField(languageSchema.default('en'), 'The language of the text, as a code such as en.'),
    voice: optionField(
      z.string().trim().min(1).max(64).optional(),
      "Which of its voices the model speaks with, by the model's own name for it (af_heart, F1). Default: its usual one.",
    ),
    speed: optionField(
      speedSchema.optional(),
      'How fast it is spoken, from 0.25 to 4, by models that can. Default: 1.',
    ),
  }),
  output: z.object({ audio: audioField('The recording.') }),
  describe: ({ audio }) =>
    `It read the text aloud (${(audio.facts.durationSeconds ?? 0).toFixed(1)} seconds of speech).`,
  // What asks for it.
  phrases: [
    'text to speech',
    'speech synthesis',
    'tts',
    'read|say|speak .. aloud|loud',
    'read .. to me',
    'read <it> out? to me',
    'read <it> out',
    'aloud',
    'out loud',
    'as speech|audio',
    'pronounce',
    'narrate',
    'speak <text>',
    'synthesize',
    'convert|turn|transform|make|change .. to|into|in|as {audio}',
    'convert|turn|transform|change .. to|into spoken',
    'generate|create|produce|make|need|want|get|like {audio} .. of|with|from|for|that',
    'generate|create|produce|make {audio}',
    'spoken audio|version|answer|form|response|output|message|summary',
    'audio|speech|voice of it|them|this|that|these|those',
    'as a|an|the? audio|speech|voice|sound',
    'voiceover',
    'audio version|description|form',
    'audio file with',
    'voice says|saying|reading',
    'spoken as',
    'hear <text>',
  ],
  results: ['generated|resulting|synthesized speech|audio|voice'],
  nature: 'faithful',
  modelsOf: ['text-to-audio'],
  openAiEndpoint: 'audio/speech',
  // How it runs.
  local: {
    async run(pipe, { text, voice, speed }, context) {
      const say = await chooseVoice(pipe, { voice, speed }, context)
      const passages = sentencesOf(text)
        .flatMap((sentence) => cutIntoPassages(sentence, (part) => part.length <= longestSentence))
        // Signs that the voice has no sound for leave nothing to say, and the model fails on nothing.
        .filter((passage) => /[\p{L}\p{N}]/u.test(passage) && countTokens(pipe, passage) > 0)
      if (passages.length === 0)
        throw new SwitchyardError(
          'INVALID_REQUEST',
          "There is nothing in the text that this voice can say. Write it in letters of the voice's language.",
        )
      const spoken: Float32Array[] = []
      let sampleRate = 16_000
      for (const [at, passage] of passages.entries()) {
        if (context.signal.aborted) throw cancelledError(context.signal)
        const { audio, sampling_rate } = await say(passage)
        sampleRate = sampling_rate
        spoken.push(audio)
        context.progress((at + 1) / passages.length)
      }
      return { audio: await context.saveAudio(inARow(spoken, sampleRate), sampleRate, 'speech') }
    },
  },
  remote: {
    async run(client, { text, voice, speed = 1 }, { target, save }) {
      if ((voice !== undefined && !isForAll(voice)) || speed !== 1)
        throw new SwitchyardError(
          'MODEL_UNAVAILABLE',
          'Providers are told neither a voice nor a speed: leave both out.',
        )
      const speech = await client.textToSpeech({ ...target, inputs: text })
      return { audio: await save(z.instanceof(Blob).parse(speech), 'audio', 'speech') }
    },
  },
})

function inARow(parts: readonly Float32Array[], sampleRate: number): Float32Array {
  const pause = Math.round(pauseSeconds * sampleRate)
  const length = parts.reduce((sum, part) => sum + part.length + pause, -pause)
  const whole = new Float32Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length + pause
  }
  return whole
}
