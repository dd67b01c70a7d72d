import { describe, expect, it } from 'vitest'
import { withMedia } from '../../../src/backends/with-media.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import type { Media } from '../../../src/media/media.js'
import { candidateOf, FakeBackend, type Reply } from '../../support/fake-backend.js'
import { testTools } from '../../support/test-tools.js'

const picture = (letter: string): Media => ({
  digest: letter.repeat(64),
  modality: 'image',
  mimeType: 'image/png',
  bytes: 5,
  facts: {},
})
const notHere = () => new SwitchyardError('MEDIA_NOT_FOUND', 'Removed to make room.')

/** A backend between a store that only writes down what is asked of it. */
function place(replies: Reply[], failing: { path?: SwitchyardError; publish?: SwitchyardError } = {}) {
  const asked: string[] = []
  const backend = new FakeBackend({ model: replies })
  const store = {
    path: async (digest: string) => {
      asked.push(`path ${digest[0]}`)
      if (failing.path) throw failing.path
      return `/media/${digest}`
    },
    publish: async ({ digest }: Pick<Media, 'digest'>) => {
      asked.push(`publish ${digest[0]}`)
      if (failing.publish) throw failing.publish
    },
  }
  const call = {
    tool: testTools.upper,
    candidate: candidateOf('model'),
    input: { images: [picture('a'), picture('b')], text: 'x' },
  }
  const options = { signal: new AbortController().signal, onProgress: () => {} }
  return { asked, backend, run: () => withMedia(backend, store).call(call, options) }
}

describe('a backend with shared media', () => {
  it('has the media of a call here before it, and gives away what was made after it', async () => {
    const { asked, backend, run } = place([{ made: picture('c') }])
    expect(await run()).toEqual({ ok: true, value: { made: picture('c') } })
    expect(asked).toEqual(['path a', 'path b', 'publish c'])
    expect(backend.unused).toEqual([])
  })

  it('calls again when media were removed while the call waited, once', async () => {
    const once = place([notHere(), { text: 'fine' }])
    expect(await once.run()).toMatchObject({ ok: true })
    expect(once.asked).toEqual(['path a', 'path b', 'path a', 'path b'])
    const twice = place([notHere(), notHere()])
    expect(await twice.run()).toMatchObject({ ok: false, error: { code: 'MEDIA_NOT_FOUND' } })
  })

  it("lays a share's failure at no model's door", async () => {
    const away = new SwitchyardError('PROVIDER_UNAVAILABLE', 'The share is away.', { retryable: true })
    for (const failing of [{ path: away }, { publish: away }]) {
      const { run } = place([{ made: picture('c') }], failing)
      expect(await run()).toMatchObject({
        ok: false,
        error: { code: 'FETCH_FAILED', message: 'The share is away.', retryable: true },
      })
    }
  })
})
