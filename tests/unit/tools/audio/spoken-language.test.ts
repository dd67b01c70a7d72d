import { expect, test } from 'vitest'
import { createLanguageListener } from '../../../../src/tools/audio/speech/spoken-language.js'
import type { Pipe } from '../../../../src/tools/local-adapter.js'
import { rate } from '../../../support/recordings.js'

const languages = ['en', 'de', 'fr']

/** A Whisper that hears in each call what it is told to: a language, and how far its logit is above the others'. */
function whisper(
  hears: readonly (readonly [language: string, logit: number])[],
  { isMultilingual = true } = {},
) {
  const left = [...hears]
  const model = async () => {
    const [language, logit] = left.shift() ?? ['none', 0]
    const data = Float32Array.from(languages, (one) => (one === language ? logit : 0))
    return { logits: { data, dims: [1, 1, languages.length] } }
  }
  const pipe: Pipe = Object.assign(async () => ({ text: '' }), {
    task: 'automatic-speech-recognition',
    model: Object.assign(model, {
      generation_config: {
        is_multilingual: isMultilingual,
        decoder_start_token_id: 0,
        lang_to_id: Object.fromEntries(languages.map((one, at) => [`<|${one}|>`, at])),
      },
    }),
    processor: async () => ({ input_features: {} }),
    tokenizer: {},
    dispose: async () => {},
  })
  return { pipe, left }
}

const sound = (seconds: number) => new Float32Array(seconds * rate)

test('each stretch is heard in its own language', async () => {
  const { pipe } = whisper([
    ['en', 5],
    ['de', 5],
    ['en', 5],
  ])
  const languageOf = createLanguageListener(pipe, 'auto')
  expect([
    await languageOf(sound(5), rate),
    await languageOf(sound(5), rate),
    await languageOf(sound(5), rate),
  ]).toEqual(['en', 'de', 'en'])
})

test('a short stretch and a mere guess change nothing, but the first one is taken as it is', async () => {
  const { pipe, left } = whisper([
    ['de', 0.1],
    ['fr', 0.1],
  ])
  const languageOf = createLanguageListener(pipe, 'auto')
  expect(await languageOf(sound(1), rate)).toBe('de')
  expect(await languageOf(sound(1), rate)).toBe('de')
  expect(left).toHaveLength(1)
  expect(await languageOf(sound(5), rate)).toBe('de')
  expect(left).toHaveLength(0)
})

test('a language that is given is kept, and a model of one language is told none', async () => {
  const given = whisper([])
  expect(await createLanguageListener(given.pipe, 'fr')(sound(5), rate)).toBe('fr')
  const english = whisper([], { isMultilingual: false })
  expect(await createLanguageListener(english.pipe, 'auto')(sound(5), rate)).toBeUndefined()
  expect(await createLanguageListener(english.pipe, 'fr')(sound(5), rate)).toBeUndefined()
})
