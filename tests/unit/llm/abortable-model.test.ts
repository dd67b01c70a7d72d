import { describe, expect, it } from 'vitest'
import type { LanguageModel } from '../../../src/llm/language-model.js'
import { makeAbortable } from '../../../src/llm/make-abortable.js'

/** Never answers, and takes no notice of its signal. */
const deaf: LanguageModel = {
  id: 'deaf',
  json: () => new Promise(() => {}),
  async *stream() {
    yield 'one'
    await new Promise(() => {})
  },
}

describe('a model that ignores its signal', () => {
  it('ends a plan when it is told to', async () => {
    const stop = new AbortController()
    const planning = makeAbortable(deaf).json([], { schema: {}, schemaName: 'x', signal: stop.signal })
    stop.abort()
    await expect(planning).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('ends an answer when it is told to, and what came before stays', async () => {
    const stop = new AbortController()
    const pieces: string[] = []
    const reading = (async () => {
      for await (const piece of makeAbortable(deaf).stream([], { signal: stop.signal })) {
        pieces.push(piece)
        stop.abort()
      }
    })()
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(pieces).toEqual(['one'])
  })
})
