import { expect, it } from 'vitest'
import { phonemesOf } from '../../../../src/tools/audio/speaking/phonemes.js'
import { canSpeak } from '../../../support/speech.js'

const { signal } = new AbortController()

it.skipIf(!canSpeak)('a text becomes phonemes, with the marks that voices pause at', async () => {
  const said = await phonemesOf('Hello, world! (Really?)', 'en-us', signal)
  expect(said).toMatch(/^h\S+, w\S+! \( ?\S+i\S*\?/)
  expect(await phonemesOf('...', 'en-us', signal)).toBe('.')
  expect(await phonemesOf('-q; rm -rf', 'en-us', signal)).toContain(';')
})

it.skipIf(!canSpeak)('a language that is not there is an error', async () => {
  await expect(phonemesOf('Hello', 'xx-nowhere', signal)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
})
